"""Okta sign-on policies, network zones, primary authentication and sessions."""

from __future__ import annotations

import pytest

from tests.fake_okta.api_client import Api, refused

POLICIES = "/api/v1/policies"
ZONES = "/api/v1/zones"
OFFICE = {"type": "IP", "name": "office", "gateways": [{"type": "CIDR", "value": "192.0.2.0/24"}]}


@pytest.fixture
def api() -> Api:
    return Api()


def policy(api, name="strict", **more):
    return api.post(POLICIES, {"type": "OKTA_SIGN_ON", "name": name, **more})


def rule(name, access="DENY", **more):
    return {"type": "SIGN_ON", "name": name, "actions": {"signon": {"access": access}}, **more}


def log_in(api, password=None, **headers):
    password = password or api.estate.okta.password_of("ada@acme.test")
    return api.client.post(
        "/api/v1/authn", json={"username": "ada@acme.test", "password": password}, headers=headers
    )


# --- policies -----------------------------------------------------------------------------------------------


def test_the_default_policy_is_there_and_stays(api):
    (default,) = api.get(f"{POLICIES}?type=OKTA_SIGN_ON").json
    path = f"{POLICIES}/{default['id']}"
    assert (default["name"], default["system"], default["priority"]) == ("Default Policy", True, 1)
    (everyone,) = api.get("/api/v1/groups?q=Everyone").json
    assert default["conditions"] == {"people": {"groups": {"include": [everyone["id"]]}}}
    (only,) = api.get(f"{path}/rules").json
    assert (only["name"], only["actions"]["signon"]["access"]) == ("Default Rule", "ALLOW")
    for answered in (
        api.delete(path),
        api.put(path, {"type": "OKTA_SIGN_ON", "name": "x"}),
        api.post(f"{path}/lifecycle/deactivate"),
        api.delete(f"{path}/rules/{only['id']}"),
    ):
        assert refused(answered) == (403, "E0000006")


def test_policies_have_a_priority_and_the_default_is_last(api):
    for name in ("first", "second"):
        policy(api, name)
    policy(api, "zeroth", priority=1)
    listed = api.get(f"{POLICIES}?type=OKTA_SIGN_ON").json
    assert [one["name"] for one in listed] == ["zeroth", "first", "second", "Default Policy"]
    assert [one["priority"] for one in listed] == [1, 2, 3, 4]
    moved = {"type": "OKTA_SIGN_ON", "name": "zeroth", "priority": 99}
    assert api.put(f"{POLICIES}/{listed[0]['id']}", moved).json["priority"] == 3


@pytest.mark.parametrize("kind", ["ACCESS_POLICY", "PROFILE_ENROLLMENT", "nonsense"])
def test_a_classic_org_knows_no_policies_of_identity_engine(api, kind):
    for answered in (api.get(f"{POLICIES}?type={kind}"), policy(api, type=kind)):
        assert refused(answered) == (400, "E0000002")
        assert answered.json["errorSummary"] == "The request was not valid: Invalid policy type specified."


def test_a_listing_of_policies_needs_a_type(api):
    assert refused(api.get(POLICIES)) == (400, "E0000028")


def test_policies_may_be_listed_with_a_slash_before_the_query(api):
    assert len(api.get(f"{POLICIES}/?type=OKTA_SIGN_ON").json) == 1


def test_a_denied_person_is_told_the_same_as_with_a_wrong_password(api):
    group = api.post("/api/v1/groups", {"profile": {"name": "sales"}}).json
    made = policy(api, conditions={"people": {"groups": {"include": [group["id"]]}}}).json
    path = f"{POLICIES}/{made['id']}"
    assert api.post(f"{path}/rules", rule("nobody")).status_code == 200
    assert log_in(api).json["status"] == "SUCCESS"
    api.put(f"/api/v1/groups/{group['id']}/users/{api.id_of('ada')}")
    denied, wrong = log_in(api), log_in(api, "wrong")
    assert refused(denied) == refused(wrong) == (401, "E0000004")
    assert {**denied.json, "errorId": ""} == {**wrong.json, "errorId": ""}
    api.post(f"{path}/lifecycle/deactivate")
    assert log_in(api).json["status"] == "SUCCESS"


def test_a_rule_may_look_at_the_zone(api):
    zone = api.post(ZONES, OFFICE).json
    path = f"{POLICIES}/{policy(api).json['id']}"
    network = {"network": {"connection": "ZONE", "exclude": [zone["id"]]}}
    made = api.post(f"{path}/rules", rule("outside", conditions=network)).json
    assert made["conditions"]["network"] == network["network"]
    assert log_in(api, **{"X-Forwarded-For": "192.0.2.7"}).status_code == 200
    assert log_in(api, **{"X-Forwarded-For": "198.51.100.7"}).status_code == 401
    assert refused(api.delete(f"{ZONES}/{zone['id']}")) == (403, "E0000006")
    changed = api.put(f"{path}/rules/{made['id']}", rule("outside", "ALLOW", conditions=network))
    assert changed.json["actions"]["signon"]["access"] == "ALLOW"
    assert log_in(api, **{"X-Forwarded-For": "198.51.100.7"}).status_code == 200
    assert api.post(f"{path}/rules/{made['id']}/lifecycle/deactivate").status_code == 204
    assert api.get(f"{path}/rules/{made['id']}").json["status"] == "INACTIVE"
    assert api.delete(f"{path}/rules/{made['id']}").status_code == 204
    assert api.delete(f"{ZONES}/{zone['id']}").status_code == 204


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (rule(" "), "E0000001"),
        (rule("x", priority=0), "E0000001"),
        (rule("x", conditions={"network": {"connection": "ZONE"}}), "E0000001"),
        (rule("x", conditions={"network": {"connection": "ON_NETWORK"}}), "E0000003"),
        (rule("x", access="CHALLENGE"), "E0000003"),
        ({"name": "x"}, "E0000003"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(api, body, code):
    path = f"{POLICIES}/{policy(api).json['id']}/rules"
    assert refused(api.post(path, body)) == (400, code)
    assert api.get(path).json == []


def test_names_are_taken_once(api):
    made = policy(api).json
    assert refused(policy(api)) == (400, "E0000001")
    path = f"{POLICIES}/{made['id']}/rules"
    assert api.post(path, rule("x")).status_code == 200
    assert refused(api.post(path, rule("x"))) == (400, "E0000001")
    assert api.delete(f"{POLICIES}/{made['id']}").status_code == 204
    assert policy(api).status_code == 200


# --- zones --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [ZONES, "/api/v1/org/zones"])
def test_a_zone_has_the_documented_shape_at_both_addresses(api, path):
    given = {
        "type": "IP",
        "name": "office",
        "gateways": [
            {"type": "CIDR", "value": "10.0.0.0/8"},
            {"type": "RANGE", "value": "192.0.2.1-192.0.2.9"},
        ],
        "proxies": [{"type": "CIDR", "value": "10.9.0.0/16"}],
    }
    zone = api.post(path, given).json
    assert {name: zone[name] for name in given} == given
    assert (zone["id"][:3], zone["status"], zone["usage"], zone["system"]) == (
        "nzo",
        "ACTIVE",
        "POLICY",
        False,
    )
    assert api.get(f"{path}/{zone['id']}").json == zone
    assert api.get(path).json == [zone]


def test_a_zone_is_changed_switched_and_deleted_and_rules_go_on_to_mean_it(api):
    zone = api.post(ZONES, OFFICE).json
    app = api.id_of_app("crm")
    condition = {"network": {"connection": "ZONE", "include": ["office"]}}
    at_office = {"name": "office", "conditions": condition, "actions": {"access": "ALLOW"}}
    api.post("/admin/policy/app-sign-on-rule", {"appInstanceId": app, "priority": 1, **at_office})
    assert api.estate.open("crm").rule == "office"
    assert api.put(f"{ZONES}/{zone['id']}", {**OFFICE, "name": "hq"}).json["name"] == "hq"
    assert api.estate.open("crm").rule == "office"
    assert api.post(f"{ZONES}/{zone['id']}/lifecycle/deactivate").json["status"] == "INACTIVE"
    assert api.estate.open("crm").rule != "office"
    assert refused(api.delete(f"{ZONES}/{zone['id']}")) == (403, "E0000006")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"type": "DYNAMIC"}, "E0000001"),
        ({"name": ""}, "E0000001"),
        ({"gateways": [{"type": "CIDR", "value": "moon"}]}, "E0000001"),
        ({"gateways": [{"type": "CIDR", "value": "10.0.0.1/8"}]}, "E0000001"),
        ({"gateways": [{"type": "RANGE", "value": "10.0.0.9-10.0.0.1"}]}, "E0000001"),
        ({"gateways": [{"type": "RANGE", "value": "10.0.0.1-::1"}]}, "E0000001"),
        ({"gateways": [{"value": "10.0.0.0/8"}]}, "E0000003"),
        ({"gateways": "10.0.0.0/8"}, "E0000003"),
    ],
)
def test_a_zone_that_makes_no_sense_is_refused(api, change, code):
    assert refused(api.post(ZONES, {**OFFICE, **change})) == (400, code)
    assert api.get(ZONES).json == []


# --- primary authentication and sessions --------------------------------------------------------------------


def test_a_person_of_the_estate_signs_in_with_the_password_that_was_made_for_them(api):
    answered = log_in(api).json
    assert answered["status"] == "SUCCESS"
    assert answered["_embedded"]["user"]["profile"]["login"] == "ada@acme.test"
    session = api.client.post("/api/v1/sessions", json={"sessionToken": answered["sessionToken"]}).json
    assert (session["status"], session["userId"]) == ("ACTIVE", answered["_embedded"]["user"]["id"])
    cookie = {"Cookie": f"sid={session['id']}"}
    assert api.client.get("/app/UserHome", headers=cookie).json["apps"] == ["crm"]
    mine = api.client.get("/api/v1/sessions/me", headers=cookie).json
    assert mine["id"] == session["id"]
    assert api.client.delete("/api/v1/sessions/me", headers=cookie).status_code == 204
    assert refused(api.client.get("/app/UserHome", headers=cookie)) == (403, "E0000005")


def test_a_session_token_is_good_once_and_for_five_minutes(api):
    def begin(token):
        return api.client.post("/api/v1/sessions", json={"sessionToken": token})

    first, second = (log_in(api).json["sessionToken"] for _ in range(2))
    assert begin(first).status_code == 200
    assert refused(begin(first)) == (401, "E0000004")
    api.estate.at += 300
    assert refused(begin(second)) == (401, "E0000004")
    assert refused(begin("20111guess")) == (401, "E0000004")


def test_nobody_has_a_session_without_a_password(api):
    given = {"username": "ada@acme.test", "passwordOk": True}
    assert refused(api.client.post("/trustlab/sessions", json=given)) == (404, "E0000008")
    assert refused(api.client.post("/api/v1/sessions", json=given)) == (400, "E0000003")
    assert refused(log_in(api, "guess")) == (401, "E0000004")
    assert refused(log_in(api, "\ud800")) == (400, "E0000003")
    assert api.events("user.session.start")[0]["outcome"] == {
        "result": "FAILURE",
        "reason": "INVALID_CREDENTIALS",
    }


@pytest.mark.parametrize("operation", ["suspend", "deactivate"])
def test_who_is_not_active_does_not_sign_in(api, operation):
    api.post(f"/api/v1/users/ada/lifecycle/{operation}")
    assert refused(log_in(api)) == (401, "E0000004")


def test_the_password_of_the_estate_ends_when_another_is_set(api):
    api.post("/api/v1/users/ada", {"credentials": {"password": {"value": "Correct-Horse-9"}}})
    assert refused(log_in(api)) == (401, "E0000004")
    assert log_in(api, "Correct-Horse-9").json["status"] == "SUCCESS"


def test_a_session_is_read_refreshed_and_ended_by_an_administrator(api):
    session = api.estate.session()
    path = f"/api/v1/sessions/{session.session_id}"
    api.estate.at += 3600
    before = api.get(path).json
    after = api.post(f"{path}/lifecycle/refresh").json
    assert after["expiresAt"] > before["expiresAt"]
    assert refused(api.with_role("READ_ONLY_ADMIN").get(path)) == (403, "E0000006")
    assert refused(api.client.get(path)) == (403, "E0000005")
    assert api.delete(path).status_code == 204
    assert refused(api.get(path)) == (404, "E0000007")
    assert refused(api.get("/api/v1/sessions/me")) == (404, "E0000007")
