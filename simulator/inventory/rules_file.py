"""Apps and their sign-on rules out of a file that somebody wrote: Okta has no API for the rules of Classic's apps.

The file is the ``okta:`` section of a scenario: ``apps`` with their rules, and ``zones``.
"""

# ruff: noqa: RUF012  # pydantic gives each model its own copy of a default
from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from simulator.inventory.pseudonyms import Pseudonyms
from simulator.scenario.mistakes import Mistake, ScenarioMistakes
from simulator.scenario.services import AppModel, Zone
from simulator.scenario.text import read_bytes, read_tree, source_line
from simulator.scenario.translate import translate
from simulator.scenario.tree import address_of
from simulator.scenario.values import Part


class RulesFile(Part):
    """What such a file may say."""

    apps: list[AppModel]
    zones: list[Zone] = []


@dataclass(frozen=True, slots=True)
class Told:
    """Apps and zones as a scenario writes them."""

    apps: list[dict[str, Any]]
    zones: list[dict[str, Any]]


def read_rules(path: str) -> Told:
    """Read such a file. Raises ScenarioMistakes with all that is wrong with it."""
    tree, lines, mistakes = read_tree(path, read_bytes(path))
    found = [*mistakes]
    try:
        model = RulesFile.model_validate(tree.plain())
    except ValidationError as error:
        for one in translate(error, RulesFile, tree):
            address, line = address_of(tree, one.path), source_line(lines, one.mark)
            found.append(Mistake(path, one.mark, address, one.what, one.hint, line))
    if found:
        raise ScenarioMistakes(found)
    return Told([plain(app) for app in model.apps], [plain(zone) for zone in model.zones])


def under_aliases(apps: list[dict[str, Any]], names: Pseudonyms) -> list[dict[str, Any]]:
    """The same apps, with aliases for the users whom their rules name."""
    return [
        app | {"rules": [_aliased(rule, names) for rule in app["rules"]]}
        if isinstance(app.get("rules"), list)
        else app
        for app in apps
    ]


def _aliased(rule: dict[str, Any], names: Pseudonyms) -> dict[str, Any]:
    return {
        key: [names.login(one) for one in value] if key in ("users", "excluded_users") else value
        for key, value in rule.items()
    }


def besides(apps: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The users and groups that rules name: an org has them, whether or not somebody of the fleet is among them."""
    rules = [rule for app in apps if isinstance(app.get("rules"), list) for rule in app["rules"]]
    return {
        what: sorted(
            {name for rule in rules for key in (what, f"excluded_{what}") for name in rule.get(key, ())}
        )
        for what in ("users", "groups")
    }


def plain(part: Part) -> dict[str, Any]:
    """A part of a scenario as it is written: what is as the default is left out."""
    return part.model_dump(mode="json", by_alias=True, exclude_defaults=True) | _named(part)


def _named(part: Part) -> dict[str, Any]:
    return {"rules": part.rules} if isinstance(part, AppModel) and isinstance(part.rules, str) else {}
