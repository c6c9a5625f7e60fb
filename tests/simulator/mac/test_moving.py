"""A Mac erased, restored from a backup, followed by another Mac; and one that gets another macOS."""

from __future__ import annotations

import pytest

from simulator.mac.keychain import OktaKeychain
from simulator.mac.machine import Account, LaunchAgent
from simulator.mac.mishaps import delete_okta_keychain, delete_private_key
from simulator.mac.moving import Home, erase, migrate, restore
from simulator.steps import Note
from tests.simulator.mac.estate import DAY, YEAR, Estate, left_behind

CAUSE = 0  # the first record of every trace: a number like any other

MADE = {
    "keychain",
    "certificate",
    "password",
    "safari",
    "chrome",
    "partition_list",
    "agent_file",
    "launch_agent",
}


def test_erasing_takes_all_away_and_what_okta_has_issued_counts_on(estate: Estate) -> None:
    mac, account = estate.enrolled()
    assert left_behind(account) == MADE
    estate.play(erase(mac, account))
    assert left_behind(account) == set()
    assert [(note.kind, note.reason) for note in estate.notes] == [
        ("certificate.removed", "erased"),
        ("keychain.changed", "erased"),
    ]
    assert estate.unbound(mac) == 1
    assert estate.run(mac, account).exit_status == 0
    assert estate.unbound(mac) == 2


def test_a_backup_brings_back_what_there_was_and_not_what_came_since(estate: Estate) -> None:
    mac, account = estate.in_use()
    home = Home.of(account)
    first = account.okta_keychain
    assert first is not None
    old = first.identities[0].certificate.serial_number
    estate.at += YEAR - 20 * 86_400
    assert estate.renew(mac, account) == "renewed"
    estate.play(restore(mac, account, home))
    keychain = account.okta_keychain
    assert keychain is not None
    assert [one.certificate.serial_number for one in keychain.identities] == [old]
    assert [note.kind for note in estate.notes] == [
        "certificate.removed",
        "keychain.changed",
        "certificate.imported",
    ]
    assert estate.open(mac, account, "safari").outcome == "allowed"
    assert estate.renew(mac, account) == "renewed"


def test_a_backup_is_not_changed_by_what_happens_after_it(estate: Estate) -> None:
    mac, account = estate.enrolled()
    home = Home.of(account)
    estate.play(delete_okta_keychain(mac, account))
    account.login_keychain.reset()
    estate.play(restore(mac, account, home))
    assert left_behind(account) == MADE
    account.login_keychain.reset()
    estate.play(restore(mac, account, home))
    assert left_behind(account) == MADE


def test_a_migrated_account_signs_in_and_cannot_renew(estate: Estate) -> None:
    mac, account = estate.in_use()
    other, receiver = estate.mac("other", index=1)
    estate.play(migrate(mac, account, other))
    assert left_behind(receiver) == MADE
    assert left_behind(account) == MADE
    assert estate.open(other, receiver, "safari").outcome == "allowed"
    estate.at += YEAR - 20 * 86_400
    assert estate.renew(other, receiver) == "failed"
    assert estate.told("agent.passed")[0].reason == "proof_invalid"
    assert estate.renew(mac, account) == "renewed"


@pytest.mark.parametrize(
    ("before", "after", "version", "lacking"),
    [
        ("12.2.1", "12.3", "1.2.1", "python_missing"),
        ("12.2.1", "12.3", "1.3.3", ""),
        ("10.14.6", "10.15", "1.3.3", ""),
        ("10.13.4", "10.14.6", "1.3.3", "python_missing"),
        ("10.13.4", "10.14.6", "1.2.1", ""),
    ],
)
def test_another_macos_brings_and_takes_pythons(
    estate: Estate, before: str, after: str, version: str, lacking: str
) -> None:
    mac, _ = estate.mac(macos=before)
    mac.install(after)
    assert (mac.macos, mac.lacks(version)) == (after, lacking)


def test_modules_that_are_missing_are_missing_after_an_upgrade(estate: Estate) -> None:
    mac, _ = estate.mac(macos="11.0", python3="without_modules")
    mac.install("12.3")
    assert mac.lacks("1.3.3") == "python_modules_missing"


def test_what_a_migration_takes_the_place_of_is_told(estate: Estate) -> None:
    mac, account = estate.mac()
    other, receiver = estate.enrolled(name="other", index=1)
    estate.play(migrate(mac, account, other))
    assert left_behind(receiver) == set()
    assert [(note.kind, note.subject, note.reason) for note in estate.notes] == [
        ("certificate.removed", "other", "migrated"),
        ("keychain.changed", "other", "migrated"),
    ]
    assert estate.notes[1].details["change"] == "Home of ada migrated"


# --- what is told, whole, and what the account is like afterwards -------------------------------------------


def gone(subject: str, reason: str, serial_number: str, cause: int | None) -> Note:
    details = {"account": "ada", "serial_number": serial_number}
    return Note("certificate.removed", subject, "", reason, cause, details)


def changed(subject: str, change: str, reason: str, cause: int | None) -> Note:
    return Note("keychain.changed", subject, "", reason, cause, {"account": "ada", "change": change})


def keychain_of(account: Account) -> OktaKeychain:
    assert account.okta_keychain is not None
    return account.okta_keychain


def test_erasing_is_told_after_each_certificate_that_goes_and_what_follows_is_caused_by_it(
    estate: Estate,
) -> None:
    mac, account = estate.in_use(client="chrome")
    serial_number = keychain_of(account).identities[0].serial_text
    estate.play(delete_private_key(mac, account))
    account.lock()
    cause = estate.play(erase(mac, account, CAUSE))
    last = len(estate.trace.records) - 1
    assert estate.notes == [
        gone("ada", "erased", serial_number, CAUSE),
        changed("ada", "Erased", "erased", last - 1),
    ]
    assert cause == last
    assert account.login_keychain.usable
    assert account.browser("chrome").running_since is None
    assert estate.play(erase(mac, account, CAUSE)) == last + 1
    assert estate.notes == [changed("ada", "Erased", "erased", CAUSE)]


def test_a_restoration_is_told_in_its_order_and_leaves_the_account_as_the_backup_has_it(
    estate: Estate,
) -> None:
    mac, account = estate.in_use(client="chrome")
    home = Home.of(account)
    keychain, login = keychain_of(account), account.login_keychain
    listed, identity = keychain.partition_list, keychain.identities[0]
    passwords, preferences = dict(login.passwords), dict(login.identity_preferences)
    policy, file = account.chrome_policy, account.agent_file
    estate.at += DAY
    account.lock()
    estate.play(restore(mac, account, home, CAUSE))
    last = len(estate.trace.records) - 1
    details = {
        "account": "ada",
        "serial_number": identity.serial_text,
        "not_after": identity.certificate.not_after,
    }
    assert estate.notes == [
        gone("ada", "restored", identity.serial_text, CAUSE),
        changed("ada", "Restored from a backup", "restored", last - 2),
        Note("certificate.imported", "ada", "", "", last - 1, details),
    ]
    restored = keychain_of(account)
    assert restored is not keychain
    assert (restored.password, restored.identities) == (keychain.password, [identity])
    assert restored.partition_list == listed
    assert account.login_keychain.usable
    assert account.login_keychain.passwords == passwords
    assert account.login_keychain.identity_preferences == preferences
    assert (account.chrome_policy, account.agent_file) == (policy, file)
    assert account.agent == LaunchAgent(estate.at)
    assert account.browser("chrome").running_since is None


def test_a_backup_made_while_nobody_was_logged_in_is_open_for_who_logs_in_anew(estate: Estate) -> None:
    mac, account = estate.enrolled()
    account.lock()
    home = Home.of(account)
    estate.play(restore(mac, account, home))
    assert account.login_keychain.usable


def test_a_backup_from_before_the_task_brings_back_nothing_of_it(estate: Estate) -> None:
    mac, account = estate.mac()
    home = Home.of(account)
    estate.run(mac, account)
    estate.play(delete_private_key(mac, account))
    estate.play(restore(mac, account, home))
    assert left_behind(account) == set()
    assert [note.kind for note in estate.notes] == ["certificate.removed", "keychain.changed"]


def test_a_backup_has_keys_without_certificates_and_certificates_without_keys_of_its_own(
    estate: Estate,
) -> None:
    mac, account = estate.enrolled()
    _, another = estate.enrolled(name="another", index=1)
    keychain, extra = keychain_of(account), keychain_of(another).identities[0]
    keychain.add(extra)
    keychain.remove(extra, with_key=False)
    first, second = Home.of(account), Home.of(account)
    keychain.lose_keys()
    without_keys = Home.of(account)
    account.okta_keychain = None
    for home, holds in ((first, True), (without_keys, False), (second, True)):
        estate.play(restore(mac, account, home))
        assert keychain_of(account).holds_key_of(extra) is holds
        assert len(keychain_of(account).keyless) == (0 if holds else 1)
        keychain_of(account).lose_keys()
        keychain_of(account).keyless.clear()
    estate.play(restore(mac, account, without_keys))
    assert len(keychain_of(account).keyless) == 1


def test_a_migration_is_told_of_the_receiver_with_what_it_takes_the_place_of(estate: Estate) -> None:
    mac, account = estate.enrolled()
    other, receiver = estate.enrolled(name="other", index=1)
    serial_number = keychain_of(receiver).identities[0].serial_text
    estate.play(delete_private_key(other, receiver))
    estate.play(migrate(mac, account, other, CAUSE))
    last = len(estate.trace.records) - 1
    assert estate.notes == [
        gone("other", "migrated", serial_number, CAUSE),
        changed("other", "Okta keychain of ada migrated", "migrated", last - 1),
    ]
    mine, theirs = keychain_of(account), keychain_of(receiver)
    assert (theirs.identities, theirs.partition_list) == (mine.identities, mine.partition_list)
    assert theirs.identities is not mine.identities
    assert receiver.login_keychain.passwords == account.login_keychain.passwords
    assert receiver.login_keychain.passwords is not account.login_keychain.passwords
    assert receiver.agent == LaunchAgent(estate.at)
