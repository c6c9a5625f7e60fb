"""What Jamf Pro's logs say of each operation, whole: of whom, what came of it, and by whom it was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from fake_jamf.assumptions import JamfAssumptions
from fake_jamf.errors import JamfError
from fake_jamf.events import JamfEvent
from fake_jamf.jamf import Jamf
from fake_jamf.messages import (
    Basic,
    Bearer,
    ChangePassword,
    CheckInSettings,
    ConfigurationProfile,
    Console,
    CreateToken,
    Credentials,
    Criterion,
    DeleteComputer,
    DeviceIdentity,
    EnrollComputer,
    FlushPolicyLog,
    GetComputer,
    KeepAlive,
    Message,
    Nobody,
    Policy,
    SetAccount,
    SetCheckInSettings,
    SetExtensionAttribute,
    SetManaged,
    SetPolicy,
    SetProfile,
    SetScript,
    SetSmartGroup,
    SetStaticGroup,
    SubmitPolicyLog,
)
from fake_jamf.speech.access import (
    CreateClientToken,
    InvalidateToken,
    RemoveAccount,
    RemoveApiClient,
    RotateClientSecret,
    SaveApiClient,
)
from fake_jamf.speech.key import Key

Enroll = Callable[..., DeviceIdentity]
Publish = Callable[..., int]
Ran = Callable[..., None]
Recon = Callable[..., None]
LOGIN = frozenset({"login"})


def line(at: int, kind: str, subject: str, outcome: str, reason: str = "", **details: str | int) -> JamfEvent:
    return JamfEvent(at, kind, subject, outcome, reason, details)


EDITS: list[tuple[Message[Any], str, str]] = [
    (SetAccount("okta", "secret", frozenset()), "account", "okta"),
    (SetScript("task.py", "print()"), "script", "task.py"),
    (SetPolicy(Policy("okta", LOGIN, "Ongoing")), "policy", "okta"),
    (SetSmartGroup("Macs", (Criterion("Managed", "is", "Managed"),)), "smart group", "Macs"),
    (SetStaticGroup("Pilot", frozenset({"mac-1"})), "static group", "Pilot"),
    (SetExtensionAttribute("Certificate"), "extension attribute", "Certificate"),
    (SetProfile(ConfigurationProfile("Restrictions", ())), "profile", "Restrictions"),
]


@pytest.mark.parametrize(("message", "kind", "name"), EDITS, ids=[kind for _, kind, _ in EDITS])
def test_an_edit_says_what_it_created_and_the_second_time_what_it_updated(
    jamf: Jamf, admin: Console, clock: list[int], message: Message[Any], kind: str, name: str
) -> None:
    for outcome in ("created", "updated"):
        jamf.handle(message, admin)
        assert jamf.drain_log() == [line(clock[0], "change", name, outcome, object=kind, by="admin")]


def test_what_is_always_there_is_only_ever_updated(jamf: Jamf, admin: Console, clock: list[int]) -> None:
    jamf.handle(SetAccount("okta", "secret", frozenset()), admin)
    jamf.drain_log()
    jamf.handle(ChangePassword("okta", "another"), admin)
    jamf.handle(SetCheckInSettings(CheckInSettings(300, 0)), admin)
    assert jamf.drain_log() == [
        line(clock[0], "change", "okta", "updated", "password", object="account", by="admin"),
        line(clock[0], "change", "check-in", "updated", object="check-in settings", by="admin"),
    ]


def test_a_computer_s_life_is_told_from_its_enrollment_to_its_deletion(
    jamf: Jamf, admin: Console, enroll: Enroll, clock: list[int]
) -> None:
    mac = enroll("mac-1")
    jamf.handle(SetManaged(mac.udid, False), admin)
    enroll("mac-1")
    jamf.handle(SetManaged(mac.udid, True), admin)  # it is: nothing to tell
    jamf.handle(SetManaged(mac.udid, False), admin)
    jamf.handle(SetManaged(mac.udid, True), admin)
    enroll("mac-1")
    jamf.handle(DeleteComputer(mac.udid), admin)
    known: dict[str, Any] = {"computer_id": 1, "serial_number": "SERIAL-mac-1"}
    at, udid = clock[0], mac.udid
    assert jamf.drain_log() == [
        line(at, "computer.enrolled", udid, "enrolled", **known, before="none"),
        line(at, "computer.unmanaged", udid, "unmanaged", by="admin"),
        line(at, "computer.enrolled", udid, "re-enrolled", **known, before="unmanaged"),
        line(at, "computer.unmanaged", udid, "unmanaged", by="admin"),
        line(at, "computer.managed", udid, "managed", by="admin"),
        line(at, "computer.enrolled", udid, "re-enrolled", **known, before="managed"),
        line(at, "computer.deleted", udid, "deleted", **known, by="admin"),
    ]


def test_a_run_is_told_whole_and_a_server_that_keeps_no_output_tells_none(
    jamf: Jamf, enroll: Enroll, publish: Publish, ran: Ran, clock: list[int]
) -> None:
    mac, policy = enroll("mac-1"), publish("okta")
    jamf.drain_log()
    ran(mac, policy, "ada", "Failed", "ERROR: no")
    told: dict[str, Any] = {"policy": "okta", "policy_id": policy, "user": "ada", "status": "Failed"}
    assert jamf.drain_log() == [
        line(clock[0], "policy.logged", mac.udid, "Failed", **told, output="ERROR: no")
    ]


def test_a_recon_is_told_with_every_group_joined_and_left(
    jamf: Jamf, admin: Console, enroll: Enroll, recon: Recon, clock: list[int]
) -> None:
    mac = enroll("mac-1")
    for name, value in (("New", "11.0"), ("Current", "11.0"), ("Old", "10.13.4"), ("Aged", "10.13.4")):
        jamf.handle(SetSmartGroup(name, (Criterion("Operating System Version", "is", value),)), admin)
    jamf.drain_log()
    recon(mac, version="11.0")
    told = line(
        clock[0], "inventory.submitted", mac.udid, "submitted", joined="Current, New", left="Aged, Old"
    )
    assert jamf.drain_log() == [told]


def test_a_flush_is_told_for_one_computer_and_for_all(
    jamf: Jamf, admin: Console, enroll: Enroll, publish: Publish, ran: Ran, clock: list[int]
) -> None:
    one, other, policy = enroll("one"), enroll("other"), publish("okta")
    for mac in (one, one, other):
        ran(mac, policy)
    jamf.drain_log()
    assert jamf.handle(FlushPolicyLog("okta", one.udid), admin) == 2
    assert jamf.handle(FlushPolicyLog("okta"), admin) == 1
    by: dict[str, Any] = {"policy": "okta", "by": "admin"}
    assert jamf.drain_log() == [
        line(clock[0], "policy.log_flushed", one.udid, "flushed", entries=2, **by),
        line(clock[0], "policy.log_flushed", "", "flushed", entries=1, **by),
    ]


def test_a_flush_at_re_enrollment_is_told_as_nobody_s_and_only_where_something_went() -> None:
    assumptions = JamfAssumptions(flush_on_reenrollment="yes")
    jamf = Jamf(url="https://acme.jamfcloud.com", seed=b"", now=lambda: 5, assumptions=assumptions)
    mac, admin = DeviceIdentity("U"), Console("admin")
    jamf.handle(SetPolicy(Policy("okta", LOGIN, "Once per computer")), admin)
    jamf.handle(EnrollComputer("U", "S", "mac", "10.13"), mac)
    jamf.handle(SubmitPolicyLog(1, "", "Failed", ""), mac)
    jamf.drain_log()
    for flushed in (True, False):
        jamf.handle(EnrollComputer("U", "S", "mac", "10.13"), mac)
        _, *more = jamf.drain_log()
        told = line(5, "policy.log_flushed", "U", "flushed", "re-enrollment", policy="", entries=1, by="")
        assert more == ([told] if flushed else [])


# --- the access log ------------------------------------------------------------------------------------------

API, TOKENS, CLIENTS, CONSOLE = "JSS (API)", "Universal API", "Universal API (OAuth)", "JSS"
READ = GetComputer("UDID-mac-1")


@pytest.mark.parametrize(
    ("message", "credentials", "subject", "why", "where"),
    [
        (READ, Basic("okta", "wrong"), "okta", "Failed Login", API),
        (READ, Basic("nobody", "secret"), "nobody", "Failed Login", API),
        (READ, Bearer("unknown"), "Unknown", "Token Invalid", API),
        (READ, Nobody(), "Unknown", "Failed Login", API),
        (READ, DeviceIdentity("UDID-mac-1"), "Unknown", "Failed Login", API),
        (READ, Console("nobody"), "nobody", "Failed Login", CONSOLE),
        (READ, Console("retired"), "retired", "Failed Login", CONSOLE),
        (CreateToken(), Basic("okta", "wrong"), "okta", "Failed Login", TOKENS),
        (CreateToken(), Nobody(), "Unknown", "Failed Login", TOKENS),
        (KeepAlive(), Nobody(), "Unknown", "Failed Login", TOKENS),
        (KeepAlive(), Bearer("unknown"), "Unknown", "Token Invalid", TOKENS),
        (InvalidateToken(), Nobody(), "Unknown", "Failed Login", TOKENS),
        (InvalidateToken(), Bearer("unknown"), "Unknown", "Token Invalid", TOKENS),
    ],
)
def test_whoever_is_refused_is_in_the_access_log_with_where_and_why(
    jamf: Jamf,
    admin: Console,
    enroll: Enroll,
    clock: list[int],
    message: Message[Any],
    credentials: Credentials,
    subject: str,
    why: str,
    where: str,
) -> None:
    enroll("mac-1")
    jamf.handle(SetAccount("okta", "secret", frozenset({"Read Computers"})), admin)
    jamf.handle(SetAccount("retired", "secret", frozenset({"Read Computers"}), enabled=False), admin)
    jamf.drain_log()
    with pytest.raises(JamfError):
        jamf.handle(message, credentials)
    assert jamf.drain_log() == [line(clock[0], "access", subject, "refused", why, entry_point=where)]


def test_a_login_is_told_as_granted_and_a_token_s_use_not_at_all(admin: Console, clock: list[int]) -> None:
    assumptions = JamfAssumptions(classic_basic_auth="on")
    jamf = Jamf(url="https://acme.jamfcloud.com", seed=b"", now=lambda: clock[0], assumptions=assumptions)
    mac = DeviceIdentity("UDID-mac-1")
    jamf.handle(EnrollComputer(mac.udid, "S", "mac-1", "10.13"), mac)
    jamf.handle(SetAccount("okta", "secret", frozenset({"Read Computers"})), admin)
    jamf.drain_log()
    token = jamf.handle(CreateToken(), Basic("okta", "secret"))
    jamf.handle(READ, Bearer(token.token))
    jamf.handle(READ, Basic("okta", "secret"))
    granted = ("access", "okta", "granted", "Successful Login")
    assert jamf.drain_log() == [
        line(clock[0], *granted, entry_point=TOKENS),
        line(clock[0], *granted, entry_point=API),
    ]


def test_a_missing_privilege_is_named_in_the_log(jamf: Jamf, admin: Console, clock: list[int]) -> None:
    jamf.handle(SetAccount("okta", "secret", frozenset()), admin)
    token = jamf.handle(CreateToken(), Basic("okta", "secret"))
    for credentials, where in ((Bearer(token.token), API), (Console("okta"), CONSOLE)):
        jamf.drain_log()
        with pytest.raises(JamfError):
            jamf.handle(READ, credentials)
        assert jamf.drain_log() == [
            line(
                clock[0],
                "access",
                "okta",
                "refused",
                "Privilege Missing",
                entry_point=where,
                privilege="Read Computers",
            )
        ]


def test_an_old_token_and_a_disabled_account_s_are_refused_by_their_names(
    jamf: Jamf, admin: Console, clock: list[int]
) -> None:
    jamf.handle(SetAccount("okta", "secret", frozenset()), admin)
    token = jamf.handle(CreateToken(), Basic("okta", "secret"))
    jamf.handle(SetAccount("okta", "secret", frozenset(), enabled=False), admin)
    jamf.drain_log()
    for wait_s, why in ((0, "Account Disabled"), (1800, "Token Expired")):
        clock[0] += wait_s
        with pytest.raises(JamfError):
            jamf.handle(KeepAlive(), Bearer(token.token))
        assert jamf.drain_log() == [line(clock[0], "access", "okta", "refused", why, entry_point=TOKENS)]


@pytest.fixture
def client_login(jamf: Jamf, admin: Console) -> CreateClientToken:
    """What the only API client logs in with."""
    jamf.handle(SaveApiClient(None, "inventory", (), 600, True), admin)
    given = jamf.handle(RotateClientSecret(1), admin)
    jamf.drain_log()
    return CreateClientToken("client_credentials", given.client_id, given.client_secret)


def test_an_api_client_s_login_is_told_by_its_identifier_and_a_refused_one_as_nobody_s(
    jamf: Jamf, clock: list[int], client_login: CreateClientToken
) -> None:
    jamf.handle(client_login, Nobody())
    with pytest.raises(JamfError):
        jamf.handle(replace(client_login, client_secret="wrong"), Nobody())
    assert jamf.drain_log() == [
        line(
            clock[0],
            "access",
            client_login.client_id,
            "granted",
            "Successful token creation",
            entry_point=CLIENTS,
        ),
        line(clock[0], "access", "Unknown", "refused", "Failed token creation", entry_point=CLIENTS),
    ]


@pytest.mark.parametrize(
    ("life_s", "deleted", "message", "why", "where"),
    [
        (600, False, KeepAlive(), "Token Invalid", TOKENS),
        (600, True, READ, "Token Invalid", API),
        (60, False, READ, "Token Expired", API),
    ],
)
def test_an_api_client_s_token_that_is_refused_is_told_by_the_client_s_name(
    jamf: Jamf,
    admin: Console,
    clock: list[int],
    client_login: CreateClientToken,
    life_s: int,
    deleted: bool,
    message: Message[Any],
    why: str,
    where: str,
) -> None:
    jamf.handle(SaveApiClient(1, "inventory", (), life_s, True), admin)
    token = jamf.handle(client_login, Nobody())
    clock[0] += 60
    if deleted:
        jamf.handle(RemoveApiClient(1), admin)
    jamf.drain_log()
    with pytest.raises(JamfError):
        jamf.handle(message, Bearer(token.token))
    assert jamf.drain_log() == [line(clock[0], "access", "inventory", "refused", why, entry_point=where)]


def test_an_account_s_token_that_outlives_the_account_is_told_by_its_name(
    jamf: Jamf, admin: Console, clock: list[int]
) -> None:
    jamf.handle(SetAccount("okta", "secret", frozenset()), admin)
    token = jamf.handle(CreateToken(), Basic("okta", "secret"))
    jamf.handle(RemoveAccount(Key("name", "okta")), admin)
    jamf.drain_log()
    with pytest.raises(JamfError):
        jamf.handle(READ, Bearer(token.token))
    assert jamf.drain_log() == [line(clock[0], "access", "okta", "refused", "Token Invalid", entry_point=API)]
