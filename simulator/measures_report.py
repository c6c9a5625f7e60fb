"""What a report shows, counted: sign-ins by day and cause, certificates by week, a Mac's life, denials and their roots.

Everything about sign-ins is counted from one list (:func:`simulator.measures.sign_ins`), so that two figures of a
report cannot disagree with each other nor with an expectation.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from simulator.measures import MEASURES, SignIns, Window, sign_ins
from simulator.reading import Reading, calendar_of
from simulator.trace import Record, causes

_WEEK_DAYS = 7


class DayCount(NamedTuple):
    """Sign-ins of one local day; ``at`` is its midnight."""

    at: int
    allowed: int
    denied: int


class CauseCount(NamedTuple):
    """Denials with one reason: sign-ins, Macs, people's days, and the midnights of the first and the last day."""

    reason: str
    denied: int
    macs: int
    person_days: int
    first_at: int
    last_at: int


class DeniedMac(NamedTuple):
    """A Mac on which somebody was denied: how often, from which day to which, and for what reasons."""

    mac: str
    denied: int
    first_at: int
    last_at: int
    reasons: tuple[str, ...]


class WeekCount(NamedTuple):
    """Certificates of one week counted from the run's first day; ``at`` is the midnight on which it begins."""

    at: int
    issued: int
    renewed: int
    expiring: int


class Denial(NamedTuple):
    """A sign-in that was denied, and what led to it, the last first."""

    record: Record
    causes: tuple[Record, ...]


@dataclass(slots=True)
class Remembered(Reading):
    """A reading that counts a segment's routine sign-ins once, however many measures ask: a report asks for many."""

    counted: dict[tuple[int, int, int], list[tuple[int, int]]] = field(default_factory=dict)

    def routine_opens(self, segment: Record, after: int, before: int) -> Iterator[tuple[int, int]]:
        """(local day, how many) routine sign-ins of a segment strictly between two seconds."""
        key = (segment.seq, after, before)
        if key not in self.counted:
            # A class with slots is made anew by its decorator, so the short form of super() misses it.
            self.counted[key] = list(Reading.routine_opens(self, segment, after, before))
        return iter(self.counted[key])


def read(records: Sequence[Record]) -> Reading:
    """What a whole trace says, for all numbers of a report."""
    return Remembered(records, calendar_of(records))


def everything(reading: Reading) -> Window:
    """All Macs and the whole run."""
    return Window(None, reading.start_at, reading.end_at + 1)


def all_sign_ins(reading: Reading) -> list[SignIns]:
    """Every sign-in of the run, played and routine."""
    return list(sign_ins(reading, everything(reading)))


def numbers(reading: Reading, names: Iterable[str]) -> dict[str, float]:
    """Measures of the whole run, by name."""
    return {name: MEASURES[name](reading, everything(reading)) for name in names}


def by_day(reading: Reading, found: Sequence[SignIns]) -> list[DayCount]:
    """Sign-ins of each day from the first on which somebody signed in to the last, days without any included."""
    counts: Counter[tuple[int, str]] = Counter()
    for one in found:
        counts[one.day, one.outcome] += one.count
    if not counts:
        return []
    days = [day for day, _ in counts]
    midnight = reading.calendar.midnight
    return [
        DayCount(midnight(day), counts[day, "allowed"], counts[day, "denied"])
        for day in range(min(days), max(days) + 1)
    ]


def by_cause(reading: Reading, found: Sequence[SignIns]) -> list[CauseCount]:
    """Denials by reason, the most frequent first."""
    groups: defaultdict[str, list[SignIns]] = defaultdict(list)
    for one in found:
        if one.outcome == "denied":
            groups[one.reason].append(one)
    midnight = reading.calendar.midnight
    counted = [
        CauseCount(
            reason,
            sum(one.count for one in group),
            len({one.mac for one in group}),
            len({(one.person, one.day) for one in group}),
            midnight(min(one.day for one in group)),
            midnight(max(one.day for one in group)),
        )
        for reason, group in groups.items()
    ]
    return sorted(counted, key=lambda cause: (-cause.denied, cause.reason))


def denied_macs(reading: Reading, found: Sequence[SignIns]) -> list[DeniedMac]:
    """Macs with a denial, the most denied first."""
    groups: defaultdict[str, list[SignIns]] = defaultdict(list)
    for one in found:
        if one.outcome == "denied":
            groups[one.mac].append(one)
    midnight = reading.calendar.midnight
    counted = [
        DeniedMac(
            mac,
            sum(one.count for one in group),
            midnight(min(one.day for one in group)),
            midnight(max(one.day for one in group)),
            tuple(sorted({one.reason for one in group})),
        )
        for mac, group in groups.items()
    ]
    return sorted(counted, key=lambda mac: (-mac.denied, mac.mac))


def certificates_by_week(reading: Reading) -> list[WeekCount]:
    """Certificates of each week from the first to the last in which something happens to one, expiries included.

    One that no keychain took has no expiry that anybody could notice, and is not counted as expiring.
    """
    counts: Counter[tuple[int, str]] = Counter()
    for one in reading.certificates.values():
        counts[_week(reading, one.at), "renewed" if one.renewal else "issued"] += 1
        if one.not_after is not None and one.not_after <= reading.end_at:
            counts[_week(reading, one.not_after), "expiring"] += 1
    if not counts:
        return []
    weeks = [week for week, _ in counts]
    return [
        WeekCount(
            reading.calendar.midnight(week * _WEEK_DAYS),
            counts[week, "issued"],
            counts[week, "renewed"],
            counts[week, "expiring"],
        )
        for week in range(min(weeks), max(weeks) + 1)
    ]


def _week(reading: Reading, at: int) -> int:
    return reading.calendar.day_of(at) // _WEEK_DAYS


def denials(reading: Reading) -> list[Denial]:
    """Denied sign-ins that were played, in their order, each with its causes back to the root."""
    return [
        Denial(record, tuple(causes(reading.records, record.seq)))
        for record in reading.opened
        if record.outcome == "denied"
    ]
