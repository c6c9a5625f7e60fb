"""Being kept out: from a denied sign-in until the same person is let in to the same app on that Mac.

Retries change nothing of it, as they would in a count of sign-ins; nor does it end because nobody tries. Minutes are
those at which the person is at work by habit: nights, weekends and absences cost nobody anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from simulator.habits import Routine
from simulator.measures import Window
from simulator.reading import Reading
from simulator.trace import Record

MINUTE_S = 60


class KeptOut(NamedTuple):
    """A stretch, in epoch seconds [from_at, until_at), in which the last sign-in of a person to an app was ``record``."""

    mac: str
    person: str
    app: str
    from_at: int
    until_at: int
    record: Record


def kept_out(reading: Reading, window: Window) -> Iterator[KeptOut]:
    """All stretches of denial on the window's Macs, cut at its ends; a denial for another reason begins a new one.

    With whatever client somebody is let in, they are in. What the run's end cuts off ends there.
    """
    macs = set(reading.macs(window.group))
    last: dict[tuple[str, str, str], Record] = {}
    for record in reading.opened:
        if record.subject not in macs:
            continue
        stream = (record.subject, str(record.details["person"]), str(record.details["app"]))
        before = last.pop(stream, None)
        if before is not None:
            yield from _cut(window, KeptOut(*stream, before.at, record.at, before))
        if record.outcome == "denied":
            last[stream] = record
    for stream, record in last.items():
        yield from _cut(window, KeptOut(*stream, record.at, reading.end_at, record))


def _cut(window: Window, one: KeptOut) -> Iterator[KeptOut]:
    from_at, until_at = max(one.from_at, window.after), min(one.until_at, window.before)
    if from_at < until_at:
        yield one._replace(from_at=from_at, until_at=until_at)


class AtWork(NamedTuple):
    """Seconds of one person's work, on a local day, at which something kept them out."""

    mac: str
    person: str
    day: int
    seconds: int


def at_work(reading: Reading, stretches: Iterable[KeptOut]) -> Iterator[AtWork]:
    """The days of work on which people were kept out, with the seconds: once, however many apps it were."""
    whose = sorted(stretches, key=lambda one: (one.mac, one.person, one.from_at))
    for (mac, person), those in groupby(whose, key=lambda one: (one.mac, one.person)):
        routine = reading.routines[mac, person]
        days: dict[int, int] = {}
        for from_at, until_at in _joined(those):
            for day, seconds in _of_work(routine, from_at, until_at):
                days[day] = days.get(day, 0) + seconds
        for day, seconds in days.items():
            yield AtWork(mac, person, day, seconds)


def _joined(stretches: Iterable[KeptOut]) -> Iterator[tuple[int, int]]:
    """The union of stretches that come by their beginnings."""
    begins, ends = 0, 0
    for one in stretches:
        if one.from_at > ends:
            if ends > begins:
                yield begins, ends
            begins, ends = one.from_at, one.until_at
        ends = max(ends, one.until_at)
    if ends > begins:
        yield begins, ends


def _of_work(routine: Routine, from_at: int, until_at: int) -> Iterator[tuple[int, int]]:
    calendar = routine.calendar
    for day in range(calendar.day_of(from_at), calendar.day_of(until_at - 1) + 1):
        if not routine.works(day):
            continue
        begins, ends = routine.span(day)
        seconds = min(ends, until_at) - max(begins, from_at)
        if seconds > 0:
            yield day, seconds


# --- measures ---------------------------------------------------------------------------------------------


def denied_minutes(reading: Reading, window: Window) -> float:
    """Minutes of people at work whose last sign-in to at least one app was denied.

    A minute counts once for a person at a Mac, whether one app keeps them out or all do, whether they try again or not.
    """
    return sum(one.seconds for one in at_work(reading, kept_out(reading, window))) / MINUTE_S


def denied_minutes_a_day(reading: Reading, window: Window) -> list[float]:
    """The same by local day of the run."""
    counts = [0.0] * days_of(reading)
    for one in at_work(reading, kept_out(reading, window)):
        counts[one.day] += one.seconds / MINUTE_S
    return counts


def macs_kept_out_a_day(reading: Reading, window: Window) -> list[float]:
    """Macs at which somebody was at work who was kept out of an app, by local day, whether they tried that day or not."""
    return _distinct(reading, {(one.day, one.mac) for one in at_work(reading, kept_out(reading, window))})


def people_kept_out_a_day(reading: Reading, window: Window) -> list[float]:
    """People who were at work and kept out of an app, by local day, whether they tried that day or not."""
    return _distinct(reading, {(one.day, one.person) for one in at_work(reading, kept_out(reading, window))})


def days_of(reading: Reading) -> int:
    """How many local days a run touches."""
    return reading.calendar.day_of(reading.end_at - 1) + 1


def _distinct(reading: Reading, seen: set[tuple[int, str]]) -> list[float]:
    counts = [0.0] * days_of(reading)
    for day, _ in seen:
        counts[day] += 1
    return counts
