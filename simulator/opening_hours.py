"""When a help desk is open: the same hours on every working day of the scenario's calendar."""

from __future__ import annotations

from typing import NamedTuple

from simulator.clock import Calendar


class OpeningHours(NamedTuple):
    """Seconds after local midnight from which, until which, it is open on working days."""

    calendar: Calendar
    from_s: int
    until_s: int

    def span(self, day: int) -> tuple[int, int] | None:
        """Epoch seconds [opens, closes) of a local day; None where it stays closed."""
        if not self.calendar.is_workday(day):
            return None
        return self.calendar.at(day, self.from_s), self.calendar.at(day, self.until_s)

    def closes_at(self, at: int) -> int:
        """When it closes next, for a second at which it is open."""
        span = self.span(self.calendar.day_of(at))
        assert span is not None  # it is open
        return span[1]
