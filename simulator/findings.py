"""What a run found, one by one, each under an id that stays the same from run to run.

An id follows from what a finding is (a rule that lets in, a cause that keeps out) and never from when it came, whom it
hit, how often, or the number of an event: so the same finding of another seed, another fleet or next month's run has
the same id, can be accepted by it, and can be compared.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from simulator.access_played import Disagreement
from simulator.exposures import WayIn, let_in_otherwise
from simulator.saved import SavedCause, SavedRun

Kind = Literal["way_in", "lock_out", "disagreement", "expectation"]
KINDS: dict[Kind, str] = {
    "way_in": "way in",
    "lock_out": "lock-out",
    "disagreement": "play and analysis disagree",
    "expectation": "an expectation that did not come",
}
"""What a finding may be, in words, the worst first."""
_UNREADABLE = re.compile(r"[^a-z0-9]+")
_WORDS_LONG = 28


class Finding(NamedTuple):
    """One thing that a reviewer has to decide on.

    Attributes:
        id: the same in every run that finds it.
        story: the file of the story that it was found in.
        says: what it is, in words; ``about`` the app, "" where it is no matter of one.
        sign_ins: that came in, or were denied, by it; routine ones included. None where none are counted.
        macs: on so many Macs; None where that is not counted.
    """

    id: str
    kind: Kind
    story: str
    says: str
    about: str = ""
    remedy: str = ""
    sign_ins: int | None = None
    macs: int | None = None


def finding_id(kind: Kind, about: str, word: str, key: Iterable[str]) -> str:
    """The id of a finding: readable words of what it is about, and eight digits of the SHA-256 of all that it is.

    >>> finding_id("lock_out", "", "browser_keeps_old", ["browser_keeps_old"])
    'lock-out-browser-keeps-old-2d59b0c6'
    """
    digest = hashlib.sha256(json.dumps([kind, about, *key]).encode()).hexdigest()[:8]
    words = _UNREADABLE.sub("-", f"{about} {word}".lower()).strip("-")[:_WORDS_LONG].strip("-")
    return "-".join(part for part in (kind.replace("_", "-"), words, digest) if part)


def way_in_id(way: WayIn) -> str:
    """The id of a way in."""
    return finding_id("way_in", way.app, way.key[0] if way.key else "", way.key)


def lock_out_id(word: str) -> str:
    """The id of a cause that keeps people out."""
    return finding_id("lock_out", "", word, [word])


def cause_id(cause: SavedCause) -> str:
    """The id of a root cause; of one that lets in, where no way in by the rules explains it."""
    if cause.lets_in:
        return finding_id("way_in", "", cause.word, [cause.word])
    return lock_out_id(cause.word)


def expectation_id(expected: str) -> str:
    """The id of something expected that did not come."""
    return finding_id("expectation", "", "", [expected])


def findings_of(
    run: SavedRun, ways_in: Sequence[WayIn], disagreements: Sequence[Disagreement]
) -> list[Finding]:
    """All findings of a run, each once, the worst kind first."""
    story = run.manifest.path
    found = [
        *_ways_in(story, ways_in),
        *_lock_outs(story, run),
        *_disagreements(story, run.policy, disagreements),
        *_expectations(story, run),
    ]
    return [*merged(found).values()]


def merged(found: Iterable[Finding]) -> dict[tuple[str, str], Finding]:
    """Findings by story and id, each once; of what several runs found, the most that any of them counted."""
    kept: dict[tuple[str, str], Finding] = {}
    for one in found:
        before = kept.setdefault((one.story, one.id), one)
        if (one.sign_ins or 0) > (before.sign_ins or 0):
            kept[one.story, one.id] = one
    return kept


def _ways_in(story: str, ways_in: Iterable[WayIn]) -> Iterator[Finding]:
    for way in ways_in:
        says = way.suffices[0] + (f", by rule '{way.through}'" if way.through else "")
        yield Finding(way_in_id(way), "way_in", story, says, way.app, way.remedy, way.played, way.macs)


def _lock_outs(story: str, run: SavedRun) -> Iterator[Finding]:
    for cause in run.root_causes:
        if not cause.lets_in:
            yield Finding(
                lock_out_id(cause.word),
                "lock_out",
                story,
                cause.plain,
                "",
                cause.remedy,
                cause.sign_ins,
                cause.macs,
            )


def _disagreements(
    story: str, policy: Sequence[Mapping[str, Any]], found: Iterable[Disagreement]
) -> Iterator[Finding]:
    for one in found:
        if let_in_otherwise(policy, one):
            continue
        analysis = policy[one.cell.analysis]
        cell = analysis["matrix"][one.cell.cell]
        whose = f"{cell['trust']} devices on {cell['platform']}"
        by = f" by rule '{one.way.rule}'" if one.way.rule else ""
        key = (one.about, cell["trust"], cell["platform"], *cell["clients"], one.way.outcome, one.way.rule)
        says = f"{whose} were {one.way.outcome}{by}, and the analysis says otherwise"
        yield Finding(
            finding_id("disagreement", analysis["app"], one.about, key),
            "disagreement",
            story,
            says,
            analysis["app"],
            "read the example, and find out which of the two is wrong",
            one.sign_ins,
        )


def _expectations(story: str, run: SavedRun) -> Iterator[Finding]:
    for verdict in run.verdicts:
        if not verdict.held:
            id_ = expectation_id(verdict.expected)
            yield Finding(id_, "expectation", story, f"expected {verdict.expected}; came: {verdict.came}")
