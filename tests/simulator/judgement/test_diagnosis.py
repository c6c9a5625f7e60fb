"""For each cause: the diagnosis names it, the remedy is applied, and the next sign-in comes out as it should."""

from __future__ import annotations

import pytest

from simulator.clock import parse_duration_s
from simulator.diagnosis import Who, diagnose
from simulator.diagnosis_causes import CAUSES, LETS_IN, ways_of
from simulator.diagnosis_checks import CHECKS, PLACES
from simulator.estate import Estate
from simulator.facts import FACT_IDS
from simulator.reading import Reading
from simulator.root_causes import root_causes
from simulator.run import calendar_of, play
from simulator.scenario.model import Scenario
from tests.simulator.judgement.remedies import ACTS, EDITS, mended
from tests.simulator.judgement.small_worlds import (
    ADA,
    DENY,
    KEPT_OUT,
    LET_IN,
    NO_SCENARIO,
    OPEN_OF_ADA,
    TRUSTED,
    with_rules,
)

WORLDS = KEPT_OUT | LET_IN


def played(world):
    opened = {**OPEN_OF_ADA, "mac": world.mac, **world.opened}
    tries = [(world.when, {**opened, "as": "wrong"}), (world.after, {**opened, "as": "after"})]
    acts = [*world.before, *tries]
    day = int(world.after.split()[1]) + 2
    raw = {"story": "a cause", "length": f"{day} days", "fleet": [ADA], **world.more}
    timeline = [{"at": moment, **act} for moment, act in acts]
    scenario = Scenario.model_validate({**raw, "timeline": timeline})
    return Reading(play(scenario, 1).records, calendar_of(scenario))


def remedied(word):
    """The world of a cause, mended as the first way of its remedy says."""
    return played(mended(WORLDS[word], ways_of(CAUSES[word].remedy)[0]))


def came(reading, name):
    (record,) = reading.named(name)
    return record


def diagnosed(reading, mac, record, *, since=None):
    estate = Estate.read(reading)
    (story,) = estate.some_stories([mac])
    who = Who(*(record.details[key] for key in ("person", "app", "client")))
    return diagnose(estate, story, record.at, who, since)


@pytest.mark.parametrize("word", WORLDS)
def test_the_diagnosis_names_the_cause_and_without_the_remedy_nothing_comes_back(word):
    world = WORLDS[word]
    lets_in = word in LETS_IN
    reading = played(world)
    wrong, after = came(reading, "wrong"), came(reading, "after")
    assert wrong.outcome == ("allowed" if lets_in else "denied")
    found = diagnosed(reading, world.mac, wrong)
    assert found.word == word, (found.word, wrong)
    assert found.problem == ("let in" if lets_in else "denied")
    assert found.check.name == CAUSES[word].check
    assert found.steps[-1].state == "failed"
    assert [step.check for step in found.steps] == [*CHECKS[: PLACES[found.check.name] + 1]]
    assert world.heals or after.outcome == wrong.outcome


WAYS = [(word, way) for word in WORLDS for way in ways_of(CAUSES[word].remedy)]


@pytest.mark.parametrize(("word", "way"), WAYS, ids=[f"{word}: {', then '.join(way)}" for word, way in WAYS])
def test_who_does_what_the_printed_remedy_says_brings_back_what_should_be(word, way):
    after = came(played(mended(WORLDS[word], way)), "after")
    assert after.outcome == ("denied" if word in LETS_IN else "allowed"), after


def test_no_words_are_known_that_no_remedy_says():
    assert {*ACTS, *EDITS} == {step for _, way in WAYS for step in way}


def test_every_cause_has_a_world_a_fact_and_a_check():
    assert {*WORLDS} | NO_SCENARIO == {*CAUSES}
    assert {*LET_IN} == LETS_IN
    for cause in CAUSES.values():
        assert cause.fact in FACT_IDS
        assert cause.check in PLACES


def test_the_checks_stand_in_the_order_of_the_page():
    stages = [check.stage for check in CHECKS]
    order = ["basic", "advanced", "last", "not on the page"]
    assert stages == sorted(stages, key=order.index)


def test_another_org_s_certificate_is_the_cause_after_its_expiry_too_for_pushing_the_task_does_not_help():
    of_pilot = WORLDS["other_org"]
    push = ("day 372 11:00", {"do": "push_task"})
    world = of_pilot._replace(before=(*of_pilot.before, push), when="day 371 10:00", after="day 374 10:00")
    reading = played(world)
    assert diagnosed(reading, "ada", came(reading, "wrong")).word == "other_org"
    assert came(reading, "after").outcome == "denied"


@pytest.mark.parametrize("word", ["jamf_unauthorized", "no_deny"])
def test_the_table_of_a_run_counts_each_cause(word):
    found = {cause.word: cause for cause in root_causes(remedied(word))}
    assert found[word].sign_ins == 1
    assert found[word].lets_in == (word in LETS_IN)


def test_a_question_asked_when_another_app_was_opened_explains_why_this_one_is_denied():
    habits = {"opens_apps": "often", "quits_chrome": "every_day"}
    rules = {"rules": "trusted_macs_only"}
    raw = {
        "story": "asked since the second day",
        "length": "20 days",
        "fleet": [{"name": "first", "habits": {"opens_apps": "never"}}, {"name": "ada", "habits": habits}],
        "okta": {"apps": [{"name": "salesforce", **rules}, {"name": "workday", **rules}]},
        "jamf": {"rollout": {"macs_a_day": 1}},
        "assumptions": {"chrome_user_policy": "ignored", "chooser_answer": "cancels"},
    }
    scenario = Scenario.model_validate(raw)
    found = root_causes(Reading(play(scenario, 1).records, calendar_of(scenario)))
    assert {cause.word for cause in found} == {"out_of_scope", "chooser"}


def test_chrome_that_keeps_a_certificate_which_somebody_once_picked_is_to_be_quit():
    raw = {
        "story": "picked, and kept beyond its end",
        "fleet": [{"name": "ada", "habits": {"opens_apps": "often", "quits_chrome": "never"}}],
        "assumptions": {"chrome_user_policy": "ignored"},
    }
    scenario = Scenario.model_validate(raw)
    found = root_causes(Reading(play(scenario, 1).records, calendar_of(scenario)))
    assert {cause.word for cause in found} == {"browser_keeps_old"}


def test_another_account_s_login_does_not_end_what_chrome_remembers():
    fleet = [
        {
            "name": "ada",
            "people": [{"name": "early"}, {"name": "late"}],
            "habits": {"quits_chrome": "never", "opens_apps": "often"},
        }
    ]
    for login in ([], [{"at": "day 2 09:00", "do": "log_in", "mac": "ada"}]):
        raw = {"story": "nobody quits Chrome", "length": "20 days", "fleet": fleet, "timeline": login}
        raw["faults"] = [{"kind": "read_only_cell", "from": "day 3 09:00", "until": "day 3 15:00"}]
        scenario = Scenario.model_validate(raw)
        found = root_causes(Reading(play(scenario, 710).records, calendar_of(scenario)))
        assert {cause.word for cause in found} == {"not_yet", "browser_keeps_none"}


def test_a_sign_in_that_is_as_it_should_be_fails_no_check():
    reading = remedied("revoked")
    after = came(reading, "after")
    found = diagnosed(reading, "ada", after)
    assert (found.problem, found.word, found.cause) == ("none", "", None)
    assert {step.state for step in found.steps} == {"passed"}
    assert len(found.steps) == len(CHECKS)


def test_rules_that_no_sign_in_has_reached_and_what_only_a_certificate_shows_are_not_said_to_be_right():
    suspended = KEPT_OUT["user_suspended"]
    reading = played(suspended)
    steps = {step.check.name: step.state for step in diagnosed(reading, "ada", came(reading, "wrong")).steps}
    assert (steps["policy"], steps["password"], steps["user"]) == ("not known", "passed", "failed")
    reading = played(KEPT_OUT["org_token_invalid"])
    steps = {step.check.name: step.state for step in diagnosed(reading, "ada", came(reading, "wrong")).steps}
    assert (steps["policy"], steps["password"]) == ("passed", "not known")
    reading = played(KEPT_OUT["jamf_unauthorized"])
    steps = {step.check.name: step.state for step in diagnosed(reading, "ada", came(reading, "wrong")).steps}
    assert {steps[name] for name in ("chrome_policy", "access_list", "relaunch")} == {"not known"}


@pytest.mark.parametrize(
    ("narrowed", "word"),
    [
        ({}, "rules_order"),
        ({"platforms": ["osx"]}, "rules_order"),
        ({"users": ["ada"]}, "rules_restrict"),
        ({"excluded_users": ["eve"]}, "rules_restrict"),
        ({"trust": "trusted", "platforms": ["osx"]}, "rules_deny_trusted"),
    ],
)
def test_a_deny_before_the_rule_that_lets_in_is_out_of_order_only_where_it_is_for_everybody(narrowed, word):
    reading = played(with_rules({**DENY, "name": "First", **narrowed}, TRUSTED, DENY))
    assert diagnosed(reading, "ada", came(reading, "wrong")).word == word


def test_a_deny_for_some_people_alone_does_not_ask_for_a_rule_before_it():
    reading = played(with_rules({**DENY, "users": ["ada"]}))
    assert diagnosed(reading, "ada", came(reading, "wrong")).word == "rules_restrict"


def test_after_a_change_of_the_rules_nobody_knows_what_they_say_until_the_next_sign_in():
    raw = {
        "story": "the deny is put first",
        "length": "4 days",
        "fleet": [ADA],
        "timeline": [
            {"at": "day 1 10:00", **OPEN_OF_ADA},
            {"at": "day 2 10:00", "do": "set_rules", "app": "salesforce", "rules": "deny_before_trusted"},
        ],
    }
    scenario = Scenario.model_validate(raw)
    reading = Reading(play(scenario, 1).records, calendar_of(scenario))
    estate = Estate.read(reading)
    (story,) = estate.some_stories(["ada"])
    for moment, state in (("day 1 12:00", "passed"), ("day 2 12:00", "not known")):
        found = diagnose(estate, story, reading.calendar.parse_moment(moment))
        states = {step.check.name: step.state for step in found.steps}
        assert (states["policy"], states["chrome_policy"]) == (state, "passed")


def test_a_python_that_the_task_lacks_is_seen_before_its_first_run():
    without = {
        **ADA,
        "macos": "13.1",
        "habits": {"away": [{"from": "day 0", "until": "day 9"}], **ADA["habits"]},
    }
    scenario = Scenario.model_validate({"story": "a", "length": "3 days", "fleet": [without]})
    reading = Reading(play(scenario, 1).records, calendar_of(scenario))
    estate = Estate.read(reading)
    (story,) = estate.some_stories(["ada"])
    assert not [run for account in story.accounts.values() for run in account.runs]
    found = diagnose(estate, story, reading.end_at)
    states = {step.check.name: step.state for step in found.steps}
    assert (found.word, states["python"]) == ("not_yet", "not the reason")


def test_after_the_remedy_and_before_the_next_sign_in_it_is_about_the_next_one():
    reading = remedied("revoked")
    wrong, after = came(reading, "wrong"), came(reading, "after")
    estate = Estate.read(reading)
    (story,) = estate.some_stories(["ada"])
    found = diagnose(estate, story, after.at - parse_duration_s("1 hour"))
    assert (found.problem, found.expected, found.before) == ("none", True, "revoked")
    assert found.last.record == wrong


def test_a_mac_behind_the_day_its_certificate_came_presents_it_where_it_was_issued_before_that():
    # The keychain was there at the start of the run, and its certificate sixty days longer; the clock is three behind.
    there = {"certificate": "there", "issued_ago": "60 days"}
    acts = [
        ("day 1 10:00", {"do": "set_clock", "mac": "ada", "by": "-3 days"}),
        ("day 1 11:00", {"do": "suspend_user", "person": "ada"}),
        ("day 1 12:00", OPEN_OF_ADA),
        ("day 1 13:00", {"do": "unsuspend_user", "person": "ada"}),
        ("day 1 15:00", {**OPEN_OF_ADA, "as": "after"}),
    ]
    raw = {"story": "behind", "length": "4 days", "fleet": [{**ADA, "at_start": there}]}
    scenario = Scenario.model_validate(raw | {"timeline": [{"at": at, **act} for at, act in acts]})
    reading = Reading(play(scenario, 1).records, calendar_of(scenario))
    after = came(reading, "after")
    estate = Estate.read(reading)
    (story,) = estate.some_stories(["ada"])
    found = diagnose(estate, story, after.at - 60)
    assert (found.problem, found.expected, found.before) == ("none", True, "user_suspended")
    assert (after.outcome, after.details["device"]) == ("allowed", "trusted"), after


def test_what_is_wrong_beside_the_cause_is_told_and_not_named():
    world = KEPT_OUT["revoked"]
    rotated = ("day 4 09:00", {"do": "set_jamf_password"})
    reading = played(world._replace(before=(*world.before, rotated)))
    found = diagnosed(reading, "ada", came(reading, "wrong"))
    assert found.word == "revoked"
    assert [(step.check.name, step.told) for step in found.also] == [
        ("jamf_account", ("Jamf Pro refuses Okta's password",))
    ]


def test_where_nobody_has_tried_the_state_of_the_mac_says_what_will_stand_in_the_way():
    scenario = Scenario.model_validate(
        {"story": "a", "length": "3 days", "fleet": [ADA], "jamf": {"task": {"org_token": "without_quotes"}}}
    )
    reading = Reading(play(scenario, 1).records, calendar_of(scenario))
    estate = Estate.read(reading)
    (story,) = estate.some_stories(["ada"])
    found = diagnose(estate, story, reading.end_at)
    assert (found.word, found.last) == ("syntax_error", None)


@pytest.mark.parametrize("suspended_at", ["day 3 10:00", "day 8 12:00"])
def test_who_is_unsuspended_in_the_very_second_of_a_sign_in_was_suspended_at_it(suspended_at):
    of_ada = {"person": "ada"}
    suspended = (suspended_at, {"do": "suspend_user", **of_ada})
    opened = ("day 8 12:00", {"do": "open_app", "app": "salesforce", "mac": "ada"})
    again = ("day 8 12:00", {"do": "unsuspend_user", **of_ada})
    raw = {
        "story": "unsuspended at once",
        "length": "9 days",
        "fleet": [ADA],
        "timeline": [{"at": at, **act} for at, act in (suspended, opened, again)],
    }
    scenario = Scenario.model_validate(raw)
    found = root_causes(Reading(play(scenario, 1).records, calendar_of(scenario)))
    assert [cause.word for cause in found] == ["user_suspended"]
