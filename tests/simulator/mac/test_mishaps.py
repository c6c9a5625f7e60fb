"""Keychains deleted, reset and carried away by iCloud."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from simulator.mac.agent import log_in
from simulator.mac.machine import Account, Mac
from simulator.mac.mishaps import (
    break_login_keychain,
    copy_keychain,
    delete_certificate,
    delete_chrome_entry,
    delete_device_trust_password,
    delete_identity_preferences,
    delete_okta_keychain,
    delete_private_key,
    reset_login_keychain,
    sync_other_items,
    unload_scheduled_task,
)
from simulator.steps import Note, Task
from tests.simulator.mac.estate import Estate, left_behind

CAUSE = 0  # the first record of every trace: a number like any other


def test_deleting_the_keychain_leaves_its_password_and_the_preferences(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.play(delete_okta_keychain(mac, account))
    assert left_behind(account) == {"password", "safari", "chrome", "agent_file", "launch_agent"}
    assert [note.kind for note in estate.notes] == ["certificate.removed", "keychain.changed"]
    estate.play(delete_okta_keychain(mac, account))
    assert estate.notes == []


def test_resetting_the_login_keychain_leaves_the_okta_keychain_locked_for_apps(estate: Estate) -> None:
    mac, account = estate.in_use()
    estate.play(reset_login_keychain(mac, account))
    assert left_behind(account) == {
        "keychain",
        "certificate",
        "chrome",
        "partition_list",
        "agent_file",
        "launch_agent",
    }
    assert estate.told("keychain.changed")[0].details["change"] == "Login keychain reset"
    assert estate.open(mac, account, "safari").reason == "no_certificate"


def test_a_broken_login_keychain_gives_nobody_its_passwords_until_it_is_reset(estate: Estate) -> None:
    mac, account = estate.in_use()
    estate.play(break_login_keychain(mac, account))
    assert estate.told("keychain.changed")[0].details["change"] == "Login keychain unavailable"
    log_in(mac, account)
    assert (account.login_keychain.usable, account.login_keychain.password()) == (False, None)
    assert estate.open(mac, account, "safari").reason == "no_certificate"
    estate.play(reset_login_keychain(mac, account))
    assert account.login_keychain.usable


def test_deleting_the_password_leaves_everything_else(estate: Estate) -> None:
    mac, account = estate.enrolled()
    before = left_behind(account)
    estate.play(delete_device_trust_password(mac, account))
    assert left_behind(account) == before - {"password"}


@pytest.mark.parametrize(("usable", "outcome"), [("yes", "allowed"), ("no", "denied")])
def test_icloud_carries_the_keychain_to_another_mac(estate: Estate, usable: str, outcome: str) -> None:
    mac, account = estate.in_use()
    other, receiver = estate.mac("other", index=1, icloud_copy_usable=usable)
    assert estate.play(copy_keychain(mac, account, other))
    assert estate.notes[0].subject == "other"
    assert estate.open(other, receiver, "safari").outcome == outcome
    prompt = "none" if usable == "yes" else "keychain_password"
    assert estate.notes[0].details["prompt"] in {prompt, "chooser"}


@pytest.mark.parametrize("forbids", ["giver", "receiver"])
def test_a_profile_on_either_mac_stops_icloud(estate: Estate, forbids: str) -> None:
    mac, account = estate.in_use()
    other, receiver = estate.mac("other", index=1)
    (mac if forbids == "giver" else other).icloud_keychain_allowed = False
    assert not estate.play(copy_keychain(mac, account, other))
    assert receiver.okta_keychain is None
    assert estate.notes == []


def test_a_mac_with_a_keychain_of_its_own_keeps_it(estate: Estate) -> None:
    mac, account = estate.in_use()
    other, receiver = estate.enrolled(name="other", index=1)
    own = receiver.okta_keychain
    assert not estate.play(copy_keychain(mac, account, other))
    assert receiver.okta_keychain is own


def test_without_a_keychain_there_is_nothing_to_carry(estate: Estate) -> None:
    mac, account = estate.mac()
    other, _ = estate.mac("other", index=1)
    assert not estate.play(copy_keychain(mac, account, other))


def test_without_the_certificate_the_task_enrolls_again(estate: Estate) -> None:
    mac, account = estate.in_use()
    estate.play(delete_certificate(mac, account))
    assert [(note.kind, note.reason) for note in estate.notes] == [("certificate.removed", "by_hand")]
    assert estate.open(mac, account, "safari").reason == "no_certificate"
    assert estate.run(mac, account).reason == "ok"
    assert estate.open(mac, account, "safari").outcome == "allowed"


def test_without_the_private_key_nothing_is_presented_and_the_task_enrolls_nothing(estate: Estate) -> None:
    mac, account = estate.in_use()
    estate.play(delete_private_key(mac, account))
    assert estate.open(mac, account, "safari").reason == "no_certificate"
    assert estate.run(mac, account).reason == "certificate_present"
    assert estate.open(mac, account, "safari").reason == "no_certificate"
    assert estate.run(mac, account, "1.2.1", "uninstall").reason == "ok"
    assert [note.kind for note in estate.told("certificate.removed")] == ["certificate.removed"]
    assert estate.run(mac, account).reason == "ok"
    assert estate.open(mac, account, "safari").outcome == "allowed"


def test_without_identity_preferences_safari_asks_and_chrome_does_not(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.play(delete_identity_preferences(mac, account))
    estate.open(mac, account, "safari")
    assert estate.told("app.opened")[0].details["prompt"] == "chooser"
    estate.open(mac, account, "chrome")
    assert estate.told("app.opened")[0].details["prompt"] == "none"


def test_without_its_entry_chrome_asks_and_safari_does_not(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.play(delete_chrome_entry(mac, account))
    estate.open(mac, account, "chrome")
    assert estate.told("app.opened")[0].details["prompt"] == "chooser"
    estate.open(mac, account, "safari")
    assert estate.told("app.opened")[0].details["prompt"] == "none"


def test_without_the_scheduled_task_the_keychain_stays_shut_at_the_next_login(estate: Estate) -> None:
    mac, account = estate.in_use()
    estate.play(unload_scheduled_task(mac, account))
    assert estate.open(mac, account, "safari").outcome == "allowed"
    log_in(mac, account)
    assert estate.open(mac, account, "safari").outcome == "denied"
    assert estate.renew(mac, account) == "nothing"


@pytest.mark.parametrize("forbids", ["nobody", "giver", "receiver"])
def test_other_items_are_synced_where_the_keychain_is(estate: Estate, forbids: str) -> None:
    mac, _ = estate.enrolled()
    other, receiver = estate.mac("other", index=1)
    mac.icloud_keychain_allowed = forbids != "giver"
    other.icloud_keychain_allowed = forbids != "receiver"
    assert estate.play(sync_other_items(mac, other)) == (forbids == "nobody")
    assert receiver.okta_keychain is None


# --- what is told of them -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mishap", "change"),
    [
        (delete_private_key, "Private key deleted"),
        (delete_identity_preferences, "Identity preferences deleted"),
        (delete_chrome_entry, "Chrome entry deleted"),
        (unload_scheduled_task, "Scheduled task removed"),
        (break_login_keychain, "Login keychain unavailable"),
        (delete_device_trust_password, "Password device_trust deleted"),
    ],
)
def test_what_a_hand_has_done_is_told_by_its_name_and_its_cause(
    estate: Estate, mishap: Callable[[Mac, Account, int | None], Task[None]], change: str
) -> None:
    mac, account = estate.enrolled()
    for _ in range(2):  # who looks whether there is anything left to be deleted is told the same
        estate.play(mishap(mac, account, CAUSE))
        details = {"account": "ada", "change": change}
        assert estate.notes == [Note("keychain.changed", "ada", "", "by_hand", CAUSE, details)]


def test_each_certificate_that_is_deleted_is_told_of_as_caused_by_the_one_before_and_its_key_stays(
    estate: Estate,
) -> None:
    mac, account = estate.enrolled()
    _, another = estate.enrolled(name="another", index=1)
    keychain = account.okta_keychain
    assert keychain is not None
    assert another.okta_keychain is not None
    keychain.add(another.okta_keychain.identities[0])
    held = [*keychain.identities]
    estate.play(delete_certificate(mac, account, CAUSE))
    first = len(estate.trace.records) - 2
    assert estate.notes == [
        Note(
            "certificate.removed",
            "ada",
            "",
            "by_hand",
            cause,
            {"account": "ada", "serial_number": one.serial_text},
        )
        for cause, one in zip((CAUSE, first), held, strict=True)
    ]
    assert keychain.certificates == []
    assert all(keychain.holds_key_of(one) for one in held)
    estate.play(delete_private_key(mac, account))
    assert not any(keychain.holds_key_of(one) for one in held)


def test_a_certificate_without_its_key_goes_with_the_keychain(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.play(delete_private_key(mac, account))
    estate.play(delete_okta_keychain(mac, account))
    assert [(note.kind, note.reason) for note in estate.notes] == [
        ("certificate.removed", "keychain_deleted"),
        ("keychain.changed", "by_hand"),
    ]


@pytest.mark.parametrize("mishap", [delete_certificate, delete_private_key, delete_okta_keychain])
def test_without_a_keychain_there_is_nothing_to_be_deleted_or_told(
    estate: Estate, mishap: Callable[[Mac, Account], Task[None]]
) -> None:
    mac, account = estate.mac()
    estate.play(mishap(mac, account))
    assert estate.notes == []


def test_what_else_icloud_syncs_is_told_of_the_receiver_by_the_giver_s_name(estate: Estate) -> None:
    mac, _ = estate.mac("giver")
    other, receiver = estate.mac("taker", index=1)
    receiver.name = "eve"
    assert estate.play(sync_other_items(mac, other, CAUSE)) is True
    details = {"account": "eve", "change": "Other items of giver synced"}
    assert estate.notes == [Note("keychain.changed", "taker", "", "icloud_items", CAUSE, details)]
