"""The table at the end: each story and variant with its facts, seeds, what held and the digest."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from simulator.commands.playing import Outcome

_DIGEST = 12
_WIDTH = 120


def console() -> Console:
    """A console for stdout; wide enough for a table where the output is no terminal."""
    plain = Console(highlight=False)
    return plain if plain.is_terminal else Console(highlight=False, width=_WIDTH)


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
