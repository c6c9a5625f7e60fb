"""Okta's published client for Python, unchanged, against the org on a loopback socket.

It is asynchronous and sends through aiohttp, writes its token as ``SSWS<token>``, keeps the last of two Link headers, and
retries what it can find the rate-limit headers of.
"""

from __future__ import annotations

import asyncio
from functools import cache

import pytest

from fake_okta.app import create_app
from fake_okta.assumptions import OktaAssumptions
from fake_okta.management.messages import CreateApiToken
from fake_okta.messages import CreateApp, CreateZone, SetReadOnly
from tests.contract.served import served
from tests.fake_okta.estate import DAY, Estate

UNTIL_TLS = {"OKTA_TESTING_TESTINGDISABLEHTTPSCHECK": "true"}
"""The client refuses URLs without TLS unless told that it is tested."""


@cache
def okta():
    """The client; imported where it is used, since that takes three seconds and each test worker collects this file."""
    import okta.client
    import okta.models
    import okta.pagination

    return okta


class Org:
    """An org that is served, and its client."""

    def __init__(self, estate, url):
        self.estate, self.url = estate, url

    def client(self, token=None, **settings):
        with pytest.MonkeyPatch.context() as environment:
            for name, value in UNTIL_TLS.items():
                environment.setenv(name, value)
            token = token or self.estate.okta.admin_token
            return okta().client.Client(
                {"orgUrl": self.url, "token": token, "rateLimit": {"maxRetries": 0}, **settings}
            )

    def ask(self, method, *arguments, token=None, **named):
        """What a call of the client returns: (data, response, error), and no error."""
        answered = asyncio.run(getattr(self.client(token), method)(*arguments, **named))
        assert answered[-1] is None, answered[-1]
        return answered[0]

    def refused(self, method, *arguments, token=None, **named):
        """Status and code of the error that a call ends with."""
        error = asyncio.run(getattr(self.client(token), method)(*arguments, **named))[-1]
        return error.status, error.error_code


@pytest.fixture
def org():
    estate = Estate(OktaAssumptions(), b"client", "acme").enabled()
    with served(create_app(estate.okta)) as url:
        yield Org(estate, url)


def new_user(name="Grace"):
    login = f"{name.lower()}@acme.test"
    profile = okta().models.UserProfile(login=login, email=login, first_name=name, last_name="Hopper")
    password = okta().models.PasswordCredential(value="Correct-Horse-9")
    return okta().models.CreateUserRequest(
        profile=profile, credentials=okta().models.UserCredentialsWritable(password=password)
    )


def test_a_user_comes_changes_and_goes(org):
    made = org.ask("create_user", new_user(), activate=False)
    assert made.status == okta().models.UserStatus.STAGED
    org.ask("activate_user", made.id)
    assert org.ask("get_user", made.id).status == okta().models.UserStatus.ACTIVE
    changed = okta().models.UpdateUserRequest(profile=okta().models.UserProfile(title="Admiral"))
    assert org.ask("update_user", made.id, changed).profile.title == "Admiral"
    org.ask("suspend_user", made.id)
    assert org.ask("get_user", "grace@acme.test").status == okta().models.UserStatus.SUSPENDED
    org.ask("unsuspend_user", made.id)
    org.ask("deactivate_user", made.id)
    org.ask("delete_user", made.id)
    assert org.refused("get_user", made.id) == (404, "E0000007")


def test_people_are_listed_filtered_searched_and_paged(org):
    for name in ("Ann", "Ben", "Cy"):
        org.ask("create_user", new_user(name))
    assert len(org.ask("list_users")) == 5
    (ann,) = org.ask("list_users", filter='profile.login eq "ann@acme.test"')
    assert ann.profile.first_name == "Ann"
    found = org.ask(
        "list_users", search='profile.lastName eq "Hopper"', sort_by="profile.firstName", sort_order="desc"
    )
    assert [user.profile.first_name for user in found] == ["Cy", "Ben", "Ann"]
    assert [user.id for user in org.ask("list_users", q="ann")] == [ann.id]

    async def everybody():
        return [user.id async for user in okta().pagination.paginate_all(org.client().list_users, limit=2)]

    met = asyncio.run(everybody())
    assert (len(met), len(set(met))) == (5, 5)


def test_groups_and_their_people(org):
    ada = org.ask("get_user", "ada@acme.test")
    made = org.ask(
        "add_group", okta().models.AddGroupRequest(profile=okta().models.OktaUserGroupProfile(name="sales"))
    )
    org.ask("assign_user_to_group", made.id, ada.id)
    assert [user.id for user in org.ask("list_group_users", made.id)] == [ada.id]
    assert {group.profile.actual_instance.name for group in org.ask("list_user_groups", ada.id)} == {
        "Everyone",
        "sales",
    }
    org.ask("unassign_user_from_group", made.id, ada.id)
    assert org.ask("list_group_users", made.id) == []
    org.ask("delete_group", made.id)
    assert org.refused("get_group", made.id) == (404, "E0000007")


def test_every_kind_of_app_is_one_that_the_client_can_read(org):
    estate = org.estate
    estate.asks(CreateApp("office", "ws_fed", office365=True))
    for mode in ("ws_fed", "oidc", "swa", "bookmark"):
        estate.asks(CreateApp(mode, mode))
    apps = {app.label: app for app in org.ask("list_applications")}
    assert apps.keys() == {"crm", "office", "ws_fed", "oidc", "swa", "bookmark"}
    assert apps["office"].settings.app.username_attribute == "username"
    crm = org.ask("get_application", apps["crm"].id)
    assert crm.sign_on_mode == okta().models.ApplicationSignOnMode.SAML_2_0
    assert {user.credentials.user_name for user in org.ask("list_application_users", crm.id)} == {
        "admin@acme",
        "ada@acme.test",
    }
    assert len(org.ask("list_application_group_assignments", crm.id)) == 1


def test_an_app_is_made_given_to_somebody_and_deleted(org):
    ada = org.ask("get_user", "ada@acme.test")
    saml = okta().models.SamlApplication(label="wiki", sign_on_mode="SAML_2_0")
    made = org.ask("create_application", saml)
    org.ask("assign_user_to_application", made.id, okta().models.AppUserAssignRequest(id=ada.id))
    assert org.estate.open("wiki").outcome == "allowed"
    org.ask("unassign_user_from_application", made.id, ada.id)
    assert org.estate.open("wiki").reason == "not_assigned"
    org.ask("deactivate_application", made.id)
    org.ask("delete_application", made.id)
    assert org.refused("get_application", made.id) == (404, "E0000007")


def test_policies_and_zones(org):
    org.estate.asks(CreateZone("office", ("10.0.0.0/8", "192.0.2.1-192.0.2.9")))
    (zone,) = org.ask("list_network_zones")
    assert (zone.name, zone.type) == ("office", okta().models.NetworkZoneType.IP)
    (default,) = org.ask("list_policies", type="OKTA_SIGN_ON")
    (rule,) = org.ask("list_policy_rules", default.id)
    assert (default.name, rule.name) == ("Default Policy", "Default Rule")
    assert rule.actions.signon.access == "ALLOW"
    assert org.refused("list_policies", type="ACCESS_POLICY") == (400, "E0000002")


def test_zones_are_written(org):
    block = okta().models.NetworkZoneAddress(type="CIDR", value="192.0.2.0/24")
    zone = okta().models.IPNetworkZone(type="IP", name="office", gateways=[block])
    made = org.ask("create_network_zone", zone)
    zone.name = "hq"
    assert org.ask("replace_network_zone", made.id, zone).name == "hq"
    assert org.ask("deactivate_network_zone", made.id).status == "INACTIVE"
    assert org.ask("activate_network_zone", made.id).status == "ACTIVE"
    assert org.ask("get_network_zone", made.id).gateways[0].value == "192.0.2.0/24"
    org.ask("delete_network_zone", made.id)
    assert org.refused("get_network_zone", made.id) == (404, "E0000007")


def test_policies_are_written(org):
    models = okta().models
    policy = models.OktaSignOnPolicy(type="OKTA_SIGN_ON", name="strict")
    made = org.ask("create_policy", policy)
    assert org.ask("get_policy", made.id).name == "strict"
    policy.name = "stricter"
    assert org.ask("replace_policy", made.id, policy).name == "stricter"
    sign_on = models.OktaSignOnPolicyRuleSignonActions(access="DENY")
    rule = models.OktaSignOnPolicyRule(
        type="SIGN_ON", name="nobody", actions=models.OktaSignOnPolicyRuleActions(signon=sign_on)
    )
    denying = org.ask("create_policy_rule", made.id, rule)
    assert denying.actions.signon.access == "DENY"
    rule.name = "no one"
    assert org.ask("replace_policy_rule", made.id, denying.id, rule).name == "no one"
    org.ask("deactivate_policy_rule", made.id, denying.id)
    assert org.ask("get_policy_rule", made.id, denying.id).status == "INACTIVE"
    org.ask("activate_policy_rule", made.id, denying.id)
    org.ask("delete_policy_rule", made.id, denying.id)
    assert org.ask("list_policy_rules", made.id) == []
    org.ask("deactivate_policy", made.id)
    org.ask("activate_policy", made.id)
    org.ask("delete_policy", made.id)
    assert org.refused("get_policy", made.id) == (404, "E0000007")


def test_what_is_replaced_is_said_anew(org):
    models = okta().models
    group = org.ask("add_group", models.AddGroupRequest(profile=models.OktaUserGroupProfile(name="sales")))
    named = models.AddGroupRequest(profile=models.OktaUserGroupProfile(name="revenue"))
    assert org.ask("replace_group", group.id, named).profile.actual_instance.name == "revenue"
    assert [one.id for one in org.ask("list_groups", q="rev")] == [group.id]
    user = org.ask("create_user", new_user())
    profile = models.UserProfile(login="gh@acme.test", email="gh@acme.test", first_name="G", last_name="H")
    assert (
        org.ask("replace_user", user.id, models.UpdateUserRequest(profile=profile)).profile.login
        == "gh@acme.test"
    )
    org.ask("revoke_user_sessions", user.id)
    (crm,) = org.ask("list_applications")
    org.ask("assign_group_to_application", crm.id, group.id)
    assert org.ask("get_application_user", crm.id, user.id).scope == "GROUP"
    org.ask("unassign_application_from_group", crm.id, group.id)
    crm.label = "customers"
    assert org.ask("replace_application", crm.id, crm).label == "customers"
    org.ask("deactivate_application", crm.id)
    org.ask("activate_application", crm.id)
    assert org.refused("reactivate_user", user.id) == (403, "E0000038")


def test_the_log_of_a_sign_in_by_certificate_is_read_whole(org):
    estate = org.estate
    mac = estate.mac()
    certificate = estate.enroll(mac)
    estate.open(certificate=certificate)
    estate.open()
    estate.renew(mac, certificate)
    for event in ("suspend_user", "unsuspend_user", "deactivate_user"):
        org.ask(event, "ada@acme.test")
    events = org.ask("list_log_events")
    kinds = [event.event_type for event in events]
    for kind in (
        "user.authentication.authenticate",
        "pki.cert.issue",
        "pki.cert.renew",
        "pki.cert.revoke",
        "user.lifecycle.deactivate",
    ):
        assert kind in kinds
    (denied,) = [
        event
        for event in events
        if event.outcome.reason == "NO_CERTIFICATE" and event.event_type == "user.authentication.authenticate"
    ]
    assert denied.outcome.result == "FAILURE"
    assert denied.authentication_context.credential_type == okta().models.LogCredentialType.CERTIFICATE
    found = org.ask("list_log_events", filter='eventType eq "pki.cert.revoke"')
    assert {event.event_type for event in found} == {"pki.cert.revoke"}

    async def polled():
        return [
            event.uuid
            async for event in okta().pagination.paginate_all(org.client().list_log_events, limit=3)
        ]

    assert asyncio.run(polled()) == [event.uuid for event in events]


def test_the_client_meets_each_error_in_its_words(org):
    expired = org.estate.asks(CreateApiToken("unused", "SUPER_ADMIN")).value
    org.estate.at += 30 * DAY
    reader = org.estate.asks(CreateApiToken("reader", "READ_ONLY_ADMIN")).value
    bad = new_user("ada")
    assert org.refused("list_users", token="wrong") == (401, "E0000011")
    assert org.refused("list_users", token=expired) == (401, "E0000011")
    assert org.refused("create_user", new_user(), token=reader) == (403, "E0000006")
    assert org.refused("create_user", bad) == (400, "E0000001")
    assert org.refused("activate_user", "ada@acme.test") == (403, "E0000016")
    assert org.refused("unsuspend_user", "ada@acme.test") == (403, "E0000038")
    assert org.refused("list_users", filter="status eqq 1") == (400, "E0000053")
    assert org.refused("list_users", after="nonsense") == (400, "E0000029")
    assert org.refused("list_log_events", filter='some_invalid_field eq "x"') == (400, "E0000053")


def test_an_error_in_read_only_mode_is_an_error_and_no_attribute_error(org):
    """The client stumbles over a 503 without rate-limit headers and Date."""
    org.estate.asks(SetReadOnly(True))
    assert org.refused("suspend_user", "ada@acme.test") == (503, "E0000010")


def test_too_many_requests_end_where_the_clock_says(org):
    org.estate.at -= org.estate.at % 60
    for _ in range(100):
        org.ask("list_applications")
    assert org.refused("list_applications") == (429, "E0000047")
    org.estate.at += 60
    assert org.ask("list_applications")
