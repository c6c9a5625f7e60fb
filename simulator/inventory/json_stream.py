"""JSON values one after the other out of a file too large to be held: one array, or one value a line or a paragraph."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import IO, Any, Final

from simulator.inventory.coverage import Coverage

_CHUNK: Final = 1 << 18
_LARGEST: Final = 1 << 22
"""A System Log event has some kilobytes. A value larger than this is taken for something else."""
_BETWEEN: Final = " \t\r\n,\ufeff"


def values(stream: IO[str], coverage: Coverage) -> Iterator[tuple[int, Any]]:
    """Each value with its number, from 1. Ends early, with a note, where what follows is no JSON."""
    window = _Window(stream)
    decoder = json.JSONDecoder()
    number = 0
    while window.at_value():
        try:
            value, window.at = decoder.raw_decode(window.text, window.at)
        except (ValueError, RecursionError):
            if window.more():
                continue
            coverage.note(f"After {number:,} {coverage.unit} nothing could be read: what follows is no JSON.")
            return
        number += 1
        yield number, value


class _Window:
    """The part of a stream that is being read; ``at`` is where in it."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._began = False
        self.text = ""
        self.at = 0

    def more(self) -> bool:
        """Read on; False where nothing is left, or so much was read already that it can be no value."""
        if len(self.text) - self.at > _LARGEST:
            return False
        try:
            read = self._stream.read(_CHUNK)
        except UnicodeError:
            return False
        self.text, self.at = self.text[self.at :] + read, 0
        return bool(read)

    def at_value(self) -> bool:
        """Go to where the next value begins, past commas and the brackets of the one array; False at the end."""
        while True:
            while self.at < len(self.text) and self.text[self.at] in _BETWEEN:
                self.at += 1
            if self.at == len(self.text):
                if not self.more():
                    return False
            elif self.text[self.at] == "[" and not self._began:
                self._began = True
                self.at += 1
            elif self.text[self.at] == "]" and self._began:
                self.at += 1
            else:
                self._began = True
                return True
