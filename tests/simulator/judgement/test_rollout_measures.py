"""Every measure of a rollout counts what its name says, on traces of a few lines worked out by hand."""

import pytest

from simulator import measure_names as names
from simulator.measures import MEASURES, Window
from simulator.reading import Reading
from simulator.rollout_measures.table import DAILY, TOTALS
from simulator.run import calendar_of, play
from simulator.scenario.model import Scenario
from tests.simulator.judgement.small_trace import CALENDAR, SmallTrace, at

ALWAYS = (-(1 << 62), 1 << 62)
EVER = Window(None, *ALWAYS)


def total(trace, name, window=EVER):
    return TOTALS[name](Reading(trace.records, CALENDAR), window)


def by_day(trace, name, window=EVER):
    """The days on which it is not 0."""
    return {
        day: value for day, value in enumerate(DAILY[name](Reading(trace.records, CALENDAR), window)) if value
    }


def span(trace, day):
    return trace.routine.span(day)


def minutes(trace, day, begins, ends):
    """Minutes of work on a day between two moments."""
    first, last = span(trace, day)
    return max(0, min(last, at(ends)) - max(first, at(begins))) / 60


# --- names ------------------------------------------------------------------------------------------------


def test_every_name_has_a_measure_and_every_measure_a_name():
    assert {*TOTALS} == {*names.COUNTED, *names.OF_ROLLOUTS}
    assert {*DAILY} == {*names.DAILY}
    assert {*names.COUNTED} == {*MEASURES}


def test_a_name_holds_a_share_and_a_cause_and_nothing_else():
    assert "days_to_80_percent_trusted" in TOTALS
    assert "days_to_99.5_percent_trusted" in TOTALS
    assert "denied_minutes of browser_keeps_old" in TOTALS
    assert "denied_minutes_a_day of browser_keeps_old" in DAILY
    for wrong in (
        "days_to_N_percent_trusted",
        "days_to_120_percent_trusted",
        "days_to_0_percent_trusted",
        "denied_minutes of no_deny",  # which lets in
        "exposures of browser_keeps_old",
        "denied_minutes of",
        "denied_95_minutes",
    ):
        assert wrong not in TOTALS, wrong


def test_a_wrong_cause_is_answered_with_the_nearest_one():
    with pytest.raises(names.NoSuchMeasure) as told:
        names.asked("denied_minutes of browser_keep_old")
    assert "denied_minutes of browser_keeps_old" in told.value.known


# --- being kept out ---------------------------------------------------------------------------------------


def test_a_denial_costs_the_minutes_of_work_until_the_same_app_lets_in_however_often_it_is_tried():
    trace = SmallTrace(opens=0.0)
    trace.opened("day 1 10:00", "denied", "no_certificate")
    once = SmallTrace(opens=0.0)
    once.opened("day 1 10:00", "denied", "no_certificate")
    for moment in ("day 1 10:05", "day 1 10:10", "day 1 11:00"):
        trace.opened(moment, "denied", "no_certificate")
    for one in (trace, once):
        one.opened("day 2 10:00")
    worked = minutes(trace, 1, "day 1 10:00", "day 2") + minutes(trace, 2, "day 2", "day 2 10:00")
    assert 400 < worked < 700
    assert total(trace, "denied_minutes") == total(once, "denied_minutes") == pytest.approx(worked)
    assert by_day(trace, "denied_minutes_a_day") == pytest.approx(
        {1: minutes(trace, 1, "day 1 10:00", "day 2"), 2: minutes(trace, 2, "day 2", "day 2 10:00")}
    )


def test_nights_weekends_and_the_other_app_cost_no_minutes_twice():
    trace = SmallTrace(opens=0.0)
    trace.opened("day 4 12:00", "denied", "no_certificate")  # a Friday
    trace.opened("day 4 12:30", "denied", "no_certificate", app="mail")
    trace.opened("day 7 11:00", app="mail")
    trace.opened("day 7 12:00")
    friday, monday = minutes(trace, 4, "day 4 12:00", "day 5"), minutes(trace, 7, "day 7", "day 7 12:00")
    assert by_day(trace, "denied_minutes_a_day") == pytest.approx({4: friday, 7: monday})
    assert by_day(trace, "macs_kept_out_a_day") == {4: 1, 7: 1}
    assert by_day(trace, "macs_locked_out_a_day") == {4: 1}  # nobody tried on Monday and was denied


def test_who_never_tries_again_is_kept_out_until_the_end_and_the_window_cuts_it():
    trace = SmallTrace("ada", "ben", opens=0.0)
    trace.opened("day 1 10:00", "denied", "no_certificate")
    assert len(by_day(trace, "people_kept_out_a_day")) > 250
    week = Window(None, at("day 7"), at("day 9"))
    assert by_day(trace, "people_kept_out_a_day", week) == {7: 1, 8: 1}
    whole_days = sum(
        span_s / 60 for span_s in ((e - b) for b, e in (trace_span("ada", 7), trace_span("ada", 8)))
    )
    assert total(trace, "denied_minutes", week) == pytest.approx(whole_days)
    assert total(trace, "denied_minutes", Window("ben", *ALWAYS)) == 0


def trace_span(mac, day):
    return SmallTrace(mac).routine.span(day)


def test_who_gets_in_with_another_client_is_in():
    trace = SmallTrace(opens=0.0)
    trace.opened("day 1 10:00", "denied", "no_certificate")
    trace.opened("day 1 10:30", client="safari")
    assert total(trace, "denied_minutes") == 30


# --- by cause ---------------------------------------------------------------------------------------------


def two_causes():
    """Denied before the task came there (for nothing tells of it), then by a browser that remembers there was none."""
    trace = SmallTrace("ada", "ben", opens=0.0)
    trace.opened("day 1 10:00", "denied", "no_certificate", serial="")
    trace.issued("day 1 12:00", "s1")
    trace.add(
        at("day 1 12:00"),
        "task.ran",
        "ada",
        "completed",
        details={"account": "ada", "mode": "enroll", "version": "1.2.1"},
    )
    trace.opened("day 1 13:00", "denied", "no_certificate", serial="")
    trace.opened("day 1 14:00")
    return trace


def test_denials_are_counted_by_the_cause_that_explains_them():
    trace = two_causes()
    keeps = "browser_keeps_none"
    assert total(trace, f"denied_sign_ins of {keeps}") == 1
    assert total(trace, "denied_sign_ins") == 2
    assert total(trace, f"denied_person_days of {keeps}") == 1
    assert by_day(trace, f"people_denied_a_day of {keeps}") == {1: 1}
    assert by_day(trace, f"macs_locked_out_a_day of {keeps}") == {1: 1}
    assert total(trace, f"denied_person_days of {keeps}", Window("ben", *ALWAYS)) == 0
    assert total(trace, f"denied_person_days of {keeps}", Window(None, at("day 2"), at("day 9"))) == 0


def test_minutes_belong_to_the_cause_that_is_true_at_the_time_although_nobody_tries_meanwhile():
    """From noon on the certificate is there, and Chrome is what keeps out: two hours of four."""
    trace = two_causes()
    assert total(trace, "denied_minutes") == 240
    assert total(trace, "denied_minutes of browser_keeps_none") == pytest.approx(120, abs=0.1)
    assert sum(by_day(trace, "denied_minutes_a_day of browser_keeps_none").values()) == pytest.approx(
        120, abs=0.1
    )
    all_causes = [total(trace, f"denied_minutes of {word}") for word in names.KEEPS_OUT]
    assert sum(all_causes) == pytest.approx(240)


# --- spreading --------------------------------------------------------------------------------------------


def test_days_to_a_share_trusted_count_from_the_begin_to_the_sign_in_that_makes_it_full():
    trace = SmallTrace("ada", "ben", "cem", "dan", opens=0.0)
    for mac, day in (("ada", 1), ("ben", 2), ("cem", 4), ("dan", 8)):
        trace.opened(f"day {day} 08:00", mac=mac)
    assert total(trace, "days_to_50_percent_trusted") == 2
    assert total(trace, "days_to_51_percent_trusted") == 4
    assert total(trace, "days_to_100_percent_trusted") == 8
    assert total(trace, "days_to_100_percent_trusted", Window("ada", *ALWAYS)) == 1
    assert total(trace, "days_to_50_percent_trusted", Window(None, at("day 1 08:00"), ALWAYS[1])) == 1


def test_a_share_that_is_never_reached_takes_the_whole_window():
    trace = SmallTrace("ada", "ben", opens=0.0)
    trace.opened("day 1 08:00")
    trace.opened("day 2 08:00", "denied", "no_certificate")
    trace.opened("day 3 08:00", mac="ben")
    assert total(trace, "days_to_100_percent_trusted", Window(None, ALWAYS[0], at("day 30 08:00"))) == 30
    assert total(trace, "days_to_50_percent_trusted") == 1


def test_a_sign_in_at_which_nobody_asked_for_the_device_says_nothing_of_trust():
    trace = SmallTrace("ada", opens=0.0)
    trace.opened("day 1 08:00", device="not_asked")
    trace.issued("day 3 08:00", "s1")
    trace.opened("day 4 08:00", device="not_asked")
    assert total(trace, "days_to_100_percent_trusted") == 3


def test_a_mac_on_which_nobody_signs_in_is_trusted_while_it_holds_a_certificate():
    trace = SmallTrace("ada", "ben", opens=0.0)
    trace.issued("day 3 08:00", "s1")
    trace.issued("day 5 08:00", "b1", mac="ben")
    trace.add(at("day 4"), "certificate.removed", "ada", details={"account": "ada", "serial_number": "s1"})
    assert total(trace, "days_to_50_percent_trusted") == 3
    assert total(trace, "days_to_100_percent_trusted", Window(None, ALWAYS[0], at("day 80 08:00"))) == 80


def acted(trace, moment, action="push_task", what="org", **more):
    trace.add(at(moment), "admin.acted", what, details={"action": action, "what": what, **more})


def test_a_fix_has_reached_who_was_locked_out_when_it_was_made():
    trace = SmallTrace("ada", "ben", "cem", "dan", opens=0.0)
    for mac in ("ada", "ben", "cem"):
        trace.opened("day 1 10:00", "denied", "no_certificate", mac=mac)
    acted(trace, "day 2 10:00")
    trace.opened("day 3 09:00", "denied", "certificate_expired", mac="ben")
    trace.opened("day 3 10:00")
    trace.opened("day 4 10:00", "denied", "no_certificate", mac="dan")  # not meant by the fix
    trace.opened("day 6 10:00", mac="ben")
    trace.opened("day 22 10:00", mac="cem")
    assert total(trace, "days_until_33_percent_are_back") == 1
    assert total(trace, "days_until_66_percent_are_back") == 4
    assert total(trace, "days_until_95_percent_are_back") == 20


def test_only_what_may_put_something_right_is_a_fix():
    trace = SmallTrace("ada", opens=0.0)
    assert total(trace, "days_until_95_percent_are_back") == 0
    trace.opened("day 1 10:00", "denied", "no_certificate")
    acted(trace, "day 2 10:00")
    acted(trace, "day 3 10:00", "read_policy_log", "ada")
    acted(trace, "day 3 11:00", "push_task", "ada", by="help_desk")
    assert total(trace, "days_until_95_percent_are_back", Window(None, ALWAYS[0], at("day 12 10:00"))) == 10
    trace.opened("day 7 10:00")
    assert total(trace, "days_until_95_percent_are_back") == 5
    assert total(trace, "days_until_95_percent_are_back", Window(None, at("day 3"), ALWAYS[1])) == 0


def test_a_mac_is_back_once_every_app_that_was_denied_lets_in():
    trace = SmallTrace("ada", opens=0.0)
    trace.opened("day 1 10:00", "denied", "no_certificate")
    trace.opened("day 1 10:30", "denied", "no_certificate", app="mail")
    acted(trace, "day 2 10:00")
    trace.opened("day 3 10:00", app="mail")
    trace.opened("day 7 10:00")
    assert total(trace, "days_until_95_percent_are_back") == 5


def ran(trace, moment, mac, outcome="completed"):
    details = {"account": mac, "mode": "enroll", "version": "1.2.1"}
    trace.add(at(moment), "task.ran", mac, outcome, details=details)


def test_the_task_has_reached_the_macs_on_which_it_completed_since():
    trace = SmallTrace("ada", "ben", "cem", "dan")
    trace.add(at("day 1"), "computer.unmanaged", "dan")
    ran(trace, "day 1 10:00", "ada")
    acted(trace, "day 2 10:00")
    ran(trace, "day 3 10:00", "ada", "failed")
    ran(trace, "day 4 10:00", "ada")
    ran(trace, "day 7 10:00", "ben")
    assert total(trace, "days_until_task_ran_on_33_percent") == 2
    assert total(trace, "days_until_task_ran_on_60_percent") == 5
    assert (
        total(trace, "days_until_task_ran_on_95_percent", Window(None, ALWAYS[0], at("day 12 10:00"))) == 10
    )
    acted(trace, "day 8 10:00", what="cem")
    ran(trace, "day 9 10:00", "cem")
    assert total(trace, "days_until_task_ran_on_95_percent") == 1


def test_a_rollout_is_counted_by_its_last_step_and_by_what_held_it_up():
    trace = SmallTrace("ada", "ben")
    assert (total(trace, "days_to_last_wave"), total(trace, "rollout_pauses")) == (0, 0)
    acted(trace, "day 2 08:00", "widen_rollout", "Rollout", macs=["ada"])
    acted(trace, "day 4 08:00", "pause_rollout", "Rollout", why="locked_out")
    acted(trace, "day 9 08:00", "widen_rollout", "Rollout", macs=["ben"])
    assert (total(trace, "days_to_last_wave"), total(trace, "rollout_pauses")) == (9, 1)
    assert total(trace, "days_after_last_wave", Window(None, ALWAYS[0], at("day 20 08:00"))) == 11
    before = Window(None, ALWAYS[0], at("day 3"))
    assert (total(trace, "days_to_last_wave", before), total(trace, "rollout_pauses", before)) == (2, 0)


# --- trust that outlives management -----------------------------------------------------------------------


def test_a_mac_that_left_management_is_let_in_until_its_last_trusted_sign_in():
    trace = SmallTrace("ada", "ben", opens=0.0)
    trace.opened("day 1 10:00")
    trace.add(at("day 2 10:00"), "computer.unmanaged", "ada")
    trace.add(at("day 2 10:00"), "computer.deleted", "ben")
    trace.opened("day 12 10:00")
    trace.opened("day 13 10:00", "denied", "no_certificate")
    trace.opened("day 14 10:00", device="untrusted")
    trace.add(at("day 20 10:00"), "computer.managed", "ada")
    trace.opened("day 30 10:00")
    assert total(trace, "most_let_in_days_after_leaving") == 10
    assert total(trace, "let_in_days_after_leaving") == 5
    assert total(trace, "let_in_days_after_leaving", Window("ben", *ALWAYS)) == 0
    assert total(trace, "let_in_days_after_leaving", Window(None, at("day 3"), ALWAYS[1])) == 0


def test_routine_sign_ins_count_as_let_in_too():
    trace = SmallTrace(opens=2.0)
    trace.add(at("day 2"), "computer.unmanaged", "ada")
    trace.opened("day 3 10:00")
    trace.routine_until("day 3 10:00", "day 40 10:00")
    stream = trace.routine.stream("crm", "chrome")
    last = max(t for day in range(45) for t in trace.routine.opens_on(day, stream) if t < at("day 40 10:00"))
    assert last > at("day 30")
    assert total(trace, "let_in_days_after_leaving") == (last - at("day 2")) / 86_400


# --- certificates -----------------------------------------------------------------------------------------


def test_slots_are_given_back_by_the_first_use_and_by_revocation():
    trace = SmallTrace("ada", "ben")
    for number in range(4):
        trace.issued(f"day {number} 09:00", f"s{number}", imported=False)
    trace.okta("day 4 09:00", "pki.cert.revoke", "success", serial_number="s0")
    trace.issued("day 4 09:00", "s4")
    assert total(trace, "most_unbound_slots_used") == 4
    assert total(trace, "macs_with_one_slot_left") == 1
    assert total(trace, "macs_that_used_all_slots") == 0
    trace.issued("day 5 09:00", "s5")
    assert total(trace, "macs_that_used_all_slots") == 1
    assert total(trace, "macs_with_one_slot_left") == 0
    assert total(trace, "most_unbound_slots_used", Window(None, ALWAYS[0], at("day 2"))) == 2
    assert total(trace, "most_unbound_slots_used", Window("ben", *ALWAYS)) == 0
    trace.bound("day 6 09:00", "s5")
    trace.issued("day 7 09:00", "s7")
    assert total(trace, "most_unbound_slots_used") == 5


def test_an_expired_unused_certificate_holds_its_slot_as_the_estate_assumes():
    for assumed, used in (({}, 2), ({"expired_unbound_counts": "no"}, 1)):
        trace = SmallTrace(assumptions=assumed)
        trace.issued("day 0 09:00", "s0")
        trace.issued("day 370 09:00", "s1")
        assert total(trace, "most_unbound_slots_used") == used


def test_certificates_are_counted_by_the_day_on_which_they_are_issued():
    trace = SmallTrace("ada", "ben")
    trace.issued("day 0 09:00", "s0")
    trace.issued("day 0 10:00", "b0", mac="ben")
    trace.issued("day 336 09:00", "s1", kind="pki.cert.renew", renewed_from="s0")
    trace.issued("day 1 09:00", "old", mac="ben", issued_at=at("day 0") - 86_400)
    assert by_day(trace, "certificates_issued_a_day") == {0: 2}
    assert by_day(trace, "renewals_a_day") == {336: 1}
    assert by_day(trace, "certificates_issued_a_day", Window("ada", *ALWAYS)) == {0: 1}


# --- the help desk ----------------------------------------------------------------------------------------


def called(trace, moment, mac, told, minutes, reason="", outcome=""):
    """A call, and what came of it after so many minutes of waiting."""
    person = {"person": mac}
    trace.add(at(moment), "desk.called", mac, details={**person, "app": "crm"})
    waited = {**person, "waited_s": minutes * 60}
    at_s = at(moment) + minutes * 60
    if told == "given_up":
        trace.add(at_s, "desk.given_up", mac, "", reason, details=waited)
        return
    trace.add(at_s, "desk.answered", mac, details=waited)
    trace.add(at_s + 600, "desk.served", mac, outcome, reason, details={**waited, "served_s": 600})


def test_calls_are_counted_by_what_came_of_them():
    trace = SmallTrace("ada", "ben", opens=0.0)
    assert total(trace, "help_desk_wait_minutes") == 0
    called(trace, "day 1 10:00", "ada", "given_up", 8, "waited_too_long")
    called(trace, "day 1 14:00", "ada", "served", 3, "revoked", "mended")
    called(trace, "day 1 10:00", "ben", "given_up", 4, "let_in")
    called(trace, "day 2 10:00", "ben", "served", 9, "rules_deny", "advised")
    assert total(trace, "help_desk_calls") == 4
    assert by_day(trace, "help_desk_calls_a_day") == {1: 3, 2: 1}
    assert total(trace, "help_desk_calls_given_up") == 1
    assert total(trace, "help_desk_calls_in_vain") == 1
    assert total(trace, "help_desk_wait_minutes") == 6
    assert total(trace, "help_desk_longest_wait_minutes") == 9
    assert by_day(trace, "help_desk_longest_wait_minutes_a_day") == {1: 8, 2: 9}
    assert total(trace, "help_desk_calls", Window("ada", *ALWAYS)) == 2
    assert total(trace, "help_desk_calls", Window(None, at("day 2"), ALWAYS[1])) == 1


# --- on a run that was played -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def reading():
    """A month of a few Macs with some that are revoked, deleted from the keychain, or never come into scope."""
    raw = {
        "story": "trouble of several kinds",
        "length": "40 days",
        "fleet": [
            {"name": "sales", "count": 6, "habits": "mixed"},
            {"name": "out", "count": 2, "habits": {"opens_apps": {"per_workday": 0.4}}},
        ],
        "jamf": {"policy": {"groups": ["sales"]}},
        "timeline": [
            {"at": "day 10 09:00", "do": "revoke_user_certificates", "person": "sales-0001"},
            {"at": "day 12 09:00", "do": "delete_keychain", "mac": "sales-0002"},
            {"at": "day 14 09:00", "do": "unmanage", "mac": "sales-0003"},
        ],
    }
    scenario = Scenario.model_validate(raw)
    return Reading(play(scenario, 1).records, calendar_of(scenario))


@pytest.mark.parametrize("measure", ["denied_sign_ins", "denied_minutes"])
def test_the_causes_of_one_app_add_up_to_the_whole(reading, measure):
    found = {word: TOTALS[f"{measure} of {word}"](reading, EVER) for word in names.KEEPS_OUT}
    assert {word for word, value in found.items() if value} >= {"revoked", "keychain_deleted", "out_of_scope"}
    assert sum(found.values()) == pytest.approx(TOTALS[measure](reading, EVER))


def test_minutes_of_all_days_add_up_to_those_of_the_run(reading):
    window = Window(None, reading.start_at, reading.end_at)
    for name in ("denied_minutes", "denied_minutes of out_of_scope"):
        daily = DAILY[name.replace("minutes", "minutes_a_day", 1)](reading, window)
        assert sum(daily) == pytest.approx(TOTALS[name](reading, window))


def test_who_is_denied_on_a_day_is_kept_out_on_it(reading):
    window = Window(None, reading.start_at, reading.end_at)
    denied, out = (
        DAILY["people_denied_a_day"](reading, window),
        DAILY["people_kept_out_a_day"](reading, window),
    )
    assert all(few <= many for few, many in zip(denied, out, strict=True))
    assert sum(denied) < sum(out)
