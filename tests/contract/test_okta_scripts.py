"""Scripts that speak to an org through ``requests``, at its real URL, caught by ``responses``: none knows that it is one."""

from __future__ import annotations

import re
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
import requests
import responses

from fake_okta.app import create_app
from fake_okta.assumptions import OktaAssumptions
from fake_okta.messages import SetReadOnly
from tests.fake_okta.estate import Estate

ORG = "https://acme.okta.com"


@contextmanager
def behind_the_real_url(app):
    """Every request to the org's URL is answered by the application."""

    def pass_on(caught):
        answered = app.test_client(use_cookies=False).open(
            caught.path_url,
            base_url=ORG,
            method=caught.method,
            headers=list(caught.headers.items()),
            data=caught.body,
        )
        return answered.status_code, list(answered.headers), answered.data

    with responses.RequestsMock(assert_all_requests_are_fired=False) as caught:
        for method in ("GET", "POST", "PUT", "DELETE"):
            caught.add_callback(method, re.compile(f"{re.escape(ORG)}/"), pass_on)
        yield


@pytest.fixture
def estate():
    estate = Estate(OktaAssumptions(), b"scripts", "acme").enabled()
    app = create_app(estate.okta)
    app.testing = True
    with behind_the_real_url(app):
        yield estate


@pytest.fixture
def http(estate):
    with session_of(estate) as session:
        yield session


def session_of(estate):
    """Requests that carry the super admin's token."""
    session = requests.Session()
    session.headers["Authorization"] = f"SSWS {estate.okta.admin_token}"
    return session


def every(http, path):
    """A listing as scripts read it: page by page, along ``links``."""
    url = f"{ORG}{path}"
    while url:
        answered = http.get(url, timeout=9)
        answered.raise_for_status()
        yield from answered.json()
        url = answered.links.get("next", {}).get("url")


def test_an_offboarding_script_leaves_nothing_open(estate, http):
    certificate = estate.enroll(estate.mac())
    assert estate.open(certificate=certificate).outcome == "allowed"
    (ada,) = http.get(
        f"{ORG}/api/v1/users", params={"filter": 'profile.login eq "ada@acme.test"'}, timeout=9
    ).json()
    http.delete(f"{ORG}/api/v1/users/{ada['id']}/sessions", timeout=9).raise_for_status()
    for link in (ada["_links"]["suspend"], ada["_links"]["deactivate"]):
        assert http.request(link["method"], link["href"], timeout=9).json() == {}
    revoked = http.get(
        f"{ORG}/api/v1/logs", params={"filter": 'eventType eq "pki.cert.revoke"'}, timeout=9
    ).json()
    assert [event["target"][0]["id"] for event in revoked] == [format(certificate.serial_number, "x")]
    http.post(f"{ORG}/api/v1/users/{ada['id']}/lifecycle/activate", timeout=9).raise_for_status()
    assert estate.open(certificate=certificate).reason == "certificate_revoked"


def test_pages_are_followed_along_the_links(http):
    for number in range(7):
        login = f"user{number}@acme.test"
        profile = {"firstName": "U", "lastName": "T", "email": login, "login": login}
        http.post(
            f"{ORG}/api/v1/users?activate=false", json={"profile": profile}, timeout=9
        ).raise_for_status()
    met = [user["profile"]["login"] for user in every(http, "/api/v1/users?limit=2")]
    assert len(met) == len(set(met)) == 9


def test_a_poller_of_the_log_sees_each_event_once(estate, http):
    url, seen = f"{ORG}/api/v1/logs?limit=2", []
    for step in range(6):
        if step == 3:
            estate.at += 5
            estate.session()
        answered = http.get(url, timeout=9)
        seen += [event["eventType"] for event in answered.json()]
        url = answered.links["next"]["url"]
    assert seen == [
        "user.lifecycle.create",
        "user.lifecycle.activate",
        "application.lifecycle.create",
        "user.session.start",
    ]


def test_the_way_out_of_the_limit_of_unbound_certificates(estate, http):
    """List a device's keys and revoke them, one by one, as Okta's own script does."""
    mac = estate.mac()
    for _ in range(5):
        estate.enroll(mac)
    device = f"{ORG}/api/v1/internal/devices/{mac.device.udid}"
    keys = http.get(f"{device}/credentials/keys", timeout=9).json()
    for key in keys:
        http.post(f"{device}/keys/{key['kid']}/lifecycle/revoke", timeout=9).raise_for_status()
    assert estate.enroll(mac)


@pytest.mark.parametrize("login", ["a&b@acme.test", "a+b@acme.test", "a%b@acme.test", "a b@acme.test"])
def test_a_login_s_characters_survive_the_way_through_a_filter(http, login):
    profile = {"firstName": "A", "lastName": "B", "email": "a@acme.test", "login": login}
    made = http.post(f"{ORG}/api/v1/users", json={"profile": profile}, timeout=9)
    if " " in login:
        assert made.json()["errorCode"] == "E0000001"
        return
    found = http.get(
        f"{ORG}/api/v1/users", params={"search": f'profile.login eq "{login}"'}, timeout=9
    ).json()
    assert [user["profile"]["login"] for user in found] == [login]


def test_a_person_signs_in_by_password_and_reads_their_home_page(estate):
    given = {"username": "ada@acme.test", "password": estate.okta.password_of("ada@acme.test")}
    token = requests.post(f"{ORG}/api/v1/authn", json=given, timeout=9).json()["sessionToken"]
    session = requests.post(f"{ORG}/api/v1/sessions", json={"sessionToken": token}, timeout=9).json()
    home = requests.get(f"{ORG}/app/UserHome", cookies={"sid": session["id"]}, timeout=9).json()
    assert home["apps"] == ["crm"]


def test_a_script_that_waits_by_the_headers_gets_through(estate, http):
    estate.at -= estate.at % 60
    codes = []
    for _ in range(125):
        answered = http.get(f"{ORG}/api/v1/logs?limit=1", timeout=9)
        codes.append(answered.status_code)
        if answered.status_code == 429:
            estate.at = int(answered.headers["X-Rate-Limit-Reset"])
    assert codes.count(429) == 1
    assert codes[-1] == 200


def test_read_only_mode_is_a_503_with_all_that_retrying_needs(estate, http):
    estate.asks(SetReadOnly(True))
    answered = http.post(f"{ORG}/api/v1/users/ada/lifecycle/suspend", timeout=9)
    assert (answered.status_code, answered.json()["errorCode"]) == (503, "E0000010")
    assert {"X-Rate-Limit-Reset", "X-Rate-Limit-Limit", "Date"} <= answered.headers.keys()


def test_links_name_the_org_s_own_host(http):
    answered = http.get(f"{ORG}/api/v1/users?limit=1", timeout=9)
    assert {urlsplit(link["url"]).netloc for link in answered.links.values()} == {"acme.okta.com"}
    assert list(answered.links) == ["self", "next"]


def test_a_script_of_an_administrator_sets_device_trust_up_anew(estate, http):
    url = f"{ORG}/admin/access/device-trust"
    entered = {"tenantUrl": "https://acme.jamfcloud.com", "username": "okta", "password": "wrong"}
    assert http.post(f"{url}/test", json=entered, timeout=9).json()["ok"] is False
    entered["password"] = estate.jamf.password
    assert http.post(f"{url}/test", json=entered, timeout=9).json()["ok"] is True
    http.put(
        url, json={**entered, "learnMoreUrl": "https://help.acme.test/new"}, timeout=9
    ).raise_for_status()
    assert http.get(url, timeout=9).json()["learnMoreUrl"] == "https://help.acme.test/new"
    old, estate.secret = estate.secret, http.post(f"{url}/secret-key/reset", timeout=9).json()["secretKey"]
    assert estate.enroll(estate.mac())
    assert estate.secret != old
    assert http.delete(url, timeout=9).status_code == 204
    assert http.post(url, json=entered, timeout=9).status_code == 200
    assert http.get(url, timeout=9).json()["enabled"] is True


def test_a_script_of_an_administrator_moves_an_app_from_deny_to_allow_and_back(estate, http):
    app, rules = estate.okta.app("crm").id, f"{ORG}/admin/policy/app-sign-on-rule"
    listed = f"{ORG}/admin/app/instance/{app}/app-sign-on-policy-list"
    assert estate.open().outcome == "denied"
    form = http.get(f"{rules}/instance/{app}", timeout=9).json()
    wanted = {
        **form,
        "name": "everybody",
        "actions": {"access": "ALLOW"},
        "priority": 1,
        "appInstanceId": app,
    }
    made = http.post(rules, json=wanted, timeout=9).json()
    assert http.get(f"{rules}/{made['id']}", timeout=9).json()["name"] == "everybody"
    assert http.get(listed, timeout=9).json()[0]["id"] == made["id"]
    assert estate.open().outcome == "allowed"
    assert http.delete(f"{rules}/{made['id']}", timeout=9).status_code == 204
    assert estate.open().outcome == "denied"


def test_a_session_is_read_prolonged_and_ended_by_a_script(estate, http):
    login = {"username": "ada@acme.test", "password": estate.okta.password_of("ada@acme.test")}
    token = http.post(f"{ORG}/api/v1/authn", json=login, timeout=9).json()["sessionToken"]
    made = http.post(f"{ORG}/api/v1/sessions", json={"sessionToken": token}, timeout=9).json()
    url = f"{ORG}/api/v1/sessions/{made['id']}"
    estate.at += 3600
    assert http.get(url, timeout=9).json()["expiresAt"] == made["expiresAt"]
    assert http.post(f"{url}/lifecycle/refresh", timeout=9).json()["expiresAt"] > made["expiresAt"]
    assert http.delete(url, timeout=9).status_code == 204
    assert http.get(url, timeout=9).status_code == 404


def test_zones_have_the_console_s_address_as_well(http):
    gateways = [{"type": "CIDR", "value": "10.0.0.0/8"}]
    body = {"type": "IP", "name": "Office", "gateways": gateways}
    made = http.post(f"{ORG}/api/v1/org/zones", json=body, timeout=9).json()
    assert http.get(f"{ORG}/api/v1/zones/{made['id']}", timeout=9).json()["name"] == "Office"
    url = f"{ORG}/api/v1/org/zones/{made['id']}"
    assert http.put(url, json={**body, "name": "Offices"}, timeout=9).json()["name"] == "Offices"
    assert http.post(f"{url}/lifecycle/deactivate", timeout=9).json()["status"] == "INACTIVE"
    assert http.post(f"{url}/lifecycle/activate", timeout=9).json()["status"] == "ACTIVE"
    http.post(f"{url}/lifecycle/deactivate", timeout=9).raise_for_status()
    assert http.delete(url, timeout=9).status_code == 204
    assert "Office" not in http.get(f"{ORG}/api/v1/org/zones", timeout=9).text
