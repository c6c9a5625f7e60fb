"""A help desk in an estate: lock-outs last until they are served, lines feed back, and detail makes no difference."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from simulator.measures import Window
from simulator.reading import Reading
from simulator.rollout_measures.table import DAILY, TOTALS
from simulator.run import calendar_of, play
from simulator.scenario.model import Scenario
from simulator.trace import first_difference
from tests.simulator.stage.estates import CHANGES, DAYS, estates

CALLING = st.sampled_from(["typical", "at_once", "reluctant"])


@st.composite
def estates_with_a_desk(draw, change):
    raw = draw(estates(change))
    assume(change != "late answers" or raw["length"] == f"{DAYS} days")  # a year of them takes minutes
    passes_on = draw(st.sampled_from(["never", "4 hours", "1 day"]))
    raw["help_desk"] = {"people": draw(st.integers(1, 2)), "passes_on": passes_on}
    for group in raw["fleet"]:
        group["habits"] = {**group.get("habits", {}), "calls_help_desk": draw(CALLING)}
    return Scenario.model_validate(raw)


@pytest.mark.parametrize("change", CHANGES)
@settings(max_examples=2, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck])
@given(st.data())
def test_an_estate_with_a_desk_comes_out_the_same_in_both_details(change, data):
    scenario = data.draw(estates_with_a_desk(change))
    assert not first_difference(play(scenario, 1), play(scenario, 1, detail="every"))


def flood(people=None, **habits):
    """Sixty people whose certificates are revoked on one morning."""
    raw = {
        "story": "revoked",
        "length": "21 days",
        "fleet": [{"name": "sales", "count": 60, "habits": {"opens_apps": "often", **habits}}],
        "timeline": [
            {"at": "day 7 07:00", "do": "revoke_device_certificates", "mac": "sales"},
        ],
    }
    if people is not None:
        raw["help_desk"] = {"people": people}
    return Scenario.model_validate(raw)


def measured(scenario, *wanted):
    reading = Reading(play(scenario, 1).records, calendar_of(scenario))
    window = Window(None, reading.start_at, reading.end_at)
    return [TOTALS[name](reading, window) for name in wanted]


def test_without_a_desk_nobody_calls_and_everybody_stays_locked_out():
    trace = play(flood(), 1)
    assert not [record for record in trace if record.kind.startswith("desk.")]
    reading = Reading(trace.records, calendar_of(flood()))
    out = DAILY["macs_kept_out_a_day"](reading, Window(None, reading.start_at, reading.end_at))
    assert (out[7], out[18]) == (60, 60)


def test_a_lock_out_lasts_until_it_is_served():
    trace = play(flood(people=3), 1)
    served = {record.subject: record.at for record in trace if record.kind == "desk.served"}
    let_in = {
        record.subject: record.at
        for record in trace
        if record.kind == "app.opened" and record.outcome == "allowed" and record.at > min(served.values())
    }
    assert len(let_in) == 60
    assert all(served[mac] < at for mac, at in let_in.items())


def test_a_smaller_desk_has_longer_lines_and_longer_lock_outs():
    names = ["denied_minutes", "help_desk_longest_wait_minutes", "help_desk_calls_given_up"]
    few, many = measured(flood(people=1), *names), measured(flood(people=8), *names)
    assert all(one > other for one, other in zip(few, many, strict=True)), (few, many)


def test_who_is_reluctant_calls_less_and_is_locked_out_longer():
    names = ["help_desk_calls", "denied_minutes"]
    eager = measured(flood(people=8, calls_help_desk="at_once"), *names)
    reluctant = measured(flood(people=8, calls_help_desk="reluctant"), *names)
    assert eager[0] > 0
    assert reluctant[1] > 2 * eager[1]


def test_what_the_desk_does_leads_back_to_the_denial():
    trace = play(flood(people=3), 1)
    pushed = next(record for record in trace if record.details.get("by") == "help_desk")
    assert [record.kind for record in trace.chain(pushed.seq)][:4] == [
        "admin.acted",
        "desk.served",
        "desk.called",
        "app.opened",
    ]


def test_whom_nothing_helps_calls_once_a_day():
    """The Macs are out of the policy's scope, which is a plan's matter."""
    raw = flood(people=8, calls_help_desk="at_once").model_dump(by_alias=True) | {"timeline": []}
    raw["jamf"]["policy"]["exclude_groups"] = ["sales"]
    calendar, scenario = calendar_of(flood()), Scenario.model_validate(raw)
    served = [record for record in play(scenario, 1) if record.kind == "desk.served"]
    per_day = Counter((record.subject, calendar.day_of(record.at)) for record in served)
    assert len(per_day) > 600
    assert max(per_day.values()) == 1
    assert {(record.outcome, record.reason) for record in served} == {("advised", "out_of_scope")}


def test_nobody_is_answered_while_the_desk_is_closed_and_lines_end_with_the_day():
    scenario = flood(people=1)
    calendar = calendar_of(scenario)
    trace = play(scenario, 1)
    for record in trace:
        if record.kind in {"desk.called", "desk.answered"}:
            day = calendar.day_of(record.at)
            assert calendar.is_workday(day)
            assert calendar.at(day, 9 * 3600) <= record.at < calendar.at(day, 17 * 3600)
    assert {record.reason for record in trace if record.kind == "desk.given_up"} >= {"waited_too_long"}


def test_who_still_waits_when_the_desk_closes_is_sent_away():
    raw = flood(people=1, calls_help_desk="at_once").model_dump(by_alias=True)
    raw["timeline"] = [{"at": "day 7 14:00", "do": "revoke_device_certificates", "mac": "sales"}]
    scenario = Scenario.model_validate(raw)
    calendar = calendar_of(scenario)
    told = [record for record in play(scenario, 1) if record.kind in {"desk.given_up", "desk.answered"}]
    closed = [record for record in told if record.reason == "closed"]
    assert closed
    assert {calendar.text(record.at)[11:] for record in closed} == {"17:00"}
    assert max(calendar.text(record.at)[11:] for record in told) == "17:00"
    assert all(record.kind == "desk.given_up" for record in told if calendar.text(record.at)[11:] == "17:00")


def test_an_administrator_does_once_what_everybody_waits_for():
    raw = flood(people=8).model_dump(by_alias=True) | {
        "timeline": [{"at": "day 7 07:00", "do": "disable_device_trust"}]
    }
    trace = play(Scenario.model_validate(raw), 1)
    enabled = [record for record in trace if record.details.get("action") == "enable_device_trust"]
    passed_on = [record for record in trace if record.kind == "desk.served" and record.outcome == "passed_on"]
    assert len(passed_on) > 20
    assert [record.details["by"] for record in enabled] == ["help_desk"]
