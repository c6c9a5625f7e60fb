"""The Macs in a dead end at a moment: a state that the daily task never leaves by itself, and the shortest way out of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from simulator.account_story import MacStory
from simulator.dead_ends import DEAD_ENDS, DeadEnd
from simulator.diagnosis import diagnose
from simulator.diagnosis_causes import shortest_way
from simulator.estate import Estate
from simulator.reading import Reading


class Stuck(NamedTuple):
    """A Mac with an account in a dead end, by its word; ``way_out`` are the fewest steps that end it."""

    mac: str
    account: str
    word: str
    way_out: tuple[str, ...]

    @property
    def dead_end(self) -> DeadEnd:
        """What it is in words, and the fact that documents it."""
        return DEAD_ENDS[self.word]


def stuck(reading: Reading, at: int, group: str | None = None) -> list[Stuck]:
    """The Macs in management at an epoch second on which somebody is kept out, or would be, and stays so.

    What keeps them out is found as ``trustlab diagnose`` finds it; it counts where it is one of the documented dead ends
    and the trace tells its grounds. That a remedy is on its way (a task that was pushed and has not run yet) is not seen.
    """
    estate = Estate.read(reading)
    return [
        one
        for mac in estate.stories(reading.macs(group))
        if mac.managed_at(at)
        for one in _of(estate, mac, at)
    ]


def _of(estate: Estate, mac: MacStory, at: int) -> Iterator[Stuck]:
    found = diagnose(estate, mac, at - 1)
    if found.problem != "denied" or found.word not in DEAD_ENDS:
        return
    if estate.grounds.hold(found.word, mac.accounts[found.account], at):
        yield Stuck(mac.name, found.account, found.word, shortest_way(DEAD_ENDS[found.word].way_out))
