"""Values out of the XML that a client wrote: by their path, or None where they are left out."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from fake_jamf.speech.key import Key, KeyKind
from fake_jamf.wire_text import Unreadable

_KEYS: tuple[tuple[str, KeyKind], ...] = (
    ("id", "id"),
    ("udid", "udid"),
    ("serial_number", "serialnumber"),
    ("name", "name"),
)


class Reading:
    """An element and what is under it."""

    __slots__ = ("_element",)

    def __init__(self, element: etree._Element) -> None:
        self._element = element

    def part(self, path: str) -> Reading | None:
        """What is at a path, or None."""
        found = self._element.find(path)
        return None if found is None else Reading(found)

    def parts(self, path: str) -> Iterator[Reading]:
        """All that is at a path."""
        return (Reading(one) for one in self._element.findall(path))

    def text(self, path: str) -> str | None:
        """The text at a path; None where there is no such element, "" where it is empty."""
        found = self._element.find(path)
        return None if found is None else (found.text or "").strip()

    def whole_text(self, path: str) -> str | None:
        """The text at a path with its white space, for what is kept to the letter."""
        found = self._element.find(path)
        return None if found is None else found.text or ""

    def truth(self, path: str) -> bool | None:
        """True or false. Raises ``Unreadable``."""
        said = self.text(path)
        if said is None or said == "":
            return None
        if said.lower() not in ("true", "false"):
            raise Unreadable(f"{path}: true or false is expected")
        return said.lower() == "true"

    def number(self, path: str) -> int | None:
        """A whole number of up to 18 digits. Raises ``Unreadable``."""
        said = self.text(path)
        if said is None or said == "":
            return None
        digits = said.removeprefix("-")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
            raise Unreadable(f"{path}: a whole number is expected")
        return int(said)

    def key(self) -> Key:
        """Which record is meant: by id, or else by what comes next. Raises ``Unreadable``."""
        for element, by in _KEYS:
            said = self.text(element)
            if said:
                return Key(by, said)
        raise Unreadable("an id or a name is expected")

    def keys(self, path: str) -> tuple[Key, ...]:
        """The records that the elements at a path mean. Raises ``Unreadable``."""
        return tuple(one.key() for one in self.parts(path))
