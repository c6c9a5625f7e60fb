"""``trustlab whatif --now``: who of an estate would be denied if the deny rule were switched on today."""

from __future__ import annotations

from simulator.commands.answers import wrong


def run(path: str, at: str | None, *, as_json: bool) -> int:
    """Answer for an estate file; the exit code."""
    wrong(f"{path}: this question cannot be answered yet.")
