"""Intervals: published values, and the coverage that they are built for."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simulator.experiments.intervals import (
    bound_of_next,
    corrected,
    of_change,
    of_difference,
    of_mean,
    of_means,
    of_measure,
    of_measures,
    of_next,
    of_proportion,
    of_quantile,
    of_rate,
)

DRAWS = 10_000
RIGHT = (0.944, 0.956)
"""What 10,000 draws of a right 95 % interval cover, but for one case in a hundred."""


def draws(seed=1):
    return np.random.Generator(np.random.Philox(seed))


def test_a_mean_of_one_observation_is_known_no_nearer():
    assert of_mean([7.0]).low == -math.inf
    assert of_mean([7.0]).high == math.inf


def test_students_interval_is_the_one_in_the_tables():
    found = of_mean([1, 2, 3, 4, 5])  # t(4, 0.975) = 2.776
    assert found.half_width == pytest.approx(2.776 * math.sqrt(2.5 / 5), abs=1e-3)


def test_counts_have_garwoods_interval():
    found = of_rate(7)
    assert (found.low, found.high) == (pytest.approx(2.814, abs=1e-3), pytest.approx(14.423, abs=1e-3))
    assert of_rate(0).high == pytest.approx(3.689, abs=1e-3)
    assert of_rate(7, 7).high == pytest.approx(14.423 / 7, abs=1e-3)


def test_proportions_have_clopper_and_pearsons_interval():
    found, by_scipy = of_proportion(3, 20), stats.binomtest(3, 20).proportion_ci(method="exact")
    assert (found.low, found.high) == (pytest.approx(by_scipy.low), pytest.approx(by_scipy.high))
    assert (of_proportion(0, 9).low, of_proportion(9, 9).high) == (0.0, 1.0)


def test_none_of_n_bounds_a_share_from_above():
    assert of_proportion(0, 30).high == pytest.approx(1 - 0.025 ** (1 / 30))


def test_means_of_normal_observations_are_covered_as_often_as_they_should_be():
    normal = draws().normal(5, 2, (DRAWS, 12))
    _, low, high = of_means(normal)
    assert RIGHT[0] <= ((low <= 5) & (high >= 5)).mean() <= RIGHT[1]


def test_many_means_at_once_are_each_the_one_alone():
    samples = draws().exponential(1, (50, 9))
    for sample, *ends in zip(samples, *of_means(samples), strict=True):
        one = of_mean(sample)
        assert ends == pytest.approx([one.estimate, one.low, one.high])


@pytest.mark.parametrize("rate", [0.02, 0.1, 0.5, 2, 20])
def test_means_of_counts_are_covered_no_less_often_than_they_should_be_also_where_t_fails(rate):
    counts = draws().poisson(rate, (DRAWS // 2, 30)).astype(float)
    covered = sum(of_measure(sample).holds(rate) for sample in counts.tolist()) / len(counts)
    assert covered >= RIGHT[0]
    if rate < 0.1:
        assert sum(of_mean(sample).holds(rate) for sample in counts) / len(counts) < 0.6


@pytest.mark.parametrize("rate", [0.02, 0.5, 5])
def test_differences_of_counts_are_covered_no_less_often_than_they_should_be(rate):
    generator = draws()
    first = generator.poisson(rate, (1500, 30)).astype(float)
    second = first + generator.poisson(rate / 2, first.shape) - generator.binomial(1, 0.01, first.shape)
    truth = rate / 2 - 0.01
    pairs = zip(first.tolist(), np.maximum(second, 0).tolist(), strict=True)
    covered = sum(of_change(a, b).holds(truth) for a, b in pairs) / len(first)
    assert covered >= 0.95 - 3 * math.sqrt(0.95 * 0.05 / len(first))


def test_thirty_runs_in_which_nothing_happened_are_no_certainty():
    assert of_measure([0.0] * 30).high == pytest.approx(-math.log(0.025) / 30)
    assert of_measure([0.0] * 30).kind == "count"
    assert of_change([0.0] * 30, [0.0] * 30).half_width == pytest.approx(-math.log(0.0125) / 30)


def test_numbers_that_are_no_counts_have_students_interval():
    for values in ([0.5, 0.25, 0.5, 0.25], [-1.0, 2.0, 3.0, 4.0], [1000.0, 1010.0, 990.0]):
        assert of_measure(values) == of_mean(values)
    assert of_change([0.5, 0.2, 0.1], [0.25, 0.2, 0.0]) == of_difference([0.5, 0.2, 0.1], [0.25, 0.2, 0.0])


@pytest.mark.parametrize("values", [[0.5, 0.0, 0.0, 0.0], [2.0, *[0.0] * 20], [300.0, *[0.0] * 20]])
def test_what_is_never_negative_is_told_to_lie_nowhere_below_0(values):
    assert of_mean(values).low < 0
    found = of_measure(values)
    assert (found.low, found.estimate) == (0.0, of_mean(values).estimate)
    assert found.high >= of_mean(values).high


def test_the_intervals_of_many_samples_at_once_are_each_the_one_alone():
    generator = draws()
    for samples in (
        generator.poisson(0.3, (40, 12)).astype(float),
        generator.poisson(40, (40, 12)).astype(float),
        generator.exponential(1, (40, 12)),
    ):
        for sample, *ends in zip(samples, *of_measures(samples), strict=True):
            one = of_measure(sample.tolist())
            assert ends == pytest.approx([one.estimate, one.low, one.high])


def test_differences_in_pairs_are_covered_as_often_as_they_should_be():
    generator = draws()
    common = generator.normal(0, 10, (DRAWS, 12))
    first, second = (
        common + generator.normal(0, 1, common.shape),
        common + generator.normal(1, 1, common.shape),
    )
    covered = sum(of_difference(a, b).holds(1) for a, b in zip(first, second, strict=True)) / DRAWS
    assert RIGHT[0] <= covered <= RIGHT[1]


@pytest.mark.parametrize("p", [0.02, 0.3, 0.5])
def test_proportions_are_covered_no_less_often_than_they_should_be(p):
    successes = draws().binomial(40, p, DRAWS)
    found = {k: of_proportion(int(k), 40) for k in set(successes)}
    assert sum(found[k].holds(p) for k in successes) / DRAWS >= RIGHT[0]


@pytest.mark.parametrize("rate", [0.3, 4, 50])
def test_counts_are_covered_no_less_often_than_they_should_be(rate):
    events = draws().poisson(rate, DRAWS)
    found = {k: of_rate(int(k)) for k in set(events)}
    assert sum(found[k].holds(rate) for k in events) / DRAWS >= RIGHT[0]


@pytest.mark.parametrize("q", [0.5, 0.9])
def test_quantiles_are_covered_no_less_often_than_they_should_be(q):
    samples = draws().exponential(1, (DRAWS // 4, 60))
    truth = -math.log(1 - q)
    assert sum(of_quantile(list(sample), q).holds(truth) for sample in samples) / len(samples) >= RIGHT[0]


@pytest.mark.parametrize("draw", ["normal", "exponential"])
def test_one_more_observation_lies_in_its_prediction_interval_often_enough(draw):
    samples = getattr(draws(), draw)(size=(DRAWS, 80))
    covered = sum(of_next(list(sample[:79])).holds(sample[79]) for sample in samples) / DRAWS
    assert RIGHT[0] <= covered <= 0.97


def test_one_more_observation_passes_its_bad_end_as_seldom_as_was_said():
    samples = draws().exponential(size=(DRAWS, 40))
    beyond = sum(sample[39] > bound_of_next(list(sample[:39]), upper=True) for sample in samples) / DRAWS
    assert 0.044 <= beyond <= 0.056


def test_too_few_observations_say_nothing_about_a_year_to_come():
    assert of_next([1.0] * 38).high == math.inf
    assert of_next([1.0] * 39).high == 1.0
    assert bound_of_next([1.0] * 18, upper=True) == math.inf
    assert bound_of_next([1.0] * 19, upper=True) == 1.0
    assert bound_of_next([1.0] * 18, upper=False) == -math.inf


def test_several_comparisons_hold_together():
    assert corrected(0.95, 5) == pytest.approx(0.99)
    samples = draws().normal(0, 1, (2000, 5, 20))
    together = [all(of_mean(one, corrected(0.95, 5)).holds(0) for one in five) for five in samples]
    assert sum(together) / len(together) >= 0.935


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=200))
def test_the_estimate_lies_in_its_interval(values):
    for found in (of_mean(values), of_quantile(values, 0.5), of_next(values)):
        assert found.low <= found.estimate + 1e-6
        assert found.estimate <= found.high + 1e-6


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: of_mean([]),
        lambda: of_difference([1], [1, 2]),
        lambda: of_proportion(3, 2),
        lambda: of_proportion(0, 0),
        lambda: of_rate(-1),
        lambda: of_rate(1, 0),
        lambda: of_quantile([], 0.5),
        lambda: of_quantile([1.0], 1),
        lambda: of_next([]),
        lambda: corrected(0.95, 0),
    ],
)
def test_what_is_no_sample_is_refused(wrong):
    with pytest.raises(ValueError, match=r".+"):
        wrong()
