"""What one run was expected to show, line by line, and what came."""

from __future__ import annotations

from reports.markup import Html
from reports.table import Column, note, table
from reports.view import RunView, badge

_COLUMNS = (
    Column("held", "Verdict"),
    Column("expected", "Expected"),
    Column("came", "Came"),
    Column("mac", "About"),
)


def build(view: RunView) -> Html:
    """The section."""
    if not view.run.verdicts:
        return note("Nothing was expected of this run.")
    rows = [(badge(held=one.held), one.expected, one.came, one.subject) for one in view.run.verdicts]
    return table("Expectations", _COLUMNS, rows)
