"""Every built-in story has a counter-case, and in it the story's own expectations do not all hold."""

import pytest

from simulator.expectations import judge
from simulator.run import calendar_of, play
from simulator.scenario.load import load
from simulator.stories import built_in, story_files

STORIES = story_files([str(built_in())])
FAMILIES = ("renewal", "chrome", "enrollment_limit", "read_only_cell", "shared_terminals")


def name(path):
    return "/".join(path.split("/")[-2:])


@pytest.mark.parametrize("path", STORIES, ids=name)
def test_a_counter_case_comes_out_otherwise(path):
    loaded = load(path)
    counter = loaded.variant("counter_case")
    trace = play(counter, loaded.scenario.seeds[0])
    expected = [
        one.model_dump(mode="json", by_alias=True, exclude_none=True) for one in loaded.scenario.expect
    ]
    verdicts = judge(expected, trace.records, calendar_of(counter))
    assert expected
    assert not all(verdict.held for verdict in verdicts)


@pytest.mark.parametrize("family", FAMILIES)
def test_each_family_has_several_stories(family):
    assert len([path for path in STORIES if f"/{family}/" in path]) >= 3
