"""Which rows a path belongs to: a tree of its segments, so that many rows cost no more than a few."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar
from urllib.parse import unquote


class Addressed(Protocol):
    """A row: its path has segments, of which ``{name}`` stands for any."""

    @property
    def path(self) -> str:
        """The path."""


R = TypeVar("R", bound=Addressed)


class _Node(Generic[R]):
    __slots__ = ("any", "rows", "segments")

    def __init__(self) -> None:
        self.segments: dict[str, _Node[R]] = {}
        self.any: _Node[R] | None = None
        self.rows: list[tuple[R, tuple[str, ...]]] = []


class Addresses(Generic[R]):
    """The rows of a table by their paths."""

    __slots__ = ("_root",)

    def __init__(self, rows: Iterable[R]) -> None:
        self._root: _Node[R] = _Node()
        for row in rows:
            self._add(row)

    def at(self, path: list[str]) -> list[tuple[R, dict[str, str]]]:
        """The rows at a path (decoded segments), each with the values of its names; those with fewer names first."""
        reached: list[tuple[_Node[R], tuple[str, ...]]] = [(self._root, ())]
        for segment in path:
            following = []
            for node, values in reached:
                named = node.segments.get(segment)
                if named is not None:
                    following.append((named, values))
                if node.any is not None:
                    following.append((node.any, (*values, segment)))
            if not following:
                return []
            reached = following
        return [
            (row, dict(zip(names, values, strict=True)))
            for node, values in reached
            for row, names in node.rows
        ]

    def _add(self, row: R) -> None:
        node, names = self._root, []
        for segment in row.path.split("/"):
            if segment.startswith("{"):
                names.append(segment[1:-1])
                node.any = node.any or _Node()
                node = node.any
            else:
                node = node.segments.setdefault(segment, _Node())
        node.rows.append((row, tuple(names)))


def segments_of(target: str) -> list[str]:
    """The decoded segments of a request's target, without its query. Raises ValueError where it is not UTF-8."""
    path = target.partition("?")[0]
    if not path.isascii():
        raise ValueError("Only percent-encoded characters may stand in a path")
    if "%" not in path:
        return path.split("/")
    return [unquote(segment, errors="strict") for segment in path.split("/")]
