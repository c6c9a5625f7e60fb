"""When people work, out of a System Log: the working hours under which sign-ins would come when they came.

The model's day: it begins even over the half hour after ``from``, ends even over the hour after ``until``, and sign-ins are
even in between. Of all pairs of quarter hours the one is taken whose law is nearest to the times of day in the log, by the
largest difference between the two (Kolmogorov and Smirnov's distance), which is told beside it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

QUARTER_S: Final = 900
_QUARTERS: Final = 96
_ARRIVES_WITHIN: Final = 2
_STAYS_UP_TO: Final = 4
"""Quarter hours: those of the model's half hour and hour."""
_STEPS: Final = 8
_SHORTEST: Final = 12
"""No working day of less than three hours is thought of."""
FEWEST: Final = 200
"""Fewer sign-ins draw no distribution over a day."""


@dataclass(frozen=True, slots=True)
class WorkHours:
    """What was fitted: quarter hours after midnight, in the zone, and how near the law comes to ``sign_ins`` times of day."""

    from_quarter: int
    until_quarter: int
    sign_ins: int
    distance: float
    zone: str

    def habits(self) -> dict[str, Any]:
        """As a scenario writes it."""
        return {"works": {"from": _text(self.from_quarter), "until": _text(self.until_quarter)}}

    def lines(self) -> Iterator[str]:
        """What there is to tell of it."""
        yield (
            f"Working hours from the log: {self.sign_ins:,} sign-ins of working days fit days that begin within half an hour "
            f"from {_text(self.from_quarter)} and end within an hour from {_text(self.until_quarter)} ({self.zone})."
        )
        yield (
            f"Fit: the shares of sign-ins before a time of day differ by {100 * self.distance:.1f} % at most. "
            "One pair of hours is taken for all; people who work at other times show as a bad fit."
        )


def _text(quarter: int) -> str:
    return f"{quarter // 4:02d}:{quarter % 4 * 15:02d}"


def work_hours(quarters: Mapping[int, int], zone: ZoneInfo) -> WorkHours | None:
    """Fit sign-ins, counted by quarter hours since the epoch; None where there are too few. Weekends count for nothing."""
    import numpy as np

    counts = _by_time_of_day(quarters, zone)
    total = sum(counts.values())
    if total < FEWEST:
        return None
    seen = np.cumsum([counts[quarter] for quarter in range(_QUARTERS)]) / total
    pairs = (
        (begins, ends)
        for begins in range(_QUARTERS - _SHORTEST)
        for ends in range(begins + _SHORTEST, _QUARTERS - _STAYS_UP_TO + 1)
    )
    distance, begins, ends = min(
        (float(np.abs(seen - _law(begins, ends)).max()), begins, ends) for begins, ends in pairs
    )
    return WorkHours(begins, ends, total, distance, zone.key)


def _by_time_of_day(quarters: Mapping[int, int], zone: ZoneInfo) -> Counter[int]:
    """The same by the local quarter hour of a working day; zones are whole quarters of an hour from UTC."""
    found: Counter[int] = Counter()
    for quarter, count in quarters.items():
        local = datetime.fromtimestamp(quarter * QUARTER_S, zone)
        if local.weekday() < 5:
            found[local.hour * 4 + local.minute // 15] += count
    return found


def _law(begins: int, ends: int) -> NDArray[np.float64]:
    """The share of sign-ins up to the end of each quarter hour, over all beginnings and ends of a day."""
    import numpy as np

    middles = (np.arange(_STEPS) + 0.5) / _STEPS
    first = (begins + _ARRIVES_WITHIN * middles)[:, None, None]
    last = (ends + _STAYS_UP_TO * middles)[None, :, None]
    up_to = np.arange(1, _QUARTERS + 1, dtype=np.float64)[None, None, :]
    shares: NDArray[np.float64] = np.clip((up_to - first) / (last - first), 0, 1).mean(axis=(0, 1))
    return shares
