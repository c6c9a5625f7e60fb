"""Policy logs: what they show, what a flush takes, and that they stay small."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fake_jamf import messages as said
from fake_jamf.errors import JamfError
from fake_jamf.history import NO_RUNS, History
from fake_jamf.jamf import Jamf
from fake_jamf.messages import (
    Console,
    DeviceIdentity,
    FlushPolicyLog,
    GetPolicyLog,
    ListPendingComputers,
    PolicyLogEntry,
    Scope,
    SetManaged,
)

Enroll = Callable[..., DeviceIdentity]
Publish = Callable[..., int]
Ran = Callable[..., None]

LIMIT = "ERROR: Maximum enrollment limit of 5 certificates for a device is reached"


def test_the_log_shows_status_and_output_by_policy_and_by_computer(
    jamf: Jamf, admin: Console, enroll: Enroll, publish: Publish, ran: Ran, clock: list[int]
) -> None:
    one, other = enroll("one"), enroll("other")
    okta, other_policy = publish("okta"), publish("other policy")
    ran(one, okta, "ada", "Completed", "INFO: done")
    clock[0] += 60
    ran(other, okta, "bob", "Failed", LIMIT)
    ran(one, other_policy, "ada")
    of_policy = jamf.handle(GetPolicyLog(policy="okta"), admin)
    assert [(entry.udid, entry.status, entry.output) for entry in of_policy] == [
        (one.udid, "Completed", "INFO: done"),
        (other.udid, "Failed", LIMIT),
    ]
    assert of_policy[1].at == of_policy[0].at + 60
    of_computer = jamf.handle(GetPolicyLog(udid=one.udid), admin)
    assert [(entry.policy, entry.username) for entry in of_computer] == [
        ("okta", "ada"),
        ("other policy", "ada"),
    ]
    assert len(jamf.handle(GetPolicyLog(), admin)) == 3
    assert jamf.handle(GetPolicyLog("other policy", other.udid), admin) == ()


def test_pending_is_where_a_policy_is_in_scope_and_has_not_run(
    jamf: Jamf, admin: Console, enroll: Enroll, publish: Publish, ran: Ran
) -> None:
    enroll("fresh")
    failed, unmanaged, _excluded = enroll("failed"), enroll("unmanaged"), enroll("excluded")
    policy = publish(scope=Scope(exclude_computers=frozenset({"excluded"})))
    ran(failed, policy, status="Failed")
    jamf.handle(SetManaged(unmanaged.udid, False), admin)
    assert jamf.handle(ListPendingComputers("okta"), admin) == ("UDID-fresh",)
    publish(enabled=False)
    assert jamf.handle(ListPendingComputers("okta"), admin) == ()


def test_a_thousand_runs_leave_one_entry_and_a_flush_counts_them_all(
    jamf: Jamf, admin: Console, enroll: Enroll, publish: Publish, ran: Ran
) -> None:
    mac, policy = enroll("ada"), publish()
    for run in range(1000):
        ran(mac, policy, "ada", output=str(run))
    (entry,) = jamf.handle(GetPolicyLog("okta"), admin)
    assert entry.output == "999"
    assert jamf.handle(FlushPolicyLog("okta"), admin) == 1000
    assert jamf.handle(GetPolicyLog("okta"), admin) == ()
    assert jamf.handle(FlushPolicyLog("okta"), admin) == 0


def test_a_flush_names_who_asked_and_what_went(
    jamf: Jamf, admin: Console, enroll: Enroll, publish: Publish, ran: Ran
) -> None:
    mac, policy = enroll("ada"), publish()
    ran(mac, policy)
    jamf.drain_log()
    jamf.handle(FlushPolicyLog("okta", mac.udid), admin)
    (event,) = jamf.drain_log()
    assert (event.kind, event.subject, event.outcome) == ("policy.log_flushed", mac.udid, "flushed")
    assert event.details == {"policy": "okta", "entries": 1, "by": "admin"}


def test_the_logs_of_unknown_policies_and_computers_are_not_found(jamf: Jamf, admin: Console) -> None:
    for question in (GetPolicyLog(policy="none"), GetPolicyLog(udid="none")):
        with pytest.raises(JamfError) as refused:
            jamf.handle(question, admin)
        assert refused.value.code == "NOT_FOUND"


def test_entries_of_one_second_stay_in_the_order_of_their_runs() -> None:
    history = History()
    for computer, policy in ((2, 7), (1, 7), (2, 3)):
        history.add(computer, PolicyLogEntry(policy, f"p{policy}", f"c{computer}", "", 5, "Completed", ""))
    assert [(entry.udid, entry.policy_id) for entry in history.entries()] == [("c2", 7), ("c1", 7), ("c2", 3)]


def test_a_flush_of_one_policy_leaves_the_other_and_once_per_user_forgets_only_what_went() -> None:
    history = History()
    for computer in (1, 2):
        for policy in (7, 8):
            history.add(computer, PolicyLogEntry(policy, "", "", "ada", 5, "Completed", ""))
    assert history.flush(policy_id=7, computer_id=1) == 1
    assert history.has_run_for(7, "ada")
    assert history.flush(policy_id=7) == 1
    assert not history.has_run_for(7, "ada")
    assert history.has_run_for(8, "ada")
    assert history.flush(computer_id=2) == 1
    assert history.flush() == 1
    assert not history.has_run_for(8, "ada")


def test_a_flush_of_what_is_old_keeps_time_and_failures_for_the_users_who_stay() -> None:
    history = History()
    for at, user in ((5, "ada"), (6, "bob"), (6, "bob")):
        history.add(1, PolicyLogEntry(7, "", "", user, at, "Failed", ""))
    assert history.flush(policy_id=7, computer_id=1, before=5) == 1
    runs = history.of_computer(1)[7]
    assert (runs.last_at, runs.failures_in_a_row, [*runs.by_user], runs.count) == (6, 3, ["bob"], 2)
    assert (history.has_run_for(7, "ada"), history.has_run_for(7, "bob")) == (False, True)


def test_a_flush_of_what_is_old_leaves_a_policy_that_nobody_ran_since_as_one_that_never_ran() -> None:
    history = History()
    history.add(1, PolicyLogEntry(7, "", "", "ada", 5, "Completed", ""))
    assert history.flush(policy_id=7, computer_id=1, before=4) == 0
    assert history.flush(policy_id=7, computer_id=1, before=5) == 1
    assert history.of_computer(1) is NO_RUNS, "nothing is kept of a computer without runs"


def test_a_flush_counts_what_went_of_every_policy_and_computer() -> None:
    history = History()
    for computer, policy in ((1, 7), (1, 7), (1, 8), (2, 7)):
        history.add(computer, PolicyLogEntry(policy, "", "", "ada", 5, "Completed", ""))
    assert history.flush() == 4


def test_a_server_that_keeps_no_output_still_hands_it_out_once() -> None:
    jamf = Jamf(url="https://acme.jamfcloud.com", seed=b"seed", now=lambda: 0, output_kept=False)
    console, mac = said.Console("admin"), said.DeviceIdentity("U-1")
    jamf.handle(said.EnrollComputer("U-1", "C02", "ada", "10.14.6"), mac)
    jamf.handle(said.SetPolicy(said.Policy("Task", frozenset({"recurring check-in"}), "Ongoing")), console)
    jamf.drain_log()
    jamf.handle(said.SubmitPolicyLog(1, "ada", "Completed", "It is done."), mac)
    assert [event.details["output"] for event in jamf.drain_log()] == ["It is done."]
    (entry,) = jamf.handle(said.GetPolicyLog("Task"), console)
    assert (entry.status, entry.output) == ("Completed", "")


def test_a_flush_of_one_policy_in_the_console_leaves_the_other_s_log(
    jamf: Jamf, admin: Console, enroll: Enroll, publish: Publish, ran: Ran
) -> None:
    mac, okta, other = enroll("ada"), publish("okta"), publish("other")
    for policy in (okta, other):
        ran(mac, policy)
    assert jamf.handle(FlushPolicyLog("okta", mac.udid), admin) == 1
    ran(mac, okta)
    assert jamf.handle(FlushPolicyLog("okta"), admin) == 1
    assert [entry.policy for entry in jamf.handle(GetPolicyLog(), admin)] == ["other"]
