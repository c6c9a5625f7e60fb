"""An experiment from its file to its answer: replications in batches until the intervals are narrow enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from simulator.experiments.answer import (
    Answer,
    PlanFound,
    advised,
    alike,
    days_of,
    may_be_zero,
    narrow_enough,
    plan_found,
    value_of,
)
from simulator.experiments.file import Experiment
from simulator.experiments.intervals import Interval, of_measure
from simulator.experiments.playing import Played
from simulator.experiments.replication import Replication

BATCH: Final = 10
"""The rule looks after so many further replications, always at the same numbers, whoever played them."""

FRESH: Final = 1_000_000
"""Replications from this number on are for the plan advised alone: dice that had no part in choosing it."""

Heard = Callable[[int, int, Interval], None]
"""Told how many replications of each plan are there, how many there may be, and the first plan's interval so far."""


def answer(played: Played, step: Callable[[], None], heard: Heard) -> Answer:
    """Play what is missing, and answer. Raises as ``Played.run`` does."""
    experiment = played.experiment
    model = experiment.model
    plans = range(len(experiment.plans))
    wanted, rule = model.replications.at_least, model.replications
    watch = watched(experiment, heard)
    played.see = watch.see
    found = played.run(range(wanted), plans, step)
    watch.all_of(found[0])
    while not narrow_enough(found, rule.until) and wanted < rule.at_most:
        more = range(wanted, min(wanted + BATCH, rule.at_most))
        for old, new in zip(found, played.run(more, plans, step), strict=True):
            old.extend(new)
        wanted = more.stop
        watch.all_of(found[0])
    played.see = lambda _one: None
    told = tuple(plan_found(experiment, plan, found[plan], found[0] if plan else None) for plan in plans)
    chosen = advised(told, model.measure[0])
    confirmed = None if chosen is None else _again(played, chosen, wanted, step)
    return Answer(
        model.question,
        told,
        chosen,
        confirmed,
        narrow_enough(found, rule.until),
        () if chosen is None else alike(experiment, found, told, chosen),
        may_be_zero(found, rule.until),
        tuple(days_of(experiment, found[plan]) for plan in plans),
        experiment.plans[0].scenario.start[:10],
    )


def _again(played: Played, plan: int, count: int, step: Callable[[], None]) -> PlanFound:
    (fresh,) = played.run(range(FRESH, FRESH + count), [plan], step)
    return plan_found(played.experiment, plan, fresh, None)


def watched(experiment: Experiment, heard: Heard) -> Watch:
    """Who tells of an experiment's first plan how the interval narrows that its rule is about, else that of its first measure."""
    model = experiment.model
    rule = model.replications
    return Watch(rule.until.measure if rule.until else model.measure[0], rule.at_most, heard)


class Watch:
    """Tells how the first plan's interval narrows, replication by replication."""

    def __init__(self, measure: str, most: int, heard: Heard) -> None:
        self._measure = measure
        self._most = most
        self._heard = heard
        self._values: list[float] = []

    def see(self, one: Replication) -> None:
        """A replication was played."""
        if one.plan == 0:
            self._values.append(value_of(one, self._measure))
            self._tell()

    def all_of(self, replications: Sequence[Replication]) -> None:
        """These are there, played now or earlier."""
        self._values = [value_of(one, self._measure) for one in replications]
        self._tell()

    def _tell(self) -> None:
        self._heard(len(self._values), self._most, of_measure(self._values))
