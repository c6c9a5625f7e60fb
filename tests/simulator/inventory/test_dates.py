"""Dates in every form, and those that cannot be told for sure."""

from zoneinfo import ZoneInfo

import pytest

from simulator.inventory.dates import UnreadableDate, order_of, parse_date

AT = 1_767_776_400  # 2026-01-07 09:00:00 UTC


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-07 09:00:00",
        "2026-01-07 09:00",
        "2026-01-07T09:00:00Z",
        "2026-01-07T09:00:00.123Z",
        "2026-01-07T09:00:00.123+0000",
        "2026-01-07 10:00:00 +0100",
        "2026-01-07T10:00:00+01:00",
        "1767776400",
        "1767776400000",
        "01/07/2026 9:00 AM",
        "1/7/26 9:00 am",
        "01/07/2026 at 9:00 AM",
        "2026/01/07 09:00",
        "Jan 7, 2026 9:00 AM",
        "Wed, Jan 7, 2026 at 9:00 AM",
        "7 January 2026 09:00",
    ],
)
def test_a_moment_is_read_in_each_form(text):
    assert parse_date(text, "month-first") == AT


@pytest.mark.parametrize("text", ["07.01.2026 09:00", "7/1/2026 9:00 AM", "07-01-2026 09:00:00"])
def test_with_the_day_first_the_same_figures_say_something_else(text):
    assert parse_date(text, "day-first") == AT
    assert parse_date(text, "month-first") != AT


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Not present",
        "never",
        "1970-01-01 00:00:00",
        "1970-01-01 01:00:00",
        "1969-12-31 19:00:00",
        "N/A",
        "0",
    ],
)
def test_the_date_that_means_none_is_none(text):
    assert parse_date(text, "month-first") is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("03/04/2026", "order"),
        ("yesterday", "no date"),
        ("2026-02-30 00:00:00", "no date"),
        ("31/31/2026", "no date"),
        ("1/1/2026 13:00 PM", "no date"),
        ("9999-12-31 00:00:00", "far"),
        ("1980-01-01", "far"),
        ("9" * 400, "no date"),
        ("\u0661/\u0662/2026", "order"),
    ],
)
def test_what_is_no_date_or_one_of_two_is_not_read(text, why):
    with pytest.raises(UnreadableDate, match=why):
        parse_date(text, "unknown")


def test_one_date_that_cannot_be_read_both_ways_tells_for_all():
    assert order_of(["03/04/2026", "13/04/2026"]) == "day-first"
    assert order_of(["03/04/2026", "04/13/2026"]) == "month-first"
    assert order_of(["03/04/2026", "2026-04-13", ""]) == "unknown"
    assert order_of(["13/04/2026", "04/13/2026"]) == "contradictory"


def test_a_date_without_a_zone_is_in_the_zone_that_is_named():
    assert parse_date("2026-01-07 10:00:00", "unknown", ZoneInfo("Europe/Berlin")) == AT
