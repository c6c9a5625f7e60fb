"""Everything that was found, each under its id: the limits, what is new or gone since the last run, what is accepted."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from reports.found import Found, as_told
from reports.markup import Html, join, tag
from reports.outcome import Outcome
from reports.sections.numbers import TILES
from reports.table import Column, note, table
from simulator.findings import KINDS
from simulator.sign_off import Judged, Standing

_LIMITS = (
    Column("limit", "Limit"),
    Column("story", "Story"),
    Column("came", "Came", "number"),
    Column("interval", "Mean and its 95 % interval"),
    Column("bad_end", "Bad end, which counts", "number"),
    Column("verdict", "Verdict"),
)
_FINDINGS = (
    Column("what", "What, and its id"),
    Column("kind", "Kind"),
    Column("sign_ins", "Sign-ins", "number"),
    Column("change", "Since the baseline"),
    Column("standing", "Standing"),
    Column("remedy", "What to do"),
)
_STALE = (
    Column("finding", "Finding"),
    Column("who", "Accepted by"),
    Column("why", "Because"),
    Column("until", "Until", "time"),
    Column("what", "Why it accepts nothing"),
)
_NUMBERS = (
    Column("number", "Number"),
    Column("before", "Baseline", "number"),
    Column("now", "Now", "number"),
    Column("change", "Change", "number"),
)
_VERDICTS = {
    "holds": ("holds", "badge good"),
    "broken": ("broken", "badge bad"),
    "not shown": ("not shown: too few seeds", "badge bad"),
}


def anchors(findings: Sequence[Standing]) -> dict[tuple[str, str], str]:
    """The anchor of each finding, by story and id: its id, and with a number where another story has it before."""
    found: dict[tuple[str, str], str] = {}
    times: dict[str, int] = {}
    for one in findings:
        id_ = one.finding.id
        times[id_] = times.get(id_, 0) + 1
        found[one.finding.story, id_] = id_ if times[id_] == 1 else f"{id_}-{times[id_]}"
    return found


def build(outcome: Outcome) -> Html:
    """The section."""
    parts = [*_limits(outcome), *_findings(outcome), *_stale(outcome), *_baseline(outcome)]
    return join(parts)


def _limits(outcome: Outcome) -> Iterator[Html]:
    if not outcome.limits:
        return
    yield tag("h3", "Limits")
    yield note(
        "Of several seeds the bad end of an interval counts, not the mean. The interval of a mean is Student's, which "
        "takes the seeds for independent; of one seed there is none, and its own number counts. A limit on findings counts "
        "those of all seeds together, accepted ones left out."
    )
    yield table("Limits", _LIMITS, [_limit(outcome, one) for one in outcome.limits])


def _limit(outcome: Outcome, one: Judged) -> tuple[Html | str, ...]:
    says, looks = _VERDICTS[one.verdict]
    between = (
        ""
        if one.mean is None
        else f"{_number(one.mean.estimate)} ({_number(one.mean.low)} to {_number(one.mean.high)})"
    )
    seeds = (
        f"{_number(one.values[0])}"
        if len(one.values) == 1
        else f"{_number(min(one.values))} to {_number(max(one.values))} in {len(one.values)} seeds"
    )
    return (
        one.limit.words,
        _run_of(outcome, one.story),
        seeds,
        between,
        "not known" if math.isinf(one.bad_end) else _number(one.bad_end),
        tag("span", says, class_=looks),
    )


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"


def _run_of(outcome: Outcome, path: str) -> Html | str:
    """A story by its file, linked to its first run."""
    name = path.rpartition("/")[2]
    for one in outcome.told:
        if one.view.manifest.path == path:
            return tag("a", name, href=f"#{one.view.id()}")
    return name


def _findings(outcome: Outcome) -> Iterator[Html]:
    yield tag("h3", "Findings")
    if not outcome.findings:
        yield note("Nothing was found: no way in, nobody denied, and all that was expected came.")
        return
    yield note(_summary(outcome))
    places = anchors(outcome.findings)
    several = len({one.finding.story for one in outcome.findings}) > 1
    rows = [
        _finding(outcome, one, places[one.finding.story, one.finding.id], several=several)
        for one in sorted(outcome.findings, key=_worst_first)
    ]
    yield table("Findings", _FINDINGS, rows, search=True)


def _worst_first(one: Standing) -> tuple[bool, int, int]:
    return (not one.is_open, [*KINDS].index(one.finding.kind), -(one.finding.sign_ins or 0))


def _summary(outcome: Outcome) -> str:
    there = [one for one in outcome.findings if one.change != "gone"]
    told = (
        f"{len(there):,} finding{'' if len(there) == 1 else 's'}, {len(outcome.accepted):,} of them accepted."
    )
    if outcome.baseline:
        count = {
            word: sum(one.change == word for one in outcome.findings) for word in ("new", "unchanged", "gone")
        }
        told += f" Against the baseline: {count['new']:,} new, {count['unchanged']:,} unchanged, {count['gone']:,} gone."
    return (
        f"{told} An id stays the same from run to run, so that a finding can be accepted by it and compared."
    )


def _finding(
    outcome: Outcome, one: Standing, anchor: str, *, several: bool
) -> tuple[Html | str | int | None, ...]:
    finding = one.finding
    app = tag("span", f"app {finding.about}", class_="login") if finding.about else None
    story = tag("span", "in ", _run_of(outcome, finding.story), class_="login") if several else None
    return (
        join((tag("bdi", finding.says), app, story, tag("code", finding.id, id=anchor, class_="id"))),
        KINDS[finding.kind],
        "" if finding.sign_ins is None else finding.sign_ins,
        _change(one),
        _standing(one),
        finding.remedy,
    )


def _change(one: Standing) -> Html | str:
    looks = {"new": "badge bad", "gone": "badge good", "unchanged": "badge quiet"}.get(one.change)
    if looks is None:
        return "no baseline"
    before = one.before
    was = (
        tag("span", f"{before.sign_ins:,} sign-ins then", class_="login")
        if one.change == "unchanged"
        and before is not None
        and before.sign_ins not in {None, one.finding.sign_ins}
        else None
    )
    return join((tag("span", one.change, class_=looks), was))


def _standing(one: Standing) -> Html | str:
    if one.change == "gone":
        return ""
    if one.accepted is not None:
        how = f"by {one.accepted.who} until {one.accepted.until}: {one.accepted.why}"
        return join((tag("span", "accepted", class_="badge quiet"), tag("span", how, class_="login")))
    if one.expired is not None:
        how = f"{one.expired.who} accepted it until {one.expired.until}, so it counts again"
        return join((tag("span", "acceptance expired", class_="badge bad"), tag("span", how, class_="login")))
    return tag("span", "open", class_="badge bad")


def _stale(outcome: Outcome) -> Iterator[Html]:
    if not outcome.stale:
        return
    yield tag("h3", "Acceptances that accept nothing")
    rows = [
        (one.acceptance.finding, one.acceptance.who, one.acceptance.why, str(one.acceptance.until), one.why)
        for one in outcome.stale
    ]
    yield table("Acceptances that accept nothing", _STALE, rows)


def _baseline(outcome: Outcome) -> Iterator[Html]:
    if not outcome.baseline:
        return
    before = as_told(outcome.baseline)
    yield tag("h3", "Against the last one")
    yield note(_differences(outcome.told, before))
    rows = [_then_and_now(name, before, outcome.told) for name in TILES]
    yield table("Numbers then and now", _NUMBERS, rows)


def _then_and_now(name: str, before: Sequence[Found], now: Sequence[Found]) -> tuple[str, ...]:
    """A number of each side, in the mean where there are several seeds or stories."""
    was, is_ = (sum(one.figures[name] for one in side) / len(side) for side in (before, now))
    sign = "+" if is_ > was else ""
    return (TILES[name][0], _number(was), _number(is_), f"{sign}{_number(is_ - was)}" if is_ != was else "0")


def _differences(now: Sequence[Found], before: Sequence[Found]) -> str:
    """What else is not the same, so that nobody takes a change of the tool or the dice for one of the estate."""
    mine, theirs = ([one.view.manifest for one in side] for side in (now, before))
    told = [f"The baseline is {len(theirs)} run{'s' * (len(theirs) > 1)}; numbers are means over runs."]
    for what, one, other in (
        ("seeds", {m.seed for m in mine}, {m.seed for m in theirs}),
        ("inputs (by their SHA-256)", {m.input_sha256 for m in mine}, {m.input_sha256 for m in theirs}),
        ("versions", {_pairs(m.versions) for m in mine}, {_pairs(m.versions) for m in theirs}),
        ("assumptions", {_pairs(m.assumptions) for m in mine}, {_pairs(m.assumptions) for m in theirs}),
        ("wiring", {m.wiring for m in mine}, {m.wiring for m in theirs}),
    ):
        told.append(f"The same {what}." if one == other else f"Other {what}.")
    return " ".join(told)


def _pairs(named: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(named.items()))
