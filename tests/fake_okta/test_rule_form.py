"""The form of a sign-on rule: what it shows first and what it refuses, in the console's words."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_okta.errors import OktaError
from fake_okta.messages import ClientType, Platform, Rule, SignOnMode
from fake_okta.rule_form import (
    ALL_CLIENTS,
    CLIENT_REQUIRED,
    NOT_CONFIGURED,
    PLATFORM_REQUIRED,
    WRONG_CLIENT,
    WRONG_PLATFORM,
    checked_rules,
    new_rule_form,
    trust_is_selectable,
)

ALL_PLATFORMS: frozenset[Platform] = frozenset(get_args(Platform))
MAC: frozenset[Platform] = frozenset({"osx"})
BROWSERS: frozenset[ClientType] = frozenset({"web", "modern_auth"})
TRUSTED = Rule("trusted Macs", "allow", platforms=MAC, trust="trusted")


def saved(
    *rules: Rule, mode: SignOnMode = "saml", office365: bool = False, configured: bool = True
) -> tuple[Rule, ...]:
    return checked_rules(
        rules, sign_on_mode=mode, office365=office365, configured=configured, zones={"office"}
    )


def refused(*rules: Rule, mode: SignOnMode = "saml", office365: bool = False, configured: bool = True) -> str:
    with pytest.raises(OktaError) as caught:
        saved(*rules, mode=mode, office365=office365, configured=configured)
    assert caught.value.code == "E0000001"
    return "\n".join(caught.value.causes)


def test_a_new_rule_has_every_client_selected_so_trusted_cannot_be_chosen() -> None:
    form = new_rule_form(office365=True)
    assert (form.clients, form.platforms) == (ALL_CLIENTS, ALL_PLATFORMS)
    assert not trust_is_selectable(form, office365=True)
    cleared = replace(form, clients=BROWSERS, platforms=ALL_PLATFORMS - {"mobile_other", "desktop_other"})
    assert trust_is_selectable(cleared, office365=True)


@given(
    st.frozensets(st.sampled_from(sorted(ALL_CLIENTS))),
    st.frozensets(st.sampled_from(sorted(ALL_PLATFORMS))),
    st.booleans(),
)
def test_trust_can_be_chosen_exactly_where_the_three_and_the_old_clients_are_cleared(
    clients: frozenset[ClientType], platforms: frozenset[Platform], office365: bool
) -> None:
    rule = Rule("r", "allow", clients=clients if office365 else None, platforms=platforms)
    expected = bool(platforms) and "mobile_other" not in platforms and "desktop_other" not in platforms
    if office365:
        old = "active_sync" in clients or "legacy" in clients
        expected = expected and not old and bool(clients)
    assert trust_is_selectable(rule, office365=office365) == expected


@pytest.mark.parametrize("platform", ["mobile_other", "desktop_other"])
def test_other_platforms_exclude_trust_with_the_consoles_reason(platform: Platform) -> None:
    assert WRONG_PLATFORM in refused(replace(TRUSTED, platforms=MAC | {platform}))


@pytest.mark.parametrize("clients", [BROWSERS | {"active_sync"}, BROWSERS | {"legacy"}, ALL_CLIENTS, None])
def test_old_office_clients_exclude_trust_with_the_consoles_reason(
    clients: frozenset[ClientType] | None,
) -> None:
    assert WRONG_CLIENT in refused(replace(TRUSTED, clients=clients), office365=True)


def test_trust_is_not_offered_where_every_client_is_cleared() -> None:
    assert not trust_is_selectable(replace(TRUSTED, clients=frozenset()), office365=True)


def test_an_office_rule_that_names_no_clients_is_saved_with_all() -> None:
    (rule,) = saved(Rule("deny", "deny"), office365=True)
    assert rule.clients == ALL_CLIENTS


def test_other_apps_have_no_client_condition() -> None:
    assert "Only Office 365" in refused(Rule("deny", "deny", clients=BROWSERS))


def test_a_rule_needs_a_platform_and_an_office_rule_a_client() -> None:
    assert PLATFORM_REQUIRED in refused(Rule("deny", "deny", platforms=frozenset()))
    assert CLIENT_REQUIRED in refused(Rule("deny", "deny", clients=frozenset()), office365=True)


def test_trust_needs_device_trust_to_be_configured() -> None:
    assert NOT_CONFIGURED in refused(TRUSTED, configured=False)
    assert saved(Rule("deny", "deny"), configured=False)


@pytest.mark.parametrize(
    ("mode", "takes"), [("saml", True), ("ws_fed", True), ("oidc", False), ("swa", False)]
)
def test_only_saml_and_ws_fed_apps_take_device_trust_rules(mode: SignOnMode, takes: bool) -> None:
    if takes:
        assert saved(TRUSTED, mode=mode) == (TRUSTED,)
    else:
        assert "Only SAML and WS-Fed" in refused(TRUSTED, mode=mode)
        assert saved(Rule("deny", "deny"), mode=mode)


def test_no_factor_is_prompted_for_where_old_clients_are_let_in() -> None:
    rule = Rule("mfa", "allow", clients=BROWSERS | {"active_sync"}, prompt_for_factor=True)
    assert "Prompt for factor" in refused(rule, office365=True)
    assert saved(replace(rule, clients=BROWSERS), office365=True)


def test_zones_must_exist_and_be_named() -> None:
    inside = Rule("inside", "deny", location="in_zone", zones=frozenset({"office"}))
    assert saved(inside, replace(inside, name="all", zones=frozenset({"ALL_ZONES"})))
    assert "no network zone moon" in refused(replace(inside, zones=frozenset({"moon"})))
    assert "at least one zone" in refused(replace(inside, zones=frozenset()))


def test_names_are_unique_and_the_default_rule_cannot_be_written() -> None:
    assert "2 rules have this name" in refused(TRUSTED, TRUSTED)
    assert "needs a name" in refused(replace(TRUSTED, name=" "))
    assert "cannot be edited" in refused(Rule("Default sign on rule", "deny"))


def test_all_mistakes_are_told_at_once() -> None:
    causes = refused(replace(TRUSTED, platforms=ALL_PLATFORMS), Rule("x", "deny", platforms=frozenset()))
    assert causes.splitlines() == [f"trusted Macs: {WRONG_PLATFORM}", f"x: {PLATFORM_REQUIRED}"]


@pytest.mark.parametrize(("office365", "clients"), [(True, ALL_CLIENTS), (False, None)])
def test_a_new_rule_allows_on_every_platform_and_has_clients_for_office_365_alone(
    office365: bool, clients: frozenset[ClientType] | None
) -> None:
    assert new_rule_form(office365=office365) == Rule("", "allow", clients=clients, platforms=ALL_PLATFORMS)


@pytest.mark.parametrize("office365", [True, False])
@pytest.mark.parametrize("trust", ["any", "trusted"])
def test_trust_is_offered_for_what_is_chosen_beside_it_whatever_was_chosen_for_trust(
    office365: bool, trust: str
) -> None:
    every = Rule("", "allow", trust=trust)  # type: ignore[arg-type]
    macs = replace(every, platforms=MAC, clients=BROWSERS if office365 else None)
    assert not trust_is_selectable(every, office365=office365)
    assert trust_is_selectable(macs, office365=office365)
    assert trust_is_selectable(replace(macs, clients=None), office365=office365) == (not office365)
