"""Sign-ins by local day of the run: on how many Macs, and for how many people, they were denied, and what got in."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.measures import Window, sign_ins
from simulator.reading import Reading
from simulator.rollout_measures.kept_out import days_of


def macs_locked_out_a_day(reading: Reading, window: Window) -> list[float]:
    """Macs on which somebody was denied, by local day of the run."""
    return _distinct_by_day(reading, [(one.day, one.mac) for one in sign_ins(reading, window, "denied")])


def people_denied_a_day(reading: Reading, window: Window) -> list[float]:
    """People who were denied at least once, by local day of the run."""
    return _distinct_by_day(reading, [(one.day, one.person) for one in sign_ins(reading, window, "denied")])


def exposures_a_day(reading: Reading, window: Window) -> list[float]:
    """Sign-ins that were allowed although the device was found untrusted, by local day of the run."""
    counts = [0.0] * days_of(reading)
    for one in sign_ins(reading, window, "allowed", "untrusted"):
        counts[one.day] += one.count
    return counts


def _distinct_by_day(reading: Reading, seen: Sequence[tuple[int, str]]) -> list[float]:
    counts = [0.0] * days_of(reading)
    for day, _ in set(seen):
        counts[day] += 1
    return counts
