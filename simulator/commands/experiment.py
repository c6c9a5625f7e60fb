"""``trustlab whatif FILE``: play an experiment's plans beside each other, and tell which to take."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import click

from simulator.commands.answers import FAILED, HELD, wrong
from simulator.commands.experiment_data import answer_data, assumed_data
from simulator.commands.experiment_told import print_answer, print_assumptions
from simulator.commands.progress import Bar
from simulator.experiments.answer import Answer
from simulator.experiments.assumed import Otherwise, alternatives, play_otherwise
from simulator.experiments.file import Experiment, read_experiment
from simulator.experiments.playing import MakeExecutor, OtherExperiment, Played, WorkersLost
from simulator.experiments.run import answer
from simulator.scenario.mistakes import ScenarioMistakes
from simulator.telling import refusal_text


class How(NamedTuple):
    """How an experiment is played: processes or a cluster's workers, where it is kept, and whether alternatives are too."""

    processes: int | None = None
    cluster: str | None = None
    folder: str | None = None
    assumptions: bool = False


def run(path: str, how: How, *, as_json: bool) -> int:
    """Play an experiment and answer; the exit code: 1 where no plan keeps the limits, or too little is known."""
    try:
        experiment = read_experiment(path)
    except ScenarioMistakes as mistakes:
        wrong(str(mistakes))
    with _folder(how.folder) as where, _executors(how.processes, how.cluster) as make_executor:
        found, otherwise = _answer(experiment, where, make_executor, assumptions=how.assumptions)
    if as_json:
        assumed = {"assumptions": [assumed_data(one, found) for one in otherwise]} if how.assumptions else {}
        click.echo(json.dumps(answer_data(found) | assumed, indent=2))
    else:
        print_answer(found)
        if how.assumptions:
            print_assumptions(found, otherwise)
    kept = found.confirmed is not None and found.confirmed.keeps_its_limits
    return HELD if kept and found.precise else FAILED


def _answer(
    experiment: Experiment, folder: Path, make_executor: MakeExecutor, *, assumptions: bool
) -> tuple[Answer, list[Otherwise]]:
    others = [*alternatives(experiment)] if assumptions else []
    count, plans = experiment.model.replications.at_least, len(experiment.plans)
    try:
        with Bar(count * (plans + 1 + plans * len(others))) as bar:
            played = Played(experiment, folder, make_executor)
            found = answer(played, bar.step, bar.narrows)
            return found, [play_otherwise(played, found, one, bar.step) for one in others]
    except OtherExperiment as other:
        wrong(f"trustlab whatif: {other}")
    except WorkersLost as lost:
        wrong(
            f"trustlab whatif: processes were killed again and again; {len(lost.jobs)} replications are missing."
        )
    except Exception as error:
        if refused := refusal_text(experiment.path, error):
            wrong(refused)
        raise


@contextmanager
def _folder(wanted: str | None) -> Iterator[Path]:
    if wanted is not None:
        yield Path(wanted)
        return
    with tempfile.TemporaryDirectory(prefix="trustlab-whatif-") as made:
        yield Path(made)


@contextmanager
def _executors(processes: int | None, cluster: str | None) -> Iterator[MakeExecutor]:
    """Makes executors: processes of this machine, or a Dask cluster's workers."""
    if cluster is None:
        yield lambda: ProcessPoolExecutor(processes or os.cpu_count() or 1)
        return
    try:
        from distributed import Client
    except ImportError:
        wrong("trustlab whatif: --cluster needs Dask: pip install 'trustlab[cluster]'")
    try:
        client = Client(cluster, timeout="10s")  # type: ignore[no-untyped-call]  # as Dask has it
    except (OSError, ValueError) as error:
        wrong(f"trustlab whatif: no Dask scheduler answers at {cluster}: {error}")

    def of_the_cluster() -> Executor:
        executor: Executor = client.get_executor(pure=False)  # type: ignore[no-untyped-call]
        return executor

    try:
        yield of_the_cluster
    finally:
        client.close()  # type: ignore[no-untyped-call]
