"""The ledger: which stories show each fact, and what came of them where they were played.

A fact is shown in the model where a story that names it holds, and its counter-case, the same world with the cause
removed, was played and comes out as told too. That is all that 'shown' means: nothing is proven about the real services.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal, NamedTuple

from simulator.facts import FACTS, Fact

BASE: Final = "base"
COUNTER_CASE: Final = "counter_case"

Verdict = Literal["shown", "not shown", "no counter-case", "not played", "no story"]
SAYS: Final[Mapping[Verdict, str]] = {
    "shown": "shown in the model",
    "not shown": "not as told",
    "no counter-case": "held, counter-case not played",
    "not played": "not played here",
    "no story": "no story",
}
"""A verdict in words."""


class Played(NamedTuple):
    """A run that was played: of which story, which variant of it, and whether all came that was expected."""

    story: str
    variant: str
    held: bool


class Row(NamedTuple):
    """A fact, the stories that name it, and the verdict on each."""

    fact: Fact
    stories: tuple[tuple[str, Verdict], ...]

    @property
    def verdict(self) -> Verdict:
        """Of the fact: shown where one story shows it and none fails to."""
        found = [verdict for _, verdict in self.stories]
        if not found:
            return "no story"
        order: tuple[Verdict, ...] = ("not shown", "shown", "no counter-case", "not played")
        return next(verdict for verdict in order if verdict in found)


def ledger(stories: Iterable[tuple[str, Iterable[str]]], played: Iterable[Played]) -> list[Row]:
    """A row for every fact there is, from (story, facts that it names) and what was played of the stories."""
    runs: dict[str, list[Played]] = {}
    for one in played:
        runs.setdefault(one.story, []).append(one)
    naming: dict[str, dict[str, Verdict]] = {}
    for story, shows in stories:
        verdict = _verdict(runs.get(story, []))
        for fact in shows:
            naming.setdefault(fact, {})[story] = verdict
    return [Row(fact, tuple(naming.get(fact.id, {}).items())) for fact in FACTS]


def _verdict(runs: list[Played]) -> Verdict:
    if not runs:
        return "not played"
    if not all(one.held for one in runs):
        return "not shown"
    played = {one.variant for one in runs}
    if BASE not in played:
        return "not played"
    return "shown" if COUNTER_CASE in played else "no counter-case"
