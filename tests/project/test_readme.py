"""The README's scenario and commands do what the README says."""

import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.experiments.file import read_experiment

pytest_plugins = "pytester"

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def commands():
    return [
        line for block in blocks("sh") for line in block.splitlines() if line.startswith(".venv/bin/trustlab")
    ]


def trustlab(*arguments, cwd):
    command = [sys.executable, "-m", "simulator.cli", *arguments]
    if arguments[0] == "serve":
        return served_for_a_moment(command, cwd)
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True)


def served_for_a_moment(command, cwd):
    """What serves until it is stopped is stopped as soon as it says that it serves."""
    with subprocess.Popen(
        command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        printed = []
        for line in running.stdout:
            printed.append(line)
            if line.startswith("Servers are certified by"):
                running.send_signal(signal.SIGTERM)
        return subprocess.CompletedProcess(command, running.wait(60), "".join(printed), running.stderr.read())


INVENTORY = """\
Computer Name,Serial Number,Managed,Last Check-in,Okta Device Trust
ada,C02AAAAAAAA1,Managed,2026-11-20 10:00:00,2027-06-07 09:00:00
"""


def block_with(word):
    """The YAML of the README in which a word stands."""
    return next(block for block in blocks("yaml") if word in block)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "first.yaml").write_text(blocks("yaml")[0])
    (tmp_path / "restarts.yaml").write_text(block_with("question:"))
    (tmp_path / "limits.yaml").write_text(block_with("measure: open_ways_in"))
    (tmp_path / "accepted.yaml").write_text(block_with("accepted:"))
    (tmp_path / "inventory.csv").write_text(INVENTORY)
    (tmp_path / "log.json").write_text("[]")
    return tmp_path


def test_the_first_scenario_and_its_commands_work_as_written(folder):
    lines = [line for line in commands() if "trustlab policy" not in line]
    assert {line.split()[1] for line in lines} >= {
        "run",
        "explain",
        "report",
        "diagnose",
        "list",
        "serve",
        "import",
        "whatif",
    }
    for line in lines:
        words = shlex.split(line, comments=True)[1:]
        expanded = [
            str(path) for word in words for path in (sorted(folder.glob(word)) if "*" in word else [word])
        ]
        arguments = [word.removeprefix(f"{folder}/") for word in expanded]
        answered = trustlab(*arguments, cwd=folder)
        assert answered.returncode == 0, f"{line}\n{answered.stdout}{answered.stderr}"
        if words[0] == "explain":
            assert "Why it was denied" in answered.stdout
        if words[-2:-1] == ["--baseline"]:
            assert "accepted by" not in answered.stderr, "the acceptance accepts something"
    assert (folder / "first.html").stat().st_size > 100_000


def test_what_is_uncertain_can_stand_in_the_experiment(folder):
    (folder / "restarts.yaml").write_text(block_with("question:") + block_with("uncertain:"))
    experiment = read_experiment(str(folder / "restarts.yaml"))
    assert len(experiment.inputs) == 2
    assert experiment.scenario_of(0, 1) != experiment.scenario_of(0, 2)


def test_the_fleet_of_certificates_issued_earlier_is_one_that_loads(folder):
    (folder / "staff.yaml").write_text("story: a\nlength: 1 day\n" + block_with("at_start"))
    assert trustlab("run", "staff.yaml", cwd=folder).returncode == 0


def test_the_counter_case_is_what_makes_the_first_scenario_hold(folder):
    story = folder / "first.yaml"
    story.write_text(story.read_text().replace("quits_chrome: every_day", "quits_chrome: never"))
    answered = trustlab("run", "first.yaml", cwd=folder)
    assert answered.returncode == 1
    assert "first_try" in answered.stdout + answered.stderr


def test_the_rules_are_judged_as_the_readme_says(tmp_path):
    (tmp_path / "rules.yaml").write_text(block_with("rules:"))
    lines = [shlex.split(line, comments=True)[1:] for line in commands() if "trustlab policy" in line]
    answered = {words[1]: trustlab(*words, cwd=tmp_path) for words in lines}
    assert {verb: one.returncode for verb, one in answered.items()} == {
        "check": 1,
        "ask": 0,
        "table": 0,
        "diff": 0,
    }
    told = answered["check"].stdout
    assert "'Board' lets them in without asking for trust, after 'Trusted Macs' has asked for it." in told
    assert "untrusted Macs, in the group Board (9 people: board-0001" in told


def test_the_example_for_other_peoples_suites_passes_as_written(pytester):
    pytester.makepyfile(*blocks("python"))
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=3)


def test_every_make_target_that_the_readme_names_exists():
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert set(re.findall(r"\bmake ([a-z-]+)\b", README)) <= set(targets)


def test_every_path_that_the_readme_names_exists():
    named = re.findall(r"`((?:simulator|fake_okta|fake_jamf|scenarios|reports|tests)[\w/.]*)`", README)
    assert named
    assert [path for path in named if not (ROOT / path).exists()] == []
