"""An experiment's file: a question about an estate, the plans that may answer it, what is measured, and the limits."""

# ruff: noqa: RUF012  # pydantic gives each model its own copy of a default
from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field, ValidationError, model_validator

from simulator.experiments.inputs import Input, Law, change_of, inputs_of
from simulator.experiments.observed import DAILY, TOTALS
from simulator.scenario.expect import measure_name
from simulator.scenario.load import checked, load
from simulator.scenario.mistakes import Mark, Mistake, ScenarioMistakes
from simulator.scenario.model import Scenario
from simulator.scenario.text import read_bytes, read_tree, source_line
from simulator.scenario.translate import Finding, translate
from simulator.scenario.tree import Entry, MappingNode, SequenceNode, address_of, at, mark_of, node_of
from simulator.scenario.values import Name, Part
from simulator.scenario.variants import changed_tree

MOST_PLANS: Final = 64
MOST_REPLICATIONS: Final = 100_000
AS_IN_THE_BASE: Final = "base"

_OUT = ("story", "shows", "expect", "counter_case", "variants", "dead_ends", "seeds")
_SHARE = re.compile(r"(\d+(?:\.\d+)?) ?% of (mean|years)")
_OR_WIDTH = re.compile(r"(?P<share>.+?),? or (?P<width>\d+(?:\.\d+)?)")
FIRST_LOOK: Final = 30
"""No stopping rule looks before so many replications: an interval of a few observations is narrow by chance."""


def share_of(text: str, of: str) -> float | None:
    """The share in '5 % of mean' (0.05); None where the text is another one."""
    found = _SHARE.fullmatch(text)
    return float(found[1]) / 100 if found is not None and found[2] == of else None


def _half_width(value: float | str) -> float | str:
    if isinstance(value, str) and share_of(_share_and_width(value)[0], "mean") is None:
        try:
            return float(value)  # a scalar of a file is text
        except ValueError:
            raise ValueError(
                "a half width is a number, a share such as '5 % of mean', or '5 % of mean, or 0.5'"
            ) from None
    return value


def _share_and_width(text: str) -> tuple[str, float]:
    found = _OR_WIDTH.fullmatch(text)
    return (text, 0.0) if found is None else (found["share"], float(found["width"]))


def _years(text: str) -> str:
    share = share_of(text, "years")
    if share is None or not 0 < share < 1:
        raise ValueError("write for example '95 % of years'")
    return text


Measure = Annotated[str, measure_name((*TOTALS, *DAILY))]


class Until(Part):
    """When enough replications have been played: the interval of a measure's mean is as narrow as this, for every plan."""

    measure: Measure
    half_width: Annotated[float | str, AfterValidator(_half_width)]
    """An absolute width, which is needed where the mean may be near 0, a share of the mean, or '5 % of mean, or 0.5'."""

    def allowed(self, mean: float) -> float:
        """How wide half of the interval may be that goes with a mean."""
        if not isinstance(self.half_width, str):
            return self.half_width
        text, width = _share_and_width(self.half_width)
        share = share_of(text, "mean")
        assert share is not None  # the model has seen to it
        return max(abs(mean) * share, width)


class Replications(Part):
    """How often each plan is played, with the same dice in all plans."""

    at_least: Annotated[int, Field(ge=2, le=MOST_REPLICATIONS)] = FIRST_LOOK
    until: Until | None = None
    at_most: Annotated[int, Field(ge=2, le=MOST_REPLICATIONS)] = 2000

    @model_validator(mode="after")
    def _in_order(self) -> Replications:
        if self.at_most < self.at_least:
            raise ValueError("at_most is less than at_least")
        if self.until is not None and self.at_least < FIRST_LOOK:
            raise ValueError(f"'until' may look after {FIRST_LOOK} replications at the earliest (at_least)")
        return self


class Limit(Part):
    """What a year to come may come to, judged at the bad end of a prediction interval."""

    measure: Measure
    at_most: float | None = None
    at_least: float | None = None
    quantile_over_days: Annotated[float, Field(gt=0, lt=1)] | None = None
    """For a measure by day: this quantile over the days of a run; the worst day where left out."""
    in_: Annotated[str, AfterValidator(_years)] = Field("95 % of years", alias="in")

    @model_validator(mode="after")
    def _one_bound(self) -> Limit:
        if (self.at_most is None) == (self.at_least is None):
            raise ValueError("a limit has either at_most or at_least")
        if self.quantile_over_days is not None and self.measure not in DAILY:
            raise ValueError(f"{self.measure} is one number for a whole run: it has no days")
        return self

    @property
    def level(self) -> float:
        """The share of years in which it is to hold."""
        share = share_of(self.in_, "years")
        assert share is not None  # the model has seen to it
        return share


class PlanModel(Part):
    """A named plan: what it changes in the base."""

    change: dict[str, Any] = {}


class ExperimentModel(Part):
    """A question, and what is to be played to answer it."""

    question: Name
    """One sentence."""
    base: Name
    """The estate: a scenario file, from the place of this one."""
    vary: dict[Name, Annotated[list[Any], Field(min_length=1)]] = {}
    """Addresses with the values that each is to have; all combinations are plans. 'base' leaves it as it is."""
    plans: dict[Name, PlanModel] = {}
    """Plans by name, beside or instead of combinations."""
    uncertain: dict[Name, Law] = {}
    """Addresses that nobody has measured, each with a distribution or values alike likely: drawn anew for each replication."""
    replications: Replications = Replications()
    measure: Annotated[list[Measure], Field(min_length=1)] = ["denied_person_days", "macs_locked_out"]
    """The first one decides between plans that keep all limits: less is better."""
    limits: list[Limit] = []
    seed: Annotated[int, Field(ge=0)] = 1

    @model_validator(mode="after")
    def _has_plans(self) -> ExperimentModel:
        if not self.vary and not self.plans:
            raise ValueError("either 'vary' or 'plans' says what is compared")
        return self


@dataclass(frozen=True, slots=True)
class Plan:
    """One way to do it: its name, what it changes, the estate with that, and with values of uncertain inputs beside it."""

    name: str
    changes: Mapping[str, str]
    scenario: Scenario
    with_inputs: Callable[[Mapping[str, Any]], Scenario]


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
        raise ScenarioMistakes([*mistakes, *(_told(path, tree, one, lines) for one in found)]) from None
    if mistakes:
        raise ScenarioMistakes(mistakes)
    base_path = Path(path).parent / model.base
    loaded = load(str(base_path))
    base = _estate(loaded.tree, model.question)
    wanted = [*_combinations(tree), *_named(tree)]
    if len(wanted) > MOST_PLANS:
        what = f"{len(wanted)} plans are more than can be compared ({MOST_PLANS} at most)"
        raise ScenarioMistakes([Mistake(path, Mark(), "vary", what)])
    inputs = inputs_of(model.uncertain)
    reader = _Reader(path, lines, base, base_path.parent, _marks(tree))
    plans = tuple(reader.plan(name, changes, inputs) for name, changes in wanted)
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


Changes = dict[str, Entry]


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


def _marks(tree: MappingNode) -> dict[str, Mark]:
    laws = at(tree, "uncertain")
    return (
        {address: one.key for address, one in laws.entries.items()} if isinstance(laws, MappingNode) else {}
    )


@dataclass(frozen=True, slots=True)
class _Reader:
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
    told = _told(path, tree, found, lines)
    address = told.address.removeprefix("variants.plan.change.")
    return Mistake(path, told.mark, f"{name}: {address}", told.what, told.hint, told.source)


def _told(path: str, tree: MappingNode, found: Finding, lines: list[str]) -> Mistake:
    return Mistake(
        path, found.mark, address_of(tree, found.path), found.what, found.hint, source_line(lines, found.mark)
    )
