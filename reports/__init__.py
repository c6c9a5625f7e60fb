"""The report: one offline HTML file about saved runs. It shows what ``simulator.measures`` counts, and counts nothing.

A section is a file in ``reports/sections`` and a line in its list.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reports.view import Limits
from simulator.saved import SavedRun

if TYPE_CHECKING:
    from reports.outcome import Outcome
    from simulator.sign_off import SignOff

__all__ = ["write_report"]


def write_report(
    runs: Sequence[SavedRun],
    out: Path,
    *,
    title: str | None = None,
    limits: Limits | None = None,
    sign_off: SignOff | None = None,
) -> Outcome:
    """Write the report of some runs as one file: beside its name first, so that it is there whole or not at all.

    ``limits`` says how much of each run is shown; by default less of each, the more runs there are. ``sign_off`` says
    by what the report is judged, and what is returned is what came of it.

    Raises ValueError where there are no runs.
    """
    if not runs:
        raise ValueError("there are no runs to report")
    from reports.page import render  # Altair and vl-convert take their time

    page, outcome = render(runs, title, limits, sign_off)
    beside = out.with_name(out.name + ".part")
    beside.write_text(page, encoding="utf-8")
    beside.replace(out)
    return outcome
