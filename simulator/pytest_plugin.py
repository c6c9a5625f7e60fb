"""The pytest plugin: scenario files as tests, one item a seed, and one a seed for the counter-case and each variant.

It collects ``*.scenario.yaml`` everywhere, and every ``*.yaml`` below the folders named in the ini option
``trustlab_scenarios``. It loads in every suite of its users, so nothing heavy is imported until a story is collected.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from simulator.stories import BASE, NOT_STORIES, Run, repeat_command, runs_of, shown

if TYPE_CHECKING:
    from simulator.fixture.estate import Estate
    from simulator.scenario.load import Loaded
    from simulator.scenario.model import Scenario

_INI = "trustlab_scenarios"
_CLIENT_CLOCKS: Final[Mapping[str, Callable[[], float] | None]] = {"machine": time.time, "estate": None}


class StoryFailed(Exception):
    """What was expected did not come; ``text`` tells it all."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the ini option."""
    parser.addini(
        _INI, "folders whose *.yaml files are stories to be played as tests", type="paths", default=[]
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker."""
    config.addinivalue_line(
        "markers",
        "estate(file_or_fields, seed=1, client_clock='machine'): the scenario of the fixture `estate`: a file's path, or"
        " its fields as a dict; tokens of the code under test end by the 'machine's clock, or by the 'estate's",
    )


@pytest.fixture
def estate(request: pytest.FixtureRequest) -> Iterator[Estate]:
    """Both services at their real URLs, caught by ``responses``, and a fleet: ada, ben and cleo, or as marked."""
    from simulator.fixture.estate import Estate

    marker = request.node.get_closest_marker("estate")
    said = marker.kwargs if marker is not None else {}
    client_clock = said.get("client_clock", "machine")
    if client_clock not in _CLIENT_CLOCKS:
        pytest.fail(f"client_clock: {' or '.join(_CLIENT_CLOCKS)}, not {client_clock!r}", pytrace=False)
    opened = Estate(_scenario(marker, request.path), said.get("seed", 1), _CLIENT_CLOCKS[client_clock])
    with opened.caught():
        yield opened


def _scenario(marker: pytest.Mark | None, test: Path) -> Scenario:
    from simulator.fixture.estate import USUAL
    from simulator.scenario.load import load
    from simulator.scenario.mistakes import ScenarioMistakes
    from simulator.scenario.model import Scenario

    wanted = marker.args[0] if marker is not None and marker.args else {}
    if isinstance(wanted, dict):
        return Scenario.model_validate({**USUAL, **wanted})
    try:
        return load(shown(test.parent / wanted)).scenario
    except ScenarioMistakes as mistakes:
        pytest.fail(str(mistakes), pytrace=False)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Take the files that are stories."""
    if file_path.name.endswith(".scenario.yaml") or _is_in_a_story_folder(file_path, parent.config):
        return StoryFile.from_parent(parent, path=file_path)
    return None


def _is_in_a_story_folder(file: Path, config: pytest.Config) -> bool:
    if file.suffix != ".yaml":
        return False
    for folder in config.getini(_INI):
        if file.is_relative_to(folder):
            return NOT_STORIES.isdisjoint(file.relative_to(folder).parts)
    return False


class StoryFile(pytest.File):
    """A scenario file."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item a run. Raises the loader's mistakes as a collection error."""
        from simulator.scenario.load import load
        from simulator.scenario.mistakes import ScenarioMistakes

        try:
            loaded = load(shown(self.path))
        except ScenarioMistakes as mistakes:
            raise self.CollectError(str(mistakes)) from None
        for run in runs_of(loaded):
            name = f"seed-{run.seed}" if run.variant == BASE else f"{run.variant}-{run.seed}"
            yield StoryItem.from_parent(self, name=name, loaded=loaded, run=run)


class StoryItem(pytest.Item):
    """One run of a story."""

    def __init__(self, *, loaded: Loaded, run: Run, **rest: Any) -> None:
        super().__init__(**rest)
        self.loaded = loaded
        self.run = run

    def runtest(self) -> None:
        """Play the run; fail where something expected did not come."""
        from simulator.run import play_story
        from simulator.telling import failure_text

        result = play_story(self.loaded, self.run.seed, self.run.variant)
        if text := failure_text(result):
            raise StoryFailed(text)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The failure in words; for a bug of ours the traceback, and how to repeat it."""
        from simulator.telling import refusal_text

        if isinstance(excinfo.value, StoryFailed):
            return excinfo.value.text
        if refused := refusal_text(self.loaded.path, excinfo.value):
            return refused
        command = repeat_command(self.loaded.path, self.run)
        return f"{super().repr_failure(excinfo, style)}\nto repeat it: {command}"

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where the item stands, and the story's sentence."""
        return self.path, 0, f"{self.name}: {self.loaded.scenario.story}"
