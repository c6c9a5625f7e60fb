"""Estates with a closed form, played whole and read from their trace, and the sampling error that theory gives a share."""

import math

from simulator.measures import Window
from simulator.reading import Reading
from simulator.run import calendar_of, play
from simulator.scenario.model import Scenario

EVERY_DAY = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
NEVER_ASLEEP = {"sleeps": "never", "opens_apps": "never"}
OFTEN = {"sleeps": "never", "opens_apps": {"per_workday": 50}}
"""Apps are open all day, so that a browser which runs on has presented its certificate before a renewal comes."""


def played(seed=1, **estate):
    scenario = Scenario.model_validate(
        {
            "story": "a closed form",
            "start": "2025-01-06 12:00 UTC",
            "calendar": {"work_days": EVERY_DAY},
            "okta": {"certificates": "on_demand"},
            **estate,
        }
    )
    return Reading(play(scenario, seed).records, calendar_of(scenario))


def whole(reading):
    return Window(None, reading.start_at, reading.end_at)


def at_start(issued_ago):
    return {"certificate": "there", "issued_ago": issued_ago}


def share_error(p, n):
    return math.sqrt(p * (1 - p) / n)
