"""Every recurring check-in of a Mac, in bulk: from habits, the rhythm of Jamf Pro's agent, and the spans in which it was off.

The same seconds as :class:`simulator.presence.Presence` gives one by one, which a test asserts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from simulator.habits import Routine
from simulator.presence import CheckInRhythm

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Span = tuple[int, int]
"""Epoch seconds: from, until before."""


def awake_spans(routines: Sequence[Routine], from_at: int, until_at: int, off: Iterable[Span]) -> list[Span]:
    """When the Mac of some people is awake between two seconds, ``off`` taken out, by their order."""
    calendar = routines[0].calendar
    console_from = min(routine.present_from for routine in routines)
    if any(routine.always_on for routine in routines):
        spans = [(from_at, until_at)]
    else:
        days = range(calendar.day_of(from_at), min(calendar.day_of(until_at) + 1, calendar.days))
        spans = [routine.span(day) for routine in routines for day in days if routine.works(day)]
        spans.append((from_at, console_from))  # nobody has logged in yet, and it waits at the login window
    return _without(_joined(spans), [(-(1 << 62), from_at), (until_at, 1 << 62), *off])


def _joined(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for begins, ends in sorted(spans):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(ends, found[-1][1]))
        elif begins < ends:
            found.append((begins, ends))
    return found


def _without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    left = [*spans]
    for begins, ends in taken:
        parts = [part for a, b in left for part in ((a, min(b, begins)), (max(a, ends), b))]
        left = [(a, b) for a, b in parts if a < b]
    return left


def check_ins(rhythm: CheckInRhythm, awake: Sequence[Span]) -> NDArray[np.int64]:
    """The seconds of all check-ins in the spans in which a Mac is awake, by their order."""
    import numpy as np

    from simulator.chance import uniforms

    starts = [start for number, _ in enumerate(awake) for start in _starts(rhythm, awake, number)]
    at = np.array(starts, dtype=np.int64)
    if not at.size:
        return at
    ticks = np.maximum(0, (at - rhythm.from_at) // rhythm.interval_s)
    runs = at + (uniforms(rhythm.key, ticks) * (rhythm.delay_s + 1)).astype(np.int64)
    begins = np.array([begin for begin, _ in awake], dtype=np.int64)
    ends = np.array([end for _, end in awake], dtype=np.int64)
    place = np.maximum(0, np.searchsorted(begins, runs, side="right") - 1)
    runs = runs[(runs >= begins[place]) & (runs < ends[place])]  # a delay that ends in sleep was missed
    later = np.concatenate(([True], runs[1:] > np.maximum.accumulate(runs)[:-1])) if runs.size else runs > 0
    return runs[later]


def _starts(rhythm: CheckInRhythm, awake: Sequence[Span], number: int) -> Iterable[int]:
    """The ticks in a span, and before them its begin, where a tick was missed in the sleep before it."""
    begins, ends = awake[number]
    slept_from = awake[number - 1][1] if number else rhythm.from_at
    first = max(0, -(-(begins - rhythm.from_at) // rhythm.interval_s))
    missed = rhythm.from_at + (first - 1) * rhythm.interval_s
    if first and missed >= slept_from:
        # Awake when the run begins, it was awake before: that tick was not missed.
        yield missed if begins == rhythm.begins_at else begins
    yield from range(rhythm.from_at + first * rhythm.interval_s, ends, rhythm.interval_s)
