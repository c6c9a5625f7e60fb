"""How often an interval covers what it is to cover, found and not believed: on skewed observations Student's t covers less.

What was observed is taken for the truth; samples as large are drawn from it, and of their intervals it is counted how many
hold its mean (Efron and Tibshirani, 'An Introduction to the Bootstrap', chapter 18).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from simulator.chance import dice_key, uniforms
from simulator.experiments.intervals import LEVEL, of_means, of_measures

DRAWS: Final = 4000
_MOST_NUMBERS: Final = 2_000_000
SKEWED: Final = 0.5
"""From this skewness on (0 is symmetrical, 2 exponential) the coverage found is told."""


def skewness(values: Sequence[float]) -> float:
    """The third standardised moment of observations; 0 where all are alike."""
    found = np.asarray(values, dtype=float)
    off = found - found.mean()
    spread = float(np.sqrt((off**2).mean()))
    return float((off**3).mean()) / spread**3 if spread > 0 else 0.0


def coverage_found(values: Sequence[float], level: float = LEVEL) -> float | None:
    """The share of such samples whose interval, as it is told, holds the mean; None where observations are not skewed.

    That of what is never negative is told, which is Garwood's as well where few events were counted.
    """
    if len(values) < 3 or abs(skewness(values)) < SKEWED:
        return None
    found = np.asarray(values, dtype=float)
    n = len(found)
    draws = min(DRAWS, max(_MOST_NUMBERS // n, 200))
    key = dice_key(1, 0, ("coverage", 0), "drawn again")
    samples = found[(uniforms(key, np.arange(draws * n)) * n).astype(np.int64)].reshape(draws, n)
    _, low, high = (of_measures if found.min() >= 0 else of_means)(samples, level)
    truth = found.mean()
    slack = 1e-9 * abs(truth)  # sums of floats differ in their last places
    return float(((low - slack <= truth) & (truth <= high + slack)).mean())
