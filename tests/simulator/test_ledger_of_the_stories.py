"""The ledger as it stands: each fact has a story that can come out otherwise, and no story names a fact that is none."""

from __future__ import annotations

import pytest

from simulator.fact import SOURCES
from simulator.facts import FACT_IDS, FACTS
from simulator.facts_beyond import BEYOND
from simulator.limitations import NOT_COVERED
from simulator.orders_file import read_orders
from simulator.scenario.load import load
from simulator.scenario.mistakes import ScenarioMistakes
from simulator.stories import built_in, story_files

STORIES = [load(path) for path in story_files([str(built_in())])]
ORDERS = [read_orders(str(path)).model for path in sorted((built_in() / "orders").glob("*.yaml"))]
SHOWN = {fact for story in STORIES for fact in story.scenario.shows}


@pytest.mark.parametrize("fact", FACT_IDS)
def test_every_fact_has_a_story(fact):
    assert fact in SHOWN


@pytest.mark.parametrize("story", STORIES, ids=lambda story: "/".join(story.path.split("/")[-2:]))
def test_every_story_shows_a_fact_and_has_a_counter_case_that_expects_something_else(story):
    assert story.scenario.shows
    counter = story.scenario.counter_case
    assert counter is not None
    assert counter.change
    assert counter.expect
    assert [*counter.expect] != [*story.scenario.expect]


def test_a_story_or_an_order_that_names_a_fact_which_does_not_exist_is_refused(tmp_path):
    for text in (
        "story: a\nshows: [ADM-99]\nfleet: [{name: ada}]\n",
        "story: a\nshows: [adm-01]\nfleet: [{name: ada}]\n",
    ):
        (tmp_path / "wrong.yaml").write_text(text)
        with pytest.raises(ScenarioMistakes, match="there is no fact"):
            load(str(tmp_path / "wrong.yaml"))
    assert {fact for model in ORDERS for fact in model.shows} <= {*FACT_IDS}


def test_what_was_read_and_what_administrators_meet_is_marked_as_not_documented():
    for fact in FACTS:
        undocumented = {"read", "met"} & {*fact.source.split("; ")}
        assert bool(undocumented) == (fact in BEYOND)
    assert "not documented" in SOURCES["read"]
    assert "not documented" in SOURCES["met"]


def test_limitations_name_facts_that_there_are():
    assert {fact for one in NOT_COVERED for fact in one.facts} <= {*FACT_IDS}
