"""The table at the end: each story and variant with its facts, seeds, what held and the digest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from simulator.commands.playing import Outcome

_DIGEST = 12
_WIDTH = 120
_UNWRAPPED = 10_000
_NUMBERS = {"sign-ins", "Macs", "people"}


def console() -> Console:
    """A console for stdout; wide enough for a table where the output is no terminal."""
    plain = Console(highlight=False)
    return plain if plain.is_terminal else Console(highlight=False, width=_WIDTH)


def unwrapped() -> Console:
    """A console for stdout that breaks no line where the output is no terminal, so that lines can be searched."""
    plain = Console(highlight=False)
    return plain if plain.is_terminal else Console(highlight=False, width=_UNWRAPPED)


def print_table(outcomes: Sequence[Outcome]) -> None:
    """Print it: one row for all seeds of a story's variant, the digest that of the first seed."""
    played = [outcome for outcome in outcomes if outcome.ended == "played"]
    if not played:
        return
    table = Table(box=None, pad_edge=False, show_edge=False)
    for heading in ("story", "variant", "facts", "seeds", "result", "digest"):
        table.add_column(heading, overflow="fold")
    for (path, variant), group in groupby(played, key=lambda one: (one.job.path, one.job.run.variant)):
        table.add_row(*_row(path, variant, [*group]))
    screen = console()
    screen.print(table)
    held = sum(outcome.held for outcome in played)
    screen.print(f"{held} of {len(played)} runs held." if held < len(played) else f"All {held} runs held.")


def _row(path: str, variant: str, outcomes: Sequence[Outcome]) -> list[str]:
    failed = [outcome for outcome in outcomes if not outcome.held]
    result = f"[red]{len(failed)} of {len(outcomes)} failed[/]" if failed else "[green]held[/]"
    first = outcomes[0]
    story = first.data["story"] if variant == "base" else ""
    return [
        escape(f"{path}\n  {story}" if story else path),
        escape(variant.replace("_", "-")),
        escape(" ".join(first.shows) if variant == "base" else ""),
        " ".join(str(outcome.job.run.seed) for outcome in outcomes),
        result,
        str(first.data["digest"])[:_DIGEST],
    ]


def print_causes(outcomes: Sequence[Outcome], *, all_runs: bool) -> None:
    """Print why sign-ins went wrong: in every run, or in a story's own first one; nothing where none did."""
    played = [outcome for outcome in outcomes if outcome.ended == "played"]
    for outcome in played if all_runs else played[:1]:
        if not outcome.data["root_causes"]:
            continue
        run = outcome.job.run
        table = Table(box=None, pad_edge=False, show_edge=False)
        for heading in ("", "cause", "sign-ins", "Macs", "people", "first", "last", "fact"):
            table.add_column(heading, overflow="fold", justify="right" if heading in _NUMBERS else "left")
        for cause in outcome.data["root_causes"]:
            table.add_row(*_cause_row(cause, ZoneInfo(outcome.data["zone"])))
        screen = console()
        variant = run.variant.replace("_", "-")
        screen.print(f"\nRoot causes ({escape(outcome.job.path)}, {variant}, seed {run.seed}):")
        screen.print(table)


def _cause_row(cause: Mapping[str, Any], zone: ZoneInfo) -> list[str]:
    first, last = (dt.datetime.fromtimestamp(cause[key], zone).date() for key in ("first_at", "last_at"))
    counted = [f"{cause[key]:,}" for key in ("sign_ins", "macs", "people")]
    came = "[yellow]let in[/]" if cause["lets_in"] else "denied"
    return [came, escape(cause["plain"]), *counted, str(first), str(last), cause["fact"]]
