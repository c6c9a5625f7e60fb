"""Who gets in: each app's access matrix as its rules were analysed, with the sign-ins that were played, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from reports.markup import Html, join, tag
from reports.table import Column, note, table
from reports.view import RunView, words
from simulator.access_played import Cell, Disagreement, Played
from simulator.finding import picked

_PLATFORMS = {
    "osx": "macOS",
    "windows": "Windows",
    "ios": "iOS",
    "android": "Android",
    "mobile_other": "other mobile",
    "desktop_other": "other desktop",
}
_CLIENTS = {
    "web": "browser",
    "modern_auth": "modern authentication",
    "active_sync": "ActiveSync",
    "legacy": "legacy",
}
_ACCESS = {"allowed": "let in", "denied": "kept out", "depends": "it depends"}
_LOOKS = {
    ("allowed", "trusted"): "in",
    ("allowed", "untrusted"): "in untrusted",
    ("denied", "trusted"): "out",
    ("denied", "untrusted"): "out",
}
_EXAMPLES = (
    Column("event", "Event", "number"),
    Column("at", "When", "time"),
    Column("told", "What happened"),
    Column("rule", "By rule"),
)
_FINDINGS = (
    Column("app", "App"),
    Column("class", "Whose request"),
    Column("analysed", "Analysed"),
    Column("played", "Played"),
    Column("count", "Sign-ins", "number"),
    Column("example", "Example"),
)


def build(view: RunView) -> Html:
    """The section; nothing for a run that was saved before the analysis was kept."""
    if not view.run.policy:
        return Html("")
    return join(
        (
            note(
                "Above: what the analysis of the rules says of all requests of a class, and which rules decide. "
                "Below it: the sign-ins of this run, with an example. Untrusted is also who is not asked for a certificate. "
                "It depends: on who asks, from where, or with which of the clients."
            ),
            *(_matrix(view, place) for place in range(len(view.run.policy))),
            _findings(view),
            _examples(view),
        )
    )


def class_words(cell: Mapping[str, Any]) -> str:
    """A class of requests in words."""
    return f"{cell['trust']}, {_PLATFORMS.get(cell['platform'], cell['platform'])}, {_clients(cell)}"


def event_link(view: RunView, seq: int) -> Html:
    """A link to an event among the examples."""
    return tag("a", f"event {seq:,}", href=f"#{view.id(f'event-{seq}')}")


def _clients(cell: Mapping[str, Any]) -> str:
    if len(cell["clients"]) == len(_CLIENTS):
        return "any client"
    return " or ".join(_CLIENTS.get(client, client) for client in cell["clients"])


def _matrix(view: RunView, place: int) -> Html:
    analysis = view.run.policy[place]
    since = analysis["from_at"]
    changed = "" if since <= view.manifest.start_at else f", from {view.when(since)} on"
    caption = f"Who gets in to {analysis['app']}{changed}"
    cells = [(Cell(place, number), cell) for number, cell in enumerate(analysis["matrix"])]
    platforms = [*dict.fromkeys(cell["platform"] for _, cell in cells)]
    head = tag("tr", tag("td"), *(tag("th", _PLATFORMS.get(one, one), scope="col") for one in platforms))
    rows = dict[tuple[str, ...], list[tuple[Cell, Mapping[str, Any]]]]()
    for cell, analysed in cells:
        rows.setdefault((*analysed["clients"], analysed["trust"]), []).append((cell, analysed))
    whole = tag(
        "table",
        tag("caption", caption),
        tag("thead", head),
        tag("tbody", *(_row(view, those) for those in rows.values())),
        class_="heat",
    )
    return tag("div", whole, class_="frame", tabindex="0", role="region", aria_label=caption)


def _row(view: RunView, those: list[tuple[Cell, Mapping[str, Any]]]) -> Html:
    first = those[0][1]
    head = tag("th", first["trust"], tag("span", _clients(first), class_="login"), scope="row")
    return tag("tr", head, *_cells(view, those))


def _cells(view: RunView, those: list[tuple[Cell, Mapping[str, Any]]]) -> Iterator[Html]:
    """The cells of a line; neighbours on which the same is to be said are one."""

    def said(one: tuple[Cell, Mapping[str, Any]]) -> tuple[object, ...]:
        cell, analysed = one
        alone = cell if cell in view.played else None
        return analysed["access"], tuple(analysed["rules"]), alone

    for _, same in groupby(those, said):
        together = [*same]
        cell, analysed = together[0]
        look = _LOOKS.get((analysed["access"], analysed["trust"]), "depends")
        content = (
            tag("b", _ACCESS[analysed["access"]]),
            tag("span", "by ", " or ".join(analysed["rules"]), class_="login"),
            _played(view, view.played.get(cell)),
        )
        wide = len(together)
        yield tag("td", *content, class_=look, colspan=wide if wide > 1 else None)


def _played(view: RunView, played: Played | None) -> Html | None:
    if played is None:
        return None
    lines = []
    for outcome, example in sorted(played.first().items()):
        count = sum(times for way, times in played.counts.items() if way.outcome == outcome)
        said = f"played: {count:,} {_ACCESS.get(outcome, outcome)}, "
        lines.append(tag("span", said, event_link(view, example), class_="played"))
    return join(lines)


def _findings(view: RunView) -> Html:
    """Where played and analysed disagree."""
    if not view.played:
        return note("No rule decided on any sign-in of this run, so nothing stands beside the analysis.")
    if not view.disagreements:
        count = sum(played.counts.total() for played in view.played.values())
        return note(f"All {count:,} sign-ins on which a rule decided came out as analysed.")
    head = tag("h4", "Played otherwise than analysed", id=view.id("otherwise"))
    why = note(
        "The analysis reckons with Okta's setting in force and with the rules as the scenario has them: "
        "look at the setting and the feature at that time, and at what the example tells."
    )
    rows = [_finding(view, one) for one in view.disagreements]
    return join((head, why, table("Played otherwise than analysed", _FINDINGS, rows)))


def _finding(view: RunView, one: Disagreement) -> tuple[Html | str | int, ...]:
    analysis = view.run.policy[one.cell.analysis]
    cell = analysis["matrix"][one.cell.cell]
    return (
        analysis["app"],
        class_words(cell),
        f"{_ACCESS[cell['access']]} by {' or '.join(cell['rules'])}",
        f"{_ACCESS.get(one.way.outcome, one.way.outcome)} by {one.way.rule or 'a rule that no event tells'}",
        one.sign_ins,
        event_link(view, one.example),
    )


def _examples(view: RunView) -> Html:
    """The events that the section links to, told."""
    seqs = sorted(view.examples)
    if not seqs:
        return Html("")
    records = picked(view.reading.records, seqs)
    rows = [
        (
            tag("span", f"{seq:,}", id=view.id(f"event-{seq}")),
            view.when(records[seq].at),
            join((view.told(records[seq]), _device(str(records[seq].details.get("device", ""))))),
            str(records[seq].details.get("rule", "")),
        )
        for seq in seqs
    ]
    return join((tag("h4", "The examples"), table("The examples", _EXAMPLES, rows)))


def _device(device: str) -> Html | None:
    return tag("span", f"device: {words(device)}", class_="login") if device else None
