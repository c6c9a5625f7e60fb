"""Computers' records as API clients read and edit them; what they do not say stays as it was."""

import pytest

from fake_jamf.errors import JamfError
from fake_jamf.messages import CheckIn, Criterion, GetPolicyLog, SetSmartGroup
from fake_jamf.speech.computers import (
    ComputerEdit,
    CreateComputer,
    EditComputer,
    FindComputer,
    ListComputerDetails,
    ListMdmCommands,
    MatchComputers,
    ReadComputerHistory,
    RemoveComputer,
    SendMdmCommand,
)
from fake_jamf.speech.groups import FindComputerGroup
from fake_jamf.speech.key import Key
from fake_jamf.speech.policies import FindPolicy
from tests.fake_jamf.api.estate import ADA, EVE, Estate

ADAS = Key("id", "1")


@pytest.fixture
def estate():
    return Estate().filled()


def refusal(estate, message):
    with pytest.raises(JamfError) as refused:
        estate.handle(message)
    return refused.value.code


def edited(estate, **edit):
    return estate.handle(EditComputer(ADAS, ComputerEdit(**edit)))


@pytest.mark.parametrize(
    "key",
    [
        ADAS,
        Key("name", "ada's Mac"),
        Key("udid", "0A-ADA"),
        Key("serialnumber", "C02ADA"),
    ],
)
def test_a_computer_is_found_by_what_it_is_known_by(estate, key):
    assert estate.handle(FindComputer(key)).computer.udid == "0A-ADA"


def test_a_computer_is_found_by_what_mdm_knows_it_by(estate):
    known = estate.handle(FindComputer(ADAS)).management_id
    assert estate.handle(FindComputer(Key("managementId", known.upper()))).id == 1


@pytest.mark.parametrize(
    "key", [Key("id", "9"), Key("id", "x"), Key("name", "1"), Key("macaddress", "0A-ADA")]
)
def test_what_is_not_there_is_not_found(estate, key):
    assert refusal(estate, FindComputer(key)) == "NOT_FOUND"


def test_a_record_tells_what_recon_brought_and_which_groups_it_is_in(estate):
    details = estate.handle(FindComputer(ADAS))
    assert [(one.id, one.name, one.value) for one in details.attributes] == [
        (1, "Okta Device Trust", "Yes"),
        (2, "Asset room", ""),
    ]
    assert [(one.id, one.name, one.smart) for one in details.memberships] == [(1, "Ada's", True)]
    assert (details.console_user, details.local_users, details.profiles) == (
        "ada",
        ("ada",),
        ("No iCloud Keychain",),
    )


@pytest.mark.parametrize(
    ("pattern", "ids"),
    [("ADA*", [1]), ("c02*", [1, 2]), ("0b-eve", [2]), ("*", [1, 2]), ("eve", [2]), ("x*", [])],
)
def test_a_search_looks_at_names_numbers_and_users(estate, pattern, ids):
    assert [one.id for one in estate.handle(MatchComputers(pattern))] == ids


def test_an_edit_changes_what_it_says_and_nothing_else(estate):
    before = estate.handle(FindComputer(ADAS))
    after = edited(estate, asset_tag="A1", location=(("room", "7"),))
    assert (after.asset_tag, after.location.room) == ("A1", "7")
    assert after.computer == before.computer
    assert after.location.email == before.location.email


def test_an_edit_can_change_the_smart_groups_a_computer_is_in(estate):
    assert edited(estate, owner="bob").memberships == ()


def test_a_typed_value_of_an_extension_attribute_is_seen_by_smart_groups(estate):
    estate.handle(SetSmartGroup("Room 7", (Criterion("Asset room", "is", "7"),)))
    details = edited(estate, attributes=((Key("name", "Asset room"), "7"),))
    assert [one.name for one in details.memberships] == ["Ada's", "Room 7"]


def test_a_computer_that_is_called_otherwise_keeps_its_places_in_groups_and_scopes(estate):
    estate.handle(EditComputer(Key("id", "2"), ComputerEdit(name="new name")))
    assert [one.name for one in estate.handle(FindComputerGroup(Key("name", "Pilot"))).members] == [
        "new name"
    ]


def test_taking_a_computer_out_of_management_stops_its_policies_and_is_told_once(estate):
    edited(estate, managed=False)
    edited(estate, managed=False)
    assert estate.handle(CheckIn("recurring check-in", "bob"), ADA) == ()
    kinds = [event.kind for event in estate.jamf.drain_log()]
    assert kinds.count("computer.unmanaged") == 1


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        ({"name": "eve's Mac"}, "DUPLICATE"),
        ({"serial_number": "C02EVE"}, "DUPLICATE"),
        ({"name": ""}, "BAD_REQUEST"),
        ({"attributes": ((Key("id", "9"), "x"),), "asset_tag": "A2"}, "NOT_FOUND"),
    ],
)
def test_an_edit_that_is_refused_changes_nothing(estate, edit, code):
    before = estate.handle(ListComputerDetails())
    assert refusal(estate, EditComputer(ADAS, ComputerEdit(**{"asset_tag": "A1", **edit}))) == code
    assert estate.handle(ListComputerDetails()) == before


def test_a_record_made_by_hand_is_unmanaged_until_its_mac_enrolls_or_it_says_otherwise(estate):
    number = estate.handle(CreateComputer("U-3", ComputerEdit(name="third", serial_number="S3")))
    assert not estate.handle(FindComputer(Key("id", str(number)))).computer.managed
    number = estate.handle(CreateComputer("", ComputerEdit(name="fourth", managed=True)))
    fourth = estate.handle(FindComputer(Key("id", str(number))))
    assert (fourth.computer.managed, fourth.computer.serial_number) == (True, "")
    assert estate.handle(CreateComputer("", ComputerEdit(name="fifth"))) == number + 1
    assert refusal(estate, CreateComputer("U-3", ComputerEdit(name="other"))) == "DUPLICATE"
    assert refusal(estate, CreateComputer("", ComputerEdit(name="third"))) == "DUPLICATE"
    assert refusal(estate, CreateComputer("", ComputerEdit())) == "BAD_REQUEST"


def test_records_made_by_hand_without_serial_numbers_are_deleted_each_by_itself(estate):
    numbers = [estate.handle(CreateComputer("", ComputerEdit(name=name))) for name in ("third", "fourth")]
    for number in numbers:
        assert estate.handle(RemoveComputer(Key("id", str(number)))) == number
    assert [one.id for one in estate.handle(ListComputerDetails())] == [1, 2]


def test_a_deleted_record_is_gone_with_its_history_and_its_macs_signature(estate):
    assert estate.handle(RemoveComputer(ADAS)) == 1
    assert refusal(estate, FindComputer(ADAS)) == "NOT_FOUND"
    with pytest.raises(JamfError, match="Device Signature"):
        estate.handle(CheckIn("login", "ada"), ADA)
    assert estate.handle(GetPolicyLog(policy="Okta Device Trust")) == ()


# --- history and commands -------------------------------------------------------------------------------------


def test_a_history_holds_policy_logs_and_commands(estate):
    estate.handle(SendMdmCommand((ADAS,), "DEVICE_LOCK"))
    history = estate.handle(ReadComputerHistory(ADAS))
    assert [(entry.policy, entry.status) for entry in history.policy_logs] == [
        ("Okta Device Trust", "Completed")
    ]
    assert [(one.kind, one.state) for one in history.commands] == [("DEVICE_LOCK", "PENDING")]


def test_a_command_waits_for_the_next_check_in_and_unmanages_the_mac_then(estate):
    (command,) = estate.handle(SendMdmCommand((ADAS,), "UNMANAGE_DEVICE"))
    assert (command.state, command.completed_at) == ("PENDING", None)
    assert estate.handle(FindComputer(ADAS)).computer.managed
    estate.now += 60
    estate.handle(CheckIn("recurring check-in", ""), EVE)
    assert estate.handle(FindComputer(ADAS)).computer.managed
    assert estate.handle(CheckIn("recurring check-in", "bob"), ADA) == ()
    (done,) = estate.handle(ListMdmCommands())
    assert (done.uuid, done.state, done.completed_at) == (command.uuid, "ACKNOWLEDGED", estate.now)
    assert not estate.handle(FindComputer(ADAS)).computer.managed


def test_a_check_in_matters_as_soon_as_a_command_waits(estate):
    def next_at():
        return estate.jamf.next_due_at(ADA.udid, "recurring check-in", "ada")

    assert (next_at(), estate.jamf.needs_check_in(ADA.udid, "ada")) == (None, False)
    estate.handle(SendMdmCommand((ADAS,), "UNMANAGE_DEVICE"))
    assert (next_at(), estate.jamf.needs_check_in(ADA.udid, "ada")) == (estate.now, True)
    estate.handle(CheckIn("recurring check-in", "ada"), ADA)
    assert (next_at(), estate.jamf.needs_check_in(ADA.udid, "ada")) == (None, False)


def test_commands_may_be_carried_out_at_once_by_assumption():
    estate = Estate(mdm_commands_carried_out="at_once").filled()
    estate.handle(SendMdmCommand((ADAS, Key("id", "2")), "UNMANAGE_DEVICE"))
    assert [one.computer.managed for one in estate.handle(ListComputerDetails())] == [False, False]


def test_a_command_to_a_computer_that_is_not_there_is_sent_to_none(estate):
    assert refusal(estate, SendMdmCommand((ADAS, Key("id", "9")), "ERASE_DEVICE")) == "NOT_FOUND"
    assert estate.handle(ListMdmCommands()) == ()


def test_policies_that_name_a_computer_find_it_under_its_new_name(estate):
    from fake_jamf.messages import Policy, Scope, SetPolicy

    scope = Scope(all_computers=False, computers=frozenset({"ada's Mac"}))
    estate.handle(SetPolicy(Policy("Hers", frozenset({"recurring check-in"}), "Ongoing", scope)))
    edited(estate, name="renamed")
    assert "Hers" in [due.name for due in estate.handle(CheckIn("recurring check-in", ""), ADA)]
    found = estate.handle(FindPolicy(Key("name", "Hers")))
    assert [one.name for one in found.references.computers] == ["renamed"]
