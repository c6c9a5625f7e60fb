"""Lists of rules drawn at random, and every request that they can tell apart: what is said of all can be counted."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import get_args

from hypothesis import strategies as st

from fake_okta.analysis import Analysis
from fake_okta.analysis_axes import ANOTHER_ZONE, Known
from fake_okta.analysis_estate import Members, zone_sets
from fake_okta.messages import ClientType, Platform, Rule
from fake_okta.policy import AccessRequest

LOGINS, GROUPS, ZONES = ["ada", "bob"], ["sales", "it"], ["office", "branch"]
CLIENTS, PLATFORMS = get_args(ClientType), get_args(Platform)
OLD = ("active_sync", "legacy")


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
KNOWLEDGE = {"anybody": (None, ANYBODY, ANYWHERE), "an estate": (Known(ESTATE, PLACES), PEOPLE, PLACES)}
knowledge = st.sampled_from(sorted(KNOWLEDGE))


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


def analysed(policy, known, *, office365):
    return Analysis(policy, known or Known(), office365=office365)
