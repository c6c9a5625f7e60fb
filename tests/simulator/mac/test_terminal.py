"""The documented commands: each symptom of the trouble-shooting pages can be seen by one of them."""

from __future__ import annotations

from base64 import b64decode

import pytest
from cryptography import x509

from simulator.mac.mishaps import (
    delete_device_trust_password,
    delete_identity_preferences,
    delete_okta_keychain,
    delete_private_key,
    unload_scheduled_task,
)
from simulator.mac.terminal import (
    CERTIFICATE_NAMES,
    COMMANDS,
    IDENTITIES,
    IDENTITY_PREFERENCES,
    NO_SUCH_ITEM,
    NO_SUCH_KEYCHAIN,
    SCHEDULED_TASK,
    enter,
    security,
)
from tests.simulator.mac.estate import Estate

INFO, CERTIFICATE, PASSWORD, ACCESS, VERSION = COMMANDS


def test_on_a_mac_that_is_set_up_each_command_finds_what_it_asks_for(estate: Estate) -> None:
    _, account = estate.enrolled()
    assert security(account, INFO) == 'Keychain "okta.keychain" no-timeout'
    assert len(security(account, PASSWORD)) == 40
    assert "teamid:BQR82RBBHL" in security(account, ACCESS)


def test_the_certificate_is_printed_as_pem_with_its_hash(estate: Estate) -> None:
    _, account = estate.enrolled()
    assert account.okta_keychain is not None
    printed = security(account, CERTIFICATE)
    body = printed.split("-----")[2]
    found = x509.load_der_x509_certificate(b64decode(body))
    assert found.serial_number == account.okta_keychain.identities[0].certificate.serial_number
    assert printed.startswith("SHA-1 hash: ")


def test_a_missing_keychain_shows(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.play(delete_okta_keychain(mac, account))
    for command in (INFO, CERTIFICATE, ACCESS):
        assert security(account, command) == NO_SUCH_KEYCHAIN
    assert len(security(account, PASSWORD)) == 40


def test_a_missing_password_shows(estate: Estate) -> None:
    mac, account = estate.enrolled()
    estate.play(delete_device_trust_password(mac, account))
    assert security(account, PASSWORD) == NO_SUCH_ITEM


def test_a_keychain_without_a_certificate_prints_none(estate: Estate) -> None:
    _, account = estate.enrolled()
    assert account.okta_keychain is not None
    account.okta_keychain.identities.clear()
    assert security(account, CERTIFICATE) == ""
    assert "partition_id" not in security(account, ACCESS)


def test_an_answer_is_told_without_the_password(estate: Estate) -> None:
    mac, account = estate.enrolled()
    secret = account.login_keychain.passwords["device_trust"]
    assert estate.play(enter(mac, account, PASSWORD)) == secret
    (note,) = estate.notes
    assert (note.kind, note.details["command"]) == ("command.answered", PASSWORD)
    assert note.details["output"] == "*" * 40


def test_version_answers_what_is_installed(estate: Estate) -> None:
    mac, account = estate.enrolled("1.2.1")
    assert estate.play(enter(mac, account, VERSION)) == "1.2.1"


@pytest.mark.parametrize(
    ("path", "team"),
    [
        ("/Applications/RingCentral\\ Meetings.app", "M932RC5J66"),
        ("/Applications/Slack.app", "BQR82RBBHL"),
    ],
)
def test_codesign_tells_the_team_identifier_of_an_app(estate: Estate, path: str, team: str) -> None:
    mac, account = estate.mac()
    assert f"TeamIdentifier={team}" in estate.play(enter(mac, account, f"codesign -dv --verbose=4 {path}"))


@pytest.mark.parametrize("command", ["security list-keychains", "codesign -dv /Applications/Other.app"])
def test_what_is_not_documented_is_no_command(estate: Estate, command: str) -> None:
    mac, account = estate.mac()
    with pytest.raises(KeyError):
        estate.play(enter(mac, account, command))


def test_the_certificate_s_names_and_dates_are_those_of_its_bytes(estate: Estate) -> None:
    _, account = estate.enrolled()
    assert account.okta_keychain is not None
    certificate = account.okta_keychain.identities[0].certificate
    read = x509.load_der_x509_certificate(bytes(certificate.der))
    subject, issuer, before, after = security(account, CERTIFICATE_NAMES).split("\n")
    assert subject == "subject=" + ", ".join(one.rfc4514_string() for one in read.subject)
    assert issuer == "issuer=" + ", ".join(one.rfc4514_string() for one in read.issuer)
    for told, moment in ((before, read.not_valid_before_utc), (after, read.not_valid_after_utc)):
        assert told.partition("=")[2] == moment.strftime("%b %e %H:%M:%S %Y GMT")
    assert (read.not_valid_after_utc - read.not_valid_before_utc).days == 365


def test_a_certificate_without_its_key_is_found_and_is_no_identity(estate: Estate) -> None:
    mac, account = estate.enrolled()
    assert security(account, IDENTITIES).endswith("1 identities found")
    estate.play(delete_private_key(mac, account))
    assert security(account, IDENTITIES).strip() == "0 identities found"
    assert "BEGIN CERTIFICATE" in security(account, CERTIFICATE)
    assert "CN=Okta MTLS" in security(account, CERTIFICATE_NAMES)


def test_missing_preferences_and_a_missing_scheduled_task_show(estate: Estate) -> None:
    mac, account = estate.enrolled()
    assert "*.okta.com" in security(account, IDENTITY_PREFERENCES)
    assert "com.okta.devicetrust" in security(account, SCHEDULED_TASK)
    estate.play(delete_identity_preferences(mac, account))
    estate.play(unload_scheduled_task(mac, account))
    assert security(account, IDENTITY_PREFERENCES) == NO_SUCH_ITEM
    assert "Could not find service" in security(account, SCHEDULED_TASK)


@pytest.mark.parametrize("command", [CERTIFICATE_NAMES, IDENTITIES])
def test_without_a_keychain_there_is_nothing_to_be_found(estate: Estate, command: str) -> None:
    _, account = estate.mac()
    assert security(account, command) == NO_SUCH_KEYCHAIN


def test_identities_are_numbered_from_one_and_counted(estate: Estate) -> None:
    _, account = estate.enrolled()
    keychain = account.okta_keychain
    assert keychain is not None
    keychain.identities.append(keychain.identities[0])
    assert security(account, IDENTITIES).split("\n") == [
        '  1) "Okta MTLS"',
        '  2) "Okta MTLS"',
        "     2 identities found",
    ]


def test_identity_preferences_are_printed_a_host_a_line(estate: Estate) -> None:
    _, account = estate.enrolled()
    assert security(account, IDENTITY_PREFERENCES).split("\n") == [
        '"Okta MTLS" is preferred for *.okta.com',
        '"Okta MTLS" is preferred for ok3-devicetrust.okta.com',
    ]


def test_a_scheduled_task_is_shown_as_launchd_holds_it(estate: Estate) -> None:
    _, account = estate.enrolled()
    assert security(account, SCHEDULED_TASK) == (
        '{ "Label" = "com.okta.devicetrust"; "LimitLoadToSessionType" = "Aqua"; };'
    )
    account.agent = None
    assert security(account, SCHEDULED_TASK) == (
        'Could not find service "com.okta.devicetrust" in domain for port'
    )


def test_a_keychain_without_a_certificate_has_no_names_to_be_read(estate: Estate) -> None:
    _, account = estate.enrolled()
    assert account.okta_keychain is not None
    account.okta_keychain.identities.clear()
    assert security(account, CERTIFICATE_NAMES) == "unable to load certificate"
