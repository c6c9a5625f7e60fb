"""Files in whatever form a spreadsheet or a server left them."""

import codecs

import pytest

from simulator.inventory.sheets import NoSheet
from tests.simulator.inventory.exports import HEADER, read, row, text

ROWS = [row("Ada", 1), row("Zoë", 2)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encode",
    [
        lambda content: content.encode(),
        lambda content: content.encode("utf-8-sig"),
        lambda content: content.encode("utf-16"),
        lambda content: codecs.BOM_UTF16_BE + content.encode("utf-16-be"),
        lambda content: content.encode("utf-16-le"),
        lambda content: content.encode("utf-16-be"),
        lambda content: content.encode("utf-32"),
        lambda content: content.encode("cp1252"),
        lambda content: content.replace("\r\n", "\n").encode(),
        lambda content: content.replace("\r\n", "\r").encode(),
    ],
    ids=[
        "utf-8",
        "bom",
        "utf-16",
        "utf-16-be",
        "bare le",
        "bare be",
        "utf-32",
        "cp1252",
        "newlines",
        "returns",
    ],
)
def test_every_encoding_delimiter_and_line_end_reads_alike(tmp_path, delimiter, encode):
    macs, coverage = read(tmp_path, encode(text(ROWS, delimiter=delimiter)))
    assert [mac.name for mac in macs] == ["Ada", "Zoë"]
    assert macs == read(tmp_path, text(ROWS))[0]
    assert (coverage.read, coverage.used) == (2, 2)


def test_a_file_that_is_no_utf_8_is_read_as_windows_1252_and_says_so(tmp_path):
    _, coverage = read(tmp_path, text(ROWS).encode("cp1252"))
    assert "Windows-1252" in " ".join(coverage.notes)
    _, coverage = read(tmp_path, text(ROWS).encode("cp1252"), encoding="cp1252")
    assert coverage.notes == []


def test_columns_may_come_in_any_order_and_may_be_missing(tmp_path):
    macs, _ = read(tmp_path, text(ROWS, header=[*reversed(HEADER)]))
    assert macs == read(tmp_path, text(ROWS))[0]
    macs, _ = read(tmp_path, text(ROWS, header=[" Serial Number", "UDID"]))
    assert [mac.name for mac in macs] == ["C02AAAAA0001", "C02AAAAA0002"]


def test_a_title_above_the_header_and_excels_own_first_line_are_passed_over(tmp_path):
    macs, _ = read(tmp_path, "Inventory of Acme\n\n" + text(ROWS))
    assert len(macs) == 2
    macs, _ = read(tmp_path, "sep=;\r\n" + text(ROWS, delimiter=";"))
    assert len(macs) == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"  \n", "is empty"),
        (b"story: a\nfleet: []\n", "none of its columns"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "none of its columns"),
        (b'{"a": 1}', "none of its columns"),
    ],
)
def test_what_is_no_export_is_answered_with_what_is_wanted(tmp_path, content, told):
    with pytest.raises(NoSheet, match=told):
        read(tmp_path, content)


def test_a_missing_file_a_folder_and_an_unknown_encoding_are_answered(tmp_path):
    with pytest.raises(NoSheet, match="no encoding 'klingon'"):
        read(tmp_path, text(ROWS), encoding="klingon")
    (tmp_path / "inventory.csv").unlink()
    (tmp_path / "inventory.csv").mkdir()
    with pytest.raises(IsADirectoryError):
        read(tmp_path, b"")


def test_where_the_csv_breaks_the_rest_is_told_and_what_came_before_is_kept(tmp_path):
    broken = text(ROWS) + '"' + "x" * 5_000_000
    macs, coverage = read(tmp_path, broken)
    assert [mac.name for mac in macs] == ["Ada", "Zoë"]
    assert "From line 4 on nothing could be read" in " ".join(coverage.notes)
