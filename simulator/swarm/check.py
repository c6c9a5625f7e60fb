"""What must hold for every estate of the swarm."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from simulator.clock import parse_duration_s
from simulator.estate import Estate
from simulator.finding import of_kinds
from simulator.healing import standings
from simulator.invariants import InvariantBroken
from simulator.measures_report import numbers
from simulator.reading import Reading
from simulator.root_causes import root_causes
from simulator.run import calendar_of, play
from simulator.scenario.model import Scenario
from simulator.swarm.decided import decided_rightly
from simulator.swarm.grounded import given_rightly, refused_rightly, uninstalled_rightly
from simulator.swarm.judged import judged_rightly
from simulator.swarm.led_back import led_back_wrongly
from simulator.trace import Trace, first_difference

Check = Callable[[Scenario, int], str]
"""Takes an estate and a seed, and says what is wrong: "" where all is well. The first words tell what kind of thing it is."""
_FIRST_WORDS = 5
_CHECK_INS_AT_MOST = 6500


class Failure(NamedTuple):
    """Which check an estate failed, and what the check says."""

    check: str
    text: str

    def is_like(self, other: Failure | None) -> bool:
        """Whether another failure is of the same kind: the same check, and the same first words."""
        return other is not None and self.kind == other.kind

    @property
    def kind(self) -> tuple[str, tuple[str, ...]]:
        """The check and the first words of what it says, whatever numbers and names of Macs are among them."""
        words = (re.sub(r"\d+", "0", word) for word in self.text.split()[:_FIRST_WORDS])
        return self.check, tuple(words)


class _Last:
    """The last estate that was played, so that several checks of one estate play it once."""

    __slots__ = ("scenario", "seed", "trace")

    def __init__(self) -> None:
        self.scenario: Scenario | None = None
        self.seed = 0
        self.trace = Trace()


_LAST = _Last()


def played(scenario: Scenario, seed: int) -> Trace:
    """The trace of an estate. Raises whatever a run may raise."""
    if _LAST.scenario is not scenario or _LAST.seed != seed:
        trace = play(scenario, seed)
        _LAST.scenario, _LAST.seed, _LAST.trace = scenario, seed, trace
    return _LAST.trace


def runs(scenario: Scenario, seed: int) -> str:
    """The run comes to its end: no invariant breaks, no rule of the trace, nothing else."""
    try:
        played(scenario, seed)
    except InvariantBroken as broken:
        return f"InvariantBroken {broken.name}: event {broken.seq}, {broken.why}"
    except Exception as error:  # noqa: BLE001  # whatever it is, it is what the swarm looks for
        last = traceback.extract_tb(error.__traceback__)[-1]
        return f"{type(error).__name__} in {Path(last.filename).stem}.{last.name}: {error}"
    return ""


def heals(scenario: Scenario, seed: int) -> str:
    """After the last fault, or the start, every managed Mac comes good, or stands in a documented dead end."""
    records, within_s = played(scenario, seed).records, parse_duration_s(scenario.heals_within)
    found = standings(records, calendar_of(scenario), within_s, without_faults=True)
    for one in found:
        if one.state == "unhealed":
            return f"not healed: {one.why} (account {one.account} on {one.mac}, {calendar_of(scenario).text(one.at)})"
    return ""


def explains(scenario: Scenario, seed: int) -> str:
    """Every denied sign-in has a root cause, and every device let in that Okta had found untrusted."""
    reading = Reading(played(scenario, seed).records, calendar_of(scenario))
    causes = root_causes(reading)
    for cause in causes:
        if cause.word == "unexplained":
            return f"unexplained: {cause.sign_ins} sign-ins on {cause.macs} Macs"
    # The numbers are of the fleet's Macs; what people open elsewhere has causes as well.
    elsewhere = {record.seq for record in of_kinds(reading.records, "app.opened_elsewhere")}
    found = {
        lets_in: sum(
            one.sign_ins - len(elsewhere.intersection(one.seqs)) for one in causes if one.lets_in is lets_in
        )
        for lets_in in (False, True)
    }
    counted = numbers(reading, ("denied_sign_ins", "exposures"))
    if found[False] != counted["denied_sign_ins"] or found[True] < counted["exposures"]:
        return f"causes of {found[False]} denials and {found[True]} admissions, of {counted}"
    return ""


def grounded(scenario: Scenario, seed: int) -> str:
    """Nothing is given that something stands against, and nothing refused without grounds."""
    estate = _estate(scenario, seed)
    return next(chain(given_rightly(estate), refused_rightly(estate), uninstalled_rightly(estate)), "")


def judges(scenario: Scenario, seed: int) -> str:
    """Each device is judged as its certificate deserves."""
    return next(judged_rightly(_estate(scenario, seed)), "")


def leads_back(scenario: Scenario, seed: int) -> str:
    """What is named as a cause can have been one."""
    return next(led_back_wrongly(played(scenario, seed).records), "")


def decides(scenario: Scenario, seed: int) -> str:
    """The rules of an app decide as the scenario has them."""
    return next(decided_rightly(scenario, _estate(scenario, seed)), "")


def _estate(scenario: Scenario, seed: int) -> Estate:
    return Estate.read(Reading(played(scenario, seed).records, calendar_of(scenario)))


_REPEATED_ONE_IN = 4


def repeats(scenario: Scenario, seed: int) -> str:
    """Played once more, the same estate gives the same trace: asked of one seed in four, for it takes a third of the time."""
    if seed % _REPEATED_ONE_IN:
        return ""
    first = played(scenario, seed)
    again = play(scenario, seed)
    if first.digest() == again.digest():
        return ""
    return f"played again, it differs: {first_difference(first, again)}"


def told_alike(scenario: Scenario, seed: int) -> str:
    """Playing everything tells the same events; estates in which that takes long are left to the others."""
    if _check_ins(scenario) > _CHECK_INS_AT_MOST:
        return ""
    changes = played(scenario, seed)
    try:
        every = play(scenario, seed, detail="every")
    except InvariantBroken as broken:
        return f"played whole, InvariantBroken {broken.name}: event {broken.seq}, {broken.why}"
    different = first_difference(changes, every)
    return f"played whole, it differs: {different}" if different else ""


def _check_ins(scenario: Scenario) -> float:
    """About how many check-ins a run has: most Macs are awake for a third of the day."""
    macs = sum(group.size for group in scenario.fleet)
    length_s, interval_s = (
        parse_duration_s(text) for text in (scenario.length, scenario.jamf.check_in.interval)
    )
    return macs * length_s / interval_s / 3


CHECKS: tuple[Check, ...] = (
    runs,
    heals,
    explains,
    grounded,
    leads_back,
    decides,
    judges,
    repeats,
    told_alike,
)
"""All checks, in their order; the first is that the run comes to its end at all."""


def check_estate(scenario: Scenario, seed: int, checks: tuple[Check, ...] = CHECKS) -> Failure | None:
    """The first check that an estate fails, or None."""
    for check in checks:
        text = check(scenario, seed)
        if text:
            return Failure(check.__name__, text)
    return None
