"""``trustlab report`` and ``trustlab explain``: what saved runs say, without playing them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from simulator.clock import Calendar
from simulator.commands.answers import FAILED, HELD, check_writable, wrong
from simulator.finding import of_kinds
from simulator.saved import MANIFEST, RunIncomplete, SavedRun, read_run
from simulator.scenario.mistakes import did_you_mean
from simulator.trace import Record

if TYPE_CHECKING:
    from simulator.commands.asked import Asked


def report(places: Sequence[str], out: str, denials: str | None, macs: Sequence[str], asked: Asked) -> int:
    """Write the HTML report of saved runs, and their denials as CSV; a folder that holds runs stands for all of them.

    The exit code: 1 where a limit does not hold.
    """
    from reports import write_report
    from reports.view import limits_for
    from simulator.commands.signing import sign_off_of, tell

    for file in (out, denials):
        if file is not None:
            check_writable(file)
    sign_off = sign_off_of(asked, runs_at)
    runs = runs_at(places)
    for mac in macs:
        _known_in_one_of(runs, mac)
    limits = replace(limits_for(len(runs)), macs=tuple(macs))
    outcome = write_report(runs, Path(out), limits=limits, sign_off=sign_off)
    tell(outcome)
    count = len(outcome.every)
    click.echo(f"{out}: {count} run{'s' * (count > 1)}.")
    if denials is not None:
        from reports.denials_csv import write_denials

        count = write_denials(runs, Path(denials))
        click.echo(f"{denials}: {count:,} denial{'s' * (count != 1)}.")
    return HELD if outcome.kept else FAILED


def runs_at(places: Sequence[str]) -> list[SavedRun]:
    """The runs at some places; a folder that holds runs stands for all of them. Ends the command where there are none."""
    runs: list[SavedRun] = []
    for place in places:
        runs += _runs_below(Path(place)) if _holds_runs(Path(place)) else [_read(Path(place))]
    if not runs:
        wrong("no run came to its end, so there is nothing to report.")
    return runs


def explain_mac(place: str, mac: str, at: str | None) -> None:
    """Print a Mac's flight recorder."""
    from simulator.explain import explain

    saved = open_run(place)
    records = saved.records()
    known_mac(records, mac)
    moment = None if at is None else moment_of(saved, at)
    click.echo(explain(records, mac, moment, saved.manifest.zone))


def _known_in_one_of(runs: Sequence[SavedRun], mac: str) -> None:
    """End the command where none of some runs has such a Mac."""
    known = {record.subject for run in runs for record in of_kinds(run.records(), "mac.added")}
    if mac not in known:
        wrong(f"--mac {mac}: there is no such Mac in these runs. {did_you_mean(mac, known)}".rstrip())


def known_mac(records: Sequence[Record], mac: str) -> None:
    """End the command where a run has no such Mac."""
    macs = [record.subject for record in of_kinds(records, "mac.added")]
    if mac not in macs:
        wrong(f"--mac {mac}: there is no such Mac in this run. {did_you_mean(mac, macs)}".rstrip())


def moment_of(saved: SavedRun, text: str) -> int:
    """The epoch second of ``--at``. Ends the command where it is none, or outside the run."""
    manifest = saved.manifest
    calendar = Calendar(manifest.start_at, manifest.zone, 1)
    try:
        found = calendar.parse_moment(text)
    except (ValueError, OverflowError) as error:
        wrong(f"--at {text}: {error}.")
    if not manifest.start_at <= found <= manifest.end_at:
        span = f"{calendar.text(manifest.start_at)} to {calendar.text(manifest.end_at)}"
        wrong(f"--at {text}: outside the run ({span}).")
    return found


def open_run(place: str) -> SavedRun:
    """A saved run. Ends the command where there is none, or it did not come to its end."""
    return _read(Path(place))


def _holds_runs(folder: Path) -> bool:
    return folder.is_dir() and not (folder / MANIFEST).exists() and any(folder.glob(f"*/{MANIFEST}"))


def _runs_below(folder: Path) -> list[SavedRun]:
    """The complete runs of a folder; the others are named and left out."""
    runs = []
    for manifest in sorted(folder.glob(f"*/{MANIFEST}")):
        try:
            runs.append(read_run(manifest.parent))
        except RunIncomplete as error:
            click.echo(f"left out: {error}", err=True)
    return runs


def _read(folder: Path) -> SavedRun:
    try:
        return read_run(folder)
    except RunIncomplete as error:
        wrong(f"{error}.")
