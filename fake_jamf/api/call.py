"""A request as a row sees it: what its address says, its query, its body."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import parse_qs

from fake_jamf.api import xml
from fake_jamf.api.xml_reading import Reading
from fake_jamf.speech.key import Key, KeyKind
from fake_jamf.wire_text import Unreadable, by_name, items, text, truth, whole_number

T = TypeVar("T")

_MOST_PARAMETERS = 200


@dataclass(frozen=True)
class Call:
    """A request to one of the APIs.

    Attributes:
        values: what the path says, by the names of the row.
        query_string: as it stands behind the question mark.
        headers: by names in lower case.
        body: as it came.
    """

    values: Mapping[str, str]
    query_string: str
    headers: Mapping[str, str]
    body: bytes

    @cached_property
    def query(self) -> Mapping[str, list[str]]:
        """The query's parameters, each with all its values. Raises ``Unreadable``."""
        try:
            return parse_qs(
                self.query_string,
                keep_blank_values=True,
                errors="strict",
                max_num_fields=_MOST_PARAMETERS,
            )
        except ValueError:
            raise Unreadable("the query cannot be read") from None

    def parameter(self, name: str) -> str | None:
        """A parameter's value, the last where it is repeated; None where it is left out."""
        given = self.query.get(name)
        return given[-1] if given else None

    def words(self, name: str) -> list[str]:
        """A parameter's values, repeated or with commas between them."""
        return [
            word.strip() for value in self.query.get(name, []) for word in value.split(",") if word.strip()
        ]

    def key(self, by: KeyKind) -> Key:
        """The record that the path addresses by ``{value}``."""
        return Key(by, self.values["value"])

    def record_id(self, name: str = "id") -> int:
        """An id in the path; 0, which no record has, where it is no number of up to 18 digits."""
        said = self.values[name]
        return int(said) if said.isascii() and said.isdigit() and len(said) <= 18 else 0

    def xml(self, root: str) -> Reading:
        """The body as XML. Raises ``Unreadable``."""
        return Reading(xml.parse(self.body, root))

    def json(self) -> Fields:
        """The body as a JSON object. Raises ``Unreadable`` or ValueError."""
        return Fields(by_name(json.loads(self.body)))

    def form(self) -> Mapping[str, str]:
        """The body as a form. Raises ``Unreadable``."""
        try:
            parsed = parse_qs(
                self.body.decode("ascii"),
                errors="strict",
                keep_blank_values=True,
                max_num_fields=_MOST_PARAMETERS,
            )
        except ValueError:
            raise Unreadable("the form cannot be read") from None
        return {name: values[-1] for name, values in parsed.items()}


class Fields:
    """A JSON object and its fields: each None where it is left out, or null. Raises ``Unreadable`` for other types."""

    __slots__ = ("_raw",)

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self._raw = raw

    def __contains__(self, name: str) -> bool:
        return self._raw.get(name) is not None

    def text(self, name: str) -> str | None:
        """Text."""
        return self._one(name, text)

    def required(self, name: str) -> str:
        """Text that must be there."""
        said = self.text(name)
        if said is None:
            raise Unreadable(f"{name} is missing")
        return said

    def truth(self, name: str) -> bool | None:
        """True or false."""
        return self._one(name, truth)

    def number(self, name: str) -> int | None:
        """A whole number."""
        return self._one(name, whole_number)

    def texts(self, name: str) -> list[str] | None:
        """A list of texts."""
        return self._one(name, lambda raw: [text(item) for item in items(raw)])

    def part(self, name: str) -> Fields:
        """An object; an empty one where it is left out."""
        return Fields(self._one(name, by_name) or {})

    def parts(self, name: str) -> list[Fields] | None:
        """A list of objects."""
        return self._one(name, lambda raw: [Fields(by_name(item)) for item in items(raw)])

    def _one(self, name: str, load: Callable[[Any], T]) -> T | None:
        raw = self._raw.get(name)
        if raw is None:
            return None
        try:
            return load(raw)
        except Unreadable as wrong:
            raise Unreadable(f"{name}: {wrong}") from None
