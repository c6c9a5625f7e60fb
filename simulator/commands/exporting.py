"""``trustlab export``: what saved runs say, for other tools."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from simulator.commands.answers import wrong
from simulator.commands.progress import Bar
from simulator.commands.reading import runs_at
from simulator.logs.replay import PlaysOtherwise, write_logs
from simulator.saved import SavedRun
from simulator.staging import Detail

FINDINGS, DENIALS = "findings.json", "denials.csv"


def export(places: Sequence[str], to: str, detail: Detail | None, *, logs: bool) -> None:
    """Write findings and denials of all runs into a folder, and what was logged in each into a folder of its own."""
    from reports.denials_csv import write_denials
    from reports.exports.findings import write_findings

    runs = runs_at(places)
    folder = Path(to)
    _make(folder)
    write_findings(runs, folder / FINDINGS)
    click.echo(f"{folder / FINDINGS}: {len(runs)} run{'s' * (len(runs) > 1)}.")
    count = write_denials(runs, folder / DENIALS)
    click.echo(f"{folder / DENIALS}: {count:,} denial{'s' * (count != 1)}.")
    if logs:
        _write_logs(runs, folder, detail)


def _write_logs(runs: Sequence[SavedRun], folder: Path, detail: Detail | None) -> None:
    with Bar(len(runs)) as bar:
        for run, name in zip(runs, _names(runs), strict=True):
            _make(folder / name)
            try:
                written = write_logs(run, folder / name, detail, bar.within)
            except PlaysOtherwise as error:
                wrong(f"{error}, or leave them out (--no-logs).")
            bar.step()
            for one in written:
                click.echo(f"{one.path}: {one.lines:,} line{'s' * (one.lines != 1)}.")


def _names(runs: Sequence[SavedRun]) -> list[str]:
    """A folder's name for each run: its own, with a number where another run has it too."""
    names: dict[str, None] = {}
    for run in runs:
        name, number = run.folder.name, 1
        while name in names:
            number += 1
            name = f"{run.folder.name}-{number}"
        names[name] = None
    return [*names]


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        wrong(f"{folder}: no folder can be made there ({error.strerror}).")
