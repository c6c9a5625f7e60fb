"""The keys of a file that asks in which order some admin steps are safe."""

# ruff: noqa: RUF012  # pydantic gives each model its own copy of a default
from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from simulator.scenario.values import Duration, Moment, Name, Part

MOST_STEPS = 5


class Limits(Part):
    """How long an order may keep a managed Mac out, and let an unmanaged one in, to count as safe."""

    locked_out: Duration | Literal["any"] = "0 seconds"
    let_in: Duration | Literal["any"] = "0 seconds"


class Probes(Part):
    """The Macs that try the app between the steps."""

    managed: Name | None = None
    """The first Mac of the fleet that Jamf Pro manages from the start, where left out."""
    unmanaged: Name | None = None
    """One that Jamf Pro never manages; one is added where there is none."""


class ExpectedOrders(Part):
    """What must come of the orders."""

    safe: list[list[Name]] | None = None
    """All safe orders, in any sequence."""
    shortest: list[Name] | None = None


class OrdersModel(Part):
    """Admin steps of which every order is to be played."""

    orders: Name
    """One sentence: what the steps are for."""
    shows: list[Name] = []
    base: Name | None = None
    """A scenario file, from the place of this one; its estate, timeline and faults are taken."""
    estate: dict[str, Any] | None = None
    """The estate itself, in the keys of a scenario, where there is no base."""
    steps: Annotated[
        dict[Name, list[dict[str, Any]] | dict[str, Any]], Field(min_length=1, max_length=MOST_STEPS)
    ]
    """Each step's acts, as in a timeline without 'at'."""
    start: Moment = "day 2 10:00"
    """When the first step is done."""
    apart: Duration | Annotated[list[Duration], Field(min_length=1)] = "1 hour"
    """How long after a step the next one is done; each of several lengths is tried."""
    watch: Duration = "1 day"
    """How long the Macs go on trying after the last step."""
    probe_every: Duration = "15 minutes"
    app: Name | None = None
    """The app that is tried; the first one where left out."""
    probes: Probes = Probes()
    limits: Limits = Limits()
    seed: Annotated[int, Field(ge=0)] = 1
    expect: ExpectedOrders | None = None

    @model_validator(mode="after")
    def _has_an_estate(self) -> OrdersModel:
        if (self.base is None) == (self.estate is None):
            msg = "either 'base' or 'estate' says what is played"
            raise ValueError(msg)
        return self
