"""The life of each Mac that was denied, on one axis of time: certificates, management, faults, task, sign-ins."""

from __future__ import annotations

from collections.abc import Sequence

from reports.markup import Html, join, tag
from reports.table import Column, beside, chart, note, table
from reports.view import RunView, words
from simulator.mac_timeline import Span, by_mac, mac_timeline
from simulator.measures_report import DeniedMac

_COLUMNS = (
    Column("lane", "What"),
    Column("from", "From", "time"),
    Column("until", "Until", "time"),
    Column("told", "Told"),
    Column("tone", "Good or bad"),
)


def build(view: RunView) -> Html:
    """The section; nothing where no Mac was denied."""
    macs = view.sign_ins.denied_macs()
    if not macs:
        return Html("")
    shown = macs[: view.limits.timelines]
    records = by_mac(view.reading, [mac.mac for mac in shown])
    parts = [
        _mac(view, mac, number, mac_timeline(view.reading, mac.mac, records[mac.mac]))
        for number, mac in enumerate(shown, start=1)
    ]
    return join((note(_hint(len(shown), len(macs))), *parts))


def _hint(shown: int, found: int) -> str:
    cap = f"The {shown} most denied of {found:,} Macs that were denied are shown. " if found > shown else ""
    return f"{cap}Drag a timeline sideways; turn the wheel while holding Alt to look closer."


def _mac(view: RunView, mac: DeniedMac, number: int, spans: Sequence[Span]) -> Html:
    shown, source = spans[: view.limits.spans], view.id(f"mac-{number}-table")
    left_out = len(spans) - len(shown)
    return tag(
        "details",
        tag("summary", tag("bdi", mac.mac), " ", tag("span", _why(view, mac), class_="why")),
        chart("timeline", f"The life of {mac.mac}", source),
        note(f"{left_out:,} of {len(spans):,} lines are left out.") if left_out else None,
        beside(
            "The same line by line",
            table(f"Timeline of {mac.mac}", _COLUMNS, [_row(view, span) for span in shown], id_=source),
        ),
        class_="mac",
        id=view.id(f"mac-{number}"),
        open=number == 1,
    )


def _why(view: RunView, mac: DeniedMac) -> str:
    first, last = view.date(mac.first_at), view.date(mac.last_at)
    when = f"on {first}" if first == last else f"from {first} to {last}"
    times = "once" if mac.denied == 1 else f"{mac.denied:,} times"
    return f"denied {times} {when}: {', '.join(words(reason) for reason in mac.reasons)}"


def _row(view: RunView, span: Span) -> tuple[str, ...]:
    until = "" if span.until_at is None else view.when(span.until_at)
    return (span.lane, view.when(span.from_at), until, view.told(span.record), span.tone)
