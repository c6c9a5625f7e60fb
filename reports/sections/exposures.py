"""Every way in for a device that should be kept out: the fewest facts that suffice, what lets it in, evidence, remedy."""

from __future__ import annotations

from reports.markup import Html, join, tag
from reports.sections.access import event_link
from reports.table import Column, note, table
from reports.view import RunView
from simulator.exposures import WayIn, closed, none_of

_MOST_CLASSES = 5
_COLUMNS = (
    Column("suffices", "It suffices to be"),
    Column("through", "Rule or mechanism"),
    Column("since", "Since", "time"),
    Column("evidence", "Played"),
    Column("remedy", "Remedy"),
    Column("facts", "Facts"),
)
_PURPOSE = (Column("app", "App"), Column("says", "It suffices to be"), Column("rules", "Rule"))


def build(view: RunView) -> Html:
    """The section; nothing for a run of which neither rules nor causes were kept."""
    if not view.run.policy and not view.ways_in:
        return Html("")
    rows = [_row(view, way) for way in view.ways_in]
    found = table("Ways in", _COLUMNS, rows) if rows else note("No way in was found.")
    return join((found, _zero(view), _on_purpose(view)))


def _row(view: RunView, way: WayIn) -> tuple[Html | str, ...]:
    shown = way.suffices[:_MOST_CLASSES]
    more = len(way.suffices) - len(shown)
    app = tag("span", f"app {way.app}", class_="login") if way.app else None
    through = f"rule '{way.through}'" if way.through else "not by a rule"
    return (
        join((*(tag("div", one) for one in shown), tag("div", f"and {more:,} more") if more else None, app)),
        join((through, tag("span", way.why, class_="login") if way.why else None)),
        view.date(way.from_at),
        _evidence(view, way),
        way.remedy,
        join(tag("code", fact, class_="fact") for fact in way.facts),
    )


def _evidence(view: RunView, way: WayIn) -> Html | str:
    if not way.played:
        return "never, but the analysis shows it"
    on = "" if way.macs is None else f" on {way.macs:,} Mac{'' if way.macs == 1 else 's'}"
    times = f"{way.played:,} sign-in{'' if way.played == 1 else 's'}{on}"
    return times if way.example is None else join((times, ", ", event_link(view, way.example)))


def _zero(view: RunView) -> Html:
    """What is claimed to be none: of the rules for all requests, of the rest as far as Macs were played."""
    lines = [
        tag(
            "li",
            tag("bdi", analysis["app"]),
            f", rules of {view.date(analysis['from_at'])}: none. The analysis of the rules shows it for all requests, "
            "while Okta's setting is in force.",
        )
        for analysis in closed(view.run.policy, view.disagreements)
    ]
    macs = len(view.reading.groups)
    if macs and all(way.foreseen for way in view.ways_in):
        lines.append(
            tag(
                "li",
                "Beside the rules (a certificate that outlives management, a copied keychain, a setting that is off): "
                f"none was seen, so below {_percent(none_of(macs))} of Macs that live as these did "
                f"(n = {macs:,}, 95 % confidence).",
            )
        )
    return join((tag("h4", "What is none, and how that is known"), tag("ul", *lines))) if lines else Html("")


def _percent(share: float) -> str:
    """A share rounded up, so that it does not claim too much."""
    return f"{-(-share * 1000 // 1) / 10:g} %"


def _on_purpose(view: RunView) -> Html:
    rows = [
        (analysis["app"], let_in["says"], " or ".join(let_in["rules"]))
        for analysis in view.run.policy
        for let_in in analysis["on_purpose"]
    ]
    if not rows:
        return Html("")
    head = tag("h4", "Let in on purpose")
    why = note("Untrusted, and let in because a rule says so, or because no rule is about such devices.")
    return join((head, why, table("Let in on purpose", _PURPOSE, rows)))
