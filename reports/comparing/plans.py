"""The plans beside each other: means with their intervals, a year to come, and differences in pairs with the same dice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reports.comparing.numbers import change, ends, kind, may_be_chance, number, words
from reports.comparing.pictures import picture
from reports.markup import Child, Html, join, tag
from reports.table import Column, beside, note, table

_PLANS = (
    Column("plan", "Plan"),
    Column("measure", "Measure"),
    Column("mean", "Mean", "number"),
    Column("interval", "95 % interval of the mean"),
    Column("kind", "Interval"),
    Column("year", "A year to come (95 %)"),
    Column("beside", "Beside the first plan"),
)
_DIFFERENCES = (
    Column("plan", "Plan"),
    Column("estimate", "Difference", "number"),
    Column("low", "From", "number"),
    Column("high", "To", "number"),
    Column("chance", "May be chance"),
)


def build(answer: Mapping[str, Any]) -> Html:
    """The section."""
    rows = [row for plan in answer["plans"] for row in _rows(plan)]
    played = answer["plans"][0]["replications"]
    told = note(
        f"{played:,} replications of each plan, with the same dice in all. A measure by day counts by its worst day. The "
        "differences of all plans from the first hold together (Bonferroni)."
    )
    return join((told, table("Plans", _PLANS, rows), *_differences(answer)))


def _rows(plan: Mapping[str, Any]) -> Iterator[tuple[Child, ...]]:
    for name, found in plan["measures"].items():
        difference = plan["differences"].get(name)
        yield (
            plan["name"],
            words(name),
            number(found["mean"]["estimate"]),
            ends(found["mean"]),
            kind(found["mean"]),
            ends(found["year"]),
            "" if difference is None else change(difference),
        )


def _differences(answer: Mapping[str, Any]) -> Iterator[Html]:
    for index, name in enumerate(answer["plans"][0]["measures"]):
        rows = [
            (plan["name"], one["estimate"], one["low"], one["high"], "yes" if may_be_chance(one) else "no")
            for plan in answer["plans"][1:]
            for one in [plan["differences"][name]]
            if one["low"] is not None
        ]
        if rows:
            source = f"difference-{index}"
            yield tag("h3", f"How much more: {words(name)}")
            label = f"Differences from the first plan: {words(name)}"
            shown = [(plan, *(f"{value:.6g}" for value in ends_), chance) for plan, *ends_, chance in rows]
            yield picture("difference", label, source, _DIFFERENCES, shown)
            yield beside("The numbers", table(label, _DIFFERENCES, shown, id_=source))
