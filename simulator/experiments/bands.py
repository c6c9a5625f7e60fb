"""Simultaneous bands over days: with so much confidence the true mean lies within on all days at once.

Source: the sup-t band (Montiel Olea and Plagborg-Moller, 'Simultaneous confidence bands', 2019). An interval for each day by
itself would hold 'pointwise' only: of 400 days twenty would lie outside.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy import special

from simulator.chance import dice_key, uniforms
from simulator.experiments.intervals import FEW, LEVEL, corrected

DRAWS: Final = 2000
_SEED: Final = 1
_ALONE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Band:
    """Means by day with the ends of a band; ``level`` is of all days at once. Ends are infinite for fewer than two runs."""

    means: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    level: float = LEVEL


def band_of(runs: Sequence[Sequence[float]], level: float = LEVEL) -> Band:
    """The band of some runs' days. Raises ValueError where there are no runs, or they differ in length."""
    if not runs or len({len(days) for days in runs}) != 1:
        raise ValueError("a band needs runs of the same days")
    found = np.array(runs, dtype=float)
    n, days = found.shape
    means = found.mean(axis=0)
    if n < 2:
        return Band(_told(means), (-math.inf,) * days, (math.inf,) * days, level)
    errors = found.std(axis=0, ddof=1) / math.sqrt(n)
    reach = _critical(found, errors, level) * errors
    low, high = means - reach, means + reach
    if (found >= 0).all() and (found == np.floor(found)).all():
        low, high = _counted(found, low, high, level)
    return Band(_told(means), _told(low), _told(high), level)


def _critical(found: NDArray[np.float64], errors: NDArray[np.float64], level: float) -> float:
    """How many standard errors the farthest of all days lies off, but for ``1 - level``.

    The days' errors are drawn as normal, correlated as the runs are. Of so few runs days look more alike than they are, so a
    part of the error is taken for each day's own; and each day's own spread is estimated, so t takes the place of normal.
    """
    n, moving = len(found), errors > 0
    if not moving.any():
        return 0.0
    off = (found[:, moving] - found[:, moving].mean(axis=0)) / (errors[moving] * math.sqrt(n * (n - 1)))
    together = _normals("runs", DRAWS, n) @ off
    alone = _normals("days", DRAWS, off.shape[1])
    farthest = np.abs(math.sqrt(1 - _ALONE) * together + math.sqrt(_ALONE) * alone).max(axis=1)
    beyond = float(special.ndtr(-np.quantile(farthest, level)))
    return -float(special.stdtrit(n - 1, beyond))


@lru_cache(maxsize=8)
def _normals(purpose: str, lines: int, columns: int) -> NDArray[np.float64]:
    """Normal numbers, the same each time, so that the same runs have the same band."""
    key = dice_key(_SEED, 0, ("bands", 0), purpose)
    drawn = np.maximum(uniforms(key, np.arange(lines * columns)), 2.0**-54)
    found: NDArray[np.float64] = special.ndtri(drawn).reshape(lines, columns)
    return found


def _counted(
    found: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64], level: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Where little was counted on a day, as far as Garwood's interval reaches, corrected for the number of days."""
    n, days = found.shape
    events = found.sum(axis=0)
    tail = (1 - corrected(level, days)) / 2
    least = np.where(events > 0, special.chdtri(2 * np.maximum(events, 1), 1 - tail) / 2, 0.0) / n
    most = special.chdtri(2 * events + 2, tail) / 2 / n
    few = events <= FEW
    return np.where(few, np.minimum(low, least), low), np.where(few, np.maximum(high, most), high)


def _told(values: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
