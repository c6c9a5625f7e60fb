"""``trustlab list``: the stories and what they show; the facts and which stories show them."""

from __future__ import annotations

import json
from collections.abc import Sequence

import click
from rich.markup import escape
from rich.table import Table

from simulator.commands.files import load_all
from simulator.commands.table import console
from simulator.fact_ids import FACTS
from simulator.scenario.load import Loaded


def list_stories(paths: Sequence[str], *, facts: bool, as_json: bool) -> None:
    """Print the stories, or the facts with their stories."""
    stories = load_all(paths)
    if as_json:
        click.echo(json.dumps(_facts(stories) if facts else _stories(stories), indent=2))
    elif facts:
        _print_facts(stories)
    else:
        _print_stories(stories)


def _stories(stories: Sequence[Loaded]) -> list[dict[str, object]]:
    return [
        {
            "path": one.path,
            "story": one.scenario.story,
            "shows": one.scenario.shows,
            "seeds": one.scenario.seeds,
            "variants": ["base", *one.variants],
        }
        for one in stories
    ]


def _facts(stories: Sequence[Loaded]) -> list[dict[str, object]]:
    return [
        {
            "fact": fact.id,
            "says": fact.says,
            "stories": [one.path for one in stories if fact.id in one.scenario.shows],
        }
        for fact in FACTS
    ]


def _print_stories(stories: Sequence[Loaded]) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("file", "story", "facts", "counter-case"):
        table.add_column(heading, overflow="fold")
    for one in stories:
        has_counter = "yes" if "counter_case" in one.variants else "no"
        row = (one.path, one.scenario.story, " ".join(one.scenario.shows), has_counter)
        table.add_row(*map(escape, row))
    console().print(table)


def _print_facts(stories: Sequence[Loaded]) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("fact", "says", "shown by"):
        table.add_column(heading, overflow="fold")
    shown = 0
    for fact in FACTS:
        paths = [one.path for one in stories if fact.id in one.scenario.shows]
        shown += bool(paths)
        table.add_row(fact.id, escape(fact.says), escape("\n".join(paths)) or "-")
    screen = console()
    screen.print(table)
    screen.print(f"{shown} of {len(FACTS)} facts have a story.")
