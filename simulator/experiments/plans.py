"""Plans made of an experiment's base: the combinations and the named ones that its file asks for, each checked whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, Final

from simulator.experiments.inputs import Input, change_of
from simulator.scenario.load import checked
from simulator.scenario.mistakes import Mark, Mistake, ScenarioMistakes
from simulator.scenario.model import Scenario
from simulator.scenario.text import source_line
from simulator.scenario.translate import Finding
from simulator.scenario.tree import Entry, MappingNode, SequenceNode, address_of, at, node_of
from simulator.scenario.variants import changed_tree

AS_IN_THE_BASE: Final = "base"

Changes = dict[str, Entry]
"""What a plan changes: entries of the file, by address."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One way to do it: its name, what it changes, the estate with that, and with values of uncertain inputs beside it."""

    name: str
    changes: Mapping[str, str]
    scenario: Scenario
    with_inputs: Callable[[Mapping[str, Any]], Scenario]


# --- which plans ------------------------------------------------------------------------------------------


def wanted(tree: MappingNode) -> Iterator[tuple[str, Changes]]:
    """The plans that a file asks for, by name: all combinations of ``vary``, then those of ``plans``."""
    yield from _combinations(tree)
    yield from _named(tree)


def _combinations(tree: MappingNode) -> Iterator[tuple[str, Changes]]:
    vary = at(tree, "vary")
    if not isinstance(vary, MappingNode) or not vary.entries:
        return
    columns = []
    for address, entry in vary.entries.items():
        assert isinstance(entry.value, SequenceNode)  # the model has seen it
        columns.append([(address, Entry(entry.key, item)) for item in entry.value.items])
    for row in product(*columns):
        name = ", ".join(f"{address.rpartition('.')[2]}: {_shown(entry)}" for address, entry in row)
        yield name, {address: entry for address, entry in row if entry.value.plain() != AS_IN_THE_BASE}


def _named(tree: MappingNode) -> Iterator[tuple[str, Changes]]:
    plans = at(tree, "plans")
    for name, entry in plans.entries.items() if isinstance(plans, MappingNode) else ():
        change = at(entry.value, "change")
        yield name, dict(change.entries) if isinstance(change, MappingNode) else {}


def _shown(entry: Entry) -> str:
    value = entry.value.plain()
    if isinstance(value, dict):
        return " ".join(f"{key} {_flat(one)}" for key, one in value.items())
    return _flat(value)


def _flat(value: object) -> str:
    return str(value).replace("'", "")


def marks_of(tree: MappingNode) -> dict[str, Mark]:
    """Where each uncertain input stands in a file."""
    laws = at(tree, "uncertain")
    return (
        {address: one.key for address, one in laws.entries.items()} if isinstance(laws, MappingNode) else {}
    )


# --- a plan -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlanMaker:
    """Makes plans of the base, whose tables of Macs are in ``folder``.

    ``lines`` are those of the experiment's file, and ``marks`` where uncertain inputs stand in it.
    """

    path: str
    lines: list[str]
    base: MappingNode
    folder: Path
    marks: Mapping[str, Mark]

    def plan(self, name: str, changes: Changes, inputs: Sequence[Input]) -> Plan:
        """The base as a plan changes it. Raises ScenarioMistakes, also where an input may have a value that does not fit."""
        scenario = self.scenario(name, changes, {})
        for one in inputs:
            for value in one.extremes():
                self.scenario(name, changes, {one.address: value})
        with_inputs = partial(self.scenario, name, changes)
        return Plan(
            name, {address: _shown(entry) for address, entry in changes.items()}, scenario, with_inputs
        )

    def scenario(self, name: str, changes: Changes, values: Mapping[str, Any]) -> Scenario:
        """The base with values of inputs, and then as the plan changes it: a variant. Raises ScenarioMistakes."""
        mark = self.base.mark
        entries = {}
        for address, value in values.items():
            place, changed = change_of(address, value)
            entries[place] = Entry(self.marks[address], node_of(changed, self.marks[address]))
        change = Entry(mark, MappingNode({**entries, **changes}, mark))
        variant = MappingNode({"change": change}, mark)
        variants = Entry(mark, MappingNode({"plan": Entry(mark, variant)}, mark))
        whole = MappingNode({**self.base.entries, "variants": variants}, mark)
        edited, misdirected = changed_tree(whole, ("variants", "plan"))
        scenario, findings = checked(edited, self.folder)
        wrong = [_in_plan(self.path, whole, one, self.lines, name) for one in misdirected]
        wrong += [_in_plan(self.path, edited, one, self.lines, name) for one in findings]
        if scenario is None or wrong:
            raise ScenarioMistakes(wrong)
        return scenario


def _in_plan(path: str, tree: MappingNode, found: Finding, lines: list[str], name: str) -> Mistake:
    one = told(path, tree, found, lines)
    address = one.address.removeprefix("variants.plan.change.")
    return Mistake(path, one.mark, f"{name}: {address}", one.what, one.hint, one.source)


def told(path: str, tree: MappingNode, found: Finding, lines: list[str]) -> Mistake:
    """What is wrong in a file, with its line."""
    return Mistake(
        path, found.mark, address_of(tree, found.path), found.what, found.hint, source_line(lines, found.mark)
    )
