"""Whatever is killed in the middle of an experiment: gone on with, it comes to the same answer, to the byte."""

import os
import signal
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner

from simulator.cli import main
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


def ask(folder):
    (folder / "base.yaml").write_text(BASE)
    wanted = f"at_least: {REPLICATIONS}, at_most: {REPLICATIONS}"
    (folder / "question.yaml").write_text(QUESTION.replace("at_least: 3, at_most: 3", wanted))
    return folder


@pytest.fixture
def asked(folder):
    return ask(folder)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The answer that comes where nothing is killed, and the files of its replications."""
    folder = ask(tmp_path_factory.mktemp("undisturbed"))
    arguments = ["whatif", str(folder / "question.yaml"), "--json", "--jobs", "1"]
    told = CliRunner().invoke(main, [*arguments, "--resume", str(folder / "kept")], catch_exceptions=False)
    return told.stdout, kept(folder)


def wait_until(holds):
    until = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(0.05)


def kept(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in (folder / "kept").rglob("*.parquet")}


def children(process):
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True)
    return [int(line) for line in listed.stdout.split()]


def is_there(process_id):
    listed = subprocess.run(["ps", "-o", "stat=", "-p", str(process_id)], capture_output=True, text=True)
    return bool(listed.stdout.strip()) and not listed.stdout.startswith("Z")


def gone_on_with(folder, trustlab):
    """The answer after ``--resume``, and the files."""
    told = trustlab("whatif", "question.yaml", "--json", "--jobs", "2", "--resume", "kept")
    return told.stdout, kept(folder)


def test_the_command_and_a_worker_before_it(asked, trustlab, trustlab_process, undisturbed):
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
    assert gone_on_with(asked, trustlab) == undisturbed


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


def test_a_clusters_worker_then_the_command_and_then_the_scheduler(
    asked, trustlab, trustlab_process, dask, undisturbed
):
    """One story, since it takes seconds until a cluster stands; the other worker takes over what the first one had."""
    scheduler = dask("scheduler", "--port", "0")
    address = address_of(scheduler)
    workers = [
        dask("worker", address, "--no-nanny", "--nthreads", "1", "--death-timeout", "5") for _ in range(2)
    ]
    command = ("whatif", "question.yaml", "--cluster", address, "--resume", "kept")
    playing = trustlab_process(*command)
    wait_until(lambda: len(kept(asked)) >= 2)
    os.killpg(workers[0].pid, signal.SIGKILL)
    goes_on(asked)
    playing.kill()
    playing.communicate(timeout=30)
    playing = trustlab_process(*command)
    goes_on(asked)
    os.killpg(scheduler.pid, signal.SIGKILL)
    _, told = playing.communicate(timeout=PATIENCE_S)
    assert playing.returncode == 2
    assert "is gone" in told
    assert "the same command goes on from there" in told
    assert "Traceback" not in told
    assert 0 < len(kept(asked)) < 2 * REPLICATIONS
    assert gone_on_with(asked, trustlab) == undisturbed


def goes_on(folder):
    """Waits until two replications more are there than were: the first may have been on its way before."""
    before = len(kept(folder))
    wait_until(lambda: len(kept(folder)) > before + 1)
