"""What is wrong with a file, in the form in which it is answered: place, address, words, the line and a caret."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_LONGEST_LINE = 100
_LONGEST_QUOTE = 60
_MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a file: ``line`` and ``column`` from 1 (0: the file as a whole), ``length`` in characters."""

    line: int = 0
    column: int = 0
    length: int = 1


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a scenario file.

    Attributes:
        path: the file, as it was named.
        mark: where.
        address: the key, list entries by their names (``fleet.ada.apps``); "" for the file as a whole.
        what: what is wrong, in plain words.
        hint: ``Did you mean 'apps'?`` or another way out; "" where there is none.
        source: the line of the file, "" where there is none.
    """

    path: str
    mark: Mark
    address: str
    what: str
    hint: str = ""
    source: str = ""

    def __str__(self) -> str:
        place = f"{self.path}:{self.mark.line}:{self.mark.column}" if self.mark.line else self.path
        words = [f"{place}:", f"{self.address}:" if self.address else "", f"{self.what}.", self.hint]
        first = printable(" ".join(word for word in words if word))
        if not self.mark.line:
            return first
        shown, column = _window(self.source, self.mark.column)
        carets = "^" * max(1, min(self.mark.length, len(shown) - column + 1))
        return f"{first}\n{self.mark.line:>5} | {shown}\n      | {' ' * (column - 1)}{carets}"


class ScenarioMistakes(Exception):
    """A file that cannot be used; ``mistakes`` holds all that is wrong with it, in the order of its lines."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__(mistakes)
        self.mistakes = list(mistakes)

    def __str__(self) -> str:
        shown = [str(mistake) for mistake in self.mistakes[:_MOST_SHOWN]]
        if len(self.mistakes) > _MOST_SHOWN:
            shown.append(f"... and {len(self.mistakes) - _MOST_SHOWN} more mistakes")
        return "\n".join(shown)


def quote(text: str) -> str:
    """Text of a file as it is shown in a message: in quotes, shortened, control characters made visible."""
    return f"'{shorten(text, _LONGEST_QUOTE)}'"


def shorten(text: str, longest: int) -> str:
    """Printable ``text`` of at most ``longest`` characters."""
    clean = printable(text[: longest + 1])
    return clean if len(text) <= longest else clean[: longest - 3] + "..."


def printable(text: str) -> str:
    """Text with every control character replaced, one for one, so that carets stay where they belong."""
    return "".join(char if char.isprintable() else " " if char == "\t" else "?" for char in text)


def did_you_mean(word: str, known: Iterable[str], list_up_to: int = 12) -> str:
    """The hint for a wrong word: the nearest right one, or all of them where they are few."""
    words = [*dict.fromkeys(known)]
    lowered = {name.lower(): name for name in reversed(words)}
    near = difflib.get_close_matches(word.lower(), list(lowered), n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{lowered[near[0]]}'?"
    if words and len(words) <= list_up_to:
        return f"Known here: {', '.join(words)}."
    return ""


def _window(source: str, column: int) -> tuple[str, int]:
    """The part of a long line around a column, and the column in it."""
    clean = printable(source)
    if len(clean) <= _LONGEST_LINE:
        return clean, min(column, len(clean) + 1)
    begin = max(0, column - 1 - _LONGEST_LINE // 2)
    shown = clean[begin : begin + _LONGEST_LINE]
    return shown, column - begin
