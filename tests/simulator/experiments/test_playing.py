"""Replications: pure, kept, played again where they are missing, and the same wherever they are played."""

import os
import signal
import threading
import time
from concurrent.futures import ProcessPoolExecutor

import pytest

from simulator.experiments.file import read_experiment
from simulator.experiments.playing import OtherExperiment, Played, WorkersLost
from simulator.experiments.replication import file_of, read, replicate, write
from simulator.experiments.run import FRESH, answer
from tests.simulator.experiments.conftest import BASE, QUESTION, one_thread


def quiet(*_):
    """Nobody listens."""


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.parquet")}


@pytest.fixture
def experiment(asked):
    return read_experiment(asked())


def test_a_replication_is_read_as_it_was_written(experiment, tmp_path):
    one = replicate(Played(experiment, tmp_path / "it's [1]*?", one_thread).job(0, 7))
    write(tmp_path / "it's [1]*?", one)
    assert read(tmp_path / "it's [1]*?", 0, 7) == one
    assert one.totals["denied_sign_ins"] > 0
    assert len(one.daily["macs_locked_out_a_day"]) == 31
    denied = one.denied["sales-0001"]
    assert denied.reason in {"no_certificate", "certificate_revoked"}
    assert denied.app == "salesforce"
    # Revoked on day 20 of 30 and never helped: kept out for the hours of ten days, or nearly.
    assert 3 * 9 * 60 < denied.minutes < 8 * 10 * 60


def test_the_same_number_is_the_same_replication_and_another_is_another(experiment, tmp_path):
    played = Played(experiment, tmp_path / "runs", one_thread)
    assert replicate(played.job(0, 1)) == replicate(played.job(0, 1))
    assert replicate(played.job(0, 1)).totals != replicate(played.job(0, 2)).totals


def test_what_is_there_is_not_played_again(experiment, tmp_path):
    played, steps = Played(experiment, tmp_path / "runs", one_thread), []
    first = played.run(range(2), [0, 1], lambda: steps.append(1))
    again = played.run(range(3), [0, 1], lambda: steps.append(1))
    assert len(steps) == 4 + 2
    assert [one[:2] for one in again] == first


def test_what_was_half_written_is_not_taken_for_a_replication(experiment, tmp_path):
    played = Played(experiment, tmp_path / "runs", one_thread)
    half = file_of(tmp_path / "runs", 0, 0).with_suffix(".123.part")
    half.parent.mkdir(parents=True)
    half.write_bytes(b"PAR1 and then the power was cut")
    ((one,),) = played.run(range(1), [0], quiet)
    assert one == replicate(played.job(0, 0))


def test_processes_and_threads_and_their_order_make_no_difference(experiment, tmp_path):
    Played(experiment, tmp_path / "one", one_thread).run(range(3), [0, 1], quiet)
    Played(experiment, tmp_path / "two", lambda: ProcessPoolExecutor(2)).run(range(3), [1, 0], quiet)
    assert files(tmp_path / "one") == files(tmp_path / "two")


class KillsOnce:
    """Makes pools; of the first one a worker is killed while it plays."""

    def __init__(self):
        self.pools = 0

    def __call__(self):
        pool = ProcessPoolExecutor(1)
        self.pools += 1
        if self.pools == 1:
            threading.Thread(target=self._kill, args=(pool,)).start()
        return pool

    def _kill(self, pool):
        while not pool._processes:
            time.sleep(0.005)
        os.kill(next(iter(pool._processes)), signal.SIGKILL)


def test_a_killed_worker_costs_its_replication_and_nothing_else(experiment, tmp_path):
    pools = KillsOnce()
    Played(experiment, tmp_path / "killed", pools).run(range(3), [0, 1], quiet)
    Played(experiment, tmp_path / "whole", one_thread).run(range(3), [0, 1], quiet)
    assert pools.pools == 2
    assert files(tmp_path / "killed") == files(tmp_path / "whole")


class Dead:
    """A pool whose workers die at once."""

    def __call__(self):
        return ProcessPoolExecutor(1, initializer=os._exit, initargs=(9,))


def test_workers_that_always_die_end_it(experiment, tmp_path):
    with pytest.raises(WorkersLost) as lost:
        Played(experiment, tmp_path / "runs", Dead()).run(range(2), [0], quiet)
    assert [job.number for job in lost.value.jobs] == [0, 1]


def doubled(number):
    time.sleep(0.2)  # so that the worker is at it when it is killed
    return 2 * number


def test_a_question_is_asked_again_where_a_worker_was_killed_and_ends_where_all_are(experiment, tmp_path):
    pools = KillsOnce()
    assert Played(experiment, tmp_path / "killed", pools).ask(doubled, [3, 1, 2]) == [6, 2, 4]
    assert pools.pools == 2
    with pytest.raises(WorkersLost) as lost:
        Played(experiment, tmp_path / "dead", Dead()).ask(doubled, [1, 2])
    assert len(lost.value.jobs) == 2


def test_an_interrupted_experiment_comes_to_the_same_answer(experiment, tmp_path):
    whole = answer(Played(experiment, tmp_path / "whole", one_thread), quiet, quiet)
    steps = []

    def stop():
        steps.append(1)
        if len(steps) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        answer(Played(experiment, tmp_path / "cut", one_thread), stop, quiet)
    assert 0 < len(files(tmp_path / "cut")) < len(files(tmp_path / "whole"))
    assert answer(Played(experiment, tmp_path / "cut", one_thread), quiet, quiet) == whole
    assert files(tmp_path / "cut") == files(tmp_path / "whole")


def test_a_folder_is_of_one_experiment(asked, tmp_path):
    Played(read_experiment(asked()), tmp_path / "runs", one_thread)
    Played(read_experiment(asked()), tmp_path / "runs", one_thread)
    changed = read_experiment(asked(QUESTION, BASE.replace("mixed", "idle")))
    with pytest.raises(OtherExperiment, match="another experiment"):
        Played(changed, tmp_path / "runs", one_thread)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    with pytest.raises(OtherExperiment):
        Played(changed, tmp_path / "full", one_thread)


def test_the_plan_advised_is_played_again_with_dice_that_had_no_part_in_choosing_it(experiment, tmp_path):
    found = answer(Played(experiment, tmp_path / "runs", one_thread), quiet, quiet)
    fresh = sorted(path.name for path in (tmp_path / "runs" / f"plan-{found.advised:03d}").glob("*1000*"))
    assert fresh == [f"replication-{FRESH + number:06d}.parquet" for number in range(3)]
    assert found.confirmed.replications == 3


def test_replications_go_on_until_the_interval_is_narrow_enough_or_there_are_enough(asked, tmp_path):
    until = "{at_least: 30, until: {measure: denied_sign_ins, half_width: 0.001}, at_most: 41}"
    wide = QUESTION.replace("{at_least: 3, at_most: 3}", until)
    looks = []
    found = answer(
        Played(read_experiment(asked(wide)), tmp_path / "wide", one_thread),
        quiet,
        lambda *seen: looks.append(seen),
    )
    assert (found.plans[0].replications, found.precise) == (41, False)
    assert [done for done, _, _ in looks] == [*range(1, 31), 30, *range(31, 41), 40, 41, 41]
    assert {most for _, most, _ in looks} == {41}
    assert looks[-1][2].half_width < looks[4][2].half_width  # as it narrows
    loose = wide.replace("0.001", "1000")
    found = answer(Played(read_experiment(asked(loose)), tmp_path / "loose", one_thread), quiet, quiet)
    assert (found.plans[0].replications, found.precise) == (30, True)


def test_a_cluster_of_dask_gives_the_same_files(experiment, tmp_path):
    distributed = pytest.importorskip("distributed", reason="Dask Distributed is not installed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        Played(experiment, tmp_path / "dask", lambda: client.get_executor(pure=False)).run(
            range(2), [0, 1], quiet
        )
    Played(experiment, tmp_path / "here", one_thread).run(range(2), [0, 1], quiet)
    assert files(tmp_path / "dask") == files(tmp_path / "here")
