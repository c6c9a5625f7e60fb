"""The published client jps-api-wrapper, unchanged: JSON and XML of the Classic API, the Pro API, edits, errors."""

import pytest
import requests

from tests.contract.jamf_line import URL
from tests.fake_jamf.api.examples import ATTRIBUTE, GROUP, POLICY, SCRIPT

jps = pytest.importorskip("jps_api_wrapper.classic", reason="make test-clients installs it")
from jps_api_wrapper.pro import Pro  # noqa: E402
from jps_api_wrapper.request_builder import ClientError, NotFound, RequestConflict  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")


def test_a_session_logs_in_reads_and_ends_its_token(line):
    with jps.Classic(URL, "api", "secret") as classic:
        assert [one["name"] for one in classic.get_computers()["computers"]] == ["ada's Mac", "eve's Mac"]
        token = classic.session.auth._token
    assert ("POST /api/v1/auth/invalidate-token", 204) in line.seen
    assert line.estate.ask("GET", "/JSSResource/computers", token=token).status_code == 401


def test_a_token_near_its_end_is_kept_alive(line):
    pro = Pro(URL, "api", "secret")
    first = pro.session.auth._token
    pro.session.auth._token_expiry -= pro.session.auth._total_token_lifetime * 0.9
    pro.get_jamf_pro_version()
    assert ("POST /api/v1/auth/keep-alive", 200) in line.seen
    assert pro.session.auth._token != first


def test_an_api_client_logs_in_at_the_other_path(line):
    credentials = line.estate.credentials
    pro = Pro(URL, credentials.client_id, credentials.client_secret, client=True)
    assert pro.get_computer_inventories()["totalCount"] == 2
    assert ("POST /api/oauth/token", 200) in line.seen
    with pytest.raises(requests.HTTPError):
        pro.get_scripts()


def test_records_come_as_json_and_as_xml_and_subsets_with_a_quoted_ampersand(line):
    classic = jps.Classic(URL, "api", "secret")
    computer = classic.get_computer(udid="0A-ADA", subsets=["General", "Location"])
    assert line.targets("subset") == ["/JSSResource/computers/udid/0A-ADA/subset/General%26Location"]
    assert set(computer["computer"]) == {"general", "location"}
    assert "<serial_number>C02ADA</serial_number>" in classic.get_computer(id=1, data_type="xml")
    history = classic.get_computer_history(id=1, subsets=["PolicyLogs", "Commands"])["computer_history"]
    assert [one["status"] for one in history["policy_logs"]] == ["Completed"]
    assert history["commands"] == {"completed": [], "pending": [], "failed": []}
    assert classic.get_computers(match="C02*")["computers"][1]["serial_number"] == "C02EVE"


def test_lists_of_the_classic_api_are_read_whole(line):
    classic = jps.Classic(URL, "api", "secret")
    assert classic.get_policy(id=1)["policy"]["general"]["frequency"] == "Once per user per computer"
    assert classic.get_policies(createdby="jss") == classic.get_policies()
    assert classic.get_account(name="api")["account"]["privilege_set"] == "Administrator"
    assert [one["name"] for one in classic.get_accounts()["accounts"]["users"]] == ["admin", "api"]
    assert classic.get_user(email="ada@acme.test")["users"][0]["links"]["computers"][0]["id"] == 1
    assert classic.get_script(id=1)["script"]["name"] == "Okta task"
    assert classic.get_computer_extension_attribute(id=1)["computer_extension_attribute"]["enabled"]
    assert classic.get_computer_check_in()["computer_check_in"]["check_in_frequency"] == 15
    profile = classic.get_osx_configuration_profile(id=1)["os_x_configuration_profile"]
    assert "allowCloudKeychainSync" in profile["general"]["payloads"]


def test_the_classic_api_is_written_in_xml_and_answers_with_ids(line):
    classic = jps.Classic(URL, "api", "secret")
    assert "<id>3</id>" in classic.create_computer_group(GROUP.format("New"))
    assert "<id>2</id>" in classic.create_policy(POLICY.format("New"))
    assert "<id>2</id>" in classic.create_script(SCRIPT.format("New"))
    assert "<id>3</id>" in classic.create_computer_extension_attribute(ATTRIBUTE.format("New"))
    classic.update_policy("<policy><general><enabled>false</enabled></general></policy>", id=2)
    assert not classic.get_policy(id=2)["policy"]["general"]["enabled"]
    classic.delete_policy(id=2)
    classic.create_computer_command("DeviceLock", ids=[1, 2], passcode="123456")
    assert len(classic.get_computer_commands()["computer_commands"]) == 2
    classic.delete_logflush_policy("Zero", "Days", id=1) if hasattr(
        classic, "delete_logflush_policy"
    ) else None
    with pytest.raises(RequestConflict):
        classic.create_computer_group(GROUP.format("New"))
    with pytest.raises(NotFound):
        classic.get_computer(id=99)
    with pytest.raises(ClientError):
        classic.create_policy("<policy><general>")


def test_the_pro_api_is_read_paged_filtered_and_written(line):
    pro = Pro(URL, "api", "secret")
    assert pro.get_jamf_pro_version()["version"].startswith("11.")
    assert pro.get_api_authentication()["account"]["username"] == "api"
    assert pro.get_health_check()
    page = pro.get_computer_inventories(section=["GENERAL", "HARDWARE"], page_size=1, page=1)
    assert (page["totalCount"], page["results"][0]["hardware"]["serialNumber"]) == (2, "C02EVE")
    assert "section=GENERAL&section=HARDWARE" in line.targets("computers-inventory")[0]
    found = pro.get_computer_inventories(filter='general.name=="ada*"')
    assert [one["id"] for one in found["results"]] == ["1"]
    pro.update_computer_inventory({"general": {"assetTag": "A-9"}}, 1)
    assert pro.get_computer_inventory_detail(1)["general"]["assetTag"] == "A-9"
    assert pro.get_mdm_commands()["totalCount"] == 0
    created = pro.create_script({"name": "new", "scriptContents": "#!/bin/sh"})
    assert pro.get_script(created["id"])["priority"] == "AFTER"
    assert [one["name"] for one in pro.get_scripts(sort=["name:desc"])["results"]] == ["Okta task", "new"]
    pro.delete_script(created["id"])
    assert pro.get_client_check_in()["checkInFrequency"] == 15
    assert [one["name"] for one in pro.get_computer_groups()] == ["Ada's", "Pilot"]
    assert pro.get_computer_groups_smart_group_membership(1) == {"members": [1]}
    assert [one["displayName"] for one in pro.get_api_roles()["results"]] == ["Reader"]
    pro.delete_computer_inventory(2)
    with pytest.raises(NotFound):
        pro.get_computer_inventory(2)
    with pytest.raises(ClientError):
        pro.get_computer_inventories(filter="general.name==(")
