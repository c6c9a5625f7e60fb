"""Scripts, extension attributes, users and check-in, as API clients edit them."""

import pytest

from fake_jamf.errors import JamfError
from fake_jamf.messages import Criterion, SetScript, SetSmartGroup
from fake_jamf.speech.computers import ComputerEdit, EditComputer, FindComputer
from fake_jamf.speech.groups import FindComputerGroup
from fake_jamf.speech.key import Key
from fake_jamf.speech.settings import (
    AttributeEdit,
    CreateExtensionAttribute,
    CreateScript,
    CreateUser,
    EditCheckIn,
    EditExtensionAttribute,
    EditScript,
    EditUser,
    FindScript,
    FindUser,
    ListExtensionAttributes,
    ListScripts,
    ListUserRecords,
    ReadCheckIn,
    RemoveExtensionAttribute,
    RemoveUser,
    ScriptEdit,
    UserEdit,
)
from tests.fake_jamf.api.estate import Estate

FIRST = Key("id", "1")


@pytest.fixture
def estate():
    return Estate().filled()


def refusal(estate, message):
    with pytest.raises(JamfError) as refused:
        estate.handle(message)
    return refused.value.code


def test_a_script_keeps_what_an_edit_does_not_say(estate):
    number = estate.handle(
        CreateScript(ScriptEdit("new", "#!/bin/sh", notes="n", priority="BEFORE", parameters=("a",)))
    )
    estate.handle(EditScript(Key("id", str(number)), ScriptEdit(contents="#!/bin/zsh")))
    script = estate.handle(FindScript(Key("name", "new")))
    assert (script.contents, script.notes, script.priority, script.parameters) == (
        "#!/bin/zsh",
        "n",
        "BEFORE",
        ("a",),
    )


def test_a_script_that_the_console_sets_has_these_contents_and_keeps_what_else_was_written_about_it(estate):
    estate.handle(EditScript(FIRST, ScriptEdit(notes="n", priority="BEFORE")))
    estate.handle(SetScript("Okta task", "new"))
    script = estate.handle(FindScript(FIRST))
    assert (script.contents, script.notes, script.priority) == ("new", "n", "BEFORE")
    estate.handle(SetScript("another", "text"))
    another = estate.handle(FindScript(Key("name", "another")))
    assert (another.id, another.contents, another.notes) == (2, "text", "")


def test_scripts_are_listed_by_number_and_found_by_number_or_name_as_the_key_says(estate):
    assert estate.handle(CreateScript(ScriptEdit("1"))) == 2
    estate.handle(EditScript(FIRST, ScriptEdit(notes="edited last")))
    assert [(one.id, one.name) for one in estate.handle(ListScripts())] == [(1, "Okta task"), (2, "1")]
    assert estate.handle(FindScript(Key("name", "1"))).id == 2
    assert estate.handle(FindScript(FIRST)).name == "Okta task"


def test_what_stands_in_a_script_is_in_no_text_of_a_message_or_an_event(estate):
    create = CreateScript(ScriptEdit("new", "key = 'hunter2'"))
    estate.handle(create)
    told = [create, estate.handle(FindScript(Key("name", "new"))), estate.jamf.drain_log()]
    assert "hunter2" not in repr(told)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (CreateScript(ScriptEdit("Okta task")), "DUPLICATE"),
        (CreateScript(ScriptEdit()), "BAD_REQUEST"),
        (CreateScript(ScriptEdit("x", priority="SOON")), "BAD_REQUEST"),
        (CreateScript(ScriptEdit("x", parameters=("a",) * 9)), "BAD_REQUEST"),
        (EditScript(FIRST, ScriptEdit(name="")), "BAD_REQUEST"),
        (EditScript(Key("id", "9"), ScriptEdit()), "NOT_FOUND"),
    ],
)
def test_what_is_refused_leaves_the_scripts_as_they_were(estate, message, code):
    before = estate.handle(ListScripts())
    assert refusal(estate, message) == code
    assert estate.handle(ListScripts()) == before


def test_an_attribute_that_is_called_otherwise_keeps_its_values_and_its_place_in_groups(estate):
    estate.handle(SetSmartGroup("Trusted", (Criterion("Okta Device Trust", "is", "Yes"),)))
    estate.handle(EditExtensionAttribute(FIRST, AttributeEdit(name="Trust", data_type="Date")))
    (first, _) = estate.handle(FindComputer(FIRST)).attributes
    assert (first.id, first.name, first.data_type, first.value) == (1, "Trust", "Date", "Yes")
    estate.handle(EditComputer(FIRST, ComputerEdit(asset_tag="x")))
    assert [one.id for one in estate.handle(FindComputerGroup(Key("name", "Trusted"))).members] == [1]


def test_only_criteria_that_name_an_attribute_follow_its_new_name(estate):
    lines = (Criterion("Okta Device Trust", "is", "Yes"), Criterion("Asset room", "is", ""))
    estate.handle(SetSmartGroup("Trusted", lines))
    estate.handle(EditExtensionAttribute(FIRST, AttributeEdit(name="Trust")))
    found = estate.handle(FindComputerGroup(Key("name", "Trusted"))).criteria
    assert [one.name for one in found] == ["Trust", "Asset room"]


def test_a_deleted_attribute_takes_its_values_along(estate):
    estate.handle(SetSmartGroup("Trusted", (Criterion("Okta Device Trust", "is", "Yes"),)))
    assert estate.handle(RemoveExtensionAttribute(FIRST)) == 1
    assert [one.name for one in estate.handle(FindComputer(FIRST)).attributes] == ["Asset room"]
    assert estate.handle(FindComputerGroup(Key("name", "Trusted"))).members == ()


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (CreateExtensionAttribute(AttributeEdit("Asset room")), "DUPLICATE"),
        (CreateExtensionAttribute(AttributeEdit()), "BAD_REQUEST"),
        (EditExtensionAttribute(FIRST, AttributeEdit("Asset room")), "DUPLICATE"),
        (EditExtensionAttribute(Key("id", "9"), AttributeEdit()), "NOT_FOUND"),
        (RemoveExtensionAttribute(Key("name", "none")), "NOT_FOUND"),
    ],
)
def test_what_is_refused_leaves_the_attributes_as_they_were(estate, message, code):
    before = estate.handle(ListExtensionAttributes())
    assert refusal(estate, message) == code
    assert estate.handle(ListExtensionAttributes()) == before


# --- users ----------------------------------------------------------------------------------------------------


def test_users_are_those_with_computers_and_those_who_were_entered(estate):
    users = estate.handle(ListUserRecords())
    assert [(one.id, one.name, len(one.computers)) for one in users] == [
        (1, "ada", 1),
        (2, "eve", 1),
        (3, "guest", 0),
    ]


def test_what_a_computer_s_record_says_of_its_user_counts_until_something_is_entered(estate):
    estate.handle(EditComputer(Key("id", "2"), ComputerEdit(location=(("email", "eve@acme.test"),))))
    assert [one.name for one in estate.handle(FindUser(Key("email", "eve@acme.test")))] == ["eve"]
    estate.handle(EditUser(Key("name", "eve"), UserEdit(phone="1")))
    (eve,) = estate.handle(FindUser(Key("name", "eve")))
    assert (eve.email, eve.phone) == ("eve@acme.test", "1")


def test_a_user_who_is_called_otherwise_keeps_id_and_computers(estate):
    assert estate.handle(EditUser(FIRST, UserEdit(name="ada.l"))) == 1
    (ada,) = estate.handle(FindUser(FIRST))
    assert (ada.name, ada.full_name, [one.name for one in ada.computers]) == ("ada.l", "Ada L", ["ada's Mac"])
    assert estate.handle(FindComputer(FIRST)).computer.owner == "ada.l"


def test_a_user_without_computers_can_be_deleted_and_an_id_is_not_given_twice(estate):
    assert refusal(estate, RemoveUser(FIRST)) == "BAD_REQUEST"
    assert estate.handle(RemoveUser(Key("name", "guest"))) == 3
    assert estate.handle(CreateUser(UserEdit("new"))) == 4
    assert refusal(estate, FindUser(Key("id", "3"))) == "NOT_FOUND"


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (CreateUser(UserEdit("ada")), "DUPLICATE"),
        (CreateUser(UserEdit()), "BAD_REQUEST"),
        (EditUser(FIRST, UserEdit(name="eve")), "DUPLICATE"),
        (EditUser(FIRST, UserEdit(name="")), "BAD_REQUEST"),
        (EditUser(Key("id", "9"), UserEdit()), "NOT_FOUND"),
        (FindUser(Key("email", "none@acme.test")), "NOT_FOUND"),
    ],
)
def test_what_is_refused_leaves_the_users_as_they_were(estate, message, code):
    before = estate.handle(ListUserRecords())
    assert refusal(estate, message) == code
    assert estate.handle(ListUserRecords()) == before


def test_the_check_in_interval_is_changed_within_its_bounds(estate):
    assert estate.handle(EditCheckIn(1800)).interval_s == 1800
    assert refusal(estate, EditCheckIn(60)) == "BAD_REQUEST"
    assert estate.handle(ReadCheckIn()).interval_s == 1800
