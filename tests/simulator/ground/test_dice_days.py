"""Days on which dice fall, looked up once or one by one: they are the same days."""

from hypothesis import given
from hypothesis import strategies as st

from simulator.chance import uniform
from simulator.dice_days import DiceDays

KEYS = st.integers(0, 2**64 - 1)
CHANCES = st.sampled_from([0.0, 0.002, 0.05, 0.1499, 0.15, 0.5, 1.0])
DAYS = st.integers(0, 400)


@given(KEYS, CHANCES, DAYS, DAYS)
def test_rare_and_frequent_days_are_those_on_which_the_number_lies_below(key, chance, first, last):
    wanted = [day for day in range(first, min(last, 399) + 1) if uniform(key, day) < chance]
    days = DiceDays(key, chance, 400)
    assert list(days.between(first, min(last, 399))) == wanted
    assert list(days.back(min(last, 399), first)) == wanted[::-1]
    assert [day for day in range(first, min(last, 399) + 1) if day in days] == wanted
