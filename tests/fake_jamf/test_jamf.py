"""The server as a whole: dispatch, previews without effects, the change log, and speed."""

from __future__ import annotations

import timeit
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from fake_jamf.errors import JamfError
from fake_jamf.jamf import Jamf
from fake_jamf.messages import (
    ChangePassword,
    CheckIn,
    Console,
    DeviceIdentity,
    EnrollComputer,
    Frequency,
    GetComputer,
    Message,
    Policy,
    Scope,
    SetAccount,
    SetExtensionAttribute,
    SetPolicy,
    SetStaticGroup,
    SubmitPolicyLog,
)


@dataclass(frozen=True, slots=True)
class MakeCoffee(Message[None]):
    """No operation of Jamf Pro."""


def test_an_unknown_message_is_a_bad_request(jamf: Jamf, admin: Console) -> None:
    with pytest.raises(JamfError, match="MakeCoffee"):
        jamf.handle(MakeCoffee(), admin)


def test_a_preview_says_what_a_check_in_would_and_leaves_no_trace(
    jamf: Jamf,
    admin: Console,
    enroll: Callable[..., DeviceIdentity],
    publish: Callable[..., int],
    due: Callable[..., tuple[str, ...]],
) -> None:
    mac = enroll("ada")
    publish(frequency="Once per computer")
    jamf.drain_log()
    for _ in range(2):
        assert jamf.preview_due(mac.udid, "recurring check-in", "ada") == ("okta",)
        assert jamf.needs_check_in(mac.udid, "ada")
    assert jamf.handle(GetComputer(mac.udid), admin).last_check_in_at is None
    assert jamf.drain_log() == []
    assert due(mac, "ada") == ("okta",)
    assert not jamf.needs_check_in("unknown", "ada")


def test_looking_ahead_asks_for_the_trigger_the_event_and_the_user_that_are_meant(
    jamf: Jamf, enroll: Callable[..., DeviceIdentity], publish: Callable[..., int], clock: list[int]
) -> None:
    mac = enroll("mac-1")
    limits = Scope(limit_to_users=frozenset({"ada"}))
    publish("limited", frequency="Ongoing", scope=limits)
    publish("custom", triggers=frozenset({"custom"}), custom_event="go", frequency="Ongoing")
    ahead = {"recurring check-in": ("limited",), "login": ()}
    for trigger, names in ahead.items():
        assert jamf.preview_due(mac.udid, trigger, "ada") == names  # type: ignore[arg-type]
        assert jamf.next_due_at(mac.udid, trigger, "ada") == (clock[0] if names else None)  # type: ignore[arg-type]
    assert [jamf.needs_check_in(mac.udid, user) for user in ("ada", "ben", "")] == [True, False, False]
    for event, names in (("go", ("custom",)), ("stop", ()), ("", ())):
        assert jamf.preview_due(mac.udid, "custom", "ben", event) == names
        assert jamf.next_due_at(mac.udid, "custom", "ben", event) == (clock[0] if names else None)


def test_an_empty_password_or_name_is_refused(jamf: Jamf, admin: Console) -> None:
    for message in (SetAccount("okta", ""), SetAccount("", "x"), SetExtensionAttribute("")):
        with pytest.raises(JamfError) as refused:
            jamf.handle(message, admin)
        assert refused.value.code == "BAD_REQUEST"
    with pytest.raises(JamfError) as unknown:
        jamf.handle(ChangePassword("nobody", "x"), admin)
    assert unknown.value.code == "NOT_FOUND"


def test_a_check_in_takes_no_longer_among_three_thousand_macs_than_among_ten() -> None:
    mac, message = DeviceIdentity("U5"), CheckIn("recurring check-in", "u5")
    few, many = _estate(10), _estate(3000)
    assert many.handle(message, mac) == ()
    assert _microseconds(lambda: many.handle(message, mac)) < 5 * _microseconds(
        lambda: few.handle(message, mac)
    )

    def preview(jamf: Jamf) -> float:
        return _microseconds(lambda: jamf.preview_due("U5", "recurring check-in", "u5"))

    assert preview(many) < 5 * preview(few)


def _microseconds(call: Callable[[], object]) -> float:
    return min(timeit.repeat(call, number=1000, repeat=5)) * 1000


def _estate(macs: int) -> Jamf:
    """An estate of ten policies in which every Mac has run what it was given."""
    jamf = Jamf(url="https://acme.jamfcloud.com", seed=b"", now=lambda: 1_500_000_000)
    admin = Console("admin")
    jamf.handle(SetStaticGroup("pilot", frozenset(f"mac-{n}" for n in range(0, macs, 2))), admin)
    frequencies: tuple[Frequency, ...] = (
        "Once per user per computer",
        "Once per computer",
        "Once every week",
    )
    for n in range(10):
        scope = Scope(all_computers=n % 2 == 0, computer_groups=frozenset({"pilot"}))
        policy = Policy(f"policy {n}", frozenset({"recurring check-in"}), frequencies[n % 3], scope)
        jamf.handle(SetPolicy(policy), admin)
    for n in range(macs):
        mac = DeviceIdentity(f"U{n}")
        jamf.handle(EnrollComputer(mac.udid, f"S{n}", f"mac-{n}", "10.13.4"), mac)
        for policy_id in range(1, 11):
            jamf.handle(SubmitPolicyLog(policy_id, f"u{n}", "Completed", ""), mac)
    return jamf
