"""From a failing estate to the smallest one that fails in the same way, as a scenario file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from hypothesis import Phase, given, seed, settings

from simulator.scenario.load import checked
from simulator.scenario.model import Scenario
from simulator.scenario.text import read_tree
from simulator.swarm.check import CHECKS, Check, Failure, check_estate
from simulator.swarm.draw import SETTINGS, estates
from simulator.swarm.fleet import Raw
from simulator.swarm.written import as_yaml

_ATTEMPTS = 150
"""So many estates Hypothesis tries, where leaving out parts has not made the estate small enough."""
_SMALL_LINES = 14
_LENGTHS_DAYS = (20, 60, 150, 380, 420)

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
    """The smallest estate found that fails as ``raw``, the estate of seed ``number``, does.

    Parts are left out first, which is quick; where much is left, Hypothesis draws simpler estates from the same seed.
    """
    # What the others say is not asked: an estate whose run breaks off is played no further in any case.
    asked = tuple(check for check in checks if check.__name__ in {"runs", failure.check})

    def fails(tried: Raw) -> bool:
        return failure.is_like(failure_of(tried, number, asked))

    kept = _left_out(raw, fails)
    if len(as_yaml(kept).splitlines()) <= _SMALL_LINES:
        return kept
    return min(kept, _left_out(_by_hypothesis(raw, number, fails), fails), key=_size)


def _size(raw: Raw) -> tuple[int, int]:
    text = as_yaml(raw)
    return len(text.splitlines()), len(text)


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
    return min(smallest, key=_size)


def _left_out(raw: Raw, fails: Fails) -> Raw:
    """As short as may be, and without each part that the failure does not need."""

    def still_fails(tried: Raw) -> bool:
        return is_right(tried) and fails(tried)

    kept = _shortened(raw, still_fails)
    while True:
        fewer = _shortened(_gone_through(kept, still_fails), still_fails)
        if fewer == kept:
            return kept
        kept = fewer


def _shortened(raw: Raw, fails: Fails) -> Raw:
    """The same estate over the fewest days: whatever is tried after that is played sooner."""
    for days in _LENGTHS_DAYS:
        if days >= int(str(raw["length"]).split()[0]):
            break
        shorter = raw | {"length": f"{days} days"}
        if fails(shorter):
            return shorter
    return raw


def _gone_through(raw: Raw, fails: Fails) -> Raw:
    """Every part in turn left out, where the failure stays."""
    kept, place = raw, 0
    while place < len(paths := [*_paths(kept, ())]):
        fewer = _without(kept, paths[place])
        if fails(fewer):
            kept = fewer
        else:
            place += 1
    return kept


def is_right(raw: Raw) -> bool:
    """Whether the loader would take the estate as a file: leaving out a Mac leaves acts that name it."""
    tree, _, mistakes = read_tree("estate", as_yaml(raw).encode())
    return not mistakes and not checked(tree)[1]


def _without(raw: Raw, path: tuple[Any, ...]) -> Raw:
    fewer = deepcopy(raw)
    place: Any = fewer
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return fewer


def _paths(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Every key and every item, the outermost first: what is large goes first."""
    keys: list[Any] = (
        [*value] if isinstance(value, dict) else [*range(len(value))] if isinstance(value, list) else []
    )
    for key in keys:
        if (*path, key) not in {("story",), ("length",)}:
            yield (*path, key)
    for key in keys:
        yield from _paths(value[key], (*path, key))
