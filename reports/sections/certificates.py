"""Certificates: issued, renewed and expiring by week, the waves to come, and those with which something is amiss."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from reports.charts import FAIR, GOOD, TEAL
from reports.markup import Html, join, tag
from reports.stills import Heights, columns
from reports.table import Column, beside, chart, note, table
from reports.view import RunView
from simulator.certificates_report import (
    LIMIT,
    LOST,
    REVOKED,
    TWO,
    amiss,
    expiring_after_end,
    refused_at_limit,
    unbound_at_most,
)
from simulator.measures_report import certificates_by_week

_MOST_AMISS = 200
_COLUMNS = (
    Column("week", "Week from", "time"),
    Column("issued", "Issued", "number", series=True),
    Column("renewed", "Renewed", "number", series=True),
    Column("expiring", "Expiring", "number", series=True),
)
_AHEAD = (
    Column("week", "Week from", "time"),
    Column("certificates", "Certificates", "number"),
    Column("macs", "Macs", "number"),
    Column("last", "Macs with no other that is good for longer", "number"),
)
_UNBOUND = (
    Column("unbound", "Unbound at the same time"),
    Column("most", "Macs, at most", "number"),
    Column("end", "Macs, at the end", "number"),
)
_AMISS = (
    Column("what", "What"),
    Column("mac", "Mac"),
    Column("serial", "Serial number"),
    Column("since", "Since", "time"),
)


def build(view: RunView) -> Html:
    """The section."""
    if not view.reading.certificates:
        return note("No certificate was issued.")
    return join((*_by_week(view), *_ahead(view), *_unbound(view), *_amiss(view)))


def _by_week(view: RunView) -> Iterator[Html]:
    source = view.id("weeks")
    rows = [
        (view.date(week.at), week.issued, week.renewed, week.expiring)
        for week in certificates_by_week(view.reading)
    ]
    yield chart("certificates", "Certificates issued, renewed and expiring by week", source, _still(rows))
    yield beside("The numbers by week", table("Certificates by week", _COLUMNS, rows, id_=source))


def _still(rows: Sequence[tuple[str, int, int, int]]) -> Html:
    weeks, *counts = zip(*rows, strict=True)
    kinds = zip(("issued", "renewed", "expiring"), (GOOD, TEAL, FAIR), counts, strict=True)
    return columns([([Heights(*kind)], 50) for kind in kinds], weeks)


def _ahead(view: RunView) -> Iterator[Html]:
    """What expires after the end, of what Macs hold then."""
    weeks = expiring_after_end(view.reading)
    yield tag("h4", "Expiring after the end of the run")
    if not weeks:
        yield note("No Mac holds a good certificate at the end.")
        return
    first, largest = weeks[0], max(weeks, key=lambda week: week.certificates)
    told = f"The next wave: {_count(first.certificates)} in the week from {view.date(first.at)}."
    if largest != first:
        told += f" The largest: {_count(largest.certificates)} in the week from {view.date(largest.at)}."
    yield tag("p", told, " Renewal is tried from 30 days before, where the scheduled task runs (TSK-05).")
    rows = [(view.date(week.at), week.certificates, week.macs, week.last) for week in weeks]
    content = table("Expiring after the end", _AHEAD, rows)
    yield content if len(rows) <= 8 else beside("The weeks to come", content)


def _count(certificates: int) -> str:
    return f"{certificates:,} certificate{'' if certificates == 1 else 's'}"


def _unbound(view: RunView) -> Iterator[Html]:
    """Unbound certificates against the limit."""
    macs, refused = unbound_at_most(view.reading), refused_at_limit(view.reading)
    most = Counter(mac[0] for mac in macs.values())
    end = Counter(mac[1] for mac in macs.values())
    yield tag("h4", f"Unbound certificates against the limit of {LIMIT} (CRT-02)")
    full = [mac for mac, (count, _) in macs.items() if count >= LIMIT]
    if refused:
        yield tag(
            "p",
            f"{refused.total():,} enrollment{'' if refused.total() == 1 else 's'} refused at the limit, on ",
            *_named(view, [*refused]),
            ".",
        )
    elif full:
        yield tag("p", "At the limit, so that one more enrollment would fail: ", *_named(view, full), ".")
    else:
        yield note("No Mac came to the limit.")
    rows = [
        (f"{count} of {LIMIT}", most[count], end[count])
        for count in range(max(LIMIT, *most, *end) + 1)
        if most[count] or end[count]
    ]
    yield table("Unbound certificates", _UNBOUND, rows)


def _named(view: RunView, macs: list[str], most: int = 8) -> Iterator[Html | str]:
    for number, mac in enumerate(macs[:most]):
        yield ", " if number else ""
        yield view.mac_link(mac)
    if len(macs) > most:
        yield f" and {len(macs) - most:,} more"


def _amiss(view: RunView) -> Iterator[Html]:
    found = amiss(view.reading)
    yield tag("h4", "Amiss")
    count = Counter(next(what for what in (REVOKED, TWO, LOST) if one.what.startswith(what)) for one in found)
    yield tag("p", "; ".join(f"{what}: {count[what]:,}" for what in (REVOKED, TWO, LOST)), ".")
    if not found:
        return
    rows = [
        (
            one.what,
            view.mac_link(one.mac),
            tag("span", one.serial_number, class_="mono"),
            view.when(one.since_at),
        )
        for one in found[:_MOST_AMISS]
    ]
    if len(found) > len(rows):
        yield note(f"The last {len(rows):,} of {len(found):,} are shown.")
    yield table("Certificates with which something is amiss", _AMISS, rows, search=True)
