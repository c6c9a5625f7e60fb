"""Times as the two APIs write them; both mean the server's zone, which is UTC here."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any


def iso(at: int | None) -> str | None:
    """As the Jamf Pro API: ISO 8601 with milliseconds and Z."""
    if at is None:
        return None
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def classic_times(name: str, at: int | None, *, text: bool = True) -> dict[str, Any]:
    """As the Classic API: as text, in milliseconds, and in ISO 8601; a time that never was is "" and 0."""
    if at is None:
        written: dict[str, Any] = {f"{name}_epoch": 0, f"{name}_utc": ""}
        return {name: "", **written} if text else written
    date = _date(at)
    written = {f"{name}_epoch": at * 1000, f"{name}_utc": f"{date[:10]}T{date[11:]}.000+0000"}
    return {name: date, **written} if text else written


@lru_cache(maxsize=10_000)
def _date(at: int) -> str:
    """Date and time; a record has the same moment in several places."""
    return datetime.fromtimestamp(at, UTC).isoformat(" ")[:19]
