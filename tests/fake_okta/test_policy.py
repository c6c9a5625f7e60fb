"""Ordered sign-on rules: against a naive reading of the help page, over the whole space of conditions."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_okta.messages import ClientType, Platform, Rule
from fake_okta.policy import (
    DEFAULT_RULE,
    AccessRequest,
    Decision,
    NotMatched,
    asks_for_trust,
    decide,
    unmet_conditions,
)

LOGINS, GROUPS, ZONES = ["ada", "bob"], ["sales", "it"], ["office", "branch"]


def subsets(values: object) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(list(values)))  # type: ignore[call-overload]


requests = st.builds(
    AccessRequest,
    login=st.sampled_from(LOGINS),
    groups=subsets(GROUPS),
    zones=subsets(ZONES),
    client_type=st.sampled_from(get_args(ClientType)),
    platform=st.sampled_from(get_args(Platform)),
    device=st.sampled_from(["trusted", "untrusted", "ignored"]),
)
rules = st.builds(
    Rule,
    name=st.just("rule"),
    access=st.sampled_from(["allow", "deny"]),
    users=subsets(LOGINS),
    groups=subsets(GROUPS),
    excluded_users=subsets(LOGINS),
    excluded_groups=subsets(GROUPS),
    location=st.sampled_from(["anywhere", "in_zone", "not_in_zone"]),
    zones=subsets([*ZONES, "ALL_ZONES"]),
    clients=st.none() | subsets(get_args(ClientType)),
    platforms=subsets(get_args(Platform)),
    trust=st.sampled_from(["any", "trusted", "not_trusted"]),
    active=st.booleans(),
)
lists_of_rules = st.lists(rules, max_size=6).map(
    lambda found: tuple(replace(rule, name=f"rule {n}") for n, rule in enumerate(found, start=1))
)


def naively_unmet(rule: Rule, request: AccessRequest) -> set[str]:
    unmet = set()
    named = {request.login} & rule.users or request.groups & rule.groups
    excluded = {request.login} & rule.excluded_users or request.groups & rule.excluded_groups
    if excluded or ((rule.users or rule.groups) and not named):
        unmet.add("people")
    wanted = set(ZONES) if "ALL_ZONES" in rule.zones else set(rule.zones)
    if rule.location == "in_zone" and not wanted & request.zones:
        unmet.add("location")
    if rule.location == "not_in_zone" and wanted & request.zones:
        unmet.add("location")
    if rule.clients is not None and request.client_type not in rule.clients:
        unmet.add("client")
    if request.platform not in rule.platforms:
        unmet.add("platform")
    if (rule.trust, request.device) in {("trusted", "untrusted"), ("not_trusted", "trusted")}:
        unmet.add("device_trust")
    if not rule.active:
        unmet.add("active")
    return unmet


@given(lists_of_rules, requests)
def test_the_first_rule_whose_conditions_are_all_met_decides(
    policy: tuple[Rule, ...], request: AccessRequest
) -> None:
    decision = decide(policy, request)
    expected = next((rule for rule in policy if not naively_unmet(rule, request)), DEFAULT_RULE)
    assert decision.rule is expected
    assert decision.allowed == (expected.access == "allow")


@given(lists_of_rules, requests)
def test_every_earlier_rule_says_all_that_kept_it_from_matching(
    policy: tuple[Rule, ...], request: AccessRequest
) -> None:
    decision = decide(policy, request)
    earlier = policy[: decision.priority - 1]
    assert [name for name, _ in decision.not_matched()] == [rule.name for rule in earlier]
    for rule, (_, conditions) in zip(earlier, decision.not_matched(), strict=True):
        assert set(conditions) == naively_unmet(rule, request)
        assert conditions


ADA = AccessRequest("ada", frozenset({"Everyone", "sales"}), frozenset({"office"}), "web", "osx", "untrusted")


@pytest.mark.parametrize(
    ("condition", "changed"),
    [
        ("people", {"login": "bob", "groups": frozenset()}),
        ("location", {"zones": frozenset()}),
        ("client", {"client_type": "legacy"}),
        ("platform", {"platform": "windows"}),
        ("device_trust", {"device": "trusted"}),
    ],
)
def test_each_condition_alone_decides_an_outcome(condition: str, changed: dict[str, object]) -> None:
    rule = Rule(
        "deny",
        "deny",
        groups=frozenset({"sales"}),
        location="in_zone",
        zones=frozenset({"office"}),
        clients=frozenset({"web", "modern_auth"}),
        platforms=frozenset({"osx"}),
        trust="not_trusted",
    )
    assert not decide((rule,), ADA).allowed
    other = decide((rule,), ADA._replace(**changed))  # type: ignore[arg-type]
    assert other.allowed
    assert other.not_matched() == (NotMatched("deny", (condition,)),)  # type: ignore[arg-type]


def test_order_is_priority() -> None:
    allow, deny = Rule("allow", "allow"), Rule("deny", "deny")
    assert decide((allow, deny), ADA).rule is allow
    assert decide((deny, allow), ADA).rule is deny


def test_without_a_matching_rule_the_default_rule_lets_in() -> None:
    trusted_only = Rule("trusted", "allow", platforms=frozenset({"osx"}), trust="trusted")
    decision = decide((trusted_only,), ADA)
    assert (decision.rule, decision.priority, decision.allowed) == (DEFAULT_RULE, 2, True)


def test_exclusion_beats_inclusion() -> None:
    rule = Rule("deny", "deny", groups=frozenset({"sales"}), excluded_users=frozenset({"ada"}))
    assert decide((rule,), ADA).allowed


def test_only_active_rules_with_a_device_condition_ask_for_the_device() -> None:
    asking = Rule("trusted", "allow", trust="trusted")
    assert asks_for_trust((Rule("any", "deny"), asking))
    assert not asks_for_trust((Rule("any", "deny"), replace(asking, active=False)))


def test_a_decision_keeps_what_it_decided_on() -> None:
    decision = decide((), ADA)
    assert decision == Decision(DEFAULT_RULE, 1, ADA, ())
    assert list(unmet_conditions(DEFAULT_RULE, ADA)) == []
