"""Rows to Macs: what becomes a Mac, what continues one, and what is left out and told."""

import pytest

from tests.simulator.inventory.exports import read, row, text, udid

BLANK = dict.fromkeys(row("x", 1), "")


def test_a_row_tells_what_a_mac_is(tmp_path):
    macs, _ = read(tmp_path, text([row("Ada", 1, Managed="Unmanaged")]))
    (mac,) = macs
    assert (mac.name, mac.serial_number, mac.udid) == ("Ada", "C02AAAAA0001", udid(1))
    assert (mac.person, mac.macos, mac.managed, mac.department) == ("ada@acme.test", "14.5.0", False, "Sales")
    assert mac.last_check_in == 1_795_168_800
    assert mac.last_inventory == 1_795_165_200
    assert (mac.certificate, mac.groups, mac.status) == ("", None, "")


def test_continuation_rows_add_to_the_mac_before_them_and_are_no_macs(tmp_path):
    rows = [
        row("Ada", 1, **{"Okta state": "dt1 python2=yes"}),
        BLANK | {"Okta state": "| ada certificate=none"},
        row("Bob", 2),
        BLANK | {"JSS Computer ID": "2"},
        BLANK,
    ]
    macs, coverage = read(tmp_path, text(rows))
    assert [(mac.name, mac.certificate) for mac in macs] == [("Ada", "none"), ("Bob", "")]
    assert coverage.read == 2


def test_a_row_without_a_name_but_with_a_number_of_its_own_is_a_mac(tmp_path):
    macs, _ = read(tmp_path, text([row("Ada", 1), row("", 2)]))
    assert [mac.name for mac in macs] == ["Ada", "C02AAAAA0002"]


def test_a_row_that_continues_none_is_left_out_and_told(tmp_path):
    macs, coverage = read(tmp_path, text([BLANK | {"Department": "Sales"}, row("Ada", 1)]))
    assert len(macs) == 1
    assert [*coverage.lines()][1] == "Left out, a row that continues none: 1 (line 2)."


def test_more_rows_than_are_looked_through_for_attributes_are_all_read(tmp_path):
    macs, coverage = read(tmp_path, text([row(f"mac{n}", n) for n in range(1, 1002)]))
    assert len(macs) == coverage.read == 1001
    assert len({mac.udid for mac in macs}) == 1001


def test_two_macs_of_one_name_are_told_apart_and_two_records_of_one_mac_are_not_counted_twice(tmp_path):
    rows = [row("Ada", 1), row("Ada", 2), row("Ada-2", 3), row("Eve", 9, UDID=udid(1))]
    macs, coverage = read(tmp_path, text(rows))
    assert [mac.name for mac in macs] == ["Ada", "Ada-2", "Ada-2-2"]
    assert "a second record of a Mac's Hardware UUID" in coverage.left_out
    assert coverage.used == 3


def test_what_is_no_mac_is_left_out_by_what_it_is(tmp_path):
    macs, coverage = read(tmp_path, text([row("Ada", 1), row("Phone", 2, Platform="iOS")]))
    assert [mac.name for mac in macs] == ["Ada"]
    assert [*coverage.left_out] == ["no Mac (ios)"]


@pytest.mark.parametrize(
    ("header", "cell", "column", "known"),
    [
        ("Managed", "perhaps", "managed", None),
        ("UDID", "not a uuid", "udid", ""),
        (" Serial Number", "C02;DROP TABLE", "serial_number", ""),
        ("Operating System Version", "Ventura", "macos", ""),
        ("Last Check-in", "03/04/2026", "last_check_in", None),
        ("Last Inventory Update", "soon", "last_inventory", None),
    ],
)
def test_a_cell_that_cannot_be_read_stays_unknown_and_is_told_with_its_line(
    tmp_path, header, cell, column, known
):
    macs, coverage = read(tmp_path, text([row("Ada", 1), row("Bob", 2, **{header: cell})]))
    assert getattr(macs[1], column) == known
    assert [places.first for places in coverage.unread.values()] == [[3]]


def test_an_apostrophe_against_formulas_is_taken_off_and_a_name_is_made_fit_for_a_terminal(tmp_path):
    rows = [row("'=cmd()", 1), row("\x1b[31mred\x07 \u202e", 2), row("a\nb", 3), row("x" * 5000, 4)]
    names = [mac.name for mac in read(tmp_path, text(rows))[0]]
    assert names == ["=cmd()", "[31mred", "a b", "x" * 180]


def test_versions_are_taken_out_of_what_stands_around_them(tmp_path):
    told = ["14.5", "macOS 14.5.0 (23F79)", "10.13.6.1", "Mac OS X 10.13.4"]
    macs, _ = read(
        tmp_path, text([row(f"m{n}", n, **{"Operating System Version": one}) for n, one in enumerate(told)])
    )
    assert [mac.macos for mac in macs] == ["14.5", "14.5.0", "10.13.6", "10.13.4"]


def test_the_same_header_twice_is_read_where_it_stands_first(tmp_path):
    content = "Computer Name,UDID,Computer Name\nAda," + udid(1) + ",Bob\n"
    macs, coverage = read(tmp_path, content)
    assert macs[0].name == "Ada"
    assert "There twice" in coverage.notes[0]
