"""A CSV that nobody here wrote goes in, an estate that loads comes out, or a plain answer; never a traceback."""

import csv
import io

from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.inventory.columns import HEADERS
from simulator.inventory.coverage import Coverage
from simulator.inventory.estate_file import Estate, estate_text
from simulator.inventory.jamf_export import Reading, read_export
from simulator.inventory.sheets import NoSheet
from simulator.mac_table import parse_macs, table_text
from simulator.scenario.load import load
from simulator.today import App, answer

NASTY = st.sampled_from(
    [
        "=1+1", "'-1", "+", "@", '"', '""', "'", "\n", "\r", "\x00", "\x1b[2J", "\u202e", "\ufeff", "a\tb", ",", ";", "{", "}",
        "*a", "&a", "!!python/object:os.system", "%", "- x", "null", "yes", "~", "#", ": ", "1e400", "-0", "\ud7ff", "😀",
        "1970-01-01 00:00:00", "Not present", "none", "No", "dt1 | a certificate=there expires=x", "dt1 " * 9, "x" * 999,
        "03/04/2026", "2027-01-07 09:00:00", "99999-01-01", "Managed", "Unmanaged", "iOS", "14.5", "1.2.3.4.5",
    ]
)  # fmt: skip
CELLS = NASTY | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
HEADER_CELLS = st.sampled_from([name.title() for name in HEADERS] + ["Okta Device Trust", "Okta"]) | CELLS


@st.composite
def sheets(draw):
    """The text of a CSV file with at least one header of an inventory export."""
    header = ["Computer Name", *draw(st.lists(HEADER_CELLS, max_size=6))]
    header = draw(st.permutations(header))
    rows = draw(st.lists(st.lists(CELLS, max_size=9), max_size=8))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=draw(st.sampled_from([",", ";", "\t"])), quoting=csv.QUOTE_ALL)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue() + draw(st.sampled_from(["", '"', "\x00", '"a\n']))


def came_through(folder, content: bytes, reading: Reading) -> None:
    """Whatever the bytes are: Macs that are written, read, loaded and judged, or an answer."""
    file = folder / "any.csv"
    file.write_bytes(content)
    coverage = Coverage("any.csv")
    try:
        macs = read_export(str(file), coverage, reading)
    except NoSheet:
        return
    told = [*coverage.lines()]
    assert told
    assert coverage.used == len(macs)
    if not macs:
        return
    table = table_text(macs)
    assert parse_macs(table, "t") == macs
    (folder / "any.macs.csv").write_text(table, encoding="utf-8", newline="")
    (folder / "any.yaml").write_text(
        estate_text(Estate(macs, "any.macs.csv", 1_795_168_800, [coverage])), encoding="utf-8"
    )
    scenario = load(folder / "any.yaml").scenario
    assert scenario.fleet[0].macs is not None
    assert [*scenario.fleet[0].macs.macs] == macs
    found = answer(macs, [App("any", ())], 1_795_168_800)
    assert sum(found.count(verdict) for verdict in ("denied", "unknown", "allowed")) == len(macs)


@settings(max_examples=300, deadline=None)
@given(content=sheets(), encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"]))
def test_a_sheet_with_nasty_cells_becomes_an_estate_that_loads(tmp_path_factory, content, encoding):
    came_through(tmp_path_factory.getbasetemp(), content.encode(encoding, errors="replace"), Reading())


@settings(max_examples=200, deadline=None)
@given(
    content=st.binary(max_size=300)
    | sheets().map(str.encode).flatmap(lambda whole: st.integers(0, len(whole)).map(lambda cut: whole[:cut])),
    encoding=st.sampled_from(
        [None, "utf-8", "utf-16", "utf-32", "cp1252", "utf-7", "idna", "punycode", "no such", ""]
    ),
    delimiter=st.sampled_from([None, ",", ";", "\t", "|"]),
)
def test_bytes_of_any_kind_are_read_or_answered(tmp_path_factory, content, encoding, delimiter):
    reading = Reading(encoding=encoding, delimiter=delimiter, dates="day-first")
    came_through(tmp_path_factory.getbasetemp(), content, reading)
