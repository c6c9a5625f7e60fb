"""How the task's policy comes to the fleet: to all at once, so many Macs more a day, or in waves; and when it pauses."""

# ruff: noqa: RUF012  # pydantic gives each model its own copy of a default
from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator

from simulator.clock import parse_share
from simulator.scenario.values import Moment, Name, Part


def _is_share(text: str) -> str:
    parse_share(text)
    return text


Share = Annotated[
    str,
    AfterValidator(_is_share),
    WithJsonSchema({"type": "string", "description": "A share in percent.", "examples": ["1 %", "12.5 %"]}),
]


class PauseWhile(Part):
    """A stop rule, looked at whenever Macs are to be added: while it is so, nobody is, and it is looked at each working day."""

    more_than: Share | None = None
    """So large a share of the Macs reached so far is locked out: somebody's last sign-in there was denied."""
    more_calls_than: Annotated[int, Field(ge=0)] | None = None
    """So many calls came to the help desk on the last working day."""

    @model_validator(mode="after")
    def _says_when(self) -> PauseWhile:
        if self.more_than is None and self.more_calls_than is None:
            raise ValueError("say more_than (a share that is locked out) or more_calls_than")
        return self


class Freeze(Part):
    """A change freeze: no Macs are added from a moment until another; those that were due follow afterwards."""

    from_: Annotated[Moment, Field(alias="from")]
    until: Moment


class _InSteps(Part):
    pause_while: PauseWhile | None = None
    frozen: list[Freeze] = []


class MacsADay(_InSteps):
    """So many Macs more in scope each working day at 08:00, in the order of the fleet or of its groups."""

    macs_a_day: Annotated[int, Field(ge=1)]
    from_: Annotated[Moment | None, Field(alias="from")] = None
    """The first day; that of the start where left out."""
    order: list[Name] = []
    """Groups that come first, in this order; the others follow."""


class Wave(Part):
    """Macs that come into scope at a moment: of some groups or of all, those that are not there yet, in their order."""

    at: Moment
    macs: Literal["all"] | Share | Annotated[int, Field(ge=1)] = "all"
    """How many of them, a share of these groups' Macs, or all that are left."""
    groups: list[Name] = []


class Waves(_InSteps):
    """Macs come into scope wave by wave; a wave that was held up is followed by the next one a working day later."""

    waves: Annotated[list[Wave], Field(min_length=1)]


Rollout = Literal["all_at_once"] | MacsADay | Waves
