"""Chance is addressed: the same address gives the same number, and nobody's dice move anybody else's."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.chance import dice, dice_key, exponential, octets, triangular, uniform, uniforms

SALES_7 = ("sales", 7)


@given(st.integers(0, 2**64 - 1), st.lists(st.integers(0, 2**40), min_size=1, max_size=20))
def test_bulk_and_single_dice_are_the_same_numbers(key, indices):
    assert uniforms(key, np.array(indices)).tolist() == [uniform(key, index) for index in indices]


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**40))
def test_a_die_lies_in_the_unit_interval(key, index):
    assert 0.0 <= uniform(key, index) < 1.0


def test_every_part_of_the_address_counts():
    here = dice(1, 0, SALES_7, "chrome restart", 3)
    elsewhere = [
        dice(2, 0, SALES_7, "chrome restart", 3),
        dice(1, 1, SALES_7, "chrome restart", 3),
        dice(1, 0, ("sales", 8), "chrome restart", 3),
        dice(1, 0, ("dales", 7), "chrome restart", 3),
        dice(1, 0, SALES_7, "mac restart", 3),
        dice(1, 0, SALES_7, "chrome restart", 4),
    ]
    assert here not in elsewhere


def test_dice_are_uniform_over_days():
    draws = uniforms(dice_key(1, 0, SALES_7, "absent"), np.arange(100_000))
    counts, _ = np.histogram(draws, bins=10, range=(0, 1))
    assert abs(draws.mean() - 0.5) < 0.005
    assert counts.min() > 9_600


def test_neighbouring_entities_are_independent():
    one = uniforms(dice_key(1, 0, ("sales", 1), "absent"), np.arange(20_000))
    other = uniforms(dice_key(1, 0, ("sales", 2), "absent"), np.arange(20_000))
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.03


def test_dice_do_not_depend_on_the_hash_seed_of_the_process():
    program = "from simulator.chance import dice; print(dice(1, 0, ('sales', 7), 'x', 3))"
    runs = [
        subprocess.run(
            [sys.executable, "-c", program], env={"PYTHONHASHSEED": hash_seed}, capture_output=True, text=True
        )
        for hash_seed in ("1", "2")
    ]
    assert runs[0].stdout == runs[1].stdout == f"{dice(1, 0, SALES_7, 'x', 3)}\n"


def test_octets_have_the_length_asked_for_and_differ_by_purpose():
    assert len(octets(1, 0, SALES_7, "key 1", 32)) == 32
    assert octets(1, 0, SALES_7, "key 1", 32) != octets(1, 0, SALES_7, "key 2", 32)


def test_distributions_have_the_means_that_they_are_named_by():
    draws = uniforms(dice_key(3, 0, SALES_7, "means"), np.arange(50_000)).tolist()
    assert np.mean([exponential(u, 7.0) for u in draws]) == pytest.approx(7.0, rel=0.02)
    assert np.mean([triangular(u, 1.0, 2.0, 6.0) for u in draws]) == pytest.approx(3.0, rel=0.02)
