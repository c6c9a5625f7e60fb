"""What a sceptic asks: the worst case, how long trust outlives management, threats, completeness, the control test."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reports.found import Found
from reports.markup import Html, join, tag
from reports.outcome import Outcome
from reports.table import Column, beside, note, table
from reports.threats import IN_SCOPE, OUT_OF_SCOPE, Threat
from reports.view import words

_MOST_NAMED = 12
_WORST = (
    Column("story", "Story"),
    Column("assumed", "If this were so"),
    Column("let_in", "Let in wrongly", "number"),
    Column("denied", "Denied", "number"),
    Column("locked_out", "Macs locked out", "number"),
    Column("by", "Let in by"),
)
_THREATS = (Column("threat", "Threat"), Column("why", "How it is looked at"), Column("facts", "Facts"))
_NOT_LOOKED_AT = (
    Column("threat", "Threat"),
    Column("why", "Why not, and what it means"),
    Column("facts", "Facts"),
)
_COMPLETE = (
    Column("story", "Story"),
    Column("begins", "As of", "time"),
    Column("macs", "Macs, from tables of what is there", "number"),
    Column("apps", "Apps whose rules were analysed"),
    Column("rules", "Rules read", "number"),
    Column("lacks", "What to know"),
)
_IMPORTED = (
    Column("source", "Source"),
    Column("used", "Read"),
    Column("told", "Not read, and what to know"),
)
_EXEMPT = (
    Column("app", "App"),
    Column("rule", "Rule"),
    Column("how", "How"),
    Column("names", "Who, by name"),
)
_CONTROL = (
    Column("story", "Story"),
    Column("app", "App"),
    Column("defect", "Planted"),
    Column("opens", "Opens, kinds of requests", "number"),
    Column("outcome", "Outcome"),
)


def build(outcome: Outcome) -> Html:
    """The section."""
    return join(
        (
            tag("h3", "If something else were true of what nobody knows"),
            *_worst_case(outcome.told),
            tag("h3", "For how long trust outlives management"),
            _outlives(outcome.told),
            tag("h3", "Threats"),
            table("Threats that this is about", _THREATS, [_threat(one) for one in IN_SCOPE]),
            table("Threats that this is not about", _NOT_LOOKED_AT, [_threat(one) for one in OUT_OF_SCOPE]),
            tag("h3", "Is it complete?"),
            *_complete(outcome.told),
            tag("h3", "Does the tool find what is there? Its own control test"),
            *_control(outcome.told),
            tag("h3", "Was anything checked against the real service?"),
            tag(
                "p",
                "No. Not one field of who gets in, and not one sign-in, was compared with Okta or Jamf Pro. What holds here "
                "holds in the model; a handful of sign-ins on a pilot group is how to check the fields that matter.",
            ),
        )
    )


# --- the worst case -----------------------------------------------------------------------------------------


def _worst_case(told: Sequence[Found]) -> Iterator[Html]:
    yield note(
        "The analysis of the rules reckons with no named assumption: its ways in are the same in every case. What a device is "
        "found to be, and for how long, depends on them."
    )
    played = [one for one in told if one.view.run.worst_case is not None]
    if not played:
        yield tag(
            "p",
            "The alternatives of the named assumptions were not played. ",
            tag("code", "trustlab run STORY --worst-case"),
            " does so: every one by itself, then those that made it worse together.",
        )
        return
    rows = [row for one in played for row in _alternatives(one)]
    yield table("The worst case over the named assumptions", _WORST, rows)
    same = sum(_is_same(each, _case(one)["as_assumed"]) for one in played for each in _case(one)["each"])
    every = sum(len(_case(one)["each"]) for one in played)
    yield note(
        f"{every:,} alternatives were played, each by itself with the same dice; {same:,} of them change none of these numbers "
        "and are left out. Then those that were worse by themselves were played together. Other combinations were not."
    )


def _case(one: Found) -> Mapping[str, Any]:
    assert one.view.run.worst_case is not None  # those without are left out
    return one.view.run.worst_case


def _is_same(each: Mapping[str, Any], usual: Mapping[str, Any]) -> bool:
    return all(each.get(key) == usual[key] for key in ("let_in", "denied_sign_ins", "macs_locked_out", "by"))


def _alternatives(one: Found) -> Iterator[tuple[Html | str | int, ...]]:
    case = _case(one)
    usual = case["as_assumed"]
    yield _row(one, tag("b", "as assumed"), usual, usual)
    for each in case["each"]:
        if not _is_same(each, usual):
            yield _row(one, _value(each["name"], each["value"]), each, usual)
    for what, says in (("let_in", "let in more"), ("denied_sign_ins", "denied more")):
        values = case["together"][what]["values"]
        if len(values) > 1:
            named = join((f"all that {says}: ", *_between([_value(*pair) for pair in values.items()])))
            yield _row(one, tag("b", named), case["together"][what], usual)


def _between(parts: Sequence[Html]) -> Iterator[Html | str]:
    for number, part in enumerate(parts):
        yield ", " if number else ""
        yield part


def _value(name: str, value: str) -> Html:
    return join((tag("code", name), f" {words(value)}"))


def _row(
    one: Found, says: Html, each: Mapping[str, Any], usual: Mapping[str, Any]
) -> tuple[Html | str | int, ...]:
    if "refused" in each:
        return (_story(one), says, "", "", "", f"cannot be played so: {each['refused']}")
    return (
        _story(one),
        says,
        _worse(each["let_in"], usual["let_in"]),
        _worse(each["denied_sign_ins"], usual["denied_sign_ins"]),
        _worse(each["macs_locked_out"], usual["macs_locked_out"]),
        "; ".join(each["by"]) or "nobody",
    )


def _worse(value: float, usual: float) -> Html | str:
    """A number, marked where it is worse than as assumed."""
    return tag("b", f"{value:,.0f}", class_="worse") if value > usual else f"{value:,.0f}"


def _story(one: Found) -> Html:
    manifest = one.view.manifest
    seed = f", seed {manifest.seed}"
    return tag("a", tag("bdi", manifest.path.rpartition("/")[2]), seed, href=f"#{one.view.id()}")


# --- trust without management -------------------------------------------------------------------------------


def _outlives(told: Sequence[Found]) -> Html:
    left = [one for one in told if one.left]
    if not left:
        return note(
            "No Mac left management in these runs, so it was not played. By what is documented nothing takes the certificate "
            "back: it is good until it expires, a year after its issue at most, or until somebody revokes it (JMF-08)."
        )
    longest = max(one.figures["most_trusted_days_after_leaving"] for one in left)
    trusted = sum(one.figures["trusted_while_unmanaged"] for one in left)
    return tag(
        "p",
        f"Up to {longest:,.0f} days after a Mac left management its certificate was good, and {trusted:,.0f} "
        f"sign-in{'' if trusted == 1 else 's'} were trusted on Macs that Jamf Pro did not manage. Only revoking it ends that "
        "earlier (JMF-08, OPS-06).",
    )


def _threat(one: Threat) -> tuple[Html | str, ...]:
    return (one.says, one.why, join(tag("code", fact, class_="fact") for fact in one.facts))


# --- completeness -------------------------------------------------------------------------------------------


def _complete(told: Sequence[Found]) -> Iterator[Html]:
    yield note(
        "A Mac counts as read where it comes from a table of what is there; the others are made up by the story."
    )
    yield table(
        "Completeness", _COMPLETE, [_completeness(one) for one in told], search=len(told) > _MOST_NAMED
    )
    yield from _read(told)
    exempt = [
        (one.app, one.rule, one.how, ", ".join(one.names))
        for one in dict.fromkeys(one for found in told for one in found.completeness.exempt)
    ]
    if exempt:
        yield tag("h4", "Exempt groups, and accounts for emergencies")
        yield note("Whom a rule in force lets in from a Mac without trust by name, or spares from a deny.")
        yield table("Exempt by name", _EXEMPT, exempt, search=True)
    else:
        yield tag("p", "No rule in force names a group or a user who gets in from a Mac without trust.")


def _read(told: Sequence[Found]) -> Iterator[Html]:
    """What an import read of its sources and what it could not, as the estate keeps it."""
    of_stories = {one.view.manifest.path: one.completeness.imported for one in told}
    for path, imported in of_stories.items():
        if not imported:
            continue
        file = tag("bdi", path.rpartition("/")[2])
        yield tag("h4", "What was imported for ", file, f", as of {imported['as_of']}")
        yield table("What was imported", _IMPORTED, [_source(one) for one in imported["sources"]])
        if imported["known"]:
            yield tag("ul", *(tag("li", line) for line in imported["known"]))


def _source(one: Mapping[str, Any]) -> tuple[Html | str | int, ...]:
    used, entries = one["used"], one["entries"]
    share = f" ({used / entries:.1%})" if entries else ""
    told = join(tag("div", line) for line in one["told"])
    return (one["source"], f"{used:,} of {entries:,} {one['unit']}{share}", told or "all of it was read")


def _completeness(one: Found) -> tuple[Html | str | int, ...]:
    of = one.completeness
    lacks = [
        f"{says}: {_names(names)}"
        for says, names in (
            ("no rule of its own", of.without_rules),
            ("cannot be secured", of.cannot_be_secured),
            ("too many classes to look at all", of.incomplete),
        )
        if names
    ]
    if of.refused:
        lacks.append(f"the console's form would refuse {of.refused:,} of the rules as written")
    if not of.from_tables:
        lacks.append("no Mac is from an inventory: the fleet is made up")
    share = f"{of.from_tables:,} of {of.macs:,}"
    return (
        _story(one),
        one.view.date(one.view.manifest.start_at),
        f"{share} ({of.from_tables / of.macs:.0%})" if of.macs else share,
        f"{of.analysed:,} of {len(of.apps):,}: {_names(of.apps)}" if of.apps else "not kept",
        of.rules,
        "; ".join(lacks),
    )


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    return shown if len(names) <= _MOST_NAMED else f"{shown} and {len(names) - _MOST_NAMED:,} more"


# --- the control test ---------------------------------------------------------------------------------------


def _control(told: Sequence[Found]) -> Iterator[Html]:
    once = {one.view.manifest.path: one for one in told if one.view.run.control_test}
    planted = [(found, row) for found in once.values() for row in found.view.run.control_test]
    if not planted:
        yield note("No app here has rules in which a defect could be planted.")
        return
    count = Counter(row["outcome"] for _, row in planted)
    opening = count["found"] + count["missed"]
    yield tag(
        "p",
        f"{len(planted):,} defects were planted in the rules above, one at a time: a deny switched off, taken away, or narrowed; "
        f"trust no longer asked for; a rule that lets everybody in. {opening:,} of them let an untrusted Mac in that was kept "
        f"out before, by the function that decides sign-ins; the analysis found {count['found']:,} and missed "
        f"{count['missed']:,}. {count['false alarm']:,} false alarm{'' if count['false alarm'] == 1 else 's'}. ",
        f"{count['opens nothing more']:,} open nothing more.",
    )
    yield note(
        "This tests the analysis of these rules, not the model of the services: for that, make planted plants mistakes in the "
        "simulator itself and tells which check finds each. It takes half an hour and was not run for this report."
    )
    wrong = [one for one in planted if one[1]["outcome"] in {"missed", "false alarm"}]
    if wrong:
        yield table("Missed, and false alarms", _CONTROL, [_planted(*one) for one in wrong])
    shown = planted[:200]
    yield beside(
        "Each planted defect" if len(shown) == len(planted) else f"The first {len(shown)} planted defects",
        table("Planted defects", _CONTROL, [_planted(*one) for one in shown], search=True),
    )


def _planted(found: Found, row: Mapping[str, Any]) -> tuple[Html | str | int, ...]:
    return (_story(found), row["app"], row["defect"], row["opens"], row["outcome"])
