"""Inventory exports as files, and what an import makes of them."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from simulator.inventory.coverage import Coverage
from simulator.inventory.jamf_export import Reading, read_export
from simulator.known_macs import KnownMac

HEADER = [
    "Computer Name",
    "JSS Computer ID",
    " Serial Number",
    "UDID",
    "Managed",
    "Platform",
    "Last Check-in",
    "Last Inventory Update",
    "Operating System Version",
    "Username",
    "Email Address",
    "Department",
]


def udid(number: int) -> str:
    return f"00000000-0000-0000-0000-{number:012d}"


def row(name: str, number: int, **changed: str) -> dict[str, str]:
    """A computer's row, by header."""
    cells = {
        "Computer Name": name,
        "JSS Computer ID": str(number),
        " Serial Number": f"C02AAAAA{number:04d}",
        "UDID": udid(number),
        "Managed": "Managed",
        "Platform": "Mac",
        "Last Check-in": "2026-11-20 10:00:00",
        "Last Inventory Update": "2026-11-20 09:00:00",
        "Operating System Version": "14.5.0",
        "Username": name.lower(),
        "Email Address": f"{name.lower()}@acme.test",
        "Department": "Sales",
    }
    return cells | changed


def text(rows: list[dict[str, str]], header: list[str] | None = None, delimiter: str = ",") -> str:
    """An export with these rows; a header that only rows name comes last."""
    header = header or [*HEADER, *dict.fromkeys(key for one in rows for key in one if key not in HEADER)]
    out = io.StringIO()
    writer = csv.DictWriter(out, header, restval="", extrasaction="ignore", delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def read(folder: Path, content: str | bytes, **reading: Any) -> tuple[list[KnownMac], Coverage]:
    """What an import makes of a file with this content."""
    file = folder / "inventory.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    coverage = Coverage("inventory.csv")
    return read_export(str(file), coverage, Reading(**reading)), coverage
