"""Days: bands of the means of all plans, and a calendar of each plan."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from typing import Any

from reports.calendar import calendar
from reports.comparing.numbers import words
from reports.comparing.pictures import picture
from reports.markup import Html, join, tag
from reports.table import Column, beside, note, table

_COLUMNS = (
    Column("plan", "Plan"),
    Column("day", "Day", "time"),
    Column("mean", "Mean", "number"),
    Column("low", "From", "number"),
    Column("high", "To", "number"),
)
_MOST_PLANS = 4
"""More bands on one chart cannot be told apart; the advised plan is always among them."""


def build(answer: Mapping[str, Any]) -> Html:
    """The section; nothing where no measure by day was asked for."""
    measures = [*answer["plans"][0]["days"]]
    return join(part for index, name in enumerate(measures) for part in _measure(answer, name, index))


def _measure(answer: Mapping[str, Any], name: str, index: int) -> Iterator[Html]:
    plans = _shown(answer)
    source = f"days-{index}"
    rows = [row for plan in plans for row in _rows(plan, name, answer["first_day"])]
    label = f"{_title(name)}: means with bands"
    yield tag("h3", _title(name))
    yield note(
        "Each band is 95 % for all days at once (simultaneous, not pointwise): the true mean of every day lies within."
    )
    yield picture("bands", label, source, _COLUMNS, rows)
    yield beside("The numbers by day", table(label, _COLUMNS, rows, id_=source))
    left = len(answer["plans"]) - len(plans)
    if left:
        yield note(f"{left:,} more plans are left out here.")
    most = math.ceil(max(max(plan["days"][name]["mean"]) for plan in plans))
    for plan in plans:
        yield _calendar(plan, name, answer["first_day"], most)


def _shown(answer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    plans = answer["plans"]
    wanted = [plans[0], *(plan for plan in plans[1:] if plan["name"] == answer["advised"])]
    wanted += [plan for plan in plans[1:] if plan["name"] != answer["advised"]]
    kept = wanted[:_MOST_PLANS]
    return [plan for plan in plans if any(plan is one for one in kept)]


def _rows(plan: Mapping[str, Any], name: str, first_day: str) -> Iterator[tuple[str, ...]]:
    found = plan["days"][name]
    for day, (mean, low, high) in enumerate(zip(found["mean"], found["low"], found["high"], strict=True)):
        if low is not None and high is not None:
            yield plan["name"], _date(first_day, day), f"{mean:.4g}", f"{max(low, 0):.4g}", f"{high:.4g}"


def _calendar(plan: Mapping[str, Any], name: str, first_day: str, most: int) -> Html:
    counts = {
        _date(first_day, day): math.ceil(mean - 1e-9)
        for day, mean in enumerate(plan["days"][name]["mean"])
        if mean > 0
    }
    caption = f"{_title(name)} by day, the mean rounded up: {plan['name']}"
    shown = (
        calendar(caption, counts, words(name), most)
        if counts
        else note("None on any day of any replication.")
    )
    return join((tag("h4", plan["name"]), shown))


def _date(first_day: str, day: int) -> str:
    return (dt.date.fromisoformat(first_day) + dt.timedelta(days=day)).isoformat()


def _title(name: str) -> str:
    told = words(name)
    return told[:1].upper() + told[1:]
