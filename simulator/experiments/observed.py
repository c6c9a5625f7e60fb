"""What one replication is observed for: numbers of the whole run, numbers by day, and on which side each Mac came out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.reading import Reading
from simulator.rollout_measures.table import DAILY, TOTALS

__all__ = ["DAILY", "TOTALS", "first_denials", "over_days"]


def first_denials(reading: Reading) -> dict[str, tuple[int, str]]:
    """Of each Mac on which somebody was denied: the epoch second of the first time a new reason is told, and the reason."""
    found: dict[str, tuple[int, str]] = {}
    for record in reading.opened:
        if record.outcome == "denied":
            found.setdefault(record.subject, (record.at, record.reason))
    return found


def over_days(days: Sequence[float], quantile: float | None) -> float:
    """A quantile over the days of a run (by linear interpolation), or the worst day where None."""
    if not days:
        return 0.0
    return float(max(days) if quantile is None else np.quantile(days, quantile))
