"""An experiment's file, read and checked with its base: the plans that it compares, and what its answer follows from."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from simulator.experiments.inputs import Input, inputs_of
from simulator.experiments.model import ExperimentModel
from simulator.experiments.plans import Plan, PlanMaker, marks_of, told, wanted
from simulator.scenario.load import load
from simulator.scenario.mistakes import Mark, Mistake, ScenarioMistakes
from simulator.scenario.model import Scenario
from simulator.scenario.text import read_bytes, read_tree, source_line
from simulator.scenario.translate import translate
from simulator.scenario.tree import Entry, MappingNode, mark_of, node_of

MOST_PLANS: Final = 64

_OUT = ("story", "shows", "expect", "counter_case", "variants", "dead_ends", "seeds")


@dataclass(frozen=True, slots=True)
class Experiment:
    """A file that was read and found right; ``sha256`` is of all that its answer follows from.

    Attributes:
        inputs: what is uncertain.
        held: values of inputs that are not drawn, by address.
        assumed: named assumptions that are other than the base has them.
    """

    path: str
    model: ExperimentModel
    plans: tuple[Plan, ...]
    sha256: str
    inputs: tuple[Input, ...] = ()
    held: Mapping[str, Any] = field(default_factory=dict)
    assumed: Mapping[str, str] = field(default_factory=dict)

    def values_in(self, number: int) -> dict[str, Any]:
        """What the inputs are in a replication, the same in all plans."""
        seed = self.model.seed + number
        return {
            one.address: self.held[one.address] if one.address in self.held else one.drawn(seed)
            for one in self.inputs
        }

    def scenario_of(self, plan: int, number: int) -> Scenario:
        """The estate of a plan's replication."""
        mine = self.plans[plan]
        scenario = mine.with_inputs(self.values_in(number)) if self.inputs else mine.scenario
        if not self.assumed:
            return scenario
        return scenario.model_copy(update={"assumptions": {**scenario.assumptions, **self.assumed}})


def read_experiment(path: str) -> Experiment:
    """Read and check a file and its base. Raises ScenarioMistakes with all that is wrong with them."""
    data = read_bytes(path)
    tree, lines, mistakes = read_tree(path, data)
    try:
        model = ExperimentModel.model_validate(tree.plain())
    except ValidationError as error:
        found = translate(error, ExperimentModel, tree)
        raise ScenarioMistakes([*mistakes, *(told(path, tree, one, lines) for one in found)]) from None
    if mistakes:
        raise ScenarioMistakes(mistakes)
    base_path = Path(path).parent / model.base
    loaded = load(str(base_path))
    base = _estate(loaded.tree, model.question)
    asked = [*wanted(tree)]
    if len(asked) > MOST_PLANS:
        what = f"{len(asked)} plans are more than can be compared ({MOST_PLANS} at most)"
        raise ScenarioMistakes([Mistake(path, Mark(), "vary", what)])
    inputs = inputs_of(model.uncertain)
    maker = PlanMaker(path, lines, base, base_path.parent, marks_of(tree))
    plans = tuple(maker.plan(name, changes, inputs) for name, changes in asked)
    if mistake := _desk_missing(path, tree, model, plans, lines):
        raise ScenarioMistakes([mistake])
    digest = hashlib.sha256(data + bytes.fromhex(loaded.sha256)).hexdigest()
    return Experiment(path, model, plans, digest, inputs)


def _desk_missing(
    path: str, tree: MappingNode, model: ExperimentModel, plans: Sequence[Plan], lines: list[str]
) -> Mistake | None:
    """A measure of a help desk that no plan has: it would be 0, whatever happens."""
    if any(plan.scenario.help_desk is not None for plan in plans):
        return None
    for key, names in (("measure", model.measure), ("limits", [limit.measure for limit in model.limits])):
        for number, name in enumerate(names):
            if name.startswith("help_desk"):
                place = (key, number) if key == "measure" else (key, number, "measure")
                mark, what = mark_of(tree, place), f"no plan has a help desk, so {name} would always be 0"
                return Mistake(path, mark, key, what, "Set it up in the base.", source_line(lines, mark))
    return None


def _estate(tree: MappingNode, question: str) -> MappingNode:
    """The base without what only a story has."""
    entries = {key: entry for key, entry in tree.entries.items() if key not in _OUT}
    return MappingNode({"story": Entry(tree.mark, node_of(question, tree.mark)), **entries}, tree.mark)
