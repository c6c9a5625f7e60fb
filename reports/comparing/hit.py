"""The Macs that are denied under each plan: how surely, when first, in which app, why and for how long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from reports.comparing.numbers import number
from reports.markup import Html, join, tag
from reports.table import Column, note, table

_COLUMNS = (
    Column("mac", "Mac"),
    Column("replications", "Denied in replications", "number"),
    Column("first", "First"),
    Column("app", "App"),
    Column("reason", "Denied for"),
    Column("minutes", "Minutes kept out"),
)


def build(answer: Mapping[str, Any]) -> Html:
    """The section; nothing where nobody was denied."""
    hit = [plan for plan in answer["plans"] if plan.get("hit")]
    if not hit:
        return Html("")
    told = note(
        "Of the replications in which a Mac was denied: the median day of the first denial (UTC), the app and the reason of most, "
        "and the mean of the minutes at work for which its people were kept out."
    )
    return join((told, *(part for plan in hit for part in _plan(plan))))


def _plan(plan: Mapping[str, Any]) -> Iterator[Html]:
    rows = [
        (
            one["mac"],
            one["replications"],
            dt.datetime.fromtimestamp(one["first_at"], dt.UTC).strftime("%Y-%m-%d"),
            one["app"],
            one["reason"].replace("_", " "),
            number(one["minutes"]),
        )
        for one in plan["hit"]
    ]
    yield tag("h3", f"{plan['name']} ({plan['replications']:,} replications)")
    yield table(f"Macs denied: {plan['name']}", _COLUMNS, rows, search=True)
