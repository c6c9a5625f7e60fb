"""A calendar as a table: a line a month, a field a day, the more the darker. It needs no script and can be printed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from reports.markup import Html, join, tag

MOST_MONTHS = 24
_LEVELS = 4


def calendar(caption: str, counts: Mapping[str, int], what: str, most: int | None = None) -> Html:
    """Counts by local day (``2026-01-05``) from the first month with one to the last, 24 months at most.

    ``what`` is counted, in words, for whoever hears the table or rests on a field. ``most`` is the darkest, where several
    calendars are to be compared; its own largest where None.
    """
    months = [*_months(min(counts), max(counts))] if counts else []
    shown, darkest = months[:MOST_MONTHS], most or max(counts.values(), default=1)
    head = tag("tr", tag("th", "Month", scope="col"), *(tag("th", day, scope="col") for day in range(1, 32)))
    lines = (_month(month, counts, darkest, what) for month in shown)
    left = len(months) - len(shown)
    return join(
        (
            tag("p", f"The first {MOST_MONTHS} months of {len(months)} are shown.", class_="note")
            if left
            else None,
            tag(
                "div",
                tag(
                    "table",
                    tag("caption", caption, class_="unseen"),
                    tag("thead", head),
                    tag("tbody", *lines),
                    class_="calendar",
                ),
                class_="frame",
                tabindex="0",
                role="region",
                aria_label=caption,
            ),
        )
    )


def _months(first: str, last: str) -> Iterator[str]:
    year, month = int(first[:4]), int(first[5:7])
    while f"{year:04}-{month:02}" <= last[:7]:
        yield f"{year:04}-{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _month(month: str, counts: Mapping[str, int], most: int, what: str) -> Html:
    days = (f"{month}-{day:02}" for day in range(1, 32))
    cells = (
        _day(day, counts.get(day, 0), most, what) if _exists(day) else tag("td", class_="no") for day in days
    )
    return join((tag("tr", tag("th", month, scope="row"), *cells), "\n"))


def _exists(day: str) -> bool:
    try:
        dt.date.fromisoformat(day)
    except ValueError:
        return False
    return True


def _day(day: str, count: int, most: int, what: str) -> Html:
    if not count:
        return tag("td")
    level = -(-count * _LEVELS // most)
    return tag("td", _short(count), class_=f"l{level}", title=f"{day}: {count:,} {what}")


def _short(count: int) -> str:
    """At most four characters."""
    if count < 1_000:
        return str(count)
    return f"{count / 1000:.0f}k" if count < 1_000_000 else f"{count / 1_000_000:.0f}M"
