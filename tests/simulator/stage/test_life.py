"""A Mac sleeps until something matters, does one thing at a time, and is off while it is off."""

import pytest

from simulator.build import build
from simulator.clock import Calendar
from simulator.expectations import judge
from simulator.habits import Routine
from simulator.run import calendar_of, play
from simulator.scenario.model import Scenario
from simulator.trace import Trace

NOBODY = [{"name": "nobody", "access": "deny"}]


def scenario(*faults, timeline=(), habits="mixed", length="12 days", **more):
    raw = {
        "story": "a life",
        "length": length,
        "fleet": [{"name": "ada", "habits": habits}],
        "faults": [*faults],
        "timeline": [*timeline],
    }
    return Scenario.model_validate({**raw, **more})


def played(*faults, seed=1, **more):
    return play(scenario(*faults, **more), seed)


def kinds(trace, *wanted):
    return [(r.kind, r.outcome, r.reason) for r in trace.records if r.kind in wanted]


def open_at(moment, name):
    return {"at": moment, "do": "open_app", "mac": "ada", "app": "salesforce", "as": name}


# --- asleep until it matters ------------------------------------------------------------------------------


def test_a_year_in_which_nothing_changes_is_a_handful_of_events():
    trace = played(length="300 days", habits={"opens_apps": "often", "quits_chrome": "every_day"})
    of_ada = [r for r in trace.records if r.subject == "ada"]
    assert len(of_ada) < 30
    assert len(kinds(trace, "app.opened")) == 1


def steps(**group):
    """How many SimPy events a fortnight takes for one Mac."""
    group = {"name": "ada", "habits": "calm", **group}
    raw = {"story": "counted", "length": "14 days", "fleet": [group]}
    world = build(Scenario.model_validate(raw), 1, Trace())
    world.start()
    taken, env = 0, world.stage.env
    while env.peek() < world.end_at:
        env.step()
        taken += 1
    return taken


def test_a_mac_that_cannot_reach_jamf_pro_is_played_no_more_often_than_one_that_can():
    # The policy stays due for ever, and a check-in that reaches nobody comes to nothing.
    assert steps(allows_hosts=["*.okta.com"]) <= steps()


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        ({"do": "set_rules", "app": "salesforce", "rules": NOBODY}, None),
        ({"do": "suspend_user", "person": "ada"}, None),
        ({"do": "revoke_user_certificates", "person": "ada"}, "certificate_revoked"),
    ],
)
def test_a_mac_with_nothing_due_finds_a_change_in_the_consoles_at_its_next_sign_in(act, reason):
    trace = played(timeline=[{"at": "day 8 12:00", **act}], habits={"opens_apps": "often"})
    opened = kinds(trace, "app.opened")
    assert [outcome for _, outcome, _ in opened] == ["allowed", "denied"]
    assert reason is None or opened[-1][2] == reason


def test_a_mac_with_nothing_due_finds_the_network_cut_and_whole_again():
    cut = {"kind": "host_blocked", "host": "mtls", "from": "day 7", "until": "day 9"}
    trace = played(cut, habits={"opens_apps": "often"})
    assert [reason for *_, reason in kinds(trace, "app.opened")] == ["ok", "mtls_blocked", "ok"]


def test_a_run_of_the_task_loads_the_scheduled_part_which_runs_at_once_and_renews_what_is_due():
    at_start = {"certificate": "there", "issued_ago": "340 days"}
    fleet = [{"name": "ada", "habits": "calm", "at_start": at_start}]
    # At each check-in the day until the next run of the scheduled part begins anew.
    trace = played(fleet=fleet, length="3 days", jamf={"policy": {"frequency": "Ongoing"}})
    assert ("agent.passed", "renewed", "ok") in kinds(trace, "agent.passed")


def test_a_task_that_is_pushed_runs_at_the_next_check_in_and_names_the_push_as_its_cause():
    trace = played(timeline=[{"at": "day 7 12:00", "do": "push_task", "mac": "ada"}])
    push = next(r for r in trace.records if r.kind == "admin.acted")
    runs = [r for r in trace.records if r.kind == "task.ran"]
    assert [(r.outcome, r.reason) for r in runs] == [
        ("completed", "ok"),
        ("skipped", "certificate_present"),
    ] or (len(runs) == 2 and runs[1].reason == "certificate_present")
    assert 0 < runs[1].at - push.at < 3 * 86400


def test_an_uninstall_that_is_pushed_takes_the_certificate_away_and_the_next_sign_in_tells_of_it():
    push = {"at": "day 7 12:00", "do": "push_task", "mac": "ada", "parameter": "uninstall"}
    trace = played(timeline=[push], habits={"opens_apps": "often", "quits_chrome": "every_day"})
    removed = next(r for r in trace.records if r.kind == "certificate.removed")
    assert [r.kind for r in trace.chain(removed.seq)][-1] == "admin.acted"
    assert kinds(trace, "app.opened")[-1][1:] == ("denied", "no_certificate")


# --- off --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("off", ["sleep", "shut_down"])
def test_who_is_off_quits_nothing_whatever_admins_do_meanwhile(off):
    """Asleep, Chrome goes on holding what it held; only a shutdown makes it forget."""
    timeline = [
        open_at("day 1 12:00", "held"),
        {"at": "day 1 12:01", "do": off, "mac": "ada", "until": "day 8 09:00"},
        {"at": "day 2 12:00", "do": "revoke_user_certificates", "person": "ada"},
        {"at": "day 4 12:00", "do": "set_rules", "app": "salesforce", "rules": "trusted_macs_only"},
        {"at": "day 8 09:00", "do": "uninstall_task", "mac": "ada"},
        open_at("day 8 09:01", "back"),
    ]
    trace = played(timeline=timeline, habits={"opens_apps": "never", "quits_chrome": "every_day"})
    back = next(r for r in trace.records if r.details.get("named") == "back")
    assert back.reason == {"sleep": "certificate_revoked", "shut_down": "no_certificate"}[off]


def test_a_mac_switched_off_in_its_sleep_wakes_once_and_with_a_login():
    timeline = [
        open_at("day 1 12:00", "held"),
        {"at": "day 1 12:01", "do": "sleep", "mac": "ada", "until": "day 8 09:00"},
        {"at": "day 2 12:00", "do": "shut_down", "mac": "ada", "until": "day 4 12:00"},
        {"at": "day 3 12:00", "do": "revoke_user_certificates", "person": "ada"},
        {"at": "day 8 09:00", "do": "uninstall_task", "mac": "ada"},
        open_at("day 8 09:01", "back"),
    ]
    trace = played(timeline=timeline, habits={"opens_apps": "never"})
    woke = [r for r in trace.records if r.kind == "mac.woke"]
    assert len(woke) == 1
    assert next(r for r in trace.records if r.details.get("named") == "back").reason == "no_certificate"


def test_two_spans_of_being_off_that_end_together_are_one_wake():
    one = {"kind": "mac_off", "from": "day 2 12:00", "until": "day 5 12:00"}
    trace = played(one, {**one, "from": "day 3 12:00"})
    assert [kind for kind, *_ in kinds(trace, "mac.shut_down", "mac.woke")] == [
        "mac.shut_down",
        "mac.shut_down",
        "mac.woke",
    ]


@pytest.mark.parametrize("minute", range(0, 60, 5))
def test_a_mac_switched_off_while_an_answer_is_late_does_not_go_on(minute):
    """The invariants watch: no task may tell of its end while its Mac is off."""
    slow = {"kind": "slow_network", "delay": "10 minutes", "from": "day 0 08:00", "until": "day 1 08:00"}
    off = {"kind": "mac_off", "from": f"day 0 08:{minute:02d}", "until": "day 0 11:00"}
    trace = played(slow, off, habits={"opens_apps": "often"}, length="4 days")
    assert kinds(trace, "task.ran")[-1][1] in {"completed", "skipped", "failed"}
    assert kinds(trace, "app.opened")


def test_what_somebody_is_to_do_at_a_mac_that_is_off_is_left_out_and_told():
    off = {"kind": "mac_off", "from": "day 5 09:00", "until": "day 5 15:00"}
    acts = [{"at": "day 5 12:00", "do": "uninstall_task", "mac": "ada"}, open_at("day 5 12:01", "asleep")]
    trace = played(off, timeline=[*acts, open_at("day 5 15:30", "awake")], habits={"opens_apps": "never"})
    left_out = [r.details["action"] for r in trace.records if r.kind == "act.left_out"]
    assert left_out == ["uninstall_task", "open_app"]
    assert [r.details["named"] for r in trace.records if r.kind == "app.opened"] == ["awake"]


def test_a_mac_that_was_off_before_it_joined_comes_back_and_one_off_at_the_time_joins_later():
    fleet = [{"name": "ada", "enrolled_in_jamf": "during", "joins": "day 4 12:00"}]
    early = {"kind": "mac_off", "from": "day 1 09:00", "until": "day 2 15:00"}
    late = {"kind": "mac_off", "from": "day 4 09:00", "until": "day 4 15:00"}
    trace = played(early, late, fleet=fleet)
    assert len(kinds(trace, "mac.woke")) == 2
    enrolled = next(r for r in trace.records if r.kind == "mac.enrolled")
    assert enrolled.at - trace.records[0].at == 4 * 86400 + 7 * 3600


# --- one thing at a time ----------------------------------------------------------------------------------


@pytest.mark.parametrize("delay", ["1 second", "40 seconds", "5 minutes"])
@pytest.mark.parametrize("seed", range(4))
def test_each_sign_in_counts_once_however_late_answers_are(seed, delay):
    slow = {"kind": "slow_network", "delay": delay, "from": "day 0 08:00", "until": "day 12"}
    cut = {"kind": "host_blocked", "host": "mtls", "from": "day 5", "until": "day 8"}
    told = scenario(slow, cut, habits={"opens_apps": {"per_workday": 6.0}})
    trace = play(told, seed)
    start = trace.records[0].details
    calendar = Calendar(start["start_at"], start["zone"], start["days"])
    person = next(r for r in trace.records if r.kind == "person.added")
    routine = Routine.from_details(calendar, seed, 0, person.details["habits"])
    opens = [at for day in range(13) for at in routine.opens_on(day, routine.stream("salesforce", "chrome"))]
    meant = [at for at in opens if at < start["end_at"]]
    verdict = judge([{"measure": "sign_ins", "equals": len(meant)}], trace.records, calendar_of(told))[0]
    assert verdict.held, verdict


def test_what_changes_while_an_answer_is_late_is_found_at_the_next_sign_in():
    slow = {"kind": "slow_network", "delay": "50 seconds", "from": "day 7 10:00", "until": "day 7 13:00"}
    rules = {"do": "set_rules", "app": "salesforce", "rules": NOBODY}
    timeline = [open_at("day 7 11:00", "late"), {"at": "day 7 11:02", **rules}]
    trace = played(slow, timeline=timeline, habits={"opens_apps": "often"})
    late = next(r for r in trace.records if r.details.get("named") == "late")
    assert late.outcome == "allowed"
    assert late.at > next(r.at for r in trace.records if r.kind == "admin.acted")
    assert kinds(trace, "app.opened")[-1][1] == "denied"
