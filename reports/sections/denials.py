"""Every denial with its root cause and the chain of what led to it; every admission that should not have been."""

from __future__ import annotations

from reports.markup import Html, join, tag
from reports.table import Column, note, table
from reports.view import RunView, time, words
from simulator.finding import picked
from simulator.measures_report import Denial, denials
from simulator.saved import SavedCause
from simulator.trace import Record

_COLUMNS = (
    Column("at", "When", "time"),
    Column("mac", "Mac"),
    Column("person", "Person"),
    Column("app", "App"),
    Column("client", "Client"),
    Column("reason", "Reason and rule"),
    Column("cause", "Root cause"),
    Column("chain", "What led to it, the last first"),
)
_LET_IN = (*_COLUMNS[:5], Column("rule", "By rule"), Column("cause", "Root cause"))


def _chain(view: RunView, denial: Denial) -> Html:
    links = (tag("li", time(view.when(record.at)), " ", view.told(record)) for record in denial.causes)
    return tag("ol", *links, class_="chain")


def _person(view: RunView, login: str) -> Html | str:
    name = view.run.people.get(login)
    return join((name, tag("span", login, class_="login"))) if name else login


def _reason(record: Record) -> Html:
    rule = str(record.details.get("rule", ""))
    return join((words(record.reason), tag("span", f"by rule {rule}", class_="login") if rule else None))


def _row(view: RunView, denial: Denial, roots: dict[int, SavedCause]) -> tuple[Html | str, ...]:
    record = denial.record
    return (
        view.when(record.at),
        view.mac_link(record.subject),
        _person(view, str(record.details.get("person", ""))),
        str(record.details.get("app", "")),
        str(record.details.get("client", "")),
        _reason(record),
        _cause(roots.get(record.seq)),
        _chain(view, denial),
    )


def _roots(view: RunView) -> dict[int, SavedCause]:
    """The root cause of each sign-in that was played and went wrong."""
    return {seq: cause for cause in view.run.root_causes for seq in cause.seqs}


def _cause(cause: SavedCause | None) -> Html | str:
    return (
        ""
        if cause is None
        else join((cause.plain, tag("span", f"{cause.fact}: {cause.remedy}", class_="login")))
    )


def _let_in(view: RunView, roots: dict[int, SavedCause]) -> Html:
    """Whoever was let in on a device that should not have been."""
    wrong = [seq for seq, cause in roots.items() if cause.lets_in]
    if not wrong:
        return Html("")
    shown = sorted(wrong)[: view.limits.denials]
    records = picked(view.reading.records, set(shown))
    rows = [
        (
            view.when(records[seq].at),
            view.mac_link(records[seq].subject),
            _person(view, str(records[seq].details.get("person", ""))),
            str(records[seq].details.get("app", "")),
            str(records[seq].details.get("client", "")),
            str(records[seq].details.get("rule", "")),
            _cause(roots[seq]),
        )
        for seq in shown
    ]
    left = f"The first {len(shown):,} of {len(wrong):,} are shown." if len(wrong) > len(shown) else ""
    return join(
        (
            tag("h4", "Let in wrongly"),
            note(left) if left else None,
            table("Let in wrongly", _LET_IN, rows, search=True),
        )
    )


def build(view: RunView) -> Html:
    """The section; nothing where no sign-in was denied, and nobody let in who should not have been."""
    shown, found = denials(view.reading, view.limits.denials)
    roots = _roots(view)
    if not found:
        return _let_in(view, roots)
    return join(
        (
            note(
                "Each is a sign-in whose outcome differed from the one before, or that a story calls for; "
                "those that came out the same are counted above."
            ),
            note(f"The first {len(shown):,} of {found:,} are shown.") if found > len(shown) else Html(""),
            table("Denials", _COLUMNS, [_row(view, one, roots) for one in shown], search=True),
            _let_in(view, roots),
        )
    )
