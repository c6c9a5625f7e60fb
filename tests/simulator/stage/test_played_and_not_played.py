"""What is not played comes out as if it were: beside each routine sign-in a scripted one is really played.

The quiet run tells of changes only. The asked run is the same world with a sign-in of the same person to the same app
one second after each routine one; it must come out as the quiet run says of the routine one.
"""

import datetime as dt

import pytest

from simulator.clock import Calendar, utc_text
from simulator.habits import Routine
from simulator.run import play
from simulator.scenario.model import Scenario

MIXED = {
    "quits_chrome": {"daily_probability": 0.08},
    "restarts_mac": {"daily_probability": 0.03},
    "opens_apps": {"per_workday": 2.5},
    "absent": {"daily_probability": 0.1},
}
ESTATES = {
    "calm": {},
    "always on": {"fleet": [{"name": "ada", "habits": {**MIXED, "sleeps": "never"}}]},
    "safari": {"fleet": [{"name": "ada", "apps": ["safari"], "habits": MIXED}]},
    "read only": {"faults": [{"kind": "read_only_cell", "from": "day 0 08:00", "until": "day 2 12:00"}]},
    "read only at renewal": {
        "faults": [{"kind": "read_only_cell", "from": "day 330", "until": "day 370 12:30"}]
    },
    "unmanaged": {"faults": [{"kind": "unmanaged", "from": "day 300", "until": "day 375 11:00"}]},
    "blocked": {
        "faults": [
            {"kind": "host_blocked", "host": "mtls", "from": "day 100 11:00", "until": "day 103 15:00"}
        ]
    },
    "okta down": {"faults": [{"kind": "okta_down", "from": "day 100 11:00", "until": "day 103 15:00"}]},
    "off": {"faults": [{"kind": "mac_off", "from": "day 320 12:00", "until": "day 373 10:00"}]},
    "wrong clock": {
        "faults": [{"kind": "clock_skew", "by": "-40 days", "from": "day 50", "until": "day 372"}]
    },
    "fast clock": {"faults": [{"kind": "clock_skew", "by": "40 days", "from": "day 50", "until": "day 372"}]},
    "edited rules": {
        "timeline": [
            {"at": "day 50 12:00", "do": "set_rules", "app": "salesforce", "rules": "open"},
            {"at": "day 90 12:00", "do": "set_rules", "app": "salesforce", "rules": "trusted_macs_only"},
        ]
    },
    "revoked and suspended": {
        "timeline": [
            {"at": "day 50 12:00", "do": "suspend_user", "person": "ada"},
            {"at": "day 60 12:00", "do": "unsuspend_user", "person": "ada"},
            {"at": "day 90 12:00", "do": "revoke_user_certificates", "person": "ada"},
            {"at": "day 120 09:00", "do": "push_task", "mac": "ada", "parameter": "uninstall"},
            {"at": "day 121 12:00", "do": "push_task", "mac": "ada"},
        ]
    },
    "a setting that goes off and on": {
        "timeline": [
            {"at": "day 50 12:00", "do": "disable_device_trust"},
            {"at": "day 60 12:00", "do": "enable_device_trust"},
        ]
    },
    "chrome that looks anew": {"assumptions": {"chrome_keeps_identity_whose_key_was_deleted": "no"}},
    "renewed ones unbound": {"assumptions": {"renewed_certificate": "unbound"}},
    "old ones revoked": {"assumptions": {"old_certificate_after_renewal": "revoked"}},
}


def scenario(estate, timeline=()):
    raw = {
        "story": "played and not played",
        "length": "400 days",
        "okta": {"apps": [{"name": "salesforce"}, {"name": "workday", "protocol": "ws_fed"}]},
        "fleet": [{"name": "ada", "habits": MIXED}],
        **estate,
    }
    raw["timeline"] = [*raw.get("timeline", ()), *timeline]
    return Scenario.model_validate(raw)


def routine_of(trace):
    start, person = trace.records[0].details, next(r for r in trace.records if r.kind == "person.added")
    calendar = Calendar(start["start_at"], start["zone"], start["days"])
    return calendar, Routine.from_details(calendar, start["seed"], 0, person.details["habits"])


def told_of(trace, app):
    """(from, until, outcome, reason) of an app, as the quiet run tells it: played ones and segments."""
    opened = [r for r in trace.records if r.kind == "app.opened" and r.details["app"] == app]
    played = {r.at: (r.outcome, r.reason) for r in opened}
    segments = [r for r in trace.records if r.kind == "app.routine" and r.details["app"] == app]
    return played, [(r.details["from_at"], r.details["until_at"], (r.outcome, r.reason)) for r in segments]


def said_at(told, at):
    played, segments = told
    if at in played:
        return played[at]
    return next((came for begins, ends, came in segments if begins < at < ends), None)


def moment(calendar, at):
    local = dt.datetime.fromtimestamp(at, calendar.zone)
    return local.strftime("%Y-%m-%d %H:%M:%S")


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("estate", ESTATES.values(), ids=ESTATES)
def test_a_sign_in_that_is_not_played_comes_out_as_one_that_is(estate, seed):
    quiet = play(scenario(estate), seed)
    calendar, routine = routine_of(quiet)
    script, said = [], {}
    for app in ("salesforce", "workday"):
        client = "safari" if "safari" in str(estate) else "chrome"
        told = told_of(quiet, app)
        for day in range(398):
            for number, at in enumerate(routine.opens_on(day, routine.stream(app, client))):
                came = said_at(told, at)
                if came is not None:
                    name = f"{app} {day} {number}"
                    said[name] = (came, at)
                    act = {"do": "open_app", "mac": "ada", "app": app, "as": name}
                    script.append({"at": moment(calendar, at + 1), **act})
    asked = play(scenario(estate, script), seed)
    really = {
        r.details["named"]: (r.outcome, r.reason) for r in asked.records if r.details.get("named") in said
    }
    wrong = [
        (utc_text(said[name][1]), name, said[name][0], came)
        for name, came in really.items()
        if came != said[name][0]
    ]
    assert len(really) == len(said) > 500
    assert wrong == []


def test_the_estates_are_worth_it():
    """In more than half of these worlds something is denied and something allowed: else nothing would be compared."""
    mixed = 0
    for estate in ESTATES.values():
        outcomes = {r.outcome for r in play(scenario(estate), 1).records if r.kind == "app.opened"}
        mixed += outcomes == {"allowed", "denied"}
    assert mixed > len(ESTATES) // 2
