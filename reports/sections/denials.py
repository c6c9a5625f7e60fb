"""Every denial with the chain of what led to it, back to its root; sortable and searchable."""

from __future__ import annotations

from reports.markup import Html, join, tag
from reports.table import Column, note, table
from reports.view import RunView, time, words
from simulator.measures_report import Denial, denials
from simulator.trace import Record

_COLUMNS = (
    Column("at", "When", "time"),
    Column("mac", "Mac"),
    Column("person", "Person"),
    Column("app", "App"),
    Column("client", "Client"),
    Column("reason", "Reason and rule"),
    Column("chain", "What led to it, the last first"),
)


def _chain(view: RunView, denial: Denial) -> Html:
    links = (tag("li", time(view.when(record.at)), " ", view.told(record)) for record in denial.causes)
    return tag("ol", *links, class_="chain")


def _person(view: RunView, login: str) -> Html | str:
    name = view.run.people.get(login)
    return join((name, tag("span", login, class_="login"))) if name else login


def _reason(record: Record) -> Html:
    rule = str(record.details.get("rule", ""))
    return join((words(record.reason), tag("span", f"by rule {rule}", class_="login") if rule else None))


def _row(view: RunView, denial: Denial) -> tuple[Html | str, ...]:
    record = denial.record
    return (
        view.when(record.at),
        record.subject,
        _person(view, str(record.details.get("person", ""))),
        str(record.details.get("app", "")),
        str(record.details.get("client", "")),
        _reason(record),
        _chain(view, denial),
    )


def build(view: RunView) -> Html:
    """The section; nothing where no sign-in was denied."""
    shown, found = denials(view.reading, view.limits.denials)
    if not found:
        return Html("")
    return join(
        (
            note(
                "Each is a sign-in whose outcome differed from the one before, or that a story calls for; "
                "those that came out the same are counted above."
            ),
            note(f"The first {len(shown):,} of {found:,} are shown.") if found > len(shown) else Html(""),
            table("Denials", _COLUMNS, [_row(view, one) for one in shown], search=True),
        )
    )
