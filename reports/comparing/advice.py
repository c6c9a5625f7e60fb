"""What to take: the plan advised, how it did with other dice, what was not told apart from it, and the limits of every plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from reports.comparing.numbers import ends, number, percent, words
from reports.markup import Html, join, tag
from reports.table import Column, note, table
from reports.view import badge

_LIMITS = (
    Column("plan", "Plan"),
    Column("limit", "Limit"),
    Column("bad_end", "Bad end of a year to come"),
    Column("verdict", "Verdict"),
    Column("kept", "Kept in so many years played"),
)


def build(answer: Mapping[str, Any]) -> Html:
    """The section."""
    return join((tag("ul", *(tag("li", line) for line in _lines(answer))), _limits(answer)))


def _lines(answer: Mapping[str, Any]) -> Iterator[Html | str]:
    confirmed = answer["confirmed"]
    if answer["advised"] is None or confirmed is None:
        yield "No plan was seen to keep all limits, so none is advised."
    else:
        yield join(("Take ", tag("b", answer["advised"]), "."))
        name, found = next(iter(confirmed["measures"].items()))
        held = all(one["verdict"] == "holds" for one in confirmed["limits"])
        again = "all limits hold" if held else "not all limits hold then: do not rely on it"
        mean = found["mean"]
        yield (
            f"Played again with dice that had no part in choosing it: {words(name)} {number(mean['estimate'])} "
            f"({ends(mean)}); {again}."
        )
        alike = answer["alike"]
        if alike:
            yield f"Not told apart from it: {'; '.join(alike)}."
    if not answer["precise"]:
        yield "The intervals did not become as narrow as was asked for: that is no pass."


def _limits(answer: Mapping[str, Any]) -> Html:
    rows = [
        (
            plan["name"],
            one["limit"],
            number(one["bad_end"]),
            badge(held=one["verdict"] == "holds", yes="holds", no=one["verdict"]),
            f"{percent(one['kept']['estimate'])} ({percent(one['kept']['low'])} to {percent(one['kept']['high'])})",
        )
        for plan in answer["plans"]
        for one in plan["limits"]
    ]
    if not rows:
        return note("No limits were set: the plan with the least of the first measure is advised.")
    told = note(
        "A limit is judged by a prediction interval at its bad end: where a single year to come lies, not the mean of many."
    )
    return join((told, table("Limits", _LIMITS, rows)))
