"""Dates as Jamf Pro's exports and other people's scripts write them, in whatever order a preference puts their parts.

Whether 03/04/2026 is in March or April cannot be known from it alone. One date of the same file that cannot be read
both ways tells; where none does, such dates are not read unless somebody says which way (``--dates``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import Final, Literal

Order = Literal["day-first", "month-first", "unknown", "contradictory"]

NONE_WORDS: Final = frozenset(
    {"", "none", "never", "not present", "not available", "not reported", "n/a", "na", "null", "-", "--", "0"}
)
"""Words that stand for no date; Jamf Pro also writes the beginning of the epoch for it."""
_NEAR_US: Final = range(631_152_000, 7_258_118_400)
"""The years 1990 to 2199."""
_AT_THE_EPOCH_S: Final = 2 * 86_400
_ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}.*)?")
_EPOCH: Final = re.compile(r"\d{9,10}|\d{12,13}")
_CLOCK: Final = r"(?:,?\s+(?:at\s+)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s*([AaPp])?\.?[Mm]?\.?)?"
_PARTS: Final = re.compile(r"(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})" + _CLOCK)
_NAMED_MONTH: Final = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(?:([A-Za-z]{3,9})\.?\s+(\d{1,2})|(\d{1,2})\.?\s+([A-Za-z]{3,9})\.?),?\s+(\d{4})"
    + _CLOCK
)
_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}


class UnreadableDate(Exception):
    """A text that is no date, or one of two; ``why`` in a few words."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def is_none(text: str) -> bool:
    """Whether a text stands for no date."""
    return text.strip().lower() in NONE_WORDS


def order_of(texts: Iterable[str]) -> Order:
    """What the dates of one file say about the order of day and month."""
    day_first = month_first = False
    for text in texts:
        found = _PARTS.match(text.strip())
        if found is None or len(found[1]) == 4:
            continue
        first, second = int(found[1]), int(found[2])
        day_first = day_first or first > 12 >= second
        month_first = month_first or second > 12 >= first
    if day_first and month_first:
        return "contradictory"
    return "day-first" if day_first else "month-first" if month_first else "unknown"


@lru_cache(maxsize=4096)
def parse_date(text: str, order: Order, zone: tzinfo = UTC) -> int | None:
    """Epoch second of a date, None for none. A date without a zone is in ``zone``. Raises UnreadableDate."""
    text = text.strip()
    if text.lower() in NONE_WORDS:
        return None
    at = _epoch_second(text, order, zone)
    if abs(at) < _AT_THE_EPOCH_S:
        return None
    if at not in _NEAR_US:
        raise UnreadableDate("a date far from our time")
    return at


def _epoch_second(text: str, order: Order, zone: tzinfo) -> int:
    try:
        if _ISO.fullmatch(text):
            return _second(_from_iso(text), zone)
        if _EPOCH.fullmatch(text):
            return int(text) // (1000 if len(text) >= 12 else 1)
        return _second(_from_parts(text, order), zone)
    except (ValueError, OverflowError):
        raise UnreadableDate("no date in any known form") from None


def _second(found: datetime, zone: tzinfo) -> int:
    return int((found if found.tzinfo else found.replace(tzinfo=zone)).timestamp())


def _from_iso(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.fromisoformat(re.sub(r"\s+(?=[Z+\-])", "", text).replace(" UTC", "Z"))


def _from_parts(text: str, order: Order) -> datetime:
    if found := _PARTS.fullmatch(text):
        year, month, day = _in_order(found[1], found[2], found[3], order)
        return datetime(year, month, day, *_clock(*found.groups()[3:]))  # noqa: DTZ001  # the caller knows the zone
    if found := _NAMED_MONTH.fullmatch(text):
        month = _MONTHS[(found[1] or found[4])[:3].lower()] if _is_month(found[1] or found[4]) else 0
        day, year = int(found[2] or found[3]), int(found[5])
        return datetime(year, month, day, *_clock(*found.groups()[5:]))  # noqa: DTZ001
    raise UnreadableDate("no date in any known form")


def _is_month(word: str) -> bool:
    return word[:3].lower() in _MONTHS


def _in_order(one: str, two: str, three: str, order: Order) -> tuple[int, int, int]:
    if len(one) == 4:
        return int(one), int(two), int(three)
    first, second = int(one), int(two)
    year = int(three) + (2000 if len(three) <= 2 else 0)
    if first > 12 >= second:
        return year, second, first
    if second > 12 >= first or first == second:
        return year, first, second
    if order == "day-first":
        return year, second, first
    if order == "month-first":
        return year, first, second
    raise UnreadableDate("a day and a month in an order that nothing tells (see --dates)")


def _clock(
    hour: str | None, minute: str | None, second: str | None, half: str | None
) -> tuple[int, int, int]:
    if hour is None or minute is None:
        return 0, 0, 0
    hours = int(hour)
    if half is not None:
        if not 1 <= hours <= 12:
            raise ValueError(hour)
        hours = hours % 12 + (12 if half in "pP" else 0)
    return hours, int(minute), int(second or 0)
