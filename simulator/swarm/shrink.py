"""From a failing estate to the smallest one that fails in the same way, as a scenario file."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from hypothesis import Phase, given, seed, settings
from ruamel.yaml import YAML

from simulator.scenario.load import checked
from simulator.scenario.model import Scenario
from simulator.scenario.text import read_tree
from simulator.swarm.check import CHECKS, Check, Failure, check_estate
from simulator.swarm.draw import SETTINGS, estates
from simulator.swarm.fleet import Raw

_ATTEMPTS = 600
"""So many estates are tried by Hypothesis, which takes a minute or two; what is left out after that is tried one by one."""

Fails = Callable[[Raw], bool]


class _Found(Exception):
    """Tells Hypothesis that an estate fails."""


def failure_of(raw: Raw, number: int, checks: tuple[Check, ...] = CHECKS) -> Failure | None:
    """The first check that an estate fails, played with a seed; None also where it is no scenario at all."""
    try:
        scenario = Scenario.model_validate(raw)
    except ValueError:
        return None
    return check_estate(scenario, number, checks)


def shrunk(raw: Raw, number: int, failure: Failure, checks: tuple[Check, ...] = CHECKS) -> Raw:
    """The smallest estate found that fails as ``raw``, the estate of seed ``number``, does."""

    def fails(tried: Raw) -> bool:
        return failure.is_like(failure_of(tried, number, checks))

    return _left_out(_by_hypothesis(raw, number, fails), fails)


def _by_hypothesis(raw: Raw, number: int, fails: Fails) -> Raw:
    smallest, attempts = [raw], 0

    @seed(number)
    @settings(SETTINGS, phases=[Phase.generate, Phase.shrink], report_multiple_bugs=False, print_blob=False)
    @given(estates())
    def try_one(tried: Raw) -> None:
        nonlocal attempts
        attempts += 1
        if attempts <= _ATTEMPTS and fails(tried):
            smallest.append(deepcopy(tried))
            raise _Found

    try:
        try_one()
    except BaseException as end:  # Hypothesis wraps what it found, and complains where attempts ran out
        if isinstance(end, KeyboardInterrupt):
            raise
    return min(smallest, key=lambda one: len(as_yaml(one)))


def _left_out(raw: Raw, fails: Fails) -> Raw:
    """Without each part that the failure does not need."""
    kept = raw
    while True:
        for fewer in _with_one_part_fewer(kept):
            if is_right(fewer) and fails(fewer):
                kept = fewer
                break
        else:
            return kept


def is_right(raw: Raw) -> bool:
    """Whether the loader would take the estate as a file: leaving out a Mac leaves acts that name it."""
    tree, _, mistakes = read_tree("estate", as_yaml(raw).encode())
    return not mistakes and not checked(tree)[1]


def _with_one_part_fewer(raw: Raw) -> Iterator[Raw]:
    for path in _paths(raw, ()):
        fewer = deepcopy(raw)
        place: Any = fewer
        for step in path[:-1]:
            place = place[step]
        del place[path[-1]]
        yield fewer


def _paths(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Every key and every item, the outermost first: what is large goes first."""
    keys: list[Any] = (
        [*value] if isinstance(value, dict) else [*range(len(value))] if isinstance(value, list) else []
    )
    for key in keys:
        if (*path, key) != ("story",):
            yield (*path, key)
    for key in keys:
        yield from _paths(value[key], (*path, key))


def as_yaml(raw: Raw, comment: str = "") -> str:
    """An estate as a scenario file, one line for each group, fault and act."""
    yaml = YAML()
    yaml.default_flow_style = None
    yaml.width = 100_000
    # What is drawn once may stand twice, and a scenario file knows no anchors.
    yaml.representer.ignore_aliases = lambda *_: True
    text = io.StringIO()
    yaml.dump({key: value for key, value in raw.items() if value not in ({}, [])}, text)
    return "".join(f"# {line}\n" for line in comment.splitlines()) + text.getvalue()
