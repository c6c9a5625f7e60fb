"""The Apps API and an app's sign-on rules: what is saved there decides who gets in."""

from __future__ import annotations

import pytest

from fake_okta.messages import CreateApp
from tests.fake_okta.api_client import Api, causes, refused
from tests.fake_okta.estate import MAC_CHROME

APPS = "/api/v1/apps"
RULES = "/admin/policy/app-sign-on-rule"
MACS = [{"type": "DESKTOP", "os": {"type": "OSX"}}]


@pytest.fixture
def api() -> Api:
    return Api()


def add(api, label="wiki", **more):
    return api.post(APPS, {"label": label, "signOnMode": "SAML_2_0", **more})


def rules(api, app):
    return api.get(f"/admin/app/instance/{app}/app-sign-on-policy-list").json


def rule(name, access="ALLOW", **conditions):
    return {"name": name, "conditions": conditions, "actions": {"access": access}}


# --- instances ----------------------------------------------------------------------------------------------


def test_an_app_has_the_documented_shape_and_keeps_what_it_was_given(api):
    app = add(api, settings={"signOn": {"audience": "urn:wiki"}}, visibility={"autoLaunch": True}).json
    assert app["id"][:3] == "0oa"
    assert (app["name"], app["label"], app["status"]) == ("template_saml_2_0", "wiki", "ACTIVE")
    assert app["signOnMode"] == "SAML_2_0"
    assert app["settings"]["signOn"]["audience"] == "urn:wiki"
    assert app["settings"]["signOn"]["assertionSigned"] is True
    assert app["visibility"]["autoLaunch"] is True
    assert app["visibility"]["hide"] == {"iOS": False, "web": False}
    assert api.get(f"{APPS}/{app['id']}").json == app


def test_an_office_365_app_has_all_that_clients_ask_for(api):
    api.estate.asks(CreateApp("office", "ws_fed", office365=True))
    app = api.get(f"{APPS}/{api.id_of_app('office')}").json
    assert (app["name"], app["signOnMode"]) == ("office365", "WS_FEDERATION")
    assert app["settings"]["app"].keys() >= {
        "audienceRestriction", "groupValueFormat", "wReplyURL", "nameIDFormat", "authnContextClassRef", "siteURL",
        "usernameAttribute",
    }  # fmt: skip


def test_a_label_is_taken_once(api):
    other = add(api).json
    assert refused(add(api)) == (400, "E0000040")
    for label in ("", "x" * 101):
        assert refused(add(api, label)) == (400, "E0000001")
    assert refused(api.put(f"{APPS}/{other['id']}", {"label": "crm"})) == (400, "E0000040")
    assert api.put(f"{APPS}/{other['id']}", {"label": "docs"}).json["label"] == "docs"
    assert add(api).status_code == 200


def test_an_app_is_deactivated_before_it_is_deleted(api):
    path = f"{APPS}/{api.id_of_app('crm')}"
    assert refused(api.delete(path)) == (403, "E0000006")
    assert (api.post(f"{path}/lifecycle/deactivate").json, api.get(path).json["status"]) == ({}, "INACTIVE")
    assert api.estate.open("crm").reason == "not_assigned"
    assert api.post(f"{path}/lifecycle/activate").status_code == 200
    assert api.estate.open("crm").reason == "no_certificate"
    api.post(f"{path}/lifecycle/deactivate")
    assert api.delete(path).status_code == 204
    assert refused(api.get(path)) == (404, "E0000007")


def test_apps_are_filtered_and_paged(api):
    crm = api.id_of_app("crm")
    for number in range(3):
        add(api, f"app{number}")
    api.post(f"{APPS}?activate=false", {"label": "old", "signOnMode": "BOOKMARK"})
    assert [len(page) for page in api.pages(f"{APPS}?limit=2")] == [2, 2, 1]
    assert [app["label"] for app in api.get(f"{APPS}?q=AP").json] == ["app0", "app1", "app2"]
    ada = api.id_of("ada")
    assert [app["id"] for app in api.get(f'{APPS}?filter=user.id eq "{ada}"').json] == [crm]
    assert [app["label"] for app in api.get(f'{APPS}?filter=status eq "INACTIVE"').json] == ["old"]
    assert refused(api.get(f'{APPS}?filter=shoe eq "x"')) == (400, "E0000053")


@pytest.mark.parametrize("mode", ["SAML_1_1", "", None, 5])
def test_an_app_of_an_unknown_kind_is_not_well_formed(api, mode):
    assert refused(api.post(APPS, {"label": "x", "signOnMode": mode})) == (400, "E0000003")


# --- assignments --------------------------------------------------------------------------------------------


def test_nobody_has_a_new_app_until_a_group_or_a_person_is_given_it(api):
    app, ada = add(api).json["id"], api.id_of("ada")
    assert api.estate.open("wiki").reason == "not_assigned"
    assert api.post(f"{APPS}/{app}/users", {"id": ada}).json["scope"] == "USER"
    assert api.estate.open("wiki").outcome == "allowed"
    assert [user["id"] for user in api.get(f"{APPS}/{app}/users").json] == [ada]
    assert api.delete(f"{APPS}/{app}/users/{ada}").status_code == 204
    assert api.estate.open("wiki").reason == "not_assigned"
    (everyone,) = api.get("/api/v1/groups?q=Everyone").json
    assert api.put(f"{APPS}/{app}/groups/{everyone['id']}").json["id"] == everyone["id"]
    assert api.estate.open("wiki").outcome == "allowed"
    assert {user["scope"] for user in api.get(f"{APPS}/{app}/users").json} == {"GROUP"}
    assert api.delete(f"{APPS}/{app}/groups/{everyone['id']}").status_code == 204
    assert api.estate.open("wiki").reason == "not_assigned"


def test_an_assignment_by_a_group_is_not_taken_from_a_person(api):
    app, ada = api.id_of_app("crm"), api.id_of("ada")
    assert refused(api.delete(f"{APPS}/{app}/users/{ada}")) == (400, "E0000001")
    wiki = add(api).json["id"]
    assert refused(api.delete(f"{APPS}/{wiki}/users/{ada}")) == (404, "E0000007")
    assert refused(api.get(f"{APPS}/{wiki}/users/{ada}")) == (404, "E0000007")
    assert api.get(f"{APPS}/{app}/users/{ada}").json["credentials"] == {"userName": "ada@acme.test"}


def test_a_leaver_keeps_no_app_and_is_given_none(api):
    app, ada = add(api).json["id"], api.id_of("ada")
    assert api.post(f"{APPS}/{app}/users", {"id": ada}).status_code == 200
    api.post(f"/api/v1/users/{ada}/lifecycle/deactivate")
    assert api.get(f"{APPS}/{app}/users").json == []
    assert refused(api.post(f"{APPS}/{app}/users", {"id": ada})) == (400, "E0000001")


# --- sign-on rules ------------------------------------------------------------------------------------------


def test_the_rules_of_an_app_are_listed_by_priority_with_the_default_rule_last(api):
    listed = rules(api, api.id_of_app("crm"))
    assert [(one["name"], one["priority"], one["system"]) for one in listed] == [
        ("trusted Macs", 1, False),
        ("all others", 2, False),
        ("Default sign on rule", 3, True),
    ]
    assert listed[0]["conditions"]["device"] == {"trustLevel": "TRUSTED"}
    assert listed[0]["conditions"]["platform"] == {"include": MACS}
    assert refused(api.delete(f"{RULES}/{listed[2]['id']}")) == (403, "E0000006")


def test_a_saved_rule_decides_from_then_on(api):
    app = api.id_of_app("crm")
    saved = api.post(
        RULES,
        {
            "appInstanceId": app,
            "priority": 1,
            **rule("ada anyway", people={"users": {"include": ["ada@acme.test"]}}),
        },
    )
    assert saved.json["priority"] == 1
    assert api.estate.open("crm").rule == "ada anyway"
    edited = api.post(RULES, {"ruleId": saved.json["id"], **rule("ada not", "DENY")})
    assert edited.json["id"] == saved.json["id"]
    assert api.estate.open("crm").rule == "ada not"
    moved = api.post(RULES, {"ruleId": saved.json["id"], "priority": 3, **rule("ada not", "DENY")})
    assert moved.json["priority"] == 3
    assert api.estate.open("crm", api.estate.enroll(api.estate.mac())).rule == "trusted Macs"
    assert api.delete(f"{RULES}/{saved.json['id']}").status_code == 204
    assert [one["name"] for one in rules(api, app)] == ["trusted Macs", "all others", "Default sign on rule"]
    assert len(api.events("application.policy.sign_on.rule.delete")) == 1


def test_a_rule_survives_being_read_and_saved_again(api):
    app = api.id_of_app("crm")
    before = rules(api, app)
    for one in before[:-1]:
        assert api.post(RULES, {**one, "ruleId": one["id"]}).json == one
    assert rules(api, app) == before


def test_a_new_rule_of_an_old_name_has_an_id_of_its_own(api):
    app = api.id_of_app("crm")
    first = rules(api, app)[0]
    api.post(RULES, {**first, "ruleId": first["id"], "name": "renamed"})
    again = api.post(RULES, {"appInstanceId": app, **rule("trusted Macs")}).json
    assert again["id"] != first["id"]
    assert api.get(f"{RULES}/{first['id']}").json["name"] == "renamed"


def test_the_form_of_a_new_rule_has_all_clients_of_office_365_selected(api):
    api.estate.asks(CreateApp("office", "ws_fed", office365=True))
    form = api.get(f"{RULES}/instance/{api.id_of_app('office')}").json
    assert len(form["conditions"]["clients"]["include"]) == 4
    assert form["conditions"]["device"] == {"trustLevel": "ANY"}


@pytest.mark.parametrize(
    ("conditions", "cause"),
    [
        ({"device": {"trustLevel": "TRUSTED"}}, "available only for IOS, Android, Windows and Mac."),
        ({"clients": {"include": ["WEB"]}}, "Only Office 365 apps have a client condition"),
        ({"network": {"connection": "ZONE", "include": ["moon"]}}, "There is no network zone moon"),
        ({"platform": {"include": []}}, "An user's platform is required"),
    ],
)
def test_a_rule_that_the_console_would_not_save_is_refused_in_its_words(api, conditions, cause):
    answered = api.post(RULES, {"appInstanceId": api.id_of_app("crm"), **rule("bad", **conditions)})
    assert refused(answered) == (400, "E0000001")
    assert cause in causes(answered)[0]


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x"},
        {"appInstanceId": 1},
        {"appInstanceId": "x", "actions": {"access": "MAYBE"}},
        {
            "appInstanceId": "x",
            "actions": {"access": "DENY"},
            "conditions": {"device": {"trustLevel": "SOME"}},
        },
        {"appInstanceId": "x", "actions": {"access": "DENY"}, "conditions": {"platform": {"include": [{}]}}},
        {"appInstanceId": "x", "actions": {"access": "DENY"}, "conditions": {"platform": []}},
    ],
)
def test_a_rule_of_the_wrong_shape_is_not_well_formed(api, body):
    assert refused(api.post(RULES, body)) == (400, "E0000003")


def test_a_rule_has_a_place_in_the_list(api):
    app = api.id_of_app("crm")
    for priority in (0, 4):
        given = {"appInstanceId": app, "priority": priority, **rule("x")}
        assert refused(api.post(RULES, given)) == (400, "E0000001")


# --- Device Trust: the setting and the devices' keys --------------------------------------------------------


def test_the_setting_is_read_saved_reset_and_disabled(api):
    path = "/admin/access/device-trust"
    read = api.get(path).json
    assert (read["enabled"], read["tenantUrl"]) == (True, "https://acme.jamfcloud.com")
    saved = {"tenantUrl": "https://acme.jamfcloud.com", "username": "okta", "password": "correct horse"}
    assert api.post(f"{path}/test", saved).json["ok"] is True
    assert api.post(f"{path}/test", {**saved, "password": "wrong"}).json["ok"] is False
    assert api.put(path, {**saved, "learnMoreUrl": "https://help.acme.test"}).json == {}
    assert api.get(path).json["learnMoreUrl"] == "https://help.acme.test"
    secret = api.post(f"{path}/secret-key/reset").json
    assert (len(secret["secretKey"]), secret["orgUrl"]) == (40, "https://acme.okta.com")
    assert api.delete(path).status_code == 204
    assert api.get(path).json["inconsistentRules"] == [{"app": "crm", "rule": "trusted Macs"}]
    assert "correct horse" not in api.get(path).text
    assert refused(api.put(path, {**saved, "tenantUrl": "http://x"}))[0] == 400


def test_the_keys_of_a_device_are_listed_and_revoked_as_the_way_out_of_the_limit(api):
    mac = api.estate.mac()
    keys = f"/api/v1/internal/devices/{mac.device.udid}/credentials/keys"
    assert api.get(keys).json == []
    for _ in range(5):
        api.estate.enroll(mac)
    listed = api.get(keys).json
    assert [key["status"] for key in listed] == ["ACTIVE"] * 5
    revoke = f"/api/v1/internal/devices/{mac.device.udid}/keys/{listed[0]['kid']}/lifecycle/revoke"
    assert api.post(revoke).json == {}
    assert api.get(keys).json[0]["status"] == "REVOKED"
    api.estate.enroll(mac)
    assert refused(api.post(revoke.replace(listed[0]["kid"], "x"))) == (404, "E0000007")


def test_what_an_app_s_rules_say_is_what_a_sign_in_meets(api):
    """The API's rules and the simulator's are the same ones."""
    app = api.id_of_app("crm")
    api.post(
        "/api/v1/zones",
        {"type": "IP", "name": "office", "gateways": [{"type": "CIDR", "value": "192.0.2.0/24"}]},
    )
    at_office = rule("office", network={"connection": "ZONE", "include": ["office"]})
    api.post(RULES, {"appInstanceId": app, "priority": 1, **at_office})
    assert api.estate.open("crm", client=MAC_CHROME).rule == "office"
