"""Okta's Office 365 example in its three readings: all 24 classes by client, platform and trust, and how they differ."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from fake_okta.policy import AccessRequest, decide
from simulator.cli import main
from simulator.rule_sets import read_rule_set
from simulator.stories import built_in

READINGS = ("titles", "boxes", "words")
FILES = {name: str(built_in() / "rule_sets" / f"office_365_by_its_{name}.yaml") for name in READINGS}
NEW, OLD = ("web", "modern_auth"), ("active_sync", "legacy")
MAC, IPHONE = "osx", "ios"


def answer(*arguments):
    return CliRunner().invoke(main, ["policy", *arguments], catch_exceptions=False)


@pytest.fixture(scope="module")
def table():
    """The rows of all readings, by client, platform and trust."""
    found = json.loads(answer("table", *FILES.values(), "--json").stdout)
    return {(tuple(row["clients"]), row["platform"], row["trust"]): row for row in found["rows"]}


def expected(reading, clients, platform, trust):
    """What the page says, by hand."""
    if clients == OLD:
        return ("denied", "Rule 4") if reading == "words" else ("allowed", "Rule 1")
    if reading == "words":
        return "allowed", "Rule 1"
    if platform == MAC and trust == "trusted":
        return "allowed", "Rule 2"
    left_out = MAC if reading == "titles" else IPHONE
    return ("denied", "Rule 4") if platform == left_out else ("allowed", "Rule 3")


def test_each_of_the_24_classes_comes_out_as_the_page_says_in_each_reading(table):
    assert len(table) == 24
    for (clients, platform, trust), row in table.items():
        for reading, outcome in zip(READINGS, row["outcomes"], strict=True):
            access, rule = expected(reading, clients, platform, trust)
            assert (outcome["access"], outcome["rules"]) == (access, [rule])


def test_the_evaluator_decides_on_each_class_as_the_table_says(table):
    for number, reading in enumerate(READINGS):
        (app,) = read_rule_set(FILES[reading]).apps
        for (clients, platform, trust), row in table.items():
            for client in clients:
                device = "ignored" if client in OLD else trust
                request = AccessRequest("", frozenset({"Everyone"}), frozenset(), client, platform, device)
                decision = decide(app.rules, request)
                assert row["outcomes"][number]["rules"] == [decision.rule.name]
                assert (row["outcomes"][number]["access"] == "allowed") == decision.allowed


def test_the_readings_differ_for_untrusted_macs_for_iphones_and_for_old_clients(table):
    differing = {key for key, row in table.items() if row["differs"]}
    assert differing == {
        (NEW, MAC, "untrusted"),
        *((NEW, IPHONE, trust) for trust in ("trusted", "untrusted")),
        *(key for key in table if key[0] == OLD),
    }


@pytest.mark.parametrize(
    ("reading", "kind", "rule"),
    [("titles", None, None), ("boxes", "asks_nothing", "Rule 3"), ("words", "too_early", "Rule 1")],
)
def test_an_untrusted_mac_gets_in_by_a_browser_in_two_of_the_readings(reading, kind, rule):
    answered = answer("check", FILES[reading], "--json")
    holes = json.loads(answered.stdout)["files"][0]["apps"][0]["holes"]
    assert [(hole["kind"], hole["rule"]) for hole in holes] == ([(kind, rule)] if kind else [])
    assert answered.exit_code == bool(kind)
    for hole in holes:
        ((fact,),) = [
            let_in["facts"] for let_in in hole["let_in"]
        ]  # one fact suffices: a browser or modern client
        assert (fact["about"], tuple(fact["names"])) == ("client", NEW)


def test_by_its_titles_an_untrusted_mac_gets_in_with_an_old_client_alone_and_that_is_told():
    app = json.loads(answer("check", FILES["titles"], "--json").stdout)["files"][0]["apps"][0]
    (macs,) = [one for one in app["on_purpose"] if one["devices"] == "macs"]
    assert [(fact["about"], tuple(fact["names"])) for fact in macs["facts"]] == [("client", OLD)]
    assert macs["rules"] == ["Rule 1"]
    assert answer("check", FILES["titles"], "--strict").exit_code == 1


@pytest.mark.parametrize("reading", READINGS)
def test_okta_would_save_each_reading_and_its_default_rule_is_never_reached(reading):
    app = json.loads(answer("check", FILES[reading], "--json").stdout)["files"][0]["apps"][0]
    assert app["refused_by_the_form"] == []
    assert app["default_rule"] == {"reached": False, "by": []}
    assert read_rule_set(FILES[reading]).source


def test_from_titles_to_boxes_macs_are_newly_let_in_and_iphones_newly_denied():
    found = json.loads(answer("diff", FILES["titles"], FILES["boxes"], "--json").stdout)
    (app,) = found["apps"]
    (denied,), (allowed,) = app["newly_denied"]["classes"], app["newly_allowed"]["classes"]
    assert {(fact["about"], *fact["names"]) for fact in denied["facts"]} == {
        ("platform", IPHONE),
        ("client", *NEW),
    }
    assert ("platform", MAC) in {(fact["about"], *fact["names"]) for fact in allowed["facts"]}
    assert (allowed["rules_before"], allowed["rules_after"]) == (["Rule 4"], ["Rule 3"])
