"""A tour of each published client: what it can do here, in one go; the requests that came of it are the table's proof.

A tour looks at no answer, the tests of the client do; a client that cannot read one raises.
"""

import json
import os
from pathlib import Path

from tests.contract.jamf_line import HOST, URL, Line
from tests.fake_jamf.api.examples import ATTRIBUTE, GROUP, POLICY, SCRIPT

SEEN = Path(__file__).with_name("jamf_seen.json")


def jamf_pro_sdk(line):
    """The official-looking one: both logins, keep-alive, Classic API and Jamf Pro API."""
    from jamf_pro_sdk import ApiClientCredentialsProvider, JamfProClient, UserCredentialsProvider
    from jamf_pro_sdk.clients.pro_api.pagination import FilterField

    credentials = line.estate.credentials
    JamfProClient(
        HOST, ApiClientCredentialsProvider(credentials.client_id, credentials.client_secret)
    ).get_access_token()
    sdk = JamfProClient(HOST, UserCredentialsProvider("api", "secret"))
    line.estate.now -= 1770
    sdk.get_access_token()
    line.estate.now += 1770
    sdk.get_access_token()
    classic, pro = sdk.classic_api, sdk.pro_api
    sdk.pro_api_request("get", "v1/jamf-pro-version")
    classic.list_all_computers()
    classic.list_all_computers(subsets=["basic"])
    classic.get_computer_by_id(1)
    classic.get_computer_by_id(1, subsets=["general", "location"])
    classic.set_computer_unmanaged_by_id(1)
    classic.list_all_computer_groups()
    number = classic.create_computer_group(GROUP.format("Tour"))
    classic.get_computer_group_by_id(number)
    classic.update_smart_computer_group_by_id(number, GROUP.format("Tour 2"))
    classic.update_static_computer_group_membership_by_id(2, computers_to_add=[1])
    pro.get_computer_inventory_v1()
    pro.get_computer_inventory_v3(filter_expression=FilterField("id").eq(1))
    pro.get_computer_inventory_detail_v3(1)
    pro.get_mdm_commands_v2(FilterField("uuid").eq("*"))
    pro.delete_computer_v3(1)
    classic.delete_computer_by_id(2)


def jps_api_wrapper(line):
    """Both APIs, JSON and XML."""
    from jps_api_wrapper.classic import Classic
    from jps_api_wrapper.pro import Pro

    credentials = line.estate.credentials
    Pro(URL, credentials.client_id, credentials.client_secret, client=True).get_computer_inventories()
    with Classic(URL, "api", "secret") as classic:
        _read_classic(classic)
        _write_classic(classic)
    pro = Pro(URL, "api", "secret")
    pro.session.auth._token_expiry -= pro.session.auth._total_token_lifetime * 0.9
    pro.get_jamf_pro_version()
    _read_pro(pro)
    pro.update_computer_inventory({"general": {"assetTag": "A"}}, 1)
    number = pro.create_script({"name": "tour"})["id"]
    pro.update_script({"name": "tour 2"}, number)
    pro.delete_script(number)
    role = pro.create_api_role({"displayName": "Tour", "privileges": []})["id"]
    pro.delete_api_role(role)
    pro.update_client_check_in(pro.get_client_check_in())
    pro.create_jamf_management_framework_redeploy(1)
    pro.delete_computer_inventory(2)


def _read_classic(classic):
    classic.get_computers()
    classic.get_computers(basic=True)
    classic.get_computers(match="*")
    for key in ({"id": 1}, {"name": "ada's Mac"}, {"udid": "0A-ADA"}, {"serialnumber": "C02ADA"}):
        classic.get_computer(**key)
        classic.get_computer(**key, subsets=["General", "Location"], data_type="xml")
        classic.get_computer_history(**key)
        classic.get_computer_history(**key, subsets=["PolicyLogs"])
    classic.get_policies()
    classic.get_policies(createdby="jss")
    classic.get_policies(category="None")
    for key in ({"id": 1}, {"name": "Okta Device Trust"}):
        classic.get_policy(**key)
        classic.get_policy(**key, subsets=["General", "Scope"])
    classic.get_accounts()
    classic.get_account(id=2)
    classic.get_account(name="api")
    classic.get_users()
    classic.get_user(id=1)
    classic.get_user(name="ada")
    classic.get_user(email="ada@acme.test")
    classic.get_scripts()
    classic.get_script(id=1)
    classic.get_computer_groups()
    classic.get_computer_group(id=1)
    classic.get_computer_extension_attributes()
    classic.get_computer_extension_attribute(id=1)
    classic.get_osx_configuration_profiles()
    classic.get_osx_configuration_profile(id=1)
    classic.get_computer_check_in()
    classic.get_computer_commands()


def _write_classic(classic):
    classic.create_computer_group(GROUP.format("Tour"))
    classic.update_computer_group(GROUP.format("Tour 2"), id=3)
    classic.delete_computer_group(id=3)
    classic.create_policy(POLICY.format("Tour"))
    classic.update_policy(POLICY.format("Tour 2"), id=2)
    classic.delete_policy(id=2)
    classic.create_script(SCRIPT.format("Tour"))
    classic.update_script(SCRIPT.format("Tour 2"), id=2)
    classic.delete_script(id=2)
    classic.create_computer_extension_attribute(ATTRIBUTE.format("Tour"))
    classic.delete_computer_extension_attribute(id=3)
    classic.update_computer("<computer><general><asset_tag>A</asset_tag></general></computer>", id=1)
    classic.create_computer_command("UnmanageDevice", ids=[2])
    classic.create_computer_command("DeviceLock", ids=[1, 2], passcode="123456")
    classic.create_log_flush_interval("Zero+Days", id=1)
    classic.create_log_flush_interval("Zero+Days")


def _read_pro(pro):
    pro.get_api_authentication()
    pro.get_health_check()
    pro.get_computer_inventories(section=["GENERAL", "HARDWARE"])
    pro.get_computer_inventory(1)
    pro.get_computer_inventory_detail(1)
    pro.get_mdm_commands()
    pro.get_scripts()
    pro.get_script(1)
    pro.get_computer_groups()
    pro.get_computer_groups_smart_groups()
    pro.get_computer_groups_smart_group_membership(1)
    pro.get_computer_extension_attributes()
    pro.get_api_roles()
    pro.get_api_integrations()
    pro.get_api_role_privileges()
    pro.get_policy_properties()


def jamfpy(line):
    """Both logins, lists and records of the Classic API, scripts and commands of the other."""
    import jamfpy as package

    jamf = package.Tenant(fqdn=URL, auth_method="basic", username="api", password="secret")
    for kind in ("computers", "computer_groups", "policies", "scripts", "configuration_profiles"):
        getattr(jamf.classic, kind).get_all()
        getattr(jamf.classic, kind).get_by_id(1)
    jamf.classic.computer_extension_attributes.get_all()
    jamf.classic.accounts.users.get_all()
    jamf.classic.computer_groups.create(GROUP.format("Tour"))
    jamf.classic.computer_groups.update_by_id(3, GROUP.format("Tour 2"))
    jamf.classic.computer_groups.delete_by_id(3)
    jamf.pro.scripts.get_all()
    jamf.pro.scripts.get_by_id(1)
    jamf.pro.mdm.lock_device([line.estate.json("/api/v1/computers-inventory/1")["general"]["managementId"]])
    jamf.pro.scripts.delete_by_id(1)
    client = {
        "displayName": "i",
        "authorizationScopes": ["Reader"],
        "enabled": True,
        "accessTokenLifetimeSeconds": 1800,
    }
    line.estate.ask("PUT", "/api/v1/api-integrations/1", client)
    secrets = {
        "client_id": line.estate.credentials.client_id,
        "client_secret": line.estate.credentials.client_secret,
    }
    package.Tenant(fqdn=URL, auth_method="oauth2", **secrets).classic.computers.get_all()


def pyjamfpro(line):
    """An API client that reads."""
    from pyjamfpro.jamfpro import Client

    client = Client(URL, line.estate.credentials.client_id, line.estate.credentials.client_secret)
    client.pro_computers()
    client.classic_computers()
    client.classic_computer_for_id(1)


def python_jamf(line):
    """Lists as JSON, records as XML, a part of a record written."""
    import python_jamf as package

    server = package.Server(hostname=URL, username="api", password="secret", client=False)
    kinds = (
        "Computers",
        "ComputerGroups",
        "Policies",
        "Scripts",
        "OSXConfigurationProfiles",
        "ComputerExtensionAttributes",
    )
    for kind in kinds:
        records = getattr(server.records, kind)()
        records.recordWithId(1).refresh_data()
    ada = server.records.Computers().recordWithId(1)
    ada.set_path("general/asset_tag", "A")
    ada.save()
    server.records.ComputerGroups().create({"name": "Tour", "is_smart": False}).delete()


TOURS = {
    "jamf-pro-sdk": jamf_pro_sdk,
    "jps-api-wrapper": jps_api_wrapper,
    "jamfpy": jamfpy,
    "pyjamfpro": pyjamfpro,
    "python-jamf": python_jamf,
}


def seen_on(client):
    """What a client asks on its tour, each request once; none of it may be refused."""
    with Line() as line:
        TOURS[client](line)
    refused = [(asked, status) for asked, status in line.seen if status >= 400]
    assert not refused
    return sorted({asked for asked, _ in line.seen})


def seen():
    """What the table says that each client asks."""
    return json.loads(SEEN.read_text()) if SEEN.exists() else {}


def check(client):
    """Compare a client's tour with the table; with TRUSTLAB_WRITE set, write it there."""
    asked = seen_on(client)
    if os.environ.get("TRUSTLAB_WRITE"):
        SEEN.write_text(json.dumps({**seen(), client: asked}, indent=1, sort_keys=True) + "\n")
    assert seen()[client] == asked
