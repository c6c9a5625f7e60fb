"""What an API client is told when it is refused: code, status and every word."""

import pytest

from fake_jamf.errors import JamfError
from fake_jamf.messages import Policy, SetPolicy
from fake_jamf.speech.access import (
    AccountEdit,
    CreateAccount,
    EditAccount,
    FindAccount,
    FindApiClient,
    FindApiRole,
    SaveApiClient,
    SaveApiRole,
)
from fake_jamf.speech.computers import ComputerEdit, EditComputer, FindComputer
from fake_jamf.speech.groups import EditComputerGroup, FindComputerGroup, GroupEdit
from fake_jamf.speech.key import Key
from fake_jamf.speech.policies import EditPolicy, FindPolicy, FindProfile, PolicyEdit
from fake_jamf.speech.settings import (
    CreateScript,
    EditScript,
    FindExtensionAttribute,
    FindScript,
    FindUser,
    ScriptEdit,
)
from tests.fake_jamf.api.estate import Estate

FIRST, NINTH, NOBODY = Key("id", "1"), Key("id", "9"), Key("name", "none")
API = Key("name", "api")
READS = frozenset({"Read Computers"})
DUPLICATE = ("DUPLICATE", 409, "Error: Duplicate name")


def missing(what):
    return "NOT_FOUND", 404, f"The server has not found anything matching the request: {what}"


def wrong(why):
    return "BAD_REQUEST", 400, why


REFUSED = [
    (CreateAccount(AccountEdit("", "pw")), wrong("An account needs a name")),
    (CreateAccount(AccountEdit("api", "pw")), DUPLICATE),
    (EditAccount(API, AccountEdit(username="", password="pw")), wrong("An account needs a name")),
    (EditAccount(API, AccountEdit(username="admin", password="pw")), DUPLICATE),
    (FindAccount(NOBODY), missing("account with name none")),
    (SaveApiRole(None, "", READS), wrong("A name is needed")),
    (SaveApiRole(None, "Reader", READS), DUPLICATE),
    (SaveApiRole(9, "x", READS), missing("API role with id 9")),
    (FindApiRole(9), missing("API role with id 9")),
    (SaveApiClient(None, "", (), 60, True), wrong("A name is needed")),
    (SaveApiClient(None, "inventory", (), 60, True), DUPLICATE),
    (SaveApiClient(None, "x", ("none",), 60, True), wrong("There is no API role 'none'")),
    (SaveApiClient(None, "x", (), 0, True), wrong("A token's life is 1 to 604800 seconds")),
    (SaveApiClient(None, "x", (), 604_801, True), wrong("A token's life is 1 to 604800 seconds")),
    (FindApiClient(9), missing("API integration with id 9")),
    (FindComputer(NINTH), missing("computer with id 9")),
    (FindComputer(Key("id", "x")), missing("computer with id x")),
    (FindComputer(Key("udid", "x")), missing("computer with UDID x")),
    (FindComputer(Key("serialnumber", "x")), missing("computer with serial number x")),
    (FindComputer(Key("macaddress", "x")), missing("computer with MAC address x")),
    (EditComputer(FIRST, ComputerEdit(name="")), wrong("A computer needs a name")),
    (EditComputer(FIRST, ComputerEdit(name="eve's Mac")), DUPLICATE),
    (
        EditComputer(FIRST, ComputerEdit(serial_number="C02EVE")),
        ("DUPLICATE", 409, "Error: Duplicate serial number"),
    ),
    (FindComputerGroup(NINTH), missing("computer group with id 9")),
    (EditComputerGroup(FIRST, GroupEdit(name="Pilot")), DUPLICATE),
    (FindPolicy(NINTH), missing("policy with id 9")),
    (EditPolicy(FIRST, PolicyEdit(name="another")), DUPLICATE),
    (FindProfile(NOBODY), missing("configuration profile with name none")),
    (FindScript(NOBODY), missing("script with name none")),
    (CreateScript(ScriptEdit("Okta task")), DUPLICATE),
    (
        CreateScript(ScriptEdit("x", priority="SOON")),
        wrong("A script's priority is one of BEFORE, AFTER, AT_REBOOT"),
    ),
    (
        EditScript(FIRST, ScriptEdit(parameters=("a",) * 9)),
        wrong("Okta task: 9 parameters; there are 4 to 11"),
    ),
    (FindExtensionAttribute(NINTH), missing("extension attribute with id 9")),
    (FindUser(NINTH), missing("user with id 9")),
]


@pytest.fixture(scope="module")
def estate():
    """One for all: what is refused changes nothing."""
    estate = Estate().filled()
    estate.handle(SetPolicy(Policy("another", frozenset({"login"}), "Ongoing")))
    estate.jamf.drain_log()
    return estate


@pytest.mark.parametrize(
    ("message", "told"), REFUSED, ids=[f"{type(message).__name__}: {told[2]}" for message, told in REFUSED]
)
def test_an_api_client_is_told_what_is_wrong_and_nothing_is_logged(estate, message, told):
    with pytest.raises(JamfError) as refused:
        estate.handle(message)
    assert (refused.value.code, refused.value.status, refused.value.summary) == told
    assert estate.jamf.drain_log() == []
