"""``trustlab policy table``: what comes of each client, platform and trust, under the rules of one file or of several."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePath

import click
from rich.markup import escape
from rich.table import Table

from simulator.commands.answers import HELD, wrong
from simulator.commands.policy.reading import app_of, read_all
from simulator.commands.table import unwrapped
from simulator.policy_check import CheckedApp, checked_app
from simulator.policy_table import Outcome, Row, as_data, rows

_COLOURS = {"allowed": "green", "denied": "red", "depends": "yellow"}


def table(paths: Sequence[str], app: str | None, *, as_json: bool) -> int:
    """Print the access matrices of an app under each file's rules; the exit code."""
    files = read_all(paths)
    apps = [checked_app(app_of(rules, app), rules.known) for rules in files]
    if len({one.app.office365 for one in apps}) > 1:
        wrong(
            "One of these apps is Office 365, with the client condition, and another is not: their tables differ in kind."
        )
    found, read = rows(apps), [rules.path for rules in files]
    if as_json:
        told = {"paths": read, "apps": [one.app.name for one in apps], "rows": as_data(found)}
        click.echo(json.dumps(told, indent=2))
    else:
        _print(read, apps, found)
    return HELD


def _print(paths: Sequence[str], apps: Sequence[CheckedApp], found: Sequence[Row]) -> None:
    several = len(apps) > 1
    shown = Table(box=None, pad_edge=False, show_edge=False)
    for heading in ("client", "platform", "trust", *([""] if several else []), *_headings(paths)):
        shown.add_column(escape(heading), overflow="fold")
    for row in found:
        mark = ["[bold]![/]" if row.differs else ""] if several else []
        shown.add_row(row.client, row.cell.platform, row.cell.trust, *mark, *map(_outcome, row.outcomes))
    screen = unwrapped()
    screen.print(shown)
    if several:
        differing = sum(row.differs for row in found)
        screen.print(f"{differing} of {len(found)} classes come out differently.")


def _headings(paths: Sequence[str]) -> list[str]:
    """The files' names, or their whole paths where two have the same name."""
    names = [PurePath(path).name.removesuffix(".yaml") for path in paths]
    return names if len({*names}) == len(names) else [*paths]


def _outcome(one: Outcome) -> str:
    by = " or ".join(f"'{name}'" for name in one.rules)
    return f"[{_COLOURS[one.access]}]{one.access}[/] by {escape(by)}"
