"""The policy analysis that a saved run keeps: of each app its access matrix, its holes and its default rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from simulator import policy_table
from simulator.policy_check import CheckedApp, as_data, checked_app
from simulator.rule_sets import AppRules, RuleSet, app_rules, rule_set_of
from simulator.scenario.acts_in_consoles import SetRules
from simulator.scenario.model import Scenario

AT_THE_START = "start"


def policy_kept(scenario: Scenario) -> list[dict[str, Any]]:
    """What the rules of a scenario's apps let in, as they are at the start and after each act that replaces them."""
    rules = rule_set_of(scenario)
    known = rules.known
    return [
        {"from": since, "rule_names": [rule.name for rule in app.rules], **_kept(checked_app(app, known))}
        for since, app in _versions(rules, scenario)
    ]


def _versions(rules: RuleSet, scenario: Scenario) -> Iterator[tuple[str, AppRules]]:
    kinds = {app.name: app for app in scenario.okta.apps}
    yield from ((AT_THE_START, app) for app in rules.apps)
    for act in scenario.timeline:
        if isinstance(act, SetRules) and act.app in kinds:
            yield act.at, app_rules(kinds[act.app].model_copy(update={"rules": act.rules}))


def _kept(one: CheckedApp) -> dict[str, Any]:
    return as_data(one) | {"matrix": policy_table.as_data(policy_table.rows([one]))}
