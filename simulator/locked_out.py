"""Which Macs are locked out as a run goes on: where somebody's last sign-in to an app was denied, as the trace tells it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from simulator.clock import Calendar
from simulator.trace import Record


class LockedOut:
    """Listens to a trace; counts calls at the help desk by local day, too."""

    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar
        self._denied: dict[str, set[tuple[str, str]]] = {}
        self._calls: Counter[int] = Counter()

    def see(self, record: Record) -> None:
        """The next record of the trace."""
        if record.kind == "desk.called":
            self._calls[self._calendar.day_of(record.at)] += 1
        elif record.kind == "app.opened":
            whom = (str(record.details["person"]), str(record.details["app"]))
            denied = self._denied.setdefault(record.subject, set())
            (denied.add if record.outcome == "denied" else denied.discard)(whom)

    def share(self, macs: Collection[str]) -> float:
        """The share of some Macs that is locked out now; 0 of none."""
        return sum(bool(self._denied.get(mac)) for mac in macs) / len(macs) if macs else 0.0

    def calls_on(self, day: int) -> int:
        """Calls at the help desk on a local day."""
        return self._calls[day]
