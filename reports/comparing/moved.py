"""The Macs that came out otherwise than under the first plan, and the event that made the difference."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from reports.markup import Child, Html, join, tag
from reports.table import Column, note, table

_COLUMNS = (
    Column("mac", "Mac"),
    Column("spared", "Spared", "number"),
    Column("struck", "Struck", "number"),
    Column("reason", "Denied for"),
    Column("decided", "What decided"),
)


def build(answer: Mapping[str, Any]) -> Html:
    """The section; nothing where every Mac came out alike."""
    moved = [plan for plan in answer["plans"] if plan["moved"]]
    if not moved:
        return Html("")
    told = note(
        "Spared and struck are the replications in which a Mac was locked out in the first plan only, and in this plan only. "
        "What decided was found by playing both plans again: the last thing before the first denial that is in one and not in "
        "the other (times in UTC)."
    )
    return join((told, *(part for plan in moved for part in _plan(plan))))


def _plan(plan: Mapping[str, Any]) -> Iterator[Html]:
    decided = {one["mac"]: one for one in plan.get("decided", ())}
    rows = [
        (
            one["mac"],
            one["spared"],
            one["struck"],
            one["reason"].replace("_", " "),
            _event(decided.get(one["mac"])),
        )
        for one in plan["moved"]
    ]
    yield tag("h3", plan["name"])
    yield table(f"Macs that came out otherwise: {plan['name']}", _COLUMNS, rows, search=True)


def _event(found: Mapping[str, Any] | None) -> Child:
    if found is None:
        return "not looked at"
    when = dt.datetime.fromtimestamp(found["at"], dt.UTC).strftime("%Y-%m-%d %H:%M")
    where = f"{when}, under '{found['in_plan']}', replication {found['replication']:,}"
    why = f" Denied because {found['cause']}." if found.get("cause") else ""
    return join((found["told"] + why, tag("span", where, class_="login")))
