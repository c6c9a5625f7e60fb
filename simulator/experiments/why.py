"""Why people are kept out under a plan: the root causes of one of its replications, the middling one, played once more.

Numbers alone do not say what to do. Where all plans fail for the same reason, no Mac changes side between them, and nothing else
of an answer would name it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from simulator.experiments.answer import PlanFound
from simulator.experiments.playing import Played
from simulator.experiments.replication import Job, read
from simulator.reading import Reading
from simulator.root_causes import root_causes
from simulator.run import calendar_of, play

MOST_CAUSES: Final = 5


class Behind(NamedTuple):
    """A root cause in words, on how many Macs it denied how many sign-ins in that replication, and its remedy."""

    cause: str
    macs: int
    sign_ins: int
    remedy: str


@dataclass(frozen=True, slots=True)
class Why:
    """The root causes of a plan's replication, the most frequent first; none where nobody was denied."""

    plan: int
    replication: int
    causes: tuple[Behind, ...]


def why_denied(played: Played, plans: Sequence[PlanFound]) -> tuple[Why, ...]:
    """Of each plan the root causes of the replication in which as many Macs were denied as in a middling one.

    Raises WorkersLost.
    """
    jobs = [played.job(plan.plan, _middling(played, plan)) for plan in plans]
    found = played.ask(causes_of, jobs)
    return tuple(Why(job.plan, job.number, causes) for job, causes in zip(jobs, found, strict=True))


def causes_of(job: Job) -> tuple[Behind, ...]:
    """The root causes of a replication's denials. Raises what ``play`` raises."""
    trace = play(job.scenario, job.seed + job.number)
    found = root_causes(Reading(trace.records, calendar_of(job.scenario)))
    denied = [one for one in found if not one.lets_in]
    return tuple(Behind(one.plain, one.macs, one.sign_ins, one.remedy) for one in denied[:MOST_CAUSES])


def _middling(played: Played, plan: PlanFound) -> int:
    """The upper median by the number of Macs denied, of several the first."""
    denied = {
        number: len(read(played.folder, plan.plan, number).denied) for number in range(plan.replications)
    }
    return sorted(denied, key=lambda number: (denied[number], number))[len(denied) // 2]
