"""The policy analysis that a saved run keeps: of each app its access matrix, its holes and its default rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from simulator.clock import Calendar
from simulator.finding import of_kinds
from simulator.policy_check import CheckedApp, as_data, checked_app
from simulator.rule_sets import AppRules, RuleSet, app_rules, rule_set_of
from simulator.scenario.acts_in_consoles import SetRules
from simulator.scenario.model import Scenario
from simulator.trace import Record


def policy_kept(scenario: Scenario, records: Sequence[Record], calendar: Calendar) -> list[dict[str, Any]]:
    """What the rules of a scenario's apps let in, from the start (``from_at``, epoch seconds) and after each change.

    A change counts where the trace says that it was made: not one that Okta refused, or that the run did not come to.
    """
    rules = rule_set_of(scenario)
    known = rules.known
    return [
        {"from_at": since, **_kept(checked_app(app, known))}
        for since, app in _versions(rules, scenario, records, calendar)
    ]


def _versions(
    rules: RuleSet, scenario: Scenario, records: Sequence[Record], calendar: Calendar
) -> Iterator[tuple[int, AppRules]]:
    yield from ((calendar.start_at, app) for app in rules.apps)
    acts = [act for act in scenario.timeline if isinstance(act, SetRules)]
    acts.sort(key=lambda act: calendar.parse_moment(act.at))
    kinds = {app.name: app for app in scenario.okta.apps}
    for act, record in zip(acts, _acted(records), strict=False):
        if record is not None and act.app in kinds:
            yield record.at, app_rules(kinds[act.app].model_copy(update={"rules": act.rules}))


def _acted(records: Sequence[Record]) -> Iterator[Record | None]:
    """Each act that replaces rules as the trace tells it; None for one that Okta refused."""
    told = [*of_kinds(records, "admin.acted", "admin.refused")]
    refused = {record.cause for record in told if record.kind == "admin.refused"}
    for record in told:
        if record.kind == "admin.acted" and record.details["action"] == "set_rules":
            yield None if record.seq in refused else record


def _kept(one: CheckedApp) -> dict[str, Any]:
    cells = [
        {
            "clients": [*cell.clients],
            "platform": cell.platform,
            "trust": cell.trust,
            "access": cell.access,
            "rules": [one.analysis.ordered.rule(place).name for place in cell.places],
        }
        for cell in one.matrix()
    ]
    return as_data(one) | {"matrix": cells}
