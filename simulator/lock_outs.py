"""Lock-outs: on how many Macs somebody was denied each day, in which apps, and how long each lasted.

A lock-out is what one person meets on one Mac in one app with one client: from the first sign-in that was denied to the
next that was not. Outcomes change at sign-ins that were played, and routine ones stand for those that came out alike, so
its length is exact up to the next try.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import numpy as np

from simulator.finding import of_kinds
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

    sign_ins: Counter[int] = field(default_factory=Counter)
    macs: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))

    def add(self, mac: str, day: int, times: int) -> None:
        self.sign_ins[day] += times
        self.macs[mac] |= 1 << day


class LockOuts:
    """All lock-outs of a run, and their days, read in one go."""

    def __init__(self, reading: Reading) -> None:
        self._midnight = reading.calendar.midnight
        self._days: defaultdict[str, _Days] = defaultdict(_Days)
        self.found: list[LockOut] = []
        self._open: dict[tuple[str, ...], LockOut] = {}
        for record in of_kinds(reading.records, "app.opened", "app.routine"):
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
        self._count(record, reading.calendar.day_of(record.at), 1)
        if before is not None:
            before.sign_ins += 1
            return
        self._open[stream] = LockOut(*stream, record.reason, record.at, record.seq)
        self.found.append(self._open[stream])

    def _routine(self, reading: Reading, segment: Record) -> None:
        window, of = everything(reading), self._open.get(_stream(segment))
        for day, times in reading.routine_opens(segment, window.after - 1, window.before):
            self._count(segment, day, times)
            if of is not None:
                of.sign_ins += times

    def _count(self, record: Record, day: int, times: int) -> None:
        for key in (ALL, str(record.details["app"])):
            self._days[key].add(record.subject, day, times)

    @property
    def apps(self) -> list[str]:
        """The apps with a denial, those with most denied sign-ins first."""
        named = [app for app in self._days if app != ALL]
        return sorted(named, key=lambda app: (-self._days[app].sign_ins.total(), app))

    def by_day(self, app: str = ALL) -> Iterator[tuple[int, int, int]]:
        """(midnight, denied sign-ins, Macs) of each day with a denial, in one app or in all."""
        days = self._days[app] if app in self._days else _Days()
        macs = _each_day(days.macs.values())
        for day, times in sorted(days.sign_ins.items()):
            yield self._midnight(day), times, macs[day]


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
