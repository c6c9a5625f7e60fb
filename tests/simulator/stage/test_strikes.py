"""Faults by the dice: which Macs they strike, on which days, and what moves nobody else's days."""

import pytest

from simulator.finding import of_kinds
from simulator.run import play
from simulator.scenario.model import Scenario


def struck(fault, macs=40, days=60, seed=1):
    estate = {
        "story": "struck",
        "length": f"{days} days",
        "start": "2025-01-06 12:00 UTC",
        "fleet": [{"name": "staff", "count": macs, "habits": "idle"}],
        "faults": [{"from": "day 1", "until": "day 51", **fault}],
    }
    records = play(Scenario.model_validate(estate), seed).records
    began = {record.seq: record for record in of_kinds(records, "fault.began")}
    return [
        (began[end.cause].details["mac"], began[end.cause].at, end.at)
        for end in of_kinds(records, "fault.ended")
    ]


OFF = {"kind": "host_blocked", "host": "org", "daily_probability": 0.1}


def days_of(spans):
    return sum(round((until - since) / 86_400) for _, since, until in spans)


def test_each_mac_is_struck_by_itself_on_about_as_many_days_as_the_probability_says():
    spans = struck(OFF)
    expected, error = 40 * 50 * 0.1, (40 * 50 * 0.1 * 0.9) ** 0.5
    assert days_of(spans) == pytest.approx(expected, abs=3 * error)
    assert len({mac for mac, _, _ in spans}) > 30
    assert all("," not in mac for mac, _, _ in spans)


def test_one_mac_more_moves_nobody_elses_days():
    few, many = struck(OFF, macs=12), struck(OFF, macs=15)
    assert sorted(few) == sorted(span for span in many if span[0] <= "staff-0012")
    assert len(many) > len(few)


def test_a_service_is_struck_as_a_whole():
    spans = struck({"kind": "okta_down", "daily_probability": 0.3})
    assert {mac for mac, _, _ in spans} == {""}
    assert days_of(spans) == pytest.approx(15, abs=3 * (50 * 0.3 * 0.7) ** 0.5)


def test_it_strikes_within_its_time_only_and_days_that_follow_each_other_are_one_span():
    always = struck({"kind": "host_blocked", "host": "org", "daily_probability": 1}, macs=1)
    once = struck({"kind": "host_blocked", "host": "org"}, macs=1)
    assert [span[1:] for span in always] == [span[1:] for span in once]
    assert struck({"kind": "okta_down", "daily_probability": 0}) == []
