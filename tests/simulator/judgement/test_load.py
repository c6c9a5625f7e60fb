"""Load by hour: check-ins in bulk are those that Macs play one by one, and all that is asked for is counted."""

import numpy as np
import pytest

from simulator.chance import dice_key
from simulator.check_ins import awake_spans, check_ins
from simulator.estate import Estate
from simulator.habits import Routine
from simulator.measures import Window
from simulator.presence import CheckInRhythm, Presence
from simulator.reading import Reading
from simulator.resident import Resident
from simulator.rollout_measures.load import check_ins_of
from simulator.rollout_measures.table import DAILY
from simulator.run import calendar_of, play
from simulator.scenario.model import Scenario
from tests.simulator.judgement.small_trace import CALENDAR, START_AT, SmallTrace, at

DAYS = 40
HABITS = {
    "by day": [{}],
    "never asleep": [{"always_on": True}],
    "two who take turns": [{}, {"works_from_s": 46_800, "works_until_s": 75_600}],
    "often away": [{"absent": 0.4, "away": ((10, 14),)}],
    "not there yet": [{"present_from": at("day 3 11:00")}],
}


@pytest.mark.parametrize("habits", HABITS.values(), ids=HABITS)
@pytest.mark.parametrize(("interval_s", "delay_s"), [(900, 300), (3600, 300), (300, 600)])
def test_check_ins_in_bulk_are_those_found_one_by_one(habits, interval_s, delay_s):
    routines = [Routine(CALENDAR, (3, 0, ("sales", n)), **settings) for n, settings in enumerate(habits)]
    rhythm = CheckInRhythm(interval_s, delay_s, START_AT, 77, dice_key(3, 0, ("sales", 0), "check-in"))
    presence = Presence(
        residents=[Resident(f"p{n}", f"a{n}", routine) for n, routine in enumerate(routines)],
        always_on=any(routine.always_on for routine in routines),
        rhythm=rhythm,
        off_until=START_AT,
        console_from=min(routine.present_from for routine in routines),
    )
    until, found, after = at(f"day {DAYS}"), [], START_AT - 1
    while (run_at := presence.next_check_in_of_any(after)) is not None and run_at < until:
        found.append(after := run_at)
    assert len(found) > 150
    bulk = check_ins(rhythm, awake_spans(routines, START_AT, until, []))
    assert bulk.tolist() == found


def played(**more):
    """A run in which every check-in leaves a line in the policy's log, since the policy is Ongoing."""
    raw = {
        "story": "checked in",
        "length": "30 days",
        "fleet": [{"name": "sales", "count": 3, "habits": "mixed"}],
        "jamf": {"policy": {"frequency": "Ongoing"}},
        **more,
    }
    scenario = Scenario.model_validate(raw)
    return Reading(play(scenario, 1).records, calendar_of(scenario))


OFF = [
    {"at": "day 3 10:00", "do": "shut_down", "mac": "sales-0001", "until": "day 4 11:00"},
    {"at": "day 8 10:00", "do": "sleep", "mac": "sales-0002", "until": "day 8 10:20"},
]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"timeline": OFF},
        {"jamf": {"policy": {"frequency": "Ongoing"}, "check_in": {"interval": "1 hour"}}},
        {"fleet": [{"name": "new", "enrolled_in_jamf": "during", "joins": "day 5 10:00"}]},
        {"fleet": [{"name": "shared", "people": [{"name": "early"}, {"name": "late"}]}]},
    ],
    ids=["plain", "off for a while", "every hour", "one that joins", "shared"],
)
def test_check_ins_told_from_the_trace_are_those_at_which_an_ongoing_policy_ran(more):
    reading = played(**more)
    for mac in Estate.read(reading).stories():
        ran = [
            record.at
            for record in reading.records
            if record.kind == "policy.logged" and record.subject == mac.name
        ]
        told = check_ins_of(reading, mac).tolist()
        enrollment_complete = [moment for moment in ran if moment not in told]
        assert [moment for moment in ran if moment in told] == told
        assert len(told) > 100
        assert enrollment_complete in ([], [mac.enrolled_at()])


def by_day(reading, name, window=None):
    window = window or Window(None, -(1 << 62), 1 << 62)
    return {day: value for day, value in enumerate(DAILY[name](reading, window)) if value}


def test_the_load_on_okta_is_the_busiest_hour_s_sign_ins_and_certificates():
    trace = SmallTrace("ada", "ben", opens=0.0)
    trace.opened("day 1 10:05")
    trace.opened("day 1 10:55", mac="ben")
    trace.opened("day 1 11:05", "denied", "no_certificate")
    trace.okta("day 1 10:10", "user.credential.enroll", "success")
    trace.okta("day 2 10:10", "pki.cert.renew", "failure", "not_managed")
    reading = Reading(trace.records, CALENDAR)
    assert by_day(reading, "okta_load_in_busiest_hour_a_day") == {1: 3, 2: 1}
    assert by_day(reading, "okta_load_in_busiest_hour_a_day", Window("ben", 0, 1 << 40)) == {1: 1}
    assert by_day(reading, "okta_load_in_busiest_hour_a_day", Window(None, at("day 2"), 1 << 40)) == {2: 1}


def test_routine_sign_ins_are_counted_in_the_hour_in_which_they_come():
    trace = SmallTrace(opens=3.0)
    trace.opened("day 1 10:00")
    trace.routine_until("day 1 10:00", "day 12 10:00")
    stream = trace.routine.stream("crm", "chrome")
    times = [t for day in range(15) for t in trace.routine.opens_on(day, stream)]
    times = [t for t in times if at("day 1 10:00") < t < at("day 12 10:00")] + [at("day 1 10:00")]
    expected = {}
    for moment in times:
        hour = (moment - CALENDAR.midnight(0)) // 3600
        expected[hour] = expected.get(hour, 0) + 1
    busiest = {}
    for hour, count in expected.items():
        day = CALENDAR.day_of(CALENDAR.midnight(0) + hour * 3600)
        busiest[day] = max(busiest.get(day, 0), count)
    assert by_day(Reading(trace.records, CALENDAR), "okta_load_in_busiest_hour_a_day") == busiest


def test_the_load_on_jamf_is_mostly_check_ins():
    reading = played(jamf={})
    calls = by_day(reading, "jamf_load_in_busiest_hour_a_day")
    assert 12 <= np.median([*calls.values()]) <= 15  # three Macs, four times an hour, and what runs then
    assert set(calls) <= {day for day in range(31) if reading.calendar.is_workday(day)}
