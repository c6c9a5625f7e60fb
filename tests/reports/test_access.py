"""Who gets in, and by which ways: as analysed and as played, with an example, and readable as a table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from simulator.saved import SavedRun
from tests.reports.playing import Play, page_of

EVIL = "</td><script>alert(1)</script>"


def test_the_matrix_has_outcome_rule_and_played_sign_ins_with_an_example(
    played: Play, tmp_path: Path
) -> None:
    run = played("rules/holes_by_name.yaml")
    page = page_of(tmp_path, run)
    head, trusted, untrusted = page.tables["Who gets in to allowed_before"]
    assert head[1:3] == ["macOS", "Windows"]
    assert trusted[0] == "trustedany client"
    assert trusted[1].startswith("let inby Macs")
    assert untrusted[1].startswith("let inby Macsplayed: 1 let in, event ")
    assert untrusted[2] == "kept outby Deny"
    number = untrusted[1].rsplit(" ", 1)[1]
    (told,) = (row for row in page.tables["The examples"][1:] if row[0] == number)
    assert "opens allowed_before with chrome on stranger: allowed" in told[2]
    assert told[3] == "Macs"
    assert f"run-1-event-{number}" in page.attributes("id")


def test_the_played_sign_ins_of_the_matrices_are_those_of_the_trace_by_sql(
    played: Play, tmp_path: Path
) -> None:
    run = played("rules/the_office_365_example.yaml")
    page = page_of(tmp_path, run)
    shown = sum(
        int(part.split(" ")[0].replace(",", ""))
        for row in page.tables["Who gets in to mail"]
        for cell in row
        for part in cell.split("played: ")[1:]
    )
    counted = duckdb.sql(
        f"SELECT count(*) FROM '{run.folder}/*.parquet' WHERE kind LIKE 'app.opened%' AND details->>'rule' != ''"
    ).fetchall()
    assert [(shown,)] == counted
    assert shown == 6


def test_a_run_that_contradicts_the_analysis_is_a_finding_and_its_app_is_not_called_closed(
    played: Play, tmp_path: Path
) -> None:
    page = page_of(tmp_path, played("setting/the_feature_is_lost.yaml", "conditions_lapse"))
    (row,) = page.tables["Played otherwise than analysed"][1:]
    assert row[:4] == [
        "salesforce",
        "untrusted, macOS, any client",
        "kept out by Deny everything else",
        "let in by Trusted Macs",
    ]
    (way,) = page.tables["Ways in"][1:]
    assert way[0] == "untrusted Macsapp salesforce"
    assert "none was seen" not in page.text
    assert "The analysis of the rules shows it" not in page.text


def test_every_way_in_has_what_suffices_what_does_it_evidence_and_remedy(
    played: Play, tmp_path: Path
) -> None:
    page = page_of(tmp_path, played("rules/holes_by_name.yaml"))
    ways = {row[0].rsplit("app ", 1)[1]: row for row in page.tables["Ways in"][1:]}
    assert len(ways) == 6
    narrow = ways["narrow_deny"]
    assert narrow[0].startswith("untrusted Macs, not in the group Sales (1 person: stranger)")
    assert narrow[1].startswith(
        "rule 'Default sign on rule''Deny Sales' denies, but only for the group Sales"
    )
    assert narrow[3].startswith("1 sign-in, event ")
    assert narrow[4] == "Let 'Deny Sales' deny for everybody."
    assert narrow[5] == "POL-10POL-06"
    assert "secured, rules of 2025-01-06: none." in page.text


def test_none_is_shown_by_the_analysis_or_is_a_share_with_its_number(played: Play, tmp_path: Path) -> None:
    page = page_of(tmp_path, played("rules/holes_by_name.yaml", "counter_case"))
    assert (
        "none was seen, so below 77.7 % of Macs that live as these did (n = 2, 95 % confidence)" in page.text
    )
    assert "No way in was found." in page.text


def test_trust_that_outlives_management_is_a_way_in_that_no_rule_makes(played: Play, tmp_path: Path) -> None:
    run = played(
        "story: A Mac leaves management\nlength: 9 days\nfleet: [{name: ada, habits: {opens_apps: often}}]\n"
        "timeline: [{at: day 2 12:00, do: unmanage, mac: ada}]\n"
    )
    (way,) = page_of(tmp_path, run).tables["Ways in"][1:]
    (cause,) = run.root_causes
    assert (way[0], way[1]) == (
        "it left management, and its certificate is good until it expires",
        "not by a rule",
    )
    assert way[3] == f"{cause.sign_ins:,} sign-ins on 1 Mac"
    assert way[4] == "revoke it"


def test_names_of_apps_rules_and_groups_stay_text(played: Play, tmp_path: Path) -> None:
    run = played(
        f"story: Names\nlength: 3 days\nokta:\n  apps:\n    - name: '{EVIL}'\n      rules:\n"
        f"        - {{name: '{EVIL} a\\u202eb', access: allow, platforms: [osx], groups: ['{EVIL}']}}\n"
        f"fleet: [{{name: ada, groups: ['{EVIL}']}}]\n"
        f"timeline: [{{at: day 1 10:00, do: open_app, mac: ada, app: '{EVIL}'}}]\n"
    )
    page = page_of(tmp_path, run)
    assert f"Who gets in to {EVIL}" in page.tables
    assert any(EVIL in row[1] for row in page.tables["Ways in"][1:])
    assert "<script>" not in "".join(content for name, _, content in page.raw if name == "style")
    assert sum(name == "script" for name, _ in page.elements) == 4
    assert "\u202e" not in page.text


def test_a_run_that_was_saved_without_an_analysis_has_no_matrix(
    save: Callable[..., SavedRun], tmp_path: Path
) -> None:
    page = page_of(tmp_path, save())
    assert "run-1-access" not in page.attributes("id")
    assert "run-1-exposures" not in page.attributes("id")
