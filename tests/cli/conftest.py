"""The command line, called as people call it, in a folder with a few stories."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner

from simulator.cli import main

HOLDS = """\
story: A Mac is enrolled on its first day and lets its user in
shows: [TSK-02, CRT-01]
length: 3 days
seeds: [1, 2]
fleet: [{name: ada}]
timeline: [{at: day 1 12:00, do: open_app, mac: ada, app: salesforce, as: second_day}]
expect: [{event: second_day, outcome: allowed}]
counter_case:
  change: {jamf.policy.triggers: []}
  expect: [{event: second_day, outcome: denied}]
"""
FAILS = HOLDS.replace("outcome: allowed}]", "outcome: denied}]").replace("[1, 2]", "[7]")
REFUSED = """\
story: Device Trust on a bookmark
length: 2 days
okta: {apps: [{name: box, protocol: bookmark, rules: trusted_macs_only}]}
fleet: [{name: ada}]
"""
WRONG = "story: a\nfleet: [{name: ada, aps: [chrome]}]\n"


@pytest.fixture
def folder(tmp_path) -> Path:
    """A folder with stories that hold, fail, are refused and are wrong."""
    for name, text in {"holds": HOLDS, "fails": FAILS, "refused": REFUSED, "wrong": WRONG}.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    return tmp_path


class Answer(NamedTuple):
    """What a call came to."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def trustlab(folder, monkeypatch) -> Callable[..., Answer]:
    """Calls the command in the folder, in this process."""
    monkeypatch.chdir(folder)

    def call(*arguments: str) -> Answer:
        found = CliRunner(env={"COLUMNS": "160"}).invoke(main, arguments, catch_exceptions=False)
        return Answer(found.exit_code, found.stdout, found.stderr)

    return call


@pytest.fixture
def trustlab_process(folder) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts the command in the folder, in a process group of its own; what still runs after the test is killed."""
    started: list[subprocess.Popen[str]] = []

    def call(*arguments: str) -> subprocess.Popen[str]:
        # A shell's background command is started with Ctrl-C ignored, and all that it starts would be.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            process = subprocess.Popen(
                [sys.executable, "-m", "simulator.cli", *arguments],
                cwd=folder,
                env={**os.environ, "PYTHONSAFEPATH": "1"},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
        finally:
            signal.signal(signal.SIGINT, before)
        started.append(process)
        return process

    yield call
    for process in started:
        with process:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
