"""A scenario: an estate, what happens to it, and what must come of it. Frozen and checked; see the loader."""

# ruff: noqa: RUF012  # pydantic gives each model its own copy of a default
from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from simulator.scenario.expect import Expectation
from simulator.scenario.faults import Fault
from simulator.scenario.fleet import MacGroup
from simulator.scenario.help_desk import HelpDeskModel
from simulator.scenario.imported import ImportedModel
from simulator.scenario.services import JamfModel, OktaModel, PreviewModel
from simulator.scenario.timeline import Action
from simulator.scenario.values import Date, Duration, Name, Part, Start

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_WEEK = get_args(Weekday)


class CalendarModel(Part):
    """On which days people work."""

    work_days: Annotated[list[Weekday], Field(min_length=1)] = [*_WEEK[:5]]
    """Days of the week; Monday to Friday where left out."""
    holidays: list[Date] = []
    """Days on which nobody works, besides weekends."""

    def week(self) -> frozenset[int]:
        """The days of the week on which people work, 0 for Monday."""
        return frozenset(_WEEK.index(day) for day in self.work_days)


class Counter(Part):
    """The same world with its cause removed: what is changed, and what must then come of it."""

    change: dict[str, Any]
    """Addresses such as fleet.ada.habits.quits_chrome, with their new values; null takes an entry of a list away."""
    expect: Annotated[list[Expectation], Field(min_length=1)]


class Variant(Part):
    """A named change of the scenario, with expectations of its own."""

    change: dict[str, Any]
    expect: list[Expectation] = []


class Scenario(Part):
    """One story."""

    story: Name
    """One sentence: what the story shows."""
    shows: list[Name] = []
    """Ids of the facts that it shows."""
    imported: ImportedModel | None = None
    """What of the estate is from real sources, written by trustlab import and told in reports."""
    start: Start = "2025-01-06 08:00 Europe/Berlin"
    length: Duration = "400 days"
    seeds: Annotated[list[Annotated[int, Field(ge=0)]], Field(min_length=1)] = [1]
    calendar: CalendarModel = CalendarModel()
    assumptions: dict[str, str] = {}
    """Named assumptions that are to be other than their defaults."""
    okta: OktaModel = OktaModel()
    preview: PreviewModel | None = None
    """Where it is set: a second org, whose task is in Jamf Pro too and runs only where it is pushed."""
    jamf: JamfModel = JamfModel()
    help_desk: HelpDeskModel | None = None
    """Where it is set up: who is kept out calls, and is served; without it lock-outs last until something else ends them."""
    fleet: Annotated[list[MacGroup], Field(min_length=1)]
    timeline: list[Action] = []
    faults: list[Fault] = []
    heals_within: Duration = "3 days"
    """After the last fault every managed Mac comes good within so many days of use; counted only where there are faults."""
    dead_ends: list[Name] = []
    """Lasting damage that is the story's point: ids of the facts in whose dead ends Macs are left after the last fault."""
    expect: list[Expectation] = []
    counter_case: Counter | None = None
    variants: dict[str, Variant] = {}
