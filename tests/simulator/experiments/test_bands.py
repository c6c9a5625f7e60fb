"""Bands over days: all days at once are covered as often as was said; seeds are fixed."""

import math

import numpy as np
import pytest

from simulator.experiments.bands import band_of
from simulator.experiments.intervals import of_mean

TIMES = 300
NO_LESS = 0.95 - 3 * math.sqrt(0.95 * 0.05 / TIMES)
"""Three standard errors of 300 draws below what is promised."""


def draws(seed=5):
    return np.random.Generator(np.random.Philox(seed))


def normal_days(generator, runs, days, likeness):
    found = generator.normal(size=(runs, days))
    for day in range(1, days):
        found[:, day] = likeness * found[:, day - 1] + math.sqrt(1 - likeness**2) * found[:, day]
    return found.tolist()


def holds_all(band, truth):
    return all(low <= truth <= high for low, high in zip(band.low, band.high, strict=True))


@pytest.mark.parametrize("likeness", [0.0, 0.9])
def test_all_days_lie_in_the_band_at_once_as_often_as_was_said(likeness):
    generator = draws()
    covered = sum(holds_all(band_of(normal_days(generator, 30, 60, likeness)), 0) for _ in range(TIMES))
    assert covered / TIMES >= NO_LESS


def test_intervals_day_by_day_would_not_do():
    generator = draws()
    held = 0
    for _ in range(100):
        days = np.array(normal_days(generator, 30, 60, 0.0)).T
        held += all(of_mean(day).holds(0) for day in days)
    assert held / 100 < 0.3


def test_rare_counts_are_covered_no_less():
    generator = draws()
    covered = sum(holds_all(band_of(generator.poisson(0.05, (30, 60)).tolist()), 0.05) for _ in range(TIMES))
    assert covered / TIMES >= NO_LESS


def test_days_that_are_alike_cost_less_than_days_that_are_not():
    alone, alike = (band_of(normal_days(draws(), 40, 60, likeness)) for likeness in (0.0, 0.995))
    width = [np.mean(np.subtract(band.high, band.low)) for band in (alone, alike)]
    assert width[1] < 0.9 * width[0]


def test_a_band_is_the_same_each_time_and_needs_runs_of_the_same_days():
    runs = [[0.0, 1.0, 3.0], [0.0, 2.0, 3.0], [0.0, 4.0, 3.0]]
    assert band_of(runs) == band_of(runs)
    assert band_of(runs).means == (0.0, pytest.approx(7 / 3), 3.0)
    assert band_of(runs[:1]).high == (math.inf,) * 3
    for wrong in ([], [[1.0], [1.0, 2.0]]):
        with pytest.raises(ValueError, match="the same days"):
            band_of(wrong)
