"""On which named assumptions an answer depends: each alternative is played in all plans, with the same dice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from simulator.assumptions import all_assumptions
from simulator.experiments.answer import Answer, PlanFound, advised, plan_found, value_of
from simulator.experiments.file import Experiment
from simulator.experiments.intervals import Interval, of_change
from simulator.experiments.playing import Played


class Alternative(NamedTuple):
    """Something else that may be true: an assumption's name and a value that is not the one played before."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Otherwise:
    """What came of an alternative.

    Attributes:
        advised: the plan that would be advised then, or None.
        broken: names of plans, with their limits, that kept them before and would break them, or the reverse.
        shift: how much more of the first measure there is in the plan advised before (in the first plan where none was).
    """

    alternative: Alternative
    advised: str | None
    broken: tuple[str, ...]
    shift: Interval

    def matters(self, before: Answer) -> bool:
        """Whether a conclusion would be another one: the advice, a limit's verdict, or the first measure."""
        was = None if before.advised is None else before.plans[before.advised].name
        return self.advised != was or bool(self.broken) or not self.shift.holds(0)


def alternatives(experiment: Experiment) -> Iterator[Alternative]:
    """Every other value of every assumption, beside what the base assumes."""
    taken = experiment.plans[0].scenario.assumptions
    for row in all_assumptions():
        here = taken.get(row.name, row.default)
        for value in (row.default, *row.alternatives):
            if value != here:
                yield Alternative(row.name, value)


def under(experiment: Experiment, alternative: Alternative) -> Experiment:
    """The same plans in a world where the alternative is true."""
    plans = tuple(
        replace(
            plan,
            scenario=plan.scenario.model_copy(
                update={"assumptions": {**plan.scenario.assumptions, alternative.name: alternative.value}}
            ),
        )
        for plan in experiment.plans
    )
    digest = hashlib.sha256(f"{experiment.sha256}|{alternative.name}|{alternative.value}".encode())
    assumed = {**experiment.assumed, alternative.name: alternative.value}
    return replace(experiment, plans=plans, assumed=assumed, sha256=digest.hexdigest())


def play_otherwise(
    played: Played, before: Answer, alternative: Alternative, step: Callable[[], None]
) -> Otherwise:
    """Play all plans under an alternative, as often as at least; raises as ``Played.run`` does."""
    count = range(played.experiment.model.replications.at_least)
    plans = range(len(played.experiment.plans))
    usual = played.run(count, plans, step)
    folder = played.folder / "assumptions" / f"{alternative.name}-{alternative.value}"
    other = Played(under(played.experiment, alternative), folder, played.make_executor)
    found = other.run(count, plans, step)
    told = [plan_found(played.experiment, plan, found[plan], None) for plan in plans]
    reference = [plan_found(played.experiment, plan, usual[plan], None) for plan in plans]
    measure = played.experiment.model.measure[0]
    chosen = advised(told, measure)
    at = before.advised or 0
    shift = of_change(
        [value_of(one, measure) for one in usual[at]], [value_of(one, measure) for one in found[at]]
    )
    return Otherwise(
        alternative, None if chosen is None else told[chosen].name, _broken(reference, told), shift
    )


def _broken(before: list[PlanFound], after: list[PlanFound]) -> tuple[str, ...]:
    return tuple(
        f"{old.name}: {one.limit.measure} {one.verdict} -> {other.verdict}"
        for old, new in zip(before, after, strict=True)
        for one, other in zip(old.limits, new.limits, strict=True)
        if one.verdict != other.verdict
    )
