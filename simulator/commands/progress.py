"""A progress bar on stderr: on a terminal only, and only for what takes longer than a second."""

from __future__ import annotations

import sys
from math import isinf
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING, Self

from simulator.digits import four_digits

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from simulator.experiments.intervals import Interval
    from simulator.staging import Advance

_AFTER_S = 1.0
DAY_S = 86_400


class Bar:
    """Counts runs, and tells of the present one its day, its Macs and its events."""

    def __init__(self, runs: int) -> None:
        self._runs = runs
        self._done = 0
        self._began = perf_counter()
        self._bar: tuple[Progress, TaskID] | None = None
        self._narrowed = ""
        self._wanted = sys.stderr.isatty()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar[0].stop()

    def step(self) -> None:
        """A run is done."""
        self._done += 1
        self._show(self._done, self._narrowed)

    def narrows(self, done: int, most: int, interval: Interval) -> None:
        """Of each plan so many replications are there, of so many at most; the interval is the first plan's so far."""
        self._runs = max(self._runs, self._done + 1)  # how many it takes is not known before
        width = (
            ""
            if isinf(interval.half_width)
            else f", {four_digits(interval.estimate)} ± {four_digits(interval.half_width)}"
        )
        self._narrowed = f"{done:,} of at most {most:,} replications{width}"
        self._show(self._done, self._narrowed)

    def within(self, advance: Advance) -> None:
        """So far is the present run."""
        day, days = advance.gone_s // DAY_S, advance.whole_s // DAY_S
        told = f"day {day:,} of {days:,}, {advance.macs:,} Macs, {advance.events:,} events"
        self._show(self._done + advance.gone_s / advance.whole_s, told)

    def _show(self, done: float, told: str = "") -> None:
        if not self._wanted or perf_counter() - self._began < _AFTER_S:
            return
        if self._bar is None:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            columns = (
                TextColumn("{task.fields[run]}"),
                BarColumn(),
                TextColumn("{task.fields[told]}"),
                TimeRemainingColumn(),
            )
            progress = Progress(*columns, console=Console(stderr=True), transient=True)
            self._bar = progress, progress.add_task("playing", total=self._runs, run="", told=told)
            progress.start()
        progress, task = self._bar
        run = f"run {min(int(done) + 1, self._runs)} of {self._runs}"
        progress.update(task, completed=done, run=run, told=told)
