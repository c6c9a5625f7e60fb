"""What a report shows, counted: sign-ins by day and cause, certificates by week, a Mac's life, denials and their roots.

Which sign-ins there are is said in one place (:func:`simulator.measures.played` and ``routine``), so that two figures of a
report cannot disagree with each other nor with an expectation.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from simulator.finding import chains
from simulator.measures import MEASURES, PersonDays, Window, played, routine
from simulator.reading import Reading, calendar_of
from simulator.trace import Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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


def read(records: Sequence[Record]) -> Reading:
    """What a whole trace says, for all numbers of a report."""
    return Reading(records, calendar_of(records))


def everything(reading: Reading) -> Window:
    """All Macs and the whole run."""
    return Window(None, reading.start_at, reading.end_at + 1)


def numbers(reading: Reading, names: Iterable[str]) -> dict[str, float]:
    """Measures of the whole run, by name."""
    return {name: MEASURES[name](reading, everything(reading)) for name in names}


@dataclass(slots=True)
class _Denied:
    """Denials that have something in common, added up."""

    denied: int = 0
    days: int = 0
    """A bit for each day."""
    macs: set[str] = field(default_factory=set)
    reasons: set[str] = field(default_factory=set)
    person_days: PersonDays = field(default_factory=PersonDays)

    def add(self, record: Record, times: int, days: int) -> None:
        """Further denials, that came out as a record says, on days of which each is a bit."""
        self.denied += times
        self.days |= days
        self.macs.add(record.subject)
        self.reasons.add(record.reason)
        self.person_days.add_all(record.details["person"], days)

    @property
    def first_day(self) -> int:
        return (self.days & -self.days).bit_length() - 1

    @property
    def last_day(self) -> int:
        return self.days.bit_length() - 1


class Tally:
    """All sign-ins of a run added up in one go, routine ones included: as much memory for millions as for a few."""

    def __init__(self, reading: Reading) -> None:
        self._midnight = reading.calendar.midnight
        self._days: dict[str, NDArray[np.int64]] = {}
        self._by_reason: defaultdict[str, _Denied] = defaultdict(_Denied)
        self._by_mac: defaultdict[str, _Denied] = defaultdict(_Denied)
        whole, days = everything(reading), reading.calendar.days
        for record in played(reading, whole):
            day = reading.calendar.day_of(record.at)
            self._of(record.outcome, days)[day] += 1
            if record.outcome == "denied":
                self._denied(record, 1, 1 << day)
        after, before = whole.after - 1, whole.before
        for segment in routine(reading, whole):
            counted = reading.routine(segment, after, before)
            if counted.total:
                self._of(segment.outcome, days)[:] += counted.by_day
                if segment.outcome == "denied":
                    self._denied(segment, counted.total, counted.days)

    def _denied(self, record: Record, times: int, days: int) -> None:
        self._by_reason[record.reason].add(record, times, days)
        self._by_mac[record.subject].add(record, times, days)

    def _of(self, outcome: str, days: int) -> NDArray[np.int64]:
        if outcome not in self._days:
            import numpy as np

            self._days[outcome] = np.zeros(days, dtype=np.int64)
        return self._days[outcome]

    def by_day(self) -> list[DayCount]:
        """Sign-ins of each day from the first with one to the last, days without any included."""
        some = sorted({day for counted in self._days.values() for day in counted.nonzero()[0].tolist()})
        if not some:
            return []
        allowed, denied = (
            self._days[outcome].tolist() if outcome in self._days else [0] * (some[-1] + 1)
            for outcome in ("allowed", "denied")
        )
        return [
            DayCount(self._midnight(day), allowed[day], denied[day]) for day in range(some[0], some[-1] + 1)
        ]

    def by_cause(self) -> list[CauseCount]:
        """Denials by reason, the most frequent first."""
        counted = [
            CauseCount(
                reason,
                those.denied,
                len(those.macs),
                len(those.person_days),
                self._midnight(those.first_day),
                self._midnight(those.last_day),
            )
            for reason, those in self._by_reason.items()
        ]
        return sorted(counted, key=lambda cause: (-cause.denied, cause.reason))

    def denied_macs(self) -> list[DeniedMac]:
        """Macs with a denial, the most denied first."""
        counted = [
            DeniedMac(
                mac,
                those.denied,
                self._midnight(those.first_day),
                self._midnight(those.last_day),
                tuple(sorted(those.reasons)),
            )
            for mac, those in self._by_mac.items()
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


def denials(reading: Reading, most: int) -> tuple[list[Denial], int]:
    """The first ``most`` denied sign-ins that were played, each with its causes back to the root; and how many there are."""
    denied = (record for record in reading.opened if record.outcome == "denied")
    first = [*islice(denied, most)]
    led_to = chains(reading.records, first)
    found = [Denial(record, tuple(causes)) for record, causes in zip(first, led_to, strict=True)]
    return found, len(first) + sum(1 for _ in denied)
