"""The days on which a person's dice fall below a probability: the days of a restart, or on which browsers are quit."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from simulator.chance import falls_below, uniform

_OFTEN = 0.15
_FEW = 24


class DiceDays:
    """Days from 0 to ``days`` - 1 whose number in the stream ``key`` lies below ``probability``.

    Rare ones are looked up once, in bulk, and kept, two bytes each: one by one, day after day, a fleet spent a tenth of
    its time on looking for restarts. In a few days they are found one by one all the same: a look-up in bulk costs as much
    as two dozen of them.

    >>> from simulator.chance import dice_key
    >>> key = dice_key(1, 0, ("sales", 7), "restarts mac")
    >>> list(DiceDays(key, 0.02, 300).between(0, 299)) == [day for day in range(300) if uniform(key, day) < 0.02]
    True
    """

    __slots__ = ("_days", "_key", "_probability", "_rare")

    def __init__(self, key: int, probability: float, days: int) -> None:
        self._key = key
        self._probability = probability
        self._days = days
        self._rare: array[int] | None = None

    def __contains__(self, day: int) -> bool:
        return uniform(self._key, day) < self._probability

    def between(self, first: int, last: int) -> Iterable[int]:
        """Those from day ``first`` to day ``last``, in their order."""
        rare = self._rare
        if rare is None:
            if self._probability >= _OFTEN or last - first < _FEW:
                return (day for day in range(first, last + 1) if uniform(self._key, day) < self._probability)
            rare = self._rare = array("H", falls_below(self._key, self._probability, self._days))
        return rare[bisect_left(rare, first) : bisect_right(rare, last)]

    def back(self, last: int, first: int) -> Iterable[int]:
        """Those from day ``last`` back to day ``first``."""
        if self._rare is None and (self._probability >= _OFTEN or last - first < _FEW):
            return (day for day in range(last, first - 1, -1) if uniform(self._key, day) < self._probability)
        return reversed(self.between(first, last))  # type: ignore[call-overload, no-any-return]  # an array
