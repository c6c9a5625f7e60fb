"""What Jamf Pro says when it refuses: code, status and every word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fake_jamf.errors import JamfError
from fake_jamf.inventory import Inventory
from fake_jamf.jamf import Jamf
from fake_jamf.messages import (
    Basic,
    Bearer,
    ChangePassword,
    CheckInSettings,
    Computer,
    ConfigurationProfile,
    Console,
    CreateToken,
    Criterion,
    DeleteComputer,
    DeviceIdentity,
    EnrollComputer,
    FlushPolicyLog,
    GetComputer,
    GetProfiles,
    GetScript,
    InventoryReport,
    KeepAlive,
    ListComputers,
    ListPendingComputers,
    Message,
    Nobody,
    Policy,
    Scope,
    ScriptRun,
    SetAccount,
    SetCheckInSettings,
    SetExtensionAttribute,
    SetManaged,
    SetPolicy,
    SetProfile,
    SetScript,
    SetSmartGroup,
    SetStaticGroup,
    SubmitInventory,
    SubmitPolicyLog,
)

Enroll = Callable[..., DeviceIdentity]
LOGIN = frozenset({"login"})
NO_SUCH = Scope(computer_groups=frozenset({"Zeta", "Alpha"}))
OUT_OF = Scope(exclude_computer_groups=frozenset({"Beta"}))


def policy(**more: Any) -> SetPolicy:
    fields: dict[str, Any] = {"name": "okta", "triggers": LOGIN, "frequency": "Ongoing"}
    return SetPolicy(Policy(**{**fields, **more}))


def script(name: str, count: int) -> tuple[ScriptRun, ...]:
    return (ScriptRun(name, ("x",) * count),)


def missing(what: str) -> tuple[str, int, str]:
    return "NOT_FOUND", 404, f"The server has not found anything matching the request: {what}"


def wrong(why: str) -> tuple[str, int, str]:
    return "BAD_REQUEST", 400, why


REFUSED: list[tuple[Message[Any], tuple[str, int, str]]] = [
    (GetComputer("U"), missing("computer with UDID U")),
    (SetManaged("U", False), missing("computer with UDID U")),
    (DeleteComputer("U"), missing("computer with UDID U")),
    (GetProfiles("U"), missing("computer with UDID U")),
    (GetScript("none.py"), missing("script none.py")),
    (ListPendingComputers("none"), missing("policy none")),
    (FlushPolicyLog("none"), missing("policy none")),
    (ChangePassword("none", "x"), missing("account none")),
    (ChangePassword("admin", ""), wrong("admin: an account needs a password")),
    (SetAccount("", "x"), wrong("An account needs a name")),
    (SetAccount("okta", ""), wrong("okta: an account needs a password")),
    (SetExtensionAttribute(""), wrong("An extension attribute needs a name")),
    (
        SetSmartGroup("Macs", (Criterion("Colour", "is", "red"),)),
        wrong("No inventory field or extension attribute is named 'Colour'"),
    ),
    (
        SetSmartGroup("Macs", (Criterion("Last Check-in", "before (yyyy-mm-dd)", "soon"),)),
        wrong("Last Check-in: 'soon' is not a date (yyyy-mm-dd)"),
    ),
    (SetSmartGroup("static", ()), ("DUPLICATE", 409, "Error: Duplicate name")),
    (SetStaticGroup("smart", frozenset()), ("DUPLICATE", 409, "Error: Duplicate name")),
    (policy(name=""), wrong("A policy needs a name")),
    (policy(frequency="Now and then"), wrong("No execution frequency is named 'Now and then'")),
    (policy(retry_attempts=1), wrong("okta: only 'Once per computer' can retry after a failure")),
    (
        policy(frequency="Once per computer", retry_attempts=11),
        wrong("okta: 11 retries; -1 (none) to 10 are possible"),
    ),
    (policy(retry_attempts=-2), wrong("okta: -2 retries; -1 (none) to 10 are possible")),
    (
        policy(triggers=frozenset({"custom"})),
        wrong("okta: a custom trigger and its event's name need each other"),
    ),
    (policy(custom_event="go"), wrong("okta: a custom trigger and its event's name need each other")),
    (policy(scripts=script("none.py", 1)), wrong("Unable to match script 'none.py'")),
    (policy(scripts=script("task.py", 9)), wrong("task.py: 9 parameters; there are 4 to 11")),
    (policy(scope=NO_SUCH), wrong("Unable to match computer group 'Alpha'")),
    (policy(scope=OUT_OF), wrong("Unable to match computer group 'Beta'")),
    (
        SetProfile(ConfigurationProfile("Restrictions", (), NO_SUCH)),
        wrong("Unable to match computer group 'Alpha'"),
    ),
    (SetCheckInSettings(CheckInSettings(299, 0)), wrong("A check-in every 299 s; 300 to 3600 are possible")),
    (
        SetCheckInSettings(CheckInSettings(3601, 0)),
        wrong("A check-in every 3601 s; 300 to 3600 are possible"),
    ),
    (SetCheckInSettings(CheckInSettings(900, -1)), wrong("A random delay of -1 s")),
]


@pytest.mark.parametrize(("message", "told"), REFUSED, ids=[type(message).__name__ for message, _ in REFUSED])
def test_an_administrator_is_told_what_is_wrong_and_nothing_is_changed(
    jamf: Jamf, admin: Console, message: Message[Any], told: tuple[str, int, str]
) -> None:
    jamf.handle(SetScript("task.py", "print()"), admin)
    jamf.handle(SetSmartGroup("smart", ()), admin)
    jamf.handle(SetStaticGroup("static", frozenset()), admin)
    jamf.drain_log()
    assert refusal(jamf, message, admin) == told
    assert jamf.drain_log() == []


def refusal(jamf: Jamf, message: Message[Any], credentials: Any) -> tuple[str, int, str]:
    with pytest.raises(JamfError) as caught:
        jamf.handle(message, credentials)
    return caught.value.code, caught.value.status, caught.value.summary


@pytest.mark.parametrize(
    "message",
    [
        policy(scripts=script("task.py", 8)),
        policy(frequency="Once per computer", retry_attempts=10),
        policy(frequency="Once per computer", retry_attempts=0),
        policy(retry_attempts=-1),
        policy(retry_attempts=0),
        SetCheckInSettings(CheckInSettings(300, 0)),
        SetCheckInSettings(CheckInSettings(3600, 0)),
    ],
)
def test_the_most_and_the_least_that_may_be_set_are_taken(
    jamf: Jamf, admin: Console, message: Message[Any]
) -> None:
    jamf.handle(SetScript("task.py", "print()"), admin)
    jamf.handle(message, admin)


SIGNATURE = (
    "DEVICE_SIGNATURE",
    401,
    "Device Signature Error - A valid device signature is required to perform the action.",
)


def test_an_agent_is_told_that_its_signature_is_worth_nothing(jamf: Jamf, enroll: Enroll) -> None:
    mac, stranger = enroll("mac-1"), DeviceIdentity("stranger")
    report = SubmitInventory(InventoryReport("10.13", "", (), (), (), ()))
    assert refusal(jamf, report, stranger) == SIGNATURE
    assert refusal(jamf, GetProfiles("stranger"), mac) == SIGNATURE
    assert refusal(jamf, EnrollComputer("other", "S", "other", "10.13"), mac) == SIGNATURE
    assert refusal(jamf, SubmitPolicyLog(9, "", "Completed", ""), mac) == missing("policy with id 9")


def test_a_client_is_told_whether_to_log_in_or_to_ask_for_more(jamf: Jamf, admin: Console) -> None:
    jamf.handle(SetAccount("okta", "secret", frozenset()), admin)
    login = ("UNAUTHORIZED", 401, "The request requires user authentication")
    assert refusal(jamf, CreateToken(), Basic("okta", "wrong")) == login
    assert refusal(jamf, KeepAlive(), Nobody()) == login
    summary = "The server understood the request, but is refusing to fulfill it (Read Computers)"
    token = jamf.handle(CreateToken(), Basic("okta", "secret"))
    assert refusal(jamf, GetComputer("U"), Bearer(token.token)) == ("FORBIDDEN", 403, summary)
    assert refusal(jamf, GetComputer("U"), Basic("okta", "secret")) == login


def test_a_message_of_no_operation_is_named(jamf: Jamf, admin: Console) -> None:
    class Unheard(Message[None]):
        pass

    assert refusal(jamf, Unheard(), admin) == wrong("No operation is named Unheard")


def test_a_record_that_is_not_there_is_named_by_what_was_looked_for() -> None:
    inventory = Inventory()
    for find, what in (
        (inventory.by_udid, "computer with UDID x"),
        (inventory.by_serial_number, "computer with serial number x"),
        (inventory.by_name, "computer x"),
    ):
        with pytest.raises(JamfError) as caught:
            find("x")
        assert (caught.value.code, caught.value.status, caught.value.summary) == missing(what)


def test_a_computer_is_read_whole_as_it_was_enrolled_seen_and_reported(
    jamf: Jamf, admin: Console, enroll: Enroll, recon: Callable[..., None], clock: list[int]
) -> None:
    jamf.handle(SetExtensionAttribute("Certificate"), admin)
    jamf.handle(SetStaticGroup("Pilot", frozenset({"mac-2"})), admin)
    jamf.handle(SetSmartGroup("Alpha", ()), admin)
    enroll("mac-1")
    mac, enrolled_at = enroll("mac-2", owner="ada"), clock[0]
    clock[0] += 60
    recon(mac, version="10.14", Certificate="Yes")
    whole = Computer(
        id=2,
        udid="UDID-mac-2",
        serial_number="SERIAL-mac-2",
        name="mac-2",
        managed=True,
        owner="ada",
        macos_version="10.14",
        enrolled_at=enrolled_at,
        last_check_in_at=None,
        last_inventory_at=clock[0],
        extension_attributes=(("Certificate", "Yes"),),
        groups=("Alpha", "Pilot"),
    )
    assert jamf.handle(GetComputer(mac.udid), admin) == whole
    assert jamf.handle(ListComputers(), admin)[1] == whole
