"""What a script does over Okta's own API is what the Macs of the estate then meet."""

import pytest
import requests

from simulator.fixture.estate import PASSWORD


@pytest.fixture
def script(estate):
    """A function that asks the org's API, as its administrator, and returns JSON."""

    def ask(method, path, body=None, **params):
        answered = requests.request(
            method,
            f"{estate.okta_url}{path}",
            headers={"Authorization": f"SSWS {estate.okta.token}"},
            json=body,
            params=params,
            timeout=9,
        )
        answered.raise_for_status()
        return answered.json() if answered.content else None

    return ask


def test_a_leaver_is_kept_out_on_every_mac(estate, script):
    ada = estate.mac("ada").enrolled()
    assert ada.open("salesforce").allowed
    (user,) = script("GET", "/api/v1/users", filter='profile.login eq "ada"')
    script("POST", f"/api/v1/users/{user['id']}/lifecycle/deactivate")
    estate.advance(seconds=60)
    (revoked,) = script("GET", "/api/v1/logs", filter='eventType eq "pki.cert.revoke"')
    assert revoked["target"][0]["id"] == ada.serial_numbers[0].lower()
    script("POST", f"/api/v1/users/{user['id']}/lifecycle/activate")
    assert ada.open("salesforce").denied("certificate_revoked")


def test_the_log_that_a_script_polls_grows_with_what_macs_do(estate, script):
    before = script("GET", "/api/v1/logs", filter='eventType eq "user.authentication.authenticate"')
    estate.mac("ada").enrolled().open("salesforce")
    after = script("GET", "/api/v1/logs", filter='eventType eq "user.authentication.authenticate"')
    assert len(after) == len(before) + 1


def test_groups_apps_rules_and_zones_of_a_script_count_at_the_next_sign_in(estate, script):
    ada = estate.mac("ada")
    assert ada.open("salesforce").denied("no_certificate")
    (app,) = [one for one in script("GET", "/api/v1/apps") if one["label"] == "salesforce"]
    group = script("POST", "/api/v1/groups", {"profile": {"name": "exempt"}})
    (user,) = script("GET", "/api/v1/users", search='profile.login eq "ada"')
    script("PUT", f"/api/v1/groups/{group['id']}/users/{user['id']}")
    people = {"people": {"groups": {"include": ["exempt"]}}}
    exempt = {"name": "exempt", "conditions": people, "actions": {"access": "ALLOW"}, "priority": 1}
    script("POST", "/admin/policy/app-sign-on-rule", {"appInstanceId": app["id"], **exempt})
    assert ada.open("salesforce").rule == "exempt"
    script("DELETE", f"/api/v1/groups/{group['id']}/users/{user['id']}")
    assert ada.open("salesforce").denied("no_certificate")
    for method, path, body in [
        (
            "POST",
            "/api/v1/zones",
            {"type": "IP", "name": "z", "gateways": [{"type": "CIDR", "value": "10.0.0.0/8"}]},
        ),
        ("POST", "/api/v1/policies", {"type": "OKTA_SIGN_ON", "name": "p"}),
        ("DELETE", f"/api/v1/groups/{group['id']}", None),
        ("POST", f"/api/v1/apps/{app['id']}/lifecycle/deactivate", None),
    ]:
        script(method, path, body)
    estate.advance(days=1)
    assert ada.open("salesforce").denied("not_assigned")
    kinds = [record.kind for record in estate.trace]
    assert {"zone.create", "policy.lifecycle.create", "group.lifecycle.delete"} <= {*kinds}


def test_a_person_of_the_estate_has_one_password_at_both_doors(estate):
    for password, status in ((PASSWORD, 200), ("wrong", 401)):
        given = {"username": "ada", "password": password}
        answered = requests.post(f"{estate.okta_url}/api/v1/authn", json=given, timeout=9)
        assert answered.status_code == status
