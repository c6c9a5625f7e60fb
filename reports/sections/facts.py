"""The ledger: every fact that a story shows, with its stories and whether they hold."""

from __future__ import annotations

from collections.abc import Sequence

from reports.markup import Html, join, tag
from reports.sections.verdicts import stories
from reports.table import Column, table
from reports.view import RunView, badge

_COLUMNS = (Column("fact", "Fact"), Column("held", "In the model"), Column("stories", "Stories"))


def _row(fact: str, told: Sequence[Sequence[RunView]]) -> tuple[Html | str, ...]:
    links = join(tag("div", tag("a", views[0].manifest.story, href=f"#{views[0].id()}")) for views in told)
    return (
        tag("code", fact, class_="fact"),
        badge(held=all(view.run.held for views in told for view in views)),
        links,
    )


def build(views: Sequence[RunView]) -> Html:
    """The section; nothing where no story names a fact."""
    ledger: dict[str, list[list[RunView]]] = {}
    for story in stories(views):
        for fact in story[0].manifest.shows:
            ledger.setdefault(fact, []).append(story)
    if not ledger:
        return Html("")
    rows = [_row(fact, told) for fact, told in sorted(ledger.items())]
    return table("Facts and stories", _COLUMNS, rows)
