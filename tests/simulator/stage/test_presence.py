"""When a Mac checks in, runs its scheduled task, and who sits at it: looked up, tick by tick."""

from itertools import pairwise

import pytest

from simulator.chance import dice_key
from simulator.clock import DAY_S, Calendar, parse_start
from simulator.habits import Routine
from simulator.presence import CheckInRhythm, Presence
from simulator.resident import Resident

START_AT, ZONE = parse_start("2025-01-06 08:00 Europe/Berlin")
CALENDAR = Calendar(START_AT, ZONE, 60)
NINE = CALENDAR.at(0, 9 * 3600 + 1800)


def routine(index=0, **habits):
    return Routine(CALENDAR, (1, 0, ("sales", index)), present_from=START_AT, **habits)


def presence(*residents, always_on=False, delay_s=300, **more):
    rhythm = CheckInRhythm(900, delay_s, START_AT, 450, dice_key(1, 0, ("sales", 0), "check-in"))
    return Presence(list(residents), always_on, rhythm, console_from=START_AT, **more)


def of_one(**habits):
    return presence(Resident("ada", "ada", routine(**habits)))


def check_ins(mac, account, until):
    at, found = START_AT, []
    while (at := mac.next_check_in(at, account)) is not None and at < until:
        found.append(at)
    return found


def test_a_mac_that_is_awake_checks_in_every_fifteen_minutes_with_up_to_five_minutes_of_delay():
    mac = of_one(always_on=True)
    mac.always_on = True
    found = check_ins(mac, "ada", START_AT + DAY_S)
    gaps = [later - earlier for earlier, later in pairwise(found)]
    assert len(found) == pytest.approx(96, abs=1)
    assert min(gaps) >= 600
    assert max(gaps) <= 1200


def test_a_mac_that_is_awake_when_a_run_begins_did_its_last_tick_before_and_one_that_wakes_later_does_it_then():
    awake = presence(Resident("ada", "ada", routine()), always_on=True, delay_s=0, off_until=START_AT)
    assert awake.next_check_in(START_AT - 1, "ada") == START_AT + 450
    asleep = presence(Resident("ada", "ada", routine()), delay_s=0, off_until=START_AT)
    begins, _ = asleep.residents[0].routine.span(0)
    assert asleep.next_check_in(START_AT - 1, "ada") == begins


def test_ticks_missed_in_sleep_run_once_at_the_wake():
    mac = of_one()
    found = [at for at in check_ins(mac, "ada", START_AT + 2 * DAY_S) if CALENDAR.day_of(at) == 1]
    begins, ends = mac.residents[0].routine.span(1)
    assert begins <= found[0] <= begins + 300
    assert all(later - earlier >= 550 for earlier, later in pairwise(found))
    assert found[-1] <= ends + 300


def test_a_check_in_is_looked_for_before_the_limit_only():
    mac = of_one(always_on=True)
    first = mac.next_check_in(START_AT, "ada")
    assert mac.next_check_in(START_AT, "ada", before=first) is None
    assert mac.next_check_in(START_AT, "ada", before=first + 1) == first


def test_nobody_else_is_at_a_console_that_the_scenario_holds():
    mac = of_one(always_on=True)
    mac.scripted_console = ""
    assert mac.next_check_in(START_AT, "ada") is None
    assert mac.next_check_in(START_AT, "") is not None


def test_a_mac_that_is_off_does_not_check_in():
    mac = of_one(always_on=True)
    mac.always_on = True
    mac.off_until = START_AT + 5 * 3600
    assert mac.next_check_in(START_AT, "ada") >= START_AT + 5 * 3600


def test_an_absent_person_s_mac_never_wakes():
    mac = of_one(away=((0, 70),))
    assert mac.next_awake(START_AT) is None
    assert mac.next_check_in(START_AT, "ada") is None


def test_ones_own_mac_stays_logged_in_over_night_and_a_shared_one_does_not():
    own = of_one()
    shared = presence(
        Resident("early", "early", routine(1, works_from_s=6 * 3600, works_until_s=12 * 3600)),
        Resident("late", "late", routine(2, works_from_s=15 * 3600, works_until_s=20 * 3600)),
    )
    night = CALENDAR.at(1, 3 * 3600)
    assert own.console_at(night) == "ada"
    assert shared.console_at(night) == ""
    assert shared.console_at(CALENDAR.at(1, 10 * 3600)) == "early"
    assert shared.console_at(CALENDAR.at(1, 18 * 3600)) == "late"


def test_a_check_in_for_a_user_of_a_shared_mac_waits_for_that_user():
    shared = presence(
        Resident("early", "early", routine(1, works_from_s=6 * 3600, works_until_s=12 * 3600)),
        Resident("late", "late", routine(2, works_from_s=15 * 3600, works_until_s=20 * 3600)),
    )
    found = shared.next_check_in(START_AT, "late")
    assert shared.console_at(found) == "late"
    assert found >= CALENDAR.at(0, 15 * 3600)


def test_before_the_first_login_nobody_is_at_the_console():
    late = Resident("ada", "ada", Routine(CALENDAR, (1, 0, ("s", 0)), present_from=START_AT + 4 * 3600))
    mac = presence(late)
    mac.console_from = START_AT + 4 * 3600
    assert mac.console_at(START_AT + 3600) == ""
    assert mac.next_check_in(START_AT, "") < START_AT + 3600
    assert mac.next_check_in(START_AT, "ada") >= START_AT + 4 * 3600


def test_the_scheduled_task_passes_once_a_day_and_after_sleep():
    mac = of_one(quits=0.0)
    loaded_at = NINE
    at, passes = loaded_at, []
    while (at := mac.next_agent_pass("ada", loaded_at, at)) is not None and CALENDAR.day_of(at) < 30:
        passes.append(at)
    workdays = [day for day in range(1, 30) if CALENDAR.is_workday(day)]
    days = [CALENDAR.day_of(at) for at in passes]
    assert sorted(set(days)) == workdays
    # A wake before the day's own tick runs the one that was missed; never more than these two.
    assert max(days.count(day) for day in workdays) == 2


def test_the_scheduled_task_passes_at_a_login_too():
    mac = of_one(restarts=1.0)
    first = mac.next_agent_pass("ada", NINE, CALENDAR.at(1, 0))
    assert first == mac.residents[0].routine.restart_at(1)


def test_the_same_question_has_the_same_answer_until_the_mac_is_switched_off():
    mac = of_one()
    before = mac.next_agent_pass("ada", NINE, NINE + DAY_S)
    assert mac.next_agent_pass("ada", NINE, NINE + DAY_S) == before
    mac.off_until = NINE + 20 * DAY_S
    assert mac.next_agent_pass("ada", NINE, NINE + DAY_S) >= NINE + 20 * DAY_S
