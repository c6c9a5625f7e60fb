"""The sections of a report, in the order in which they are read. A new one is a file and a line here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from reports.markup import Html
from reports.outcome import Outcome
from reports.sections import (
    access,
    certificates,
    decision,
    denial_causes,
    denials,
    expected,
    exposures,
    facts,
    findings,
    lock_outs,
    method,
    numbers,
    runbook,
    sceptic,
    sign_ins,
    timelines,
    verdicts,
)
from reports.view import RunView

_About = TypeVar("_About")


@dataclass(frozen=True, slots=True)
class Section(Generic[_About]):
    """A section about one run, about all of them, or about what all together found; left out where it has nothing to say."""

    id: str
    title: str
    build: Callable[[_About], Html]


OF_ALL_FOUND: tuple[Section[Outcome], ...] = (
    Section("decision", "To decide", decision.build),
    Section("findings", "Findings and limits", findings.build),
    Section("runbook", "Runbook", runbook.build),
)
BEFORE_RUNS: tuple[Section[Sequence[RunView]], ...] = (
    Section("verdicts", "What holds and what does not", verdicts.build),
    Section("facts", "Facts and their stories", facts.build),
)
OF_EACH_RUN: tuple[Section[RunView], ...] = (
    Section("expected", "What was expected and what came", expected.build),
    Section("numbers", "In numbers", numbers.build),
    Section("exposures", "Ways in for devices that should be kept out", exposures.build),
    Section("access", "Who gets in", access.build),
    Section("sign-ins", "Sign-ins by day and outcome", sign_ins.build),
    Section("causes", "Denials by cause", denial_causes.build),
    Section("lock-outs", "Lock-outs, day by day", lock_outs.build),
    Section("certificates", "Certificates by week", certificates.build),
    Section("timelines", "Flight recorders of Macs", timelines.build),
    Section("denials", "Every denial and what led to it", denials.build),
)
AFTER_ALL_FOUND: tuple[Section[Outcome], ...] = (Section("sceptic", "What a sceptic asks", sceptic.build),)
AFTER_RUNS: tuple[Section[Sequence[RunView]], ...] = (
    Section("method", "How this was made, and how to repeat it", method.build),
)
