"""Times as the two APIs write them; both mean the server's zone, which is UTC here."""

from __future__ import annotations

from datetime import UTC, datetime
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
    moment = datetime.fromtimestamp(at, UTC)
    utc = moment.isoformat(timespec="milliseconds").replace("+00:00", "+0000")
    written = {f"{name}_epoch": at * 1000, f"{name}_utc": utc}
    return {name: moment.replace(tzinfo=None).isoformat(" "), **written} if text else written
