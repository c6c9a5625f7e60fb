"""``trustlab whatif FILE``: play an experiment's plans beside each other, and tell which to take."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import click

from simulator.commands.answers import FAILED, HELD, wrong
from simulator.commands.experiment_data import all_data
from simulator.commands.experiment_told import print_answer, print_assumptions, print_effects
from simulator.commands.progress import Bar
from simulator.experiments.answer import Answer
from simulator.experiments.assumed import Otherwise, alternatives, play_otherwise
from simulator.experiments.deciding import Deciding, deciding
from simulator.experiments.effects import Effects, find_effects, runs_of
from simulator.experiments.executors import MakeExecutor, NoCluster, cluster, processes
from simulator.experiments.file import Experiment, read_experiment
from simulator.experiments.playing import OtherExperiment, Played, WorkersLost
from simulator.experiments.run import answer
from simulator.experiments.why import Why, why_denied
from simulator.scenario.mistakes import ScenarioMistakes
from simulator.telling import refusal_text


class How(NamedTuple):
    """How an experiment is played: processes or a cluster's workers, where it is kept, and what else is asked of it."""

    processes: int | None = None
    cluster: str | None = None
    folder: str | None = None
    assumptions: bool = False
    inputs: bool = False
    report: str | None = None


class Found(NamedTuple):
    """The answer, what decided for Macs by plan, why people are denied, and what was asked for of assumptions and inputs."""

    answer: Answer
    decided: dict[int, tuple[Deciding, ...]]
    why: tuple[Why, ...]
    otherwise: list[Otherwise] | None = None
    effects: Effects | None = None


def run(path: str, how: How, *, as_json: bool) -> int:
    """Play an experiment and answer; the exit code: 1 where no plan keeps the limits, or too little is known."""
    try:
        experiment = read_experiment(path)
    except ScenarioMistakes as mistakes:
        wrong(str(mistakes))
    if how.inputs and not experiment.inputs:
        wrong(f"{path}: --inputs asks what uncertain inputs do, and there is no 'uncertain' in it.")
    try:
        with _folder(how.folder) as where, _executors(how.processes, how.cluster) as make_executor:
            found = _find(experiment, where, make_executor, how)
    except NoCluster as none:
        again = f"\nWhat was played is in {how.folder}; the same command goes on from there."
        wrong(f"trustlab whatif: {none}.{again if how.folder else ''}")
    if how.report is not None:
        from reports.comparing import write_comparison

        write_comparison(all_data(*found), Path(how.report))
    _tell(found, as_json=as_json)
    kept = found.answer.confirmed is not None and found.answer.confirmed.keeps_its_limits
    return HELD if kept and found.answer.precise else FAILED


def _tell(found: Found, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(all_data(*found), indent=2))
        return
    print_answer(found.answer, found.decided, found.why)
    if found.effects is not None:
        print_effects(found.effects)
    if found.otherwise is not None:
        print_assumptions(found.answer, found.otherwise)


def _find(experiment: Experiment, folder: Path, make_executor: MakeExecutor, how: How) -> Found:
    others = [*alternatives(experiment)] if how.assumptions else []
    count, plans = experiment.model.replications.at_least, len(experiment.plans)
    runs = count * (plans + 1 + plans * len(others)) + (runs_of(experiment) if how.inputs else 0)
    try:
        with Bar(runs) as bar:
            played = Played(experiment, folder, make_executor)
            found = answer(played, bar.step, bar.narrows)
            decided = {plan.plan: deciding(played, plan) for plan in found.plans if plan.moved}
            why = why_denied(played, found.plans)
            effects = find_effects(played, found, bar.step) if how.inputs else None
            otherwise = [play_otherwise(played, found, one, bar.step) for one in others]
            return Found(found, decided, why, otherwise if how.assumptions else None, effects)
    except OtherExperiment as other:
        wrong(f"trustlab whatif: {other}")
    except WorkersLost as lost:
        wrong(
            f"trustlab whatif: processes were killed again and again; {len(lost.jobs)} replications are missing."
        )
    except NoCluster:
        raise
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
def _executors(count: int | None, address: str | None) -> Iterator[MakeExecutor]:
    """Makes executors: processes of this machine, or a Dask cluster's workers."""
    if address is None:
        yield processes(count)
        return
    with cluster(address) as make_executor:
        yield make_executor
