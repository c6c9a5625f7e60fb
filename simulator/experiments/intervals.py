"""Intervals, each right for what it is on: means, differences, proportions, counts, quantiles, and a year to come.

Sources: Student's t (means and paired differences), Clopper and Pearson 1934 (proportions), Garwood 1936 (counts),
order statistics (quantiles; Conover, 'Practical Nonparametric Statistics', 3.2), and for one more observation the
distribution-free prediction interval of order statistics (Hahn and Meeker, 'Statistical Intervals', 5.3).

A mean of rare counts is where Student's t fails: thirty runs in which nothing happened would be certainty. There the interval
reaches as far as Garwood's for their sum as well. The peak of a run is one number a run: means of peaks are means.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVEL: Final = 0.95

FEW: Final = 100
"""Up to so many events in all, Garwood's interval is taken into account for a mean of counts; above it t covers as it should."""

Kind = Literal["mean", "count", "difference", "proportion", "rate", "quantile", "prediction"]


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its ends; ``level`` is what it is built for, between 0 and 1.

    An end is infinite where so few observations cannot give one.
    """

    kind: Kind
    estimate: float
    low: float
    high: float
    level: float = LEVEL

    @property
    def half_width(self) -> float:
        """Half of what lies between the ends."""
        return (self.high - self.low) / 2

    def holds(self, value: float) -> bool:
        """Whether a value lies in it, ends included."""
        return self.low <= value <= self.high


def of_mean(values: Sequence[float], level: float = LEVEL) -> Interval:
    """The mean of independent observations, by Student's t; of one observation nothing is known."""
    from scipy import special  # its import takes longer than a small report

    found = np.asarray(values, dtype=float)
    if not len(found):
        raise ValueError("no observations")
    mean = float(found.mean())
    if len(found) < 2:
        return Interval("mean", mean, -math.inf, math.inf, level)
    error = float(found.std(ddof=1)) / math.sqrt(len(found))
    reach = float(special.stdtrit(len(found) - 1, (1 + level) / 2)) * error
    return Interval("mean", mean, mean - reach, mean + reach, level)


def of_means(samples: NDArray[np.float64], level: float = LEVEL) -> tuple[NDArray[np.float64], ...]:
    """The means of many samples, one a line, with their lower and upper ends by Student's t."""
    from scipy import special  # its import takes longer than a small report

    n = samples.shape[1]
    means = samples.mean(axis=1)
    reach = float(special.stdtrit(n - 1, (1 + level) / 2)) * samples.std(axis=1, ddof=1) / math.sqrt(n)
    return means, means - reach, means + reach


def of_measure(values: Sequence[float], level: float = LEVEL) -> Interval:
    """The mean of what a run was observed for: of counts where all are whole numbers that are not negative, else by t.

    Counts, minutes, days and shares are never negative, so neither is an end of what they may be in the mean.
    """
    found = of_mean(values, level)
    if are_counts(values) and sum(values) <= FEW:
        rare = of_rate(int(sum(values)), len(values), level)
        found = replace(found, kind="count", low=min(found.low, rare.low), high=max(found.high, rare.high))
    return replace(found, low=max(found.low, 0.0)) if found.low > -math.inf and min(values) >= 0 else found


def of_measures(samples: NDArray[np.float64], level: float = LEVEL) -> tuple[NDArray[np.float64], ...]:
    """The means of many samples, one a line, with the ends that :func:`of_measure` gives each; none is negative."""
    from scipy import special  # its import takes longer than a small report

    means, low, high = of_means(samples, level)
    if (samples == np.floor(samples)).all():
        n, events, tail = samples.shape[1], samples.sum(axis=1), (1 - level) / 2
        least = np.where(events > 0, special.chdtri(2 * np.maximum(events, 1), 1 - tail) / 2, 0.0) / n
        most = special.chdtri(2 * events + 2, tail) / 2 / n
        few = events <= FEW
        low = np.where(few, np.minimum(low, least), low)
        high = np.where(few, np.maximum(high, most), high)
    return means, np.maximum(low, 0.0), high


def are_counts(values: Sequence[float]) -> bool:
    """Whether all are whole numbers that are not negative."""
    return all(value >= 0 and value == int(value) for value in values)


def of_change(first: Sequence[float], second: Sequence[float], level: float = LEVEL) -> Interval:
    """The mean of ``second - first`` in pairs; where counts seldom differ, what is more and what is less are counted apart.

    Raises ValueError for unequal lengths.
    """
    found = of_difference(first, second, level)
    changes = [b - a for a, b in zip(first, second, strict=True)]
    more, less = [max(one, 0.0) for one in changes], [max(-one, 0.0) for one in changes]
    if not are_counts([*more, *less]) or sum(more) + sum(less) > FEW:
        return found
    each = corrected(level, 2)  # both hold together
    up, down = (of_rate(int(sum(part)), len(part), each) for part in (more, less))
    return replace(found, low=min(found.low, up.low - down.high), high=max(found.high, up.high - down.low))


def of_difference(first: Sequence[float], second: Sequence[float], level: float = LEVEL) -> Interval:
    """The mean of ``second - first``, observed in pairs (the same dice in both). Raises ValueError for unequal lengths."""
    if len(first) != len(second):
        raise ValueError(f"{len(first)} and {len(second)} observations are no pairs")
    found = of_mean([b - a for a, b in zip(first, second, strict=True)], level)
    return Interval("difference", found.estimate, found.low, found.high, level)


def of_proportion(successes: int, trials: int, level: float = LEVEL) -> Interval:
    """A proportion of independent trials (Clopper-Pearson: at least ``level`` is covered, whatever the truth)."""
    from scipy import special  # its import takes longer than a small report

    if not 0 <= successes <= trials or not trials:
        raise ValueError(f"{successes} of {trials} is no proportion")
    tail = (1 - level) / 2
    low = 0.0 if not successes else float(special.betaincinv(successes, trials - successes + 1, tail))
    high = (
        1.0 if successes == trials else float(special.betaincinv(successes + 1, trials - successes, 1 - tail))
    )
    return Interval("proportion", successes / trials, low, high, level)


def of_rate(events: int, exposure: float = 1.0, level: float = LEVEL) -> Interval:
    """Events of a Poisson process for each unit of ``exposure`` (Garwood: at least ``level`` is covered)."""
    from scipy import special  # its import takes longer than a small report

    if events < 0 or exposure <= 0:
        raise ValueError(f"{events} events in {exposure} are no rate")
    tail = (1 - level) / 2
    low = 0.0 if not events else float(special.chdtri(2 * events, 1 - tail)) / 2
    high = float(special.chdtri(2 * events + 2, tail)) / 2
    return Interval("rate", events / exposure, low / exposure, high / exposure, level)


def of_quantile(values: Sequence[float], q: float, level: float = LEVEL) -> Interval:
    """The ``q`` quantile of what independent observations are from, between two of them.

    The number of observations below the quantile is binomial, so that holds for every distribution; on discrete ones
    more is covered. An end is infinite where there are too few observations.
    """
    from scipy import special  # its import takes longer than a small report

    if not values or not 0 < q < 1:
        raise ValueError("a quantile needs observations, and lies between 0 and 1")
    ordered, n = sorted(values), len(values)
    tail = (1 - level) / 2
    # The largest rank that at most `tail` of samples have above the quantile, and the smallest that many have below.
    below = [rank for rank in range(1, n + 1) if special.bdtrc(rank - 1, n, q) >= 1 - tail]
    above = [rank for rank in range(1, n + 1) if special.bdtr(rank - 1, n, q) >= 1 - tail]
    low = ordered[below[-1] - 1] if below else -math.inf
    high = ordered[above[0] - 1] if above else math.inf
    return Interval("quantile", float(np.quantile(ordered, q)), low, high, level)


def of_next(values: Sequence[float], level: float = LEVEL) -> Interval:
    """Where one more observation lies: a year to come, not the mean of many.

    Between two order statistics, the same number of observations left out on each side; whatever the distribution, the
    next one lies there with at least ``level``, which takes 39 observations for 0.95.
    """
    if not values:
        raise ValueError("no observations")
    ordered, n = sorted(values), len(values)
    left_out = math.floor((n + 1) * (1 - level) / 2 + 1e-9)
    middle = float(np.median(ordered))
    if left_out < 1:
        return Interval("prediction", middle, -math.inf, math.inf, level)
    return Interval("prediction", middle, ordered[left_out - 1], ordered[n - left_out], level)


def bound_of_next(values: Sequence[float], *, upper: bool, level: float = LEVEL) -> float:
    """The bad end of one more observation: it lies beyond with at most ``1 - level``. Infinite for too few observations."""
    ordered, n = sorted(values), len(values)
    left_out = math.floor((n + 1) * (1 - level) + 1e-9)
    if left_out < 1:
        return math.inf if upper else -math.inf
    return ordered[n - left_out] if upper else ordered[left_out - 1]


def corrected(level: float, comparisons: int) -> float:
    """The level of each of several intervals so that all of them hold together with ``level`` (Bonferroni)."""
    if comparisons < 1:
        raise ValueError("at least one comparison")
    return 1 - (1 - level) / comparisons
