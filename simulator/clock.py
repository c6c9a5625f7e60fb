"""Time as people write it, and time as the world keeps it: integer seconds since the epoch, UTC.

A scenario counts days from 0, the date of its start, in the time zone of its start. A local day is a day of the
calendar, so one of them has 23 hours and one 25.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MINUTE_S = 60
HOUR_S = 3600
DAY_S = 86400
MONDAY_TO_FRIDAY = frozenset(range(5))

_UNITS_S = {"second": 1, "minute": MINUTE_S, "hour": HOUR_S, "day": DAY_S, "week": 7 * DAY_S}
_DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(second|minute|hour|day|week)s?\s*")
_START = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[ T](\d{1,2}:\d{2}(?::\d{2})?))?(?:\s+([A-Za-z_]+(?:/[A-Za-z_+\-0-9]+)*))?"
)
_MOMENT = re.compile(r"(?:day\s+(\d+)|(\d{4}-\d{2}-\d{2}))(?:[ T](\d{1,2}:\d{2}(?::\d{2})?))?")


@lru_cache(maxsize=256)
def parse_duration_s(text: str) -> int:
    """Seconds of ``90 minutes``, ``2 days 3 hours``, ``1 week``. Raises ValueError saying what is understood.

    >>> parse_duration_s("2 days 30 minutes")
    174600
    """
    total, at = 0.0, 0
    while match := _DURATION.match(text, at):
        total += float(match[1]) * _UNITS_S[match[2]]
        at = match.end()
    if at == 0 or at != len(text):
        msg = f"'{text}' is no duration; write for example '30 days', '2 hours' or '1 day 12 hours'"
        raise ValueError(msg)
    return round(total)


def parse_signed_duration_s(text: str) -> int:
    """Seconds of ``-3 hours`` or ``2 days``. Raises ValueError."""
    return -parse_duration_s(text[1:].strip()) if text.startswith("-") else parse_duration_s(text)


def parse_share(text: str) -> float:
    """The share, from 0 to 1, of ``12.5 %``. Raises ValueError.

    >>> parse_share("1 %")
    0.01
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?) ?%", text)
    if found is None or float(found[1]) > 100:
        msg = f"'{text}' is no share; write for example '1 %'"
        raise ValueError(msg)
    return float(found[1]) / 100


@lru_cache(maxsize=256)
def parse_time_of_day_s(text: str) -> int:
    """Seconds after midnight of ``09:05`` or ``09:05:30``. Raises ValueError."""
    parts = [int(part) for part in text.split(":")] if re.fullmatch(r"\d{1,2}:\d{2}(:\d{2})?", text) else [99]
    hours, minutes, seconds = (*parts, 0, 0)[:3]
    if hours > 24 or minutes > 59 or seconds > 59 or (hours == 24 and minutes + seconds):
        msg = f"'{text}' is no time of day; write for example '09:05'"
        raise ValueError(msg)
    return hours * HOUR_S + minutes * MINUTE_S + seconds


def time_zone(name: str) -> ZoneInfo:
    """The zone of that name. Raises ValueError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        msg = f"'{name}' is no time zone; write for example 'Europe/Berlin' or 'UTC'"
        raise ValueError(msg) from error


class Calendar:
    """The local days of one time zone, counted from the start's date.

    ``midnight(day)`` is the epoch second at which local day ``day`` begins; ``day_of(at)`` is the day of a second.
    ``is_workday(day)`` is True on the week's ``work_days`` (0 is Monday) but for the holidays given as ISO dates. ``days`` is
    how many local days it knows, from 0.
    """

    __slots__ = (
        "_arrays",
        "_midnights",
        "_origin",
        "_workdays",
        "days",
        "holidays",
        "is_workday",
        "midnight",
        "start_at",
        "work_days",
        "zone",
    )

    def __init__(
        self,
        start_at: int,
        zone: str,
        days: int,
        holidays: frozenset[str] = frozenset(),
        work_days: frozenset[int] = MONDAY_TO_FRIDAY,
    ) -> None:
        self.start_at = start_at
        self.zone = time_zone(zone)
        self.holidays = holidays
        self.work_days = work_days
        self._origin = dt.datetime.fromtimestamp(start_at, self.zone).date()
        dates = [self._origin + dt.timedelta(days=day) for day in range(days + 3)]
        self._midnights = [
            int(dt.datetime(date.year, date.month, date.day, tzinfo=self.zone).timestamp()) for date in dates
        ]
        self.days = len(self._midnights) - 1
        self._arrays: tuple[NDArray[np.int64], NDArray[np.bool_]] | None = None
        self._workdays = [date.weekday() in work_days and date.isoformat() not in holidays for date in dates]
        # The lists' own look-up, with no function of ours around it: habits ask for 75 of these a Mac-year.
        self.midnight: Callable[[int], int] = self._midnights.__getitem__
        self.is_workday: Callable[[int], bool] = self._workdays.__getitem__

    def as_arrays(self) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """The midnights of all days and of the one after them, and which of the days are workdays."""
        if self._arrays is None:
            import numpy as np

            self._arrays = np.array(self._midnights, dtype=np.int64), np.array(self._workdays, dtype=np.bool_)
        return self._arrays

    def day_of(self, at: int) -> int:
        """The local day of an epoch second (0 before the start)."""
        midnights, last = self._midnights, self.days - 1
        guess = (at - midnights[0]) // DAY_S
        if guess <= 0:
            return 1 if last > 0 and at >= midnights[1] else 0
        if guess >= last:
            return last - 1 if at < midnights[last] else last
        if at < midnights[guess]:
            return guess - 1
        return guess + 1 if at >= midnights[guess + 1] else guess

    def at(self, day: int, time_of_day_s: int) -> int:
        """Epoch second of a wall-clock time on a local day; in the hour that a clock change skips, the one after."""
        date = self._origin + dt.timedelta(days=day)
        naive = dt.datetime.combine(date, dt.time()) + dt.timedelta(seconds=time_of_day_s)
        return int(naive.replace(tzinfo=self.zone).timestamp())

    def in_zone(self, name: str | None) -> Calendar:
        """The same days in another time zone. Raises ValueError."""
        if name is None or name == self.zone.key:
            return self
        return Calendar(self.start_at, name, self.days - 2, self.holidays, self.work_days)

    def parse_moment(self, text: str) -> int:
        """Epoch second of ``day 366 09:00`` or ``2026-01-07 09:00``. Raises ValueError."""
        match = _MOMENT.fullmatch(text.strip())
        if match is None:
            msg = f"'{text}' is no moment; write for example 'day 366 09:00' or '2026-01-07 09:00'"
            raise ValueError(msg)
        time_s = parse_time_of_day_s(match[3]) if match[3] else 0
        if match[1] is not None:
            return self.at(int(match[1]), time_s)
        try:
            date = dt.date.fromisoformat(match[2])
        except ValueError as error:
            msg = f"'{match[2]}' is no date: {error}"
            raise ValueError(msg) from error
        return self.at((date - self._origin).days, time_s)

    def text(self, at: int) -> str:
        """``2026-01-07 09:05`` in this calendar's zone."""
        return dt.datetime.fromtimestamp(at, self.zone).strftime("%Y-%m-%d %H:%M")


def parse_start(text: str) -> tuple[int, str]:
    """Epoch second and zone name of ``2025-01-06 08:00 Europe/Berlin`` (UTC where none is named). Raises ValueError.

    >>> parse_start("2025-01-06 08:00 Europe/Berlin")
    (1736146800, 'Europe/Berlin')
    """
    match = _START.fullmatch(text.strip())
    if match is None:
        msg = f"'{text}' is no start; write for example '2025-01-06 08:00 Europe/Berlin'"
        raise ValueError(msg)
    zone = match[3] or "UTC"
    try:
        date = dt.date.fromisoformat(match[1])
    except ValueError as error:
        msg = f"'{match[1]}' is no date: {error}"
        raise ValueError(msg) from error
    time_s = parse_time_of_day_s(match[2] or "00:00")
    local = dt.datetime.combine(date, dt.time()) + dt.timedelta(seconds=time_s)
    return int(local.replace(tzinfo=time_zone(zone)).timestamp()), zone


def utc_text(at: int) -> str:
    """``2026-01-07T09:05:00Z``."""
    return dt.datetime.fromtimestamp(at, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
