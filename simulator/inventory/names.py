"""Names fit for an estate: printable, not too long, each once."""

from __future__ import annotations

import re
from typing import Final

from simulator.inventory.coverage import Coverage

_LONGEST: Final = 180
_VERSION: Final = re.compile(
    r"\s*(?:macOS|Mac OS X|OS X)?\s*(\d{1,4}(?:\.\d{1,4}){0,2})(?:\.\d+)*\b.*", re.IGNORECASE
)


def clean(text: str) -> str:
    """A text on one line, without what no terminal should be sent; cut where it is very long."""
    if text.isprintable():
        return " ".join(text.split())[:_LONGEST]
    shown = "".join(char if char.isprintable() else " " for char in text[: 4 * _LONGEST])
    return " ".join(shown.split())[:_LONGEST]


def unquoted(text: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    text = text.strip()
    return text[1:] if len(text) > 1 and text[0] == "'" and text[1] in "=+-@'\t" else text


def version(text: str) -> str | None:
    """A macOS version out of ``14.5``, ``14.5.0 (23F79)`` or ``macOS 14.5``; None where there is none in it."""
    found = _VERSION.fullmatch(text)
    return None if found is None else found[1]


class Taken:
    """Makes names unique: the second Mac of a name is ``name-2``."""

    __slots__ = ("_taken",)

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def unique(self, name: str, line: int, coverage: Coverage) -> str:
        """The name, or one like it that nobody has yet."""
        if name not in self._taken:
            self._taken[name] = 1
            return name
        coverage.cannot_read(line, "Computer Name", "one that another Mac has too; it was numbered")
        while True:
            self._taken[name] += 1
            numbered = f"{name}-{self._taken[name]}"
            if numbered not in self._taken:
                self._taken[numbered] = 1
                return numbered
