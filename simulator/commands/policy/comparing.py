"""``trustlab policy diff``: what a change of rules newly keeps out, what it newly lets in, and whom it hits."""

from __future__ import annotations

import json

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from fake_okta.analysis_classes import RequestClass
from fake_okta.analysis_flips import Flipped
from simulator.commands.answers import FAILED, HELD
from simulator.commands.policy.reading import read_all
from simulator.commands.table import unwrapped
from simulator.policy_diff import WAYS, ComparedApp, Comparison, as_data, compared
from simulator.policy_words import class_words

_TOLD = {"newly_denied": "[red]newly denied[/]", "newly_allowed": "[yellow]newly allowed[/]"}


def diff(before: str, after: str, estate: str | None, *, most: int, as_json: bool) -> int:
    """Compare the rules of two files and answer; the exit code."""
    files = read_all([before, after, *([estate] if estate else [])])
    found = compared(files[0], files[1], files[2] if estate else None, most)
    if as_json:
        click.echo(json.dumps(as_data(found), indent=2))
    else:
        _print(found)
    return FAILED if found.flips else HELD


def _print(found: Comparison) -> None:
    screen = unwrapped()
    for names, word in ((found.gone, "is no longer there"), (found.new, "is new")):
        for name in names:
            screen.print(f"{escape(name)} {word}.")
    for app in found.apps:
        _print_app(screen, app)
    if not found.flips:
        screen.print("[green]Nothing flips.[/]")


def _print_app(screen: Console, app: ComparedApp) -> None:
    if not app.flips:
        return
    screen.print(f"\n[bold]{escape(app.after.name)}[/]")
    for way in WAYS:
        flipped = app.ways[way]
        if not flipped.classes.found:
            continue
        screen.print(f"{_TOLD[way]}{escape(_whom(flipped))}", soft_wrap=not screen.is_terminal)
        if screen.is_terminal:
            screen.print(_table(app, flipped))
        else:
            _print_lines(screen, app, flipped)
        if not flipped.classes.complete:
            screen.print("  There are more classes than these; --most looks for more.")


def _print_lines(screen: Console, app: ComparedApp, flipped: Flipped) -> None:
    """A line a class, so that lines can be searched."""
    for one in flipped.classes.found:
        _, words, *people, before, after = _row(app, one)
        count = f" ({people[0]})" if people else ""
        screen.print(f"  {words}{count}: before by {before}, now by {after}", soft_wrap=True)


def _whom(flipped: Flipped) -> str:
    if flipped.people is None:
        return ""
    more = ", ..." if flipped.people > len(flipped.logins) else ""
    people = "person" if flipped.people == 1 else "people"
    return f" for {flipped.people:,} {people}: {', '.join(flipped.logins)}{more}"


def _table(app: ComparedApp, flipped: Flipped) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False)
    known = flipped.people is not None
    for heading in ("", "requests", *(["people"] if known else []), "before by", "now by"):
        table.add_column(heading, overflow="fold", justify="right" if heading == "people" else "left")
    for one in flipped.classes.found:
        table.add_row(*_row(app, one))
    return table


def _row(app: ComparedApp, one: RequestClass) -> list[str]:
    count = app.people(one)
    people = [] if count is None else [f"{count:,}"]
    before, after = (escape(" or ".join(f"'{name}'" for name in names)) for names in app.rules(one))
    return ["", escape(class_words(one.facts, "any", office365=app.after.office365)), *people, before, after]
