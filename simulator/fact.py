"""What a fact is, and where facts are from."""

from __future__ import annotations

from typing import Final, NamedTuple

SOURCES: Final = {
    "doc": "Okta's help page 'Enforce Okta Device Trust for Jamf Pro-managed macOS devices', by line of its text",
    "task": "read in the registration task",
    "seen": "seen in a real client or browser",
    "help": "a newer help page of Okta's",
    "read": "read in the registration task, and not documented anywhere",
    "met": "what administrators meet; it follows from rows above, and is not documented as such",
}
"""Where facts are from; a fact of the document names its lines."""


class Fact(NamedTuple):
    """One fact.

    Attributes:
        id: as stories name it.
        says: the statement, in short.
        source: where it is from, for example ``doc 116-118; task``.
        assumed: the named assumptions that fill what the source leaves open.
    """

    id: str
    says: str
    source: str
    assumed: tuple[str, ...] = ()
