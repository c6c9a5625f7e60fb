"""The headers of Jamf Pro's inventory export, and what each is to a known Mac.

Which columns an export has, and their order, depends on the display preferences of whoever made it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from simulator.inventory.coverage import Coverage, joined

HEADERS: Final = {
    "computer name": "name",
    "display name": "name",
    "jss computer id": "id",
    "jamf pro computer id": "id",
    "computer id": "id",
    "serial number": "serial_number",
    "udid": "udid",
    "hardware uuid": "udid",
    "managed": "managed",
    "platform": "platform",
    "operating system version": "macos",
    "os version": "macos",
    "macos version": "macos",
    "username": "username",
    "email address": "email",
    "department": "department",
    "last check-in": "last_check_in",
    "last check in": "last_check_in",
    "last inventory update": "last_inventory",
    "last inventory update date": "last_inventory",
}
"""Header (in lower case) to field. Every other column is an extension attribute, or of no use here."""
DATES: Final = ("last_check_in", "last_inventory")
IDENTITIES: Final = ("name", "id", "serial_number", "udid")
_HINTS: Final = ("okta", "device trust", "mtls")
"""An attribute about the certificate is called so in every example that is known."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where in a row each field is: ``fields`` by name, ``attributes`` by header."""

    fields: dict[str, int]
    attributes: dict[str, int] = field(default_factory=dict)


def is_known(header: str) -> bool:
    """Whether a header is one of Jamf Pro's that is looked for."""
    return header.lower() in HEADERS


def find_columns(header: Sequence[str], wanted: Sequence[str], coverage: Coverage) -> Columns:
    """Which column is what. ``wanted`` are headers of attributes to be read; else those that sound like it.

    A header that stands there twice counts where it stands first.
    """
    fields: dict[str, int] = {}
    attributes: dict[str, int] = {}
    asked = {name.strip().lower() for name in wanted}
    twice = []
    for at, text in enumerate(header):
        lowered = text.lower()
        name = HEADERS.get(lowered)
        if name is not None:
            if name in fields:
                twice.append(text)
            fields.setdefault(name, at)
        elif lowered in asked or (not asked and any(hint in lowered for hint in _HINTS)):
            attributes.setdefault(text, at)
    if twice:
        coverage.note(f"There twice, and read where it stands first: {joined(twice)}.")
    for name in sorted(asked - {text.lower() for text in attributes}):
        coverage.note(f"There is no column '{name}', which --attribute names.")
    return Columns(fields, attributes)
