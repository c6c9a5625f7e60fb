"""A person's days can be looked up, and say the same whichever way they are asked."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.clock import DAY_S, Calendar, parse_start
from simulator.habits import Routine
from simulator.openings import Asked, counted

START_AT, ZONE = parse_start("2025-01-06 08:00 Europe/Berlin")
CALENDAR = Calendar(START_AT, ZONE, 120)
STREAM = 8675309  # the key of some dice; any number is one

routines = st.builds(
    lambda index, **habits: Routine(CALENDAR, (1, 0, ("sales", index)), **habits),
    st.integers(0, 1000),
    opens=st.sampled_from([0.0, 0.3, 1.0, 2.5, 6.0]),
    quits=st.sampled_from([0.0, 0.2, 1.0]),
    restarts=st.sampled_from([0.0, 0.1, 1.0]),
    absent=st.sampled_from([0.0, 0.3]),
    away=st.sampled_from([(), ((3, 20),), ((3, 5), (40, 80))]),
    present_from=st.sampled_from([0, START_AT + 10 * DAY_S]),
)
moments = st.integers(START_AT, START_AT + 110 * DAY_S)


def all_opens(routine):
    return [at for day in range(CALENDAR.days) for at in routine.opens_on(day, STREAM)]


def all_ends(routine):
    found = [routine.quit_at(day) for day in range(CALENDAR.days)]
    found += [routine.restart_at(day) for day in range(CALENDAR.days)]
    return sorted(at for at in found if at is not None)


@given(routines, moments)
@settings(max_examples=60, deadline=None)
def test_the_next_opening_is_the_first_one_later(routine, after):
    later = [at for at in all_opens(routine) if at > after]
    assert routine.next_open(STREAM, after) == (later[0] if later else None)


@given(routines, moments, moments)
@settings(max_examples=60, deadline=None)
def test_the_ends_of_browsers_are_found_forwards_and_backwards(routine, one, other):
    after, before = sorted((one, other))
    between = [at for at in all_ends(routine) if after < at < before]
    assert routine.last_browser_end(after, before) == (between[-1] if between else None)
    assert routine.next_browser_end(after) == next((at for at in all_ends(routine) if at > after), None)


@given(routines, moments, moments)
@settings(max_examples=60, deadline=None)
def test_openings_counted_in_bulk_are_those_found_one_by_one(routine, one, other):
    after, before = sorted((one, other))
    counted = routine.opens_by_day(STREAM, after, before)
    expected = np.zeros(CALENDAR.days, dtype=int)
    for at in all_opens(routine):
        if after < at < before:
            expected[CALENDAR.day_of(at)] += 1
    assert counted.tolist() == expected.tolist()


@given(st.lists(st.tuples(routines, moments, moments), max_size=6))
@settings(max_examples=60, deadline=None)
def test_the_openings_of_many_counted_at_once_are_those_of_each(several):
    asked = [Asked(routine, STREAM + at, min(pair), max(pair)) for at, (routine, *pair) in enumerate(several)]
    found = [*counted(asked)]
    for one, openings in zip(asked, found, strict=True):
        alone = one.routine.opens_by_day(one.stream, one.after, one.before).tolist()
        assert openings.by_day.tolist() == alone
        assert openings.total == sum(alone)
        assert openings.days == sum(1 << day for day, count in enumerate(alone) if count)


def test_more_than_are_counted_at_once_come_in_their_order_and_each_on_its_own_calendar():
    elsewhere = CALENDAR.in_zone("Asia/Tokyo")
    asked = [
        Asked(
            Routine(elsewhere if number > 700 else CALENDAR, (1, 0, ("sales", number)), opens=number % 5),
            STREAM,
            START_AT + number * 100,
            START_AT + 90 * DAY_S,
        )
        for number in range(1_100)
    ]
    each = [int(one.routine.opens_by_day(one.stream, one.after, one.before).sum()) for one in asked]
    assert [openings.total for openings in counted(asked)] == each


@given(routines)
@settings(max_examples=40, deadline=None)
def test_a_routine_survives_its_way_through_the_trace(routine):
    again = Routine.from_details(CALENDAR, 1, 0, routine.details())
    assert all_opens(again) == all_opens(routine)
    assert all_ends(again) == all_ends(routine)


@given(routines, moments)
@settings(max_examples=60, deadline=None)
def test_the_next_time_at_work_is_at_work_and_nothing_before_it_is(routine, at):
    found = routine.next_at_work(at)
    if found is None:
        assert not any(routine.at_work(moment) for moment in range(at, START_AT + 115 * DAY_S, 3600))
    else:
        assert found >= at
        assert routine.at_work(found)
        assert not any(routine.at_work(moment) for moment in range(at, found, 3600))


def test_nobody_opens_anything_while_away_or_before_the_first_login():
    routine = Routine(
        CALENDAR, (1, 0, ("a", 0)), opens=5.0, away=((7, 14),), present_from=START_AT + 2 * DAY_S
    )
    days = {CALENDAR.day_of(at) for at in all_opens(routine)}
    assert days
    assert min(days) >= 2
    assert not days & set(range(7, 14))


@pytest.mark.parametrize("opens", [0.3, 1.0, 2.5])
def test_the_rate_is_the_mean_over_working_days(opens):
    counts = []
    for index in range(300):
        routine = Routine(CALENDAR, (1, 0, ("crowd", index)), opens=opens)
        counts += [len(routine.opens_on(day, STREAM)) for day in range(CALENDAR.days) if routine.works(day)]
    assert np.mean(counts) == pytest.approx(opens, rel=0.05)
