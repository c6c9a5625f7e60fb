"""A run killed in the middle loses nothing that was complete, and what is left of it is known for what it is."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from simulator.saved import RunIncomplete, find_runs, read_run

STORIES = Path(__file__).parents[2] / "scenarios"
LONG = STORIES / "fleet" / "a_thousand_macs_for_thirteen_months.yaml"
SHORT = STORIES / "chrome" / "tried_before_enrollment.yaml"


def statuses(folder):
    found = {}
    for run in find_runs(folder):
        try:
            found[run.name] = json.loads((run / "manifest.json").read_text())["status"]
        except ValueError:
            found[run.name] = "unreadable"
    return found


@pytest.fixture
def killed(tmp_path):
    """The folder of two runs: a short one that came to its end, and a long one killed while it ran."""
    command = [sys.executable, "-m", "simulator.cli", "run", str(SHORT), str(LONG), "--seed", "1"]
    command += ["--variant", "base", "--save", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while "running" not in [s for name, s in statuses(tmp_path).items() if "thousand" in name]:
        assert process.poll() is None, "it ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGKILL)
    process.wait()
    return tmp_path


def test_what_was_complete_is_read_and_the_leftover_is_recognised(killed):
    complete = [run for run in find_runs(killed) if "tried" in run.name]
    leftover = [run for run in find_runs(killed) if "thousand" in run.name]
    assert len(complete) == len(leftover) == 1
    saved = read_run(complete[0])
    assert saved.held
    assert saved.records()[-1].kind == "run.ended"
    with pytest.raises(RunIncomplete, match="did not come to its end"):
        read_run(leftover[0])


def test_the_report_of_a_leftover_is_refused_in_words_with_exit_code_2(killed):
    leftover = next(run for run in find_runs(killed) if "thousand" in run.name)
    command = [sys.executable, "-m", "simulator.cli", "report", str(leftover), "-o", str(killed / "r.html")]
    answered = subprocess.run(command, capture_output=True, text=True)
    assert answered.returncode == 2
    assert "did not come to its end" in answered.stderr
    assert "Traceback" not in answered.stderr
    assert not (killed / "r.html").exists()
