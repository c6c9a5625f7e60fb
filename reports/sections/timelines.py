"""The flight recorder of each Mac: all that happened on one axis of time, and why each of its lock-outs came about."""

from __future__ import annotations

from collections.abc import Sequence

from reports.later import later
from reports.markup import Html, join, tag
from reports.stills import Bar, lines
from reports.table import Column, beside, chart, note, table
from reports.view import RunView, time, words
from simulator.finding import chains, picked
from simulator.lock_outs import LockOut
from simulator.mac_timeline import Span, by_mac, mac_timeline
from simulator.measures_report import DeniedMac
from simulator.trace import Record

_MOST_TOLD = 5
_TICKS = 6
_COLUMNS = (
    Column("lane", "What"),
    Column("from", "From", "time"),
    Column("until", "Until", "time"),
    Column("told", "Told"),
    Column("tone", "Good or bad"),
)


def build(view: RunView) -> Html:
    """The section; nothing where no Mac is to be shown."""
    shown = view.recorded
    if not shown:
        return Html("")
    records = by_mac(view.reading, shown)
    denied = {mac.mac: mac for mac in view.sign_ins.denied_macs()}
    led_to = _led_to(view, shown)
    parts = [
        _mac(
            view,
            mac,
            denied.get(mac),
            mac_timeline(view.reading, mac, records[mac]),
            led_to.get(mac, []),
            first=number == 0,
        )
        for number, mac in enumerate(shown)
    ]
    return join((note(_hint(view, len(shown))), *parts))


def _hint(view: RunView, shown: int) -> str:
    macs = len(view.reading.groups)
    cap = ""
    if macs > shown:
        cap = (
            f"{shown:,} of {macs:,} Macs are shown, those with most denials first; trustlab report --mac NAME shows others, "
            "and trustlab explain tells of any. "
        )
    return f"{cap}Drag a timeline sideways; turn the wheel while holding Alt to look closer."


Chain = tuple[LockOut, list[Record]]


def _led_to(view: RunView, shown: Sequence[str]) -> dict[str, list[Chain]]:
    """The first lock-outs of each Mac that is shown, each with the sign-in that was denied and what led to it."""
    wanted: dict[str, list[LockOut]] = {mac: [] for mac in shown}
    for one in view.lock_outs.found:
        if one.mac in wanted and len(wanted[one.mac]) < _MOST_TOLD:
            wanted[one.mac].append(one)
    found = [one for those in wanted.values() for one in those]
    first = picked(view.reading.records, {one.seq for one in found})
    denied = [first[one.seq] for one in found]
    told: dict[str, list[Chain]] = {}
    for one, record, causes in zip(found, denied, chains(view.reading.records, denied), strict=True):
        told.setdefault(one.mac, []).append((one, [record, *causes]))
    return told


def _mac(
    view: RunView,
    mac: str,
    denied: DeniedMac | None,
    spans: Sequence[Span],
    led_to: Sequence[Chain],
    *,
    first: bool,
) -> Html:
    id_ = view.mac_id(mac)
    shown, source = spans[: view.limits.spans], f"{id_}-table"
    left_out = len(spans) - len(shown)
    content = join(
        (
            chart("timeline", f"The life of {mac}", source, _still(view, shown)),
            note(f"{left_out:,} of {len(spans):,} lines are left out.") if left_out else None,
            _chains(view, mac, led_to),
            beside(
                "The same line by line",
                table(f"Timeline of {mac}", _COLUMNS, [_row(view, span) for span in shown], id_=source),
            ),
        )
    )
    return tag(
        "details",
        tag("summary", tag("bdi", mac), " ", tag("span", _why(view, mac, denied), class_="why")),
        content if first else later(content),
        class_="mac",
        id=id_,
        open=first,
    )


def _still(view: RunView, spans: Sequence[Span]) -> Html:
    begins, ends = view.reading.start_at, view.reading.end_at
    bars = [Bar(span.lane, span.from_at, span.until_at or span.from_at, span.tone) for span in spans]
    step = max(1, (ends - begins) // _TICKS)
    return lines(bars, [(at, view.date(at)) for at in range(begins, ends, step)], ends)


def _why(view: RunView, mac: str, denied: DeniedMac | None) -> str:
    if denied is None:
        return f"group {view.reading.groups[mac]}, never denied"
    first, last = view.date(denied.first_at), view.date(denied.last_at)
    when = f"on {first}" if first == last else f"from {first} to {last}"
    times = "once" if denied.denied == 1 else f"{denied.denied:,} times"
    return f"denied {times} {when}: {', '.join(words(reason) for reason in denied.reasons)}"


def _chains(view: RunView, mac: str, led_to: Sequence[Chain]) -> Html | None:
    if not led_to:
        return None
    roots = {seq: cause for cause in view.run.root_causes for seq in cause.seqs}
    more = sum(one.mac == mac for one in view.lock_outs.found) - len(led_to)
    parts = []
    for one, records in led_to:
        cause = roots.get(one.seq)
        because = f": {cause.plain}. What to do: {cause.remedy}." if cause is not None else "."
        until = "not over at the end" if one.until_at is None else f"until {view.when(one.until_at)}"
        head = f"{one.app} with {one.client}, from {view.when(one.from_at)}, {until}{because}"
        steps = (tag("li", time(view.when(record.at)), " ", view.told(record)) for record in records)
        parts.append(tag("li", head, tag("ol", *steps, class_="chain")))
    left = note(f"and {more:,} more lock-out{'' if more == 1 else 's'} of this Mac") if more > 0 else None
    return join(
        (
            tag("p", tag("b", "Why it was denied"), ", the last step first:"),
            tag("ol", *parts, class_="why"),
            left,
        )
    )


def _row(view: RunView, span: Span) -> tuple[str, ...]:
    until = "" if span.until_at is None else view.when(span.until_at)
    return (span.lane, view.when(span.from_at), until, span.says or view.told(span.record), span.tone)
