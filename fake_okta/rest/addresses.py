"""From a path to its rows: a tree of segments, so that a table of any length is searched at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from fake_okta.rest.rows import ROWS, Row


@dataclass(slots=True)
class _Node:
    """A segment: what may follow it, by name or as a value, and the rows that end here, by method."""

    named: dict[str, _Node] = field(default_factory=dict)
    value: _Node | None = None
    rows: dict[str, Row] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """The rows at an address, by method, and the values in its path."""

    rows: dict[str, Row]
    values: tuple[str, ...]


def find(path: list[str]) -> Place | None:
    """What is at this path, given as decoded segments; None where nothing is. A slash at the end changes nothing."""
    if len(path) > 1 and not path[-1]:
        path = path[:-1]
    node, values = _TREE, []
    for segment in path:
        following = node.named.get(segment)
        if following is None:
            following = node.value
            if following is None or not segment:
                return None
            values.append(segment)
        node = following
    return Place(node.rows, tuple(values)) if node.rows else None


def _tree() -> _Node:
    root = _Node()
    for row in ROWS:
        node = root
        for segment in row.path.split("/"):
            if segment.startswith("{"):
                node.value = node.value or _Node()
                node = node.value
            else:
                node = node.named.setdefault(segment, _Node())
        node.rows[row.method] = row
    return root


_TREE: Final = _tree()
