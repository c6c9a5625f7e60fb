"""From replications to an answer: each plan's numbers, differences in pairs, limits at their bad end, and the plan advised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median_low
from typing import Literal

from simulator.experiments.bands import Band, band_of
from simulator.experiments.coverage import coverage_found
from simulator.experiments.file import Experiment
from simulator.experiments.intervals import (
    Interval,
    bound_of_next,
    corrected,
    of_change,
    of_measure,
    of_next,
    of_proportion,
)
from simulator.experiments.model import Limit, Until
from simulator.experiments.observed import DAILY, Denied, over_days
from simulator.experiments.replication import Replication

Verdict = Literal["holds", "broken", "too few replications"]


@dataclass(frozen=True, slots=True)
class Number:
    """A measure of a plan: its mean, and where a single year to come lies. A measure by day counts by its worst day.

    ``coverage`` is how often the mean's interval was found to cover, where the runs are skewed; else None.
    """

    measure: str
    mean: Interval
    year: Interval
    coverage: float | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more a measure is in a plan than in the first one, with the same dice; intervals of all plans hold together."""

    measure: str
    interval: Interval


@dataclass(frozen=True, slots=True)
class LimitFound:
    """A limit of a plan: the bad end of a year to come, whether that keeps within, and in what share of years it was kept."""

    limit: Limit
    bad_end: float
    verdict: Verdict
    kept: Interval


@dataclass(frozen=True, slots=True)
class Moved:
    """A Mac that came out otherwise in a plan than in the first one: in how many replications, and why where it was denied.

    ``replications`` are the numbers of those.
    """

    mac: str
    spared: int
    struck: int
    reason: str
    replications: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A Mac that was denied in a plan: in how many replications, and of these when first, in which app, why and for how long.

    Attributes:
        first_at: the median over those replications, epoch seconds.
        app, reason: of the first denials, those of most.
        minutes: at work for which people were kept out there, in the mean of those replications.
    """

    mac: str
    replications: int
    first_at: int
    app: str
    reason: str
    minutes: float


@dataclass(frozen=True, slots=True)
class PlanFound:
    """What came of one plan; ``hit`` are the Macs denied, those denied most often first."""

    plan: int
    name: str
    replications: int
    numbers: tuple[Number, ...]
    differences: tuple[Difference, ...]
    limits: tuple[LimitFound, ...]
    moved: tuple[Moved, ...]
    hit: tuple[Hit, ...] = ()

    @property
    def keeps_its_limits(self) -> bool:
        """Whether every limit was seen to hold; one about which too little is known does not count as held."""
        return all(one.verdict == "holds" for one in self.limits)

    def number(self, measure: str) -> Number:
        """Its numbers for a measure."""
        return next(one for one in self.numbers if one.measure == measure)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of an experiment.

    Attributes:
        advised: the plan to take, or None where no plan keeps all limits.
        confirmed: the advised plan played again with other dice: an optimum chosen among many looks better than it is.
        precise: whether the intervals became as narrow as was asked for.
        alike: plans that keep all limits too and were not told apart from the one advised, corrected for their number.
        days: of each plan the measures by day, each with a band that holds for all days at once.
        first_day: the date of the first of these days.
        near_zero: whether a mean may be 0, of which no share is ever narrow enough.
    """

    question: str
    plans: tuple[PlanFound, ...]
    advised: int | None
    confirmed: PlanFound | None
    precise: bool
    alike: tuple[str, ...] = ()
    near_zero: bool = False
    days: tuple[Mapping[str, Band], ...] = ()
    first_day: str = ""


def value_of(one: Replication, measure: str, quantile: float | None = None) -> float:
    """A measure as one number of a run."""
    return over_days(one.daily[measure], quantile) if measure in DAILY else one.totals[measure]


def narrow_enough(found: Sequence[Sequence[Replication]], until: Until | None) -> bool:
    """Whether every plan's interval is as narrow as was asked for."""
    if until is None:
        return True
    means = (of_measure([value_of(one, until.measure) for one in replications]) for replications in found)
    return all(mean.half_width <= until.allowed(mean.estimate) for mean in means)


def may_be_zero(found: Sequence[Sequence[Replication]], until: Until | None) -> bool:
    """Whether a share of the mean was asked for, and the mean of some plan may be 0."""
    return (
        until is not None
        and until.allowed(0) == 0
        and any(of_measure([value_of(one, until.measure) for one in runs]).low <= 0 for runs in found)
    )


def plan_found(
    experiment: Experiment, plan: int, mine: Sequence[Replication], first: Sequence[Replication] | None
) -> PlanFound:
    """One plan's numbers; ``first`` are the same replications of the plan that it is compared with."""
    model = experiment.model
    others = max(len(experiment.plans) - 1, 1)
    numbers, differences = [], []
    for measure in model.measure:
        values = [value_of(one, measure) for one in mine]
        numbers.append(Number(measure, of_measure(values), of_next(values), coverage_found(values)))
        if first is not None:
            theirs = [value_of(one, measure) for one in first]
            differences.append(Difference(measure, of_change(theirs, values, corrected(0.95, others))))
    return PlanFound(
        plan,
        experiment.plans[plan].name,
        len(mine),
        tuple(numbers),
        tuple(differences),
        tuple(_limit(limit, mine) for limit in model.limits),
        () if first is None else moved(first, mine),
        hits(mine),
    )


def _limit(limit: Limit, replications: Sequence[Replication]) -> LimitFound:
    values = [value_of(one, limit.measure, limit.quantile_over_days) for one in replications]
    if limit.at_most is not None:
        bad_end = bound_of_next(values, upper=True, level=limit.level)
        holds = bad_end <= limit.at_most
        broken = bad_end != float("inf") or min(values) > limit.at_most
    else:
        assert limit.at_least is not None  # the model has seen to it
        bad_end = bound_of_next(values, upper=False, level=limit.level)
        holds = bad_end >= limit.at_least
        broken = bad_end != float("-inf") or max(values) < limit.at_least
    kept = sum(_keeps(limit, value) for value in values)
    verdict: Verdict = "holds" if holds else "broken" if broken else "too few replications"
    return LimitFound(limit, bad_end, verdict, of_proportion(kept, len(values)))


def _keeps(limit: Limit, value: float) -> bool:
    return value <= limit.at_most if limit.at_most is not None else value >= (limit.at_least or 0.0)


def hits(replications: Sequence[Replication]) -> tuple[Hit, ...]:
    """The Macs that were denied: those in most replications first, of these those kept out longest."""
    each: dict[str, list[Denied]] = {}
    for one in replications:
        for mac, denied in one.denied.items():
            each.setdefault(mac, []).append(Denied(*denied))
    found = [
        Hit(
            mac,
            len(denied),
            median_low(one.at for one in denied),
            Counter(one.app for one in denied).most_common(1)[0][0],
            Counter(one.reason for one in denied).most_common(1)[0][0],
            fmean(one.minutes for one in denied),
        )
        for mac, denied in each.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.replications, -one.minutes, one.mac)))


def moved(first: Sequence[Replication], mine: Sequence[Replication]) -> tuple[Moved, ...]:
    """The Macs that were locked out in one of two plans only, in the same replication; those most often so come first."""
    spared: Counter[str] = Counter()
    struck: Counter[str] = Counter()
    reasons: dict[str, Counter[str]] = {}
    numbers: dict[str, list[int]] = {}
    for theirs, ours in zip(first, mine, strict=True):
        spared.update(theirs.denied.keys() - ours.denied.keys())
        struck.update(ours.denied.keys() - theirs.denied.keys())
        for one, other in ((theirs, ours), (ours, theirs)):
            for mac in one.denied.keys() - other.denied.keys():
                reasons.setdefault(mac, Counter())[one.denied[mac][1]] += 1
                numbers.setdefault(mac, []).append(one.number)
    found = [
        Moved(mac, spared[mac], struck[mac], reasons[mac].most_common(1)[0][0], tuple(numbers[mac]))
        for mac in reasons
    ]
    return tuple(sorted(found, key=lambda one: (-one.spared - one.struck, one.mac)))


def advised(plans: Sequence[PlanFound], measure: str) -> int | None:
    """The plan that keeps all limits with the least mean of a measure; the first of those that are alike."""
    good = [one for one in plans if one.keeps_its_limits]
    return min(good, key=lambda one: one.number(measure).mean.estimate).plan if good else None


def alike(
    experiment: Experiment, found: Sequence[Sequence[Replication]], plans: Sequence[PlanFound], chosen: int
) -> tuple[str, ...]:
    """Plans that keep all limits and of which nothing shows that they have more of the first measure than the one chosen."""
    rivals = [one for one in plans if one.keeps_its_limits and one.plan != chosen]
    measure = experiment.model.measure[0]
    mine = [value_of(one, measure) for one in found[chosen]]
    level = corrected(0.95, max(len(rivals), 1))
    return tuple(
        one.name
        for one in rivals
        if of_change(mine, [value_of(other, measure) for other in found[one.plan]], level).low <= 0
    )


def days_of(experiment: Experiment, replications: Sequence[Replication]) -> dict[str, Band]:
    """The measures by day that were asked for, over all replications of a plan."""
    return {
        measure: band_of([one.daily[measure] for one in replications])
        for measure in experiment.model.measure
        if measure in DAILY
    }
