"""What each run has to say to whoever signs, taken down while its trace is at hand, since the trace is forgotten then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from reports.estate import Completeness, completeness_of
from reports.view import RunView
from simulator.exposures import WayIn
from simulator.findings import Finding, findings_of
from simulator.sign_off import MEASURED, Limit

BASE = "base"
_LEFT = ("computer.unmanaged", "computer.deleted")


class Found(NamedTuple):
    """What one run has to say.

    Attributes:
        left: whether any Mac left management.
        sections: those of the run that have something to say.
        recorded: the Macs whose flight recorder is shown.
        values: of each limit on a measure, what came of it; None of those that count findings.
    """

    view: RunView
    figures: dict[str, float]
    ways_in: tuple[WayIn, ...]
    disagreements: int
    left: bool
    sections: frozenset[str]
    findings: tuple[Finding, ...]
    values: tuple[float | None, ...]
    recorded: frozenset[str]
    completeness: Completeness


def found_in(view: RunView, sections: frozenset[str] = frozenset(), limits: Sequence[Limit] = ()) -> Found:
    """What is to be kept of a run."""
    return Found(
        view,
        view.figures,
        tuple(view.ways_in),
        len(view.disagreements),
        any(view.manifest.counts.get(kind) for kind in _LEFT),
        sections,
        tuple(findings_of(view.run, view.ways_in, view.disagreements)),
        tuple(limit.value(view.reading) if limit.measure in MEASURED else None for limit in limits),
        frozenset(view.recorded),
        completeness_of(view),
    )


def as_told(every: Sequence[Found]) -> list[Found]:
    """The runs that count: those of stories as told; all where there is none, since a variant was asked for by itself."""
    return [one for one in every if one.view.manifest.variant == BASE] or [*every]


def stories_of(found: Sequence[Found]) -> dict[str, list[Found]]:
    """Runs by the file of their story."""
    told: dict[str, list[Found]] = {}
    for one in found:
        told.setdefault(one.view.manifest.path, []).append(one)
    return told
