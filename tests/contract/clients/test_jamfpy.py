"""The published client jamfpy, unchanged: both kinds of login, lists, records, edits, pages of scripts."""

import pytest

from tests.contract.jamf_line import URL
from tests.fake_jamf.api.examples import GROUP

jamfpy = pytest.importorskip("jamfpy", reason="make test-clients installs it")

pytestmark = pytest.mark.filterwarnings("default")


def tenant(line, method):
    if method == "basic":
        return jamfpy.Tenant(fqdn=URL, auth_method="basic", username="api", password="secret")
    credentials = line.estate.credentials
    secrets = {"client_id": credentials.client_id, "client_secret": credentials.client_secret}
    return jamfpy.Tenant(fqdn=URL, auth_method="oauth2", token_exp_threshold_mins=1, **secrets)


def test_a_user_logs_in_reads_and_writes(line):
    jamf = tenant(line, "basic")
    listed = jamf.classic.computers.get_all()
    assert [one["id"] for one in listed.json()["computers"]] == [1, 2]
    assert jamf.classic.policies.get_by_id(1).json()["policy"]["general"]["name"] == "Okta Device Trust"
    assert jamf.classic.computer_groups.get_by_id(1, xml_response=True).text.startswith("<?xml")
    created = jamf.classic.computer_groups.create(GROUP.format("New"))
    assert (created.status_code, "<id>3</id>" in created.text) == (201, True)
    assert jamf.classic.computer_groups.delete_by_id(3).status_code == 200
    assert jamf.classic.computer_groups.get_by_id(3).status_code == 404


def test_all_scripts_come_page_by_page_and_one_is_deleted(line):
    jamf = tenant(line, "basic")
    _, scripts = jamf.pro.scripts.get_all()
    assert [one["name"] for one in scripts] == ["Okta task"]
    assert line.targets("/scripts?") == ["/api/v1/scripts?page=0&page-size=200&sort=name%3Aasc"]
    assert jamf.pro.scripts.get_by_id(1).json()["scriptContents"].startswith("#!")
    assert jamf.pro.scripts.delete_by_id(1).status_code == 204


def test_a_mac_is_locked_by_an_mdm_command(line):
    jamf = tenant(line, "basic")
    detail = line.estate.json("/api/v1/computers-inventory-detail/1")
    sent = jamf.pro.mdm.lock_device([detail["general"]["managementId"]])
    assert sent.status_code == 201
    listed = line.estate.json("/api/v2/mdm/commands?filter=command==DEVICE_LOCK")
    assert [one["commandState"] for one in listed["results"]] == ["PENDING"]


def test_an_api_client_whose_tokens_live_longer_than_the_buffer_logs_in(line):
    line.estate.ask(
        "PUT",
        "/api/v1/api-integrations/1",
        {
            "displayName": "inventory",
            "authorizationScopes": ["Reader"],
            "enabled": True,
            "accessTokenLifetimeSeconds": 1800,
        },
    )
    jamf = tenant(line, "oauth2")
    assert jamf.classic.computers.get_by_id(1).json()["computer"]["general"]["id"] == 1
    assert jamf.classic.policies.get_all().status_code == 403
    assert ("POST /api/oauth/token", 200) in line.seen
