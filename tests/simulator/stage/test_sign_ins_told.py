"""What routine does is told when it changes, for every app and client of a person, and not again while it does not."""

from itertools import pairwise

import pytest

from simulator.build import build
from simulator.run import play
from simulator.scenario.model import Scenario
from simulator.trace import Trace

TWO_APPS = {"apps": [{"name": "salesforce"}, {"name": "workday", "protocol": "ws_fed"}]}
ONE_APP = {"apps": [{"name": "salesforce", "rules": "trusted_macs_only"}]}


def played(habits, seed=1, **more):
    raw = {
        "story": "told",
        "length": "400 days",
        "okta": TWO_APPS,
        "fleet": [{"name": "ada", "habits": habits}],
    }
    return play(Scenario.model_validate({**raw, **more}), seed)


@pytest.mark.parametrize("seed", range(8))
def test_after_expiry_every_app_is_told_as_denied_not_only_the_first_one_opened(seed):
    trace = played({"quits_chrome": "never"}, seed)
    denied = {r.details["app"] for r in trace.records if r.kind == "app.opened" and r.outcome == "denied"}
    assert denied == {"salesforce", "workday"}


def test_a_quiet_year_tells_each_app_once():
    trace = played({"quits_chrome": "every_day", "opens_apps": "often"})
    opened = [r for r in trace.records if r.kind == "app.opened"]
    assert len(opened) == 2
    assert {r.outcome for r in opened} == {"allowed"}


def test_a_sign_in_that_comes_out_as_the_one_before_is_not_played_at_okta():
    scenario = Scenario.model_validate(
        {
            "story": "told",
            "length": "400 days",
            "okta": ONE_APP,
            "fleet": [{"name": "ada", "habits": {"quits_chrome": "every_day", "opens_apps": "often"}}],
        }
    )
    trace = Trace()
    world = build(scenario, 1, trace)
    world.run()
    told = [record for record in trace if record.source == "okta"]
    assert {"pki.cert.renew", "policy.evaluate_sign_on"} <= {record.kind for record in told}
    one_session_that_is_not_told = 1
    assert world.stage.okta.log.numbers.stop - 1 == len(told) + one_session_that_is_not_told


def test_a_routine_sign_in_that_is_not_played_is_shown_to_those_who_watch():
    seen = []
    trace = Trace()
    trace.watch(seen.append)
    scenario = {"story": "told", "length": "400 days", "fleet": [{"name": "ada"}]}
    build(Scenario.model_validate(scenario), 1, trace).run()
    passed_over = [record for record in seen if not record.source]
    assert {record.kind for record in passed_over} == {"policy.evaluate_sign_on", "app.opened"}
    assert {record.details["device"] for record in passed_over} == {"trusted"}


def test_a_sign_in_that_is_denied_as_before_is_told_anew_where_the_person_is_asked_something_else():
    habits = {"quits_chrome": "every_day", "opens_apps": "often"}
    trace = played(
        habits,
        fleet=[{"name": "first"}, {"name": "ada", "habits": habits}],
        length="20 days",
        jamf={"rollout": {"macs_a_day": 1}},
        okta=ONE_APP,
        assumptions={"chrome_user_policy": "ignored", "chooser_answer": "cancels"},
    )
    opened = [r for r in trace.records if r.kind == "app.opened" and r.subject == "ada"]
    asked = [(r.outcome, r.reason, r.details["prompted"]) for r in opened]
    assert asked == [("denied", "no_certificate", "none"), ("denied", "no_certificate", "chooser")]


def test_segments_of_a_stream_follow_one_another_without_gap_or_overlap():
    trace = played({"quits_chrome": {"daily_probability": 0.03}}, 3)
    for app in ("salesforce", "workday"):
        segments = [r.details for r in trace.records if r.kind == "app.routine" and r.details["app"] == app]
        assert len(segments) >= 2
        for earlier, later in pairwise(segments):
            assert earlier["until_at"] == later["from_at"]


@pytest.mark.parametrize("seed", range(4))
def test_playing_an_app_by_script_each_day_agrees_with_what_was_told_of_its_routine(seed):
    """The scripted sign-ins look at Chrome without changing what it holds: they come out as the routine says."""
    fleet = [{"name": "ada", "habits": {"quits_chrome": {"daily_probability": 0.1}, "opens_apps": "often"}}]
    days = range(330, 399)
    script = [
        {"at": f"day {day} 16:00", "do": "open_app", "mac": "ada", "app": "salesforce", "as": f"{day}"}
        for day in days
    ]
    raw = {"story": "told", "length": "400 days", "fleet": fleet}
    quiet = play(Scenario.model_validate(raw), seed)
    asked = play(Scenario.model_validate({**raw, "timeline": script}), seed)
    changes = [(r.at, r.outcome, r.reason) for r in quiet.records if r.kind == "app.opened"]
    for record in (r for r in asked.records if r.details.get("named")):
        before = [(outcome, reason) for at, outcome, reason in changes if at <= record.at]
        assert (record.outcome, record.reason) == before[-1], record


def test_a_quit_that_nobody_told_of_has_emptied_chrome_before_the_next_change():
    timeline = [
        {"at": "day 2 10:00", "do": "open_app", "mac": "ada", "app": "salesforce", "as": "held"},
        {"at": "day 2 20:00", "do": "revoke_user_certificates", "person": "ada"},
        {"at": "day 3 06:00", "do": "uninstall_task", "mac": "ada"},
        {"at": "day 3 06:01", "do": "flush_policy_log", "mac": "ada"},
        {"at": "day 3 12:00", "do": "open_app", "mac": "ada", "app": "salesforce", "as": "next_day"},
    ]
    outcomes = {}
    for quits in ("every_day", "never"):
        trace = played({"opens_apps": "never", "quits_chrome": quits}, timeline=timeline, length="6 days")
        outcomes[quits] = next(r.reason for r in trace.records if r.details.get("named") == "next_day")
    assert outcomes == {"every_day": "ok", "never": "certificate_revoked"}


@pytest.mark.parametrize("seed", range(3))
def test_the_first_sign_in_after_a_renewal_is_told_where_it_comes_out_otherwise(seed):
    assumed = {"old_certificate_after_renewal": "revoked"}
    trace = played({"quits_chrome": "never", "opens_apps": "often"}, seed, assumptions=assumed)
    renewed = next(r for r in trace.records if r.kind == "agent.passed" and r.outcome == "renewed")
    after = next(r for r in trace.records if r.kind == "app.opened" and r.at > renewed.at)
    assert after.reason == "certificate_revoked"
    assert after.at - renewed.at < 4 * 86400


def test_what_a_sign_in_has_changed_at_okta_is_told_though_the_mac_goes_to_sleep_before_the_answer():
    slow = {"kind": "slow_network", "delay": "60 seconds", "from": "day 0 00:01", "until": "day 2"}
    year = {"length": "3 days", "start": "2025-01-06 00:00 UTC", "faults": [slow], "okta": ONE_APP}
    bound = [r for r in played({}, 1, **year).records if r.details.get("bound_now")]
    minute = time_of_day(bound[0].at - 1)
    sleep = {"at": f"day 0 {minute}", "do": "sleep", "mac": "ada", "until": "day 0 23:00"}
    trace = played({}, 1, **year, timeline=[sleep])
    broken_off = [r.seq for r in trace.records if r.kind == "mac.slept"]
    opened = [r.seq for r in trace.records if r.kind == "app.opened"]
    told = [r.seq for r in trace.records if r.details.get("bound_now")]
    assert broken_off[0] < told[0] < opened[0]
    assert len(told) == 1


def test_a_sign_in_that_is_played_and_not_told_is_watched_all_the_same():
    trace, watched = Trace(), []
    trace.watch(watched.append)
    raw = {"story": "told", "length": "20 days", "okta": TWO_APPS, "fleet": [{"name": "ada"}]}
    play(Scenario.model_validate(raw), 1, trace, detail="every")
    told = [record for record in trace.records if record.kind == "app.opened"]
    seen = [record for record in watched if record.kind == "app.opened"]
    assert len(told) == 2
    assert len(seen) > 20
    assert {r.details["device"] for r in seen} == {r.details["device"] for r in told}


def time_of_day(at):
    """Hours and minutes, UTC."""
    return f"{at // 3600 % 24:02d}:{at // 60 % 60:02d}"
