"""For each row of the table a request that a filled estate answers with success, given its privileges."""

from tests.fake_jamf.api.estate import PLIST

GROUP = "<computer_group><name>{}</name><is_smart>true</is_smart><criteria><criterion><name>UDID</name><search_type>is</search_type><value>x</value></criterion></criteria></computer_group>"
COMPUTER = "<computer><general><asset_tag>A1</asset_tag></general></computer>"
POLICY = "<policy><general><name>{}</name><trigger_checkin>true</trigger_checkin></general></policy>"
PROFILE = "<os_x_configuration_profile><general><name>{}</name><payloads>{}</payloads></general></os_x_configuration_profile>"
SCRIPT = "<script><name>{}</name><script_contents>#!/bin/sh</script_contents></script>"
ATTRIBUTE = "<computer_extension_attribute><name>{}</name></computer_extension_attribute>"
ACCOUNT = "<account><name>{}</name><password>pw</password></account>"
USER = "<user><name>{}</name></user>"
CHECK_IN = "<computer_check_in><check_in_frequency>30</check_in_frequency></computer_check_in>"
FLUSH = "<logflush><log>policy</log><interval>Zero Days</interval><computers><computer><id>1</id></computer></computers></logflush>"
ESCAPED = PLIST.replace("&", "&amp;").replace("<", "&lt;")

CLASSIC_VALUES = {
    "computers": {"id": "1", "name": "ada's Mac", "udid": "0A-ADA", "serialnumber": "C02ADA"},
    "computerhistory": {"id": "1", "name": "ada's Mac", "udid": "0A-ADA", "serialnumber": "C02ADA"},
    "computergroups": {"id": "1", "name": "Ada's"},
    "policies": {"id": "1", "name": "Okta Device Trust"},
    "osxconfigurationprofiles": {"id": "1", "name": "No iCloud Keychain"},
    "scripts": {"id": "1", "name": "Okta task"},
    "computerextensionattributes": {"id": "1", "name": "Okta Device Trust"},
    "accounts": {"userid": "2", "username": "api"},
    "users": {"id": "1", "name": "ada", "email": "ada@acme.test"},
}
OTHER_VALUES = {
    "subset": {"computers": "General&Location", "computerhistory": "PolicyLogs", "policies": "General"},
}
CLASSIC_BODIES = {
    "computers": (COMPUTER, "<computer><general><name>new</name></general></computer>"),
    "computergroups": (GROUP.format("Renamed"), GROUP.format("New")),
    "policies": (POLICY.format("Renamed"), POLICY.format("New")),
    "osxconfigurationprofiles": (PROFILE.format("Renamed", ESCAPED), PROFILE.format("New", ESCAPED)),
    "scripts": (SCRIPT.format("Renamed"), SCRIPT.format("New")),
    "computerextensionattributes": (ATTRIBUTE.format("Renamed"), ATTRIBUTE.format("New")),
    "accounts": ("<account><full_name>A P I</full_name></account>", ACCOUNT.format("New")),
    "users": ("<user><full_name>A</full_name></user>", USER.format("New")),
    "computercheckin": (CHECK_IN, CHECK_IN),
}
SMART = {"name": "New", "criteria": [{"name": "UDID", "searchType": "is", "value": "x"}]}
ATTRIBUTE_JSON = {"name": "New", "inputType": "TEXT", "dataType": "STRING"}
ROLE = {"displayName": "New", "privileges": ["Read Computers"]}
CLIENT = {"displayName": "New", "authorizationScopes": ["Reader"], "enabled": True}
PRO_BODIES = {
    "/api/v1/api-roles": ROLE,
    "/api/v1/api-roles/{id}": ROLE,
    "/api/v1/api-integrations": CLIENT,
    "/api/v1/api-integrations/{id}": CLIENT,
    "/api/v3/computer-groups/smart-groups": SMART,
    "/api/v3/computer-groups/smart-groups/{id}": SMART,
    "/api/v2/computer-groups/smart-groups": SMART,
    "/api/v2/computer-groups/smart-groups/{id}": SMART,
    "/api/v1/scripts": {"name": "New"},
    "/api/v1/scripts/{id}": {"name": "New"},
    "/api/v1/computer-extension-attributes": ATTRIBUTE_JSON,
    "/api/v1/computer-extension-attributes/{id}": ATTRIBUTE_JSON,
    "/api/v3/check-in": {"checkInFrequency": 30},
    "/api/v2/mdm/blank-push": {"clientManagementIds": ["MANAGEMENT"]},
    "/api/v2/mdm/commands": {
        "clientData": [{"managementId": "MANAGEMENT"}],
        "commandData": {"commandType": "DEVICE_LOCK"},
    },
}
PATCH = {"general": {"assetTag": "A1"}}


def example(row, estate):
    """Path and body of a request to a row."""
    return path_of(row), body_of(row, estate)


def path_of(row):
    """An address of the row that is there; macaddress has none that is."""
    parts = row.path.strip("/").split("/")
    kind = parts[1] if len(parts) > 1 else ""
    said = {
        "id": "1",
        "ids": "1,2",
        "command": "DeviceLock",
        "passcode": "123456",
        "interval": "Zero+Days",
        "maker": "jss",
        "category": "None",
        "subset": OTHER_VALUES["subset"].get(kind, ""),
        "value": CLASSIC_VALUES.get(kind, {}).get(parts[2] if len(parts) > 2 else "", "none"),
    }
    if row.method == "DELETE" and kind == "users":
        said["value"] = {"id": "3", "name": "guest"}[parts[2]]
    path = row.path.format(**said)
    if row.method == "GET" and row.path == "/api/v2/mdm/commands":
        return path + "?filter=dateSent>=1970-01-01T00:00:00Z"
    return path


def takes_body(row):
    """Whether a request to the row has a body."""
    if row.method not in ("POST", "PUT", "PATCH"):
        return False
    kind = row.path.split("/")[2]
    return row.method == "PATCH" or (kind in CLASSIC_BODIES if _classic(row) else row.path in PRO_BODIES)


def _classic(row):
    return row.path.startswith("/JSSResource")


def body_of(row, estate):
    """A body that the row takes; None for none."""
    if row.path.endswith("oauth/token"):
        credentials = estate.credentials
        return f"grant_type=client_credentials&client_id={credentials.client_id}&client_secret={credentials.client_secret}"
    if row.method in ("GET", "DELETE"):
        return FLUSH if row.path == "/JSSResource/logflush" else None
    if row.method == "PATCH":
        return PATCH
    if _classic(row):
        edit, new = CLASSIC_BODIES.get(row.path.split("/")[2], (None, None))
        return new if row.method == "POST" else edit
    body = PRO_BODIES.get(row.path)
    return _with_management_id(body, estate) if body and "/mdm/" in row.path else body


def _with_management_id(body, estate):
    import json

    detail = estate.json("/api/v1/computers-inventory-detail/1")["general"]["managementId"]
    return json.loads(json.dumps(body).replace("MANAGEMENT", detail))
