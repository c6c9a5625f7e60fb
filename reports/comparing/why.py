"""Why people are denied under each plan: the root causes of one replication, and their remedies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.markup import Html, join
from reports.table import Column, note, table

_COLUMNS = (
    Column("plan", "Plan"),
    Column("cause", "Denied because"),
    Column("macs", "Macs", "number"),
    Column("sign_ins", "Sign-ins", "number"),
    Column("remedy", "What to do"),
)


def build(answer: Mapping[str, Any]) -> Html:
    """The section; nothing where nobody was denied."""
    rows = [
        (plan["name"], one["cause"], one["macs"], one["sign_ins"], one["remedy"])
        for plan in answer["plans"]
        for one in plan.get("why", {}).get("causes", ())
    ]
    if not rows:
        return Html("")
    told = note(
        "Root causes of one replication of each plan, that with the median number of Macs denied; sign-ins inflate with retries."
    )
    return join((told, table("Root causes by plan", _COLUMNS, rows)))
