"""The table of known Macs: one line a Mac, in which a blank cell means 'not known'.

The importers write such a table, people edit it, and a scenario's fleet names it (``macs: acme.macs.csv``). What is known
not to be there is written ``none``; a blank is never taken for it. Times are UTC, ``2026-01-07T09:00:00Z``.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any, Final

from simulator.known_macs import COLUMNS, KnownMac

MAX_BYTES: Final = 500_000_000
_MOST_TOLD: Final = 20
_LONGEST_NAME: Final = 200
_FORMULA: Final = ("=", "+", "-", "@", "\t", "'")
"""A cell that begins so is a formula to a spreadsheet: it is written with an apostrophe before it, as Jamf Pro does."""


@dataclass(frozen=True, slots=True)
class CellMistake:
    """What is wrong with a table: its line (1 is the header; 0 the file as a whole), column, and words."""

    line: int
    column: str
    what: str

    def __str__(self) -> str:
        place = ":".join(filter(None, (str(self.line) if self.line else "", self.column)))
        return f":{place}: {self.what}" if place else f": {self.what}"


class TableMistakes(Exception):
    """A table that cannot be used, with all that is wrong with it."""

    def __init__(self, path: str, mistakes: list[CellMistake]) -> None:
        super().__init__(path, mistakes)
        self.path = path
        self.mistakes = mistakes

    def __str__(self) -> str:
        told = [f"{self.path}{mistake}" for mistake in self.mistakes[:_MOST_TOLD]]
        more = len(self.mistakes) - _MOST_TOLD
        return "; ".join(told) + (f"; and {more} more" if more > 0 else "")


@dataclass(frozen=True, slots=True)
class MacTable:
    """The Macs of a file; ``path`` as the scenario names it."""

    path: str
    macs: tuple[KnownMac, ...] = field(repr=False)


# --- cells ------------------------------------------------------------------------------------------------


class _Unreadable(Exception):
    """A cell's text is none of what its column takes."""


def time_text(at: int) -> str:
    """A time as a cell has it."""
    return datetime.fromtimestamp(at, UTC).isoformat()[:19] + "Z"


def _read_time(text: str) -> int:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise _Unreadable("is no time; write it as 2026-01-07T09:00:00Z") from None
    return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())


def _read_yes(text: str) -> bool:
    if text not in ("yes", "no"):
        raise _Unreadable("is neither yes nor no")
    return text == "yes"


def _one_of(*words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            raise _Unreadable(f"is none of {', '.join(words)}")
        return text

    return read


def _matching(pattern: str, wanted: str) -> Callable[[str], str]:
    form = re.compile(pattern)

    def read(text: str) -> str:
        if not form.fullmatch(text):
            raise _Unreadable(f"is {wanted}")
        return text

    return read


def _read_name(text: str) -> str:
    if not text.isprintable() or len(text) > _LONGEST_NAME:
        raise _Unreadable(f"is no name: printable characters, at most {_LONGEST_NAME}")
    return text


def _read_groups(text: str) -> tuple[str, ...]:
    return (
        () if text == "none" else tuple(_read_name(part.strip()) for part in text.split(";") if part.strip())
    )


def _read_chrome(text: str) -> int:
    return 0 if text == "not_running" else _read_time(text)


_READ: Final[dict[str, Callable[[str], Any]]] = {
    "status": _one_of("active", "staged", "suspended", "deactivated", "absent"),
    "groups": _read_groups,
    "macos": _matching(r"\d{1,4}(\.\d{1,4}){0,2}", "no version; write for example 10.14.6"),
    "managed": _read_yes,
    "certificate": _one_of("none", "there"),
    "certificate_issued": _read_time,
    "certificate_expires": _read_time,
    "fingerprint": _matching(r"[0-9A-F]{40}", "no SHA-1 fingerprint in 40 hexadecimal digits"),
    "revoked": _read_yes,
    "keychain_password": _read_yes,
    "task": _matching(r"none|\d{1,4}(\.\d{1,4}){0,3}", "neither a version nor none"),
    "python2": _read_yes,
    "python3": _one_of("absent", "without_modules", "ready"),
    "chrome_started": _read_chrome,
    "sleeps": _one_of("at_night", "never"),
    "last_check_in": _read_time,
    "last_inventory": _read_time,
    "last_trusted": _read_time,
}


def _write_text(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value


def _write_yes(value: bool) -> str:  # noqa: FBT001  # a cell
    return "yes" if value else "no"


def _write_groups(value: tuple[str, ...]) -> str:
    return _write_text(";".join(value)) or "none"


def _write_chrome(value: int) -> str:
    return time_text(value) if value else "not_running"


_WRITE: Final[dict[str, Callable[[Any], str]]] = {
    **{column: time_text for column, read in _READ.items() if read is _read_time},
    **{column: _write_yes for column, read in _READ.items() if read is _read_yes},
    "groups": _write_groups,
    "chrome_started": _write_chrome,
}


def _cells(macs: list[KnownMac], column: str) -> list[str]:
    write, get = _WRITE.get(column, _write_text), attrgetter(column)
    return ["" if value is None or value == "" else write(value) for value in map(get, macs)]


def _plain(text: str) -> str:
    text = text.strip()
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA) else text


# --- the table --------------------------------------------------------------------------------------------


def table_text(macs: Iterable[KnownMac]) -> str:
    """The table as a file has it; columns of which nothing is known are left out."""
    listed = [*macs]
    cells = {column: _cells(listed, column) for column in COLUMNS}
    used = [column for column in COLUMNS if column == "name" or any(cells[column])]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(used)
    writer.writerows(zip(*(cells[column] for column in used), strict=True))
    return out.getvalue()


def read_macs(path: Path | str, named: str = "") -> MacTable:
    """The table of a file, kept until the file changes. Raises TableMistakes with all that is wrong with it."""
    file, name = Path(path), named or str(path)
    try:
        stat = file.stat()
        if not file.is_file():
            raise TableMistakes(name, [CellMistake(0, "", "is no file")])
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise TableMistakes(name, [CellMistake(0, "", f"cannot be read ({why})")]) from None
    if stat.st_size > MAX_BYTES:
        raise TableMistakes(name, [CellMistake(0, "", f"is larger than {MAX_BYTES:,} bytes")])
    return _read(file, name, stat.st_mtime_ns, stat.st_size)


@cache
def _read(file: Path, name: str, changed_at: int, size: int) -> MacTable:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TableMistakes(name, [CellMistake(0, "", f"is no UTF-8 text (byte {error.start})")]) from None
    except OSError as error:
        raise TableMistakes(name, [CellMistake(0, "", f"cannot be read ({error.strerror})")]) from None
    return MacTable(name, tuple(parse_macs(text, name)))


def parse_macs(text: str, name: str) -> list[KnownMac]:
    """The Macs of a table's text. Raises TableMistakes."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    mistakes: list[CellMistake] = []
    macs: list[KnownMac] = []
    try:
        header = [cell.strip() for cell in next(reader, [])]
        mistakes += _wrong_header(header)
        if not mistakes:
            macs += _rows(reader, header, mistakes)
    except csv.Error as error:
        mistakes.append(CellMistake(reader.line_num, "", f"is no CSV ({error})"))
    if not mistakes and not macs:
        mistakes.append(CellMistake(0, "", "has no Macs"))
    if mistakes:
        raise TableMistakes(name, mistakes)
    return macs


def _wrong_header(header: list[str]) -> Iterator[CellMistake]:
    for column in header:
        if column not in COLUMNS:
            yield CellMistake(1, "", f"there is no column '{column[:40]}'; there are {', '.join(COLUMNS)}")
        elif header.count(column) > 1:
            yield CellMistake(1, column, "is there more than once")
    if "name" not in header:
        yield CellMistake(1, "", "the column 'name' is missing")


def _rows(reader: Any, header: list[str], mistakes: list[CellMistake]) -> Iterator[KnownMac]:
    taken: dict[str, dict[str, int]] = {"name": {}, "udid": {}, "serial_number": {}}
    readers = [_READ.get(column, _read_name) for column in header]
    for cells in reader:
        if not any(cells):
            continue
        line = reader.line_num
        if len(cells) != len(header):
            what = f"{len(cells)} cells, and the header has {len(header)}"
            mistakes.append(CellMistake(line, "", what))
            continue
        found: dict[str, Any] = {}
        for column, read, cell in zip(header, readers, cells, strict=True):
            text = _plain(cell) if cell else ""
            if not text:
                continue
            try:
                found[column] = read(text)
            except (_Unreadable, OverflowError) as error:
                mistakes.append(CellMistake(line, column, f"'{_short(text)}' {error}"))
        if "name" not in found:
            mistakes.append(CellMistake(line, "name", "is missing"))
            continue
        mistakes += _taken(found, taken, line)
        yield KnownMac(**found)


def _taken(found: dict[str, Any], taken: dict[str, dict[str, int]], line: int) -> Iterator[CellMistake]:
    for column, before in taken.items():
        value = found.get(column)
        if value is not None and before.setdefault(value, line) != line:
            yield CellMistake(line, column, f"'{_short(value)}' is already in line {before[value]}")


def _short(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text[:40])
