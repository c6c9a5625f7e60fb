"""Every denial with the chain of what led to it, back to its root; sortable and searchable."""

from __future__ import annotations

from simulator.measures_report import Denial, denials

from reports.markup import Html, join, tag
from reports.table import Column, note, table
from reports.view import RunView, time, words

_COLUMNS = (
    Column("at", "When", "time"),
    Column("mac", "Mac"),
    Column("person", "Person"),
    Column("app", "App"),
    Column("client", "Client"),
    Column("reason", "Reason"),
    Column("rule", "Deciding rule"),
    Column("chain", "What led to it, the last first"),
)


def _chain(view: RunView, denial: Denial) -> Html:
    links = (tag("li", time(view.when(record.at)), " ", view.told(record)) for record in denial.chain[1:])
    return tag("ol", *links, class_="chain")


def _row(view: RunView, denial: Denial) -> tuple[Html | str, ...]:
    record = denial.record
    return (
        view.when(record.at),
        record.subject,
        view.name(str(record.details.get("person", ""))),
        str(record.details.get("app", "")),
        str(record.details.get("client", "")),
        words(denial.reason),
        str(record.details.get("rule", "")),
        _chain(view, denial),
    )


def build(view: RunView) -> Html:
    """The section; nothing where no sign-in was denied."""
    found = denials(view.trace)
    if not found:
        return Html("")
    shown = found[: view.limits.denials]
    left_out = len(found) - len(shown)
    return join((
        note("Each is a sign-in whose outcome differed from the one before, or that a story calls for; "
             "those that came out the same are counted above."),
        note(f"The first {len(shown):,} of {len(found):,} are shown.") if left_out else Html(""),
        table("Denials", _COLUMNS, [_row(view, one) for one in shown], search=True),
    ))
