"""Stories played and kept for the report's tests."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from reports import write_report
from simulator.run import play_story
from simulator.saved import SavedRun, read_run
from simulator.scenario.load import load
from tests.reports.reading import Page

STORIES = Path("scenarios")


class Play(Protocol):
    """Plays a story, or a built-in one by its file, and reads the run that was kept."""

    def __call__(self, story: str, variant: str = "base", seed: int = 1) -> SavedRun:
        """Play it."""


def play_below(folder: Path) -> Play:
    """Plays with its runs below a folder."""

    def play(story: str, variant: str = "base", seed: int = 1) -> SavedRun:
        path = STORIES / story
        if not story.endswith(".yaml"):
            path = folder / "story.yaml"
            path.write_text(story, encoding="utf-8")
        found = play_story(load(path), seed, variant, save=folder / "runs")
        assert found.folder is not None
        return read_run(found.folder)

    return play


def page_of(folder: Path, run: SavedRun) -> Page:
    """The report of a run."""
    write_report([run], folder / "report.html")
    return Page((folder / "report.html").read_text(encoding="utf-8"))
