"""Signing off: limits that must hold, findings that somebody accepted, and the run that this one is compared with.

All of it is judged on what saved runs say. Several seeds of a story are several observations of it: a limit holds only
where the bad end of an interval keeps within it, not where the mean happens to.
"""

from __future__ import annotations

import datetime as dt
import difflib
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from simulator.experiments.intervals import Interval, bound_of_next, of_mean
from simulator.experiments.observed import DAILY, TOTALS, over_days
from simulator.findings import Finding
from simulator.measures import Window
from simulator.reading import Reading
from simulator.saved import SavedRun

COUNTED: Final = ("open_findings", "open_ways_in", "open_lock_outs", "missed_expectations", "new_findings")
"""Numbers of findings, which a limit may be on as well; one that is accepted is not open."""
MEASURED: Final = (*TOTALS, *DAILY)

Verdict = Literal["holds", "broken", "not shown"]
Change = Literal["new", "gone", "unchanged", ""]


@dataclass(frozen=True, slots=True)
class Limit:
    """What a number may come to, in every story of a report.

    Attributes:
        measure: one of ``MEASURED`` or of ``COUNTED``.
        quantile_over_days: of a measure by day, this quantile over the days of a run; the worst day where None.
        years: where given, a year to come keeps within it with this probability; else the mean does, with its interval.
    """

    measure: str
    at_most: float | None = None
    at_least: float | None = None
    quantile_over_days: float | None = None
    years: float | None = None

    @property
    def words(self) -> str:
        """The limit as people read it."""
        bound = f"at most {self.at_most:g}" if self.at_least is None else f"at least {self.at_least:g}"
        days = "" if self.quantile_over_days is None else f", on {self.quantile_over_days:.1%} of days"
        years = "" if self.years is None else f", in {self.years:.0%} of years"
        return f"{self.measure.replace('_', ' ')}: {bound}{days}{years}"

    def keeps(self, value: float) -> bool:
        """Whether a value is within it."""
        return value >= self.at_least if self.at_least is not None else value <= (self.at_most or 0.0)

    def value(self, reading: Reading) -> float:
        """The measure of a whole run. Raises KeyError for a measure that counts findings."""
        window = Window(None, reading.start_at, reading.end_at + 1)
        if self.measure in DAILY:
            last = Window(None, reading.start_at, reading.end_at)
            return over_days(DAILY[self.measure](reading, last), self.quantile_over_days)
        return float(TOTALS[self.measure](reading, window))


class Judged(NamedTuple):
    """A limit in one story: what came of each seed, the bad end that counts, and whether it keeps within.

    ``not shown``: what came keeps within it, but the interval of so few seeds does not.
    """

    limit: Limit
    story: str
    values: tuple[float, ...]
    mean: Interval | None
    bad_end: float
    verdict: Verdict

    @property
    def held(self) -> bool:
        """Whether it was shown to hold; what is not shown does not count as held."""
        return self.verdict == "holds"


def judged(limit: Limit, story: str, values: Sequence[float]) -> Judged:
    """A limit on what the seeds of a story gave. Raises ValueError without any seed.

    The interval of a mean is Student's, which takes the seeds for independent; a year to come lies between order
    statistics (see ``simulator.experiments.intervals``). Of one seed there is no interval: the value itself is judged.
    """
    if not values:
        raise ValueError("no run, nothing to judge")
    mean = of_mean(values) if len(values) > 1 else None
    if limit.years is not None:
        bad_end = bound_of_next(values, upper=limit.at_most is not None, level=limit.years)
    elif mean is None:
        bad_end = values[0]
    else:
        bad_end = mean.high if limit.at_most is not None else mean.low
    return Judged(limit, story, tuple(values), mean, bad_end, _verdict(limit, values, mean, bad_end))


def _verdict(limit: Limit, values: Sequence[float], mean: Interval | None, bad_end: float) -> Verdict:
    if limit.keeps(bad_end):
        return "holds"
    if limit.years is not None:
        return "not shown" if math.isinf(bad_end) and all(map(limit.keeps, values)) else "broken"
    return "not shown" if mean is not None and limit.keeps(mean.estimate) else "broken"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A finding that somebody accepted: who, why, and the last day on which that counts; ``story`` where several have it."""

    finding: str
    who: str
    why: str
    until: dt.date
    story: str = ""


class Stale(NamedTuple):
    """An acceptance that accepts nothing, and why in words."""

    acceptance: Acceptance
    why: str


class Standing(NamedTuple):
    """A finding, what changed since the baseline ("" without one), and who accepted it; ``expired`` is one who did no more.

    ``before`` is the finding as the baseline had it.
    """

    finding: Finding
    change: Change = ""
    accepted: Acceptance | None = None
    expired: Acceptance | None = None
    before: Finding | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is there and nobody accepts it."""
        return self.change != "gone" and self.accepted is None


def standings(
    found: Sequence[Finding], acceptances: Sequence[Acceptance], today: dt.date
) -> tuple[list[Standing], list[Stale]]:
    """Each finding with its acceptance, and the acceptances that accept nothing on this day."""
    accepted: dict[tuple[str, str], Acceptance] = {}
    expired: dict[tuple[str, str], Acceptance] = {}
    stale = []
    for one in acceptances:
        fits = [each for each in found if each.id == one.finding and _is_story(each.story, one.story)]
        why = _why_stale(one, fits, [each.id for each in found], today)
        if why:
            stale.append(Stale(one, why))
        for each in fits[:1]:
            if not why:
                accepted[each.story, each.id] = one
            elif one.until < today:
                expired[each.story, each.id] = one
    told = [
        Standing(
            one,
            accepted=accepted.get((one.story, one.id)),
            expired=expired.get((one.story, one.id)) if (one.story, one.id) not in accepted else None,
        )
        for one in found
    ]
    return told, stale


def _is_story(path: str, wanted: str) -> bool:
    """Whether a story's file is the one that is named: by its path, or by the end of it."""
    return not wanted or path == wanted or path.endswith(f"/{wanted.removeprefix('./')}")


def _why_stale(one: Acceptance, fits: Sequence[Finding], known: Sequence[str], today: dt.date) -> str:
    if not fits:
        elsewhere = f" in {one.story}" if one.story else ""
        near = [] if one.finding in known else difflib.get_close_matches(one.finding, known, n=1)
        hint = f" The nearest is {near[0]}." if near else ""
        return f"no such finding{elsewhere}: it is gone, or was never there.{hint}"
    if len({each.story for each in fits}) > 1:
        return f"{len(fits)} stories have this finding; 'story' has to say which one is accepted."
    return f"expired on {one.until}, so the finding counts again." if one.until < today else ""


def compared(now: Sequence[Standing], before: Sequence[Finding], *, one_each: bool) -> list[Standing]:
    """The findings marked against those of a baseline, and after them those that are gone.

    A story is compared with the story of the same file; ``one_each``: there is one story on either side, and they are
    compared whatever their files are called.
    """

    def key(finding: Finding) -> tuple[str, str]:
        return ("" if one_each else finding.story, finding.id)

    were = {key(one): one for one in before}
    told = [
        one._replace(
            change="unchanged" if key(one.finding) in were else "new", before=were.get(key(one.finding))
        )
        for one in now
    ]
    there = {key(one.finding) for one in now}
    return told + [Standing(one, "gone", before=one) for at, one in were.items() if at not in there]


_COUNTS: Mapping[str, Callable[[Standing], bool]] = {
    "open_findings": lambda one: one.is_open,
    "open_ways_in": lambda one: one.is_open and one.finding.kind == "way_in",
    "open_lock_outs": lambda one: one.is_open and one.finding.kind == "lock_out",
    "missed_expectations": lambda one: one.is_open and one.finding.kind == "expectation",
    "new_findings": lambda one: one.is_open and one.change == "new",
}


def counted(measure: str, story: str, findings: Sequence[Standing]) -> float:
    """How many findings of a story a measure of ``COUNTED`` counts, those of all its seeds together, each once."""
    return sum(_COUNTS[measure](one) for one in findings if one.finding.story == story)


@dataclass(frozen=True, slots=True)
class SignOff:
    """What a report is judged by, besides what its stories expect.

    Attributes:
        today: the day on which acceptances count; where None, no acceptance is looked at.
        baseline: the runs that the report's are compared with.
    """

    limits: tuple[Limit, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    today: dt.date | None = None
    baseline: tuple[SavedRun, ...] = ()
