"""Why sign-ins were denied: how often, on how many Macs, from when to when."""

from __future__ import annotations

from reports.markup import Html, join
from reports.table import Column, chart, note, table
from reports.view import RunView, words

_COLUMNS = (
    Column("cause", "Cause"),
    Column("denied", "Denied sign-ins", "number"),
    Column("macs", "Macs", "number"),
    Column("days", "Person-days", "number"),
    Column("first", "First day", "time"),
    Column("last", "Last day", "time"),
)


def build(view: RunView) -> Html:
    """The section."""
    causes = view.sign_ins.by_cause()
    if not causes:
        return note("No sign-in was denied.")
    rows = [
        (
            words(cause.reason),
            cause.denied,
            cause.macs,
            cause.person_days,
            view.date(cause.first_at),
            view.date(cause.last_at),
        )
        for cause in causes
    ]
    source = view.id("causes-table")
    return join(
        (
            chart("causes", "Denied sign-ins by cause", source),
            table("Denials by cause", _COLUMNS, rows, id_=source),
        )
    )
