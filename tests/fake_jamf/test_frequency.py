"""How often a policy runs: Jamf Pro's frequencies, by story and against a naive reading of the whole log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fake_jamf import frequency
from fake_jamf.errors import JamfError
from fake_jamf.jamf import Jamf
from fake_jamf.messages import (
    Console,
    DeviceIdentity,
    EnrollComputer,
    FlushPolicyLog,
    Frequency,
    GetPolicyLog,
    Policy,
    PolicyStatus,
    SetPolicy,
    SubmitPolicyLog,
)

HOUR = 3600
ADMIN = Console("admin")
Enroll = Callable[..., DeviceIdentity]
Publish = Callable[..., int]
Due = Callable[..., tuple[str, ...]]
Ran = Callable[..., None]


def test_ongoing_is_due_at_every_check_in(enroll: Enroll, publish: Publish, due: Due, ran: Ran) -> None:
    mac, policy = enroll("ada"), publish(frequency="Ongoing")
    ran(mac, policy)
    assert due(mac) == ("okta",)


@pytest.mark.parametrize("status", get_args(PolicyStatus))
def test_a_second_user_triggers_a_second_run_and_the_same_user_none(
    enroll: Enroll, publish: Publish, due: Due, ran: Ran, status: PolicyStatus
) -> None:
    mac, policy = enroll("shared"), publish(frequency="Once per user per computer")
    ran(mac, policy, "ada", status)
    assert due(mac, "ada") == ()
    assert due(mac, "bob") == ("okta",)


def test_a_failed_run_blocks_until_the_log_is_flushed(
    jamf: Jamf, enroll: Enroll, publish: Publish, due: Due, ran: Ran
) -> None:
    mac, policy = enroll("ada"), publish(frequency="Once per user per computer")
    ran(mac, policy, "ada", "Failed")
    assert due(mac, "ada") == ()
    assert jamf.handle(FlushPolicyLog("okta", mac.udid), ADMIN) == 1
    assert due(mac, "ada") == ("okta",)


def test_flushing_one_computer_leaves_the_others(
    jamf: Jamf, enroll: Enroll, publish: Publish, due: Due, ran: Ran
) -> None:
    one, other, policy = enroll("one"), enroll("other"), publish(frequency="Once per computer")
    ran(one, policy)
    ran(other, policy)
    jamf.handle(FlushPolicyLog("okta", one.udid), ADMIN)
    assert due(one) == ("okta",)
    assert due(other) == ()
    assert [entry.udid for entry in jamf.handle(GetPolicyLog("okta"), ADMIN)] == [other.udid]


def test_a_run_with_nobody_logged_in_does_not_stand_in_the_next_users_way(
    enroll: Enroll, publish: Publish, due: Due, ran: Ran
) -> None:
    mac, policy = enroll("ada", owner="ada"), publish(frequency="Once per user per computer")
    ran(mac, policy, "", "Failed")
    assert due(mac, "") == ()
    assert due(mac, "ada") == ("okta",)


def test_once_per_computer_ignores_who_is_logged_in(
    enroll: Enroll, publish: Publish, due: Due, ran: Ran
) -> None:
    mac, policy = enroll("shared"), publish(frequency="Once per computer")
    ran(mac, policy, "ada", "Failed")
    assert due(mac, "bob") == ()


def test_once_per_computer_retries_as_often_as_it_is_told_and_stops_at_success(
    jamf: Jamf, enroll: Enroll, publish: Publish, due: Due, ran: Ran
) -> None:
    mac, policy = enroll("ada"), publish(frequency="Once per computer", retry_attempts=2)
    for _ in range(2):
        ran(mac, policy, status="Failed")
        assert due(mac) == ("okta",)
    ran(mac, policy, status="Failed")
    assert due(mac) == ()
    jamf.handle(FlushPolicyLog("okta"), ADMIN)
    ran(mac, policy, status="Failed")
    ran(mac, policy, status="Completed")
    assert due(mac) == ()


def test_once_per_user_counts_on_every_computer(enroll: Enroll, publish: Publish, due: Due, ran: Ran) -> None:
    one, other, policy = enroll("one"), enroll("other"), publish(frequency="Once per user")
    ran(one, policy, "ada")
    assert due(other, "ada") == ()
    assert due(other, "bob") == ("okta",)


def test_a_flush_lets_once_per_user_run_again_however_often_it_ran(
    jamf: Jamf, enroll: Enroll, publish: Publish, due: Due, ran: Ran
) -> None:
    mac, policy = enroll("ada"), publish(frequency="Once per user")
    ran(mac, policy, "ada")
    ran(mac, policy, "ada")
    jamf.handle(FlushPolicyLog("okta"), ADMIN)
    assert due(mac, "ada") == ("okta",)


@pytest.mark.parametrize(
    ("label", "hours"), [("Once every day", 24), ("Once every week", 168), ("Once every month", 720)]
)
def test_a_period_is_counted_from_the_last_run_of_whomever(
    enroll: Enroll, publish: Publish, due: Due, ran: Ran, clock: list[int], label: Frequency, hours: int
) -> None:
    mac, policy = enroll("ada"), publish(frequency=label)
    ran(mac, policy, "ada", "Failed")
    clock[0] += hours * HOUR - 1
    assert due(mac, "bob") == ()
    clock[0] += 1
    assert due(mac, "bob") == ("okta",)


def test_the_guides_wording_is_accepted_and_jamfs_label_kept() -> None:
    assert frequency.named("Once per computer per user") == "Once per user per computer"
    assert {frequency.named(label) for label in get_args(Frequency)} == set(get_args(Frequency))
    with pytest.raises(JamfError, match="Once per decade"):
        frequency.named("Once per decade")


def test_the_guides_wording_works_in_a_policy(enroll: Enroll, publish: Publish, due: Due, ran: Ran) -> None:
    mac, policy = enroll("ada"), publish(frequency="Once per computer per user")
    ran(mac, policy, "ada")
    assert (due(mac, "ada"), due(mac, "bob")) == ((), ("okta",))


# --- against a naive reading of the whole log ---------------------------------------------------------------

MACS = ("one", "two")
USERS = ("", "ada")


@dataclass(frozen=True)
class Run:
    mac: str
    user: str
    status: PolicyStatus


@dataclass(frozen=True)
class Flush:
    mac: str | None


@dataclass(frozen=True)
class Pass:
    seconds: int


@dataclass(frozen=True)
class Line:
    mac: str
    user: str
    status: PolicyStatus
    at: int


def naively_due(label: Frequency, retries: int, log: list[Line], mac: str, user: str, now: int) -> bool:
    """The rules as an administrator would read them off the log."""
    here = [line for line in log if line.mac == mac]
    match label:
        case "Ongoing":
            return True
        case "Once per computer":
            if not here:
                return True
            failed = [line.status == "Failed" for line in reversed(here)]
            last_failures = failed.index(False) if False in failed else len(failed)
            return last_failures > 0 and last_failures - 1 < retries
        case "Once per user":
            return user not in {line.user for line in log}
        case "Once per user per computer":
            return user not in {line.user for line in here}
        case "Once every day":
            return all(now - line.at >= 86_400 for line in here)
        case "Once every week":
            return all(now - line.at >= 604_800 for line in here)
        case "Once every month":
            return all(now - line.at >= 2_592_000 for line in here)


acts = st.one_of(
    st.builds(Run, st.sampled_from(MACS), st.sampled_from(USERS), st.sampled_from(get_args(PolicyStatus))),
    st.builds(Flush, st.sampled_from((*MACS, None))),
    st.builds(Pass, st.sampled_from((1, 900, 86_399, 86_400, 604_799, 604_800, 2_591_999, 2_592_000))),
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(get_args(Frequency)), st.sampled_from((-1, 1, 2)), st.lists(acts, max_size=14))
def test_every_frequency_agrees_with_a_naive_reading_of_the_log(
    label: Frequency, retries: int, sequence: list[Run | Flush | Pass]
) -> None:
    clock = [1_500_000_000]
    retries = retries if label == "Once per computer" else -1
    jamf = Jamf(url="https://acme.jamfcloud.com", seed=b"", now=lambda: clock[0])
    policy = Policy("okta", frozenset({"login"}), label, retry_attempts=retries)
    policy_id = jamf.handle(SetPolicy(policy), ADMIN)
    for mac in MACS:
        jamf.handle(EnrollComputer(mac, mac, mac, "10.13"), DeviceIdentity(mac))
    log: list[Line] = []
    for act in sequence:
        match act:
            case Run(mac, user, status):
                jamf.handle(SubmitPolicyLog(policy_id, user, status, ""), DeviceIdentity(mac))
                log.append(Line(mac, user, status, clock[0]))
            case Flush(where):
                gone = [line for line in log if where in (None, line.mac)]
                assert jamf.handle(FlushPolicyLog("okta", where), ADMIN) == len(gone)
                log = [line for line in log if line not in gone]
            case Pass(seconds):
                clock[0] += seconds
        for mac in MACS:
            for user in USERS:
                expected = naively_due(label, retries, log, mac, user, clock[0])
                assert bool(jamf.preview_due(mac, "login", user)) == expected
                _check_next_due(jamf, clock, mac, user)


def _check_next_due(jamf: Jamf, clock: list[int], mac: str, user: str) -> None:
    """``next_due_at`` is the first second at which the preview shows anything."""
    now, moment = clock[0], jamf.next_due_at(mac, "login", user)
    clock[0] = moment if moment is not None else now + 10**9
    assert bool(jamf.preview_due(mac, "login", user)) == (moment is not None)
    if moment is not None and moment > now:
        clock[0] = moment - 1
        assert not jamf.preview_due(mac, "login", user)
    clock[0] = now
