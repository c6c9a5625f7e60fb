"""Files for the loader, each in a folder of its own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simulator.scenario.load import Loaded, load
from simulator.scenario.mistakes import ScenarioMistakes

HEAD = "story: a\nfleet: [{name: ada, apps: [chrome, safari]}, {name: sales, count: 20}]\n"


@pytest.fixture
def loaded(tmp_path, monkeypatch) -> Callable[[str], Loaded]:
    """Loads a text as a file; a story and a fleet stand before it."""
    monkeypatch.chdir(tmp_path)

    def load_text(text: str, head: str = HEAD) -> Loaded:
        (tmp_path / "story.yaml").write_text(head + text)
        return load("story.yaml")

    return load_text


@pytest.fixture
def mistakes(loaded) -> Callable[..., list[str]]:
    """The mistakes of a text, each in one line without its place in the file's line."""

    def of(text: str, head: str = HEAD) -> list[str]:
        with pytest.raises(ScenarioMistakes) as caught:
            loaded(text, head)
        return [
            " ".join(
                word for word in (f"{one.address}:" if one.address else "", f"{one.what}.", one.hint) if word
            )
            for one in caught.value.mistakes
        ]

    return of
