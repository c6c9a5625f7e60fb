"""Routine openings of many streams counted at once: the same numbers as :meth:`simulator.habits.Routine.opens_by_day`.

A report counts tens of thousands of streams, each over months: one by one, most of the time goes into calling NumPy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from simulator.chance import uniforms
from simulator.habits import ARRIVES_WITHIN_S, SLOTS_A_DAY, STAYS_UP_TO_S, Routine

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_AT_ONCE = 512
"""So many are counted at once: a day of each is a byte or a number, and fits the caches."""


class Asked(NamedTuple):
    """A stream of a routine, strictly between two epoch seconds."""

    routine: Routine
    stream: int
    after: int
    before: int


@dataclass
class Openings:
    """How often a stream is opened: by local day (at most ``SLOTS_A_DAY``, so a byte holds it), and in total."""

    by_day: NDArray[np.uint8]
    total: int

    @cached_property
    def days(self) -> int:
        """The local days with an opening: a bit for each."""
        import numpy as np

        return int.from_bytes(np.packbits(self.by_day != 0, bitorder="little").tobytes(), "little")


def counted(asked: Sequence[Asked]) -> Iterator[Openings]:
    """The openings of each, in their order; those of one routine had better stand together."""
    for _, alike in groupby(asked, lambda one: id(one.routine.calendar)):
        those = [*alike]
        for first in range(0, len(those), _AT_ONCE):
            counts = _Counting(those[first : first + _AT_ONCE]).counts
            totals = counts.sum(axis=1).tolist()
            yield from (Openings(*each) for each in zip(counts, totals, strict=True))


class _Counting:
    """Some of them, on one calendar: rows are what was asked, columns local days."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        import numpy as np

        self._routines = [one.routine for one in asked]
        self._streams = np.array([one.stream for one in asked], dtype=np.uint64)
        self._after = np.array([one.after for one in asked], dtype=np.int64)
        self._before = np.array([one.before for one in asked], dtype=np.int64)
        calendar = asked[0].routine.calendar
        self._midnights, workdays = calendar.as_arrays()
        self._workdays = workdays[: calendar.days]
        self._works_from = self._each("works_from_s")
        self._works_until = self._each("works_until_s")
        self._present_from = self._each("present_from")
        self.counts = np.zeros((len(asked), len(self._workdays)), dtype=np.uint8)
        worked = self._worked()
        whole = worked & self._wholly_between()
        slots = [routine.slots() for routine in self._routines]
        for count in {count for count, _ in slots if count}:
            those = np.array([each == count for each, _ in slots])
            probability = np.array([chance for _, chance in slots])
            self._count_whole(whole & those[:, None], count, probability)
            self._count_parts(worked & ~whole & those[:, None], count, probability)

    def _each(self, name: str) -> NDArray[np.int64]:
        import numpy as np

        return np.array([getattr(routine, name) for routine in self._routines], dtype=np.int64)

    def _worked(self) -> NDArray[np.bool_]:
        """On which days with something of the span each works: :meth:`Routine.works`."""
        import numpy as np

        of = self._routines[0].calendar.day_of
        present = np.searchsorted(self._midnights[1:], self._present_from, "right")
        first = np.maximum(present, [of(after) for after in self._after.tolist()])
        worked = self._between(first, np.array([of(before) + 1 for before in self._before.tolist()]))
        days = np.arange(len(self._workdays), dtype=np.int64)
        before: Routine | None = None
        for row, routine in enumerate(self._routines):
            if routine is not before:
                there, before = self._workdays & routine.present(days), routine
            worked[row] &= there
        return worked

    def _wholly_between(self) -> NDArray[np.bool_]:
        """The days on which nobody can be at work but strictly between the two seconds, whatever the dice say."""
        import numpy as np

        midnights = self._midnights[:-1]
        latest = np.maximum(self._works_until + STAYS_UP_TO_S, self._works_from + ARRIVES_WITHIN_S + 60)
        first = np.searchsorted(midnights, self._after - self._works_from, "right")
        end = np.searchsorted(midnights, self._before - latest, "left")
        return self._between(first, np.where(self._present_from + 60 < self._before, end, 0))

    def _between(self, first: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.bool_]:
        """A row each, with the days from one on and before another."""
        import numpy as np

        days = np.arange(len(self._workdays), dtype=np.int32)
        found: NDArray[np.bool_] = (days >= first.astype(np.int32)[:, None]) & (
            days < end.astype(np.int32)[:, None]
        )
        return found

    def _draws(self, rows: NDArray[np.int64], days: NDArray[np.int64], count: int) -> NDArray[np.float64]:
        import numpy as np

        return uniforms(self._streams[rows][:, None], days[:, None] * SLOTS_A_DAY + np.arange(count)[None, :])

    def _count_whole(self, cells: NDArray[np.bool_], count: int, probability: NDArray[np.float64]) -> None:
        rows, days = cells.nonzero()
        draws = self._draws(rows, days, count)
        self.counts[rows, days] = (draws < probability[rows][:, None]).sum(axis=1)

    def _count_parts(self, cells: NDArray[np.bool_], count: int, probability: NDArray[np.float64]) -> None:
        """Days of which a part lies outside: each opening has its time."""
        import numpy as np

        rows, days = cells.nonzero()
        begins, ends = self._spans(rows, days)
        draws, chance = self._draws(rows, days, count), probability[rows][:, None]
        times = begins[:, None] + 15 + (draws / chance * (ends - begins - 30)[:, None]).astype(np.int64)
        opened = (
            (draws < chance) & (times > self._after[rows][:, None]) & (times < self._before[rows][:, None])
        )
        self.counts[rows, days] = opened.sum(axis=1)

    def _spans(
        self, rows: NDArray[np.int64], days: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """When these days of work begin and end: :meth:`Routine.span`."""
        import numpy as np

        begin_keys = np.array([self._routines[row].begin_key for row in rows.tolist()], dtype=np.uint64)
        end_keys = np.array([self._routines[row].end_key for row in rows.tolist()], dtype=np.uint64)
        midnights, present_from = self._midnights[days], self._present_from[rows]
        opens = midnights + self._works_from[rows]
        arrives = opens + (uniforms(begin_keys, days) * ARRIVES_WITHIN_S).astype(np.int64)
        stays = (
            midnights + self._works_until[rows] + (uniforms(end_keys, days) * STAYS_UP_TO_S).astype(np.int64)
        )
        ends = np.where(stays < opens + ARRIVES_WITHIN_S + 60, np.maximum(stays, arrives + 60), stays)
        return np.maximum(present_from, arrives), np.maximum(ends, present_from + 60)
