"""A Mac by itself: clock, dice, interpreters, accounts."""

from __future__ import annotations

import pytest

from simulator.mac.keys import Practice
from simulator.mac.machine import host_of, version_number
from tests.simulator.mac.estate import START, Estate


def test_the_macs_clock_is_the_worlds_with_its_skew(estate: Estate) -> None:
    mac, _ = estate.mac()
    mac.clock_skew_s = -90
    assert mac.clock() == START - 90


def test_keys_and_passwords_come_from_the_macs_own_dice(estate: Estate) -> None:
    one, other = estate.mac("one")[0], estate.mac("other", index=1)[0]
    again = Estate().mac("one")[0]
    first, second = one.next_key().material, one.next_key().material
    assert first != second
    assert first == again.next_key().material
    assert first != other.next_key().material
    assert one.next_password() == again.next_password() != one.next_password()


def test_a_mac_makes_its_keys_as_the_run_makes_them(estate: Estate) -> None:
    practice = Practice(on_demand=True, kind="rsa2048")
    mac, _ = estate.mac(practice=practice)
    assert mac.next_key().practice == practice


def test_the_same_estate_gives_the_same_trace_to_the_byte() -> None:
    digests = set()
    for _ in range(2):
        estate = Estate()
        mac, account = estate.in_use(client="chrome")
        estate.at += 336 * 86_400
        estate.renew(mac, account)
        digests.add(estate.trace.digest())
    assert len(digests) == 1


@pytest.mark.parametrize(
    ("macos", "python3", "version", "lacks"),
    [
        ("12.2.1", None, "1.2.1", ""),
        ("12.3", None, "1.2.1", "python_missing"),
        ("13.0", None, "1.2.0", "python_missing"),
        ("10.15", None, "1.3.3", ""),
        ("10.14.6", None, "1.3.3", "python_missing"),
        ("10.14.6", "ready", "1.3.3", ""),
        ("12.3", "without_modules", "1.3.3", "python_modules_missing"),
    ],
)
def test_what_a_mac_lacks_to_run_a_version(
    estate: Estate, macos: str, python3: str | None, version: str, lacks: str
) -> None:
    mac, _ = estate.mac(macos=macos, python3=python3)
    assert mac.lacks(version) == lacks


def test_the_console_has_an_account_or_nobody(estate: Estate) -> None:
    mac, account = estate.mac()
    assert mac.at_console() is account
    mac.console_user = ""
    assert mac.at_console() is None


def test_logging_out_locks_keychains_and_quits_browsers(estate: Estate) -> None:
    mac, account = estate.in_use(client="chrome")
    account.lock()
    assert account.okta_keychain is not None
    assert not account.okta_keychain.unlocked
    assert not account.login_keychain.usable
    assert not account.browser("chrome").remembers(mac.mtls_host)


def test_macs_and_accounts_are_thin(estate: Estate) -> None:
    mac, account = estate.in_use()
    for thing in (mac, account, account.okta_keychain, account.login_keychain, account.browser("chrome")):
        assert not hasattr(thing, "__dict__")


def test_versions_compare_as_numbers() -> None:
    assert version_number("10.9") < version_number("10.14.6") < version_number("12.3")


@pytest.mark.parametrize(
    "url", ["https://ok3.okta.com", "ok3.okta.com", "https://ok3.okta.com/", "ok3.okta.com/x"]
)
def test_the_host_of_a_url_needs_no_scheme(url: str) -> None:
    assert host_of(url) == "ok3.okta.com"
