"""The progress bar: on a terminal, for what takes longer than a second, and nowhere else."""

import os
import pty
import re
import subprocess
import sys

import pytest

FLEET = """
story: a fleet
length: 395 days
fleet: [{name: staff, count: 700, habits: mixed}]
expect: [{every: mac, is: enrolled, at: day 30}]
counter_case:
  change: {jamf.policy.frequency: Once every week}
  expect: [{every: mac, is: enrolled, at: day 30}]
"""


@pytest.fixture
def fleet(tmp_path):
    (tmp_path / "fleet.yaml").write_text(FLEET)
    return [sys.executable, "-m", "simulator.cli", "run", str(tmp_path / "fleet.yaml"), "--variant", "base"]


def test_a_terminal_is_told_day_macs_events_and_the_time_left(fleet):
    told, returncode = on_a_terminal(fleet)
    assert returncode == 0
    for part in (b"run 1 of 1", b"of 395, 700 Macs", b" events", b"0:00:0"):
        assert part in told


def test_an_experiment_tells_the_interval_as_it_narrows(tmp_path):
    (tmp_path / "base.yaml").write_text(
        "story: a fleet\nlength: 60 days\nfleet: [{name: staff, count: 60, habits: mixed}]\n"
    )
    (tmp_path / "question.yaml").write_text(
        "question: q\nbase: base.yaml\nplans: {as it is: {change: {}}}\nmeasure: [sign_ins]\n"
        "replications: {at_least: 40, at_most: 40}\n"
    )
    command = [
        sys.executable,
        "-m",
        "simulator.cli",
        "whatif",
        str(tmp_path / "question.yaml"),
        "--jobs",
        "1",
    ]
    told, returncode = on_a_terminal(command)
    assert returncode == 0
    seen = re.findall(rb"(\d+) of at most 40 replications, [\d,.]+ \xc2\xb1 ([\d,.]+)", told)
    widths = {int(done): float(width.replace(b",", b"")) for done, width in seen}
    assert len(widths) > 3
    assert widths[max(widths)] < widths[min(widths)]


def test_where_there_is_no_terminal_nothing_is_told_of_progress(fleet):
    done = subprocess.run(fleet, capture_output=True, check=True)
    assert done.stderr == b""


def on_a_terminal(command):
    """What a command tells a terminal of its progress, and its exit code."""
    mine, its = pty.openpty()
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=its, env=os.environ | {"COLUMNS": "140"}
    ) as run:
        os.close(its)
        told = b""
        while piece := _read(mine):
            told += piece
    os.close(mine)
    return told, run.returncode


def _read(terminal):
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux says so when the other side is closed
        return b""
