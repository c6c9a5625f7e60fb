"""``trustlab list``: the stories and what they show; the facts and which stories show them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from rich.markup import escape
from rich.table import Table

from simulator.commands.answers import wrong
from simulator.commands.files import load_all
from simulator.commands.table import console
from simulator.facts import SOURCES
from simulator.ledger import SAYS, Played, Row, ledger
from simulator.scenario.load import Loaded


def list_stories(paths: Sequence[str], *, facts: bool, runs: str | None, as_json: bool) -> None:
    """Print the stories, or the facts with their stories and, from saved runs, what came of them."""
    if runs is not None and not facts:
        wrong("--runs says what came of the facts' stories: give it with --facts")
    stories = load_all(paths)
    rows = ledger(((one.path, one.scenario.shows) for one in stories), _played(runs)) if facts else []
    if as_json:
        click.echo(json.dumps(_facts(rows) if facts else _stories(stories), indent=2))
    elif facts:
        _print_facts(rows, judged=runs is not None)
    else:
        _print_stories(stories)


def _played(runs: str | None) -> Iterator[Played]:
    """What came of the complete runs saved below a folder."""
    if runs is None:
        return
    from simulator.saved import RunIncomplete, find_runs, read_run

    folders = find_runs(Path(runs))
    if not folders:
        wrong(f"--runs {runs}: no saved run is there")
    for folder in folders:
        try:
            run = read_run(folder)
        except RunIncomplete:
            continue  # a run that did not come to its end says nothing about its story
        yield Played(run.manifest.path, run.manifest.variant, run.held)


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


def _facts(rows: Sequence[Row]) -> list[dict[str, object]]:
    return [
        {
            "fact": row.fact.id,
            "says": row.fact.says,
            "source": row.fact.source,
            "assumed": row.fact.assumed,
            "verdict": row.verdict,
            "stories": dict(row.stories),
        }
        for row in rows
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


def _print_facts(rows: Sequence[Row], *, judged: bool) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("fact", "says", "from", *(["in the model"] if judged else []), "stories"):
        table.add_column(heading, overflow="fold")
    for row in rows:
        verdict = [SAYS[row.verdict]] if judged else []
        assumed = "".join(f"; assumed: {name}" for name in row.fact.assumed)
        paths = "\n".join(path for path, _ in row.stories) or "-"
        table.add_row(*map(escape, (row.fact.id, row.fact.says, row.fact.source + assumed, *verdict, paths)))
    screen = console()
    screen.print(table)
    named = sum(bool(row.stories) for row in rows)
    shown = sum(row.verdict == "shown" for row in rows)
    screen.print(
        f"{named} of {len(rows)} facts have a story"
        + (f", {shown} are shown in the model." if judged else ".")
    )
    screen.print("; ".join(f"{word}: {meaning}" for word, meaning in SOURCES.items()) + ".", style="dim")
