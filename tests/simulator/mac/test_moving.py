"""A Mac erased, restored from a backup, followed by another Mac; and one that gets another macOS."""

from __future__ import annotations

import pytest

from simulator.mac.mishaps import delete_okta_keychain
from simulator.mac.moving import Home, erase, migrate, restore
from tests.simulator.mac.estate import YEAR, Estate, left_behind

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
