"""Lock-outs by day, cause and app, how long each lasted, and the flight recorder of each Mac."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from reports import write_report
from reports.calendar import calendar
from reports.sections.lock_outs import lasted
from reports.view import Limits, RunView, limits_for
from simulator.lock_outs import LockOuts
from simulator.saved import SavedRun
from tests.reports.playing import Play, page_of
from tests.reports.reading import Page

YEAR = """\
story: Chrome runs on over the first expiry
start: 2025-01-06 08:00 Europe/Berlin
length: 400 days
okta: {apps: [{name: box, rules: trusted_macs_only}, {name: salesforce, rules: trusted_macs_only}]}
fleet:
  - {name: never, count: 2, habits: {quits_chrome: never, opens_apps: often}}
  - {name: daily, habits: {quits_chrome: every_day, opens_apps: often}}
"""


@pytest.fixture
def year(played: Play) -> SavedRun:
    return played(YEAR)


def test_a_lock_out_lasts_until_the_next_sign_in_that_is_let_in(
    save: Callable[..., SavedRun], tmp_path: Path
) -> None:
    page = page_of(tmp_path, save())
    (row,) = page.tables["Each lock-out"][1:]
    assert row == [
        "ada",
        "Ada Lovelace (ada@acme.test)salesforce, chrome",
        "2026-01-06 10:00",
        "2026-01-07 09:11",
        "23 h 11 min",
        "3",
        "certificate expired",
    ]
    assert ["less than a day", "1", "1", "3"] in page.tables["How long lock-outs lasted"]
    (month,) = page.tables["Lock-outs by day"][1:]
    assert (month[0], month[6], [*filter(None, month[1:])]) == ("2026-01", "1", ["1"])


def test_what_is_counted_by_day_by_lock_out_and_by_cause_is_the_same(year: SavedRun) -> None:
    view = RunView(year, 1, limits_for(1))
    found = LockOuts(view.reading)
    denied = view.figures["denied_sign_ins"]
    assert denied > 50
    assert sum(times for _, times, _ in found.by_day()) == denied
    assert sum(one.sign_ins for one in found.found) == denied
    assert sum(times for app in found.apps for _, times, _ in found.by_day(app)) == denied
    assert {one.mac for one in found.found} == {"never-0001", "never-0002"}
    (cause,) = year.root_causes
    assert sum(day[1] for day in cause.days) == cause.sign_ins == denied
    assert [day[2] for day in cause.days] == [macs for _, _, macs in found.by_day()]
    assert {mac[0]: mac[1] for mac in cause.hit} == {
        mac: sum(one.sign_ins for one in found.found if one.mac == mac)
        for mac in ("never-0001", "never-0002")
    }


def test_the_first_and_last_moment_of_lock_outs_are_those_of_the_trace_by_sql(year: SavedRun) -> None:
    found = RunView(year, 1, limits_for(1)).lock_outs.found
    denied = f"FROM '{year.folder}/*.parquet' WHERE kind = 'app.opened' AND outcome = 'denied'"
    ((first, streams),) = duckdb.sql(
        f"SELECT min(\"at\"), count(DISTINCT subject || (details->>'app') || (details->>'client')) {denied}"
    ).fetchall()
    assert min(one.from_at for one in found) == first
    assert len({(one.mac, one.app, one.client) for one in found}) == streams


def test_one_that_is_not_over_says_so(played: Play, tmp_path: Path) -> None:
    run = played("story: Never\nlength: 20 days\njamf: {policy: {triggers: []}}\nfleet: [{name: ada}]\n")
    page = page_of(tmp_path, run)
    rows = page.tables["Each lock-out"][1:]
    assert {row[3] for row in rows} == {"not over"}
    assert page.tables["How long lock-outs lasted"][-1][1] == str(len(rows))


def test_a_calendar_has_each_day_once_and_at_most_24_months() -> None:
    counts = {"2024-02-29": 1, "2026-03-01": 1_200, "2026-01-31": 600}
    page = Page(calendar("Days", counts, "Macs"))
    rows = page.tables["Days"]
    assert len(rows) == 1 + 24
    assert (rows[1][0], rows[1][29], rows[-1][0]) == ("2024-02", "1", "2026-01")
    assert rows[-1][31] == "600"
    assert "The first 24 months of 26 are shown." in page.text
    looks = {attributes.get("title"): attributes.get("class") for _, attributes in page.elements}
    assert (looks["2024-02-29: 1 Macs"], looks["2026-01-31: 600 Macs"]) == ("l1", "l2")
    assert sum(attributes.get("class") == "no" for _, attributes in page.elements) == sum(
        31 - days for days in (29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31)
    )  # fmt: skip


def test_lengths_are_said_in_words() -> None:
    told = [lasted(seconds) for seconds in (1, 3_599, 3_600, 90_000, 172_800)]
    assert told == ["1 minute", "1 h", "1 h", "1 day 1 h", "2 days"]


# --- flight recorders ---------------------------------------------------------------------------------------


def test_each_mac_has_a_recorder_that_its_name_leads_to(year: SavedRun, tmp_path: Path) -> None:
    page = page_of(tmp_path, year)
    assert {"mac-never-0001", "mac-never-0002", "mac-daily"} <= set(page.attributes("id"))
    assert "#mac-never-0001" in page.attributes("href")
    assert "group daily, never denied" in page.text


def test_it_tells_what_certificates_were_worth_and_what_the_browser_held(
    year: SavedRun, tmp_path: Path
) -> None:
    rows = page_of(tmp_path, year).tables["Timeline of never-0001"][1:]
    lanes = [row[0] for row in rows]
    first, renewed = dict.fromkeys(lane for lane in lanes if lane.startswith("certificate "))
    worth = [(row[3].rpartition(" is ")[2], row[4]) for row in rows if row[0] == first]
    assert worth == [
        ("in the keychain, not used yet (unbound)", "fair"),
        ("in the keychain, bound to its user", "good"),
    ]
    held = [(row[3], row[4]) for row in rows if row[0] == "held by chrome"]
    assert [tone for _, tone in held] == ["good", "bad"]
    assert all(f"presented {first};" in says for says, _ in held), renewed


def test_it_says_why_the_mac_was_denied_with_the_chain_and_the_remedy(year: SavedRun, tmp_path: Path) -> None:
    text = page_of(tmp_path, year).text
    told = text[text.index("Why it was denied") :]
    assert re.search(r"(box|salesforce) with chrome, from 2026-01-0\d", told)
    assert "the browser keeps the old certificate. What to do: quit the browser." in told
    denied = told.index("denied (certificate expired)")
    assert told.index("The scheduled task on never-") > denied


def test_what_a_browser_held_ends_when_it_is_quit(save: Callable[..., SavedRun], tmp_path: Path) -> None:
    rows = page_of(tmp_path, save()).tables["Timeline of ada"][1:]
    assert [(row[1], row[2], row[4]) for row in rows if row[0] == "held by chrome"] == [
        ("2025-01-06 09:10", "2026-01-06 10:00", "good"),
        ("2026-01-06 10:00", "2026-01-07 09:10", "bad"),
        ("2026-01-07 09:11", "2026-02-10 00:00", "good"),
    ]


def test_a_mac_of_any_name_has_a_place(save: Callable[..., SavedRun], tmp_path: Path) -> None:
    page = page_of(tmp_path, save(('a "b" <c>', "a 'b' <c>", "x" * 300)))
    ids = [id_ for id_ in page.attributes("id") if id_.startswith("mac-") and not id_.endswith("-table")]
    assert len(ids) == len(set(ids)) == 3
    assert all(re.fullmatch(r"[A-Za-z0-9._-]{1,80}", id_) for id_ in ids)


def test_a_mac_that_is_asked_for_is_shown_where_there_is_no_room_for_all(
    year: SavedRun, tmp_path: Path
) -> None:
    limits = Limits(denials=5, timelines=1, macs=("daily",))
    write_report([year], tmp_path / "report.html", limits=limits)
    page = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert "mac-daily" in page.attributes("id")
    assert "mac-never-0001" not in page.attributes("id")
    assert "1 of 3 Macs are shown" in page.text
    assert "#mac-never-0001" not in page.attributes("href")
