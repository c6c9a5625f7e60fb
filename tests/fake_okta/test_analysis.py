"""The analysis of sign-on rules against the evaluator: whatever it says of all requests, deciding on each one says too."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fake_okta.analysis import Analysis
from fake_okta.analysis_axes import ANOTHER_ZONE, Known
from fake_okta.analysis_estate import Members, zone_sets
from fake_okta.analysis_flips import Flips
from fake_okta.messages import ClientType, Platform, Rule
from fake_okta.policy import AccessRequest, decide

LOGINS, GROUPS, ZONES = ["ada", "bob"], ["sales", "it"], ["office", "branch"]
CLIENTS, PLATFORMS = get_args(ClientType), get_args(Platform)
OLD = ("active_sync", "legacy")
MAC = frozenset({"osx"})
TRUSTED = Rule("Trusted", "allow", platforms=MAC, trust="trusted")
DENY = Rule("Deny", "deny")


def subsets(values):
    return st.frozensets(st.sampled_from(list(values)))


def mostly(usual, values):
    """Often the widest condition, so that lists come near to letting nobody in."""
    return st.just(usual) | values


rules = st.builds(
    Rule,
    name=st.just("rule"),
    access=st.sampled_from(["allow", "deny"]),
    users=mostly(frozenset(), subsets(LOGINS)),
    groups=mostly(frozenset(), subsets([*GROUPS, "Everyone"])),
    excluded_users=mostly(frozenset(), subsets(LOGINS)),
    excluded_groups=mostly(frozenset(), subsets(GROUPS)),
    location=st.sampled_from(["anywhere", "in_zone", "not_in_zone"]),
    zones=subsets([*ZONES, "ALL_ZONES"]),
    clients=st.none() | subsets(CLIENTS),
    platforms=mostly(frozenset(PLATFORMS), subsets(PLATFORMS)),
    trust=st.sampled_from(["any", "trusted", "not_trusted"]),
    active=mostly(True, st.booleans()),
)
lists_of_rules = st.lists(rules, max_size=6).map(
    lambda found: tuple(replace(rule, name=f"rule {n}") for n, rule in enumerate(found, start=1))
)


def all_subsets(values):
    return [
        frozenset(some) for size in range(len(values) + 1) for some in itertools.combinations(values, size)
    ]


ANYBODY = [(login, groups | {"Everyone"}) for login in ["", *LOGINS] for groups in all_subsets(GROUPS)]
ANYWHERE = all_subsets([*ZONES, ANOTHER_ZONE])
ESTATE = [
    Members(("ada", "cem"), frozenset({"sales"})),
    Members(("bob",), frozenset({"sales", "it", "chess"})),
    Members(("dora", "eve", "fritz"), frozenset()),
]
PEOPLE = [(login, one.groups | {"Everyone"}) for one in ESTATE for login in one.logins]
GATEWAYS = {
    "office": ["198.51.100.0/24"],
    "branch": ["198.51.100.0/25", "203.0.113.0/24"],
    "vpn": ["10.0.0.0/8"],
}
PLACES = zone_sets(GATEWAYS)


def requests(people, places, *, office365):
    """Every request that there can be; old clients of Office 365 are not asked for a device."""
    for (login, groups), zones, client, platform in itertools.product(people, places, CLIENTS, PLATFORMS):
        asked = not (office365 and client in OLD)
        for device in ("trusted", "untrusted") if asked else ("ignored",):
            yield AccessRequest(login, groups, zones, client, platform, device)


def facts_hold(axes, facts, request):
    """Whether a request is in the class with these facts, by their words alone."""
    return all(_holds(fact, request, {*axes.zones.names}) for fact in facts)


def _holds(fact, request, named_zones):
    name = fact.names[0]
    true = {
        "user": request.login == name,
        "group": name in request.groups,
        "zone": name in request.zones
        or (name == ANOTHER_ZONE and bool(request.zones - named_zones | request.zones & {name})),
        "client": request.client_type in fact.names,
        "platform": request.platform in fact.names,
        "device": request.device in fact.names,
    }[fact.about]
    return true == fact.holds


KNOWLEDGE = {"anybody": (None, ANYBODY, ANYWHERE), "an estate": (Known(ESTATE, PLACES), PEOPLE, PLACES)}
FEW = settings(max_examples=60, deadline=None)


@pytest.fixture(params=KNOWLEDGE)
def knowledge(request):
    return KNOWLEDGE[request.param]


def analysed(policy, known, *, office365):
    return Analysis(policy, known or Known(), office365=office365)


@FEW
@given(lists_of_rules, st.booleans(), st.sampled_from(sorted(KNOWLEDGE)))
def test_a_rule_is_said_never_to_match_exactly_where_it_decides_on_no_request(policy, office365, who):
    known, people, places = KNOWLEDGE[who]
    analysis = analysed(policy, known, office365=office365)
    decided = {decide(policy, one).priority - 1 for one in requests(people, places, office365=office365)}
    assert {*analysis.matching} == decided
    assert analysis.default_reached == (len(policy) in decided)
    assert [one.rule for one in analysis.never] == [
        rule for place, rule in enumerate(policy) if place not in decided
    ]
    for place, example in analysis.matching.items():
        assert decide(policy, example).priority - 1 == place


@FEW
@given(lists_of_rules, st.booleans(), st.sampled_from(sorted(KNOWLEDGE)))
def test_the_rules_said_to_shadow_another_take_all_from_it_and_none_of_them_can_be_spared(
    policy, office365, who
):
    known, people, places = KNOWLEDGE[who]
    everything = [*requests(people, places, office365=office365)]
    for one in analysed(policy, known, office365=office365).never:
        alone = any(decide((one.rule,), request).rule is one.rule for request in everything)
        if one.why != "shadowed":
            assert not alone
            assert (one.why == "inactive") == (not one.rule.active)
            continue
        assert alone
        for spared in [None, *one.by]:
            left = (*(rule for rule in one.by if rule is not spared), one.rule)
            decides = any(decide(left, request).rule is one.rule for request in everything)
            assert decides == (spared is not None)


@FEW
@given(lists_of_rules, st.booleans(), st.sampled_from(sorted(KNOWLEDGE)))
def test_the_classes_let_in_hold_every_untrusted_device_let_in_and_no_other(policy, office365, who):
    known, people, places = KNOWLEDGE[who]
    analysis = analysed(policy, known, office365=office365)
    classes = analysis.untrusted_let_in
    for request in requests(people, places, office365=office365):
        if request.device == "trusted":
            continue
        decision = decide(policy, request)
        inside = [one for one in classes.found if facts_hold(analysis.axes, one.facts, request)]
        if decision.allowed:
            assert inside or not classes.complete
        assert all(decision.allowed and decision.priority - 1 in one.deciders[0] for one in inside)


@FEW
@given(lists_of_rules, st.booleans(), st.sampled_from(sorted(KNOWLEDGE)))
def test_no_fact_of_a_class_can_be_spared(policy, office365, who):
    known, people, places = KNOWLEDGE[who]
    everything = [one for one in requests(people, places, office365=office365) if one.device != "trusted"]
    denied = [one for one in everything if not decide(policy, one).allowed]
    analysis = analysed(policy, known, office365=office365)
    for one in analysis.untrusted_let_in.found:
        for spared in one.facts:
            rest = [fact for fact in one.facts if fact is not spared]
            assert any(facts_hold(analysis.axes, rest, request) for request in denied)


@FEW
@given(lists_of_rules, lists_of_rules, st.booleans(), st.sampled_from(sorted(KNOWLEDGE)))
def test_a_change_flips_exactly_the_classes_and_people_that_it_is_said_to_flip(before, after, office365, who):
    known, people, places = KNOWLEDGE[who]
    flips = Flips(before, after, known or Known(), office365=office365)
    denied, allowed = flips.newly_denied, flips.newly_allowed
    hit = {True: set(), False: set()}
    for request in requests(people, places, office365=office365):
        was, is_ = decide(before, request).allowed, decide(after, request).allowed
        for flipped, wanted in ((denied, (True, False)), (allowed, (False, True))):
            inside = any(facts_hold(flips.axes, one.facts, request) for one in flipped.classes.found)
            assert inside <= ((was, is_) == wanted)
            if (was, is_) == wanted:
                assert inside or not flipped.classes.complete
                hit[is_].add(request.login)
    if known is not None:
        assert (denied.people, {*denied.logins}) == (len(hit[False]), hit[False])
        assert (allowed.people, {*allowed.logins}) == (len(hit[True]), hit[True])
