"""Trust that outlives management: for how long a Mac that left Jamf Pro's management is still let in."""

from __future__ import annotations

from simulator.measures import Window
from simulator.reading import Reading
from simulator.trace import Record

DAY_S = 86_400


def let_in_days_after_leaving(reading: Reading, window: Window) -> float:
    """For how many days a Mac that left management in the window is still let in as trusted: the mean; 0 for none.

    From the moment at which Jamf Pro no longer manages it until the last sign-in that Okta allowed to a trusted device
    there, before it is managed again; 0 where none came. What nobody tries is not counted (the certificate's own time is
    ``trusted_days_after_leaving``).
    """
    days = list(_days(reading, window).values())
    return sum(days) / len(days) if days else 0.0


def most_let_in_days_after_leaving(reading: Reading, window: Window) -> float:
    """The same of the Mac on which it lasts longest."""
    return max(_days(reading, window).values(), default=0.0)


def _days(reading: Reading, window: Window) -> dict[tuple[str, int], float]:
    """Of each time that a Mac left (its name, epoch second), the days until it was let in last."""
    away = {mac: _left(reading, window, mac) for mac in reading.macs(window.group)}
    last = {(mac, begins): begins for mac, spans in away.items() for begins, _ in spans}
    for record in reading.opened:
        for begins, until in away.get(record.subject, ()) if _trusted(record) else ():
            if begins <= record.at < until:
                last[record.subject, begins] = max(last[record.subject, begins], record.at)
    for segment in reading.segments:
        for begins, until in away.get(segment.subject, ()) if _trusted(segment) else ():
            at = reading.last_routine_open(segment, begins - 1, until)
            if at is not None:
                last[segment.subject, begins] = max(last[segment.subject, begins], at)
    return {(mac, begins): (at - begins) / DAY_S for (mac, begins), at in last.items()}


def _left(reading: Reading, window: Window, mac: str) -> list[tuple[int, int]]:
    """When a Mac left management in the window, and until when it stayed away."""
    spans = reading.unmanaged_spans(mac)
    return [span for span in spans if span[0] > reading.start_at and window.holds(span[0])]


def _trusted(record: Record) -> bool:
    return record.outcome == "allowed" and record.details["device"] == "trusted"
