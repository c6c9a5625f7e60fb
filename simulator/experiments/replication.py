"""One replication: a pure function of plan, seed and number, whose result is a file of its own."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

import duckdb
import numpy as np

from simulator.experiments.observed import DAILY, TOTALS, Denied, first_denials
from simulator.measures import Window
from simulator.reading import Reading
from simulator.run import calendar_of, play
from simulator.scenario.model import Scenario

_WHOLE_RUN: Final = -1


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be played: the plan's place and estate, and which replication of it.

    Replication ``number`` is the run with the seed ``seed + number``, so that it can be repeated by itself, and all plans
    share its dice.
    """

    plan: int
    number: int
    seed: int
    scenario: Scenario
    measures: tuple[str, ...]
    inputs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Replication:
    """What came of one: numbers of the whole run, numbers by day, Macs that were denied (when first, why, where, how long).

    ``inputs`` are the values that uncertain inputs had, by their addresses.
    """

    plan: int
    number: int
    totals: Mapping[str, float]
    daily: Mapping[str, Sequence[float]] = field(default_factory=dict)
    denied: Mapping[str, Denied] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)


def replicate(job: Job) -> Replication:
    """Play one. Raises what ``play`` raises."""
    trace = play(job.scenario, job.seed + job.number)
    reading = Reading(trace.records, calendar_of(job.scenario))
    window = Window(None, reading.start_at, reading.end_at)
    totals = {name: float(TOTALS[name](reading, window)) for name in job.measures if name in TOTALS}
    daily = {name: DAILY[name](reading, window) for name in job.measures if name in DAILY}
    return Replication(job.plan, job.number, totals, daily, first_denials(reading, window), dict(job.inputs))


# --- the file ---------------------------------------------------------------------------------------------


def file_of(folder: Path, plan: int, number: int) -> Path:
    """Where a replication is kept."""
    return folder / f"plan-{plan:03d}" / f"replication-{number:06d}.parquet"


def write(folder: Path, one: Replication) -> None:
    """Write a replication as one Parquet file: beside its name, then renamed, so that what bears the name is whole."""
    path = file_of(folder, one.plan, one.number)
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [("measure", name, _WHOLE_RUN, value, "") for name, value in one.totals.items()]
    rows += [
        ("measure", name, day, value, "")
        for name, days in one.daily.items()
        for day, value in enumerate(days)
    ]
    rows += [("denied", mac, first.at, first.minutes, first.reason) for mac, first in one.denied.items()]
    rows += [("app", mac, first.at, 0.0, first.app) for mac, first in one.denied.items()]
    rows += [("input", address, _WHOLE_RUN, 0.0, value) for address, value in one.inputs.items()]
    table = {
        "what": np.array([row[0] for row in rows], dtype=object),
        "name": np.array([row[1] for row in rows], dtype=object),
        "day_or_at": np.array([row[2] for row in rows], dtype=np.int64),
        "value": np.array([row[3] for row in rows], dtype=np.float64),
        "reason": np.array([row[4] for row in rows], dtype=object),
    }
    beside = path.with_suffix(f".{os.getpid()}.part")
    connection = _connection()
    connection.register("found", table)
    connection.execute(f"COPY (SELECT * FROM found) TO '{_quoted(beside)}' (FORMAT parquet)").fetchall()  # noqa: S608  # a path of ours
    connection.unregister("found")
    beside.replace(path)


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    """One for all files of a process: to open one takes five times as long as to write a file."""
    return duckdb.connect(config={"threads": 1})


def read(folder: Path, plan: int, number: int) -> Replication:
    """Read a replication again. Raises OSError where there is none, duckdb.Error where the file is no such file."""
    path = file_of(folder, plan, number)
    if not path.exists():
        raise FileNotFoundError(str(path))
    rows = (
        _connection()
        .execute(
            "SELECT what, name, day_or_at, value, reason FROM read_parquet($path)", {"path": _only(path)}
        )
        .fetchall()
    )
    totals: dict[str, float] = {}
    daily: dict[str, list[float]] = {}
    denied: dict[str, Denied] = {}
    inputs: dict[str, str] = {}
    for what, name, day_or_at, value, reason in rows:
        if what == "denied":
            denied[name] = Denied(day_or_at, reason, "", value)
        elif what == "app":
            denied[name] = denied[name]._replace(app=reason)
        elif what == "input":
            inputs[name] = reason
        elif day_or_at == _WHOLE_RUN:
            totals[name] = value
        else:
            daily.setdefault(name, []).append(value)
    return Replication(plan, number, totals, daily, denied, inputs)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _only(path: Path) -> str:
    """A path as a pattern that fits this one file, as DuckDB takes brackets, stars and question marks for more."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(path))
