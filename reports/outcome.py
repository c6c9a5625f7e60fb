"""What comes of a report: its findings with what was accepted and what changed, and its limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reports.found import Found, as_told, found_in, stories_of
from reports.view import Limits, RunView
from simulator.findings import Finding, merged
from simulator.saved import SavedRun
from simulator.sign_off import (
    COUNTED,
    Judged,
    Limit,
    SignOff,
    Stale,
    Standing,
    compared,
    counted,
    judged,
    standings,
)

_NOTHING_SHOWN = Limits(denials=0, timelines=0, spans=0)


@dataclass(frozen=True)
class Outcome:
    """All that a report found.

    Attributes:
        every: each run.
        told: those that count: of the stories as told.
        findings: of the runs that count, each once for a story, whatever seeds found it; then those that are gone.
        stale: acceptances that accept nothing.
        limits: each limit in each story.
        baseline: what the runs that are compared with had to say.
    """

    every: tuple[Found, ...]
    told: tuple[Found, ...]
    sign_off: SignOff
    findings: tuple[Standing, ...]
    stale: tuple[Stale, ...]
    limits: tuple[Judged, ...]
    baseline: tuple[Found, ...] = ()

    @property
    def kept(self) -> bool:
        """Whether every limit was shown to hold."""
        return all(one.held for one in self.limits)

    def open(self, kind: str = "") -> list[Standing]:
        """The findings that are there and that nobody accepts: all, or those of a kind."""
        return [one for one in self.findings if one.is_open and (not kind or one.finding.kind == kind)]

    @property
    def accepted(self) -> list[Standing]:
        """The findings that somebody accepts."""
        return [one for one in self.findings if one.accepted is not None]


def outcome_of(every: Sequence[Found], sign_off: SignOff) -> Outcome:
    """Judge what the runs found."""
    told = as_told(every)
    findings, stale = _standings(told, sign_off)
    before = [_in_brief(run, number) for number, run in enumerate(sign_off.baseline, start=1)]
    if before:
        findings = _compared(findings, told, as_told(before))
    limits = [
        one for number, limit in enumerate(sign_off.limits) for one in _judged(limit, number, told, findings)
    ]
    return Outcome(
        tuple(every), tuple(told), sign_off, tuple(findings), tuple(stale), tuple(limits), tuple(before)
    )


def _found(told: Sequence[Found]) -> list[Finding]:
    return [*merged(finding for one in told for finding in one.findings).values()]


def _standings(told: Sequence[Found], sign_off: SignOff) -> tuple[list[Standing], list[Stale]]:
    if sign_off.today is None:
        return [Standing(one) for one in _found(told)], []
    return standings(_found(told), sign_off.acceptances, sign_off.today)


def _in_brief(run: SavedRun, number: int) -> Found:
    """What a baseline's run found; its trace is forgotten then."""
    kept = RunView(run, number, _NOTHING_SHOWN)
    return found_in(replace(kept))._replace(view=kept)


def _compared(now: Sequence[Standing], told: Sequence[Found], before: Sequence[Found]) -> list[Standing]:
    one_each = len(stories_of(told)) == len(stories_of(before)) == 1
    return compared(now, _found(before), one_each=one_each)


def _judged(
    limit: Limit, number: int, told: Sequence[Found], findings: Sequence[Standing]
) -> Iterator[Judged]:
    """A limit in each story."""
    for story, runs in stories_of(told).items():
        if limit.measure in COUNTED:
            yield judged(limit, story, [counted(limit.measure, story, findings)])
        else:
            values = [one.values[number] for one in runs]
            yield judged(limit, story, [value for value in values if value is not None])
