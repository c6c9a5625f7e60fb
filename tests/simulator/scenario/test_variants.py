"""Variants: one change, the whole scenario validated again, mistakes told where the change stands."""

from __future__ import annotations

import pytest

from simulator.scenario.fleet import HABIT_SETS
from simulator.scenario.variants import NoSuchVariant, expectations_of, scenario_of

STORY = """\
okta: {apps: [{name: salesforce, rules: trusted_macs_only}]}
timeline: [{at: day 1, do: open_app, mac: ada, app: salesforce, as: first_try}]
faults: [{kind: jamf_down, name: christmas, from: day 3, until: day 5}]
expect: [{event: first_try, outcome: denied}]
"""


@pytest.fixture
def changed(loaded):
    """The counter-case of the story with one change."""

    def change(address: str, value: str, head: str | None = None):
        counter = f"counter_case:\n  change:\n    {address}: {value}\n  expect: [{{event: first_try, outcome: allowed}}]\n"
        return (loaded(STORY + counter) if head is None else loaded(STORY + counter, head)).variant(
            "counter_case"
        )

    return change


def test_a_habit_is_changed_and_nothing_else(changed, loaded):
    base = loaded(STORY).scenario
    scenario = changed("fleet.ada.habits.quits_chrome", "never")
    assert scenario.fleet[0].habits.quits_chrome == "never"
    assert scenario.fleet[1] == base.fleet[1]
    assert scenario.okta == base.okta


def test_the_variants_own_expectations_take_the_place_of_the_base(changed):
    assert [one.outcome for one in changed("okta.cell", "ok9").expect] == ["allowed"]


def test_a_variant_that_expects_nothing_does_not_inherit_what_the_base_expects(loaded):
    assert loaded(STORY + "variants: {other: {change: {okta.cell: ok9}}}").variant("other").expect == []


def test_the_base_stays_as_it_was(loaded):
    text = (
        STORY
        + "counter_case:\n  change: {okta.cell: ok9}\n  expect: [{event: first_try, outcome: allowed}]\n"
    )
    found = loaded(text)
    assert scenario_of(found, "base").okta.cell == "ok3"
    assert expectations_of(found, "base")[0].outcome == "denied"
    assert scenario_of(found, "counter_case").okta.cell == "ok9"


def test_a_named_set_of_habits_on_the_way_is_written_out(changed):
    head = "story: a\nfleet: [{name: ada, habits: mixed}]\n"
    habits = changed("fleet.ada.habits.quits_chrome", "never", head).fleet[0].habits
    assert habits.quits_chrome == "never"
    wanted = HABIT_SETS["mixed"]["opens_apps"]["per_workday"]["triangular"]
    assert list(habits.opens_apps.per_workday.triangular) == wanted


def test_a_named_set_of_rules_on_the_way_is_written_out(changed):
    rules = changed("okta.apps.salesforce.rules.Trusted Macs.trust", "any").okta.apps[0].rules
    assert [(rule.name, rule.trust) for rule in rules] == [
        ("Trusted Macs", "any"),
        ("Deny everything else", "any"),
    ]


def test_parts_that_the_file_leaves_out_are_made_from_their_defaults(changed):
    assert changed("jamf.policy.frequency", "Ongoing").jamf.policy.frequency == "Ongoing"
    assert changed("okta.zones.Office.gateways", "[10.0.0.0/8]").okta.zones[0].gateways == ["10.0.0.0/8"]
    assert changed("jamf.accounts.okta-api.privileges", "[]").jamf.accounts[0].privileges == []


def test_an_act_is_addressed_by_what_it_is_called(changed):
    assert changed("timeline.first_try.at", "day 20").timeline[0].at == "day 20"


def test_null_takes_an_entry_or_a_key_away(changed):
    assert changed("faults.christmas", "null").faults == []
    assert changed("fleet.ada.apps", "null").fleet[0].apps == ["chrome"]
    assert changed("fleet.ada.apps.chrome", "null").fleet[0].apps == ["safari"]


def test_an_entry_with_a_new_name_joins_its_list(changed):
    fault = "{name: outage, kind: okta_down, from: day 7, until: day 8}"
    assert [one.name for one in changed("faults.outage", fault).faults] == ["christmas", "outage"]


def test_a_name_may_hold_dots(changed):
    head = "story: a\nfleet: [{name: ada}, {name: b.c, count: 2}]\n"
    assert changed("fleet.b.c.count", "3", head).fleet[1].count == 3


def test_a_variant_that_is_not_there_is_answered_with_those_that_are(loaded):
    with pytest.raises(NoSuchVariant, match="no variant 'counter' in this scenario"):
        loaded(STORY).variant("counter")


WRONG = {
    "an unknown key": (
        "fleet.ada.habits.quits_chrom: never",
        "counter_case: fleet.ada.habits.quits_chrom: unknown key. Did you mean 'quits_chrome'?",
    ),
    "a wrong value": (
        "jamf.policy.frequency: Onging",
        "counter_case: jamf.policy.frequency: 'Onging' is not known here. Did you mean 'Ongoing'?",
    ),
    "an entry that is not there": (
        "fleet.adda.count: 3",
        "counter_case.change.fleet.adda.count: there is no 'adda' in 'fleet'. Did you mean 'ada'?",
    ),
    "a name that leads nowhere": (
        "faults.easter: null",
        "counter_case.change.faults.easter: there is no 'easter' in 'faults'. Known here: christmas.",
    ),
    "a way through a word": (
        "okta.cell.name: ok9",
        "counter_case.change.okta.cell.name: 'ok3' stands there, and nothing in it is called 'name'.",
    ),
    "a way into nothing": (
        "fleet.till.people.bob.habits.sleeps: never",
        (
            "counter_case.change.fleet.till.people.bob.habits.sleeps: 'habits' is not set there, "
            "so nothing in it can be changed. Write it out first."
        ),
    ),
    "a moment outside the run": (
        "timeline.first_try.at: day 900",
        "counter_case: timeline.first_try.at: 'day 900' is after the end of the run (2026-02-10 08:00).",
    ),
    "the last Mac taken away": (
        "fleet: []",
        "counter_case: fleet: wanted at least 1 entry; found an empty list.",
    ),
}


@pytest.mark.parametrize(("change", "expected"), WRONG.values(), ids=WRONG)
def test_a_wrong_change_is_told_in_its_own_line(tmp_path, loaded, change, expected):
    from simulator.scenario.mistakes import ScenarioMistakes

    head = "story: a\nfleet: [{name: ada}, {name: till, people: [{name: bob}]}]\n"
    counter = f"counter_case:\n  change:\n    {change}\n  expect: [{{count: task.ran, at_least: 1}}]\n"
    with pytest.raises(ScenarioMistakes) as caught:
        loaded(STORY + counter, head)
    there = [one for one in caught.value.mistakes if one.source.strip() == change]
    assert [f"{one.address}: {one.what}. {one.hint}".rstrip() for one in there] == [expected]


def test_what_a_change_leaves_dangling_is_told_with_the_variant(mistakes):
    counter = "counter_case:\n  change: {fleet.ada: null}\n  expect: [{count: task.ran, at_least: 1}]\n"
    assert mistakes(STORY + counter) == [
        "counter_case: timeline.first_try.mac: there is no Mac 'ada'. Known here: sales."
    ]


def test_mistakes_of_the_base_are_told_once_however_many_variants(mistakes):
    text = "lenght: 3 days\nvariants:\n  a: {change: {okta.cell: ok1}}\n  b: {change: {okta.cell: ok2}}\n"
    assert mistakes(text) == ["lenght: unknown key. Did you mean 'length'?"]


def test_an_expectation_of_a_variant_is_checked_against_the_variant(mistakes):
    counter = "counter_case:\n  change: {timeline.first_try: null}\n  expect: [{event: first_try, outcome: allowed}]\n"
    assert mistakes(STORY + counter) == ["counter_case.expect.0.event: there is no event 'first_try'."]
