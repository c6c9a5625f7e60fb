"""The event that made the difference: what a Mac met in the plan that spared it, and not in the one that locked it out.

Both plans are played once more with the dice of a replication in which they came out otherwise, and the Mac's records are laid
beside each other up to the first denial.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from simulator.diagnosis import behind
from simulator.diagnosis_causes import CAUSES
from simulator.estate import Estate
from simulator.experiments.answer import Moved, PlanFound
from simulator.experiments.file import Experiment
from simulator.experiments.playing import Played
from simulator.finding import about
from simulator.reading import Reading
from simulator.run import calendar_of, play
from simulator.scenario.model import Scenario
from simulator.trace import Record, sentence

MOST_MACS: Final = 10
MOST_REPLICATIONS: Final = 2
"""So many replications of a plan are played again: those in which most of these Macs came out otherwise."""

_SIGN_INS: Final = ("app.", "user.", "application.", "policy.evaluate", "home.", "access")
_BEHIND: Final = ("user.credential.enroll",)


@dataclass(frozen=True, slots=True)
class Deciding:
    """What decided for a Mac in a replication: in which of both plans it happened, when (epoch seconds), and in words.

    ``cause`` is the root cause, in words, of the first denial in the other plan or, where it happened there, in the same.
    """

    mac: str
    replication: int
    in_plan: str
    at: int
    told: str
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two plans' estates and the seed with which both are played, for some Macs."""

    first: Scenario
    mine: Scenario
    seed: int
    macs: tuple[str, ...]


def deciding(played: Played, plan: PlanFound) -> tuple[Deciding, ...]:
    """What decided for the Macs that came out otherwise most often; one that was not looked at is left out.

    Raises WorkersLost.
    """
    experiment = played.experiment
    names = experiment.plans[0].name, plan.name
    examples = [*_examples(plan.moved[:MOST_MACS])]
    pairs = [_pair(experiment, plan.plan, number, macs) for number, macs in examples]
    return tuple(
        Deciding(mac, number, names[in_mine], at, told, cause)
        for (number, _), decided in zip(examples, played.ask(decide, pairs), strict=True)
        for mac, in_mine, at, told, cause in decided
    )


def _pair(experiment: Experiment, plan: int, number: int, macs: Sequence[str]) -> Pair:
    first, mine = (experiment.scenario_of(one, number) for one in (0, plan))
    return Pair(first, mine, experiment.model.seed + number, tuple(macs))


def _examples(moved: Sequence[Moved]) -> Iterator[tuple[int, list[str]]]:
    """Replications with the Macs that came out otherwise there, each Mac once, the fullest first."""
    left = {one.mac: set(one.replications) for one in moved}
    for _ in range(MOST_REPLICATIONS):
        counts = Counter(number for numbers in left.values() for number in numbers)
        if not counts:
            return
        number = min(counts, key=lambda one: (-counts[one], one))
        macs = [mac for mac, numbers in left.items() if number in numbers]
        yield number, macs
        for mac in macs:
            del left[mac]


def decide(pair: Pair) -> list[tuple[str, bool, int, str, str]]:
    """Of each Mac: its name, whether it happened in the second plan, when, what, and why it was denied. Raises what ``play`` raises."""
    readings = [
        Reading(play(scenario, pair.seed).records, calendar_of(scenario))
        for scenario in (pair.first, pair.mine)
    ]
    estates = [Estate.read(reading) for reading in readings]
    found = []
    for mac in pair.macs:
        denied = [_denied(reading, mac) for reading in readings]
        struck = 0 if denied[0] is not None else 1
        first = denied[struck]
        if first is None:
            continue
        event = _event(readings[1 - struck], readings[struck], mac, first.at)
        if event is not None:
            in_spared, when, told = event
            found.append((mac, (struck == 1) != in_spared, when, told, _cause(estates[struck], first)))
    return found


def _denied(reading: Reading, mac: str) -> Record | None:
    """The first sign-in on a Mac that was denied."""
    return next((one for one in reading.opened if one.subject == mac and one.outcome == "denied"), None)


def _cause(estate: Estate, denied: Record) -> str:
    why = behind(estate, denied)
    return "" if why is None else CAUSES[why.cause].plain


def _event(spared: Reading, struck: Reading, mac: str, denied_at: int) -> tuple[bool, int, str] | None:
    """The last record up to the denial that only the spared plan has, or a browser that ends in it alone; else the other's."""
    here, there = ([*about(reading.records, [mac])] for reading in (spared, struck))
    if (only := _only(here, there, denied_at)) is not None:
        return True, only.at, sentence(only)
    if (ended_at := _ended_in_time(spared, struck, mac, denied_at)) is not None:
        return (
            True,
            ended_at,
            f"Its user quits the browsers on {mac}, or restarts it; in the other plan they run on.",
        )
    if (only := _only(there, here, denied_at)) is not None:
        return False, only.at, sentence(only)
    return None


def _only(mine: Sequence[Record], other: Sequence[Record], before: int) -> Record | None:
    there = {_key(one) for one in other}
    only = [one for one in mine if one.at <= before and _counts(one) and _key(one) not in there]
    return only[-1] if only else None


def _ended_in_time(spared: Reading, struck: Reading, mac: str, denied_at: int) -> int | None:
    """When browsers end by habit around the last certificate before the denial, in the spared plan and not in the other.

    An end that changes nothing is not told in a trace: it follows from the person's dice.
    """
    came_at = max(
        (
            one.imported_at
            for one in struck.certificates_of.get(mac, ())
            if one.imported_at is not None and one.imported_at < denied_at
        ),
        default=struck.start_at,
    )
    ends = [_end_around(reading, mac, came_at, denied_at) for reading in (spared, struck)]
    return ends[0] if ends[0] is not None and ends[0] != ends[1] else None


def _end_around(reading: Reading, mac: str, came_at: int, before: int) -> int | None:
    """The first end after a certificate came, or where there is none the last one before it."""
    routines = [routine for (where, _), routine in reading.routines.items() if where == mac]
    after = [end for one in routines if (end := one.next_browser_end(came_at)) is not None and end < before]
    if after:
        return min(after)
    earlier = [one.last_browser_end(reading.start_at, came_at) for one in routines]
    return max((end for end in earlier if end is not None), default=None)


def _counts(record: Record) -> bool:
    return record.kind in _BEHIND or not record.kind.startswith(_SIGN_INS)


def _key(record: Record) -> tuple[int, str, str, str]:
    return record.at, record.kind, record.outcome, record.reason
