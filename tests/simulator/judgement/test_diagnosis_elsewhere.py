"""Sign-ins on what is no Mac of the fleet have a root cause as well."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.reading import Reading
from simulator.root_causes import root_causes
from simulator.run import calendar_of, play
from simulator.scenario.model import Scenario
from tests.simulator.judgement.small_worlds import ADA, DENY, TRUSTED, World, act

Raw = dict[str, Any]
ON_A_PHONE: Raw = {"person": "ada", "app": "salesforce", "platform": "ios"}
ON_ANOTHER_MAC: Raw = {"person": "ada", "app": "salesforce", "platform": "osx"}


def _rules(*rules: Raw) -> World:
    return World({"okta": {"apps": [{"name": "salesforce", "rules": [*rules]}]}})


def _causes(world: World, opened: Raw) -> dict[str, int]:
    """How often each cause was found in a run in which an app is opened elsewhere, and on no Mac."""
    acts = (*world.before, ("day 2 10:00", {"do": "open_app_elsewhere", **opened}))
    timeline = [{"at": at, **one} for at, one in acts]
    raw = {"story": "elsewhere", "length": "4 days", "fleet": [ADA], **world.more, "timeline": timeline}
    scenario = Scenario.model_validate(raw)
    found = root_causes(Reading(play(scenario, 1).records, calendar_of(scenario)))
    return {cause.word: cause.sign_ins for cause in found}


KEPT_OUT = {
    "elsewhere": _rules(TRUSTED, DENY),
    "rules_deny": _rules(DENY),
    "rules_order": _rules(DENY, TRUSTED),
    "user_suspended": World(before=(("day 1 10:00", act("suspend_user", person="ada")),)),
    "setting_disabled": World(before=(("day 1 10:00", act("disable_device_trust")),)),
    "okta_unreachable": World({"faults": [{"kind": "okta_down", "from": "day 2 09:00", "until": "day 2 12:00"}]}),
}  # fmt: skip


@pytest.mark.parametrize("word", KEPT_OUT)
def test_a_denial_on_a_mac_of_nobody_has_its_cause(word: str) -> None:
    assert _causes(KEPT_OUT[word], ON_ANOTHER_MAC) == {word: 1}


def test_a_phone_is_kept_out_by_rules_for_macs_alone_because_it_is_none() -> None:
    assert _causes(_rules(TRUSTED, DENY), ON_A_PHONE) == {"elsewhere": 1}
    phones = {"name": "Phones", "access": "allow", "platforms": ["ios"], "users": ["eve"]}
    assert _causes(_rules(phones, TRUSTED, DENY), ON_A_PHONE) == {"rules_exclude": 1}


LET_IN = {
    "no_deny": _rules(TRUSTED),
    "deny_inactive": _rules(TRUSTED, {**DENY, "active": False}),
    "let_in_by_rule": _rules({"name": "Everybody", "access": "allow"}, TRUSTED, DENY),
    "deny_narrow": _rules(TRUSTED, {**DENY, "users": ["eve"]}),
}


@pytest.mark.parametrize("word", LET_IN)
def test_a_mac_that_shows_no_trust_is_let_in_wrongly_and_a_phone_as_the_rules_say(word: str) -> None:
    assert _causes(LET_IN[word], ON_ANOTHER_MAC) == {word: 1}
    assert _causes(LET_IN[word], ON_A_PHONE) == {}


def test_an_app_that_never_asked_for_trust_lets_nobody_in_wrongly() -> None:
    assert _causes(World({"okta": {"apps": [{"name": "salesforce", "rules": "open"}]}}), ON_ANOTHER_MAC) == {}
