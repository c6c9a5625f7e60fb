"""Who plays replications: processes of this machine, or the workers of a Dask cluster; each an ``Executor``.

Both lose workers in the same way: what was not done comes to ``BrokenExecutor``, and is played again by the next executor.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import connection, parent_process
from threading import Thread
from typing import Any

MakeExecutor = Callable[[], Executor]


class NoCluster(Exception):
    """Dask is not installed, no scheduler answers, or the one that did is gone; the text says which."""


def processes(count: int | None) -> MakeExecutor:
    """Makes pools of so many processes, one a core where None."""
    return lambda: ProcessPoolExecutor(count or os.cpu_count() or 1, initializer=_end_with_the_parent)


def _end_with_the_parent() -> None:
    """A worker whose parent is killed would wait for work for ever."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_wait_for_the_end_of, args=(parent.sentinel,), daemon=True).start()


def _wait_for_the_end_of(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


@contextmanager
def cluster(address: str) -> Iterator[MakeExecutor]:
    """Makes executors of a Dask cluster's workers, as long as its scheduler is there. Raises NoCluster."""
    try:
        from distributed import Client
    except ImportError:
        raise NoCluster("--cluster needs Dask: pip install 'trustlab[cluster]'") from None
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)  # Dask logs with tracebacks what is told in a line here
    try:
        client = Client(address, timeout="10s")  # type: ignore[no-untyped-call]  # as Dask has it
    except (OSError, ValueError) as error:
        logging.disable(before)
        raise NoCluster(f"no Dask scheduler answers at {address}: {error}") from error

    def executor() -> Executor:
        if client.status != "running":
            raise NoCluster(f"the Dask scheduler at {address} is gone")
        return _Workers(client.get_executor(pure=False))  # type: ignore[no-untyped-call]

    try:
        yield executor
    finally:
        client.close(timeout=2)  # type: ignore[no-untyped-call]
        logging.disable(before)


class _Workers(Executor):
    """Dask's own executor, but for what it says of workers that were lost."""

    def __init__(self, theirs: Executor) -> None:
        self._theirs = theirs

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Let a worker call a function."""
        theirs, mine = self._theirs.submit(fn, *args, **kwargs), Future[Any]()
        mine.add_done_callback(lambda done: theirs.cancel() if done.cancelled() else None)
        theirs.add_done_callback(lambda done: _pass_on(done, mine))
        return mine

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002  # as its parent has it
        """Take no more."""
        self._theirs.shutdown(wait=wait)


def _pass_on(theirs: Future[Any], mine: Future[Any]) -> None:
    from distributed import KilledWorker

    if not mine.set_running_or_notify_cancel():
        return
    if theirs.cancelled():  # the scheduler is gone
        mine.set_exception(BrokenExecutor("the scheduler let go of it"))
        return
    error = theirs.exception()
    if isinstance(error, KilledWorker):
        mine.set_exception(BrokenExecutor(str(error)))
    elif error is not None:
        mine.set_exception(error)
    else:
        mine.set_result(theirs.result())
