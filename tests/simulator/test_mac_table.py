"""The table of known Macs: what is written is read again, and every mistake in it is told with its place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.known_macs import KnownMac
from simulator.mac_table import TableMistakes, parse_macs, read_macs, table_text

TIMES = st.none() | st.integers(700_000_000, 7_000_000_000)
YES = st.none() | st.booleans()
NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12).filter(str.isprintable)
MACS = st.builds(
    KnownMac,
    name=NAMES,
    person=st.just("") | NAMES,
    groups=st.none()
    | st.lists(NAMES.filter(lambda name: ";" not in name and name != "none"), max_size=3).map(tuple),
    status=st.sampled_from(["", "active", "suspended"]),
    macos=st.sampled_from(["", "10.14.6", "14"]),
    managed=YES,
    certificate=st.sampled_from(["", "none", "there"]),
    certificate_issued=TIMES,
    certificate_expires=TIMES,
    keychain_password=YES,
    task=st.sampled_from(["", "none", "1.2.1"]),
    python2=YES,
    python3=st.sampled_from(["", "absent", "without_modules", "ready"]),
    chrome_started=TIMES | st.just(0),
    last_trusted=TIMES,
)


@given(st.lists(MACS, min_size=1, max_size=8, unique_by=lambda mac: mac.name))
def test_a_table_that_is_written_reads_the_same(macs):
    assert parse_macs(table_text(macs), "t") == macs


def test_columns_of_which_nothing_is_known_are_left_out_and_blank_is_not_none():
    assert table_text([KnownMac("ada", certificate="none")]) == "name,certificate\nada,none\n"
    (mac,) = parse_macs("name,certificate\nada,\n", "t")
    assert mac.certificate == ""


def test_a_spreadsheet_takes_no_cell_for_a_formula():
    text = table_text([KnownMac("=1+1", person="@x", department="-1")])
    assert text.splitlines()[1] == "'=1+1,'@x,'-1"


def wrong(text):
    with pytest.raises(TableMistakes) as caught:
        parse_macs(text, "acme.macs.csv")
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ":1: the column 'name' is missing"),
        ("name\n", ": has no Macs"),
        ("name,colour\nada,red\n", ":1: there is no column 'colour'; there are name,"),
        ("name,name\nada,ada\n", ":1:name: is there more than once"),
        ("name,managed\nada,perhaps\n", ":2:managed: 'perhaps' is neither yes nor no"),
        ("name,certificate_expires\nada,soon\n", ":2:certificate_expires: 'soon' is no time"),
        ("name,certificate\nada,yes\n", ":2:certificate: 'yes' is none of none, there"),
        ("name,macos\nada,Ventura\n", ":2:macos: 'Ventura' is no version"),
        ("name,udid\nada,X\nbob,X\n", ":3:udid: 'X' is already in line 2"),
        ("name\nada\nada\n", ":3:name: 'ada' is already in line 2"),
        ("name,managed\nada\n", ":2: 1 cells, and the header has 2"),
        ("name,managed\n,yes\n", ":2:name: is missing"),
        ('name\n"ada\n', ":2: is no CSV"),
        ("name\na\x1bb\n", ":2:name: 'a?b' is no name"),
    ],
)
def test_each_mistake_is_told_with_its_line_and_column(text, told):
    assert f"acme.macs.csv{told}" in wrong(text)


def test_all_mistakes_are_told_at_once_and_many_are_counted():
    rows = "".join(f"m{n},perhaps\n" for n in range(30))
    told = wrong(f"name,managed\n{rows}")
    assert told.count("neither yes nor no") == 20
    assert told.endswith("; and 10 more")


def test_a_table_is_read_again_when_it_has_changed(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("name\nada\n")
    assert [mac.name for mac in read_macs(file).macs] == ["ada"]
    file.write_text("name\nada\nbob\n")
    assert [mac.name for mac in read_macs(file).macs] == ["ada", "bob"]


@pytest.mark.parametrize("name", ["", ".", "missing.csv", "nul\0l", "x" * 5000])
def test_a_table_that_is_not_there_is_answered(tmp_path, name):
    with pytest.raises(TableMistakes):
        read_macs(f"{tmp_path}/{name}" if name else tmp_path)


def test_bytes_that_are_no_text_are_answered(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"name\n\xff\xfe\n")
    with pytest.raises(TableMistakes, match="no UTF-8"):
        read_macs(tmp_path / "a.csv")
