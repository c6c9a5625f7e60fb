"""``trustlab list``: the stories and what they show; the facts and which stories show them; what is assumed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from rich.markup import escape
from rich.table import Table

from simulator.assumptions import all_assumptions
from simulator.commands.answers import wrong
from simulator.commands.files import load_all
from simulator.commands.playing import Job
from simulator.commands.run import play_jobs
from simulator.commands.table import console
from simulator.facts import SOURCES
from simulator.ledger import SAYS, Played, Row, ledger
from simulator.limitations import NOT_COVERED
from simulator.scenario.load import Loaded
from simulator.stories import runs_of


def list_stories(paths: Sequence[str], *, as_json: bool) -> None:
    """Print the stories."""
    stories = load_all(paths)
    if as_json:
        click.echo(json.dumps(_stories(stories), indent=2))
    else:
        _print_stories(stories)


def list_facts(paths: Sequence[str], *, runs: str | None, play: bool, as_json: bool) -> None:
    """Print the ledger: the facts with their stories and, from saved runs or by playing them, what came of these."""
    if runs is not None and play:
        wrong(
            "--play plays the stories, and --runs takes what came of them from saved runs: give one of the two"
        )
    stories = load_all(paths)
    played = _play(stories) if play else _saved(runs)
    rows = ledger(((one.path, one.scenario.shows) for one in stories), played)
    if as_json:
        click.echo(json.dumps(_facts(rows), indent=2))
    else:
        _print_facts(rows, judged=play or runs is not None)
        _print_limitations()


def list_assumptions(*, as_json: bool) -> None:
    """Print what the model assumes where nobody outside knows, with what else may be so and why nobody does."""
    rows = all_assumptions()
    if as_json:
        click.echo(json.dumps([row._asdict() for row in rows], indent=2))
        return
    table = Table(box=None, pad_edge=False)
    for heading in (
        "assumption",
        "of",
        "default",
        "may also be",
        "what it is about, and why it is not known",
    ):
        table.add_column(heading, overflow="fold")
    for row in rows:
        told = f"{row.meaning}. Not known: {row.unknown}."
        cells = (row.name, row.owner, row.default, ", ".join(row.alternatives), told)
        table.add_row(*map(escape, cells))
    console().print(table)


def _play(stories: Sequence[Loaded]) -> Iterator[Played]:
    """What comes of the stories now: each with its counter-case and variants, for each of its seeds."""
    jobs = [Job(one.path, run) for one in stories for run in runs_of(one)]
    for outcome in play_jobs(jobs, None):
        yield Played(outcome.job.path, outcome.job.run.variant, outcome.held)


def _saved(runs: str | None) -> Iterator[Played]:
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


def _print_limitations() -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("documented and not covered", "from", "in the model"):
        table.add_column(heading, overflow="fold")
    for one in NOT_COVERED:
        table.add_row(*map(escape, (one.says, one.source, one.instead)))
    screen = console()
    screen.print()
    screen.print(table)
