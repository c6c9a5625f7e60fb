"""When things happen in a drawn estate: near its beginning, near renewals and expiry, or anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

MINUTES_A_DAY = 1440
_OPENS_AT = 8 * 60
"""Every drawn run starts at eight in the morning of day 0."""


def pick(*options: Any) -> st.SearchStrategy[Any]:
    """One of some fixed values; shrinks towards the first. Few enough that no other module's numbers are drawn instead."""
    return st.sampled_from(options)


RARELY = pick(False, False, False, False, False, False, False, True)
SOMETIMES = pick(False, False, False, True)
OFTEN = pick(False, True)


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a run."""

    days: int

    def moments(self) -> st.SearchStrategy[int]:
        """Minutes from the midnight at which day 0 begins."""
        return st.tuples(self._days(), pick(9, 12, 8, 16, 17, 20, 3), pick(0, 5, 31, 47)).map(self._minutes)

    def _days(self) -> st.SearchStrategy[int]:
        """Beginnings, renewals and ends more often than other days."""
        beginning, anywhere = [1, 0, 2, 3, 4], [*range(5, self.days, max(1, self.days // 20))]
        windows = [day for day in (334, 336, 340, 350, 360, 364, 365, 366, 368, 700) if day < self.days]
        choices = [st.sampled_from(beginning), st.sampled_from(anywhere)]
        if windows:
            choices += [st.sampled_from(windows), st.sampled_from(windows)]
        return st.one_of(choices)

    def _minutes(self, drawn: tuple[int, int, int]) -> int:
        day, hour, minute = drawn
        return self.within(day * MINUTES_A_DAY + hour * 60 + minute)

    def within(self, minutes: int) -> int:
        """The nearest minute in the run."""
        return max(_OPENS_AT + 1, min(minutes, self.days * MINUTES_A_DAY - 1))

    def after(self, minutes: int, lasting: int) -> int:
        """Some minutes later, or the end of the run."""
        return max(minutes + 1, self.within(minutes + lasting))


def text(minutes: int) -> str:
    """A moment as scenario files have it.

    >>> text(1440 + 545)
    'day 1 09:05'
    """
    day, rest = divmod(minutes, MINUTES_A_DAY)
    return f"day {day} {rest // 60:02d}:{rest % 60:02d}"
