"""The sections of a report, in the order in which they are read. A new one is a file and a line here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

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
    sign_ins,
    timelines,
    verdicts,
)
from reports.view import RunView


@dataclass(frozen=True, slots=True)
class SuiteSection:
    """A section about all runs of the report."""

    id: str
    title: str
    build: Callable[[Sequence[RunView]], Html]


@dataclass(frozen=True, slots=True)
class FoundSection:
    """A section about what all runs together found."""

    id: str
    title: str
    build: Callable[[Outcome], Html]


@dataclass(frozen=True, slots=True)
class RunSection:
    """A section about one run; it is left out where it has nothing to say."""

    id: str
    title: str
    build: Callable[[RunView], Html]


OF_ALL_FOUND = (
    FoundSection("decision", "To decide", decision.build),
    FoundSection("findings", "Limits and findings", findings.build),
)
BEFORE_RUNS = (
    SuiteSection("verdicts", "What holds and what does not", verdicts.build),
    SuiteSection("facts", "Facts and their stories", facts.build),
)
OF_EACH_RUN = (
    RunSection("expected", "What was expected and what came", expected.build),
    RunSection("numbers", "In numbers", numbers.build),
    RunSection("exposures", "Ways in for devices that should be kept out", exposures.build),
    RunSection("access", "Who gets in", access.build),
    RunSection("sign-ins", "Sign-ins by day and outcome", sign_ins.build),
    RunSection("causes", "Denials by cause", denial_causes.build),
    RunSection("lock-outs", "Lock-outs, day by day", lock_outs.build),
    RunSection("certificates", "Certificates by week", certificates.build),
    RunSection("timelines", "Flight recorders of Macs", timelines.build),
    RunSection("denials", "Every denial and what led to it", denials.build),
)
AFTER_RUNS = (SuiteSection("method", "How this was made, and how to repeat it", method.build),)
