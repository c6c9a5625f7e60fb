"""What each uncertain input does, alone and in pairs: held low and high, the others in the middle, with the same dice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product
from typing import Any

from simulator.experiments.answer import Answer, advised, plan_found, value_of
from simulator.experiments.file import Experiment
from simulator.experiments.inputs import HIGH, LOW, MIDDLE, Input, shown
from simulator.experiments.intervals import Interval, corrected, of_change, of_measure
from simulator.experiments.playing import Played
from simulator.experiments.replication import Replication


@dataclass(frozen=True, slots=True)
class Effect:
    """What one input does to the first measure of a plan.

    Attributes:
        low, high: the values at which it was held.
        at_low, at_high: the measure there.
        change: how much more there is at high than at low; the intervals of all inputs hold together.
        advised_low, advised_high: the plan that would be advised there, or None.
    """

    plan: str
    address: str
    low: str
    high: str
    at_low: Interval
    at_high: Interval
    change: Interval
    advised_low: str | None
    advised_high: str | None


@dataclass(frozen=True, slots=True)
class Together:
    """What two inputs do together beyond what each does alone: (both high) - (one high) - (other high) + (both low)."""

    first: str
    second: str
    beyond: Interval

    @property
    def interact(self) -> bool:
        """Whether chance alone does not explain it."""
        return not self.beyond.holds(0)


@dataclass(frozen=True, slots=True)
class Effects:
    """What all inputs do in the first plan, then in the one advised, each time the one that does most first; pairs in the first."""

    alone: tuple[Effect, ...]
    pairs: tuple[Together, ...]


def runs_of(experiment: Experiment) -> int:
    """How many replications are played to find the effects."""
    count, plans = experiment.model.replications.at_least, len(experiment.plans)
    inputs = len(experiment.inputs)
    return count * (2 * inputs * plans + 2 * inputs * (inputs - 1))


def find_effects(played: Played, before: Answer, step: Callable[[], None]) -> Effects:
    """Play all settings and tell what the inputs do; raises as ``Played.run`` does."""
    finder = _Finder(played, step)
    inputs = played.experiment.inputs
    plans = dict.fromkeys((0, before.advised or 0))
    alone = [
        effect
        for plan in plans
        for effect in sorted(
            (finder.alone(one, plan) for one in inputs), key=lambda found: -abs(found.change.estimate)
        )
    ]
    pairs = tuple(finder.together(one, other) for one, other in combinations(inputs, 2))
    return Effects(tuple(alone), pairs)


class _Finder:
    """Plays settings; what was played is kept beside the experiment's own replications."""

    def __init__(self, played: Played, step: Callable[[], None]) -> None:
        self._played = played
        self._step = step
        self._experiment = played.experiment
        self._measure = self._experiment.model.measure[0]

    def alone(self, one: Input, plan: int) -> Effect:
        """What an input does by itself."""
        plans = range(len(self._experiment.plans))
        low, high = (self._run({one.address: place}, plans) for place in (LOW, HIGH))
        at_low, at_high = self._values(low[plan]), self._values(high[plan])
        level = corrected(0.95, len(self._experiment.inputs))
        return Effect(
            self._experiment.plans[plan].name,
            one.address,
            shown(one.held(LOW)),
            shown(one.held(HIGH)),
            of_measure(at_low),
            of_measure(at_high),
            of_change(at_low, at_high, level),
            self._advised(low),
            self._advised(high),
        )

    def together(self, one: Input, other: Input) -> Together:
        """What two inputs do together in the first plan."""
        corners = {
            places: self._values(self._run({one.address: places[0], other.address: places[1]}, [0])[0])
            for places in product((LOW, HIGH), repeat=2)
        }
        expected = [a + b for a, b in zip(corners[LOW, HIGH], corners[HIGH, LOW], strict=True)]
        came = [a + b for a, b in zip(corners[HIGH, HIGH], corners[LOW, LOW], strict=True)]
        pairs = len(self._experiment.inputs) * (len(self._experiment.inputs) - 1) // 2
        return Together(one.address, other.address, of_change(expected, came, corrected(0.95, pairs)))

    def _run(self, places: Mapping[str, float], plans: Sequence[int]) -> list[list[Replication]]:
        experiment = self._experiment
        held = {one.address: one.held(places.get(one.address, MIDDLE)) for one in experiment.inputs}
        other = held_at(experiment, held)
        folder = self._played.folder / "inputs" / other.sha256[:16]
        count = range(experiment.model.replications.at_least)
        return Played(other, folder, self._played.make_executor).run(count, plans, self._step)

    def _values(self, runs: Sequence[Replication]) -> list[float]:
        return [value_of(one, self._measure) for one in runs]

    def _advised(self, found: Sequence[Sequence[Replication]]) -> str | None:
        told = [plan_found(self._experiment, plan, runs, None) for plan, runs in enumerate(found)]
        chosen = advised(told, self._measure)
        return None if chosen is None else told[chosen].name


def held_at(experiment: Experiment, held: Mapping[str, Any]) -> Experiment:
    """The same plans in an estate whose inputs are known."""
    digest = hashlib.sha256(f"{experiment.sha256}|{sorted(held.items())}".encode()).hexdigest()
    return replace(experiment, held=held, sha256=digest)
