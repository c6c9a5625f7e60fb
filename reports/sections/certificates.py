"""Certificates by week: issued, renewed, expiring."""

from __future__ import annotations

from reports.markup import Html, join
from reports.table import Column, beside, chart, note, table
from reports.view import RunView
from simulator.measures_report import certificates_by_week

_COLUMNS = (
    Column("week", "Week from", "time"),
    Column("issued", "Issued", "number", series=True),
    Column("renewed", "Renewed", "number", series=True),
    Column("expiring", "Expiring", "number", series=True),
)


def build(view: RunView) -> Html:
    """The section."""
    weeks = certificates_by_week(view.reading)
    if not weeks:
        return note("No certificate was issued.")
    source = view.id("weeks")
    rows = [(view.date(week.at), week.issued, week.renewed, week.expiring) for week in weeks]
    return join(
        (
            chart("certificates", "Certificates issued, renewed and expiring by week", source),
            beside("The numbers by week", table("Certificates by week", _COLUMNS, rows, id_=source)),
        )
    )
