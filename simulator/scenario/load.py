"""Loading a scenario: the file, the model, the meaning, the variants; all mistakes at once, each with its place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from simulator.scenario.at_start import FOLDER
from simulator.scenario.mistakes import Mistake, ScenarioMistakes
from simulator.scenario.model import Scenario
from simulator.scenario.references import check_references
from simulator.scenario.text import read_bytes, read_tree, source_line
from simulator.scenario.times import check_times
from simulator.scenario.translate import Finding, translate
from simulator.scenario.tree import MappingNode, address_of
from simulator.scenario.variants import BASE, NoSuchVariant, changed_tree, variant_places


@dataclass(frozen=True, slots=True)
class Loaded:
    """A scenario file, read and found right, with all its variants.

    Attributes:
        path: the file, as it was named.
        scenario: what it says.
        tree: the raw form, every key and value with its place.
        sha256: of the bytes of the file and of the tables that it names, in hexadecimal.
        variants: the scenario as each variant has it, ``counter_case`` first; ``expect`` is the variant's own.
    """

    path: str
    scenario: Scenario
    tree: MappingNode
    sha256: str
    variants: Mapping[str, Scenario]

    def variant(self, name: str) -> Scenario:
        """The scenario as the variant has it; ``base`` is the scenario itself. Raises NoSuchVariant."""
        if name == BASE:
            return self.scenario
        if name not in self.variants:
            raise NoSuchVariant(name, [BASE, *self.variants])
        return self.variants[name]


def load(path: str | Path) -> Loaded:
    """Read and check a scenario file. Raises ScenarioMistakes with all that is wrong with it."""
    name = str(path)
    data = read_bytes(name)
    tree, lines, mistakes = read_tree(name, data)
    found = _Findings(name, lines, mistakes)
    folder = Path(name).parent
    scenario, findings = checked(tree, folder)
    found.add(tree, findings)
    variants: dict[str, Scenario] = {}
    for variant, place in variant_places(tree):
        edited, misdirected = changed_tree(tree, place)
        found.add(tree, misdirected)
        changed, findings = checked(edited, folder)
        found.add(edited, findings, ".".join(map(str, place)))
        if changed is not None:
            variants[variant] = changed
    if scenario is None or found.mistakes:
        raise ScenarioMistakes(sorted(found.mistakes, key=lambda one: (one.mark.line, one.mark.column)))
    return Loaded(name, scenario, tree, _sha256(data, scenario, folder), variants)


def _sha256(data: bytes, scenario: Scenario, folder: Path) -> str:
    """Of all that a scenario says: its file's bytes, then those of the tables that it names."""
    tables = [folder / group.macs.path for group in scenario.fleet if group.macs is not None]
    return hashlib.sha256(b"".join([data, *(table.read_bytes() for table in tables)])).hexdigest()


def checked(tree: MappingNode, folder: Path | None = None) -> tuple[Scenario | None, list[Finding]]:
    """The scenario of a tree (None where the model refuses it), and all that is wrong with it.

    Tables of Macs are looked for in ``folder``; the present one where None.
    """
    meaning = [*check_references(tree, folder), *check_times(tree)]
    try:
        return Scenario.model_validate(tree.plain(), context={FOLDER: folder}), meaning
    except ValidationError as error:
        return None, [*translate(error, Scenario, tree), *meaning]


class _Findings:
    """Gathers mistakes, each once: a variant repeats those of the file that it changes."""

    def __init__(self, path: str, lines: list[str], mistakes: list[Mistake]) -> None:
        self._path = path
        self._lines = lines
        self.mistakes = mistakes
        self._seen = {(mistake.mark, mistake.what) for mistake in mistakes}

    def add(self, tree: MappingNode, findings: Iterable[Finding], variant: str = "") -> None:
        for found in findings:
            if (found.mark, found.what) in self._seen:
                continue
            self._seen.add((found.mark, found.what))
            address = address_of(tree, found.path)
            if variant:
                address = f"{variant}.{address}" if found.path[:1] == ("expect",) else f"{variant}: {address}"
            line = source_line(self._lines, found.mark)
            self.mistakes.append(Mistake(self._path, found.mark, address, found.what, found.hint, line))
