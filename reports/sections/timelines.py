"""The life of each Mac that was denied, on one axis of time: certificates, management, faults, task, sign-ins."""

from __future__ import annotations

from simulator.measures_report import DeniedMac, Span, denied_macs, mac_timeline

from reports.markup import Html, join, tag
from reports.table import Column, beside, chart, note, table
from reports.view import RunView, words

_COLUMNS = (
    Column("from", "From", "time"),
    Column("until", "Until", "time"),
    Column("lane", "What"),
    Column("told", "Told"),
    Column("tone", "Good or bad"),
)


def _row(view: RunView, span: Span) -> tuple[str, ...]:
    until = "" if span.until_at is None else view.when(span.until_at)
    return (view.when(span.from_at), until, words(span.lane), span.told, span.tone)


def _mac(view: RunView, mac: DeniedMac, number: int, *, open_: bool) -> Html:
    spans = mac_timeline(view.trace, mac.mac, view.told)
    shown = spans[: view.limits.moments]
    source = view.id(f"mac-{number}-table")
    why = f" denied {mac.denied:,} times from {view.when(mac.first_at)}: {', '.join(map(words, mac.reasons))}"
    left_out = len(spans) - len(shown)
    return tag(
        "details",
        tag("summary", tag("bdi", mac.mac), tag("span", why, class_="why")),
        chart("timeline", f"The life of {mac.mac}", source),
        note(f"{left_out:,} later lines are left out.") if left_out else None,
        beside("The same line by line", table(f"Timeline of {mac.mac}", _COLUMNS, [_row(view, one) for one in shown], id_=source)),
        class_="mac",
        id=view.id(f"mac-{number}"),
        open=open_,
    )


def build(view: RunView) -> Html:
    """The section; nothing where no Mac was denied."""
    macs = denied_macs(view.trace, view.calendar)
    if not macs:
        return Html("")
    shown = macs[: view.limits.timelines]
    words_ = f"The first {len(shown)} of {len(macs):,} Macs that were denied are shown, the most denied first. " if len(macs) > len(shown) else ""
    hint = note(f"{words_}Drag a timeline sideways, or zoom with the wheel.")
    return join((hint, *(_mac(view, mac, number, open_=number == 1) for number, mac in enumerate(shown, start=1))))
