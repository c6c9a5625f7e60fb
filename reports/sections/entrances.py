"""The three ways to read a report: to decide, to review, to act."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from reports.found import Found
from reports.markup import Html, tag
from reports.outcome import Outcome
from reports.sections.runbook import entries

_REVIEW = (("exposures", "ways in"), ("access", "who gets in"), ("lock-outs", "lock-outs"))
_RUNBOOK = (("timelines", "flight recorders"), ("denials", "every denial"), ("certificates", "next expiries"))


def build(outcome: Outcome) -> Html:
    """The entrances, each with what it is for and the places that most are looking for."""
    return tag(
        "nav",
        tag("ul", *(_entrance(*one) for one in _entrances(outcome))),
        class_="entrances",
        aria_label="Three ways to read this",
    )


def _entrances(outcome: Outcome) -> Iterator[tuple[str, str, str, list[Html]]]:
    open_, causes = len(outcome.open()), len(entries(outcome))
    yield (
        "decision",
        "Decision",
        "Verdict, five numbers, what is open",
        [_link("findings", f"{open_:,} open")],
    )
    yield (
        "verdicts",
        "Review",
        "Controls and evidence",
        [*_links(outcome.told, _REVIEW), _link("sceptic", "a sceptic asks")],
    )
    told = f"{causes:,} cause{'' if causes == 1 else 's'}: whom, what to do, did it help"
    target = "runbook" if causes else "runs"
    yield target, "Runbook", told if causes else "Nothing to mend", _links(outcome.told, _RUNBOOK)


def _entrance(target: str, name: str, what: str, links: Sequence[Html]) -> Html:
    parts: list[Html | str] = []
    for link in links:
        parts += [" \u00b7 " if parts else "", link]
    return tag("li", tag("a", tag("b", name), tag("span", what), href=f"#{target}"), tag("p", *parts))


def _link(target: str, name: str) -> Html:
    return tag("a", name, href=f"#{target}")


def _links(told: Sequence[Found], sections: Sequence[tuple[str, str]]) -> list[Html]:
    """Each place in the run that has most of what is looked for there; the first of several."""
    having = (
        (max(told, key=partial(_how_much, section), default=None), section, name)
        for section, name in sections
    )
    return [
        _link(found.view.id(section), name)
        for found, section, name in having
        if found is not None and _how_much(section, found)
    ]


def _how_much(section: str, one: Found) -> float:
    """How much there is to see in a section of a run: none where it is missing, else at least a little.

    Of certificates there is something where a Mac holds one.
    """
    if section not in one.sections:
        return 0
    if section == "certificates":
        return one.view.manifest.counts.get("certificate.imported", 0)
    if section == "exposures":
        return 0.5 + sum(way.played for way in one.ways_in)
    return 0.5 + one.figures["sign_ins" if section == "access" else "denied_sign_ins"]
