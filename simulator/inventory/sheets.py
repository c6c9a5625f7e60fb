"""A CSV file that nobody here wrote: its encoding, its delimiter, the line of its header, then row by row.

What cannot be told for sure is said: a file that is no UTF-8 is read as Windows-1252, and a note says so.
"""

from __future__ import annotations

import codecs
import csv
import zipfile
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import IO, Final

from simulator.inventory.coverage import Coverage

DELIMITERS: Final = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ZIP: Final = b"PK\x03\x04"
_OTHERWISE: Final = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Excel workbook: save it as CSV"),
    (b"\x1f\x8b", "compressed: unpack it first"),
    (b"%PDF-", "a PDF: export it as CSV"),
)
"""Other formats, by their first bytes; renamed they are still no CSV."""
_CHUNK: Final = 1 << 20
_LONGEST_CELL: Final = 1 << 22
_HEADER_WITHIN: Final = 10
"""Some exports begin with a title or an empty line: so many lines are looked through for the header."""


class NoSheet(Exception):
    """A file that is no inventory export; the text says why, with the way out."""


@dataclass(slots=True)
class Sheet:
    """An open file, at its header. ``rows`` gives (line, cells), and ends early, with a note, where the CSV breaks."""

    header: list[str]
    header_line: int
    rows: Iterator[tuple[int, list[str]]] = field(repr=False)
    delimiter: str
    stream: IO[str] = field(repr=False)

    def close(self) -> None:
        """Close the file."""
        self.stream.close()


def open_sheet(
    path: str,
    coverage: Coverage,
    known: Callable[[str], bool],
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Sheet:
    """Open a file; ``known`` says whether a header's text is one of those that are looked for. Raises NoSheet."""
    file = Path(path)
    if file.is_dir():
        raise NoSheet(f"{path}: is a folder, and a CSV file is wanted.")
    try:
        encoding = encoding or _encoding(file, path, coverage)
        stream = file.open(encoding=encoding, errors="replace", newline="")
    except (OSError, ValueError) as error:
        raise NoSheet(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error}).") from None
    except LookupError:
        raise NoSheet(f"{path}: there is no encoding '{encoding}'.") from None
    try:
        return _at_header(stream, path, coverage, known, delimiter)
    except BaseException:
        stream.close()
        raise


def _encoding(file: Path, path: str, coverage: Coverage) -> str:
    with file.open("rb") as stream:
        head = stream.read(64)
        if not head.removeprefix(codecs.BOM_UTF8).strip():
            raise NoSheet(f"{path}: is empty.")
        if otherwise := _otherwise(head, stream):
            raise NoSheet(f"{path}: is {otherwise}.")
        for bom, name in _BOMS:
            if head.startswith(bom):
                return name
        if b"\0" in head:
            return "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            chunk = head
            while chunk:
                decoder.decode(chunk)
                chunk = stream.read(_CHUNK)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            coverage.note("The file is no UTF-8; it was read as Windows-1252 (--encoding names another).")
            return "cp1252"
    return "utf-8"


def _otherwise(head: bytes, stream: IO[bytes]) -> str:
    """What a file is that is no text of cells, with the way out; "" where it may be one."""
    for begins, what in _OTHERWISE:
        if head.startswith(begins):
            return what
    if head.startswith(_ZIP):
        return _in_a_zip(stream)
    text = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if text.startswith((b"<!doctype html", b"<html")):
        return "a web page: perhaps the session had ended; export it as CSV"
    return ""


def _in_a_zip(stream: IO[bytes]) -> str:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError):
        names = []
    if any(name.startswith("xl/") for name in names):
        return "an Excel workbook: save it as CSV"
    return "a ZIP archive: unpack it first"


def _at_header(
    stream: IO[str], path: str, coverage: Coverage, known: Callable[[str], bool], delimiter: str | None
) -> Sheet:
    csv.field_size_limit(_LONGEST_CELL)
    try:
        first = [stream.readline(_LONGEST_CELL) for _ in range(_HEADER_WITHIN)]
    except UnicodeError as error:
        raise NoSheet(f"{path}: cannot be read in this encoding ({error}).") from None
    given = _given_delimiter(first[0])
    tried = [delimiter or given] if delimiter or given else [*DELIMITERS.values()]
    found = [
        (_known_in(line, mark, known), -at, mark) for at, line in enumerate(first) for mark in tried if mark
    ]
    count, back, mark = max(found, default=(0, 0, ","))
    if count == 0:
        split = max((_cells(first[0], one or ",") for one in tried), key=len)
        seen = ", ".join(cell.strip()[:30] for cell in split[:6])
        shown = "".join(char if char.isprintable() else "?" for char in seen)
        raise NoSheet(
            f"{path}: none of its columns is one of an inventory export (found: {shown or 'nothing'}). "
            "Wanted are headers such as Computer Name, Serial Number, UDID, Managed."
        )
    row: list[str] = []
    reader = csv.reader(_taken_down(chain(first[-back:], _lines(stream)), row), delimiter=mark)
    rows = _rows(reader, -back, row, coverage)
    header_line, header = next(rows, (0, []))
    return Sheet([_header_text(cell) for cell in header], header_line, rows, mark, stream)


def _given_delimiter(line: str) -> str | None:
    """Excel's ``sep=;`` in the first line."""
    text = line.strip().lstrip("\ufeff").strip('"').lower()
    return text[4] if text.startswith("sep=") and len(text) == 5 else None


def _known_in(line: str, delimiter: str, known: Callable[[str], bool]) -> int:
    return sum(known(_header_text(cell)) for cell in _cells(line, delimiter))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _header_text(cell: str) -> str:
    return " ".join(cell.replace("\ufeff", "").replace("\xa0", " ").split()).strip("'\" ")


def _lines(stream: IO[str]) -> Iterator[str]:
    while line := stream.readline(_LONGEST_CELL):
        yield line


def _taken_down(lines: Iterator[str], row: list[str]) -> Iterator[str]:
    """The lines; each is put into ``row`` too."""
    for line in lines:
        row.append(line)
        yield line


def _rows(
    reader: Iterator[list[str]], skipped: int, row: list[str], coverage: Coverage
) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line in which it begins; ``row`` is what the lines of the present one are taken down in."""
    line = began = skipped + 1
    last: list[str] = []
    while True:
        row.clear()
        try:
            cells = next(reader)
        except StopIteration:
            if _is_cut_off(last):
                coverage.note(
                    f"The file ends within quotes that begin in the row of line {began}: it was cut off."
                )
            return
        except (csv.Error, UnicodeError) as error:
            coverage.note(f"From line {line} on nothing could be read: {error}.")
            return
        last, began = [*row], line
        if cells:
            yield line, cells
        line = skipped + reader.line_num + 1  # type: ignore[attr-defined]


def _is_cut_off(row: list[str]) -> bool:
    """Whether quotes that open in these lines never close; the reader takes what there is for the cell."""
    try:
        deque(csv.reader(row, strict=True), maxlen=0)
    except csv.Error as error:
        return "end of data" in str(error)
    return False
