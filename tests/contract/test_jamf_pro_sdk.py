"""The published client jamf-pro-sdk, unchanged, against the fake Jamf Pro: logs in, reads, pages, filters, writes, fails."""

import pytest
import requests
from jamf_pro_sdk import ApiClientCredentialsProvider, JamfProClient, SessionConfig, UserCredentialsProvider
from jamf_pro_sdk.clients.pro_api.pagination import FilterField, SortField
from jamf_pro_sdk.models.classic.computer_groups import (
    ClassicComputerGroup,
    ClassicComputerGroupMember,
    ClassicComputerGroupMembershipUpdate,
)
from jamf_pro_sdk.models.classic.criteria import (
    ClassicCriterion,
    ClassicCriterionAndOr,
    ClassicCriterionSearchType,
)
from jamf_pro_sdk.models.pro import api_options

from fake_jamf.messages import DeviceIdentity, EnrollComputer
from tests.contract import jamf_tours
from tests.contract.jamf_line import HOST, Line
from tests.fake_jamf.api.examples import GROUP

pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture
def line():
    with Line() as opened:
        yield opened


def client_of(line, username="api", password="secret"):
    return JamfProClient(HOST, UserCredentialsProvider(username, password), session_config=SessionConfig())


@pytest.fixture
def sdk(line):
    return client_of(line)


def limited(line, *privileges):
    """A client whose account has these privileges."""
    token_of = line.estate.with_privileges(privileges)
    assert token_of
    return client_of(
        line, f"account {len(line.estate.json('/JSSResource/accounts')['accounts']['users']) - 3}", "pw"
    )


def status(call, *arguments, **keywords):
    with pytest.raises(requests.HTTPError) as failed:
        call(*arguments, **keywords)
    return failed.value.response.status_code


# --- log in -------------------------------------------------------------------------------------------------


def test_a_user_logs_in_once_and_the_token_is_used_again(line, sdk):
    for _ in range(3):
        assert sdk.pro_api_request("get", "v1/jamf-pro-version").json() == {"version": "11.16.1-t1744814013"}
    assert [row for row, _ in line.seen].count("POST /api/v1/auth/token") == 1


def test_a_token_near_its_end_is_kept_alive_and_the_old_one_is_dead(line, sdk):
    line.estate.now -= 1800 - 30  # so that the token has some 30 s of real time
    old = sdk.get_access_token().token
    line.estate.now += 10
    new = sdk.get_access_token().token
    assert ("POST /api/v1/auth/keep-alive", 200) in line.seen
    assert new != old
    assert line.estate.ask("GET", "/JSSResource/computers", token=old).status_code == 401
    assert line.estate.ask("GET", "/JSSResource/computers", token=new).status_code == 200


def test_an_api_client_logs_in_with_its_secret_and_may_do_what_its_roles_may(line):
    credentials = line.estate.credentials
    provider = ApiClientCredentialsProvider(credentials.client_id, credentials.client_secret)
    sdk = JamfProClient(HOST, provider)
    assert [one.name for one in sdk.classic_api.list_all_computers()] == ["ada's Mac", "eve's Mac"]
    token = sdk.get_access_token()
    assert (token.type, token.scope) == ("oauth", ["api-role:1"])
    assert 590 < token.seconds_remaining <= 599
    assert status(sdk.classic_api.list_all_computer_groups) == 403


def test_wrong_credentials_of_either_kind_are_told(line):
    assert status(client_of(line, "api", "wrong").get_access_token) == 401
    provider = ApiClientCredentialsProvider(line.estate.credentials.client_id, "wrong")
    assert status(JamfProClient(HOST, provider).get_access_token) == 401


# --- read ---------------------------------------------------------------------------------------------------


def test_computers_are_listed_and_read_through_the_classic_api(sdk):
    classic = sdk.classic_api
    first, second = classic.list_all_computers(subsets=["basic"])
    assert (first.id, first.udid, first.serial_number, first.managed) == (1, "0A-ADA", "C02ADA", True)
    assert second.report_date_epoch == 0
    computer = classic.get_computer_by_id(1)
    assert computer.general.remote_management.managed
    assert computer.general.last_contact_time_epoch == computer.general.report_date_epoch > 0
    assert computer.location.username == "ada"
    assert [one.common_name for one in computer.certificates] == ["Okta MTLS"]
    assert [(one.name, one.value) for one in computer.extension_attributes] == [
        ("Okta Device Trust", "Yes"),
        ("Asset room", ""),
    ]
    assert [one.name for one in computer.configuration_profiles] == ["No iCloud Keychain"]
    assert [one.general.id for one in classic.get_computers()] == [1, 2]


def test_a_subset_goes_with_a_bare_ampersand(line, sdk):
    computer = sdk.classic_api.get_computer_by_id(1, subsets=["general", "location"])
    assert line.targets("subset") == ["/JSSResource/computers/id/1/subset/general&location"]
    assert computer.general.name == "ada's Mac"
    assert computer.hardware is None


def test_groups_are_listed_and_read(sdk):
    listed = sdk.classic_api.list_all_computer_groups()
    assert [(one.id, one.name, one.is_smart) for one in listed] == [(1, "Ada's", True), (2, "Pilot", False)]
    smart = sdk.classic_api.get_computer_group_by_id(1)
    assert [(one.name, one.search_type, one.value) for one in smart.criteria] == [("Username", "is", "ada")]
    assert [one.name for one in smart.computers] == ["ada's Mac"]


def test_an_inventory_record_has_the_sections_that_are_asked_for(line, sdk):
    sections = ["GENERAL", "HARDWARE", "GROUP_MEMBERSHIPS", "EXTENSION_ATTRIBUTES", "CERTIFICATES"]
    first, _ = sdk.pro_api.get_computer_inventory_v1(sections=sections)
    assert (first.id, first.hardware.serialNumber, first.general.remoteManagement.managed) == (
        "1",
        "C02ADA",
        True,
    )
    assert [one.groupName for one in first.groupMemberships] == ["Ada's"]
    assert first.extensionAttributes[0].values == ["Yes"]
    assert first.certificates[0].commonName == "Okta MTLS"
    assert first.userAndLocation is None
    assert "section=GENERAL%2CHARDWARE%2C" in line.targets("computers-inventory")[0]
    assert sdk.pro_api.get_computer_inventory_detail_v3(1).userAndLocation.username == "ada"


# --- page, filter, sort -------------------------------------------------------------------------------------


def enroll_more(line, count):
    for number in range(count):
        identity = DeviceIdentity(f"UDID-{number}")
        message = EnrollComputer(identity.udid, f"S{number}", f"mac-{number:03}", "14.5", "staff")
        line.estate.handle(message, identity)


@pytest.mark.parametrize("version", ["v1", "v3"])
def test_pages_that_are_asked_for_at_once_have_each_computer_once(line, sdk, version):
    enroll_more(line, 40)
    read = getattr(sdk.pro_api, f"get_computer_inventory_{version}")
    assert [one.id for one in read(page_size=7)] == [str(number) for number in range(1, 43)]
    assert len(line.targets("computers-inventory")) == 6


def test_a_list_is_filtered_and_sorted_as_the_client_writes_it(line, sdk):
    enroll_more(line, 5)
    line.estate.now += 60
    expression = FilterField("general.remoteManagement.managed").eq("true") & FilterField(
        "general.name"
    ).is_in(["mac-001", "mac-003"])
    found = sdk.pro_api.get_computer_inventory_v3(
        filter_expression=expression, sort_expression=SortField("general.name").desc()
    )
    assert [one.general.name for one in found] == ["mac-003", "mac-001"]


def test_every_field_that_the_client_may_filter_or_sort_by_is_known(sdk):
    for name in api_options.get_computer_inventory_v3_allowed_filter_fields:
        value = (
            "true"
            if name.endswith(("anaged", "apable", "pprovedMdm", "upervised", "Enabled", "rollment"))
            else "1"
        )
        value = "2020-01-01T00:00:00Z" if name.endswith(("Date", "Time")) else value
        sdk.pro_api.get_computer_inventory_v3(filter_expression=FilterField(name).eq(value))
    for name in api_options.get_computer_inventory_v3_allowed_sort_fields:
        assert len(sdk.pro_api.get_computer_inventory_v3(sort_expression=SortField(name).desc())) == 2
    for name in api_options.get_mdm_commands_v2_allowed_filter_fields:
        value = "2020-01-01T00:00:00Z" if name.startswith(("date", "valid")) else "true"
        value = "ERASE_DEVICE" if name == "command" else value
        assert list(sdk.pro_api.get_mdm_commands_v2(FilterField(name).eq(value))) == []


def test_a_filter_that_cannot_be_read_is_a_bad_request(sdk):
    expression = FilterField("general.name").is_in(["ada's Mac"])
    assert status(sdk.pro_api.get_computer_inventory_v3, filter_expression=expression) == 400


# --- write --------------------------------------------------------------------------------------------------


def test_a_computer_is_taken_out_of_management_and_back(line, sdk):
    sdk.classic_api.set_computer_unmanaged_by_id(1)
    assert not sdk.classic_api.get_computer_by_id(1).general.remote_management.managed
    sdk.classic_api.set_computer_managed_by_id(1, "admin", "pw")
    assert sdk.classic_api.get_computer_by_id(1).general.remote_management.managed
    kinds = [event.kind for event in line.estate.jamf.drain_log() if event.kind.startswith("computer.")]
    assert kinds == ["computer.unmanaged", "computer.managed"]


def test_a_computer_is_edited_and_deleted(sdk):
    computer = sdk.classic_api.get_computer_by_id(2)
    computer.general.asset_tag, computer.location.real_name = "A-7", "Eve <&>"
    sdk.classic_api.update_computer_by_id(2, computer)
    changed = sdk.classic_api.get_computer_by_id(2)
    assert (changed.general.asset_tag, changed.location.real_name) == ("A-7", "Eve <&>")
    sdk.classic_api.delete_computer_by_id(2)
    assert status(sdk.classic_api.get_computer_by_id, 2) == 404
    sdk.pro_api.delete_computer_v3(1)
    assert sdk.classic_api.list_all_computers() == []


def test_groups_are_made_and_their_members_changed(sdk):
    classic = sdk.classic_api
    criterion = ClassicCriterion(
        name="Operating System Version",
        priority=0,
        and_or=ClassicCriterionAndOr.and_,
        search_type=ClassicCriterionSearchType.like,
        value="10.14",
        opening_paren=False,
        closing_paren=False,
    )
    number = classic.create_computer_group(
        ClassicComputerGroup(name="Mojave", is_smart=True, criteria=[criterion])
    )
    group = classic.get_computer_group_by_id(number)
    assert [one.name for one in group.computers] == ["eve's Mac"]
    criterion.value = "10.13"
    classic.update_smart_computer_group_by_id(
        number, ClassicComputerGroup(name="High Sierra", criteria=[criterion])
    )
    group = classic.get_computer_group_by_id(number)
    assert (group.name, [one.name for one in group.computers]) == ("High Sierra", ["ada's Mac"])
    classic.update_static_computer_group_membership_by_id(2, computers_to_add=[1], computers_to_remove=[2])
    assert [one.id for one in classic.get_computer_group_by_id(2).computers] == [1]
    both = ClassicComputerGroupMembershipUpdate(
        computer_additions=[ClassicComputerGroupMember(id=2)], computer_deletions=[]
    )
    sdk.classic_api_request("put", "computergroups/id/2", data=both)
    assert [one.id for one in classic.get_computer_group_by_id(2).computers] == [1, 2]


def test_a_command_that_waits_has_a_date_that_the_client_can_read(line, sdk):
    line.estate.ask("POST", "/api/v4/computers-inventory/1/remove-mdm-profile")
    (command,) = sdk.pro_api.get_mdm_commands_v2(FilterField("uuid").eq("*"))
    assert (command.commandState.value, command.dateCompleted.year) == ("PENDING", 1970)


# --- errors -------------------------------------------------------------------------------------------------


def test_errors_have_the_statuses_that_clients_look_at(line, sdk):
    assert status(sdk.classic_api.get_computer_by_id, 99) == 404
    assert status(sdk.pro_api.get_computer_inventory_detail_v3, 99) == 404
    assert status(sdk.classic_api.create_computer_group, GROUP.format("Pilot")) == 409
    assert status(sdk.classic_api_request, "get", "nowhere") == 404
    reader = limited(line, "Read Computers")
    assert [one.id for one in reader.classic_api.list_all_computers()] == [1, 2]
    assert status(reader.classic_api.set_computer_unmanaged_by_id, 1) == 403
    assert status(reader.pro_api.delete_computer_v3, 1) == 403


def test_a_token_that_the_server_no_longer_knows_is_unauthorized(line, sdk):
    token = sdk.get_access_token().token
    line.estate.ask("POST", "/api/v1/auth/invalidate-token", token=token)
    assert status(sdk.classic_api.list_all_computers) == 401


def test_the_table_of_endpoints_names_what_the_client_asks():
    jamf_tours.check("jamf-pro-sdk")
