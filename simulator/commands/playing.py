"""Playing many runs: in this process or in several, each run told of by what can be carried between processes."""

from __future__ import annotations

import multiprocessing
import signal
import traceback
from collections.abc import Generator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any, Literal, NamedTuple

from simulator.staging import Progress
from simulator.stories import Run


class Job(NamedTuple):
    """A run to be played, and where it is to be saved."""

    path: str
    run: Run
    save: Path | None = None
    causes: bool = False
    worst_case: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one job.

    Attributes:
        ended: ``played``, ``refused`` (by a console: the author's mistake) or ``bug``.
        text: what to tell people: the failures in words, the refusal, or the bug with its traceback.
        data: the result for programs (story, path, seed, variant, digest, held, verdicts).
        shows: the facts that the story shows.
        took_s: seconds of real time.
    """

    job: Job
    ended: Literal["played", "refused", "bug"]
    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    shows: tuple[str, ...] = ()
    folder: Path | None = None
    took_s: float = 0.0

    @property
    def held(self) -> bool:
        """Whether it was played and everything expected came."""
        return self.ended == "played" and bool(self.data["held"])


class WorkerLost(Exception):
    """A process that played runs was killed; ``jobs`` have no outcome."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        super().__init__(jobs)
        self.jobs = jobs


def play(job: Job, progress: Progress | None = None) -> Outcome:
    """Play one run. Raises nothing but KeyboardInterrupt: what went wrong is told in the outcome."""
    from simulator.run import as_dict, play_story
    from simulator.scenario.load import load
    from simulator.telling import failure_text, refusal_text

    began = perf_counter()
    try:
        result = play_story(
            load(job.path),
            job.run.seed,
            job.run.variant,
            detail=job.run.detail,
            wiring=job.run.wiring,
            save=job.save,
            progress=progress,
            causes=job.causes,
        )
        text = failure_text(result)
        if job.worst_case and result.folder is not None:
            _keep_worst_case(job, result.folder)
    except Exception as error:  # noqa: BLE001  # a bug of ours is told with the command that repeats it
        if refused := refusal_text(job.path, error):
            return Outcome(job, "refused", refused)
        return Outcome(job, "bug", traceback.format_exc())
    took_s = perf_counter() - began
    return Outcome(job, "played", text, as_dict(result), tuple(result.shows), result.folder, took_s)


def _keep_worst_case(job: Job, folder: Path) -> None:
    from simulator.saved import keep_worst_case
    from simulator.scenario.load import load
    from simulator.scenario.variants import scenario_of
    from simulator.worst_case import worst_case

    keep_worst_case(folder, worst_case(scenario_of(load(job.path), job.run.variant), job.run.seed))


def play_all(jobs: Sequence[Job], processes: int, progress: Progress) -> Generator[Outcome, None, None]:
    """Play jobs, in their order in one process, as they are done in several.

    ``progress`` hears of the steps of a single run, and from several processes of nothing. Raises WorkerLost.
    """
    if processes == 1 or len(jobs) == 1:
        for job in jobs:
            yield play(job, progress)
        return
    pool = ProcessPoolExecutor(min(processes, len(jobs)), initializer=_leave_ctrl_c_to_the_parent)
    waiting = {pool.submit(play, job): job for job in jobs}
    try:
        for done in as_completed([*waiting]):
            outcome = done.result()
            del waiting[done]
            yield outcome
    except BrokenProcessPool:
        raise WorkerLost([*waiting.values()]) from None
    except (
        BaseException
    ):  # stopped by Ctrl-C, or nobody wants the rest: nobody waits for what is being played
        for child in multiprocessing.active_children():
            child.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _leave_ctrl_c_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
