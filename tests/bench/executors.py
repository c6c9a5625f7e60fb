"""What executors cost, for replications of about a second.

The overhead of an executor is held against *bare processes*: as many as it has workers, forked here, each of which plays its
share of the same replications in a loop, writes nothing and sends nothing back. What there is more through the executor is
then its own: the start of its workers, the way there and back, a worker that waits for work, what the parent does meanwhile
(the file of each replication, the interval as it narrows) and the reading of what came. Three figures of it:

* wall time, which counts whatever makes somebody wait, and is only to be had on a machine that does nothing else;
* CPU seconds, summed over the parent, the workers and, for Dask, its scheduler;
* the same from many small replications, each told as a share of a second. What an executor does for a replication hardly
  depends on how long it plays, and beside 10 ms of play it is found to a millisecond, on a busy machine too. What goes on
  while a replication plays (Dask's heartbeats and its profiler) is in the first two alone.

It is not held against one process here that plays them one after the other, which is the naive figure told beside it. Two
processes share caches, memory and the clock rate of a machine, and two bare ones do less than twice the work of one: what
is lost there is the machine's, with any executor and with none. How much, is told too.
"""

import multiprocessing
import os
import resource
import statistics
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from simulator.experiments.executors import cluster, processes
from simulator.experiments.file import read_experiment
from simulator.experiments.playing import Played
from simulator.experiments.replication import replicate
from simulator.experiments.run import watched
from tests.bench.figures import Measure

BASE = """\
story: a fleet
length: 395 days
okta: {{certificates: on_demand}}
fleet: [{{name: staff, count: {macs}, habits: mixed}}]
"""
QUESTION = """\
question: What do executors cost?
base: base.yaml
plans: {as it is: {change: {}}}
measure: [denied_person_days, macs_locked_out_a_day]
"""
A_SECOND = 650
"""So many Macs for thirteen months are a replication of about a second."""
WORKERS, RUNS, ROUNDS = 2, 8, 5
SMALL, MANY = 2, 60
"""So many Macs are a replication of about ten milliseconds, of which so many make a round."""


@contextmanager
def an_experiment(macs, days=395):
    """An experiment of one plan about so many Macs, and a folder to keep its replications in."""
    with tempfile.TemporaryDirectory(prefix="trustlab-bench-") as folder:
        (Path(folder) / "base.yaml").write_text(BASE.format(macs=macs).replace("395 days", f"{days} days"))
        (Path(folder) / "question.yaml").write_text(QUESTION)
        yield read_experiment(str(Path(folder) / "question.yaml")), Path(folder)


# --- three ways to play the same --------------------------------------------------------------------------


def _play_all(jobs):
    for job in jobs:
        replicate(job)


def _here(jobs):
    """(wall, CPU) seconds of one process."""
    return _timed(lambda: _play_all(jobs))


def _bare(jobs):
    """(wall, CPU) seconds of as many processes as there are workers, without an executor."""

    def shared():
        fork = multiprocessing.get_context("fork")
        bare = [fork.Process(target=_play_all, args=(jobs[number::WORKERS],)) for number in range(WORKERS)]
        for process in bare:
            process.start()
        for process in bare:
            process.join()

    return _timed(shared)


def _executed(played, numbers, others=lambda: 0.0):
    """(wall, CPU) seconds through an executor; ``others`` gives the CPU seconds of processes that are not of this one."""
    played.see = watched(played.experiment, lambda *_: None).see
    return _timed(lambda: played.run(numbers, [0], lambda: None), others)


def _timed(do, others=lambda: 0.0):
    before = {*multiprocessing.active_children()}  # a cluster's own
    cpu_s, begun = _cpu_s() + others(), time.perf_counter()
    do()
    wall_s = time.perf_counter() - begun
    while {*multiprocessing.active_children()} - before:
        time.sleep(0.01)  # its CPU time is told when it has ended
    return wall_s, _cpu_s() + others() - cpu_s


def _cpu_s():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


# --- overheads --------------------------------------------------------------------------------------------


def _overheads(make_executor, others=lambda: 0.0):
    """Per cent: more wall and more CPU time than bare processes, and more wall time than a share of one process here.

    Each is the median of some rounds that do all of it, since a machine is not always equally fast.
    """
    with an_experiment(A_SECOND) as (experiment, folder):
        played = Played(experiment, folder / "runs", make_executor)
        replicate(played.job(0, 0))  # all is loaded
        played.run(range(RUNS * ROUNDS, RUNS * ROUNDS + WORKERS), [0], lambda: None)  # there too
        rounds = [_round(played, range(at, at + RUNS), others) for at in range(0, RUNS * ROUNDS, RUNS)]
    return [100 * (statistics.median(column) - 1) for column in zip(*rounds, strict=True)]


def _round(played, numbers, others):
    jobs = [played.job(0, number) for number in numbers]
    here, bare, executed = _here(jobs), _bare(jobs), _executed(played, numbers, others)
    alone = here[0] / WORKERS
    return executed[0] / bare[0], executed[1] / bare[1], executed[0] / alone, bare[0] / alone


def _small_ones(make_executor, others=lambda: 0.0):
    """Per cent of a second: the CPU time that the executor adds to a replication, by the median of some rounds."""
    with an_experiment(SMALL) as (experiment, folder):
        played = Played(experiment, folder / "runs", make_executor)
        replicate(played.job(0, 0))
        played.run(range(MANY * ROUNDS, MANY * ROUNDS + WORKERS), [0], lambda: None)
        added_s = []
        for at in range(0, MANY * ROUNDS, MANY):
            numbers = range(at, at + MANY)
            bare = _bare([played.job(0, number) for number in numbers])
            added_s.append((_executed(played, numbers, others)[1] - bare[1]) / MANY)
    return 100 * statistics.median(added_s)


def _with_processes(found):
    found["_processes_small"] = _small_ones(processes(WORKERS))
    wall, found["_processes_cpu"], found["_processes_naive"], found["_bare"] = _overheads(processes(WORKERS))
    return wall


def _with_dask(found):
    from distributed import LocalCluster

    with (
        LocalCluster(
            n_workers=WORKERS, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", silence_logs=50
        ) as local,
        cluster(local.scheduler_address) as make_executor,
    ):
        pids = [worker.pid for worker in local.workers.values()]  # the scheduler lives in this process

        def theirs():
            return sum(map(_used_s, pids))

        found["_dask_small"] = _small_ones(make_executor, theirs)
        wall, found["_dask_cpu"], found["_dask_naive"], _ = _overheads(make_executor, theirs)
    return wall


def _used_s(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _told(name, unit, key, goal=None):
    return Measure(name, unit, lambda found: found.pop(key), goal)


AT_MOST = ("at most", 10)
MEASURES = [
    Measure(
        "processes: wall time over bare processes, replications of a second", "%", _with_processes, AT_MOST
    ),
    _told("processes: CPU time over bare processes", "%", "_processes_cpu", AT_MOST),
    _told(
        "processes: CPU time added to a replication, from small ones",
        "% of a second",
        "_processes_small",
        AT_MOST,
    ),
    _told("processes: wall time over half of one process (naive)", "%", "_processes_naive"),
    _told("bare processes: the same (the machine's own)", "%", "_bare"),
    Measure("Dask: wall time over bare processes, replications of a second", "%", _with_dask, AT_MOST),
    _told("Dask: CPU time over bare processes", "%", "_dask_cpu", AT_MOST),
    _told("Dask: CPU time added to a replication, from small ones", "% of a second", "_dask_small", AT_MOST),
    _told("Dask: wall time over half of one process (naive)", "%", "_dask_naive"),
]
