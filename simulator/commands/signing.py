"""The options of a sign-off, and what came of it in a few lines on the terminal."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

import click

from simulator.commands.answers import wrong
from simulator.commands.asked import Asked
from simulator.saved import SavedRun
from simulator.scenario.mistakes import ScenarioMistakes
from simulator.sign_off import Acceptance, Judged, Limit, SignOff
from simulator.sign_off_files import read_accepted, read_limits

if TYPE_CHECKING:
    from reports.outcome import Outcome

_Read = TypeVar("_Read")


def sign_off_of(asked: Asked, read_runs: Callable[[Sequence[str]], list[SavedRun]]) -> SignOff:
    """What the options say. Ends the command, with all mistakes of both files, where any of them is wrong."""
    texts: list[str] = []
    limits: tuple[Limit, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    if asked.gate is not None:
        gate, compared = asked.gate, bool(asked.baseline)
        limits = _or_mistakes(lambda: read_limits(gate, baseline=compared), texts)
    if asked.accepted is not None:
        accepted = asked.accepted
        acceptances = _or_mistakes(lambda: read_accepted(accepted), texts)
    if texts:
        wrong("\n".join(texts))
    baseline = tuple(read_runs(asked.baseline)) if asked.baseline else ()
    return SignOff(limits, acceptances, asked.as_of or dt.datetime.now(dt.UTC).date(), baseline)


def _or_mistakes(read: Callable[[], tuple[_Read, ...]], texts: list[str]) -> tuple[_Read, ...]:
    try:
        return read()
    except ScenarioMistakes as mistakes:
        texts.append(str(mistakes))
        return ()


def tell(outcome: Outcome) -> None:
    """The limits that do not hold, the acceptances that accept nothing, and what changed since the baseline."""
    for one in outcome.limits:
        if not one.held:
            click.echo(f"limit {one.verdict}: {one.limit.words}; {_came(one)} ({one.story})", err=True)
    for stale in outcome.stale:
        click.echo(f"accepted by {stale.acceptance.who}: {stale.acceptance.finding}: {stale.why}", err=True)
    if outcome.baseline:
        count = {
            word: sum(one.change == word for one in outcome.findings) for word in ("new", "gone", "unchanged")
        }
        click.echo(
            f"Against the baseline: {count['new']:,} new, {count['gone']:,} gone, {count['unchanged']:,} unchanged."
        )


def _came(one: Judged) -> str:
    if one.mean is None:
        return f"came {one.values[0]:g}"
    bad_end = "not known of so few seeds" if math.isinf(one.bad_end) else f"{one.bad_end:g}"
    return f"mean {one.mean.estimate:g} of {len(one.values)} seeds, bad end {bad_end}"
