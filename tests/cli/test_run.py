"""``trustlab run``: what is played, what is told, and with which exit code."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from xml.etree import ElementTree as ET

import pytest

from simulator.saved import RunIncomplete, find_runs, read_run


def test_a_story_is_played_with_its_counter_case_for_each_seed(trustlab):
    answer = trustlab("run", "holds.yaml", "--json")
    assert answer.returncode == 0
    runs = json.loads(answer.stdout)["runs"]
    assert [(run["variant"], run["seed"]) for run in runs] == [
        ("base", 1),
        ("base", 2),
        ("counter_case", 1),
        ("counter_case", 2),
    ]
    assert all(run["held"] and len(run["digest"]) == 32 for run in runs)


def test_the_same_seed_gives_the_same_digest_in_one_process_and_in_several(trustlab, trustlab_process):
    alone = json.loads(trustlab("run", "holds.yaml", "--json", "--jobs", "1").stdout)
    together, _ = trustlab_process("run", "holds.yaml", "--json", "--jobs", "3").communicate(timeout=60)
    assert json.loads(together) == alone


@pytest.mark.parametrize("staged", [("--detail", "every"), ("--wiring", "http")])
def test_played_whole_or_over_http_it_gives_the_same_digests(trustlab, staged):
    plain, other = (
        json.loads(trustlab("run", "holds.yaml", "--json", *more).stdout) for more in ((), staged)
    )
    assert plain == other


def test_a_failure_is_repeated_in_the_way_in_which_it_was_staged(trustlab):
    answer = trustlab("run", "fails.yaml", "--variant", "base", "--detail", "every", "--wiring", "http")
    assert "to repeat it: trustlab run fails.yaml --seed 7 --detail every --wiring http\n" in answer.stdout


def test_the_table_names_story_facts_seeds_and_result(trustlab):
    answer = trustlab("run", "holds.yaml")
    first = answer.stdout.splitlines()[1].split()
    assert first[:7] == ["holds.yaml", "base", "TSK-02", "CRT-01", "1", "2", "held"]
    assert answer.stdout.endswith("All 4 runs held.\n")
    assert answer.stderr == ""


def test_a_failure_tells_story_seed_expectation_events_and_the_command_to_repeat_it(trustlab):
    answer = trustlab("run", "fails.yaml", "--variant", "base")
    assert answer.returncode == 1
    told = answer.stdout
    assert told.startswith(
        "fails.yaml: A Mac is enrolled on its first day and lets its user in\n  seed 7, base\n"
    )
    assert "  expected: second_day: outcome denied\n  came:     outcome allowed" in told
    assert "the last events of ada:\n" in told
    assert "2025-01-07 12:00  ada opens salesforce with chrome on ada: allowed" in told
    assert "because, 2025-01-06" in told
    assert "to repeat it: trustlab run fails.yaml --seed 7\n" in told
    assert "Traceback" not in told + answer.stderr


def test_the_command_that_repeats_a_counter_case_names_it(trustlab, folder):
    text = (folder / "holds.yaml").read_text().replace("outcome: denied}]", "outcome: allowed}]")
    (folder / "a b.yaml").write_text(text)
    answer = trustlab("run", "a b.yaml", "--seed", "1")
    assert "to repeat it: trustlab run 'a b.yaml' --seed 1 --variant counter_case\n" in answer.stdout


def test_a_wrong_file_is_answered_and_nothing_is_played(trustlab, folder):
    answer = trustlab("run", "holds.yaml", "wrong.yaml", "--save", "saved")
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert answer.stderr == (
        "wrong.yaml:2:21: fleet.ada.aps: unknown key. Did you mean 'apps'?\n"
        "    2 | fleet: [{name: ada, aps: [chrome]}]\n"
        "      |                     ^^^\n"
    )
    assert [*(folder / "saved").iterdir()] == []


def test_what_a_console_refuses_is_the_authors_mistake(trustlab):
    answer = trustlab("run", "refused.yaml")
    assert answer.returncode == 2
    assert answer.stderr.startswith("refused.yaml: Okta's console refuses what the scenario does there: ")
    assert "Only SAML and WS-Fed apps can be secured" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_folders_stand_for_the_stories_in_them_without_experiments(trustlab, folder):
    for place in ("stories/deep", "stories/experiments", "stories/.hidden"):
        (folder / place).mkdir(parents=True)
        (folder / place / "one.yaml").write_text((folder / "holds.yaml").read_text())
    (folder / "stories" / "notes.txt").write_text("no story")
    runs = json.loads(trustlab("run", "stories", "--json", "--seed", "1").stdout)["runs"]
    assert {run["path"] for run in runs} == {"stories/deep/one.yaml"}


WRONG_CALLS = {
    "a folder without stories": (["empty"], "empty: the folder holds no scenario file (*.yaml).\n"),
    "a file that is not there": (
        ["hold.yaml"],
        "hold.yaml: there is no such file. Did you mean 'holds.yaml'?\n",
    ),
    "no name": ([""], "'': there is no such file.\n"),
    "a variant that is not there": (
        ["holds.yaml", "--variant", "counter"],
        "--variant counter: there is no such variant. Did you mean 'counter_case'?\n",
    ),
    "a report without a place": (
        ["holds.yaml", "--report", "no/r.html"],
        "no/r.html: there is no folder no.\n",
    ),
    "a report in place of a folder": (
        ["holds.yaml", "--report", "empty"],
        "empty: is a folder, and a file is to be written.\n",
    ),
    "a folder in place of a file": (
        ["holds.yaml", "--save", "holds.yaml"],
        "holds.yaml: no folder can be made there (File exists).\n",
    ),
}


@pytest.mark.parametrize(("arguments", "expected"), WRONG_CALLS.values(), ids=WRONG_CALLS)
def test_a_wrong_call_is_answered_before_anything_is_played(trustlab, folder, arguments, expected):
    (folder / "empty").mkdir()
    answer = trustlab("run", *arguments)
    assert (answer.returncode, answer.stdout, answer.stderr) == (2, "", expected)


def test_junit_has_a_suite_a_story_and_a_case_a_run(trustlab, folder):
    trustlab("run", "holds.yaml", "fails.yaml", "refused.yaml", "--seed", "1", "--junit", "junit.xml")
    suites = ET.parse(folder / "junit.xml").getroot().findall("testsuite")
    counts = [
        (suite.get("name"), suite.get("tests"), suite.get("failures"), suite.get("errors"))
        for suite in suites
    ]
    assert counts == [
        ("holds.yaml", "2", "0", "0"),
        ("fails.yaml", "2", "1", "0"),
        ("refused.yaml", "1", "0", "1"),
    ]
    failure = suites[1].find("testcase/failure")
    assert failure is not None
    assert "to repeat it: trustlab run fails.yaml --seed 1" in (failure.text or "")


def test_saved_runs_lie_in_a_folder_each_and_the_report_is_one_file(trustlab, folder):
    answer = trustlab("run", "holds.yaml", "--seed", "1", "--save", "saved", "--report", "report.html")
    assert answer.returncode == 0, answer.stderr
    assert sorted(run.name for run in (folder / "saved").iterdir()) == [
        "holds-base-seed-1",
        "holds-counter_case-seed-1",
    ]
    assert "A Mac is enrolled on its first day" in (folder / "report.html").read_text()
    assert not [*folder.glob(".*.part")]


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_ends_with_the_command_that_repeats_what_was_left(trustlab_process, folder, jobs):
    long = (folder / "holds.yaml").read_text().replace("length: 3 days", "length: 900 days")
    (folder / "long.yaml").write_text(long.replace("{name: ada}", "{name: ada}, {name: all, count: 5000}"))
    playing = trustlab_process("run", "long.yaml", "--jobs", jobs, "--save", "saved")
    until = time.monotonic() + 30
    while not [*folder.glob("saved/*/manifest.json")] and time.monotonic() < until:
        time.sleep(0.05)
    playing.send_signal(signal.SIGINT)
    _, told = playing.communicate(timeout=30)
    assert playing.returncode == 130
    assert told == (
        "Stopped after 0 of 4 runs. The run of long.yaml, seed 1, again: trustlab run long.yaml --seed 1\n"
    )
    left = find_runs(folder / "saved")
    assert 1 <= len(left) <= int(jobs)
    for run in left:
        with pytest.raises(RunIncomplete, match=r"it was stopped|did not come to its end"):
            read_run(run)


def test_a_worker_that_is_killed_ends_the_command_with_what_was_left(trustlab_process, folder):
    long = (folder / "holds.yaml").read_text().replace("length: 3 days", "length: 900 days")
    (folder / "long.yaml").write_text(long.replace("{name: ada}", "{name: ada}, {name: all, count: 5000}"))
    playing = trustlab_process("run", "long.yaml", "--jobs", "2", "--save", "saved")
    until = time.monotonic() + 30
    while len([*folder.glob("saved/*/manifest.json")]) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(playing.pid)], capture_output=True, text=True)
    os.kill(int(listed.stdout.split()[0]), signal.SIGKILL)
    _, told = playing.communicate(timeout=30)
    assert playing.returncode == 70
    assert told.startswith(
        "A process that played runs was killed (out of memory?). The run of long.yaml, seed 1"
    )
    assert "Traceback" not in told
