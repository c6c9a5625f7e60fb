"""What a habit's rate is for one person: a word's, a number, or drawn from a distribution over people."""

from __future__ import annotations

from typing import Any

from simulator.chance import Entity, dice, interpolated, triangular
from simulator.scenario.values import Beta, DailyProbability, Distribution, PerWorkday, Quantiles, Triangular

_NAMED = {"never": 0.0, "every_day": 1.0, "every_workday": 1.0, "often": 4.0, "weekly": 0.2}


def draw(distribution: Distribution, u: float) -> float:
    """A value of a distribution over people, by inverse transform of the uniform ``u``."""
    if isinstance(distribution, Beta):
        from scipy.special import betaincinv  # 0.2 s that only such a scenario needs

        return float(betaincinv(*distribution.beta, u))
    if isinstance(distribution, Triangular):
        return triangular(u, *distribution.triangular)
    if isinstance(distribution, Quantiles):
        return interpolated(u, distribution.quantiles)
    low, high = distribution.uniform
    return low + u * (high - low)


def rate_of(habit: Any, address: tuple[int, int, Entity], purpose: str) -> float:
    """The rate of a habit for one person, drawn from their own dice where it is a distribution over people."""
    if isinstance(habit, str):
        return _NAMED[habit]
    if isinstance(habit, DailyProbability):
        rate = habit.daily_probability
    elif isinstance(habit, PerWorkday):
        rate = habit.per_workday
    else:
        rate = habit
    return float(rate) if isinstance(rate, int | float) else draw(rate, dice(*address, purpose, 0))
