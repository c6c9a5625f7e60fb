"""Which policies are due: trigger, management, order, edits, and under whose name a run is logged."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fake_jamf.assumptions import JamfAssumptions
from fake_jamf.errors import JamfError
from fake_jamf.jamf import Jamf
from fake_jamf.messages import (
    CheckIn,
    Console,
    DeviceIdentity,
    EnrollComputer,
    Policy,
    Scope,
    SetManaged,
    SetPolicy,
    SetStaticGroup,
    SubmitPolicyLog,
)

Enroll = Callable[..., DeviceIdentity]
Publish = Callable[..., int]
Due = Callable[..., tuple[str, ...]]
Ran = Callable[..., None]


def test_a_policy_runs_for_its_triggers_and_no_other(enroll: Enroll, publish: Publish, due: Due) -> None:
    mac = enroll("ada")
    publish(triggers=frozenset({"enrollmentComplete", "recurring check-in"}))
    assert due(mac, trigger="enrollmentComplete") == ("okta",)
    assert due(mac, trigger="recurring check-in") == ("okta",)
    assert due(mac, trigger="login") == ()


def test_without_recurring_check_in_a_run_that_failed_for_want_of_a_user_is_not_tried_again(
    enroll: Enroll, publish: Publish, due: Due, ran: Ran
) -> None:
    mac = enroll("ada")
    policy = publish(triggers=frozenset({"enrollmentComplete"}), frequency="Once per user per computer")
    ran(mac, policy, "", "Failed")
    assert due(mac, "ada") == ()


def test_a_custom_event_runs_only_its_own_policies(enroll: Enroll, publish: Publish, due: Due) -> None:
    mac = enroll("ada")
    publish("one", triggers=frozenset({"custom"}), custom_event="okta")
    publish("other", triggers=frozenset({"custom", "login"}), custom_event="else")
    assert due(mac, trigger="custom", custom_event="okta") == ("one",)
    assert due(mac, trigger="custom") == ()
    assert due(mac, trigger="login") == ("other",)


def test_policies_run_in_the_order_of_their_names(enroll: Enroll, publish: Publish, due: Due) -> None:
    mac = enroll("ada")
    for name in ("b", "c", "a"):
        publish(name)
    assert due(mac) == ("a", "b", "c")


def test_a_disabled_policy_is_never_due(enroll: Enroll, publish: Publish, due: Due) -> None:
    mac = enroll("ada")
    publish()
    assert due(mac) == ("okta",)
    publish(enabled=False)
    assert due(mac) == ()


def test_an_unmanaged_mac_runs_nothing_until_it_is_managed_again(
    jamf: Jamf, admin: Console, enroll: Enroll, publish: Publish, due: Due
) -> None:
    mac = enroll("ada")
    publish()
    jamf.handle(SetManaged(mac.udid, False), admin)
    assert due(mac) == ()
    assert jamf.next_due_at(mac.udid, "recurring check-in", "") is None
    jamf.handle(SetManaged(mac.udid, True), admin)
    assert due(mac) == ("okta",)


def test_a_replaced_policy_keeps_its_id_and_its_log(
    enroll: Enroll, publish: Publish, due: Due, ran: Ran
) -> None:
    mac, policy = enroll("ada"), publish(frequency="Once per computer")
    ran(mac, policy)
    assert publish(frequency="Once per computer", update_inventory=True) == policy
    assert due(mac) == ()
    assert publish("another") != policy


def test_a_mac_that_joins_a_group_after_its_check_in_is_reached_at_the_next(
    jamf: Jamf, admin: Console, enroll: Enroll, publish: Publish, due: Due
) -> None:
    mac = enroll("ada")
    jamf.handle(SetStaticGroup("pilot", frozenset()), admin)
    publish(scope=Scope(all_computers=False, computer_groups=frozenset({"pilot"})))
    assert due(mac) == ()
    jamf.handle(SetStaticGroup("pilot", frozenset({"ada"})), admin)
    assert due(mac) == ("okta",)


@pytest.mark.parametrize(("logged_as", "user_still_due"), [("nobody", ("okta",)), ("owner", ())])
def test_whose_run_it_is_with_nobody_logged_in_is_an_assumption(
    logged_as: str, user_still_due: tuple[str, ...]
) -> None:
    assumptions = JamfAssumptions(run_without_console_user_logged_as=logged_as)  # type: ignore[arg-type]
    jamf = Jamf(url="https://acme.jamfcloud.com", seed=b"", now=lambda: 0, assumptions=assumptions)
    mac = DeviceIdentity("U")
    jamf.handle(EnrollComputer("U", "S", "mac", "10.13", owner="ada"), mac)
    policy = Policy("okta", frozenset({"login"}), "Once per user per computer")
    policy_id = jamf.handle(SetPolicy(policy), Console("admin"))
    jamf.handle(SubmitPolicyLog(policy_id, "", "Failed", ""), mac)
    assert tuple(due.name for due in jamf.handle(CheckIn("login", "ada"), mac)) == user_still_due
    assert jamf.handle(CheckIn("login", ""), mac) == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"frequency": "Ongoing", "retry_attempts": 1},
        {"frequency": "Once per computer", "retry_attempts": 11},
        {"frequency": "Once per computer", "retry_attempts": -2},
        {"frequency": "now and then"},
        {"triggers": frozenset({"custom"})},
        {"custom_event": "okta"},
        {"name": ""},
    ],
)
def test_a_policy_that_jamf_could_not_save_is_refused(
    jamf: Jamf, publish: Publish, fields: dict[str, object]
) -> None:
    with pytest.raises(JamfError) as refused:
        publish(**fields)
    assert refused.value.code == "BAD_REQUEST"
    assert jamf.drain_log() == []
