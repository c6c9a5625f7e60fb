"""The three ways to read a report: to decide, to review, to act."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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
    """Each place in the first run that counts and has it."""
    having = (
        (next((one for one in told if _has(one, section)), None), section, name) for section, name in sections
    )
    return [_link(found.view.id(section), name) for found, section, name in having if found is not None]


def _has(one: Found, section: str) -> bool:
    """Whether a run has that section, and something to look for there: of certificates one that a Mac holds."""
    if section == "certificates" and not one.view.manifest.counts.get("certificate.imported"):
        return False
    return section in one.sections
