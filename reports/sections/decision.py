"""The decision on one screen: the verdict, five numbers, the ways in that are open, and what all of it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reports.found import Found
from reports.markup import Html, join, tag
from reports.outcome import Outcome
from reports.table import note
from reports.view import badge, words
from simulator.exposures import WayIn
from simulator.findings import way_in_id

_MOST_WAYS = 4
_MOST_LIMITS = 2
_AGE = (
    "Okta ended this generation of Device Trust (a certificate in the keychain) in October 2024. What is said here is of "
    "an org that still has it, or had it: a new rollout is one of its successor, about which nothing is said."
)


def build(outcome: Outcome) -> Html:
    """The section, of the runs as told: those with a cause removed, or otherwise varied, only count for the verdict."""
    return join(
        (
            tag("p", *_verdict(outcome), class_="lead"),
            tag("dl", *_tiles(outcome), class_="tiles"),
            _broken(outcome),
            _ways(outcome),
            tag("p", tag("b", "How old the product is. "), _AGE),
            tag("p", _rests_on(outcome), class_="note"),
        )
    )


def _verdict(outcome: Outcome) -> Iterator[Html | str]:
    held = all(one.view.run.held for one in outcome.every)
    expected = "Everything expected came" if held else "Something expected did not come"
    if outcome.limits:
        kept = sum(one.held for one in outcome.limits)
        yield badge(held=outcome.kept, yes="within the limits", no="outside the limits")
        yield f" {kept:,} of {len(outcome.limits):,} limits hold. "
    if any(one.view.run.policy for one in outcome.told):
        yield f"{expected}, and {_ways_open(outcome)}.{_otherwise(outcome)}"
    else:
        yield (
            f"{expected}. No analysis of the rules was kept, so who gets in is known only as far as it was played."
        )
    yield _since(outcome)


def _ways_open(outcome: Outcome) -> str:
    ways, accepted = len(outcome.open("way_in")), _accepted_ways(outcome)
    if not ways and not accepted:
        return "no way in was found"
    also = f" ({accepted:,} more {'is' if accepted == 1 else 'are'} accepted)" if accepted else ""
    return f"{ways:,} way{'' if ways == 1 else 's'} in {'is' if ways == 1 else 'are'} open{also}"


def _accepted_ways(outcome: Outcome) -> int:
    return sum(one.finding.kind == "way_in" for one in outcome.accepted)


def _otherwise(outcome: Outcome) -> str:
    differs = sum(one.disagreements for one in outcome.told)
    if not differs:
        return ""
    return f" In {differs:,} class{'es' * (differs > 1)} of requests play and analysis disagree."


def _since(outcome: Outcome) -> str:
    """What changed since the baseline."""
    if not outcome.baseline:
        return ""
    new, gone = (sum(one.change == word for one in outcome.findings) for word in ("new", "gone"))
    return f" Since the baseline {new:,} finding{'' if new == 1 else 's'} came and {gone:,} went."


def _tiles(outcome: Outcome) -> list[Html]:
    told, ways = outcome.told, len(outcome.open("way_in"))

    def total(name: str) -> float:
        return sum(one.figures[name] for one in told)

    denied, sign_ins, let_in = total("denied_sign_ins"), total("sign_ins"), total("exposures")
    share = f" ({denied / sign_ins:.2%})" if sign_ins else ""
    longest = max((one.figures["most_trusted_days_after_leaving"] for one in told), default=0.0)
    left = any(one.left for one in told)
    locked_out = total("macs_locked_out")
    return [
        _tile("ways in for devices that should be kept out", f"{ways:,}", bad=bool(ways)),
        _tile("sign-ins let in although checked and found untrusted", f"{let_in:,.0f}", bad=bool(let_in)),
        _tile(f"of {sign_ins:,.0f} sign-ins denied{share}", f"{denied:,.0f}", bad=bool(denied)),
        _tile("Macs locked out that were trusted before", f"{locked_out:,.0f}", bad=bool(locked_out)),
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


def _broken(outcome: Outcome) -> Html:
    """The limits that do not hold, or were not shown to."""
    found = [one for one in outcome.limits if not one.held]
    if not found:
        return Html("")
    lines = [
        tag("li", tag("a", one.limit.words, href="#findings"), f": {one.verdict} (", _file(one.story), ")")
        for one in found[:_MOST_LIMITS]
    ]
    if len(found) > _MOST_LIMITS:
        lines.append(tag("li", f"and {len(found) - _MOST_LIMITS:,} more"))
    return join((tag("h3", "Limits that do not hold"), tag("ul", *lines, class_="open")))


def _file(path: str) -> Html:
    return tag("bdi", path.rpartition("/")[2])


def _open_ways(outcome: Outcome) -> list[tuple[Found, WayIn]]:
    """The ways in that nobody accepts, one that several seeds have once, by how many came in."""
    open_ = {(one.finding.story, one.finding.id) for one in outcome.open("way_in")}
    found: dict[tuple[str, str], tuple[Found, WayIn]] = {}
    for one in outcome.told:
        for way in one.ways_in:
            key = (one.view.manifest.path, way_in_id(way))
            if key in open_:
                found.setdefault(key, (one, way))
    return sorted(found.values(), key=lambda pair: -pair[1].played)


def _ways(outcome: Outcome) -> Html:
    found = _open_ways(outcome)
    if not found:
        return Html("")
    several = len({one.view.manifest.path for one in outcome.told}) > 1
    lines = [_way(one, way, several=several) for one, way in found[:_MOST_WAYS]]
    if len(found) > _MOST_WAYS:
        more = f"and {len(found) - _MOST_WAYS:,} more, each among "
        lines.append(tag("li", more, tag("a", "the findings", href="#findings")))
    told = (
        "A way in counts all sign-ins by it, those of devices that no rule asked for a certificate too."
        * any(way.played for _, way in found)
    )
    return join((tag("h3", "Open"), tag("ul", *lines, class_="open"), note(told) if told else None))


def _way(one: Found, way: WayIn, *, several: bool) -> Html:
    app = join((" get in to ", tag("bdi", way.app))) if way.app else None
    by = join((" by rule '", tag("bdi", way.through), "'")) if way.through else None
    times = f"{way.played:,} sign-in{'' if way.played == 1 else 's'} played" if way.played else "never played"
    part = "exposures" if "exposures" in one.sections else ""
    told = tag("a", tag("bdi", way.suffices[0]), href=f"#{one.view.id(part)}")
    story = join((", in ", _file(one.view.manifest.path))) if several else None
    return tag("li", told, app, by, story, f": {times}. ", tag("b", "Remedy: "), way.remedy)


def _rests_on(outcome: Outcome) -> str:
    told, accepted = outcome.told, len(outcome.accepted)
    manifests = [one.view.manifest for one in outcome.every]
    wirings = ", ".join(dict.fromkeys(manifest.wiring for manifest in manifests))
    versions = dict.fromkeys(
        f"{name} {version}" for manifest in manifests for name, version in manifest.versions.items()
    )
    runs = f"{len(told):,} run{'' if len(told) == 1 else 's'} as told"
    return (
        f"Numbers are of {runs} (of {len(outcome.every):,} played). Wiring: {words(wirings)}. "
        f"Made with {', '.join(versions) or 'unrecorded versions'}. "
        f"{_worst_case(told)} Nothing was checked against the real service, and {_words_of(accepted)} been accepted."
    )


def _worst_case(told: Sequence[Found]) -> str:
    """What would come if something else were true of what nobody knows."""
    cases = [one.view.run.worst_case for one in told if one.view.run.worst_case is not None]
    if not cases:
        return "The alternatives of the named assumptions were not played."
    usual = sum(case["as_assumed"]["let_in"] for case in cases)
    worst = sum(max(each.get("let_in", 0) for each in _each(case)) for case in cases)
    of = "" if len(cases) == len(told) else f" of {len(cases):,} of these runs"
    return (
        f"Let in wrongly{of}: {usual:,} sign-in{'' if usual == 1 else 's'} as assumed, {worst:,} at worst over the named "
        "assumptions."
    )


def _each(case: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [case["as_assumed"], *case["each"], *case["together"].values()]


def _words_of(accepted: int) -> str:
    if not accepted:
        return "no finding has"
    return f"{accepted:,} finding{' has' if accepted == 1 else 's have'}"
