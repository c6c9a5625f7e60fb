"""Time as people write it becomes whole seconds, and comes back as they would read it."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from simulator.clock import (
    Calendar,
    parse_duration_s,
    parse_signed_duration_s,
    parse_start,
    parse_time_of_day_s,
    utc_text,
)

START_AT, ZONE = parse_start("2025-01-06 08:00 Europe/Berlin")


@pytest.fixture
def calendar():
    return Calendar(START_AT, ZONE, 400, frozenset({"2025-05-01"}))


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30 days", 2_592_000),
        ("1 day 12 hours", 129_600),
        ("1.5 hours", 5400),
        ("2 weeks", 1_209_600),
        ("0 seconds", 0),
    ],
)
def test_durations_are_read(text, seconds):
    assert parse_duration_s(text) == seconds


@pytest.mark.parametrize("text", ["", "soon", "30", "days", "3 fortnights", "30 days or so", "-3 days"])
def test_what_is_no_duration_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="write for example"):
        parse_duration_s(text)


def test_signed_durations_go_both_ways():
    assert parse_signed_duration_s("-3 hours") == -10_800
    assert parse_signed_duration_s("2 days") == 172_800


@pytest.mark.parametrize("text", ["24:01", "9", "12:60", "09:05:61", "noon"])
def test_what_is_no_time_of_day_is_refused(text):
    with pytest.raises(ValueError, match="no time of day"):
        parse_time_of_day_s(text)


@pytest.mark.parametrize(
    "text", ["tomorrow", "2025-13-01", "2025-01-06 08:00 Europe/Berlim", "2025-01-06 25:00"]
)
def test_what_is_no_start_is_refused(text):
    with pytest.raises(ValueError, match="is no"):
        parse_start(text)


def test_days_count_from_the_date_of_the_start(calendar):
    assert utc_text(calendar.parse_moment("day 0 08:00")) == utc_text(START_AT) == "2025-01-06T07:00:00Z"
    assert calendar.parse_moment("day 366 09:05") == calendar.parse_moment("2026-01-07 09:05")


def test_a_moment_keeps_its_wall_clock_across_the_change_of_clocks(calendar):
    moment = calendar.parse_moment("day 100 09:00")
    assert dt.datetime.fromtimestamp(moment, ZoneInfo("Europe/Berlin")).strftime("%H:%M") == "09:00"
    assert calendar.text(moment) == "2025-04-16 09:00"


def test_days_of_a_clock_change_have_23_and_25_hours(calendar):
    lengths = [calendar.midnight(day + 1) - calendar.midnight(day) for day in range(calendar.days - 1)]
    assert sorted(set(lengths)) == [82_800, 86_400, 90_000]


def test_every_second_belongs_to_the_day_whose_midnight_came_last(calendar):
    for day in range(calendar.days - 1):
        assert calendar.day_of(calendar.midnight(day)) == day
        assert calendar.day_of(calendar.midnight(day + 1) - 1) == day


def test_weekends_and_holidays_are_no_working_days(calendar):
    assert calendar.is_workday(0)
    assert not calendar.is_workday(5)
    first_of_may = calendar.day_of(calendar.parse_moment("2025-05-01 12:00"))
    assert not calendar.is_workday(first_of_may)
    assert calendar.is_workday(first_of_may + 1)


def test_the_days_of_the_week_on_which_people_work_can_be_others():
    sunday_to_thursday = Calendar(START_AT, ZONE, 30, frozenset({"2025-01-07"}), frozenset({6, 0, 1, 2, 3}))
    worked = [sunday_to_thursday.is_workday(day) for day in range(7)]  # from Monday the 6th
    assert worked == [True, False, True, True, False, False, True]
    assert sunday_to_thursday.in_zone("Asia/Dubai").is_workday(6)
