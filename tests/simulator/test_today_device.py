"""Whether a Mac would be trusted now, from what is known of it: yes, no or not known, and why."""

from dataclasses import replace

import pytest

from simulator.known_macs import KnownMac
from simulator.today_device import REASONS, Device, device_of, task_cannot_start

NOW = 1_795_168_800
DAY = 86_400
GOOD = KnownMac(
    "ada", person="ada@acme.test", macos="10.14.6", managed=True, certificate="there", certificate_issued=NOW - 90 * DAY,
    certificate_expires=NOW + 275 * DAY, keychain_password=True, task="1.2.1", python2=True, last_inventory=NOW - DAY,
)  # fmt: skip
NONE = KnownMac("bob", managed=True, certificate="none", macos="10.14.6", task="none")


def test_a_valid_certificate_is_trusted_whether_jamf_manages_the_mac_or_not():
    assert device_of(GOOD, NOW) == (True, "ok")
    assert device_of(replace(GOOD, managed=False), NOW) == (True, "ok")
    assert device_of(replace(GOOD, bound_to="ada@ACME.test"), NOW) == (True, "ok")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"revoked": True}, "certificate_revoked"),
        ({"keychain_password": False}, "keychain_password_missing"),
        ({"bound_to": "eve@acme.test"}, "bound_to_another_user"),
        ({"certificate_expires": NOW - 5 * DAY}, "certificate_expired"),
        ({"macos": "14.5", "python2": None}, "keychain_locked"),
        ({"python2": False}, "keychain_locked"),
        ({"task": "1.3.3", "python3": "without_modules"}, "keychain_locked"),
        ({"python2": False, "certificate_expires": NOW - 3600}, "expired_and_stuck"),
    ],
)
def test_what_spoils_a_certificate_denies(changed, reason):
    assert device_of(replace(GOOD, **changed), NOW) == (False, reason)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({}, "no_certificate"),
        ({"managed": False}, "unmanaged"),
        (
            {"enrollment_failed": "Maximum enrollment limit of 5 certificates for a device is reached"},
            "enrollment_limit",
        ),
        ({"task": "1.2.1", "macos": "12.3"}, "task_cannot_start"),
    ],
)
def test_without_a_certificate_it_is_said_what_stands_in_the_way(changed, reason):
    assert device_of(replace(NONE, **changed), NOW) == (False, reason)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"certificate": "", "certificate_expires": None}, "certificate_unknown"),
        ({"certificate_expires": None}, "expiry_unknown"),
        ({"certificate_expires": NOW - 3600}, "expired_since"),
        ({"chrome_started": NOW - 91 * DAY}, "chrome_older"),
    ],
)
def test_what_an_inventory_leaves_open_is_not_known(changed, reason):
    assert device_of(replace(GOOD, **changed), NOW) == (None, reason)


def test_chrome_that_was_started_later_or_is_not_running_or_was_trusted_since_presents_it():
    for changed in ({"chrome_started": NOW - DAY}, {"chrome_started": 0}):
        assert device_of(replace(GOOD, **changed), NOW) == (True, "ok")
    seen = replace(GOOD, chrome_started=NOW - 91 * DAY, last_trusted=NOW - DAY)
    assert device_of(seen, NOW) == (True, "ok")


def test_what_okta_took_lately_is_trusted_though_its_end_is_not_known():
    seen = KnownMac("ada", last_trusted=NOW - 6 * DAY)
    assert device_of(seen, NOW) == (True, "seen_trusted")
    assert device_of(seen, NOW + 2 * DAY) == (None, "certificate_unknown")


def test_both_ends_of_the_validity_are_valid():
    assert device_of(GOOD, NOW + 275 * DAY) == (True, "ok")
    assert device_of(GOOD, NOW + 275 * DAY + 1).trusted is None


@pytest.mark.parametrize(
    ("changed", "cannot"),
    [
        ({"task": ""}, None),
        ({"task": "none"}, None),
        ({"task": "1.2.1", "macos": "12.2.1"}, False),
        ({"task": "1.2.1", "macos": "12.3"}, True),
        ({"task": "1.2.1", "macos": "12.3", "python2": True}, False),
        ({"task": "1.2.1", "macos": ""}, None),
        ({"task": "1.3.3", "python3": ""}, None),
        ({"task": "1.3.3", "python3": "ready"}, False),
        ({"task": "1.3.3", "python3": "absent"}, True),
    ],
)
def test_whether_the_task_can_start_follows_from_its_version_and_its_python(changed, cannot):
    assert task_cannot_start(KnownMac("ada", **changed)) is cannot


def test_every_reason_that_is_given_has_its_words():
    assert all(reason.plain for reason in REASONS.values())
    assert isinstance(device_of(GOOD, NOW), Device)
