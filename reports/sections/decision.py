"""The decision on one screen: the verdict, five numbers, the ways in that are open, and what all of it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reports.markup import Html, join, tag
from reports.view import RunView, words
from simulator.exposures import WayIn

_BASE = "base"
_MOST_WAYS = 4
_AGE = (
    "Okta ended this generation of Device Trust (a certificate in the keychain) in October 2024. What is said here is of "
    "an org that still has it, or had it: a new rollout is one of its successor, about which nothing is said."
)
_LEFT = ("computer.unmanaged", "computer.deleted")
_REVIEW = (("exposures", "ways in"), ("access", "who gets in"), ("expected", "what was expected"))
_RUNBOOK = (
    ("causes", "causes and remedies"),
    ("timelines", "Macs that were denied"),
    ("denials", "every denial"),
)


class Found(NamedTuple):
    """What one run has to say to whoever decides; taken down while its trace is at hand.

    ``sections`` are those of the run that have something to say.
    """

    view: RunView
    figures: dict[str, float]
    ways_in: tuple[WayIn, ...]
    disagreements: int
    left: bool
    sections: frozenset[str]


def found_in(view: RunView, sections: frozenset[str]) -> Found:
    """What is to be kept of a run."""
    left = any(view.manifest.counts.get(kind) for kind in _LEFT)
    return Found(view, view.figures, tuple(view.ways_in), len(view.disagreements), left, sections)


def build(every: Sequence[Found]) -> Html:
    """The section, of the runs as told: those with a cause removed, or otherwise varied, only count for the verdict."""
    told = [one for one in every if one.view.manifest.variant == _BASE] or [*every]
    return join(
        (
            tag("p", _verdict(every, told), class_="lead"),
            tag("dl", *_tiles(told), class_="tiles"),
            _ways(told),
            tag("p", tag("b", "How old the product is. "), _AGE),
            tag("p", _rests_on(every, told), class_="note"),
            _read_on(told),
        )
    )


def _verdict(every: Sequence[Found], told: Sequence[Found]) -> str:
    held = all(one.view.run.held for one in every)
    ways = len(_distinct(told))
    expected = "Everything expected came" if held else "Something expected did not come"
    if not any(one.view.run.policy for one in told):
        return f"{expected}. No analysis of the rules was kept, so who gets in is known only as far as it was played."
    open_ = f"{ways:,} way{'' if ways == 1 else 's'} in {'is' if ways == 1 else 'are'} open"
    seen = open_ if ways else "no way in was found"
    differs = sum(one.disagreements for one in told)
    otherwise = (
        f" In {differs:,} class{'es' * (differs > 1)} of requests play and analysis disagree."
        if differs
        else ""
    )
    return f"{expected}, and {seen}.{otherwise}"


def _tiles(told: Sequence[Found]) -> list[Html]:
    def total(name: str) -> float:
        return sum(one.figures[name] for one in told)

    denied, sign_ins = total("denied_sign_ins"), total("sign_ins")
    share = f" ({denied / sign_ins:.2%})" if sign_ins else ""
    longest = max((one.figures["most_trusted_days_after_leaving"] for one in told), default=0.0)
    left = any(one.left for one in told)
    return [
        _tile(
            "ways in for devices that should be kept out",
            f"{len(_distinct(told)):,}",
            bad=bool(_distinct(told)),
        ),
        _tile(
            "sign-ins let in although found untrusted",
            f"{total('exposures'):,.0f}",
            bad=bool(total("exposures")),
        ),
        _tile(f"of {sign_ins:,.0f} sign-ins denied{share}", f"{denied:,.0f}", bad=bool(denied)),
        _tile(
            "Macs locked out that were trusted before",
            f"{total('macs_locked_out'):,.0f}",
            bad=bool(total("macs_locked_out")),
        ),
        _tile(
            "days at most that trust outlived management"
            if left
            else "no Mac left management, so for how long trust outlives it was not played",
            f"{longest:,.0f}" if left else "?",
            bad=bool(longest),
        ),
    ]


def _tile(says: str, shown: str, *, bad: bool) -> Html:
    return tag("div", tag("dt", says), tag("dd", shown), class_="tile bad" if bad else "tile")


def _distinct(told: Sequence[Found]) -> list[tuple[Found, WayIn]]:
    """The ways in, one that several seeds have once, by how many came in."""
    found: dict[tuple[object, ...], tuple[Found, WayIn]] = {}
    for one in told:
        for way in one.ways_in:
            found.setdefault((one.view.manifest.path, way.app, way.suffices, way.through), (one, way))
    return sorted(found.values(), key=lambda pair: -pair[1].played)


def _ways(told: Sequence[Found]) -> Html:
    found = _distinct(told)
    if not found:
        return Html("")
    lines = [_way(one, way) for one, way in found[:_MOST_WAYS]]
    if len(found) > _MOST_WAYS:
        lines.append(tag("li", f"and {len(found) - _MOST_WAYS:,} more, each in the section of its run"))
    return join((tag("h3", "Open"), tag("ul", *lines, class_="open")))


def _way(one: Found, way: WayIn) -> Html:
    app = join((" get in to ", tag("bdi", way.app))) if way.app else None
    by = join((" by rule '", tag("bdi", way.through), "'")) if way.through else None
    times = f"{way.played:,} sign-in{'' if way.played == 1 else 's'} played" if way.played else "never played"
    told = tag("a", tag("bdi", way.suffices[0]), href=f"#{one.view.id('exposures')}")
    return tag("li", told, app, by, f": {times}. ", tag("b", "Remedy: "), way.remedy)


def _rests_on(every: Sequence[Found], told: Sequence[Found]) -> str:
    manifests = [one.view.manifest for one in every]
    wirings = ", ".join(dict.fromkeys(manifest.wiring for manifest in manifests))
    versions = dict.fromkeys(
        f"{name} {version}" for manifest in manifests for name, version in manifest.versions.items()
    )
    runs = f"{len(told):,} run{'' if len(told) == 1 else 's'} as told"
    return (
        f"Numbers are of {runs} (of {len(every):,} played). Wiring: {words(wirings)}. "
        f"Made with {', '.join(versions) or 'unrecorded versions'}. "
        "Nothing was checked against the real service, and no finding has been accepted."
    )


def _read_on(told: Sequence[Found]) -> Html:
    """Where the review and the runbook are."""
    first = told[0]
    review = [tag("a", "what holds", href="#verdicts"), *_links(first, _REVIEW)]
    review.append(tag("a", "how to repeat it", href="#method"))
    runbook = _links(first, _RUNBOOK)
    lines = [("Review", review)]
    if runbook:
        lines.append(("Runbook", runbook))
    of = "" if len(told) == 1 else " (of the first run)"
    return tag(
        "ul",
        *(tag("li", tag("b", f"{name}{of}: "), *_between(links)) for name, links in lines),
        class_="read-on",
    )


def _links(found: Found, sections: Sequence[tuple[str, str]]) -> list[Html]:
    return [
        tag("a", name, href=f"#{found.view.id(section)}")
        for section, name in sections
        if section in found.sections
    ]


def _between(links: Sequence[Html]) -> list[Html | str]:
    parts: list[Html | str] = []
    for link in links:
        parts += [link, " · "]
    return parts[:-1]
