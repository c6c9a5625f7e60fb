"""``trustlab whatif FILE``: play an experiment's plans beside each other, and tell which to take."""

from __future__ import annotations

import json
import math
import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import click
from rich.markup import escape
from rich.table import Table

from simulator.commands.answers import FAILED, HELD, wrong
from simulator.commands.progress import Bar
from simulator.commands.table import console
from simulator.experiments.answer import Answer, Difference, LimitFound, PlanFound
from simulator.experiments.assumed import Otherwise, alternatives, play_otherwise
from simulator.experiments.file import Experiment, Limit, read_experiment
from simulator.experiments.intervals import Interval
from simulator.experiments.playing import MakeExecutor, OtherExperiment, Played, WorkersLost
from simulator.experiments.run import answer
from simulator.scenario.mistakes import ScenarioMistakes
from simulator.telling import refusal_text

_MOST_MACS = 10


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
        assumed = {"assumptions": [_assumed(one, found) for one in otherwise]} if how.assumptions else {}
        click.echo(json.dumps(as_data(found) | assumed, indent=2))
    else:
        _print(found)
        if how.assumptions:
            _print_assumptions(found, otherwise)
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


# --- telling ----------------------------------------------------------------------------------------------


def _print(found: Answer) -> None:
    out = console()
    out.print(escape(found.question), style="bold")
    out.print(_numbers(found))
    if any(plan.limits for plan in found.plans):
        out.print(_limits(found))
    for line in _words(found):
        out.print(escape(line))


def _numbers(found: Answer) -> Table:
    table = Table(
        "plan",
        "measure",
        "mean, with its 95 % interval",
        "a year to come",
        "beside the first plan",
        box=None,
    )
    for plan in found.plans:
        for number in plan.numbers:
            beside = next((one for one in plan.differences if one.measure == number.measure), None)
            name = escape(plan.name) if number is plan.numbers[0] else ""
            table.add_row(name, number.measure, _told(number.mean), _ends(number.year), _beside(beside))
    return table


def _limits(found: Answer) -> Table:
    table = Table("plan", "limit", "bad end of a year to come", "", box=None)
    for plan in found.plans:
        for one in plan.limits:
            name = escape(plan.name) if one is plan.limits[0] else ""
            colour = {"holds": "green", "broken": "red"}.get(one.verdict, "yellow")
            table.add_row(name, _limit(one.limit), _number(one.bad_end), f"[{colour}]{one.verdict}[/]")
    return table


def _words(found: Answer) -> Iterator[str]:
    for plan in found.plans[1:]:
        if plan.moved:
            yield f"Macs that came out otherwise under '{plan.name}' (in how many of {plan.replications} replications):"
            for one in plan.moved[:_MOST_MACS]:
                yield f"  {one.mac}: spared {one.spared}, struck {one.struck}; {one.reason.replace('_', ' ')}"
            if len(plan.moved) > _MOST_MACS:
                yield f"  and {len(plan.moved) - _MOST_MACS} more"
    yield f"{found.plans[0].replications} replications of each plan, with the same dice in all plans."
    if not found.precise:
        yield "The intervals did not become as narrow as was asked for: that is no pass."
    if found.advised is None or found.confirmed is None:
        yield "No plan was seen to keep all limits."
        return
    first = found.confirmed.numbers[0]
    yield f"Advised: {found.plans[found.advised].name}"
    yield f"Played again with other dice: {first.measure} {_told(first.mean)}; " + (
        "all limits hold."
        if found.confirmed.keeps_its_limits
        else "not all limits hold then: do not rely on it."
    )


def _print_assumptions(found: Answer, otherwise: Sequence[Otherwise]) -> None:
    """Those on which a conclusion depends, and how many do not matter."""
    out = console()
    decisive = [one for one in otherwise if one.matters(found)]
    if decisive:
        table = Table("if this were so", "advised then", "limits", "the first measure then", box=None)
        for one in decisive:
            name, value = one.alternative
            shift = f"{one.shift.estimate:+,.4g} ({_ends(one.shift)})"
            limits = "\n".join(one.broken)
            table.add_row(f"{name}: {value}", escape(one.advised or "none"), escape(limits), shift)
        out.print(table)
    quiet = len(otherwise) - len(decisive)
    out.print(f"{quiet} of {len(otherwise)} other things that may be true change no conclusion.")


def _assumed(one: Otherwise, found: Answer) -> dict[str, Any]:
    return {
        "assumption": one.alternative.name,
        "value": one.alternative.value,
        "matters": one.matters(found),
        "advised": one.advised,
        "limits": [*one.broken],
        "shift": _interval(one.shift),
    }


def _told(interval: Interval) -> str:
    return f"{_number(interval.estimate)} ({_ends(interval)})"


def _ends(interval: Interval) -> str:
    if math.isinf(interval.low) or math.isinf(interval.high):
        return "too few replications"
    return f"{_number(interval.low)} to {_number(interval.high)}"


def _beside(one: Difference | None) -> str:
    if one is None:
        return ""
    told = f"{one.interval.estimate:+,.4g} ({_ends(one.interval)})"
    return told if not one.interval.holds(0) else f"{told}, may be chance"


def _limit(limit: Limit) -> str:
    over = "" if limit.quantile_over_days is None else f", {limit.quantile_over_days:g} quantile over days"
    bound = f"at most {limit.at_most:g}" if limit.at_most is not None else f"at least {limit.at_least:g}"
    return f"{limit.measure}{over}: {bound} in {limit.in_}"


def _number(value: float) -> str:
    return "unknown" if math.isinf(value) else f"{value:,.4g}"


# --- for programs -----------------------------------------------------------------------------------------


def as_data(found: Answer) -> dict[str, Any]:
    """An answer for programs; an end that is not known is null."""
    return {
        "question": found.question,
        "plans": [_plan(plan) for plan in found.plans],
        "advised": None if found.advised is None else found.plans[found.advised].name,
        "confirmed": None if found.confirmed is None else _plan(found.confirmed),
        "precise": found.precise,
    }


def _plan(plan: PlanFound) -> dict[str, Any]:
    return {
        "name": plan.name,
        "replications": plan.replications,
        "measures": {
            one.measure: {"mean": _interval(one.mean), "year": _interval(one.year)} for one in plan.numbers
        },
        "differences": {one.measure: _interval(one.interval) for one in plan.differences},
        "limits": [_limit_data(one) for one in plan.limits],
        "moved": [
            {"mac": one.mac, "spared": one.spared, "struck": one.struck, "reason": one.reason}
            for one in plan.moved
        ],
    }


def _limit_data(one: LimitFound) -> dict[str, Any]:
    return {"limit": _limit(one.limit), "bad_end": _finite(one.bad_end), "verdict": one.verdict}


def _interval(one: Interval) -> dict[str, float | None]:
    return {"estimate": one.estimate, "low": _finite(one.low), "high": _finite(one.high), "level": one.level}


def _finite(value: float) -> float | None:
    return None if math.isinf(value) else value
