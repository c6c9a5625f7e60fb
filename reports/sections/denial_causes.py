"""Why sign-ins were denied, or devices wrongly let in: how often, on how many Macs, from when to when.

First what Okta said at the sign-in, then the root causes that the run's diagnosis found, with the remedies.
"""

from __future__ import annotations

from collections.abc import Sequence

from reports.markup import Html, join
from reports.stills import Bar, lines
from reports.table import Column, chart, note, table
from reports.view import RunView, words
from simulator.measures_report import CauseCount

_COLUMNS = (
    Column("cause", "Cause"),
    Column("denied", "Denied sign-ins", "number"),
    Column("macs", "Macs", "number"),
    Column("days", "Person-days", "number"),
    Column("first", "First day", "time"),
    Column("last", "Last day", "time"),
)


_ROOTS = (
    Column("came", "Came"),
    Column("cause", "Root cause"),
    Column("remedy", "Remedy"),
    Column("sign_ins", "Sign-ins", "number"),
    Column("macs", "Macs", "number"),
    Column("people", "People", "number"),
    Column("first", "First day", "time"),
    Column("last", "Last day", "time"),
    Column("fact", "Fact"),
)


def build(view: RunView) -> Html:
    """The section."""
    return join((_reasons(view), _roots(view)))


def _reasons(view: RunView) -> Html:
    """What Okta said."""
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
            chart("causes", "Denied sign-ins by cause", source, _still(causes)),
            table("Denials by cause", _COLUMNS, rows, id_=source),
        )
    )


def _still(causes: Sequence[CauseCount]) -> Html:
    most = max(cause.denied for cause in causes)
    bars = [Bar(words(cause.reason), 0, cause.denied) for cause in causes]
    return lines(bars, [(0, "0")], most, [f"{cause.denied:,}" for cause in causes])


def _roots(view: RunView) -> Html:
    """What lies behind it; nothing where all went as it should."""
    if not view.run.root_causes:
        return Html("")
    rows = [
        (
            "let in" if cause.lets_in else "denied",
            cause.plain,
            cause.remedy,
            cause.sign_ins,
            cause.macs,
            cause.people,
            view.date(cause.first_at),
            view.date(cause.last_at),
            cause.fact,
        )
        for cause in view.run.root_causes
    ]
    return join(
        (
            note(
                "Let in: devices that should have been kept out, the certificate of a Mac that left management included."
            ),
            table("Root causes", _ROOTS, rows),
        )
    )
