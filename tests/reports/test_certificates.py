"""Certificates: the waves to come, the unbound ones against the limit, and those with which something is amiss."""

from __future__ import annotations

from pathlib import Path

import duckdb

from reports.view import RunView, limits_for
from simulator.certificates_report import expiring_after_end, unbound_at_most
from simulator.saved import SavedRun
from tests.reports.playing import Play, page_of


def sql(run: SavedRun, query: str) -> list[tuple[object, ...]]:
    return duckdb.sql(query.replace("TRACE", f"'{run.folder}/*.parquet'")).fetchall()


def test_the_next_wave_is_what_macs_hold_at_the_end(played: Play, tmp_path: Path) -> None:
    run = played(
        "story: A wave\nstart: 2025-01-06 08:00\nlength: 60 days\n"
        "fleet: [{name: early, count: 3}, {name: late, enrolled_in_jamf: during, joins: day 30 09:00}]\n"
    )
    page = page_of(tmp_path, run)
    rows = page.tables["Expiring after the end"][1:]
    assert [row[1:] for row in rows] == [["3", "3", "3"], ["1", "1", "1"]]
    counted = sql(
        run,
        "SELECT date_trunc('week', to_timestamp((details->>'not_after')::BIGINT) AT TIME ZONE 'UTC')::DATE::VARCHAR, count(*)"
        " FROM TRACE WHERE kind = 'certificate.imported' GROUP BY 1 ORDER BY 1",
    )
    assert [(row[0], int(row[1])) for row in rows] == counted, "the run begins on a Monday"
    assert f"The next wave: 3 certificates in the week from {rows[0][0]}." in page.text


def test_one_that_is_revoked_gone_or_expired_is_in_no_wave(played: Play) -> None:
    run = played("revocation/what_it_reaches.yaml")
    reading = RunView(run, 1, limits_for(1)).reading
    imported, revoked = sql(
        run,
        "SELECT count(*) FILTER (kind = 'certificate.imported'), count(*) FILTER (kind = 'pki.cert.revoke') FROM TRACE",
    )[0]
    assert sum(week.certificates for week in expiring_after_end(reading)) == imported - revoked
    assert revoked


def test_five_unbound_ones_are_the_limit_and_the_refusal_is_told(played: Play, tmp_path: Path) -> None:
    run = played("enrollment_limit/keychain_deleted_and_pushed_again.yaml")
    page = page_of(tmp_path, run)
    assert "1 enrollment refused at the limit, on ada." in page.text
    assert ["5 of 5", "1", "0"] in page.tables["Unbound certificates"]
    assert unbound_at_most(RunView(run, 1, limits_for(1)).reading)["ada"][0] == 5
    lost = [row for row in page.tables["Certificates with which something is amiss"] if "lost" in row[0]]
    assert len(lost) == 5
    assert "issued and lost: 5." in page.text


def test_a_certificate_on_two_devices_is_told_with_both(played: Play, tmp_path: Path) -> None:
    page = page_of(tmp_path, played("jamf_policy/icloud_keychain.yaml"))
    (row,) = page.tables["Certificates with which something is amiss"][1:]
    assert row[:2] == ["on two devices: issued to ada", "at_home"]


def test_a_revoked_one_that_is_still_there_is_told(played: Play, tmp_path: Path) -> None:
    page = page_of(tmp_path, played("revocation/what_it_reaches.yaml"))
    found = {(row[0], row[1]) for row in page.tables["Certificates with which something is amiss"][1:]}
    assert {("revoked, and still on the Mac", mac) for mac in ("stolen", "second")} <= found


def test_nothing_amiss_is_said(played: Play, tmp_path: Path) -> None:
    page = page_of(tmp_path, played("story: Calm\nlength: 9 days\nfleet: [{name: ada}]\n"))
    assert "revoked, and still on the Mac: 0; on two devices: 0; issued and lost: 0." in page.text
    assert "No Mac came to the limit." in page.text
    assert "Certificates with which something is amiss" not in page.tables


def test_a_revoked_one_that_was_taken_out_is_told_no_more(played: Play, tmp_path: Path) -> None:
    run = played(
        "story: Out\nlength: 6 days\nfleet: [{name: ada}]\ntimeline:\n"
        "  - {at: day 2 09:00, do: revoke_user_certificates, person: ada}\n"
        "  - {at: day 3 09:00, do: uninstall_task, mac: ada}\n"
    )
    assert sql(run, "SELECT count(*) FROM TRACE WHERE kind = 'certificate.removed'") == [(1,)]
    assert "revoked, and still on the Mac: 0;" in page_of(tmp_path, run).text
