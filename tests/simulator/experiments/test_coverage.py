"""The coverage that is found beside the one that an interval is built for."""

import numpy as np
import pytest

from simulator.experiments.coverage import coverage_found, skewness
from simulator.experiments.intervals import of_means


def draws(seed=1):
    return np.random.Generator(np.random.Philox(seed))


def test_what_is_found_on_a_large_skewed_sample_is_what_its_law_gives():
    """Of 30 observations of a lognormal law t covers about 85 %; found from 30 of them and by 10,000 draws of the law."""
    samples = draws().lognormal(0, 1.3, (10_000, 30))
    _, low, high = of_means(samples)
    truth = np.exp(1.3**2 / 2)
    by_the_law = ((low <= truth) & (truth <= high)).mean()
    found = np.mean([coverage_found(list(sample)) for sample in samples[:60]])
    assert by_the_law < 0.88
    # A sample of 30 rarely has the law's far end, so what is found from it is less bad than the truth.
    assert by_the_law < found < 0.94


def test_of_symmetrical_observations_nothing_is_told():
    assert coverage_found(list(draws().normal(5, 1, 40))) is None
    assert coverage_found([3.0] * 40) is None
    assert coverage_found([1.0, 9.0]) is None


def test_skewness_is_0_of_a_mirror_and_2_of_an_exponential():
    assert skewness([1, 2, 3]) == pytest.approx(0)
    assert skewness(draws().exponential(1, 200_000)) == pytest.approx(2, abs=0.1)
    assert skewness([4, 4, 4]) == 0


def test_of_rare_counts_it_is_that_of_the_interval_told_which_reaches_as_far_as_garwoods():
    values = [0.0] * 36 + [1.0, 1.0, 1.0, 2.0]
    found = coverage_found(values)
    assert found > 0.95
    assert coverage_found([value / 2 for value in values]) < 0.93  # no counts, so by Student's t


def test_it_is_found_the_same_each_time():
    values = [0.0] * 25 + [1.0, 2.0, 3.0, 50.0, 80.0]
    assert coverage_found(values) == coverage_found(values)
    assert 0.5 < coverage_found(values) < 0.93
