"""The fleet of a scenario: groups of Macs, who works on them, and what these people are used to do."""

# ruff: noqa: RUF012  # pydantic gives each model its own copy of a default
from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, GetJsonSchemaHandler, field_validator, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from simulator.scenario.at_start import AtStart, MacsFile
from simulator.scenario.help_desk import Calling, CallingField, expand_calling
from simulator.scenario.values import (
    DailyProbability,
    Moment,
    Name,
    Never,
    Part,
    PerWorkday,
    SignedDuration,
    TimeOfDay,
    TimeZone,
    Version,
)

Client = Literal[
    "chrome",
    "safari",
    "firefox",
    "office",
    "box",
    "google_drive",
    "google_backup_and_sync",
    "slack",
    "skype",
    "ringcentral",
]


class Hours(Part):
    """Working hours, local time."""

    from_: Annotated[TimeOfDay, Field(alias="from")] = "08:30"
    until: TimeOfDay = "17:30"


class Away(Part):
    """Days on which a person does not work and, unless it never sleeps, the Mac is asleep."""

    from_: Annotated[Moment, Field(alias="from")]
    until: Moment


class Habits(Part):
    """What a person does day by day. Rates may be distributions: one is drawn for each person."""

    works: Hours = Hours()
    """Working hours on working days; the Mac wakes and sleeps with them."""
    sleeps: Literal["at_night", "never"] = "at_night"
    """Whether the Mac sleeps outside the working hours."""
    opens_apps: Never | Literal["every_workday", "often"] | PerWorkday = "every_workday"
    """How often each app is opened on a working day."""
    quits_chrome: Never | Literal["every_day"] | DailyProbability = "every_day"
    """How often Chrome (any browser) is quit, at the end of a working day."""
    restarts_mac: Never | Literal["every_day", "weekly"] | DailyProbability = "never"
    """How often the Mac is restarted, with a new login, at the beginning of a working day."""
    absent: Never | DailyProbability = "never"
    """Single days of absence."""
    away: list[Away] = []
    """Longer absences: holidays of one's own, a shutdown, parental leave."""
    calls_help_desk: CallingField = Calling()
    """When somebody who is kept out calls, where the scenario has a help desk."""

    _calling_by_name = field_validator("calls_help_desk", mode="before")(expand_calling)


HABIT_SETS: dict[str, dict[str, Any]] = {
    "calm": {},
    "mixed": {
        "opens_apps": {"per_workday": {"triangular": [0.2, 2.0, 6.0]}},
        "quits_chrome": {"daily_probability": {"beta": [0.6, 2.4]}},
        "restarts_mac": {"daily_probability": {"beta": [1.0, 30.0]}},
        "absent": {"daily_probability": {"beta": [1.5, 20.0]}},
    },
    "always_on": {"sleeps": "never"},
    "idle": {"opens_apps": "never"},
}
"""Habits by name. 'mixed' is an assumption about people, not a measurement: replace it by your own figures."""


def expand_habits(raw: Any) -> Any:
    """The habits behind a name of :data:`HABIT_SETS`; anything else as it stands."""
    return dict(HABIT_SETS[raw]) if isinstance(raw, str) and raw in HABIT_SETS else raw


class _OrByName:
    """Tells editors that the name of a set of habits will do as well."""

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "description": "What people do: the name of a set of habits, or the habits one by one.",
            "anyOf": [{"enum": [*HABIT_SETS]}, handler(core)],
        }


HabitsField = Annotated[Habits, _OrByName()]


class Person(Part):
    """One Okta user of a Mac; named on several Macs, one user with several, in the groups of the first."""

    name: Name
    account: Name | None = None
    """The macOS account; each person has one of their own unless two name the same."""
    habits: HabitsField | None = None
    """This person's habits where they differ from the group's."""
    logs_in_from: Moment | None = None
    """First login at this Mac; from the start where it is left out."""

    _habits_by_name = field_validator("habits", mode="before")(expand_habits)


class MacGroup(Part):
    """Macs of one kind. A group of more than one is numbered: sales-0001, sales-0002, ..."""

    name: Name
    count: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    macs: MacsFile | None = None
    """A table of known Macs (CSV, beside this file) instead of a count: their names, people and state, one line each."""
    at_start: AtStart = AtStart()
    """What is there already on each of these Macs at the start, where their table does not tell."""
    macos: Version = "10.14.6"
    apps: Annotated[list[Client], Field(min_length=1)] = ["chrome"]
    """Clients in use; people open apps with the first one unless a timeline says otherwise."""
    office_version: Version = "16.15"
    people: list[Person] = []
    """Who works on each of these Macs; where empty, one person of the Mac's name."""
    habits: HabitsField = Habits()
    groups: list[Name] = []
    """Okta groups of these people, besides Everyone."""
    user_status: Literal["active", "staged", "suspended", "deactivated", "absent"] = "active"
    """What the people are in Okta at the start."""
    enrolled_in_jamf: Literal["before", "during", "never"] = "before"
    """before: managed since before the policy exists. during: enrolled at 'joins', where Enrollment Complete fires."""
    joins: Moment | None = None
    """When a Mac that is enrolled 'during' the run joins; the start where it is left out."""
    joins_logged_in: bool = True
    """Whether somebody is logged in at Enrollment Complete."""
    time_zone: TimeZone | None = None
    """Where these people live and work; the zone of the scenario's start where left out."""
    network: Literal["office", "home"] = "office"
    """The zone from which requests come."""
    clock_skew: SignedDuration = "0 seconds"
    allows_hosts: list[str] | None = None
    """An outbound allow list, to the letter (for example *.okta.com); everything where left out."""
    departments: list[Name] = []

    _habits_by_name = field_validator("habits", mode="before")(expand_habits)

    @model_validator(mode="after")
    def _is_counted_once(self) -> MacGroup:
        if self.macs is not None:
            for key in ("count", "people"):
                if key in self.model_fields_set:
                    raise ValueError(
                        f"'macs' names a table that has one line a Mac; '{key}' does not go with it"
                    )
        return self

    @property
    def size(self) -> int:
        """How many Macs it has."""
        return self.count if self.macs is None else len(self.macs.macs)
