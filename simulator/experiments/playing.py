"""Playing replications on any ``concurrent.futures.Executor``, kept in a folder from which an experiment can go on.

What was played is a file; a killed worker costs its replication and nothing else, and where, in which order or how often
one was played makes no difference.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

from simulator.experiments.executors import MakeExecutor
from simulator.experiments.file import Experiment
from simulator.experiments.inputs import shown
from simulator.experiments.replication import Job, Replication, file_of, read, replicate, write

Asked = TypeVar("Asked")
Told = TypeVar("Told")

MANIFEST: Final = "experiment.json"
TRIES: Final = 5
"""So many pools may be lost with nothing played in between; then it is no accident."""


class OtherExperiment(Exception):
    """The folder holds another experiment, or the same question about files that have changed since."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        return f"{self.folder} holds another experiment, or this one as it was before its files were changed."


class WorkersLost(Exception):
    """Processes were killed again and again; ``jobs``, replications or what else was asked of them, were not played."""

    def __init__(self, jobs: Sequence[object]) -> None:
        super().__init__(jobs)
        self.jobs = jobs


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder holds."""

    question: str
    sha256: str
    plans: tuple[str, ...]
    seed: int


class Played:
    """The replications of an experiment, played where they are not there yet.

    ``folder`` is made where it is not there. ``see`` is shown each replication as it is played. Raises OtherExperiment.
    """

    def __init__(self, experiment: Experiment, folder: Path, make_executor: MakeExecutor) -> None:
        self.experiment = experiment
        self.folder = folder
        self.make_executor = make_executor
        self.see: Callable[[Replication], None] = lambda _one: None
        self._measures = _measures(experiment)
        self._claim()

    def run(self, numbers: range, plans: Sequence[int], step: Callable[[], None]) -> list[list[Replication]]:
        """Replications ``numbers`` of each plan; ``step`` is told of each one played. Raises WorkersLost, and what a run raises."""
        missing = [
            self.job(plan, number)
            for number in numbers
            for plan in plans
            if not file_of(self.folder, plan, number).exists()
        ]
        self._play(missing, step)
        return [[read(self.folder, plan, number) for number in numbers] for plan in plans]

    def is_there(self, number: int, plans: Sequence[int]) -> bool:
        """Whether a replication of all these plans is there already."""
        return all(file_of(self.folder, plan, number).exists() for plan in plans)

    def job(self, plan: int, number: int) -> Job:
        """What is to be played for a plan's replication."""
        experiment = self.experiment
        values = {address: shown(value) for address, value in experiment.values_in(number).items()}
        scenario = experiment.scenario_of(plan, number)
        return Job(plan, number, experiment.model.seed, scenario, self._measures, values)

    def ask(self, question: Callable[[Asked], Told], of: Sequence[Asked]) -> list[Told]:
        """What workers answer to a question of each of these, in their order; nothing of it is kept in the folder.

        Asked again where a worker was killed. Raises WorkersLost, and what the question raises.
        """
        for _ in range(TRIES):
            executor = self.make_executor()
            answers: list[Future[Told]] = []
            try:
                answers += (executor.submit(question, one) for one in of)
                return [answer.result() for answer in answers]
            except BrokenExecutor:
                continue
            finally:
                _let_go(executor, answers)
        raise WorkersLost(of)

    def _play(self, jobs: list[Job], step: Callable[[], None]) -> None:
        waiting, lost = jobs, 0
        while waiting:
            before = len(waiting)
            for _ in self._played_in_one_pool(waiting):
                step()
            waiting = [job for job in waiting if not file_of(self.folder, job.plan, job.number).exists()]
            lost = lost + 1 if len(waiting) == before else 0
            if lost >= TRIES:
                raise WorkersLost(waiting)

    def _played_in_one_pool(self, jobs: Sequence[Job]) -> Iterator[None]:
        executor = self.make_executor()
        waiting: list[Future[Replication]] = []
        try:
            waiting += (executor.submit(replicate, job) for job in jobs)
            for done in as_completed(waiting):
                # Written here and not by the worker, which may have another disk.
                write(self.folder, one := done.result())
                self.see(one)
                yield
        except BrokenExecutor:
            return  # a worker was killed: what it had not written yet is played again in another pool
        finally:
            _let_go(executor, waiting)

    def _claim(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        mine = Manifest(
            self.experiment.model.question,
            self.experiment.sha256,
            tuple(plan.name for plan in self.experiment.plans),
            self.experiment.model.seed,
        )
        file = self.folder / MANIFEST
        if file.exists():
            if json.loads(file.read_text())["sha256"] != mine.sha256:
                raise OtherExperiment(self.folder)
            return
        if any(self.folder.iterdir()):
            raise OtherExperiment(self.folder)
        beside = file.with_suffix(".part")
        beside.write_text(json.dumps(asdict(mine), indent=1))
        beside.replace(file)


def _let_go(executor: Executor, futures: Sequence[Future[Any]]) -> None:
    for future in futures:
        future.cancel()  # Dask's executor cannot be told so as a whole
    executor.shutdown(wait=False)


def _measures(experiment: Experiment) -> tuple[str, ...]:
    model = experiment.model
    wanted = [*model.measure, *(limit.measure for limit in model.limits)]
    if model.replications.until is not None:
        wanted.append(model.replications.until.measure)
    return tuple(dict.fromkeys(wanted))
