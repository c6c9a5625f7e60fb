"""Whom the analysis reckons with: the people of a fleet as the run has them, many at once and none one by one."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from fake_okta.analysis_estate import Members
from fake_okta.messages import Rule
from simulator.casting import mac_names
from simulator.cli import main
from simulator.policy_diff import compared
from simulator.policy_estate import Numbered, logins_of, people_of_fleet
from simulator.rule_sets import AppRules, RuleSet
from simulator.run import play
from simulator.scenario.fleet import MacGroup
from simulator.scenario.model import Scenario
from simulator.stories import built_in

FLEET = [
    {"name": "sales", "count": 3, "groups": ["Sales"]},
    {"name": "lab", "count": 2, "groups": ["Lab"], "people": [{"name": "day"}, {"name": "night"}]},
    {"name": "ada"},
    {"name": "kiosk", "people": [{"name": "ada"}, {"name": "ben"}], "groups": ["Kiosk"]},
    {"name": "guest", "user_status": "absent"},
]


def test_the_people_of_a_fleet_are_the_users_that_a_run_creates():
    fleet = [MacGroup.model_validate(group) for group in FLEET]
    told = {login: members.groups for members in people_of_fleet(fleet) for login in members.logins}
    trace = play(Scenario.model_validate({"story": "a", "length": "1 day", "fleet": FLEET}), 1)
    created = {record.subject for record in trace.records if record.kind == "person.added"} - {"guest"}
    assert {*told} == created
    assert told["ada"] == frozenset()  # in the groups of the first Mac that names her
    assert told["ben"] == {"Kiosk"}


@pytest.mark.parametrize("count", [1, 2, 400, 12_345])
def test_numbered_people_have_the_names_of_their_macs(count):
    assert [*logins_of("crew", count)] == mac_names(MacGroup(name="crew", count=count))


@pytest.mark.parametrize(
    "login", ["crew-0000", "crew-0401", "crew-001", "crew-00001", "crew", "crew-x", "other-0001", 7]
)
def test_nobody_else_is_among_them(login):
    assert "crew-0400" in Numbered("crew", 400)
    assert login not in Numbered("crew", 400)


class Uncounted(Numbered):
    """People that can be counted and asked for by name, and of whom nobody may go through more than a few."""

    gone_through = 0

    def __iter__(self):
        for login in super().__iter__():
            Uncounted.gone_through += 1
            yield login


def test_a_change_for_a_hundred_thousand_people_goes_through_none_but_those_it_names():
    deny = Rule("Deny", "deny", groups=frozenset({"Sales"}), excluded_users=frozenset({"crew-000777"}))
    before = RuleSet("a", (AppRules("crm", "saml", False, ()),))
    people = (Members(Uncounted("crew", 100_000), frozenset({"Sales"})), Members(("boss",), frozenset()))
    after = RuleSet("b", (AppRules("crm", "saml", False, (deny,)),), people)
    (app,) = compared(before, after).apps
    assert app.ways["newly_denied"].people == 99_999
    assert app.ways["newly_denied"].logins[0] == "crew-000001"
    assert app.ways["newly_allowed"].people == 0
    assert Uncounted.gone_through < 100


def test_the_schema_of_rule_sets_knows_the_keys_of_those_that_are_built_in():
    schema = json.loads(CliRunner().invoke(main, ["schema", "--rules"]).stdout)
    assert schema["title"] == "A trustlab rule set"
    assert schema["additionalProperties"] is False
    for path in sorted((built_in() / "rule_sets").glob("*.yaml")):
        assert {*YAML(typ="safe").load(path)} <= {*schema["properties"]}
