"""``trustlab import jamf`` and ``okta``, against answers in the documented shapes of both APIs."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
import responses

from simulator.inventory.okta_api import OktaReader, OktaRefused

JAMF = "https://acme.jamfcloud.com"
SERVED = f"{JAMF}:443"  # the client always names the port
OKTA = "https://acme.okta.com"
SECRET = "a very secret secret"


def computer(number, **changed):
    return {
        "id": str(number),
        "udid": f"00000000-0000-0000-0000-{number:012d}",
        "general": {
            "name": f"mac-{number}",
            "platform": "Mac",
            "remoteManagement": {"managed": number != 2, "managementUsername": None},
            "lastContactTime": "2026-11-20T10:00:00.123Z",
            "reportDate": "2026-11-20T09:00:00Z",
        },
        "hardware": {"serialNumber": f"C02AAAA{number:05d}"},
        "operatingSystem": {"version": "10.14.6"},
        "userAndLocation": {"username": f"user{number}", "email": f"user{number}@acme.test"},
        "certificates": [],
        "extensionAttributes": [
            {"name": "Okta Device Trust", "values": ["none"] if number == 2 else ["2027-06-07 09:00:00"]},
            {"name": "Favourite colour", "values": ["okta"]},
        ],
    } | changed


def serve_jamf(records, status=200, versions=("v3",), page_size=2):
    """A Jamf Pro server with these records, in pages of its own size."""
    token = {"access_token": "t", "token_type": "Bearer", "expires_in": 599, "scope": "api-role:1"}
    responses.post(f"{SERVED}/api/v1/oauth/token", json=token, status=status if status == 401 else 200)
    asked = []

    def answer(request):
        asked.append(request.url)
        if status != 200:
            return status, {}, json.dumps({"httpStatus": status, "errors": []})
        page = int(parse_qs(urlsplit(request.url).query)["page"][0])
        part = records[page * page_size : (page + 1) * page_size]
        return 200, {}, json.dumps({"totalCount": len(records), "results": part})

    for version in ("v1", "v3"):
        address = f"{SERVED}/api/{version}/computers-inventory"
        if version in versions:
            responses.add_callback("GET", address, answer)
        else:
            responses.get(address, status=404, json={"httpStatus": 404, "errors": []})
    return asked


@pytest.fixture
def secrets(monkeypatch):
    monkeypatch.setenv("JAMF_CLIENT_ID", "client")
    monkeypatch.setenv("JAMF_CLIENT_SECRET", SECRET)
    monkeypatch.setenv("OKTA_API_TOKEN", SECRET)


@responses.activate
@pytest.mark.parametrize("versions", [("v3",), ("v1",)])
def test_an_inventory_is_read_page_by_page_in_whatever_version_the_server_has(
    trustlab, folder, secrets, versions
):
    serve_jamf([computer(1), computer(2), computer(3)], versions=versions)
    answered = trustlab("import", "jamf", "--url", JAMF, "-o", "acme.yaml")
    assert answered.returncode == 0, answered.stderr
    assert "3 of 3 computers were read (100 %)" in answered.stdout
    found = json.loads(trustlab("whatif", "--now", "acme.yaml", "--json").stdout)
    each = {one["mac"]: one["device"] for one in found["each"]}
    assert each == {"mac-1": "ok", "mac-2": "unmanaged", "mac-3": "ok"}
    assert {call.request.method for call in responses.calls if "token" not in call.request.url} == {"GET"}
    written = answered.stdout + "".join(file.read_text() for file in folder.iterdir() if file.is_file())
    assert SECRET not in written


@responses.activate
def test_a_certificate_in_the_inventory_itself_is_read_where_no_attribute_tells(trustlab, folder, secrets):
    certificates = [{"commonName": "Okta MTLS", "expirationDate": "2027-01-07T09:00:00Z", "identity": True}]
    serve_jamf([computer(1, extensionAttributes=[], certificates=certificates)])
    trustlab("import", "jamf", "--url", JAMF, "-o", "acme.yaml")
    assert "2027-01-07T09:00:00Z" in (folder / "acme.macs.csv").read_text()


@responses.activate
def test_records_of_another_shape_lose_no_other_computer(trustlab, folder, secrets):
    serve_jamf(
        [
            computer(1),
            None,
            {"general": 7, "certificates": "x"},
            computer(4, extensionAttributes=[{"values": 1}, 5]),
        ]
    )
    answered = trustlab("import", "jamf", "--url", JAMF, "-o", "acme.yaml")
    assert answered.returncode == 0
    assert "2 of 4 computers were read" in answered.stdout


@responses.activate
@pytest.mark.parametrize(
    ("status", "told"),
    [(401, "refuses"), (403, "Read Computers"), (404, "no inventory"), (502, "answers 502")],
)
def test_what_jamf_pro_refuses_is_told_without_a_secret(trustlab, folder, secrets, status, told):
    serve_jamf([computer(1)], status=status)
    answered = trustlab("import", "jamf", "--url", JAMF, "-o", "acme.yaml")
    assert answered.returncode == 2
    assert told in answered.stderr
    assert SECRET not in answered.stderr
    assert not (folder / "acme.yaml").exists()


@pytest.mark.parametrize(
    "url",
    ["http://acme.jamfcloud.com", "ftp://x", "https://", "https://acme.jamfcloud.com/api", "https://x:y"],
)
def test_an_address_that_is_none_or_would_send_a_secret_in_the_clear_is_refused(
    trustlab, folder, secrets, url
):
    assert trustlab("import", "jamf", "--url", url).returncode == 2
    (folder / "e.yaml").write_text("story: a\nfleet: [{name: macs, macs: e.macs.csv}]\n")
    (folder / "e.macs.csv").write_text("name\nada\n")
    assert trustlab("import", "okta", "--url", url, "--into", "e.yaml").returncode == 2


# --- Okta -------------------------------------------------------------------------------------------------

USERS = [
    {"id": "00u1", "status": "ACTIVE", "profile": {"login": "user1@acme.test", "email": "u@acme.test"}},
    {
        "id": "00u2",
        "status": "SUSPENDED",
        "profile": {"login": "user2@acme.test", "email": "user2@acme.test"},
    },
]
GONE = [{"id": "00u3", "status": "DEPROVISIONED", "profile": {"login": "user3@acme.test", "email": ""}}]
APPS = [
    {"label": "Payroll", "name": "template_saml_2_0", "status": "ACTIVE", "signOnMode": "SAML_2_0"},
    {"label": "Office 365", "name": "office365", "status": "ACTIVE", "signOnMode": "WS_FEDERATION"},
    {"label": "Wiki", "name": "bookmark", "status": "ACTIVE", "signOnMode": "BOOKMARK"},
    {"label": "Old", "name": "x", "status": "INACTIVE", "signOnMode": "SAML_2_0"},
    {"label": "Odd", "name": "x", "status": "ACTIVE", "signOnMode": "MFA_AS_SERVICE"},
]
ZONES = [
    {
        "name": "Office",
        "type": "IP",
        "status": "ACTIVE",
        "gateways": [{"type": "CIDR", "value": "198.51.100.0/24"}],
    },
    {
        "name": "Range",
        "type": "IP",
        "status": "ACTIVE",
        "gateways": [{"type": "RANGE", "value": "10.0.0.0-10.0.0.9"}],
    },
    {"name": "Europe", "type": "DYNAMIC", "status": "ACTIVE"},
]
RULES = """\
apps:
  - name: Payroll
    rules:
      - {name: Pilot, access: deny, groups: [pilot], excluded_users: [boss@acme.test], platforms: [osx], trust: not_trusted}
  - {name: Forgotten, rules: trusted_macs_only}
"""


def serve_okta():
    def users(request):
        query = parse_qs(urlsplit(request.url).query)
        if "filter" in query:
            return 200, {}, json.dumps(GONE)
        if "after" in query:
            return 200, {"Link": f'<{OKTA}/api/v1/users>; rel="self"'}, json.dumps(USERS[1:])
        links = f'<{OKTA}/api/v1/users>; rel="self", <{OKTA}/api/v1/users?after=x>; rel="next"'
        return 200, {"Link": links}, json.dumps(USERS[:1])

    responses.add_callback("GET", f"{OKTA}/api/v1/users", users)
    groups = [{"id": "00g1", "profile": {"name": "pilot"}}, {"id": "00g0", "profile": {"name": "Everyone"}}]
    responses.get(f"{OKTA}/api/v1/groups", json=groups)
    responses.get(f"{OKTA}/api/v1/groups/00g1/users", json=USERS[:1])
    responses.get(f"{OKTA}/api/v1/apps", json=APPS)
    responses.get(f"{OKTA}/api/v1/zones", json=ZONES)
    responses.get(f"{OKTA}/api/v1/policies", json=[{"name": "Default Policy"}])


@pytest.fixture
def estate(trustlab, folder, secrets):
    (folder / "rules.yaml").write_text(RULES)
    (folder / "acme.yaml").write_text(
        "story: a\nlength: 2 days\nfleet:\n  - {name: macs, macs: acme.macs.csv}\n"
    )
    people = ["user1", "USER2@acme.test", "user3@acme.test", "stranger@acme.test", ""]
    rows = "".join(f"mac-{number},{person}\n" for number, person in enumerate(people, 1))
    (folder / "acme.macs.csv").write_text(f"name,person\n{rows}")
    return folder


@responses.activate
def test_people_groups_apps_and_zones_are_joined_and_what_nobody_told_is_named(trustlab, estate):
    serve_okta()
    answered = trustlab("import", "okta", "--url", OKTA, "--into", "acme.yaml", "--rules", "rules.yaml")
    assert answered.returncode == 0, answered.stderr
    for told in (
        "3 of 3 users were read (100 %)",
        "Of 5 Macs the people of 3 are in Okta (60.0 %)",
        "The rules of 1 of 2 apps that can be secured are known (50.0 %)",
        "Left out, since nobody told their rules: Office 365.",
        "Left out, by their sign-on method: Odd.",
        "In the rules, but not among the org's active apps: Forgotten.",
        "Zones left out, since no gateways make them: Europe.",
    ):
        assert told in answered.stdout
    table = (estate / "acme.macs.csv").read_text().splitlines()
    assert table == [
        "name,person,status,groups",
        "mac-1,user1@acme.test,active,pilot",
        "mac-2,user2@acme.test,suspended,none",
        "mac-3,user3@acme.test,deactivated,none",
        "mac-4,stranger@acme.test,absent,none",
        "mac-5,,,",
    ]
    written = (estate / "acme.yaml").read_text()
    assert "10.0.0.8/31" in written
    assert "boss@acme.test" in written
    assert SECRET not in written + answered.stdout
    assert trustlab("run", "acme.yaml").returncode == 0
    assert {call.request.method for call in responses.calls} == {"GET"}


@responses.activate
def test_under_aliases_the_rules_name_aliases_too(trustlab, estate, monkeypatch):
    serve_okta()
    monkeypatch.setenv("TRUSTLAB_PSEUDONYM_KEY", "a key of some length")
    answered = trustlab(
        "import", "okta", "--url", OKTA, "--into", "acme.yaml", "--rules", "rules.yaml", "--pseudonymise"
    )
    assert answered.returncode == 0, answered.stderr
    assert "boss" not in (estate / "acme.yaml").read_text()


@responses.activate
def test_a_used_up_rate_limit_is_waited_for_by_the_servers_clock():
    waited = []
    headers = {"X-Rate-Limit-Reset": "1000000010", "Date": "Sun, 09 Sep 2001 01:46:40 GMT"}
    responses.get(f"{OKTA}/api/v1/users", status=429, headers=headers, json={})
    responses.get(f"{OKTA}/api/v1/users", json=USERS)
    reader = OktaReader(OKTA, SECRET, waited.append)
    assert [*reader.all_of("/api/v1/users")] == USERS
    assert waited == [11.0]
    responses.reset()
    responses.get(f"{OKTA}/api/v1/users", status=429, json={})
    with pytest.raises(OktaRefused, match="rate limit"):
        [*reader.all_of("/api/v1/users")]
    assert waited[1:] == [10.0] * 5


@responses.activate
def test_a_next_page_on_another_host_is_not_given_the_token(trustlab, estate):
    links = {"Link": '<https://evil.test/api/v1/users?after=x>; rel="next"'}
    responses.get(f"{OKTA}/api/v1/users", json=USERS[:1], headers=links)
    for path in ("groups", "apps", "zones", "policies"):
        responses.get(f"{OKTA}/api/v1/{path}", json=[])
    assert trustlab("import", "okta", "--url", OKTA, "--into", "acme.yaml").returncode == 0
    assert {urlsplit(call.request.url).hostname for call in responses.calls} == {"acme.okta.com"}


@responses.activate
@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ("{}", 401, "refuses the token"),
        ("{}", 200, "no list"),
        ("<html>", 200, "no JSON"),
        ("{}", 302, "answers 302"),
    ],
)
def test_what_okta_refuses_is_told_and_the_estate_stays_as_it_is(trustlab, estate, body, status, told):
    before = (estate / "acme.yaml").read_text()
    responses.get(f"{OKTA}/api/v1/users", body=body, status=status, headers={"Location": "https://evil.test"})
    answered = trustlab("import", "okta", "--url", OKTA, "--into", "acme.yaml")
    assert answered.returncode == 2
    assert told in answered.stderr
    assert SECRET not in answered.stderr
    assert (estate / "acme.yaml").read_text() == before
