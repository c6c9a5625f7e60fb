"""What a help desk is: how many people, when, how long a call takes, and how long an administrator takes."""

from __future__ import annotations

from typing import NamedTuple

from simulator.chance import Entity, dice, exponential
from simulator.clock import MINUTE_S, Calendar, parse_duration_s, parse_time_of_day_s
from simulator.opening_hours import OpeningHours
from simulator.scenario.help_desk import HelpDeskModel


class Terms(NamedTuple):
    """Times in seconds; ``passes_on_s`` None: nothing is passed on to an administrator."""

    people: int
    hours: OpeningHours
    call_takes_s: int
    passes_on_s: int | None

    @classmethod
    def of(cls, model: HelpDeskModel, calendar: Calendar) -> Terms:
        """As a scenario sets it up."""
        hours = OpeningHours(
            calendar, parse_time_of_day_s(model.hours.from_), parse_time_of_day_s(model.hours.until)
        )
        passes_on_s = None if model.passes_on == "never" else parse_duration_s(model.passes_on)
        return cls(model.people, hours, parse_duration_s(model.call_takes), passes_on_s)

    def service_s(self, address: tuple[int, int, Entity], at: int) -> int:
        """How long a call takes that is answered at an epoch second, by the person's dice: exponential, at least 1."""
        drawn = dice(*address, "call takes", at // MINUTE_S)
        return max(1, round(exponential(drawn, self.call_takes_s)))
