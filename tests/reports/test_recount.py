"""The figures of the page, counted a second time: by SQL over the saved trace, with each routine sign-in as a row of its own.

A figure that is not counted here fails, and so does a column of numbers that is neither counted here nor named as one that
its section's own tests hold.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pytest

from reports.sections.numbers import TILES
from reports.view import FIGURES, RunView, limits_for
from simulator.clock import Calendar
from simulator.habits import Routine
from simulator.saved import SavedRun
from tests.reports.playing import page_of, play_below
from tests.reports.reading import Page

STORY = """\
story: A year in which certificates expire, a Mac leaves, one has no task, and one is shared
length: 400 days
fleet:
  - {name: sales, count: 4, habits: mixed}
  - {name: leaver, habits: {opens_apps: often, quits_chrome: every_day}}
  - {name: never, habits: {opens_apps: often}, macos: 12.3}
okta:
  apps:
    - name: salesforce
      rules:
        - {name: Trusted Macs, access: allow, platforms: [osx], trust: trusted}
        - {name: Deny, access: deny}
    - name: wiki
      rules: [{name: Anybody, access: allow, platforms: [osx], trust: not_trusted}, {name: Trusted, access: allow, platforms: [osx], trust: trusted}, {name: Deny, access: deny}]
faults: [{kind: read_only_cell, from: day 330, until: day 372}]
timeline: [{at: day 100 12:00, do: unmanage, mac: leaver}]
"""
DAY_S = 86_400


class Trace:
    """The trace as tables: ``event``, and ``sign_in`` with a row for each, the routine ones from the people's dice."""

    def __init__(self, run: SavedRun) -> None:
        self.run = run
        self.db = duckdb.connect()
        parts = [str(run.folder / part.name) for part in run.manifest.parts]
        self.db.execute(
            "CREATE VIEW event AS SELECT * FROM read_parquet($parts)".replace("$parts", repr(parts))
        )
        self.db.execute(
            "CREATE TABLE sign_in AS SELECT seq, \"at\", subject AS mac, details->>'person' AS person, outcome, reason,"
            " details->>'device' AS device, 1 AS played FROM event WHERE kind = 'app.opened'"
        )
        manifest = run.manifest
        days = (manifest.end_at - manifest.start_at) // DAY_S
        self.calendar = Calendar(manifest.start_at, manifest.zone, days + 2)
        self._routine()
        midnights = [self.calendar.midnight(day) for day in range(days + 1)]
        self.db.register("days", {"number": np.arange(days + 1), "midnight": np.array(midnights)})
        self.db.execute("CREATE TABLE day AS SELECT * FROM days")

    def _routine(self) -> None:
        habits = {
            (mac, person): json.loads(details)["habits"]
            for mac, person, details in self.db.execute(
                "SELECT details->>'mac', subject, details FROM event WHERE kind = 'person.added'"
            ).fetchall()
        }
        rows = []
        for seq, mac, outcome, reason, person, app, client, device, begins, until in self.db.execute(
            "SELECT seq, subject, outcome, reason, details->>'person', details->>'app', details->>'client', details->>'device',"
            " (details->>'from_at')::BIGINT, (details->>'until_at')::BIGINT FROM event WHERE kind = 'app.routine'"
        ).fetchall():
            routine = Routine.from_details(self.calendar, self.run.manifest.seed, 0, habits[mac, person])
            stream = routine.stream(app, client)
            rows += [
                (seq, at, mac, person, outcome, reason, device, 0)
                for day in range(self.calendar.days)
                for at in routine.opens_on(day, stream)
                if begins < at < until
            ]
        columns = {
            name: np.array([row[place] for row in rows], dtype=object if place in range(2, 7) else np.int64)
            for place, name in enumerate(
                ("seq", "at", "mac", "person", "outcome", "reason", "device", "played")
            )
        }
        self.db.register("routine", columns)
        self.db.execute("INSERT INTO sign_in SELECT * FROM routine")

    def one(self, sql: str) -> Any:
        return self.db.execute(sql).fetchall()[0][0]

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self.db.execute(sql).fetchall()


DAY = '(SELECT max(number) FROM day WHERE midnight <= "at")'
MACS = "(SELECT subject FROM event WHERE kind = 'mac.added')"
CERTIFICATE = """
    SELECT issued.subject AS mac, issued.details->>'serial_number' AS serial,
        (SELECT min("at") FROM event WHERE kind = 'certificate.imported' AND details->>'serial_number' = serial) AS imported,
        (SELECT max((details->>'not_after')::BIGINT) FROM event WHERE kind = 'certificate.imported' AND details->>'serial_number' = serial) AS ends,
        (SELECT max("at") FROM event WHERE kind = 'certificate.removed' AND details->>'serial_number' = serial AND event.subject = issued.subject) AS removed,
        (SELECT max("at") FROM event WHERE kind = 'pki.cert.revoke' AND details->>'serial_number' = serial) AS revoked
    FROM event AS issued WHERE kind IN ('pki.cert.issue', 'pki.cert.renew') AND outcome = 'success'
"""
TRUSTED_OUTSIDE = """
    outcome = 'allowed' AND device = 'trusted' AND NOT coalesce((
        SELECT arg_max(kind IN ('computer.enrolled', 'computer.managed'), event.seq) FROM event
        WHERE subject = sign_in.mac AND event."at" <= sign_in."at"
            AND kind IN ('computer.enrolled', 'computer.managed', 'computer.unmanaged', 'computer.deleted')
    ), false)
"""
"""Sign-ins that Okta trusted on Macs that Jamf Pro did not manage at the time."""
FIGURES_AGAIN: dict[str, str] = {
    "sign_ins": "SELECT count(*) FROM sign_in",
    "denied_sign_ins": "SELECT count(*) FROM sign_in WHERE outcome = 'denied'",
    "denied_person_days": f"SELECT count(DISTINCT (person, {DAY})) FROM sign_in WHERE outcome = 'denied'",
    "macs_locked_out": f"""
        WITH first AS (
            SELECT mac, person, min("at") AS since FROM sign_in
            WHERE played = 1 AND outcome = 'allowed' AND device = 'trusted' GROUP BY ALL
        ), began AS (SELECT mac, person, (SELECT max(number) FROM day WHERE midnight <= since) AS day FROM first)
        SELECT count(DISTINCT mac) FROM (SELECT *, {DAY} AS on_day FROM sign_in WHERE outcome = 'denied') JOIN began USING (mac, person)
        WHERE on_day >= began.day""",
    "exposures": "SELECT count(*) FROM sign_in WHERE outcome = 'allowed' AND device = 'untrusted'",
    "trusted_while_unmanaged": f"SELECT count(*) FROM sign_in WHERE {TRUSTED_OUTSIDE}",
    "most_trusted_days_after_leaving": f"""
        SELECT coalesce(max(least(ends, coalesce(revoked, ends), coalesce(removed, ends)) - gone."at") / 86400.0, 0)
        FROM event AS gone JOIN ({CERTIFICATE}) ON mac = gone.subject
        WHERE gone.kind IN ('computer.unmanaged', 'computer.deleted') AND imported < gone."at" AND gone."at" <= ends
            AND (removed IS NULL OR removed >= gone."at") AND (revoked IS NULL OR revoked >= gone."at")""",
    "shared_accounts": """
        SELECT count(*) FROM (SELECT details->>'mac' AS mac, details->>'account' AS account FROM event
            WHERE kind = 'person.added' GROUP BY ALL HAVING count(*) > 1)""",
    "trusted_share_at_end": f"""
        WITH last AS (SELECT subject AS mac, arg_max(details->>'device', seq) AS device FROM event WHERE kind = 'app.opened' GROUP BY 1),
        holds AS (SELECT DISTINCT mac FROM ({CERTIFICATE}), (SELECT max("at") + 1 AS now FROM event) WHERE imported < now AND now <= ends
            AND (removed IS NULL OR removed >= now) AND (revoked IS NULL OR revoked >= now))
        SELECT avg(CASE WHEN last.device IS NULL THEN holds.mac IS NOT NULL ELSE last.device = 'trusted' END::INT)
        FROM {MACS} AS macs LEFT JOIN last ON last.mac = macs.subject LEFT JOIN holds ON holds.mac = macs.subject""",
}


def by_day(trace: Trace, page: Page) -> None:
    shown = {row[0]: (row[1], row[2]) for row in page.tables["Sign-ins by day"][1:]}
    counted = {day: (allowed, denied) for day, allowed, denied in trace.rows(
        f"SELECT {DAY}, count(*) FILTER (outcome = 'allowed'), count(*) FILTER (outcome = 'denied') FROM sign_in GROUP BY 1"
    )}  # fmt: skip
    for number in range(min(counted), max(counted) + 1):
        date = trace.calendar.text(trace.calendar.midnight(number))[:10]
        allowed, denied = counted.get(number, (0, 0))
        assert shown.pop(date) == (f"{allowed:,}", f"{denied:,}")
    assert shown == {}


def by_cause(trace: Trace, page: Page) -> None:
    counted = trace.rows(
        f"SELECT replace(reason, '_', ' '), count(*), count(DISTINCT mac), count(DISTINCT (person, {DAY})) FROM sign_in"
        " WHERE outcome = 'denied' GROUP BY 1"
    )
    assert {tuple(row[:4]) for row in page.tables["Denials by cause"][1:]} == {
        (reason, *(f"{number:,}" for number in numbers)) for reason, *numbers in counted
    }


def by_root(trace: Trace, page: Page) -> None:
    rows = page.tables["Root causes"][1:]
    denied = sum(int(row[3].replace(",", "")) for row in rows if row[0] == "denied")
    assert denied == trace.one("SELECT count(*) FROM sign_in WHERE outcome = 'denied'")
    for row, cause in zip(rows, trace.run.root_causes, strict=True):
        if cause.seqs:
            those = f"played = 1 AND seq IN {(*cause.seqs, -1)}"
        elif cause.lets_in:  # routine ones that stayed trusted when the Mac left management
            those = TRUSTED_OUTSIDE
            assert row[3] == f"{trace.one(f'SELECT count(*) FROM sign_in WHERE {those}'):,}"
        else:  # routine ones after a change that no sign-in was played after: their sum above is all that SQL can tell
            continue
        (counted,) = trace.rows(
            f"SELECT count(DISTINCT mac), count(DISTINCT person) FROM sign_in WHERE {those}"
        )
        assert (int(row[4]), int(row[5])) == counted


def by_week(trace: Trace, page: Page) -> None:
    week = f"{DAY} // 7"
    kinds = "kind = '{}' AND outcome = 'success'"
    issued, renewed = (
        dict(trace.rows(f"SELECT {week}, count(*) FROM event WHERE {kinds.format(kind)} GROUP BY 1"))
        for kind in ("pki.cert.issue", "pki.cert.renew")
    )
    ends = 'SELECT ends AS "at" FROM (' + CERTIFICATE + f") WHERE ends <= {trace.run.manifest.end_at}"
    expiring = dict(trace.rows(f"SELECT {week}, count(*) FROM ({ends}) GROUP BY 1"))
    for row in page.tables["Certificates by week"][1:]:
        number = trace.calendar.day_of(trace.calendar.parse_moment(row[0])) // 7
        assert row[1:] == [str(counted.pop(number, 0)) for counted in (issued, renewed, expiring)]
    assert (issued, renewed, expiring) == ({}, {}, {})


def events(trace: Trace, page: Page) -> None:
    assert page.tables["Runs"][1][-1] == f"{trace.one('SELECT count(*) FROM event'):,}"


def examples(trace: Trace, page: Page) -> None:
    for row in page.tables["The examples"][1:]:
        (mac,) = trace.rows(f"SELECT subject FROM event WHERE seq = {row[0].replace(',', '')}")[0]
        assert mac in row[2]


TABLES_AGAIN: dict[tuple[str, ...], Callable[[Trace, Page], None]] = {
    ("Sign-ins by day", "allowed", "denied"): by_day,
    ("Denials by cause", "denied", "macs", "days"): by_cause,
    ("Root causes", "sign_ins", "macs", "people"): by_root,
    ("Certificates by week", "issued", "renewed", "expiring"): by_week,
    ("Runs", "events"): events,
    ("The examples", "event"): examples,
}


ELSEWHERE = {
    ("Completeness", "macs"),
    ("Completeness", "rules"),
    ("Each lock-out", "sign_ins"),
    ("Expiring after the end", "certificates"),
    ("Expiring after the end", "last"),
    ("Expiring after the end", "macs"),
    ("Files of the traces", "events"),
    ("Findings", "sign_ins"),
    ("How long lock-outs lasted", "lock_outs"),
    ("How long lock-outs lasted", "macs"),
    ("How long lock-outs lasted", "sign_ins"),
    ("Planted defects", "opens"),
    ("Unbound certificates", "end"),
    ("Unbound certificates", "most"),
}
"""Columns that no SQL here counts again: their sections' own tests hold them. One that is not named fails."""


def columns_of_numbers(page: Page) -> set[tuple[str, ...]]:
    """(caption, key) of every column of numbers."""
    found, caption = set(), ""
    for name, attributes in page.elements:
        caption = attributes["aria-label"] if attributes.get("role") == "region" else caption
        if name == "th" and attributes.get("data-kind") == "number":
            found.add((caption, attributes["data-key"]))
    return found


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> SavedRun:
    return play_below(tmp_path_factory.mktemp("run"))(STORY)


@pytest.fixture(scope="module")
def page(run: SavedRun, tmp_path_factory: pytest.TempPathFactory) -> Page:
    return page_of(tmp_path_factory.mktemp("page"), run)


@pytest.fixture(scope="module")
def trace(run: SavedRun) -> Trace:
    return Trace(run)


@pytest.mark.parametrize("figure", sorted({*FIGURES, *TILES}))
def test_each_figure_is_what_sql_counts(run: SavedRun, trace: Trace, figure: str) -> None:
    assert figure in FIGURES_AGAIN, "a figure is shown that nobody counts a second time: count it above"
    counted = trace.one(FIGURES_AGAIN[figure])
    assert RunView(run, 1, limits_for(1)).figures[figure] == pytest.approx(counted, abs=1e-9)


@pytest.mark.parametrize("table", TABLES_AGAIN, ids=lambda table: table[0])
def test_each_column_of_numbers_is_what_sql_counts(trace: Trace, page: Page, table: tuple[str, ...]) -> None:
    TABLES_AGAIN[table](trace, page)


def test_no_column_of_numbers_is_left_out_unnamed(page: Page) -> None:
    counted = {(caption, key) for caption, *keys in TABLES_AGAIN for key in keys}
    assert columns_of_numbers(page) == counted | ELSEWHERE


def test_the_story_moves_every_figure_but_shared_accounts(trace: Trace) -> None:
    still = {name for name, sql in FIGURES_AGAIN.items() if not trace.one(sql)}
    assert still == {"shared_accounts"}
