"""What an import could read and what it could not: counted, with the first places, for the file's head and the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from simulator.known_macs import KnownMac

_FIRST_PLACES: Final = 5
_NAMED: Final = 12
_TOLD: Final = (
    ("serial_number", "serial number"),
    ("udid", "Hardware UUID"),
    ("person", "person"),
    ("status", "the person's status in Okta"),
    ("groups", "the person's Okta groups"),
    ("macos", "macOS version"),
    ("managed", "whether Jamf Pro manages it"),
    ("certificate", "whether a certificate is there"),
    ("certificate_expires", "when it expires"),
    ("bound_to", "whom it is bound to"),
    ("task", "version of the task"),
    ("python3", "whether Python 3 is there"),
    ("chrome_started", "last start of Chrome"),
    ("sleeps", "whether it sleeps at night"),
    ("last_check_in", "last check-in"),
    ("last_inventory", "last inventory"),
)
"""The columns whose share is told, in words. Of an expiry date only Macs with a certificate can have one."""


@dataclass(slots=True)
class Places:
    """How often something was met, and the first places."""

    count: int = 0
    first: list[int] = field(default_factory=list)

    def add(self, line: int) -> None:
        """Met once more, in this line of the source."""
        self.count += 1
        if len(self.first) < _FIRST_PLACES:
            self.first.append(line)

    def text(self) -> str:
        """``3 (lines 4, 9 and 17)``."""
        return f"{self.count:,} ({numbered('line', self.first, self.count)})"


def numbered(word: str, numbers: Sequence[int], count: int) -> str:
    """``line 4``, ``lines 4 and 9``, ``lines 4, 9, ...``."""
    told = ", ".join(map(str, numbers))
    if len(numbers) < count:
        return f"{word}s {told}, ..."
    if len(numbers) == 1:
        return f"{word} {told}"
    return f"{word}s {', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"


@dataclass(slots=True)
class Coverage:
    """What one import read.

    Attributes:
        source: the file or address, as it was named.
        unit: what its entries are: records, events.
        read: how many of them there were.
        left_out: entries that became nothing, by reason.
        unread: single values that stay 'not known', by what they are and why.
        notes: what whoever reads the estate has to know besides.
    """

    source: str
    unit: str = "records"
    read: int = 0
    left_out: dict[str, Places] = field(default_factory=dict)
    unread: dict[tuple[str, str], Places] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def leave_out(self, line: int, why: str) -> None:
        """An entry that cannot be used."""
        self.left_out.setdefault(why, Places()).add(line)

    def cannot_read(self, line: int, what: str, why: str) -> None:
        """A value that cannot be read: it stays unknown."""
        self.unread.setdefault((what, why), Places()).add(line)

    def note(self, text: str) -> None:
        """Something to know, told once."""
        if text not in self.notes:
            self.notes.append(text)

    @property
    def used(self) -> int:
        """How many entries were used."""
        return self.read - sum(places.count for places in self.left_out.values())

    def lines(self) -> Iterator[str]:
        """What there is to tell, a line each."""
        yield f"{self.source}: {self.used:,} of {self.read:,} {self.unit} were read ({share(self.used, self.read)})."
        yield from self.told()

    def told(self) -> Iterator[str]:
        """The lines after the first: what was left out, what could not be read, and what there is to know besides."""
        for why, places in self.left_out.items():
            yield f"Left out, {why}: {places.text()}."
        unread = sorted(self.unread.items(), key=lambda item: -item[1].count)
        for (what, why), places in unread[:_NAMED]:
            yield f"Not read, {what}, {why}: {places.text()}."
        if len(unread) > _NAMED:
            rest = sum(places.count for _, places in unread[_NAMED:])
            yield f"Not read, other values: {rest:,}."
        yield from self.notes


def known_lines(macs: Sequence[KnownMac]) -> Iterator[str]:
    """What share of the Macs each thing is known of."""
    count = len(macs)
    for column, words in _TOLD:
        among, of = macs, "Macs"
        if column in {"certificate_expires", "bound_to"}:
            among, of = [mac for mac in macs if mac.certificate != "none"], "Macs that may have one"
        known = sum(is_known(mac, column) for mac in among)
        if among:
            yield f"Known of {known:,} of {len(among):,} {of} ({share(known, len(among))}): {words}."
    if not count:
        yield "No Macs."


def is_known(mac: KnownMac, column: str) -> bool:
    """Whether a column of a Mac says anything."""
    value = getattr(mac, column)
    return value is not None and value != ""


def share(part: int, whole: int) -> str:
    """A percentage that never rounds some to none, nor most to all.

    >>> share(99_999, 100_000), share(1, 100_000), share(0, 0)
    ('99.9 %', '0.1 %', '0 %')
    """
    if not part or not whole:
        return "0 %"
    if part == whole:
        return "100 %"
    return f"{min(99.9, max(0.1, 100 * part / whole)):.1f} %"


def joined(words: Iterable[str]) -> str:
    """Words as a list in a sentence, not more than a line of them."""
    told = [*words]
    return ", ".join(told[:_NAMED]) + (f" and {len(told) - _NAMED} more" if len(told) > _NAMED else "")
