"""Sign-ins by day and outcome, routine ones included."""

from __future__ import annotations

from collections.abc import Sequence

from reports.charts import BAD, GOOD
from reports.markup import Html, join
from reports.stills import Heights, columns
from reports.table import Column, beside, chart, note, table
from reports.view import RunView

_COLUMNS = (
    Column("day", "Day", "time"),
    Column("allowed", "Allowed", "number", series=True),
    Column("denied", "Denied", "number", series=True),
)


def build(view: RunView) -> Html:
    """The section."""
    days = view.sign_ins.by_day()
    if not days:
        return note("Nobody signed in.")
    source = view.id("days")
    rows = [(view.date(day.at), day.allowed, day.denied) for day in days]
    return join(
        (
            chart("sign_ins", "Sign-ins by day: allowed and denied", source, _still(rows)),
            beside("The numbers by day", table("Sign-ins by day", _COLUMNS, rows, id_=source)),
        )
    )


def _still(rows: Sequence[tuple[str, int, int]]) -> Html:
    days, allowed, denied = zip(*rows, strict=True)
    both = [Heights("denied", BAD, denied), Heights("allowed", GOOD, allowed, denied)]
    return columns([(both, 150), ([Heights("denied", BAD, denied)], 40)], days)
