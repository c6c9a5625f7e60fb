"""The help desk in numbers, from the calls that a trace tells of. All are 0 where no desk is set up."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.finding import of_kinds
from simulator.measures import Window
from simulator.reading import Reading
from simulator.rollout_measures.kept_out import days_of
from simulator.trace import Record

MINUTE_S = 60


def _told(reading: Reading, window: Window, *kinds: str) -> Iterator[Record]:
    macs = set(reading.macs(window.group))
    for record in of_kinds(reading.records, *kinds):
        if record.subject in macs and window.holds(record.at):
            yield record


def help_desk_calls(reading: Reading, window: Window) -> float:
    """Calls at the help desk, answered or not; each call of a person who calls again counts."""
    return sum(1 for _ in _told(reading, window, "desk.called"))


def help_desk_calls_a_day(reading: Reading, window: Window) -> list[float]:
    """The same by local day."""
    counts = [0.0] * days_of(reading)
    for record in _told(reading, window, "desk.called"):
        counts[reading.calendar.day_of(record.at)] += 1
    return counts


def help_desk_calls_given_up(reading: Reading, window: Window) -> float:
    """Calls that ended unanswered, because the caller had waited too long or the desk closed.

    Who hangs up because the app lets them in meanwhile has not given up.
    """
    return sum(record.reason != "let_in" for record in _told(reading, window, "desk.given_up"))


def help_desk_calls_in_vain(reading: Reading, window: Window) -> float:
    """Calls that were answered with advice only: nothing that the desk or an administrator does would help."""
    return sum(record.outcome == "advised" for record in _told(reading, window, "desk.served"))


def help_desk_wait_minutes(reading: Reading, window: Window) -> float:
    """The mean of the minutes that callers waited until they were answered, or hung up; 0 where nobody called."""
    waits = [record.details["waited_s"] for record in _waits(reading, window)]
    return sum(waits) / len(waits) / MINUTE_S if waits else 0.0


def help_desk_longest_wait_minutes(reading: Reading, window: Window) -> float:
    """The longest of these waits."""
    return max((record.details["waited_s"] for record in _waits(reading, window)), default=0) / MINUTE_S


def help_desk_longest_wait_minutes_a_day(reading: Reading, window: Window) -> list[float]:
    """The longest of the waits that were over on a local day."""
    longest = [0.0] * days_of(reading)
    for record in _waits(reading, window):
        day = reading.calendar.day_of(record.at)
        longest[day] = max(longest[day], record.details["waited_s"] / MINUTE_S)
    return longest


def _waits(reading: Reading, window: Window) -> Iterator[Record]:
    return _told(reading, window, "desk.answered", "desk.given_up")
