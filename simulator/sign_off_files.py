"""The files of a sign-off, written by people: ``limits.yaml`` and ``accepted.yaml``, read and checked."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, TypeVar

from pydantic import AfterValidator, Field, ValidationError, model_validator

from simulator.experiments.model import share_of
from simulator.experiments.observed import DAILY
from simulator.scenario.mistakes import Mark, Mistake, ScenarioMistakes, did_you_mean, quote
from simulator.scenario.text import FileKind, read_bytes, read_tree, source_line
from simulator.scenario.translate import translate
from simulator.scenario.tree import address_of
from simulator.scenario.values import Name, Part
from simulator.sign_off import COUNTED, MEASURED, Acceptance, Limit

LIMITS: Final = FileKind("limits", "A file of limits begins with 'limits:'.")
ACCEPTED: Final = FileKind("accepted findings", "A file of accepted findings begins with 'accepted:'.")
_Model = TypeVar("_Model", bound=Part)


def _measure(name: str) -> str:
    known = [*MEASURED, *COUNTED]
    if name not in known:
        raise ValueError(f"there is no measure {quote(name)}. {did_you_mean(name, known)}".rstrip())
    return name


def _years(text: str) -> str:
    share = share_of(text, "years")
    if share is None or not 0 < share < 1:
        raise ValueError("write for example '95 % of years'")
    return text


def _date(text: str) -> str:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{quote(text)} is no date; write for example 2026-12-31") from None
    return text


class LimitModel(Part):
    """What a number may come to; of several seeds the interval of their mean has to keep within it."""

    measure: Annotated[str, AfterValidator(_measure)]
    at_most: float | None = None
    at_least: float | None = None
    quantile_over_days: Annotated[float, Field(gt=0, lt=1)] | None = None
    """For a measure by day: this quantile over the days of a run; the worst day where left out."""
    in_: Annotated[str, AfterValidator(_years)] | None = Field(None, alias="in")
    """Instead of the mean: a year to come keeps within it, with this share."""

    @model_validator(mode="after")
    def _is_one_limit(self) -> LimitModel:
        if (self.at_most is None) == (self.at_least is None):
            raise ValueError("a limit has either at_most or at_least")
        if self.quantile_over_days is not None and self.measure not in DAILY:
            raise ValueError(f"{self.measure} is one number for a whole run: it has no days")
        if self.in_ is not None and self.measure in COUNTED:
            raise ValueError(f"{self.measure} counts findings of all seeds together: it has no years")
        return self

    def limit(self) -> Limit:
        """The limit that it says."""
        years = None if self.in_ is None else share_of(self.in_, "years")
        return Limit(self.measure, self.at_most, self.at_least, self.quantile_over_days, years)


class LimitsModel(Part):
    """A file of limits."""

    limits: Annotated[list[LimitModel], Field(min_length=1)]


class AcceptanceModel(Part):
    """A finding that somebody accepts."""

    finding: Name
    """Its id, as the report has it."""
    who: Name
    why: Name
    until: Annotated[str, AfterValidator(_date)]
    """The last day on which it is accepted."""
    story: Name | None = None
    """The story's file, where several stories of a report have the finding."""


class AcceptedModel(Part):
    """A file of accepted findings."""

    accepted: list[AcceptanceModel]


def read_limits(path: str, *, baseline: bool) -> tuple[Limit, ...]:
    """The limits of a file, for a report with or without a baseline. Raises ScenarioMistakes with all that is wrong."""
    model = _read(path, LIMITS, LimitsModel)
    found = tuple(one.limit() for one in model.limits)
    if not baseline and any(one.measure == "new_findings" for one in found):
        what = "new_findings counts what a baseline does not have: give --baseline as well"
        raise ScenarioMistakes([Mistake(path, Mark(), "limits", what)])
    return found


def read_accepted(path: str) -> tuple[Acceptance, ...]:
    """The accepted findings of a file. Raises ScenarioMistakes with all that is wrong with it."""
    return tuple(
        Acceptance(one.finding, one.who, one.why, dt.date.fromisoformat(one.until), one.story or "")
        for one in _read(path, ACCEPTED, AcceptedModel).accepted
    )


def _read(path: str, kind: FileKind, model: type[_Model]) -> _Model:
    tree, lines, mistakes = read_tree(path, read_bytes(path, kind), kind)
    try:
        found = model.model_validate(tree.plain())
    except ValidationError as error:
        mistakes += [
            Mistake(
                path, one.mark, address_of(tree, one.path), one.what, one.hint, source_line(lines, one.mark)
            )
            for one in translate(error, model, tree)
        ]
    if mistakes:
        raise ScenarioMistakes(sorted(mistakes, key=lambda one: (one.mark.line, one.mark.column)))
    return found
