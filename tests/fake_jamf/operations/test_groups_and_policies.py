"""Groups, policies, profiles and the flushing of logs, as API clients edit them."""

import pytest

from fake_jamf.errors import JamfError
from fake_jamf.messages import CheckIn, Criterion, DeviceIdentity, GetPolicyLog, GetProfiles, SubmitPolicyLog
from fake_jamf.speech.groups import (
    CreateComputerGroup,
    EditComputerGroup,
    FindComputerGroup,
    GroupEdit,
    ListComputerGroups,
    RemoveComputerGroup,
)
from fake_jamf.speech.key import Key
from fake_jamf.speech.policies import (
    CreatePolicy,
    CreateProfile,
    EditPolicy,
    EditProfile,
    FindPolicy,
    FindProfile,
    FlushLogs,
    ListPolicies,
    PolicyEdit,
    ProfileEdit,
    RemovePolicy,
    RemoveProfile,
    ScopeEdit,
)
from fake_jamf.speech.settings import EditScript, RemoveScript, ScriptEdit
from tests.fake_jamf.api.estate import ADA, EVE, Estate

FIRST, SECOND = Key("id", "1"), Key("id", "2")


@pytest.fixture
def estate():
    return Estate().filled()


def refusal(estate, message):
    with pytest.raises(JamfError) as refused:
        estate.handle(message)
    return refused.value.code


def due(estate, mac: DeviceIdentity, user="bob"):
    return [policy.name for policy in estate.handle(CheckIn("recurring check-in", user), mac)]


# --- groups ---------------------------------------------------------------------------------------------------


def test_a_smart_group_s_members_follow_its_criteria(estate):
    lines = (Criterion("Operating System Version", "like", "10.14"),)
    number = estate.handle(CreateComputerGroup(True, GroupEdit("Mojave", lines)))
    group = estate.handle(FindComputerGroup(Key("id", str(number))))
    assert ([one.name for one in group.members], group.criteria) == (["eve's Mac"], lines)
    estate.handle(EditComputerGroup(Key("name", "Mojave"), GroupEdit(criteria=())))
    assert len(estate.handle(FindComputerGroup(Key("name", "Mojave"))).members) == 2


def test_a_static_group_s_members_are_added_taken_away_and_replaced(estate):
    def members():
        return [one.id for one in estate.handle(FindComputerGroup(SECOND)).members]

    assert members() == [2]
    estate.handle(EditComputerGroup(SECOND, GroupEdit(additions=(FIRST,))))
    assert members() == [1, 2]
    estate.handle(EditComputerGroup(SECOND, GroupEdit(deletions=(Key("name", "eve's Mac"),))))
    assert members() == [1]
    estate.handle(EditComputerGroup(SECOND, GroupEdit(computers=(SECOND,))))
    assert members() == [2]
    estate.handle(EditComputerGroup(SECOND, GroupEdit(name="Others")))
    assert members() == [2]


def test_a_group_that_is_called_otherwise_keeps_its_place_in_scopes(estate):
    estate.handle(EditComputerGroup(FIRST, GroupEdit(name="Hers")))
    assert due(estate, ADA) == ["Okta Device Trust"]
    assert [one.name for one in estate.handle(FindPolicy(FIRST)).references.groups] == ["Hers"]


def test_a_deleted_group_is_gone_from_scopes_and_nobody_else_comes_in(estate):
    estate.handle(RemoveComputerGroup(FIRST))
    assert due(estate, ADA) == due(estate, EVE) == []
    assert [one.name for one in estate.handle(ListComputerGroups())] == ["Pilot"]


def test_groups_keep_their_numbers_where_one_is_called_otherwise_and_a_deleted_one_s_is_not_given_again(
    estate,
):
    def numbered():
        return [(one.id, one.name, one.smart) for one in estate.handle(ListComputerGroups())]

    estate.handle(EditComputerGroup(FIRST, GroupEdit(name="Hers")))
    assert numbered() == [(1, "Hers", True), (2, "Pilot", False)]
    estate.handle(RemoveComputerGroup(SECOND))
    assert estate.handle(CreateComputerGroup(True, GroupEdit("Pilot"))) == 3
    estate.handle(RemoveComputerGroup(Key("id", "3")))
    assert estate.handle(CreateComputerGroup(False, GroupEdit("Pilot"))) == 4
    assert numbered() == [(1, "Hers", True), (4, "Pilot", False)]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (CreateComputerGroup(True, GroupEdit("Pilot")), "DUPLICATE"),
        (CreateComputerGroup(False, GroupEdit("")), "BAD_REQUEST"),
        (CreateComputerGroup(False, GroupEdit("x", additions=(Key("id", "9"),))), "NOT_FOUND"),
        (EditComputerGroup(FIRST, GroupEdit("Pilot", (Criterion("UDID", "is", "x"),))), "DUPLICATE"),
        (EditComputerGroup(FIRST, GroupEdit("New", (Criterion("Shoe size", "is", "x"),))), "BAD_REQUEST"),
        (EditComputerGroup(Key("id", "9"), GroupEdit("x")), "NOT_FOUND"),
        (EditComputerGroup(SECOND, GroupEdit("x"), smart=True), "NOT_FOUND"),
        (RemoveComputerGroup(SECOND, smart=True), "NOT_FOUND"),
        (FindComputerGroup(SECOND, smart=True), "NOT_FOUND"),
    ],
)
def test_what_is_refused_leaves_the_groups_as_they_were(estate, message, code):
    before = estate.handle(ListComputerGroups())
    assert refusal(estate, message) == code
    assert estate.handle(ListComputerGroups()) == before


# --- policies -------------------------------------------------------------------------------------------------


def test_a_policy_that_says_no_more_than_its_name_runs_nowhere(estate):
    number = estate.handle(CreatePolicy(PolicyEdit(name="New")))
    policy = estate.handle(FindPolicy(Key("id", str(number)))).policy
    assert (policy.frequency, policy.triggers, policy.scope.all_computers) == (
        "Once per computer",
        frozenset(),
        False,
    )


def test_an_edit_of_a_policy_changes_what_it_says_and_nothing_else(estate):
    before = estate.handle(FindPolicy(FIRST)).policy
    estate.handle(EditPolicy(FIRST, PolicyEdit(name="Renamed", triggers=(("enrollmentComplete", False),))))
    after = estate.handle(FindPolicy(FIRST)).policy
    assert (after.name, after.triggers) == ("Renamed", frozenset({"recurring check-in"}))
    assert (after.scripts, after.scope, after.frequency) == (before.scripts, before.scope, before.frequency)
    assert due(estate, ADA, "ada") == []
    assert due(estate, ADA, "bob") == ["Renamed"]


def test_a_custom_trigger_comes_and_goes_with_its_event(estate):
    estate.handle(EditPolicy(FIRST, PolicyEdit(custom_event="okta")))
    assert "custom" in estate.handle(FindPolicy(FIRST)).policy.triggers
    estate.handle(EditPolicy(FIRST, PolicyEdit(custom_event="")))
    assert "custom" not in estate.handle(FindPolicy(FIRST)).policy.triggers


def test_a_scope_is_replaced_as_a_whole(estate):
    scope = ScopeEdit(computers=(SECOND,), exclude_users=("eve",))
    estate.handle(EditPolicy(FIRST, PolicyEdit(scope=scope)))
    assert due(estate, ADA) == []
    assert (due(estate, EVE, "bob"), due(estate, EVE, "eve")) == (["Okta Device Trust"], [])


def test_a_script_that_is_called_otherwise_is_still_run_and_a_deleted_one_no_more(estate):
    estate.handle(EditScript(FIRST, ScriptEdit(name="Task")))
    (policy,) = estate.handle(CheckIn("recurring check-in", "bob"), ADA)
    assert [script.name for script in policy.scripts] == ["Task"]
    estate.handle(RemoveScript(FIRST))
    (policy,) = estate.handle(CheckIn("recurring check-in", "bob"), ADA)
    assert policy.scripts == ()


def test_a_deleted_policy_takes_its_log_along(estate):
    estate.handle(RemovePolicy(FIRST))
    assert estate.handle(ListPolicies()) == ()
    assert estate.handle(GetPolicyLog()) == ()
    assert due(estate, ADA) == []


def test_a_deleted_policy_leaves_the_log_of_the_others(estate):
    number = estate.handle(CreatePolicy(PolicyEdit(name="New")))
    estate.handle(SubmitPolicyLog(number, "ada", "Completed", ""), ADA)
    estate.handle(RemovePolicy(Key("id", str(number))))
    assert [entry.policy for entry in estate.handle(GetPolicyLog())] == ["Okta Device Trust"]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (CreatePolicy(PolicyEdit(name="Okta Device Trust")), "DUPLICATE"),
        (CreatePolicy(PolicyEdit()), "BAD_REQUEST"),
        (CreatePolicy(PolicyEdit(name="x", retry_attempts=99)), "BAD_REQUEST"),
        (CreatePolicy(PolicyEdit(name="x", scripts=((Key("id", "9"), ()),))), "BAD_REQUEST"),
        (CreatePolicy(PolicyEdit(name="x", scope=ScopeEdit(computers=(Key("id", "9"),)))), "BAD_REQUEST"),
        (
            CreatePolicy(PolicyEdit(name="x", scope=ScopeEdit(computer_groups=(Key("name", "9"),)))),
            "BAD_REQUEST",
        ),
        (EditPolicy(Key("name", "none"), PolicyEdit()), "NOT_FOUND"),
        (EditPolicy(FIRST, PolicyEdit(name="")), "BAD_REQUEST"),
    ],
)
def test_what_is_refused_leaves_the_policies_as_they_were(estate, message, code):
    before = estate.handle(ListPolicies())
    assert refusal(estate, message) == code
    assert estate.handle(ListPolicies()) == before


def test_a_flush_takes_what_is_old_enough_and_the_policy_is_due_again(estate):
    estate.now += 86_400
    estate.handle(SubmitPolicyLog(1, "bob", "Failed", ""), ADA)
    assert estate.handle(FlushLogs(FIRST, None, 86_400)) == 1
    assert [entry.username for entry in estate.handle(GetPolicyLog())] == ["bob"]
    assert (due(estate, ADA, "ada"), due(estate, ADA, "bob")) == (["Okta Device Trust"], [])
    assert estate.handle(FlushLogs(None, (SECOND,), 0)) == 0
    assert estate.handle(FlushLogs(None, (FIRST,), 0)) == 1
    assert due(estate, ADA, "bob") == ["Okta Device Trust"]
    assert refusal(estate, FlushLogs(Key("id", "9"), None, 0)) == "NOT_FOUND"
    assert refusal(estate, FlushLogs(None, (Key("id", "9"),), 0)) == "NOT_FOUND"


# --- profiles -------------------------------------------------------------------------------------------------


def test_a_profile_is_made_changed_and_deleted(estate):
    setting = ("com.google.Chrome", "AutoSelectCertificateForUrls", ["x"])
    number = estate.handle(CreateProfile(ProfileEdit("Chrome", (setting,), ScopeEdit(computers=(FIRST,)))))
    names = lambda mac: [one.name for one in estate.handle(GetProfiles(mac.udid), mac)]  # noqa: E731
    assert (names(ADA), names(EVE)) == (["Chrome", "No iCloud Keychain"], ["No iCloud Keychain"])
    key = Key("id", str(number))
    estate.handle(EditProfile(key, ProfileEdit(name="Browser")))
    found = estate.handle(FindProfile(key))
    assert (found.profile.name, found.profile.settings) == ("Browser", (setting,))
    estate.handle(RemoveProfile(key))
    assert names(ADA) == ["No iCloud Keychain"]
    assert refusal(estate, CreateProfile(ProfileEdit("No iCloud Keychain"))) == "DUPLICATE"
    assert refusal(estate, CreateProfile(ProfileEdit())) == "BAD_REQUEST"
    assert refusal(estate, FindProfile(key)) == "NOT_FOUND"
