"""Variants: named changes of a scenario. The counter-case is one of them.

A change names an address (``fleet.ada.habits.quits_chrome``, entries of lists by their names) and a new value; null
takes an entry or a key away, and an entry with a new name joins its list. A copy of the raw tree is edited and
validated again as a whole; the new parts stand where the change stands in the file, so that a mistake points there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from simulator.scenario.expect import Expectation
from simulator.scenario.fleet import HABIT_SETS
from simulator.scenario.help_desk import CALLING_HABITS
from simulator.scenario.mistakes import Mark, did_you_mean, quote
from simulator.scenario.model import Scenario
from simulator.scenario.services import RULE_SETS
from simulator.scenario.shape import default_at
from simulator.scenario.translate import Finding
from simulator.scenario.tree import (
    Entry,
    MappingNode,
    Node,
    Path,
    Scalar,
    SequenceNode,
    at,
    child,
    entries_at,
    node_of,
    text_at,
)

if TYPE_CHECKING:
    from simulator.scenario.load import Loaded

BASE = "base"
COUNTER_CASE = "counter_case"
_NAMED_SETS: dict[str, dict[str, object]] = {
    "habits": {**HABIT_SETS},
    "rules": {**RULE_SETS},
    "calls_help_desk": {**CALLING_HABITS},
}
_NAMING = ("name", "as")


class NoSuchVariant(Exception):
    """A variant that the scenario does not have; ``known`` are those that it has."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(name, known)
        self.name = name
        self.known = known

    def __str__(self) -> str:
        hint = did_you_mean(self.name, self.known)
        return f"there is no variant {quote(self.name)} in this scenario. {hint}".rstrip()


class Misdirected(Exception):
    """A change whose address leads nowhere."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what, hint)
        self.what = what
        self.hint = hint


def scenario_of(loaded: Loaded, name: str) -> Scenario:
    """The scenario as a variant has it, its ``expect`` the variant's own. Raises NoSuchVariant."""
    return loaded.variant(name)


def expectations_of(loaded: Loaded, name: str) -> list[Expectation]:
    """What is expected of a variant. Raises NoSuchVariant."""
    return loaded.variant(name).expect


def variant_places(tree: MappingNode) -> Iterator[tuple[str, Path]]:
    """The variants of a tree by name, each with its place."""
    if at(tree, COUNTER_CASE) is not None:
        yield COUNTER_CASE, (COUNTER_CASE,)
    for path, _ in entries_at(tree, "variants"):
        yield str(path[-1]), path


def changed_tree(tree: MappingNode, place: Path) -> tuple[MappingNode, list[Finding]]:
    """The tree as the variant at ``place`` has it, and the changes that could not be made."""
    entries = {
        key: entry for key, entry in tree.entries.items() if key not in (COUNTER_CASE, "variants", "expect")
    }
    expect = at(tree, *place, "expect")
    if expect is not None:
        entries["expect"] = Entry(expect.mark, expect)
    edited = MappingNode(entries, tree.mark)
    findings = []
    change = at(tree, *place, "change")
    for address, entry in change.entries.items() if isinstance(change, MappingNode) else ():
        try:
            edited = _as_mapping(_set(edited, address.split("."), entry.value, entry.key, ()))
        except Misdirected as error:
            findings.append(Finding((*place, "change", address), entry.key, error.what, error.hint))
    return edited, findings


def _as_mapping(node: Node | None) -> MappingNode:
    assert isinstance(node, MappingNode)  # an edit of a mapping gives a mapping
    return node


def _set(node: Node, words: list[str], value: Node, mark: Mark, loc: Path) -> Node:
    """A copy of ``node`` in which the place that ``words`` lead to holds ``value``."""
    if isinstance(node, SequenceNode):
        return _set_in_list(node, words, value, mark, loc)
    if not isinstance(node, MappingNode):
        raise Misdirected(f"{quote(node.text)} stands there, and nothing in it is called {quote(words[0])}")
    key, rest = words[0], words[1:]
    below = child(node, key)
    if not rest:
        new: Node | None = None if _is_null(value) else value
    else:
        start = below if below is not None else _default(key, mark, loc)
        new = _set(_expanded(start, key, mark), rest, value, mark, (*loc, key))
    entries = dict(node.entries)
    if new is None:
        entries.pop(key, None)
    else:
        entries[key] = Entry(mark, new)
    return MappingNode(entries, node.mark)


def _set_in_list(node: SequenceNode, words: list[str], value: Node, mark: Mark, loc: Path) -> SequenceNode:
    items = list(node.items)
    if any(text_at(value, key) == ".".join(words) for key in _NAMING) and not _has(node, words):
        return SequenceNode([*items, value], node.mark)
    index, rest = _find(node, words, loc)
    if rest:
        items[index] = _set(items[index], rest, value, mark, (*loc, index))
    elif _is_null(value):
        del items[index]
    else:
        items[index] = value
    return SequenceNode(items, node.mark)


def _find(node: SequenceNode, words: list[str], loc: Path) -> tuple[int, list[str]]:
    """The entry that the first words name (a name may hold dots), and the words after it."""
    for end in range(len(words), 0, -1):
        wanted = ".".join(words[:end])
        for index, item in enumerate(node.items):
            if any(text_at(item, key) == wanted for key in _NAMING) or (item.plain() == wanted):
                return index, words[end:]
    names = [name for item in node.items for key in _NAMING if (name := text_at(item, key)) is not None]
    names += [item.text for item in node.items if isinstance(item, Scalar)]
    raise Misdirected(f"there is no {quote(words[0])} in '{loc[-1]}'", did_you_mean(words[0], names))


def _has(node: SequenceNode, words: list[str]) -> bool:
    return any(text_at(item, key) == ".".join(words) for item in node.items for key in _NAMING)


def _is_null(value: Node) -> bool:
    return isinstance(value, Scalar) and value.plain() is None


def _default(key: str, mark: Mark, loc: Path) -> Node:
    """What a part that the file leaves out stands for, so that a change can reach into it."""
    default = default_at(Scenario, loc, key)
    if default is None:
        raise Misdirected(f"'{key}' is not set there, so nothing in it can be changed", "Write it out first.")
    return node_of(default, mark)


def _expanded(node: Node, key: str, mark: Mark) -> Node:
    """The habits or rules behind a name, so that a change can reach into them."""
    name = node.plain() if isinstance(node, Scalar) else None
    sets = _NAMED_SETS.get(key, {})
    return node_of(sets[name], mark) if isinstance(name, str) and name in sets else node
