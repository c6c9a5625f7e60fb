"""By what a report is to be judged, as the options of a command say it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """Files of limits and of accepted findings, runs to compare with, and the day that counts as today."""

    gate: str | None = None
    accepted: str | None = None
    baseline: Sequence[str] = ()
    as_of: dt.date | None = None


NOTHING_ASKED = Asked()
