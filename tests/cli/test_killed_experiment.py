"""Whatever is killed in the middle of an experiment: gone on with, it comes to the same answer, to the byte."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.simulator.experiments.conftest import QUESTION

BASE = """\
story: Acme
length: 150 days
fleet:
  - {name: sales, count: 30, habits: mixed}
timeline:
  - {at: day 20 09:00, do: revoke_user_certificates, person: sales-0001}
"""
REPLICATIONS = 16
PATIENCE_S = 240
"""No limit on anything: by then something hangs."""
pytestmark = pytest.mark.timeout(900)


@pytest.fixture
def asked(folder):
    (folder / "base.yaml").write_text(BASE)
    wanted = f"at_least: {REPLICATIONS}, at_most: {REPLICATIONS}"
    (folder / "question.yaml").write_text(QUESTION.replace("at_least: 3, at_most: 3", wanted))
    return folder


def wait_until(holds):
    until = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(0.05)


def kept(folder, name="kept"):
    return {
        str(path.relative_to(folder / name)): path.read_bytes() for path in (folder / name).rglob("*.parquet")
    }


def children(process):
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True)
    return [int(line) for line in listed.stdout.split()]


def is_there(process_id):
    listed = subprocess.run(["ps", "-o", "stat=", "-p", str(process_id)], capture_output=True, text=True)
    return bool(listed.stdout.strip()) and not listed.stdout.startswith("Z")


def same_as_undisturbed(folder, trustlab):
    told = trustlab("whatif", "question.yaml", "--json", "--jobs", "2", "--resume", "kept")
    undisturbed = trustlab("whatif", "question.yaml", "--json", "--jobs", "1", "--resume", "undisturbed")
    return told == undisturbed and kept(folder) == kept(folder, "undisturbed")


def test_the_command_and_a_worker_before_it(asked, trustlab, trustlab_process):
    playing = trustlab_process("whatif", "question.yaml", "--json", "--jobs", "2", "--resume", "kept")
    wait_until(lambda: len(kept(asked)) >= 2)
    os.kill(children(playing)[0], signal.SIGKILL)
    before = len(kept(asked))
    wait_until(lambda: len(kept(asked)) > before)
    workers = children(playing)
    playing.kill()
    playing.communicate(timeout=30)
    assert 0 < len(kept(asked)) < 2 * REPLICATIONS
    wait_until(lambda: not any(map(is_there, workers)))  # nobody is left to wait for work
    assert same_as_undisturbed(asked, trustlab)


@pytest.fixture
def dask():
    """Starts Dask's own commands on loopback; what was started is ended."""
    pytest.importorskip("distributed", reason="Dask Distributed is not installed")
    started = []

    def start(*arguments):
        command = [sys.executable, "-m", "dask", *arguments, "--host", "127.0.0.1", "--no-dashboard"]
        started.append(
            subprocess.Popen(
                command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
            )
        )
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=30)


def address_of(scheduler):
    for line in scheduler.stderr:
        if b"Scheduler at:" in line:
            return line.split()[-1].decode()
    raise AssertionError("the scheduler did not start")


def test_a_clusters_worker_and_then_its_scheduler(asked, trustlab, trustlab_process, dask):
    scheduler = dask("scheduler", "--port", "0")
    address = address_of(scheduler)
    worker = dask("worker", address, "--nworkers", "1", "--nthreads", "1", "--death-timeout", "5")
    playing = trustlab_process("whatif", "question.yaml", "--cluster", address, "--resume", "kept")
    wait_until(lambda: len(kept(asked)) >= 2)
    os.killpg(worker.pid, signal.SIGKILL)
    dask("worker", address, "--nworkers", "1", "--nthreads", "1", "--death-timeout", "5")
    before = len(kept(asked))
    wait_until(lambda: len(kept(asked)) > before + 1)
    os.killpg(scheduler.pid, signal.SIGKILL)
    _, told = playing.communicate(timeout=PATIENCE_S)
    assert playing.returncode == 2
    assert "is gone" in told
    assert "the same command goes on from there" in told
    assert "Traceback" not in told
    assert 0 < len(kept(asked)) < 2 * REPLICATIONS
    assert same_as_undisturbed(asked, trustlab)
