"""What one replication is observed for: numbers of the whole run, numbers by day, and on which side each Mac came out."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import numpy as np

from simulator.measures import MEASURES, Window, sign_ins
from simulator.reading import Reading
from simulator.stale_browsers import stale_share_after, stale_spans


def stale_share_30_days_after_renewal(reading: Reading, window: Window) -> float:
    """Share of Chromes that hold the old certificate at a renewal and still do thirty days later."""
    return stale_share_after(reading, window, 30)


TOTALS: Final = {**MEASURES, "stale_share_30_days_after_renewal": stale_share_30_days_after_renewal}
"""Measures that are one number a run."""


def macs_locked_out_a_day(reading: Reading, window: Window) -> list[float]:
    """Macs on which somebody was denied, by local day of the run."""
    return _distinct_by_day(reading, [(one.day, one.mac) for one in sign_ins(reading, window, "denied")])


def people_denied_a_day(reading: Reading, window: Window) -> list[float]:
    """People who were denied at least once, by local day of the run."""
    return _distinct_by_day(reading, [(one.day, one.person) for one in sign_ins(reading, window, "denied")])


def exposures_a_day(reading: Reading, window: Window) -> list[float]:
    """Sign-ins that were allowed although the device was found untrusted, by local day of the run."""
    counts = [0.0] * _days(reading)
    for one in sign_ins(reading, window, "allowed", "untrusted"):
        counts[one.day] += one.count
    return counts


def stale_browsers_a_day(reading: Reading, window: Window) -> list[float]:
    """Macs on which a Chrome holds a certificate that has been replaced, at the end of each local day of the run."""
    midnights = [reading.calendar.midnight(day + 1) for day in range(_days(reading))]
    counts = [0.0] * len(midnights)
    for span in stale_spans(reading):
        first = bisect_right(midnights, span.from_at)
        for day in range(first, bisect_left(midnights, span.until_at)):
            counts[day] += 1
    return counts


DAILY: Final[Mapping[str, Callable[[Reading, Window], list[float]]]] = {
    "macs_locked_out_a_day": macs_locked_out_a_day,
    "people_denied_a_day": people_denied_a_day,
    "exposures_a_day": exposures_a_day,
    "stale_browsers_a_day": stale_browsers_a_day,
}
"""Measures that are one number a day."""


def first_denials(reading: Reading) -> dict[str, tuple[int, str]]:
    """Of each Mac on which somebody was denied: the epoch second of the first time a new reason is told, and the reason."""
    found: dict[str, tuple[int, str]] = {}
    for record in reading.opened:
        if record.outcome == "denied":
            found.setdefault(record.subject, (record.at, record.reason))
    return found


def over_days(days: Sequence[float], quantile: float | None) -> float:
    """A quantile over the days of a run (by linear interpolation), or the worst day where None."""
    if not days:
        return 0.0
    return float(max(days) if quantile is None else np.quantile(days, quantile))


def _distinct_by_day(reading: Reading, seen: Sequence[tuple[int, str]]) -> list[float]:
    counts = [0.0] * _days(reading)
    for day, _ in set(seen):
        counts[day] += 1
    return counts


def _days(reading: Reading) -> int:
    return reading.calendar.day_of(reading.end_at - 1) + 1
