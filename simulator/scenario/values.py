"""The small values of a scenario file: durations, moments, times of day, distributions over people."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema, model_validator

from simulator.clock import (
    parse_duration_s,
    parse_signed_duration_s,
    parse_start,
    parse_time_of_day_s,
    time_zone,
)


class Part(BaseModel):
    """A part of a scenario: unknown keys are mistakes, and nothing changes after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, use_attribute_docstrings=True)


def _checked(parse: Any) -> AfterValidator:
    def check(text: str) -> str:
        try:
            parse(text)
        except OverflowError as error:
            msg = "the number is too large"
            raise ValueError(msg) from error
        return text

    return AfterValidator(check)


def _is_printable(text: str) -> None:
    """Names reach terminals, so none may hold an escape sequence or a line break."""
    if not text.isprintable():
        raise ValueError("a control character or a line break does not belong in a name")


def _is_date(text: str) -> None:
    try:
        dt.date.fromisoformat(text)
    except ValueError as error:
        msg = f"'{text}' is no date: {error}"
        raise ValueError(msg) from error


def _is_moment(text: str) -> None:
    if not re.fullmatch(r"(day \d+|\d{4}-\d{2}-\d{2})( \d{1,2}:\d{2}(:\d{2})?)?", text):
        msg = f"'{text}' is no moment; write for example 'day 366 09:00' or '2026-01-07 09:00'"
        raise ValueError(msg)
    day, _, time = text.removeprefix("day ").partition(" ")
    if not text.startswith("day"):
        _is_date(day)
    if time:
        parse_time_of_day_s(time)


def _is_check_in_interval(text: str) -> None:
    if not 300 <= parse_duration_s(text) <= 3600:
        msg = f"Jamf Pro lets Macs check in every 5 minutes to an hour, not every {text}"
        raise ValueError(msg)


def _described(what: str, *examples: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "description": what, "examples": [*examples]})


Duration = Annotated[
    str, _checked(parse_duration_s), _described("A length of time.", "30 days", "2 hours", "1 day 12 hours")
]
CheckInInterval = Annotated[
    str,
    _checked(_is_check_in_interval),
    _described("How often Macs check in: 5 minutes to an hour.", "15 minutes", "1 hour"),
]
SignedDuration = Annotated[
    str, _checked(parse_signed_duration_s), _described("A length of time, or one back.", "-3 hours", "2 days")
]
Moment = Annotated[
    str,
    _checked(_is_moment),
    _described(
        "A day of the run (0 is its start) or a date, local time.", "day 366 09:00", "2026-01-07 09:00"
    ),
]
Date = Annotated[
    str,
    Field(pattern=r"^\d{4}-\d{2}-\d{2}$"),
    _checked(_is_date),
    WithJsonSchema({"type": "string", "format": "date"}),
]
Start = Annotated[
    str, _checked(parse_start), _described("Date, time and time zone.", "2025-01-06 08:00 Europe/Berlin")
]
TimeZone = Annotated[
    str, _checked(time_zone), WithJsonSchema({"type": "string", "examples": ["Europe/Berlin"]})
]
TimeOfDay = Annotated[str, _checked(parse_time_of_day_s), _described("Local time.", "08:30")]
Version = Annotated[
    str,
    Field(pattern=r"^\d+(\.\d+){0,2}$"),
    WithJsonSchema({"type": ["string", "number"], "examples": ["10.14.6"]}),
]
Name = Annotated[str, Field(min_length=1, max_length=200), _checked(_is_printable)]
Line = Annotated[str, _checked(_is_printable)]
Probability = Annotated[float, Field(ge=0, le=1)]


class Beta(Part):
    """A beta distribution over people, on [0, 1]."""

    beta: tuple[Annotated[float, Field(gt=0)], Annotated[float, Field(gt=0)]]


class Uniform(Part):
    """A uniform distribution over people."""

    uniform: tuple[float, float]

    @model_validator(mode="after")
    def _is_upright(self) -> Uniform:
        _ascend(*self.uniform)
        return self


class Triangular(Part):
    """A triangular distribution over people: low, mode, high."""

    triangular: tuple[float, float, float]

    @model_validator(mode="after")
    def _is_upright(self) -> Triangular:
        _ascend(*self.triangular)
        return self


class Quantiles(Part):
    """A distribution over people as data have it: values at equal steps of the probability, least first, most last."""

    quantiles: Annotated[list[float], Field(min_length=2, max_length=1001)]

    @model_validator(mode="after")
    def _is_upright(self) -> Quantiles:
        _ascend(*self.quantiles)
        return self


def _ascend(*numbers: float) -> None:
    for low, high in itertools.pairwise(numbers):
        if low > high:
            msg = f"the numbers go up; {low:g} stands before {high:g}"
            raise ValueError(msg)


def _stay_within(rate: float | Distribution, low: float, high: float, what: str) -> None:
    """A distribution that reaches beyond what its place means."""
    ends: tuple[float, ...] = ()
    if isinstance(rate, Uniform):
        ends = rate.uniform
    elif isinstance(rate, Triangular):
        ends = rate.triangular
    elif isinstance(rate, Quantiles):
        ends = (rate.quantiles[0], rate.quantiles[-1])
    for end in ends:
        if not low <= end <= high:
            msg = f"{what} lies between {low:g} and {high:g}; this distribution reaches {end:g}"
            raise ValueError(msg)


Distribution = Beta | Uniform | Triangular | Quantiles
_MOST_A_DAY = 50
Rate = Annotated[float, Field(ge=0, le=_MOST_A_DAY)] | Distribution


class DailyProbability(Part):
    """How likely it is on a day, the same for all people or drawn for each."""

    daily_probability: Probability | Distribution

    @model_validator(mode="after")
    def _is_a_probability(self) -> DailyProbability:
        _stay_within(self.daily_probability, 0, 1, "a probability")
        return self


class PerWorkday(Part):
    """How often on a working day, the same for all people or drawn for each."""

    per_workday: Rate

    @model_validator(mode="after")
    def _is_a_rate(self) -> PerWorkday:
        _stay_within(self.per_workday, 0, _MOST_A_DAY, "a rate")
        return self


Never = Literal["never"]
