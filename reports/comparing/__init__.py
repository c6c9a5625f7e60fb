"""The report of an experiment: its plans beside each other, the one advised, and what that depends on.

It is made of the answer as ``trustlab whatif --json`` prints it, and of nothing else. A section is a file here and a line in
:mod:`reports.comparing.page`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

__all__ = ["write_comparison"]


def write_comparison(answer: Mapping[str, Any], out: Path) -> None:
    """Write the report of an answer as one file: beside its name first, so that it is there whole or not at all."""
    from reports.comparing.page import render  # Altair and vl-convert take their time

    beside = out.with_name(out.name + ".part")
    beside.write_text(render(answer), encoding="utf-8")
    beside.replace(out)
