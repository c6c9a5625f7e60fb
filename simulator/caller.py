"""When a person who is kept out calls: looked up from habit and dice by day and minute, never by attempt.

So two plans in which somebody calls a different number of times share all dice of the times that they have in common.
"""

from __future__ import annotations

from typing import NamedTuple

from simulator.chance import dice, dice_key, exponential, uniform
from simulator.clock import MINUTE_S
from simulator.habits import Routine
from simulator.opening_hours import OpeningHours


class Caller(NamedTuple):
    """A person's habit of calling: the probability for a day, and means in seconds."""

    routine: Routine
    who: float
    after_s: int
    gives_up_after_s: int
    again_after_s: int

    def first_call_after(self, at: int) -> int:
        """Seconds from a denied sign-in at an epoch second until this person would call."""
        return self._drawn("calls the help desk after", at, self.after_s)

    def again_after(self, at: int) -> int:
        """Seconds from an epoch second at which the last call was over until this person would call again."""
        return self._drawn("calls the help desk again after", at, self.again_after_s)

    def patience(self, at: int) -> int:
        """Seconds for which this person, who calls at an epoch second, waits in the line."""
        return self._drawn("hangs up after", at, self.gives_up_after_s)

    def next_day(self, at: int) -> int:
        """The epoch second at which the local day after that of a second begins."""
        calendar = self.routine.calendar
        return calendar.midnight(calendar.day_of(at) + 1)

    def _drawn(self, purpose: str, at: int, mean_s: int) -> int:
        return max(1, round(exponential(dice(*self.routine.address, purpose, at // MINUTE_S), mean_s)))

    def next_call(self, earliest: int, hours: OpeningHours) -> int | None:
        """The first second from ``earliest`` on at which this person is at work, may call that day, and the desk is open."""
        routine, key = self.routine, dice_key(*self.routine.address, "calls the help desk")
        for day in range(routine.calendar.day_of(earliest), routine.calendar.days):
            if not routine.works(day) or uniform(key, day) >= self.who:
                continue
            begins, ends = routine.span(day)
            found = self._first(max(begins, earliest), ends, hours)
            if found is not None:
                return found
        return None

    def _first(self, begins: int, ends: int, hours: OpeningHours) -> int | None:
        """The first second of [begins, ends) at which the desk is open, or None."""
        calendar = hours.calendar
        for day in range(calendar.day_of(begins), min(calendar.day_of(ends) + 1, calendar.days)):
            span = hours.span(day)
            if span is not None and max(begins, span[0]) < min(ends, span[1]):
                return max(begins, span[0])
        return None
