"""``trustlab swarm``: whole estates drawn from seeds, played and checked; the first failure as a small scenario file."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from functools import partial

import click

from simulator.commands.answers import FAILED, HELD, check_writable, write_text
from simulator.commands.progress import Bar
from simulator.swarm.check import CHECKS, Check, Failure
from simulator.swarm.draw import drawn
from simulator.swarm.shrink import failure_of, shrunk
from simulator.swarm.written import as_yaml

_AT_ONCE = 4


def run(seeds: int, first: int, jobs: int, out: str, checks: tuple[Check, ...] = CHECKS) -> int:
    """Play ``seeds`` estates from seed ``first`` on, and make these checks; the exit code."""
    check_writable(out)
    failed = _first_failure(seeds, first, jobs, checks)
    if failed is None:
        click.echo(f"{seeds} estates, seeds {first} to {first + seeds - 1}: all that must hold held.")
        return HELD
    _tell(*failed, out, checks)
    return FAILED


def _first_failure(
    seeds: int, first: int, jobs: int, checks: tuple[Check, ...]
) -> tuple[int, Failure] | None:
    with Bar(seeds) as bar:
        for number, failure in zip(
            range(first, first + seeds), _failures(first, seeds, jobs, checks), strict=True
        ):
            bar.step()
            if failure is not None:
                return number, failure
    return None


def _tell(number: int, failure: Failure, out: str, checks: tuple[Check, ...]) -> None:
    repeat = shlex.join(["trustlab", "swarm", "--seeds", "1", "--from", str(number)])
    click.echo(f"seed {number} fails: {failure.check}\n  {failure.text}\nto repeat it: {repeat}")
    click.echo("Looking for the smallest estate that fails so ...", err=True)
    small = shrunk(drawn(number), number, failure, checks)
    left = failure_of(small, number, checks) or failure
    comment = f"{left.check}, seed {number}: {left.text.splitlines()[0]}"
    write_text(out, as_yaml(small | {"seeds": [number]}, comment))
    click.echo(f"the smallest estate found that fails so: {out}")


def _failures(first: int, seeds: int, jobs: int, checks: tuple[Check, ...]) -> Iterator[Failure | None]:
    """What each seed fails, in their order."""
    numbers, one = range(first, first + seeds), partial(_failure, checks)
    if jobs == 1 or seeds == 1:
        yield from map(one, numbers)
        return
    with _pool(jobs) as pool:
        yield from pool.map(one, numbers, chunksize=_AT_ONCE)


@contextmanager
def _pool(jobs: int) -> Iterator[ProcessPoolExecutor]:
    pool = ProcessPoolExecutor(jobs)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _failure(checks: tuple[Check, ...], number: int) -> Failure | None:
    return failure_of(drawn(number), number, checks)
