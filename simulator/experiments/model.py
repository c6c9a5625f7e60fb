"""What an experiment's file may say: a question about an estate, plans, what is measured, how often, and limits."""

# ruff: noqa: RUF012  # pydantic gives each model its own copy of a default
from __future__ import annotations

import re
from typing import Annotated, Any, Final

from pydantic import AfterValidator, Field, model_validator

from simulator.experiments.inputs import Law
from simulator.experiments.observed import DAILY, TOTALS
from simulator.scenario.expect import measure_name
from simulator.scenario.values import Name, Part

MOST_REPLICATIONS: Final = 100_000

_SHARE = re.compile(r"(\d+(?:\.\d+)?) ?% of (mean|years)")
_OR_WIDTH = re.compile(r"(?P<share>.+?),? or (?P<width>\d+(?:\.\d+)?)")
FIRST_LOOK: Final = 30
"""No stopping rule looks before so many replications: an interval of a few observations is narrow by chance."""


def share_of(text: str, of: str) -> float | None:
    """The share in '5 % of mean' (0.05); None where the text is another one."""
    found = _SHARE.fullmatch(text)
    return float(found[1]) / 100 if found is not None and found[2] == of else None


def _half_width(value: float | str) -> float | str:
    if isinstance(value, str) and share_of(_share_and_width(value)[0], "mean") is None:
        try:
            return float(value)  # a scalar of a file is text
        except ValueError:
            raise ValueError(
                "a half width is a number, a share such as '5 % of mean', or '5 % of mean, or 0.5'"
            ) from None
    return value


def _share_and_width(text: str) -> tuple[str, float]:
    found = _OR_WIDTH.fullmatch(text)
    return (text, 0.0) if found is None else (found["share"], float(found["width"]))


def _years(text: str) -> str:
    share = share_of(text, "years")
    if share is None or not 0 < share < 1:
        raise ValueError("write for example '95 % of years'")
    return text


Measure = Annotated[str, measure_name((*TOTALS, *DAILY))]


class Until(Part):
    """When enough replications have been played: the interval of a measure's mean is as narrow as this, for every plan."""

    measure: Measure
    half_width: Annotated[float | str, AfterValidator(_half_width)]
    """An absolute width, which is needed where the mean may be near 0, a share of the mean, or '5 % of mean, or 0.5'."""

    def allowed(self, mean: float) -> float:
        """How wide half of the interval may be that goes with a mean."""
        if not isinstance(self.half_width, str):
            return self.half_width
        text, width = _share_and_width(self.half_width)
        share = share_of(text, "mean")
        assert share is not None  # the model has seen to it
        return max(abs(mean) * share, width)


class Replications(Part):
    """How often each plan is played, with the same dice in all plans."""

    at_least: Annotated[int, Field(ge=2, le=MOST_REPLICATIONS)] = FIRST_LOOK
    until: Until | None = None
    at_most: Annotated[int, Field(ge=2, le=MOST_REPLICATIONS)] = 2000

    @model_validator(mode="after")
    def _in_order(self) -> Replications:
        if self.at_most < self.at_least:
            raise ValueError("at_most is less than at_least")
        if self.until is not None and self.at_least < FIRST_LOOK:
            raise ValueError(f"'until' may look after {FIRST_LOOK} replications at the earliest (at_least)")
        return self


class Limit(Part):
    """What a year to come may come to, judged at the bad end of a prediction interval."""

    measure: Measure
    at_most: float | None = None
    at_least: float | None = None
    quantile_over_days: Annotated[float, Field(gt=0, lt=1)] | None = None
    """For a measure by day: this quantile over the days of a run; the worst day where left out."""
    in_: Annotated[str, AfterValidator(_years)] = Field("95 % of years", alias="in")

    @model_validator(mode="after")
    def _one_bound(self) -> Limit:
        if (self.at_most is None) == (self.at_least is None):
            raise ValueError("a limit has either at_most or at_least")
        if self.quantile_over_days is not None and self.measure not in DAILY:
            raise ValueError(f"{self.measure} is one number for a whole run: it has no days")
        return self

    @property
    def level(self) -> float:
        """The share of years in which it is to hold."""
        share = share_of(self.in_, "years")
        assert share is not None  # the model has seen to it
        return share


class PlanModel(Part):
    """A named plan: what it changes in the base."""

    change: dict[str, Any] = {}


class ExperimentModel(Part):
    """A question, and what is to be played to answer it."""

    question: Name
    """One sentence."""
    base: Name
    """The estate: a scenario file, from the place of this one."""
    vary: dict[Name, Annotated[list[Any], Field(min_length=1)]] = {}
    """Addresses with the values that each is to have; all combinations are plans. 'base' leaves it as it is."""
    plans: dict[Name, PlanModel] = {}
    """Plans by name, beside or instead of combinations."""
    uncertain: dict[Name, Law] = {}
    """Addresses that nobody has measured, each with a distribution or values alike likely: drawn anew for each replication."""
    replications: Replications = Replications()
    measure: Annotated[list[Measure], Field(min_length=1)] = ["denied_person_days", "macs_locked_out"]
    """The first one decides between plans that keep all limits: less is better."""
    limits: list[Limit] = []
    seed: Annotated[int, Field(ge=0)] = 1

    @model_validator(mode="after")
    def _has_plans(self) -> ExperimentModel:
        if not self.vary and not self.plans:
            raise ValueError("either 'vary' or 'plans' says what is compared")
        return self
