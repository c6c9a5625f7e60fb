"""Sign-on rules to be judged: read from a file of rules, or from a scenario with its estate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Final

from pydantic import ValidationError

from fake_okta.analysis import MOST_CLASSES, Analysis
from fake_okta.analysis_axes import Known
from fake_okta.analysis_estate import Members, zone_sets
from fake_okta.analysis_form import SECURED, as_taken
from fake_okta.messages import Rule, SignOnMode
from simulator.forms import okta_rules
from simulator.policy_estate import logins_of, people_of_fleet
from simulator.rule_set_model import RuleSetApp, RuleSetModel
from simulator.rule_set_names import wrong_gateways, wrong_names
from simulator.scenario.load import load
from simulator.scenario.mistakes import Mistake, ScenarioMistakes
from simulator.scenario.model import Scenario
from simulator.scenario.services import AppModel, OktaModel, Zone
from simulator.scenario.text import FileKind, read_bytes, read_tree, source_line
from simulator.scenario.translate import Finding, translate
from simulator.scenario.tree import MappingNode, address_of

RULE_SET: Final = FileKind(
    "rule set", "A rule set begins with 'rules:', or with 'apps:', each with its rules."
)
_IN_A_SCENARIO = ("story", "fleet", "timeline", "okta")


@dataclass(frozen=True, slots=True)
class AppRules:
    """One app's rules, as it has them; ``refused`` is what the Admin Console's form would say to them."""

    name: str
    protocol: SignOnMode
    office365: bool
    rules: tuple[Rule, ...]
    refused: tuple[str, ...] = ()

    @property
    def secured(self) -> bool:
        """Whether Device Trust can secure an app with this sign-on method."""
        return self.protocol in SECURED

    def analysed(self, known: Known, most: int = MOST_CLASSES) -> Analysis:
        """The analysis of these rules for these people and zones, with at most so many classes of each sort."""
        return Analysis(self.rules, known, office365=self.office365, most=most)


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A file's apps with their rules, and what it says of people and zones.

    Attributes:
        groups: the groups that there are, None where anybody may be in any.
        zones: the zones with their gateways, None where nothing is said of them.
    """

    path: str
    apps: tuple[AppRules, ...]
    people: tuple[Members, ...] | None = None
    zones: tuple[Zone, ...] | None = None
    title: str = ""
    source: str = ""

    def among(self, estate: RuleSet) -> RuleSet:
        """These rules for the people and zones of another file."""
        zones = self.zones if estate.zones is None else estate.zones
        return replace(self, people=estate.people, zones=zones)

    @property
    def known(self) -> Known:
        """What an analysis knows of the estate."""
        zones = self.zones
        return Known(
            self.people, None if zones is None else zone_sets({one.name: one.gateways for one in zones})
        )


def read_rule_set(path: str) -> RuleSet:
    """Read and check a file of rules, or a scenario. Raises ScenarioMistakes with all that is wrong with it."""
    tree, lines, mistakes = read_tree(path, read_bytes(path, RULE_SET), RULE_SET)
    findings = [*wrong_names(tree)]
    model: RuleSetModel | None = None
    if _is_scenario(tree):
        scenario = load(path).scenario
        findings = [*wrong_gateways(tree, ("okta", "zones")), *wrong_gateways(tree, ("preview", "zones"))]
    else:
        try:
            model = RuleSetModel.model_validate(tree.plain())
        except ValidationError as error:
            findings = [*translate(error, RuleSetModel, tree), *findings]
    mistakes += [_told(path, tree, one, lines) for one in findings]
    if mistakes:
        raise ScenarioMistakes(sorted(mistakes, key=lambda one: (one.mark.line, one.mark.column)))
    return rule_set_of(scenario, path) if model is None else _rule_set(path, model)


def _is_scenario(tree: MappingNode) -> bool:
    own = "rules" in tree.entries or "apps" in tree.entries
    return not own and any(key in tree.entries for key in _IN_A_SCENARIO)


def _rule_set(path: str, model: RuleSetModel) -> RuleSet:
    apps = model.apps
    if model.rules is not None:
        name = PurePath(path).name.removesuffix(".yaml") or path
        apps = [RuleSetApp(name=name, protocol=model.protocol, office365=model.office365, rules=model.rules)]
    people = None
    if model.people is not None:
        people = tuple(Members(logins_of(one.name, one.count), frozenset(one.groups)) for one in model.people)
    zones = None if model.zones is None else tuple(model.zones)
    title, source = model.rule_set or "", model.source or ""
    return RuleSet(path, tuple(map(app_rules, apps)), people, zones, title, source)


def rule_set_of(scenario: Scenario, path: str = "") -> RuleSet:
    """The rules that a scenario's apps have at its start, and its people; a preview org's apps after the others."""
    apps = [app_rules(app) for app in scenario.okta.apps]
    if scenario.preview is not None:
        apps += [app_rules(app, "preview: ") for app in scenario.preview.apps]
    people = tuple(people_of_fleet(scenario.fleet))
    return RuleSet(path, tuple(apps), people, tuple(_zones(scenario)), scenario.story)


def _zones(scenario: Scenario) -> Iterator[Zone]:
    orgs: list[OktaModel] = [scenario.okta, *([scenario.preview] if scenario.preview else [])]
    yield from {zone.name: zone for org in reversed(orgs) for zone in org.zones}.values()


def app_rules(app: RuleSetApp | AppModel, before: str = "") -> AppRules:
    """An app's rules as it can have them."""
    taken = as_taken(okta_rules(app.rules), app.protocol, office365=app.office365)
    return AppRules(f"{before}{app.name}", app.protocol, app.office365, taken.rules, taken.refused)


def _told(path: str, tree: MappingNode, found: Finding, lines: list[str]) -> Mistake:
    line = source_line(lines, found.mark)
    return Mistake(path, found.mark, address_of(tree, found.path), found.what, found.hint, line)
