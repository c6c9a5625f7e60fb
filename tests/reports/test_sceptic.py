"""What a sceptic asks: the worst case, completeness with names, the control test, and what was not checked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from reports.configuration import _HOW_PASTED, REMOVED, configuration_text, without_secrets
from simulator.saved import keep_worst_case, read_run
from simulator.scenario.load import load
from simulator.scenario.services import TokenPasted, UrlPasted
from simulator.worst_case import worst_case
from tests.reports.playing import STORIES, Play, page_of

ICLOUD = "jamf_policy/icloud_keychain.yaml"
EXEMPT = """\
story: The board travels
length: 3 days
okta:
  groups: [Guests]
  apps:
    - name: mail
      rules:
        - {name: Trusted Macs, access: allow, platforms: [osx], trust: trusted}
        - {name: Board, access: allow, groups: [Board], prompt_for_factor: true}
        - {name: Off, access: allow, groups: [Guests], active: false}
        - {name: Deny, access: deny, excluded_users: [emergency]}
    - {name: wiki, rules: []}
fleet: [{name: ada, groups: [Board]}, {name: emergency}]
"""


def test_without_the_alternatives_played_the_report_says_how_to(played: Play, tmp_path: Path) -> None:
    page = page_of(tmp_path, played(ICLOUD))
    assert (
        "The alternatives of the named assumptions were not played. trustlab run STORY --worst-case"
        in page.text
    )
    assert "The worst case over the named assumptions" not in page.tables
    assert "The alternatives of the named assumptions were not played. Nothing was checked" in page.text


def test_the_worst_case_stands_beside_what_is_assumed(played: Play, tmp_path: Path) -> None:
    run = played(ICLOUD)
    found = worst_case(load(STORIES / ICLOUD).scenario, 1)
    assert found["as_assumed"]["digest"] == run.manifest.digest
    keep_worst_case(run.folder, found)
    page = page_of(tmp_path, read_run(run.folder))
    rows = page.tables["The worst case over the named assumptions"][1:]
    told = {row[1]: row[2:] for row in rows}
    assert told["as assumed"] == [
        "1",
        "0",
        "0",
        "it presents a certificate that iCloud brought from another Mac",
    ]
    assert told["icloud_copy_usable no"] == ["0", "1", "0", "nobody"]
    assert "24 alternatives were played" in page.text
    assert "Let in wrongly: 1 sign-in as assumed, 1 at worst over the named assumptions." in page.text


def test_alternatives_that_are_worse_are_played_together(tmp_path: Path) -> None:
    story = tmp_path / "story.yaml"
    story.write_text(
        (STORIES / ICLOUD).read_text().split("expect:")[0] + "assumptions: {icloud_copy_usable: 'no'}\n"
    )
    found = worst_case(load(story).scenario, 1)
    assert found["as_assumed"]["let_in"] == 0
    assert found["together"]["let_in"]["values"] == {"icloud_copy_usable": "yes"}
    assert found["together"]["let_in"]["let_in"] == 1


def test_who_is_exempt_is_named_and_what_is_not_in_force_is_not(played: Play, tmp_path: Path) -> None:
    page = page_of(tmp_path, played(EXEMPT))
    assert page.tables["Exempt by name"][1:] == [
        ["mail", "Board", "lets in without trust, by group", "Board"],
        ["mail", "Deny", "does not deny, by user", "emergency"],
    ]
    (row,) = page.tables["Completeness"][1:]
    assert row[1:5] == ["2025-01-06", "0 of 2 (0%)", "2 of 2: mail, wiki", "4"]
    assert row[5].startswith("no rule of its own: wiki")


def test_macs_from_a_table_are_told_from_those_made_up(played: Play, tmp_path: Path) -> None:
    (tmp_path / "acme.macs.csv").write_text("name\nada\nben\n")
    page = page_of(
        tmp_path,
        played("story: A table\nlength: 2 days\nfleet: [{name: known, macs: acme.macs.csv}, {name: more}]\n"),
    )
    assert page.tables["Completeness"][1][2] == "2 of 3 (67%)"


def test_the_control_test_is_told_with_what_was_missed(played: Play, tmp_path: Path) -> None:
    run = played(EXEMPT)
    found = sum(row["outcome"] == "found" for row in run.control_test)
    page = page_of(tmp_path, run)
    assert f"the analysis found {found} and missed 0. 0 false alarms." in page.text
    assert "Missed, and false alarms" not in page.tables
    missed = replace(run, control_test=({**run.control_test[0], "outcome": "missed"},))
    page = page_of(tmp_path, missed)
    assert "and missed 1" in page.text
    assert page.tables["Missed, and false alarms"][1][4] == "missed"


def test_that_nothing_was_checked_against_the_real_service_is_said(played: Play, tmp_path: Path) -> None:
    page = page_of(tmp_path, played(ICLOUD))
    assert (
        "Not one field of who gets in, and not one sign-in, was compared with Okta or Jamf Pro." in page.text
    )
    assert len(page.tables["Threats that this is not about"]) == 8


# --- how to repeat it ---------------------------------------------------------------------------------------


def test_the_configuration_as_evaluated_and_the_hashes_are_there(played: Play, tmp_path: Path) -> None:
    run = played(EXEMPT)
    page = page_of(tmp_path, run)
    assert "tenant_url: https://acme.jamfcloud.com" in page.text
    assert "frequency: Once per user per computer" in page.text
    assert [row[3] for row in page.tables["Files of the traces"][1:]] == [
        part.sha256 for part in run.manifest.parts
    ]


@pytest.mark.parametrize(
    "key", ["password", "org_token", "apiToken", "SecretKey", "private_key", "credentials"]
)
def test_what_stands_under_the_name_of_a_secret_is_removed(key: str) -> None:
    told = configuration_text({"jamf": {"accounts": [{"name": "okta", key: ["hunter2", {"x": 1}]}]}})
    assert "hunter2" not in told
    assert REMOVED in told
    assert without_secrets({key: "pasted"}) == {key: "pasted"}


def test_the_words_that_say_how_a_secret_was_pasted_are_those_of_scenarios() -> None:
    assert {*get_args(TokenPasted), *get_args(UrlPasted), "right", "mistyped"} == _HOW_PASTED
