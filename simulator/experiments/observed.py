"""What one replication is observed for: numbers of the whole run, numbers by day, and on which side each Mac came out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from simulator.measures import Window
from simulator.reading import Reading
from simulator.rollout_measures.kept_out import MINUTE_S, at_work, kept_out
from simulator.rollout_measures.table import DAILY, TOTALS

__all__ = ["DAILY", "TOTALS", "Denied", "first_denials", "over_days"]


class Denied(NamedTuple):
    """How a Mac was denied: the epoch second of the first time, its reason and app, and minutes kept out in the whole run."""

    at: int
    reason: str
    app: str = ""
    minutes: float = 0.0


def first_denials(reading: Reading, window: Window) -> dict[str, Denied]:
    """Each Mac on which somebody was denied, with its first denial and the minutes at work for which people were kept out."""
    seconds: Counter[str] = Counter()
    for one in at_work(reading, kept_out(reading, window)):
        seconds[one.mac] += one.seconds
    found: dict[str, Denied] = {}
    for record in reading.opened:
        if record.outcome == "denied" and record.subject not in found:
            mac, app = record.subject, str(record.details["app"])
            found[mac] = Denied(record.at, record.reason, app, seconds[mac] / MINUTE_S)
    return found


def over_days(days: Sequence[float], quantile: float | None) -> float:
    """A quantile over the days of a run (by linear interpolation), or the worst day where None."""
    if not days:
        return 0.0
    return float(max(days) if quantile is None else np.quantile(days, quantile))
