"""Jamf Pro's inventory export (CSV) to known Macs.

A value of many parts goes on in rows without a computer name; such a row may still carry a Mac's own number, and then
it is a Mac without a name. Every row becomes a Mac, or is left out with its line and the reason.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from itertools import chain, islice
from typing import Any, Final

from simulator.inventory.attribute import NotUnderstood, is_detailed, read_detailed, read_simple
from simulator.inventory.columns import DATES, IDENTITIES, Columns, find_columns, is_known
from simulator.inventory.coverage import Coverage, joined
from simulator.inventory.dates import Order, UnreadableDate, is_none, order_of, parse_date
from simulator.inventory.names import Taken, clean, unquoted, version
from simulator.inventory.sheets import NoSheet, Sheet, open_sheet
from simulator.known_macs import KnownMac

_MANAGED: Final = {
    "managed": True,
    "unmanaged": False,
    "yes": True,
    "no": False,
    "true": True,
    "false": False,
}
_UDID: Final = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}")
_SERIAL: Final = re.compile(r"[A-Za-z0-9]{6,20}")
_MACS: Final = frozenset({"", "mac", "macos", "os x", "computer", "darwin"})
_ENOUGH_DATES: Final = 20
_PROBED: Final = 200


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read, where it does not tell itself.

    Attributes:
        encoding, delimiter: of the file.
        dates: the order of day and month.
        zone: of dates without one.
        attributes: headers of extension attributes about the certificate.
    """

    encoding: str | None = None
    delimiter: str | None = None
    dates: Order | None = None
    zone: tzinfo = UTC
    attributes: tuple[str, ...] = ()


@dataclass(slots=True)
class Entry:
    """One computer of an inventory: the texts of its known fields, and of the attributes about the certificate."""

    line: int
    texts: dict[str, str]
    attributes: dict[str, str] = field(default_factory=dict)


def read_export(path: str, coverage: Coverage, reading: Reading) -> list[KnownMac]:
    """The Macs of an inventory export. Raises NoSheet."""
    sheet = open_sheet(path, coverage, is_known, encoding=reading.encoding, delimiter=reading.delimiter)
    with closing(sheet):
        return known_macs([*entries(sheet, coverage, reading.attributes)], coverage, reading)


# --- rows to computers ------------------------------------------------------------------------------------


def entries(sheet: Sheet, coverage: Coverage, attributes: Sequence[str] = ()) -> Iterator[Entry]:
    """The computers of a sheet, continuation rows taken in. Raises NoSheet where no column says which Mac a row is of."""
    columns, rows = _columns(sheet, coverage, attributes)
    fields, attributed = [*columns.fields.items()], [*columns.attributes.items()]
    present: Entry | None = None
    for line, cells in rows:
        if len(cells) > len(sheet.header) and any(cells[len(sheet.header) :]):
            coverage.cannot_read(line, "cells beyond the last column", "a row longer than the header")
        count = len(cells)
        texts = {name: unquoted(cells[at]) for name, at in fields if at < count and cells[at]}
        said = {name: cells[at].strip() for name, at in attributed if at < count and cells[at]}
        if not _goes_on(texts, present):
            if present is not None:
                yield present
            coverage.read += 1
            present = Entry(line, texts, said)
        elif present is not None:
            _take_in(present, said)
        elif any(cell.strip() for cell in cells):
            coverage.read += 1
            coverage.leave_out(line, "a row that continues none")
    if present is not None:
        yield present


def _columns(
    sheet: Sheet, coverage: Coverage, attributes: Sequence[str]
) -> tuple[Columns, Iterator[tuple[int, list[str]]]]:
    """The columns; the shipped attribute is found by its values too, whatever it was called."""
    columns = find_columns(sheet.header, attributes, coverage)
    if not any(name in columns.fields for name in IDENTITIES):
        raise NoSheet(
            f"{coverage.source}:{sheet.header_line}: none of its columns says which Mac a row is of (found: "
            f"{joined(clean(text) for text in sheet.header if text)}). "
            "Wanted is one of Computer Name, Serial Number, UDID, JSS Computer ID."
        )
    if attributes:
        return columns, sheet.rows
    first = [*islice(sheet.rows, _PROBED)]
    for _, cells in first:
        for at, cell in enumerate(cells[: len(sheet.header)]):
            if cell[:4].strip() and is_detailed(cell):
                columns.attributes.setdefault(sheet.header[at], at)
    return columns, chain(first, sheet.rows)


def _goes_on(texts: dict[str, str], present: Entry | None) -> bool:
    """Whether a row continues the computer before it: no name, and no number of its own."""
    if texts.get("name"):
        return False
    own = [name for name in IDENTITIES if texts.get(name)]
    if not own:
        return True
    return present is not None and all(texts[name] == present.texts.get(name) for name in own)


def _take_in(present: Entry, said: dict[str, str]) -> None:
    for name, text in said.items():
        before = present.attributes.get(name)
        present.attributes[name] = f"{before} {text}" if before else text


# --- computers to Macs ------------------------------------------------------------------------------------


def known_macs(found: Sequence[Entry], coverage: Coverage, reading: Reading) -> list[KnownMac]:
    """The Macs of an inventory's computers, each once."""
    order = reading.dates or _order(found, coverage)
    starts = _attributes_of_starts(found, order, reading.zone, coverage)
    taken, macs = Taken(), []
    numbers: dict[tuple[str, str], int] = {}
    for entry in found:
        platform = entry.texts.get("platform", "").lower()
        if platform not in _MACS:
            coverage.leave_out(entry.line, f"no Mac ({clean(platform)[:30]})")
            continue
        known = _known(entry, order, reading.zone, starts, coverage)
        again = _seen(known, numbers, entry.line)
        name = known["name"] or known["serial_number"] or known["udid"]
        if again is not None:
            coverage.leave_out(entry.line, f"a second record of a Mac's {again}")
        elif not name:
            coverage.leave_out(entry.line, "neither name nor serial number nor UDID")
        else:
            known["name"] = taken.unique(name, entry.line, coverage)
            macs.append(KnownMac(**known))
    return macs


def _order(found: Sequence[Entry], coverage: Coverage) -> Order:
    texts = (
        text
        for entry in found
        for text in (*(entry.texts.get(name, "") for name in DATES), *entry.attributes.values())
    )
    order = order_of(texts)
    if order == "contradictory":
        coverage.note(
            "Some dates have the day first and some the month: those that can be read both ways are not read."
        )
    return order


def _seen(known: dict[str, Any], numbers: dict[tuple[str, str], int], line: int) -> str | None:
    """By which number a Mac was met before."""
    for column, words in (("udid", "Hardware UUID"), ("serial_number", "serial number")):
        value = known[column]
        if value and numbers.setdefault((column, value), line) != line:
            return words
    return None


def _known(
    entry: Entry, order: Order, zone: tzinfo, starts: frozenset[str], coverage: Coverage
) -> dict[str, Any]:
    """The fields of a known Mac."""
    texts, line = entry.texts, entry.line
    person = clean(texts.get("email", "")) or clean(texts.get("username", ""))
    found: dict[str, Any] = {
        "name": clean(texts.get("name", "")),
        "serial_number": _matching(
            _SERIAL, texts.get("serial_number", ""), line, "Serial Number", coverage
        ).upper(),
        "udid": _matching(_UDID, texts.get("udid", ""), line, "UDID", coverage).upper(),
        "person": person,
        "department": clean(texts.get("department", "")),
        "macos": _macos(texts.get("macos", ""), line, coverage),
        "managed": _managed(texts.get("managed", ""), line, coverage),
    }
    for name in DATES:
        found[name] = _date(texts.get(name, ""), order, zone, line, name, coverage)
    return found | _of_attributes(entry, order, starts, coverage)


def _matching(form: re.Pattern[str], text: str, line: int, what: str, coverage: Coverage) -> str:
    if is_none(text):
        return ""
    if form.fullmatch(text):
        return text
    coverage.cannot_read(line, what, "not in its form")
    return ""


def _macos(text: str, line: int, coverage: Coverage) -> str:
    if is_none(text):
        return ""
    found = version(text)
    if found is None:
        coverage.cannot_read(line, "Operating System Version", "no version")
    return found or ""


def _managed(text: str, line: int, coverage: Coverage) -> bool | None:
    if not text:
        return None
    found = _MANAGED.get(text.strip().lower())
    if found is None:
        coverage.cannot_read(line, "Managed", "neither Managed nor Unmanaged")
    return found


def _date(text: str, order: Order, zone: tzinfo, line: int, what: str, coverage: Coverage) -> int | None:
    try:
        return parse_date(text, order, zone)
    except UnreadableDate as error:
        coverage.cannot_read(line, what.replace("_", " "), error.why)
        return None


# --- attributes -------------------------------------------------------------------------------------------


def _of_attributes(entry: Entry, order: Order, starts: frozenset[str], coverage: Coverage) -> dict[str, Any]:
    """What the attributes say; where two speak of the same, the shipped one is believed."""
    found: dict[str, Any] = {}
    account = entry.texts.get("username", "")
    for name, value in sorted(entry.attributes.items(), key=lambda item: is_detailed(item[1])):
        if name in starts:
            continue
        try:
            found |= read_detailed(value, account) if is_detailed(value) else read_simple(value, order)
        except NotUnderstood as error:
            coverage.cannot_read(entry.line, f"attribute {clean(name)[:60]}", error.why)
    if found.get("certificate") == "none":
        found = {key: value for key, value in found.items() if not key.startswith("certificate_")}
    return found


def _attributes_of_starts(
    found: Sequence[Entry], order: Order, zone: tzinfo, coverage: Coverage
) -> frozenset[str]:
    """Attributes whose dates are all over when the inventory was taken: the certificate's start, called its expiry.

    A script that is in use somewhere reports Not Before as the expiry date.
    """
    over: Counter[str] = Counter()
    dated: Counter[str] = Counter()
    for entry in found:
        taken = entry.texts.get("last_inventory", "")
        for name, value in entry.attributes.items():
            if not value[:1].isdigit() or not taken:
                continue
            try:
                at, seen = parse_date(value, order, zone), parse_date(taken, order, zone)
            except UnreadableDate:
                continue
            if at is not None and seen is not None:
                dated[name] += 1
                over[name] += at < seen
    wrong = frozenset(
        name for name, count in dated.items() if count >= _ENOUGH_DATES and over[name] > 0.95 * count
    )
    for name in sorted(wrong):
        coverage.note(
            f"The attribute {clean(name)[:60]} was not read: nearly all of its dates were over when the inventory was "
            "taken, as they are where a script reports the start of a certificate for its end."
        )
    return wrong
