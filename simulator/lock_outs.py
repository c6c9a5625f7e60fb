"""Lock-outs: on how many Macs somebody was denied each day, in which apps, and how long each lasted.

A lock-out is what one person meets on one Mac in one app with one client: from the first sign-in that was denied to the
next that was not. Outcomes change at sign-ins that were played, and routine ones stand for those that came out alike, so
its length is exact up to the next try.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simulator.measures_report import everything
from simulator.reading import Reading
from simulator.trace import Record

ALL = ""
"""All apps together."""


@dataclass(slots=True)
class LockOut:
    """One lock-out; ``until_at`` is None where it was not over at the end, ``seq`` the first sign-in that was denied."""

    mac: str
    person: str
    app: str
    client: str
    reason: str
    from_at: int
    seq: int
    sign_ins: int = 1
    until_at: int | None = None


@dataclass(slots=True)
class _Days:
    """Denied sign-ins of each day, and of each Mac the days as bits: a fleet that is locked out has millions of them."""

    sign_ins: NDArray[np.int64]
    macs: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))


class LockOuts:
    """All lock-outs of a run, and their days, read in one go."""

    def __init__(self, reading: Reading) -> None:
        self._midnight = reading.calendar.midnight
        self._days: defaultdict[str, _Days] = defaultdict(
            lambda: _Days(np.zeros(reading.calendar.days, dtype=np.int64))
        )
        self.found: list[LockOut] = []
        self._open: dict[tuple[str, ...], LockOut] = {}
        for record in reading.played_and_routine():
            if record.kind == "app.opened":
                self._opened(reading, record)
            elif record.outcome == "denied":
                self._routine(reading, record)

    def _opened(self, reading: Reading, record: Record) -> None:
        stream = _stream(record)
        before = self._open.get(stream)
        if record.outcome != "denied":
            if before is not None:
                self._open.pop(stream).until_at = record.at
            return
        day = reading.calendar.day_of(record.at)
        for days in self._counted_in(record):
            days.sign_ins[day] += 1
            days.macs[record.subject] |= 1 << day
        if before is not None:
            before.sign_ins += 1
            return
        self._open[stream] = LockOut(*stream, record.reason, record.at, record.seq)
        self.found.append(self._open[stream])

    def _routine(self, reading: Reading, segment: Record) -> None:
        window, of = everything(reading), self._open.get(_stream(segment))
        counted = reading.routine(segment, window.after - 1, window.before)
        if not counted.total:
            return
        for days in self._counted_in(segment):
            days.sign_ins += counted.by_day
            days.macs[segment.subject] |= counted.days
        if of is not None:
            of.sign_ins += counted.total

    def _counted_in(self, record: Record) -> tuple[_Days, _Days]:
        return self._days[ALL], self._days[str(record.details["app"])]

    @property
    def apps(self) -> list[str]:
        """The apps with a denial, those with most denied sign-ins first."""
        named = [app for app in self._days if app != ALL]
        return sorted(named, key=lambda app: (-int(self._days[app].sign_ins.sum()), app))

    def by_day(self, app: str = ALL) -> Iterator[tuple[int, int, int]]:
        """(midnight, denied sign-ins, Macs) of each day with a denial, in one app or in all."""
        if app not in self._days:
            return
        days = self._days[app]
        macs = _each_day(days.macs.values())
        for day in days.sign_ins.nonzero()[0].tolist():
            yield self._midnight(day), int(days.sign_ins[day]), macs[day]


def _stream(record: Record) -> tuple[str, str, str, str]:
    details = record.details
    return record.subject, details["person"], details["app"], details["client"]


def _each_day(masks: Collection[int]) -> list[int]:
    """In how many of some numbers each bit is set."""
    size = max((mask.bit_length() for mask in masks), default=0) // 8 + 1
    total = np.zeros(size * 8, dtype=np.int64)
    for mask in masks:
        total += np.unpackbits(np.frombuffer(mask.to_bytes(size, "little"), np.uint8), bitorder="little")
    return [int(count) for count in total]
