"""The denials of some runs as a table for spreadsheets and other tools, with their root causes and remedies."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from simulator.measures_report import read
from simulator.saved import SavedCause, SavedRun

COLUMNS = (
    "story", "variant", "seed", "event", "at", "mac", "person", "app", "client", "reason", "rule", "device",
    "root_cause", "fact", "remedy",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for the beginning of a formula. Source: OWASP, 'CSV Injection'."""


def defused(cell: str) -> str:
    """A cell that a spreadsheet shows and does not reckon: one that would be a formula gets an apostrophe before it.

    >>> defused("=1+1")
    "'=1+1"
    """
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA) else cell


def write_denials(runs: Sequence[SavedRun], out: Path) -> int:
    """Write every denied sign-in that was played, one a line, and return how many; ``at`` is ISO 8601 in the run's zone.

    The file is there whole or not at all.
    """
    beside = out.with_name(f"{out.name}.part")
    count = 0
    with beside.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for run in runs:
            for row in _rows(run):
                writer.writerow([defused(cell) for cell in row])
                count += 1
    beside.replace(out)
    return count


def _rows(run: SavedRun) -> Iterator[tuple[str, ...]]:
    manifest, zone = run.manifest, ZoneInfo(run.manifest.zone)
    causes = {seq: cause for cause in run.root_causes for seq in cause.seqs}
    for record in read(run.records()).opened:
        if record.outcome == "denied":
            details = record.details
            yield (
                manifest.story,
                manifest.variant,
                str(manifest.seed),
                str(record.seq),
                dt.datetime.fromtimestamp(record.at, zone).isoformat(),
                record.subject,
                str(details["person"]),
                str(details["app"]),
                str(details["client"]),
                record.reason,
                str(details["rule"]),
                str(details["device"]),
                *_cause(causes.get(record.seq)),
            )


def _cause(cause: SavedCause | None) -> tuple[str, str, str]:
    return ("", "", "") if cause is None else (cause.plain, cause.fact, cause.remedy)
