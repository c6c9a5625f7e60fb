"""Python's search for garbage in cycles, while a world is built and played, or a run of many events reported."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Let the collector rest.

    A world leaves nothing in cycles, however many requests are refused (a test keeps it so), but is itself a web of ten
    million objects, which the collector walks as they come: a twelfth of the time of a fleet, and a quarter with Python's
    own thresholds. What was one world is collected when the collector is at work again. So it is with what a report reads
    of a run: a sixth of the time of a million events.
    """
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()
