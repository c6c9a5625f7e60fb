"""Whom a hole's cause names: the rule that lets in, and the rules that ought to have kept it out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fake_okta.analysis import Analysis
from fake_okta.analysis_holes import Holes
from fake_okta.messages import Rule

MAC, PC = frozenset({"osx"}), frozenset({"windows"})
SALES, IT = frozenset({"sales"}), frozenset({"it"})
OFFICE = frozenset({"office"})
TRUSTED = Rule("Trusted", "allow", platforms=MAC, trust="trusted")
PCS = Rule("PCs", "allow", platforms=PC, trust="trusted")
DENY = Rule("Deny", "deny")
OFF = replace(DENY, active=False)
OPEN = Rule("Open", "allow", platforms=MAC)
ALL = Rule("All", "allow")
LATE = Rule("Late", "deny", platforms=MAC, trust="not_trusted")


def causes(*rules, **how):
    """Each cause in words, without the conditions that are to be dropped."""
    secured = how.pop("secured", True)
    found = [hole.cause for hole in Holes(Analysis(rules, **how), secured=secured).found]
    return [(one.kind, one.rule.name, [rule.name for rule in one.blamed]) for one in found]


@pytest.mark.parametrize(
    ("rules", "cause"),
    [
        ((), ("no_rules", "Default sign on rule", [])),
        ((TRUSTED,), ("no_deny", "Default sign on rule", [])),
        ((TRUSTED, OFF), ("inactive", "Default sign on rule", ["Deny"])),
        ((OFF, OPEN), ("inactive", "Open", ["Deny"])),
        ((TRUSTED, replace(DENY, groups=SALES)), ("too_narrow", "Default sign on rule", ["Deny"])),
        ((TRUSTED, OPEN, DENY), ("asks_nothing", "Open", ["Trusted"])),
        ((OPEN, TRUSTED, DENY), ("too_early", "Open", ["Trusted"])),
        ((ALL, TRUSTED, DENY), ("no_client_condition", "All", ["Trusted"])),
        ((OPEN, DENY), ("nobody_asks", "Open", [])),
        ((replace(OPEN, trust="not_trusted"), DENY), ("lets_untrusted_in", "Open", [])),
        # Nobody asks those that come in; the first rule that asks anybody is told.
        ((replace(OPEN, groups=IT), replace(TRUSTED, excluded_groups=IT), DENY), ("not_asked", "Open", ["Trusted"])),
    ],
)  # fmt: skip
def test_a_cause_names_the_rule_that_lets_in_and_those_to_blame(rules, cause):
    assert causes(*rules)[0] == cause


def test_what_cannot_be_secured_and_what_takes_old_clients_in_name_the_rule_that_lets_in():
    assert causes(ALL, secured=False) == [("cannot_be_secured", "All", [])]
    trusted = replace(TRUSTED, clients=frozenset({"web", "legacy"}))
    assert causes(trusted, DENY, office365=True) == [("old_clients", "Trusted", [])]


def test_every_rule_out_of_force_that_would_do_alone_is_blamed_and_no_allow_nor_too_narrow_one():
    rules = (
        TRUSTED,
        replace(OPEN, name="allow", active=False),
        replace(DENY, name="first", active=False),
        replace(DENY, name="narrow", groups=SALES, active=False),
        replace(DENY, name="second", platforms=MAC, active=False),
    )
    macs = [hole.cause for hole in Holes(Analysis(rules)).found if hole.classes[0].devices == "macs"]
    assert [[rule.name for rule in one.blamed] for one in macs] == [["first", "second"]]


def test_a_rule_out_of_force_is_not_blamed_where_the_rule_after_it_lets_in_before_it_matters():
    # Put in force, the deny comes after the rule that lets in; the one between is as it was.
    rules = (OPEN, replace(OFF, name="too late"), DENY)
    assert causes(*rules) == [("nobody_asks", "Open", [])]


def test_a_rule_out_of_force_that_is_too_narrow_is_not_blamed_for_what_the_rules_after_it_let_in():
    assert causes(replace(OFF, groups=SALES), OPEN, DENY) == [("nobody_asks", "Open", [])]


def test_a_deny_in_force_is_no_rule_out_of_force():
    narrow = replace(DENY, groups=SALES)
    assert {kind for kind, _, _ in causes(TRUSTED, narrow, replace(OFF, groups=IT))} == {"too_narrow"}


def test_the_first_of_several_rules_that_ask_only_others_is_told():
    special = replace(OPEN, groups=IT)
    first = replace(TRUSTED, name="First", excluded_groups=IT)
    second = replace(PCS, name="Second", excluded_groups=IT)
    assert ("not_asked", "Open", ["First"]) in causes(special, first, second, DENY)


def test_a_rule_that_asks_others_is_passed_over_for_the_one_that_asks_the_same():
    assert causes(PCS, OPEN, TRUSTED, DENY)[0] == ("too_early", "Open", ["Trusted"])
    of_sales = replace(LATE, name="of PCs", platforms=PC)
    assert causes(OPEN, of_sales, LATE)[0] == ("too_early", "Open", ["Late"])


def test_a_late_deny_is_blamed_and_not_a_late_rule_that_lets_the_trusted_in():
    assert causes(OPEN, TRUSTED, LATE)[0] == ("too_early", "Open", ["Late"])


def test_a_deny_before_is_no_late_one():
    early = replace(LATE, name="Early", groups=SALES)
    assert causes(early, TRUSTED, replace(OPEN, excluded_groups=SALES), DENY)[0] == (
        "asks_nothing",
        "Open",
        ["Trusted"],
    )


def test_a_rule_that_asks_only_where_two_conditions_do_not_meet_is_not_blamed():
    # Whom it asks is in Sales or IT; whom the open rule lets in is in neither.
    asking = replace(TRUSTED, groups=SALES | IT)
    neither = replace(OPEN, excluded_groups=SALES | IT)
    assert causes(asking, neither, DENY)[0] == ("not_asked", "Open", ["Trusted"])


@pytest.mark.parametrize(
    "other",
    [
        {"users": frozenset({"ada"})},
        {"groups": SALES},
        {"excluded_users": frozenset({"ada"})},
        {"excluded_groups": SALES},
        {"location": "in_zone", "zones": OFFICE},
    ],
)
def test_a_rule_with_people_or_a_location_of_its_own_is_too_early_and_not_merely_without_a_client(other):
    assert causes(replace(ALL, **other), TRUSTED, DENY)[0] == ("too_early", "All", ["Trusted"])
    assert causes(replace(ALL, **other), replace(TRUSTED, **other), DENY)[0] == (
        "no_client_condition",
        "All",
        ["Trusted"],
    )


@pytest.mark.parametrize(
    ("narrow", "conditions"),
    [
        ({"groups": SALES}, ("people",)),
        ({"location": "in_zone", "zones": OFFICE}, ("location",)),
        ({"platforms": PC}, ("platform",)),
        ({"groups": SALES, "platforms": PC}, ("people", "platform")),
        (
            {"groups": SALES, "location": "in_zone", "zones": OFFICE, "platforms": PC, "trust": "trusted"},
            ("people", "location", "platform", "device_trust"),
        ),
    ],
)
def test_a_deny_that_is_too_narrow_is_told_with_the_fewest_conditions_to_drop(narrow, conditions):
    holes = Holes(Analysis((TRUSTED, replace(DENY, **narrow)))).found
    told = {hole.cause.conditions for hole in holes if hole.classes[0].devices == "macs"}
    assert conditions in told
    assert all({*some} <= {*conditions} for some in told)
