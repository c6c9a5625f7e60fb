"""A file that asks in which order some admin steps are safe: what it says, and each order of it as a scenario.

The steps stand in the scenario's timeline once, under names; an order is a variant that gives each its moment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from simulator.clock import Calendar, parse_duration_s, parse_start
from simulator.orders_model import OrdersModel
from simulator.scenario.load import checked, load
from simulator.scenario.mistakes import Mark, Mistake, ScenarioMistakes
from simulator.scenario.model import Scenario
from simulator.scenario.text import read_bytes, read_tree, source_line
from simulator.scenario.translate import Finding, translate
from simulator.scenario.tree import Entry, MappingNode, Node, SequenceNode, address_of, at, child, node_of
from simulator.scenario.variants import changed_tree

_JUST_AFTER_S = 60
_PROBE = "unmanaged-probe"
_MOST_PROBES = 400
_OUT = ("story", "shows", "expect", "counter_case", "variants", "dead_ends", "seeds")


class Plan(NamedTuple):
    """One order of the steps, and how many seconds lie between two of them."""

    order: tuple[str, ...]
    apart_s: int


class Probe(NamedTuple):
    """A Mac that tries the app."""

    mac: str
    managed: bool


@dataclass(frozen=True, slots=True)
class Orders:
    """What a file asks for, found right; ``tree`` holds the estate with the steps and the probes in its timeline."""

    path: str
    model: OrdersModel
    tree: MappingNode
    start_at: int
    zone: str
    managed: Probe
    unmanaged: Probe
    changes_at: tuple[int, ...] = ()
    """Epoch seconds of the acts in the estate's own timeline."""

    def plans(self) -> list[Plan]:
        """Every order, for each length of time between two steps, the shortest first."""
        return [
            Plan(order, apart_s)
            for apart_s in sorted({*self.aparts_s()})
            for order in permutations(self.model.steps)
        ]

    def aparts_s(self) -> list[int]:
        """The lengths of time between two steps, in seconds."""
        apart = self.model.apart
        return [parse_duration_s(text) for text in (apart if isinstance(apart, list) else [apart])]

    def end_at(self, plan: Plan) -> int:
        """When the Macs have stopped trying."""
        return self.start_at + plan.apart_s * (len(plan.order) - 1) + parse_duration_s(self.model.watch)

    def scenario(self, plan: Plan) -> Scenario:
        """The estate with the steps in one order: a variant. Raises ScenarioMistakes."""
        place = ("variants", "order")
        moments = {
            f"timeline.{name}.at": self._text(self.start_at + plan.apart_s * plan.order.index(step))
            for step in self.model.steps
            for name in self._acts(step)
        }
        mark = self.tree.mark
        tree = _with(self.tree, "variants", node_of({"order": {"change": moments}}, mark))
        tree = _with(tree, "length", node_of(f"{self._length_s(plan)} seconds", mark))
        timeline = at(tree, "timeline")
        assert isinstance(timeline, SequenceNode)  # it was put there when the file was read
        tree = _with(tree, "timeline", SequenceNode([*timeline.items, *self._probing(plan)], timeline.mark))
        edited, misdirected = changed_tree(tree, place)
        scenario, findings = checked(edited)
        if scenario is None or misdirected or findings:
            raise ScenarioMistakes([_told(self.path, edited, one, []) for one in (*misdirected, *findings)])
        return scenario

    def _acts(self, step: str) -> list[str]:
        acts = self.model.steps[step]
        return [f"{step} {number}" for number in range(1, (len(acts) if isinstance(acts, list) else 1) + 1)]

    def _length_s(self, plan: Plan) -> int:
        own = at(self.tree, "length")
        needed = self.end_at(plan) - parse_start(_start(self.tree))[0] + 60
        return max(needed, parse_duration_s(str(own.plain()))) if own is not None else needed

    def _probing(self, plan: Plan) -> Iterator[Node]:
        moments = [*self.moments(plan)]
        app = self.model.app or _first_app(self.tree)
        for number, moment in enumerate(moments):
            for probe in (self.managed, self.unmanaged):
                named = f"probe {number} {probe.mac}"
                act = {"at": self._text(moment), "do": "open_app", "mac": probe.mac, "app": app, "as": named}
                yield node_of(act, self.tree.mark)

    def moments(self, plan: Plan) -> Iterator[int]:
        """When the Macs try the app: before the first step, a minute after each and each other change, and ever again."""
        yield self.start_at - _JUST_AFTER_S
        end_at, every_s = self.end_at(plan), self.every_s(plan)
        steps_at = [self.start_at + plan.apart_s * number for number in range(len(plan.order))]
        moments: set[int] = set()
        for step_at, until in pairwise([*steps_at, end_at]):
            moments.update(range(step_at + _JUST_AFTER_S, until, every_s))
        own = (at + _JUST_AFTER_S for at in self.changes_at)
        moments.update(at for at in own if self.start_at < at < end_at)
        yield from sorted(moments)

    def every_s(self, plan: Plan) -> int:
        """How many seconds lie between two tries at most: what lasts less long may not be seen."""
        watched_s = self.end_at(plan) - self.start_at
        return max(parse_duration_s(self.model.probe_every), watched_s // _MOST_PROBES)

    def _text(self, moment: int) -> str:
        zone = Calendar(self.start_at, self.zone, 1).zone
        return dt.datetime.fromtimestamp(moment, zone).strftime("%Y-%m-%d %H:%M:%S")


def read_orders(path: str) -> Orders:
    """Read and check a file. Raises ScenarioMistakes with all that is wrong with it."""
    tree, lines, mistakes = read_tree(path, read_bytes(path))
    try:
        model = OrdersModel.model_validate(tree.plain())
    except ValidationError as error:
        found = translate(error, OrdersModel, tree)
        raise ScenarioMistakes([*mistakes, *(_told(path, tree, one, lines) for one in found)]) from None
    if mistakes:
        raise ScenarioMistakes(mistakes)
    estate = _estate(path, model, tree)
    begins = Calendar(*parse_start(_start(estate)), 1)
    start_at = begins.parse_moment(model.start)
    _check_times(path, tree, model, begins.start_at, start_at, lines)
    estate, managed, unmanaged = _with_probes(path, estate, model)
    composed = _with_steps(estate, tree)
    own = tuple(_changes_at(estate, begins))
    orders = Orders(path, model, composed, start_at, begins.zone.key, managed, unmanaged, own)
    orders.scenario(orders.plans()[0])
    return orders


def _check_times(
    path: str, tree: MappingNode, model: OrdersModel, begins_at: int, start_at: int, lines: list[str]
) -> None:
    aparts = [model.apart] if isinstance(model.apart, str) else model.apart
    wrong = []
    if start_at - begins_at <= _JUST_AFTER_S:
        wrong.append(("start", "the first step comes later than the run begins"))
    if any(parse_duration_s(text) <= _JUST_AFTER_S for text in aparts):
        wrong.append(("apart", "between two steps there is more than a minute, for the Macs to try the app"))
    if parse_duration_s(model.probe_every) < _JUST_AFTER_S:
        wrong.append(("probe_every", "the Macs try once a minute at most"))
    if wrong:
        raise ScenarioMistakes(
            [_told(path, tree, Finding((key,), _mark(tree, key), what), lines) for key, what in wrong]
        )


def _mark(tree: MappingNode, key: str) -> Mark:
    return tree.entries[key].key if key in tree.entries else tree.mark


def _estate(path: str, model: OrdersModel, tree: MappingNode) -> MappingNode:
    """The estate's own tree, without what only a story has."""
    if model.base is not None:
        found: Node | None = load(str(Path(path).parent / model.base)).tree
    else:
        found = child(tree, "estate")
    assert isinstance(found, MappingNode)  # the model has seen one
    entries = {key: entry for key, entry in found.entries.items() if key not in _OUT}
    story = Entry(found.mark, node_of(model.orders, found.mark))
    return MappingNode({"story": story, **entries}, found.mark)


def _start(tree: MappingNode) -> str:
    start = at(tree, "start")
    return str(Scenario.model_fields["start"].default if start is None else start.plain())


def _changes_at(estate: MappingNode, calendar: Calendar) -> Iterator[int]:
    """When the acts of the estate's own timeline are done."""
    timeline = at(estate, "timeline")
    for act in timeline.items if isinstance(timeline, SequenceNode) else []:
        moment = at(act, "at")
        with suppress(ValueError):  # a wrong moment is told of with its line when the scenario is checked
            if moment is not None:
                yield calendar.parse_moment(str(moment.plain()))


def _first_app(tree: MappingNode) -> str:
    apps = at(tree, "okta", "apps")
    first = at(tree, "okta", "apps", 0, "name") if apps is not None else None
    return "salesforce" if first is None else str(first.plain())


def _with_probes(path: str, estate: MappingNode, model: OrdersModel) -> tuple[MappingNode, Probe, Probe]:
    fleet = at(estate, "fleet")
    groups = fleet.plain() if isinstance(fleet, SequenceNode) else []
    managed = model.probes.managed or _first(groups, "before")
    unmanaged = model.probes.unmanaged or _first(groups, "never")
    if managed is None:
        what = "no Mac of the fleet is managed from the start; name one under 'probes'"
        raise ScenarioMistakes([Mistake(path, Mark(), "probes", what)])
    if unmanaged is None and isinstance(fleet, SequenceNode):
        unmanaged = _PROBE
        added = {"name": _PROBE, "enrolled_in_jamf": "never", "habits": "idle"}
        estate = _with(estate, "fleet", SequenceNode([*fleet.items, node_of(added, fleet.mark)], fleet.mark))
    return estate, Probe(managed, managed=True), Probe(unmanaged or _PROBE, managed=False)


def _first(groups: Sequence[Any], enrolled: str) -> str | None:
    for group in groups:
        if isinstance(group, dict) and group.get("enrolled_in_jamf", "before") == enrolled:
            count = int(group.get("count", 1))
            return str(group["name"]) if count == 1 else f"{group['name']}-{1:0{max(4, len(str(count)))}d}"
    return None


def _with_steps(estate: MappingNode, tree: MappingNode) -> MappingNode:
    """The estate with the acts of all steps in its timeline, each under a name and at the start of the run."""
    timeline = at(estate, "timeline")
    items = [*timeline.items] if isinstance(timeline, SequenceNode) else []
    steps = child(tree, "steps")
    assert isinstance(steps, MappingNode)  # the model has seen it
    for step, entry in steps.entries.items():
        acts = entry.value.items if isinstance(entry.value, SequenceNode) else [entry.value]
        for number, act in enumerate(acts, 1):
            assert isinstance(act, MappingNode)  # the model has seen it
            named = {"as": f"{step} {number}", "at": "day 0"}
            extra = {key: Entry(act.mark, node_of(value, act.mark)) for key, value in named.items()}
            items.append(MappingNode({**act.entries, **extra}, act.mark))
    return _with(estate, "timeline", SequenceNode(items, steps.mark))


def _with(tree: MappingNode, key: str, value: Node) -> MappingNode:
    return MappingNode({**tree.entries, key: Entry(tree.mark, value)}, tree.mark)


def _told(path: str, tree: MappingNode, found: Finding, lines: list[str]) -> Mistake:
    line = source_line(lines, found.mark) if lines else ""
    return Mistake(path, found.mark, address_of(tree, found.path), found.what, found.hint, line)
