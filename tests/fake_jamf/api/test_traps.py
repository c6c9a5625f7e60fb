"""What clients of Jamf Pro stumble over when it is not as they know it: each has a test."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from lxml import etree

from fake_jamf.messages import DeviceIdentity, EnrollComputer
from tests.fake_jamf.api.estate import PLIST, START, Estate

SERIAL_OF_EVE = "<computer><general><serial_number>C02EVE</serial_number></general></computer>"


@pytest.fixture
def estate():
    return Estate().filled()


# --- tokens ---------------------------------------------------------------------------------------------------


def test_a_token_s_end_is_written_with_milliseconds_and_z_and_is_more_than_20_minutes_away(estate):
    answered = estate.http.post("/api/v1/auth/token", auth=("api", "secret")).json
    end = datetime.strptime(answered["expires"], "%Y-%m-%dT%H:%M:%S.%f%z")
    assert answered["expires"].endswith("Z")
    assert end.timestamp() - estate.now == 1800


@pytest.mark.parametrize("path", ["/api/oauth/token", "/api/v1/oauth/token"])
def test_both_paths_give_api_clients_a_token_with_a_scope_and_a_second_less_than_its_life(estate, path):
    form = {
        "grant_type": "client_credentials",
        "client_id": estate.credentials.client_id,
        "client_secret": estate.credentials.client_secret,
    }
    answered = estate.http.post(path, data=form)
    assert answered.json == {
        "access_token": answered.json["access_token"],
        "scope": "api-role:1",
        "token_type": "Bearer",
        "expires_in": 599,
    }
    wrong = estate.http.post(path, data={**form, "client_secret": "no"})
    assert (wrong.status_code, wrong.json["error"]) == (401, "invalid_client")
    for form_without in ({}, {**form, "grant_type": "password"}):
        assert estate.http.post(path, data=form_without).json["error"] == "unsupported_grant_type"


def test_keep_alive_ends_the_old_token_and_invalidate_ends_the_last(estate):
    old = estate.token()
    new = estate.ask("POST", "/api/v1/auth/keep-alive", token=old).json["token"]
    assert estate.ask("GET", "/api/v1/auth", token=old).status_code == 401
    ended = estate.ask("POST", "/api/v1/auth/invalidate-token", token=new)
    assert (ended.status_code, ended.data) == (204, b"")
    assert estate.ask("GET", "/api/v1/auth", token=new).status_code == 401


def test_a_wrong_password_gets_an_empty_list_of_errors_and_a_wrong_token_does_not(estate):
    wrong = estate.http.post("/api/v1/auth/token", auth=("api", "no"))
    assert (wrong.status_code, wrong.json) == (401, {"httpStatus": 401, "errors": []})
    error = {"code": "INVALID_TOKEN", "description": "Unauthorized", "id": "0", "field": None}
    for token in ("wrong", ""):
        answered = estate.ask("GET", "/api/v1/auth", token=token)
        assert (answered.status_code, answered.json) == (401, {"httpStatus": 401, "errors": [error]})


def test_name_and_password_with_a_request_are_refused_like_a_wrong_password_unless_they_are_on():
    for basic, status in (("off", 401), ("on", 200)):
        estate = Estate(classic_basic_auth=basic).filled()
        assert estate.http.get("/JSSResource/computers", auth=("api", "secret")).status_code == status
        assert estate.http.get("/JSSResource/computers", auth=("api", "no")).status_code == 401
        assert estate.http.get("/api/v1/auth", auth=("api", "secret")).status_code == 401


def test_version_and_health_are_told(estate):
    assert estate.json("/api/v1/jamf-pro-version") == {"version": "11.16.1-t1744814013"}
    assert estate.http.get("/healthCheck.html").text == "[]"
    assert estate.http.get("/api/v1/health-check").status_code == 204
    account = estate.json("/api/auth")["account"]
    assert (account["username"], account["privilegeSet"]) == ("api", "ADMINISTRATOR")
    assert "Read Computers" in account["privilegesBySite"]["-1"]


# --- addresses ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "subset", ["general&location", "General%26Location", "GENERAL&Location", "location&general"]
)
def test_a_subset_is_read_with_either_ampersand_and_in_any_case(estate, subset):
    for kind, key in (("computers", "computer"), ("policies", "policy")):
        named = subset if kind == "computers" else subset.replace("ocation", "cope").replace("l", "s")
        shown = estate.json(f"/JSSResource/{kind}/id/1/subset/{subset}")[key]
        assert set(shown) == ({"general", "location"} if kind == "computers" else {"general"}), named


@pytest.mark.parametrize(
    "query", ["section=GENERAL&section=HARDWARE", "section=GENERAL%2CHARDWARE", "section=GENERAL,HARDWARE"]
)
def test_sections_are_repeated_or_joined_by_commas(estate, query):
    for version in (1, 2, 3, 4):
        (first, _) = estate.json(f"/api/v{version}/computers-inventory?{query}")["results"]
        assert {name for name, part in first.items() if part is not None} == {
            "id",
            "udid",
            "general",
            "hardware",
        }
    assert estate.ask("GET", "/api/v1/computers-inventory?section=SHOES").status_code == 400


def test_without_a_section_general_is_shown(estate):
    (first, _) = estate.json("/api/v1/computers-inventory")["results"]
    assert {name for name, part in first.items() if part is not None} == {"id", "udid", "general"}


def test_sort_is_repeated_or_joined_by_commas_and_ascends_unless_told(estate):
    path = "/api/v1/computers-inventory?"
    for query, ids in [
        ("sort=general.name:desc", ["2", "1"]),
        ("sort=general.name", ["1", "2"]),
        ("sort=general.platform:asc,id:desc", ["2", "1"]),
        ("sort=general.platform:asc&sort=id:desc", ["2", "1"]),
        ("sort=general.reportDate:asc", ["2", "1"]),
    ]:
        assert [one["id"] for one in estate.json(path + query)["results"]] == ids


def test_pages_that_are_asked_for_at_once_in_any_order_have_each_record_once(estate):
    for number in range(48):
        identity = DeviceIdentity(f"U{number}")
        estate.handle(EnrollComputer(identity.udid, f"S{number}", f"mac-{number}", "14"), identity)
    token = estate.token()

    def page(number):
        client = estate.app.test_client(use_cookies=False)
        path = f"/api/v3/computers-inventory?page={number}&page-size=7"
        return client.get(path, headers={"Authorization": f"Bearer {token}"}).json

    with ThreadPoolExecutor(4) as pool:
        pages = [*pool.map(page, [5, 0, 7, 3, 1, 6, 2, 4])]
    assert {one["totalCount"] for one in pages} == {50}
    assert sorted(int(record["id"]) for one in pages for record in one["results"]) == [*range(1, 51)]


# --- shapes ---------------------------------------------------------------------------------------------------


def test_ids_are_numbers_in_the_classic_api_and_texts_in_the_other(estate):
    assert estate.json("/JSSResource/computers")["computers"][0] == {"id": 1, "name": "ada's Mac"}
    assert estate.json("/api/v1/computers-inventory")["results"][0]["id"] == "1"
    assert estate.json("/api/v1/scripts")["results"][0]["id"] == "1"
    assert estate.json("/api/v1/computer-groups")[0] == {"id": "1", "name": "Ada's", "smartGroup": True}


def test_the_classic_api_answers_in_xml_unless_json_is_asked_for_and_counts_lists(estate):
    xml = estate.ask("GET", "/JSSResource/computers")
    root = etree.fromstring(xml.data)
    assert (xml.mimetype, [child.tag for child in root]) == ("text/xml", ["size", "computer", "computer"])
    assert xml.data.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    assert (
        estate.ask("GET", "/JSSResource/computers", Accept="application/json").mimetype == "application/json"
    )


def test_a_record_says_the_same_in_xml_and_in_json(estate):
    shown = estate.json("/JSSResource/computers/udid/0A-ADA")["computer"]
    root = etree.fromstring(estate.ask("GET", "/JSSResource/computers/serialnumber/C02ADA").data)
    general = shown["general"]
    assert general["last_contact_time"] == "2023-11-14 22:28:20"
    assert general["last_contact_time_epoch"] == (START + 900) * 1000
    assert general["last_contact_time_utc"] == "2023-11-14T22:28:20.000+0000"
    for path, said in [
        ("general/id", general["id"]),
        ("general/last_contact_time_epoch", general["last_contact_time_epoch"]),
        ("location/username", shown["location"]["username"]),
        ("hardware/os_version", shown["hardware"]["os_version"]),
        ("certificates/certificate/common_name", shown["certificates"][0]["common_name"]),
        ("extension_attributes/extension_attribute/value", shown["extension_attributes"][0]["value"]),
        ("groups_accounts/computer_group_memberships/group", "Ada's"),
        ("configuration_profiles/configuration_profile/name", "No iCloud Keychain"),
    ]:
        assert root.findtext(path) == str(said)
    assert root.findtext("general/remote_management/managed") == "true"
    eve = estate.json("/JSSResource/computers/id/2")["computer"]["general"]
    assert (eve["report_date"], eve["report_date_epoch"], eve["report_date_utc"]) == ("", 0, "")


def test_policy_logs_have_their_dates_three_times(estate):
    (log,) = estate.json("/JSSResource/computerhistory/id/1/subset/PolicyLogs")["computer_history"][
        "policy_logs"
    ]
    assert log == {
        "policy_id": 1,
        "policy_name": "Okta Device Trust",
        "username": "ada",
        "date_completed": "2023-11-14 22:28:20",
        "date_completed_epoch": (START + 900) * 1000,
        "date_completed_utc": "2023-11-14T22:28:20.000+0000",
        "status": "Completed",
    }


def test_a_policy_is_shown_with_the_ids_of_what_it_names(estate):
    policy = estate.json("/JSSResource/policies/name/Okta%20Device%20Trust")["policy"]
    general = policy["general"]
    assert (general["trigger"], general["trigger_checkin"], general["trigger_login"]) == (
        "EVENT",
        True,
        False,
    )
    assert (general["frequency"], general["retry_event"]) == ("Once per user per computer", "none")
    assert policy["scope"]["computer_groups"] == [{"id": 1, "name": "Ada's"}]
    (script,) = policy["scripts"]
    assert (script["id"], script["parameter4"], script["parameter5"]) == (1, "verbose", "")
    assert estate.json("/JSSResource/policies/createdBy/casper") == {"policies": []}
    assert len(estate.json("/JSSResource/policies/category/None")["policies"]) == 1


def test_an_account_s_privileges_stand_in_three_lists(estate):
    estate.with_privileges({"Read Computers", "Flush Policy Logs", "Read Computer Check-In"})
    account = estate.json("/JSSResource/accounts/userid/3")["account"]
    assert account["privileges"] == {
        "jss_objects": ["Read Computers"],
        "jss_settings": ["Read Computer Check-In"],
        "jss_actions": ["Flush Policy Logs"],
    }
    assert "password" not in str(account).replace("force_password_change", "")


def test_a_profile_carries_its_property_list_as_text_and_takes_it_back(estate):
    path = "/JSSResource/osxconfigurationprofiles"
    shown = estate.json(f"{path}/id/1")["os_x_configuration_profile"]["general"]["payloads"]
    assert "<key>allowCloudKeychainSync</key>" in shown
    escaped = PLIST.replace("&", "&amp;").replace("<", "&lt;")
    body = f"<os_x_configuration_profile><general><name>new</name><payloads>{escaped}</payloads></general></os_x_configuration_profile>"
    created = estate.ask("POST", f"{path}/id/0", body)
    assert (created.status_code, etree.fromstring(created.data).findtext("id")) == (201, "2")
    again = estate.json(f"{path}/id/2")["os_x_configuration_profile"]["general"]["payloads"]
    assert "<key>allowCloudKeychainSync</key>" in again


def test_users_have_a_list_of_their_own_kind(estate):
    page = estate.json("/api/v1/users?page=1&page-size=2")
    assert (page["totalCount"], page["page"], page["pageSize"], page["totalPages"]) == (3, 1, 2, 2)
    assert (page["hasNext"], page["hasPrevious"], page["results"][0]["username"]) == (False, True, "guest")


# --- writes ---------------------------------------------------------------------------------------------------


def test_the_classic_api_answers_writes_with_the_record_s_id_in_xml_whatever_is_asked_for(estate):
    for method, path, body, status, answer in [
        ("PUT", "computers/id/1", "<computer><general/></computer>", 201, b"<computer><id>1</id></computer>"),
        ("DELETE", "computers/id/2", None, 200, b"<computer><id>2</id></computer>"),
        ("POST", "users/id/0", "<user><name>new</name></user>", 201, b"<user><id>4</id></user>"),
    ]:
        answered = estate.ask(method, f"/JSSResource/{path}", body, Accept="application/json")
        assert (answered.status_code, answered.mimetype) == (status, "text/xml")
        assert answered.data.endswith(answer)


def test_patch_answers_with_the_record_in_version_1_and_with_nothing_in_later_ones(estate):
    for version in (1, 2, 3, 4):
        for content_type in ("application/json", "application/merge-patch+json"):
            answered = estate.http.patch(
                f"/api/v{version}/computers-inventory-detail/1",
                data=f'{{"general": {{"assetTag": "v{version}"}}}}',
                headers={"Authorization": f"Bearer {estate.token()}", "Content-Type": content_type},
            )
            assert answered.status_code == (200 if version == 1 else 204)
            assert (answered.data == b"") == (version != 1)
    detail = estate.json("/api/v1/computers-inventory-detail/1")
    assert (detail["general"]["assetTag"], detail["hardware"]["serialNumber"]) == ("v4", "C02ADA")


def test_a_created_record_is_answered_with_its_address(estate):
    created = estate.ask("POST", "/api/v1/scripts", {"name": "new"})
    assert (created.status_code, created.json) == (201, {"id": "2", "href": "/api/v1/scripts/2"})
    assert estate.json(created.json["href"])["name"] == "new"
    smart = {"name": "new", "criteria": [{"name": "UDID", "searchType": "is", "value": "0A-ADA"}]}
    created = estate.ask("POST", "/api/v3/computer-groups/smart-groups", smart)
    assert estate.json(created.json["href"])["criteria"][0]["value"] == "0A-ADA"
    assert estate.json("/api/v3/computer-groups/smart-group-membership/3") == {"members": [1]}


def test_the_mdm_profile_is_removed_by_a_command_that_waits(estate):
    sent = estate.ask("POST", "/api/v4/computers-inventory/1/remove-mdm-profile")
    assert (sent.status_code, sent.json["deviceId"]) == (200, "1")
    (command,) = estate.json("/api/v2/mdm/commands?filter=commandState==PENDING")["results"]
    assert (command["uuid"], command["dateCompleted"]) == (
        sent.json["commandUuid"],
        "1970-01-01T00:00:00.000Z",
    )
    redeployed = estate.ask("POST", "/api/v1/jamf-management-framework/redeploy/1")
    assert (redeployed.status_code, set(redeployed.json)) == (202, {"deviceId", "commandUuid"})
    history = estate.json("/JSSResource/computerhistory/id/1/subset/Commands")["computer_history"]
    assert [one["name"] for one in history["commands"]["pending"]] == [
        "UnmanageDevice",
        "InstallEnterpriseApplication",
    ]
    pushed = estate.ask("POST", "/JSSResource/computercommands/command/BlankPush/id/1")
    assert pushed.status_code == 400


def test_logs_are_flushed_by_their_age(estate):
    def logs():
        return estate.json("/JSSResource/computerhistory/id/1")["computer_history"]["policy_logs"]

    for interval in ("Six+Months", "One%20Days", "One+Years"):
        assert (
            estate.ask("DELETE", f"/JSSResource/logflush/policy/id/1/interval/{interval}").status_code == 200
        )
        assert len(logs()) == 1
    assert estate.ask("DELETE", "/JSSResource/logflush/policy/id/1/interval/Soon").status_code == 400
    assert estate.ask("DELETE", "/JSSResource/logflush/policy/id/1/interval/Zero+Days").status_code == 200
    assert logs() == []


# --- errors ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "title", "description"),
    [
        (
            "GET",
            "computers/id/9",
            None,
            404,
            "Not Found",
            "The server has not found anything matching the request URI",
        ),
        (
            "GET",
            "nowhere",
            None,
            404,
            "Not Found",
            "The server has not found anything matching the request URI",
        ),
        ("POST", "users/id/0", "<user><name>ada</name></user>", 409, "Conflict", "Error: Duplicate name"),
        ("PUT", "computers/id/1", SERIAL_OF_EVE, 409, "Conflict", "Error: Duplicate serial number"),
        ("DELETE", "computers", None, 405, "Method Not Allowed", None),
        ("POST", "users/id/0", "<user/>", 400, "Bad Request", "A user needs a name"),
    ],
)
def test_the_classic_api_s_errors_are_pages_with_two_paragraphs(
    estate, method, path, body, status, title, description
):
    answered = estate.ask(method, f"/JSSResource/{path}", body, Accept="application/json")
    assert (answered.status_code, answered.mimetype) == (status, "text/html")
    found = re.findall(r"<p[^>]*>(.*)</p>", answered.text)
    assert found[0] == title
    assert description is None or found[1] == description


def test_the_pro_api_s_errors_name_the_field_and_the_id(estate):
    unknown = estate.ask("GET", "/api/v1/computers-inventory/99")
    (error,) = unknown.json["errors"]
    assert (unknown.status_code, error["code"], error["id"], error["field"]) == (
        404,
        "INVALID_ID",
        "99",
        "id",
    )
    assert error["description"].endswith("id 99 does not exist")
    twice = estate.ask("POST", "/api/v1/scripts", {"name": "Okta task"})
    (error,) = twice.json["errors"]
    assert (twice.status_code, twice.json["httpStatus"]) == (400, 400)
    assert (error["code"], error["field"]) == ("DUPLICATE_FIELD", "name")
    lost = estate.ask("GET", "/api/v1/scripts", token=estate.with_privileges(()))
    assert (lost.status_code, lost.json["errors"][0]["code"]) == (403, "INVALID_PRIVILEGE")


def test_a_load_balancer_s_cookie_comes_with_each_answer(estate):
    assert estate.ask("GET", "/JSSResource/computers").headers["Set-Cookie"].startswith("APBALANCEID=")
    assert estate.ask("GET", "/nowhere").headers["Set-Cookie"].startswith("APBALANCEID=")
