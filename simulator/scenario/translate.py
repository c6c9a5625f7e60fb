"""Pydantic's errors in plain words, one for each mistake: where, what was wanted, what came, the nearest right word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from simulator.scenario.expect import EXPECTATION_KEYS
from simulator.scenario.mistakes import Mark, did_you_mean, quote
from simulator.scenario.shape import keys_of, models_at
from simulator.scenario.tree import MappingNode, Node, Path, SequenceNode, child, mark_of
from simulator.scenario.words import found_words, is_about_type, join, literals, wanted, what_is_wrong

_MANY = 6
"""With more fixed words than these, and a near one, the near one is all that is told."""
_LISTED = 40


class Finding(NamedTuple):
    """A mistake before it knows its file: the path in the tree, the mark, the words."""

    path: Path
    mark: Mark
    what: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class _Problem:
    """One of pydantic's errors: ``done`` is the part of its location already walked, ``rest`` what is left."""

    rest: tuple[str | int, ...]
    kind: str
    context: dict[str, Any]
    message: str
    done: tuple[str | int, ...] = field(default=())

    def step(self) -> _Problem:
        return _Problem(self.rest[1:], self.kind, self.context, self.message, (*self.done, self.rest[0]))


def translate(error: ValidationError, model: type[BaseModel], tree: Node) -> list[Finding]:
    """The mistakes behind a validation error of ``model`` on ``tree.plain()``."""
    problems = [
        _Problem(tuple(found["loc"]), found["type"], dict(found.get("ctx", {})), found["msg"])
        for found in error.errors(include_url=False, include_input=False)
    ]
    return [*_Walk(model, tree).down(tree, (), problems)]


class _Walk:
    """Follows the errors down the tree: keys and positions lead on, tags of union branches are chosen among."""

    def __init__(self, model: type[BaseModel], tree: Node) -> None:
        self.model = model
        self.tree = tree

    def down(self, node: Node, path: Path, problems: Sequence[_Problem]) -> Iterator[Finding]:
        here = [problem for problem in problems if not problem.rest]
        below: dict[str | int, list[_Problem]] = defaultdict(list)
        branches: dict[str | int, list[_Problem]] = defaultdict(list)
        for problem in problems:
            if not problem.rest:
                continue
            if len(problem.rest) == 1 and problem.kind == "missing":
                yield from self._missing(node, path, problem)
            elif child(node, problem.rest[0]) is not None:
                below[problem.rest[0]].append(problem.step())
            else:
                branches[problem.rest[0]].append(problem.step())
        yield from (self._tell(node, path, problem) for problem in here[:1])
        if branches:
            yield from self._branch(node, path, [*branches.values()])
        for step, steps in below.items():
            found = child(node, step)
            if found is not None:
                yield from self.down(found, (*path, step), steps)

    def _branch(self, node: Node, path: Path, branches: list[list[_Problem]]) -> Iterator[Finding]:
        """Of the branches of a union, tell of the one that was meant; of all where none fits the kind of value."""
        if len(branches) == 1:
            yield from self.down(node, path, branches[0])
            return
        meant = [
            branch
            for branch in branches
            if not any(is_about_type(problem.kind) and not problem.rest for problem in branch)
        ]
        if meant:
            yield from self.down(node, path, min(meant, key=_strangeness))
            return
        roots = [problem for branch in branches for problem in branch if not problem.rest]
        yield self._none_fits(node, path, roots)

    def _none_fits(self, node: Node, path: Path, roots: list[_Problem]) -> Finding:
        choices = [wanted(problem.kind, problem.context) for problem in roots]
        words = [word for problem in roots for word in literals(problem.context)]
        text = node.plain()
        hint = did_you_mean(text, words, list_up_to=0) if isinstance(text, str) else ""
        return Finding(
            path, mark_of(self.tree, path), f"wanted {join(choices)}; found {found_words(node)}", hint
        )

    def _missing(self, node: Node, path: Path, problem: _Problem) -> Iterator[Finding]:
        """A key that is not there; nothing where an unknown key beside it is surely meant to be it."""
        name = str(problem.rest[0])
        if isinstance(node, SequenceNode):
            yield Finding(path, mark_of(self.tree, path), f"wanted more numbers; found {found_words(node)}")
            return
        known = self._known(problem.done)
        strange = [key for key in node.entries if key not in known] if isinstance(node, MappingNode) else []
        if not any(_alike(key, name) for key in strange):
            yield Finding(path, self._head(path), f"the key '{name}' is missing")

    def _head(self, path: Path) -> Mark:
        """Where a mapping is named: its key, or the entry of the list, or the first line of the file."""
        return mark_of(self.tree, path, key=True) if path else Mark(1, 1)

    def _known(self, loc: Sequence[str | int]) -> list[str]:
        return [key for model in models_at(self.model, loc) for key in keys_of(model)]

    def _tell(self, node: Node, path: Path, problem: _Problem) -> Finding:
        mark, text = mark_of(self.tree, path), node.plain()
        if problem.kind == "extra_forbidden":
            hint = did_you_mean(str(path[-1]), self._known(problem.done[:-1]))
            return Finding(path, mark_of(self.tree, path, key=True), "unknown key", hint)
        if problem.kind.startswith(("union_tag", "expectation_kind")):
            return self._tag(node, path, problem)
        if problem.kind == "literal_error" and isinstance(text, str):
            hint = did_you_mean(text, literals(problem.context), list_up_to=0)
            if hint and len(literals(problem.context)) > _MANY:
                return Finding(path, mark, f"{quote(text)} is not known here", hint)
            return Finding(
                path, mark, what_is_wrong(node, problem.kind, problem.context, problem.message), hint
            )
        return Finding(path, mark, what_is_wrong(node, problem.kind, problem.context, problem.message))

    def _tag(self, node: Node, path: Path, problem: _Problem) -> Finding:
        """An entry that does not say, or says wrongly, which kind of thing it is."""
        if not isinstance(node, MappingNode):
            return Finding(
                path, mark_of(self.tree, path), f"wanted keys with values; found {found_words(node)}"
            )
        key = str(problem.context.get("discriminator", "")).strip("'")
        if problem.kind == "union_tag_invalid":
            known = [word.strip(" '") for word in str(problem.context["expected_tags"]).split(",")]
            hint = did_you_mean(str(problem.context["tag"]), known, list_up_to=_LISTED)
            what = f"there is no {key} {quote(str(problem.context['tag']))}"
            return Finding((*path, key), mark_of(self.tree, (*path, key)), what, hint)
        if problem.kind == "expectation_kind":
            near = [word for word in EXPECTATION_KEYS if any(_alike(name, word) for name in node.entries)]
            hint = f"Did you mean '{near[0]}'?" if near else ""
            return Finding(path, self._head(path), problem.message, hint)
        near = [name for name in node.entries if _alike(name, key)]
        hint = f"Is '{near[0]}' meant to be it?" if near else ""
        return Finding(path, self._head(path), f"the key '{key}' is missing", hint)


def _strangeness(branch: Sequence[_Problem]) -> tuple[int, int]:
    """How little a value looks like a branch: unknown and missing keys first, then the number of problems."""
    odd = sum(problem.kind in ("extra_forbidden", "missing") and len(problem.rest) == 1 for problem in branch)
    return odd, len(branch)


def _alike(one: str, other: str) -> bool:
    return one != other and did_you_mean(one, [other], list_up_to=0) != ""
