"""The options by which a report is judged, of every command that writes one."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable
from typing import Any

import click

_OPTIONS = (
    click.option(
        "--gate",
        metavar="FILE",
        help="Limits on what came, told in the report: exit code 1 where one does not hold.",
    ),
    click.option("--accepted", metavar="FILE", help="Findings that somebody accepted, until when and why."),
    click.option(
        "--baseline", multiple=True, metavar="RUN", help="Runs to compare with: what is new, gone, unchanged."
    ),
    click.option(
        "--as-of",
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="DATE",
        help="The day that counts as today where acceptances end; today where left out.",
    ),
)


def signed_off(command: Callable[..., None]) -> Callable[..., None]:
    """A command with the options by which a report is judged, handed over as one, ``asked``."""

    @functools.wraps(command)
    def with_asked(
        *arguments: Any,
        gate: str | None,
        accepted: str | None,
        baseline: tuple[str, ...],
        as_of: dt.datetime | None,
        **others: Any,
    ) -> None:
        from simulator.commands.asked import Asked

        asked = Asked(gate, accepted, baseline, None if as_of is None else as_of.date())
        command(*arguments, asked=asked, **others)

    for option in reversed(_OPTIONS):
        with_asked = option(with_asked)
    return with_asked
