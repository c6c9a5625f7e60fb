"""A help desk as a scenario sets it up, and the habit of calling it. Without one nobody calls, and lock-outs just last."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, GetJsonSchemaHandler, field_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from simulator.scenario.values import Distribution, Duration, Part, Probability, TimeOfDay


class Calling(Part):
    """When a person who is kept out calls the help desk. An assumption about people, not a measurement."""

    who: Probability | Distribution = 0.8
    """How likely it is that somebody who is kept out calls on that day; the same for all, or drawn for each person."""
    after: Duration = "30 minutes"
    """From the denied sign-in to the call: the mean, exponential."""
    gives_up_after: Duration = "15 minutes"
    """How long somebody waits in the line before hanging up: the mean, exponential."""
    again_after: Duration = "2 hours"
    """From hanging up, or from a remedy that did not help, to the next call: the mean, exponential.

    Who was told that the desk cannot help calls again on another day.
    """


CALLING_HABITS: dict[str, dict[str, Any]] = {
    "typical": {},
    "at_once": {"who": 1, "after": "2 minutes", "gives_up_after": "1 hour", "again_after": "30 minutes"},
    "reluctant": {"who": 0.3, "after": "3 hours", "gives_up_after": "5 minutes", "again_after": "1 day"},
}
"""Habits of calling by name."""


def expand_calling(raw: Any) -> Any:
    """The habit behind a name of :data:`CALLING_HABITS`; anything else as it stands."""
    return dict(CALLING_HABITS[raw]) if isinstance(raw, str) and raw in CALLING_HABITS else raw


class _OrByName:
    """Tells editors that the name of a habit will do as well."""

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "description": "When people call the help desk: the name of a habit, or what it is made of.",
            "anyOf": [{"enum": [*CALLING_HABITS]}, handler(core)],
        }


CallingField = Annotated[Calling, _OrByName()]


class DeskHours(Part):
    """When the desk is open on working days, local time of the scenario's start."""

    from_: Annotated[TimeOfDay, Field(alias="from")] = "09:00"
    until: TimeOfDay = "17:00"


class HelpDeskModel(Part):
    """People who answer calls in the order in which they come, find the cause, and do what its remedy says."""

    people: Annotated[int, Field(ge=1, le=10_000)] = 2
    hours: DeskHours = DeskHours()
    call_takes: Duration = "15 minutes"
    """How long a call takes once it is answered: the mean, exponential."""
    passes_on: Literal["never"] | Duration = "1 day"
    """How long an administrator takes to do what the desk cannot: edit the task, the policy or Okta's setting."""

    @field_validator("hours")
    @classmethod
    def _in_order(cls, hours: DeskHours) -> DeskHours:
        from simulator.clock import parse_time_of_day_s

        if parse_time_of_day_s(hours.from_) >= parse_time_of_day_s(hours.until):
            raise ValueError(f"the desk closes at {hours.until}, before it opens")
        return hours
