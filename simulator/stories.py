"""Where stories are, which runs each of them asks for, and the command that repeats one. Imports nothing heavy."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from simulator.staging import Detail, Wiring

if TYPE_CHECKING:
    from simulator.scenario.load import Loaded

BASE = "base"
NOT_STORIES = frozenset({"experiments", "estates", "orders", "rule_sets"})
"""Folders among the stories whose files are no stories: what-ifs, the estates that they start from, orders of steps,
sign-on rules alone."""


class Run(NamedTuple):
    """One run that a story asks for, and how it is staged."""

    variant: str
    seed: int
    detail: Detail = "changes"
    wiring: Wiring = "direct"


class NoStories(Exception):
    """A place without a story; ``why`` says so in words."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(path, why)
        self.path = path
        self.why = why

    def __str__(self) -> str:
        return f"{self.path or repr('')}: {self.why}."


def built_in() -> Path:
    """The folder of the built-in stories: beside this package, whatever else is called 'scenarios'."""
    return Path(__file__).resolve().parent.parent / "scenarios"


def shown(path: Path) -> str:
    """A path as people would type it: from here, where it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_absolute() and path.is_relative_to(here) else str(path)


def story_files(paths: Sequence[str]) -> list[str]:
    """The scenario files of some files and folders, each once; the built-in ones where none are named.

    Files that are named are taken as they are, for the loader to judge. Raises NoStories for a folder without any.
    """
    found: dict[str, None] = {}
    for path in paths or [shown(built_in())]:
        for file in [path] if not path or not Path(path).is_dir() else _below(path):
            found[file] = None
    return [*found]


def runs_of(loaded: Loaded, seeds: Iterable[int] = (), variants: Iterable[str] = ()) -> Iterator[Run]:
    """What is to be played: the story, its counter-case and each variant that expects something, for each seed.

    ``seeds`` and ``variants`` replace those of the file where there are any; a variant that is not there is left out.
    """
    asked = [*variants]
    chosen = [name for name in asked if name == BASE or name in loaded.variants] if asked else _judged(loaded)
    for variant in chosen:
        for seed in [*seeds] or loaded.scenario.seeds:
            yield Run(variant, seed)


def repeat_command(path: str, run: Run) -> str:
    """The command that plays a run again."""
    chosen = [] if run.variant == BASE else ["--variant", run.variant]
    staged = [] if run.detail == "changes" else ["--detail", run.detail]
    staged += [] if run.wiring == "direct" else ["--wiring", run.wiring]
    return shlex.join(["trustlab", "run", path, "--seed", str(run.seed), *chosen, *staged])


def _judged(loaded: Loaded) -> list[str]:
    return [BASE, *(name for name, scenario in loaded.variants.items() if scenario.expect)]


def _below(folder: str) -> list[str]:
    files = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in NOT_STORIES and not name.startswith("."))
        files += [str(Path(place) / name) for name in sorted(names) if name.endswith(".yaml")]
    if not files:
        raise NoStories(folder, "the folder holds no scenario file (*.yaml)")
    return files
