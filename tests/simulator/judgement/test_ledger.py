"""The ledger: a fact is shown where its stories and their counter-cases came out as told."""

import re

import pytest

from simulator.assumptions import all_assumptions
from simulator.facts import FACTS, SOURCES
from simulator.ledger import Played, ledger

STORY = ("a.yaml", ("TSK-02",))
BASE, COUNTER = Played("a.yaml", "base", True), Played("a.yaml", "counter_case", True)


def verdict(*played, stories=(STORY,)):
    return {row.fact.id: row.verdict for row in ledger(stories, played)}["TSK-02"]


@pytest.mark.parametrize(
    ("played", "expected"),
    [
        ((BASE, COUNTER), "shown"),
        ((BASE,), "no counter-case"),
        ((COUNTER,), "not played"),
        ((), "not played"),
        ((BASE._replace(held=False), COUNTER), "not shown"),
        ((BASE, COUNTER._replace(held=False)), "not shown"),
        ((BASE, COUNTER, BASE._replace(held=False)), "not shown"),
        ((BASE, COUNTER, Played("a.yaml", "the_other_way", False)), "not shown"),
    ],
)
def test_a_fact_is_shown_where_story_and_counter_case_held_in_every_run(played, expected):
    assert verdict(*played) == expected


def test_one_story_that_fails_outweighs_another_that_shows_the_fact():
    other = ("b.yaml", ("TSK-02",))
    failed = Played("b.yaml", "base", False)
    assert verdict(BASE, COUNTER, failed, stories=(STORY, other)) == "not shown"
    assert verdict(BASE, COUNTER, stories=(STORY, other)) == "shown"


def test_a_fact_that_no_story_names_is_in_the_ledger_as_such():
    rows = ledger([STORY], [])
    assert [row.fact for row in rows] == list(FACTS)
    assert {row.verdict for row in rows if row.fact.id != "TSK-02"} == {"no story"}


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.id)
def test_every_fact_says_where_it_is_from_and_what_is_assumed(fact):
    for part in fact.source.split("; "):
        assert re.fullmatch(r"doc \d+(-\d+)?(, \d+(-\d+)?)*", part) or part in SOURCES
    assert set(fact.assumed) <= {row.name for row in all_assumptions()}
