"""A progress bar on stderr: on a terminal only, and only for what takes longer than a second."""

from __future__ import annotations

import sys
from time import perf_counter
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_AFTER_S = 1.0


class Bar:
    """Counts runs, and the steps within the present one."""

    def __init__(self, runs: int) -> None:
        self._runs = runs
        self._done = 0
        self._began = perf_counter()
        self._bar: tuple[Progress, TaskID] | None = None
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
        self._show(self._done)

    def within(self, done: int, whole: int) -> None:
        """So much of the present run is done."""
        self._show(self._done + (done / whole if whole > 0 else 0.0))

    def _show(self, done: float) -> None:
        if not self._wanted or perf_counter() - self._began < _AFTER_S:
            return
        if self._bar is None:
            from rich.console import Console
            from rich.progress import Progress

            progress = Progress(console=Console(stderr=True), transient=True)
            self._bar = progress, progress.add_task("playing", total=self._runs)
            progress.start()
        progress, task = self._bar
        progress.update(task, completed=done)
