"""A file as a tree of nodes that know their place: the raw form of a scenario, before any model looks at it.

Scalars stay text, since only the model knows what is wanted: ``macos: 10.10`` is a version and no number, ``no`` a
word. Nothing is resolved, so an alias cannot blow up: anchors and aliases are refused where they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.scenario.mistakes import Mark

_NOWHERE = Mark()
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as it stands in the file; ``quoted`` tells '~' the text from ~ the nothing."""

    text: str
    quoted: bool
    mark: Mark

    def plain(self) -> str | None:
        """The text, or None for YAML's null."""
        return None if not self.quoted and self.text in _NULLS else self.text


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping with its value."""

    key: Mark
    value: Node


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys and values in the order of the file."""

    entries: dict[str, Entry]
    mark: Mark

    def plain(self) -> dict[str, Any]:
        """The same as plain dicts, lists, texts and None."""
        return {key: entry.value.plain() for key, entry in self.entries.items()}


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """A list."""

    items: list[Node] = field(default_factory=list)
    mark: Mark = _NOWHERE

    def plain(self) -> list[Any]:
        """The same as a plain list."""
        return [item.plain() for item in self.items]


Node = Scalar | MappingNode | SequenceNode
Path = tuple[str | int, ...]


def node_of(value: Any, mark: Mark) -> Node:
    """The tree of a plain value (a model's default, a named set), all of it standing at ``mark``."""
    if isinstance(value, Mapping):
        return MappingNode({str(key): Entry(mark, node_of(item, mark)) for key, item in value.items()}, mark)
    if isinstance(value, list | tuple):
        return SequenceNode([node_of(item, mark) for item in value], mark)
    if value is None:
        return Scalar("null", quoted=False, mark=mark)
    return Scalar(str(value).lower() if isinstance(value, bool) else str(value), quoted=True, mark=mark)


def child(node: Node | None, key: str | int) -> Node | None:
    """The value of a key or the entry of a list, or None."""
    if isinstance(node, MappingNode) and isinstance(key, str):
        entry = node.entries.get(key)
        return entry.value if entry else None
    if isinstance(node, SequenceNode) and isinstance(key, int) and 0 <= key < len(node.items):
        return node.items[key]
    return None


def at(node: Node | None, *path: str | int) -> Node | None:
    """The node at a path, or None."""
    for key in path:
        node = child(node, key)
    return node


def text_at(node: Node | None, *path: str | int) -> str | None:
    """The text at a path; None where there is none, or something that is no text."""
    found = at(node, *path)
    return found.plain() if isinstance(found, Scalar) else None


def entries_at(node: Node | None, *path: str | int) -> Iterator[tuple[Path, Node]]:
    """The entries of the list or mapping at a path, each with its own path."""
    found = at(node, *path)
    if isinstance(found, SequenceNode):
        yield from (((*path, index), item) for index, item in enumerate(found.items))
    elif isinstance(found, MappingNode):
        yield from (((*path, key), entry.value) for key, entry in found.entries.items())


def mark_of(node: Node, path: Path, *, key: bool = False) -> Mark:
    """Where a path stands: its value, or its key where that is asked for; else the nearest thing above it.

    A value that is left empty stands nowhere, so its key is pointed at.
    """
    mark = node.mark
    for position, step in enumerate(path):
        below = child(node, step)
        if below is None:
            break
        mark = below.mark
        empty = isinstance(below, Scalar) and not below.text and not below.quoted
        if (empty or (key and position == len(path) - 1)) and isinstance(node, MappingNode):
            mark = node.entries[str(step)].key
        node = below
    return mark


def address_of(node: Node, path: Path) -> str:
    """A path as people write it: list entries by their names, joined by dots."""
    words, below = [], node
    for step in path:
        found = child(below, step)
        name = (text_at(found, "name") or text_at(found, "as")) if isinstance(step, int) else None
        words.append(str(step) if name is None else name)
        below = found if found is not None else Scalar("", quoted=False, mark=_NOWHERE)
    return ".".join(words)
