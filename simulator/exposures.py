"""Every way in for a device that shows no trust, or that should not be trusted: by the rules, or in spite of them.

What the rules let in is known of all requests from the policy analysis. What else lets devices in (a certificate that
outlives management, a copied keychain, a setting that is off) is known only as far as it was played.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from simulator.access_played import Cell, Disagreement, Played, Policy
from simulator.saved import SavedCause
from simulator.trace import Record

_CONFIDENCE = 0.95


class WayIn(NamedTuple):
    """One way in.

    Attributes:
        app: "" where it is no matter of one app.
        from_at: since when, epoch seconds.
        suffices: the fewest facts that suffice, in words; of several classes of requests each.
        through: the deciding rule; "" where a mechanism beside the rules does it.
        why: how it comes about.
        facts: of the ledger.
        played: sign-ins of this run that came in by it; ``example`` is the first of them that was played, by its seq.
        macs: on so many Macs; None where that is not counted.
        foreseen: the analysis of the rules shows it; else it was found by playing alone.
        key: what makes it this way in and no other, whoever comes in by it and however often.
    """

    app: str
    from_at: int
    suffices: tuple[str, ...]
    through: str
    why: str
    remedy: str
    facts: tuple[str, ...]
    played: int
    example: int | None
    macs: int | None = None
    foreseen: bool = False
    key: tuple[str, ...] = ()


def by_rules(policy: Policy, played: Mapping[Cell, Played]) -> list[WayIn]:
    """The holes of the analysis, each with the untrusted sign-ins that came in by it."""
    return [
        _hole(place, analysis, hole, played)
        for place, analysis in enumerate(policy)
        for hole in analysis["holes"]
    ]


def _hole(
    place: int, analysis: Mapping[str, Any], hole: Mapping[str, Any], played: Mapping[Cell, Played]
) -> WayIn:
    count, examples = 0, list[int]()
    for number, cell in enumerate(analysis["matrix"]):
        one = played.get(Cell(place, number))
        if one is None or cell["trust"] == "trusted" or not any(_covers(cls, cell) for cls in hole["let_in"]):
            continue
        ways = [way for way in one.counts if way.outcome == "allowed" and way.rule == hole["rule"]]
        count += sum(one.counts[way] for way in ways)
        examples += [one.examples[way] for way in ways]
    return WayIn(
        analysis["app"],
        analysis["from_at"],
        tuple(let_in["says"] for let_in in hole["let_in"]),
        hole["rule"],
        hole["says"],
        hole["remedy"],
        tuple(hole["facts"]),
        count,
        min(examples, default=None),
        foreseen=True,
        key=(hole["kind"], hole["rule"], *hole["blamed"], *hole["conditions"]),
    )


def against_analysis(policy: Policy, found: Sequence[Disagreement]) -> list[WayIn]:
    """Untrusted devices that were let in although the analysis of the rules says that none is."""
    return [
        WayIn(
            policy[one.cell.analysis]["app"],
            policy[one.cell.analysis]["from_at"],
            (_whose(policy[one.cell.analysis]["matrix"][one.cell.cell]),),
            one.way.rule,
            "The analysis of the rules says that they are kept out: what it reckons with did not hold.",
            "Keep the setting enabled and the feature in the org, and read what the example tells.",
            ("ADM-06", "ADM-07"),
            one.sign_ins,
            one.example,
            key=(
                "against analysis",
                _whose(policy[one.cell.analysis]["matrix"][one.cell.cell]),
                one.way.rule,
            ),
        )
        for one in found
        if let_in_otherwise(policy, one)
    ]


def let_in_otherwise(policy: Policy, one: Disagreement) -> bool:
    """Whether an untrusted device was let in where the analysis keeps it out: such a disagreement is a way in."""
    trust = policy[one.cell.analysis]["matrix"][one.cell.cell]["trust"]
    return one.about == "outcome" and one.way.outcome == "allowed" and trust == "untrusted"


def _whose(cell: Mapping[str, Any]) -> str:
    return "untrusted Macs" if cell["platform"] == "osx" else f"untrusted devices on {cell['platform']}"


def _covers(let_in: Mapping[str, Any], cell: Mapping[str, Any]) -> bool:
    """Whether a class that is let in has requests in a cell of the matrix."""
    if (let_in["devices"] == "macs") != (cell["platform"] == "osx"):
        return False
    return all(
        bool({*fact["names"]} & seen) == fact["holds"]
        for fact in let_in["facts"]
        for seen in [_seen(cell, fact["about"])]
        if seen
    )


def _seen(cell: Mapping[str, Any], about: str) -> set[str]:
    """What a cell says of a matter; nothing of people and places."""
    if about == "platform":
        return {cell["platform"]}
    return {*cell["clients"]} if about == "client" else set()


def beside_rules(
    causes: Sequence[SavedCause], first: Mapping[int, Record], holes: Sequence[WayIn]
) -> list[WayIn]:
    """Root causes that let devices in and that no hole explains; ``first`` are their first played sign-ins by ``seq``."""
    explained = {(hole.app, hole.through) for hole in holes}
    return [
        _cause(cause)
        for cause in causes
        if cause.lets_in and not _explained(first.get(min(cause.seqs, default=-1)), explained)
    ]


def _explained(record: Record | None, explained: set[tuple[str, str]]) -> bool:
    if record is None or record.details["device"] == "trusted":
        return False
    return (record.details["app"], record.details["rule"]) in explained


def _cause(cause: SavedCause) -> WayIn:
    return WayIn(
        "",
        cause.first_at,
        (cause.plain,),
        "",
        "",
        cause.remedy,
        (cause.fact,),
        cause.sign_ins,
        min(cause.seqs, default=None),
        cause.macs,
        key=(cause.word,),
    )


def closed(policy: Policy, found: Sequence[Disagreement]) -> Iterator[Mapping[str, Any]]:
    """The analyses by which no untrusted device gets in at all: nothing found, nothing on purpose, and all looked at.

    One that the run itself contradicts is none of them.
    """
    contradicted = {one.cell.analysis for one in found if let_in_otherwise(policy, one)}
    for place, analysis in enumerate(policy):
        open_ = analysis["holes"] or analysis["on_purpose"] or place in contradicted
        if analysis["complete"] and not open_:
            yield analysis


def none_of(macs: int) -> float:
    """Below which share of all such Macs something lies that none of so many Macs showed, at 95 % confidence.

    Source: Clopper and Pearson (1934), one-sided, for zero of n. Macs are counted and not sign-ins, since those of one
    Mac come out alike. Raises ValueError without any Mac.
    """
    if macs < 1:
        raise ValueError("nothing was played")
    share: float = 1 - (1 - _CONFIDENCE) ** (1 / macs)
    return share
