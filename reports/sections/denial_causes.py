"""Why sign-ins were denied: how often, on how many Macs, from when to when."""

from __future__ import annotations

from simulator.measures_report import denials_by_cause

from reports.markup import Html, join
from reports.table import Column, chart, note, table
from reports.view import RunView, words

_COLUMNS = (
    Column("cause", "Cause"),
    Column("denied", "Denied sign-ins", "number"),
    Column("macs", "Macs", "number"),
    Column("first", "First", "time"),
    Column("last", "Last", "time"),
)


def build(view: RunView) -> Html:
    """The section."""
    causes = denials_by_cause(view.trace, view.calendar)
    if not causes:
        return note("No sign-in was denied.")
    rows = [
        (words(cause.reason), cause.denied, cause.macs, view.when(cause.first_at), view.when(cause.last_at))
        for cause in causes
    ]
    source = view.id("causes-table")
    return join((
        chart("causes", "Denied sign-ins by cause", source),
        table("Denials by cause", _COLUMNS, rows, id_=source),
    ))
