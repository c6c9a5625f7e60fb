"""Reading the scenario files of a command: all of them, with all their mistakes, before anything is done."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.commands.answers import wrong
from simulator.scenario.load import Loaded, load
from simulator.scenario.mistakes import ScenarioMistakes
from simulator.stories import NoStories, story_files


def load_all(paths: Sequence[str]) -> list[Loaded]:
    """The stories of files and folders (the built-in ones where none are named). Ends the command where any is wrong."""
    try:
        files = story_files(paths)
    except NoStories as error:
        wrong(str(error))
    stories, texts = [], []
    for file in files:
        try:
            stories.append(load(file))
        except ScenarioMistakes as mistakes:
            texts.append(str(mistakes))
    if texts:
        wrong("\n".join(texts))
    return stories
