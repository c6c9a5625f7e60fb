"""Loading a scenario: the file, the model, the meaning; all mistakes at once, each with its place."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from pydantic import ValidationError

from simulator.scenario.mistakes import Mistake, ScenarioMistakes
from simulator.scenario.model import Scenario
from simulator.scenario.text import read_bytes, read_tree, source_line
from simulator.scenario.translate import Finding, translate
from simulator.scenario.tree import MappingNode, address_of

BASE = "base"
COUNTER_CASE = "counter_case"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A scenario file, read and found right.

    Attributes:
        path: the file, as it was named.
        scenario: what it says.
        tree: the raw form, every key and value with its place.
        sha256: of the file's bytes, in hexadecimal.
    """

    path: str
    scenario: Scenario
    tree: MappingNode
    sha256: str


def load(path: str) -> Loaded:
    """Read and check a scenario file. Raises ScenarioMistakes with all that is wrong with it."""
    data = read_bytes(path)
    tree, lines, mistakes = read_tree(path, data)
    scenario, findings = validate(tree)
    mistakes += [_mistake(path, tree, lines, finding) for finding in findings]
    if scenario is None or mistakes:
        raise ScenarioMistakes(sorted(mistakes, key=lambda found: (found.mark.line, found.mark.column)))
    return Loaded(path, scenario, tree, hashlib.sha256(data).hexdigest())


def validate(tree: MappingNode) -> tuple[Scenario | None, list[Finding]]:
    """The scenario of a tree, or None with what the model finds wrong."""
    try:
        return Scenario.model_validate(tree.plain()), []
    except ValidationError as error:
        return None, translate(error, Scenario, tree)


def _mistake(path: str, tree: MappingNode, lines: list[str], found: Finding) -> Mistake:
    address = address_of(tree, found.path)
    return Mistake(path, found.mark, address, found.what, found.hint, source_line(lines, found.mark))
