"""Definitions of the extension attributes that every recon fills, by name, each with its id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fake_jamf.errors import not_found
from fake_jamf.messages import SetExtensionAttribute
from fake_jamf.speech.key import Key
from fake_jamf.speech.settings import ExtensionAttribute


class ExtensionAttributes:
    """The definitions of a server, in the order in which they were made or last made anew."""

    __slots__ = ("_by_name", "_ids")

    def __init__(self) -> None:
        self._by_name: dict[str, ExtensionAttribute] = {}
        self._ids = 0

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[ExtensionAttribute]:
        """All definitions by id."""
        return iter(sorted(self._by_name.values(), key=lambda one: one.id))

    def names(self, input_type: str) -> Iterator[str]:
        """The names of those with an input type, oldest first."""
        return (one.name for one in self._by_name.values() if one.input_type == input_type)

    def find(self, name: str) -> ExtensionAttribute | None:
        """The definition of that name, or None."""
        return self._by_name.get(name)

    def by_key(self, key: Key) -> ExtensionAttribute:
        """The definition with an id or a name. Raises NOT_FOUND."""
        for one in self._by_name.values():
            if key.value == (str(one.id) if key.by == "id" else one.name):
                return one
        raise not_found(f"extension attribute with {key}")

    def define(self, attribute: SetExtensionAttribute) -> None:
        """Define one by name and input type; one of that name is replaced and keeps its id."""
        earlier = self._by_name.get(attribute.name)
        self.save(earlier, ExtensionAttribute(0, attribute.name, attribute.input_type))

    def save(self, earlier: ExtensionAttribute | None, wanted: ExtensionAttribute) -> ExtensionAttribute:
        """Keep a definition, in the place of an earlier one or as a new one, and give it its id."""
        if earlier is None:
            self._ids += 1
        else:
            del self._by_name[earlier.name]
        saved = replace(wanted, id=self._ids if earlier is None else earlier.id)
        self._by_name[saved.name] = saved
        return saved

    def remove(self, name: str) -> None:
        """Forget a definition."""
        del self._by_name[name]
