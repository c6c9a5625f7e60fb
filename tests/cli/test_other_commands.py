"""``list``, ``report``, ``explain``, ``schema``, help and version."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import version

import pytest


@pytest.fixture
def saved(trustlab, folder):
    """The folder of saved runs of the story that holds."""
    assert trustlab("run", "holds.yaml", "--seed", "1", "--save", "saved").returncode == 0
    return folder / "saved"


def test_list_names_stories_with_what_they_show(trustlab):
    answer = trustlab("list", "holds.yaml", "--json")
    assert json.loads(answer.stdout) == [
        {
            "path": "holds.yaml",
            "story": "A Mac is enrolled on its first day and lets its user in",
            "shows": ["TSK-02", "CRT-01"],
            "seeds": [1, 2],
            "variants": ["base", "counter_case"],
        }
    ]
    assert "A Mac is enrolled on its first day and lets its" in trustlab("list", "holds.yaml").stdout


def test_the_ledger_of_facts_says_which_stories_show_them(trustlab):
    rows = json.loads(trustlab("list", "holds.yaml", "--facts", "--json").stdout)
    assert len(rows) == 87
    assert {row["fact"]: row["stories"] for row in rows}["TSK-02"] == {"holds.yaml": "not played"}
    assert "2 of 87 facts have a story." in trustlab("list", "holds.yaml", "--facts").stdout


def test_the_ledger_says_what_came_of_the_stories_that_were_played(trustlab, saved):
    rows = json.loads(trustlab("list", "holds.yaml", "--facts", "--runs", "saved", "--json").stdout)
    assert {row["fact"]: row["verdict"] for row in rows}["TSK-02"] == "shown"
    told = trustlab("list", "holds.yaml", "--facts", "--runs", "saved").stdout
    assert "2 of 87 facts have a story, 2 are shown in the model." in told


def test_runs_for_the_ledger_have_to_be_there_and_to_be_asked_for(trustlab):
    nowhere = trustlab("list", "holds.yaml", "--facts", "--runs", "nowhere")
    assert (nowhere.returncode, nowhere.stderr.strip()) == (2, "--runs nowhere: no saved run is there")
    alone = trustlab("list", "holds.yaml", "--runs", "saved")
    assert alone.returncode == 2
    assert "give them with --facts" in alone.stderr
    both = trustlab("list", "holds.yaml", "--facts", "--play", "--runs", "saved")
    assert (both.returncode, both.stdout) == (2, "")


def test_the_ledger_can_play_the_stories_itself(trustlab):
    rows = json.loads(trustlab("list", "holds.yaml", "--facts", "--play", "--json").stdout)
    verdicts = {row["fact"]: row["verdict"] for row in rows}
    assert (verdicts["TSK-02"], verdicts["POL-01"]) == ("shown", "no story")


def test_the_ledger_says_what_is_documented_and_not_covered(trustlab):
    told = trustlab("list", "holds.yaml", "--facts").stdout
    assert "documented and not covered" in told
    assert "Locks are seen in mobile browsers as well." in told


def test_what_is_assumed_is_listed_with_what_else_may_be_and_why_nobody_knows(trustlab):
    rows = {row["name"]: row for row in json.loads(trustlab("list", "--assumptions", "--json").stdout)}
    assert rows["renewal_of_expired"]["default"] == "accepted"
    assert rows["renewal_of_expired"]["alternatives"] == ["refused"]
    assert "written nowhere" in rows["renewal_of_expired"]["unknown"]
    assert "Not known:" in trustlab("list", "--assumptions").stdout


def test_without_a_path_the_built_in_stories_are_listed(trustlab):
    paths = [row["path"] for row in json.loads(trustlab("list", "--json").stdout)]
    assert len(paths) > 15
    assert any(path.endswith("scenarios/chrome/closing_the_window_is_not_enough.yaml") for path in paths)


def test_explain_tells_what_happened_on_a_mac_up_to_a_moment(trustlab, saved):
    whole = trustlab("explain", "saved/holds-base-seed-1", "--mac", "ada").stdout
    first_day = trustlab("explain", "saved/holds-base-seed-1", "--mac", "ada", "--at", "day 1 00:00").stdout
    assert "2025-01-07 12:00  ada opens salesforce with chrome on ada: allowed" in whole
    assert "The registration task" in first_day
    assert "2025-01-07" not in first_day


WRONG_CALLS = {
    "no run": (["explain", "nowhere", "--mac", "ada"], "nowhere: no saved run is here.\n"),
    "no such Mac": (
        ["explain", "saved/holds-base-seed-1", "--mac", "adda"],
        "--mac adda: there is no such Mac in this run. Did you mean 'ada'?\n",
    ),
    "no moment": (
        ["explain", "saved/holds-base-seed-1", "--mac", "ada", "--at", "noon"],
        "--at noon: 'noon' is no moment; write for example 'day 366 09:00' or '2026-01-07 09:00'.\n",
    ),
    "outside the run": (
        ["explain", "saved/holds-base-seed-1", "--mac", "ada", "--at", "day 9"],
        "--at day 9: outside the run (2025-01-06 08:00 to 2025-01-09 08:00).\n",
    ),
    "no report without runs": (["report", "nowhere", "-o", "r.html"], "nowhere: no saved run is here.\n"),
}


@pytest.mark.parametrize(("arguments", "expected"), WRONG_CALLS.values(), ids=WRONG_CALLS)
def test_a_wrong_call_is_answered_in_a_line(trustlab, saved, arguments, expected):
    answer = trustlab(*arguments)
    assert (answer.returncode, answer.stdout, answer.stderr) == (2, "", expected)


def test_a_report_is_written_of_all_runs_below_a_folder_without_the_incomplete(trustlab, saved, folder):
    manifest = saved / "holds-base-seed-1" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"complete"', '"running"'))
    answer = trustlab("report", "saved", "-o", "report.html")
    assert answer.returncode == 0
    assert answer.stdout == "report.html: 1 run.\n"
    assert answer.stderr.startswith("left out: saved/holds-base-seed-1: ")
    assert (folder / "report.html").exists()


def test_the_schema_is_printed_or_written(trustlab, folder):
    printed = trustlab("schema").stdout
    trustlab("schema", "-o", "schema.json")
    assert (folder / "schema.json").read_text() == printed
    assert json.loads(printed)["title"] == "A trustlab scenario"


def test_the_version_is_that_of_the_distribution(trustlab):
    assert trustlab("--version").stdout == f"trustlab, version {version('trustlab')}\n"


def test_a_mistyped_command_is_answered_with_the_nearest(trustlab):
    answer = trustlab("rnu")
    assert answer.returncode == 2
    assert "'run'" in answer.stderr


def test_help_imports_nothing_heavy():
    heavy = "pydantic ruamel numpy scipy simpy cryptography duckdb altair rich flask faker"
    code = (
        "import sys; import simulator.cli as c; c.main(['--help'], standalone_mode=False);"
        f" print([name for name in {heavy.split()!r} if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.endswith("\n[]\n")
