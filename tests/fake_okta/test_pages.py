"""Okta's pages, as a browser gets them: sign-in, home page, security message; hostile text stays text."""

import re
from base64 import b64encode
from html import unescape

import pytest
from werkzeug.test import Client

from fake_okta.management.messages import ChangeUser
from fake_okta.management.messages_apps import (
    AddPolicy,
    AddPolicyRule,
    PolicyRuleText,
    PolicyText,
    ReplaceApp,
)
from fake_okta.messages import CreateApp, CreateUser, DisableDeviceTrust, Rule, SetUserStatus
from fake_okta.pages.app import MAX_FORM
from fake_okta.site import create_site
from tests.fake_okta.estate import MAC_CHROME, TRUSTED_MACS_ONLY

HTML = {"Accept": "text/html", "User-Agent": MAC_CHROME.user_agent}
ORG, MTLS = "https://acme.okta.com", "https://ok3-devicetrust.okta.com"


class Visitor:
    """A browser without TLS: what it presents is put where the server puts it."""

    def __init__(self, okta):
        self.client = Client(create_site(okta, lambda login, password: password == "right"))

    def get(self, url, certificate=None, headers=HTML):
        base, _, path = url.partition(".com")
        over = {"trustlab.client_certificate": None if certificate is None else bytes(certificate.der)}
        return self.client.get(path, base_url=f"{base}.com", headers=headers, environ_overrides=over)

    def sign_in(self, login="ada@acme.test", password="right", back="/app/UserHome"):
        form = {"username": login, "password": password, "fromURI": back}
        return self.client.post("/login/login.htm", base_url=ORG, data=form, headers=HTML)

    def hand_over(self, page):
        """Post the form that a browser would, to the app's stand-in."""
        action = re.search(r'id="to-the-app" method="post" action="([^"]+)"', page.text).group(1)
        fields = {
            name: unescape(value)
            for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)
        }
        return self.client.post(action.removeprefix(ORG), base_url=ORG, data=fields, headers=HTML), fields

    def follow(self, url, certificate=None):
        """Where redirects end."""
        for _ in range(10):
            answered = self.get(url, certificate)
            if answered.status_code not in (302, 303):
                return answered
            url = answered.location if answered.location.startswith("https://") else ORG + answered.location
        raise AssertionError("redirects without an end")


@pytest.fixture
def ada(estate):
    visitor = Visitor(estate.okta)
    visitor.sign_in()
    return visitor


def heading(answered):
    return re.search(r"<h1[^>]*>(.*?)</h1>", answered.text).group(1)


def test_whoever_is_not_signed_in_is_asked_to_and_comes_back(estate):
    visitor = Visitor(estate.okta)
    asked = visitor.get(f"{ORG}/app/crm/sso")
    assert asked.location == "/login/login.htm?fromURI=%2Fapp%2Fcrm%2Fsso"
    page = visitor.get(ORG + asked.location)
    assert '<input type="hidden" name="fromURI" value="/app/crm/sso">' in page.text
    assert visitor.sign_in(back="/app/crm/sso").location == "/app/crm/sso"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.test/", "//evil.test/", "/\\evil.test", "javascript:alert(1)", "/a\r\nX: y", ""],
)
def test_a_link_cannot_send_anybody_elsewhere_after_the_sign_in(estate, elsewhere):
    assert Visitor(estate.okta).sign_in(back=elsewhere).location == "/app/UserHome"


def test_the_session_cookie_is_for_this_host_over_tls_and_no_script(estate):
    cookie = Visitor(estate.okta).sign_in().headers["Set-Cookie"]
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


@pytest.mark.parametrize(("login", "password"), [("ada@acme.test", "wrong"), ("nobody", "right"), ("", "")])
def test_a_sign_in_that_fails_does_not_say_why(estate, login, password):
    answered = Visitor(estate.okta).sign_in(login, password)
    assert (answered.status_code, "Set-Cookie" in answered.headers) == (401, False)
    assert "That sign-in did not work." in answered.text


def test_a_trusted_mac_comes_into_the_app(estate, ada):
    certificate = estate.enroll(estate.mac())
    leaving = ada.follow(f"{ORG}/app/crm/sso", certificate)
    assert (leaving.status_code, heading(leaving)) == (200, "On the way to crm")
    arrived, fields = ada.hand_over(leaving)
    assert (arrived.status_code, heading(arrived), set(fields)) == (
        200,
        "You are in",
        {"SAMLResponse", "RelayState"},
    )
    assert "<dd>ada@acme.test</dd>" in arrived.text


def test_a_wsfed_app_is_handed_a_token(estate, ada):
    estate.asks(CreateApp("office", "ws_fed", (Rule("all", "allow"),), office365=True))
    arrived, fields = ada.hand_over(ada.follow(f"{ORG}/app/office/sso"))
    assert (heading(arrived), fields["wa"]) == ("You are in", "wsignin1.0")
    assert "<dd>ada@acme.test</dd>" in arrived.text


def test_an_app_with_an_address_of_its_own_is_sent_there_and_the_page_allows_no_other(estate, ada):
    sign_on = {"ssoAcsUrl": "https://crm.test/acs", "audience": "urn:crm"}
    app = estate.okta.app("crm")
    estate.asks(ReplaceApp(app.id, "crm", {"signOn": sign_on}, app.visibility))
    leaving = ada.follow(f"{ORG}/app/crm/sso", estate.enroll(estate.mac()))
    assert 'method="post" action="https://crm.test/acs"' in leaving.text
    policy = leaving.headers["Content-Security-Policy"]
    assert f"form-action 'self' {MTLS} https://crm.test;" in policy
    assert "crm.test" not in ada.get(f"{ORG}/app/UserHome").headers["Content-Security-Policy"]


def test_an_assertion_is_for_the_app_that_was_opened_whatever_the_address_says(estate, ada):
    estate.asks(CreateApp("wiki", "saml", (Rule("all", "allow"),)))
    back = ada.get(ada.get(f"{ORG}/app/crm/sso").location, estate.enroll(estate.mac())).location
    leaving = ada.get(f"{back}&app=wiki")
    assert heading(leaving) == "On the way to crm"
    assert estate.okta.app("crm").id in leaving.text


@pytest.mark.parametrize(
    "spoil", [lambda text: text[:-8] + "AAAAAAA=", lambda text: "", lambda text: "PGE+", lambda text: "!"]
)
def test_the_app_takes_nothing_that_the_org_has_not_signed(estate, ada, spoil):
    leaving = ada.follow(f"{ORG}/app/crm/sso", estate.enroll(estate.mac()))
    _, fields = ada.hand_over(leaving)
    action = f"/sso/saml2/{estate.okta.app('crm').id}"
    form = {"SAMLResponse": spoil(fields["SAMLResponse"])}
    assert ada.client.post(action, base_url=ORG, data=form, headers=HTML).status_code == 403


def test_an_assertion_is_good_for_five_minutes(estate, ada):
    leaving = ada.follow(f"{ORG}/app/crm/sso", estate.enroll(estate.mac()))
    estate.at += 299
    assert ada.hand_over(leaving)[0].status_code == 200
    estate.at += 1
    assert ada.hand_over(leaving)[0].status_code == 403


def test_entities_in_what_is_handed_over_are_not_read(ada):
    bomb = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
    form = {"SAMLResponse": b64encode(bomb).decode()}
    answered = ada.client.post("/sso/saml2/x", base_url=ORG, data=form, headers=HTML)
    assert (answered.status_code, "root:" in answered.text) == (403, False)


def test_the_handshake_is_on_the_host_of_the_cell(estate, ada):
    there = ada.get(f"{ORG}/app/crm/sso").location
    assert there.startswith(f"{MTLS}/trustlab/device/")
    assert ada.get(there).location.startswith(f"{ORG}/trustlab/sign-in/")


def test_an_untrusted_mac_gets_the_security_message_with_the_link(estate, ada):
    answered = ada.follow(f"{ORG}/app/crm/sso")
    assert (answered.status_code, heading(answered)) == (
        403,
        "This device does not meet the security requirements",
    )
    assert '<a href="https://help.acme.test/macs" rel="noreferrer">Learn more</a>' in answered.text


def test_with_the_setting_off_there_is_no_security_message(estate, ada):
    estate.asks(DisableDeviceTrust())
    answered = ada.follow(f"{ORG}/app/crm/sso")
    assert (answered.status_code, heading(answered)) == (403, "You have no access to crm")


def test_an_answer_from_the_mutual_tls_host_counts_once(estate, ada):
    back = ada.get(ada.get(f"{ORG}/app/crm/sso").location).location
    assert ada.get(back).status_code == 403
    assert ada.get(back).status_code == 400


def test_locks_follow_an_untrusted_try_from_the_home_page(estate, ada):
    assert "Locked" not in ada.get(f"{ORG}/app/UserHome").text
    ada.follow(f"{ORG}/app/crm/sso")
    assert "Locked" not in ada.get(f"{ORG}/app/UserHome").text
    ada.follow(f"{ORG}/app/crm/sso?fromHome=1")
    assert "Locked" in ada.get(f"{ORG}/app/UserHome").text


def test_whoever_is_deactivated_is_asked_to_sign_in_again(estate, ada):
    estate.asks(SetUserStatus("ada@acme.test", "deactivate"))
    assert ada.get(f"{ORG}/app/UserHome").location.startswith("/login/login.htm")


def test_after_signing_out_nobody_is_signed_in(ada):
    ada.get(f"{ORG}/login/signout")
    assert ada.get(f"{ORG}/app/UserHome").location.startswith("/login/login.htm")


HOSTILE = [
    '<script>alert("1")</script>',
    "'\"><img src=x onerror=y>",
    "{{ 7 * 7 }}",
    "\u202ecrm",
    "a/b?c#d%2F",
]


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_names_stay_text(estate, ada, label):
    estate.asks(CreateApp(label, "saml", (Rule("<b>all</b>", "allow"),)))
    home = ada.get(f"{ORG}/app/UserHome").text
    assert "<script" not in home
    assert "<img src=x" not in home
    assert "49" not in home
    (link,) = [
        one
        for one in re.findall(r'href="(/app/[^"]*/sso\?fromHome=1)"', home)
        if "crm/sso" not in one or "%" in one
    ]
    answered = ada.get(ORG + link.replace("&amp;", "&"))
    assert answered.status_code == 200
    assert "<b>all" not in answered.text
    assert "<script>" not in answered.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/nothing", 404),
        ("/app/nothing/sso", 404),
        ("/trustlab/device/nothing", 400),
        ("/trustlab/sign-in/x", 400),
    ],
)
def test_what_does_not_exist_is_told_on_a_page(ada, path, status):
    answered = ada.get(ORG + path)
    assert (answered.status_code, answered.content_type) == (status, "text/html; charset=utf-8")


def test_a_form_of_a_megabyte_is_turned_away(ada):
    assert ada.sign_in(password="x" * MAX_FORM).status_code == 413


def test_every_page_forbids_frames_and_scripts_but_our_own(ada):
    for path in ("/login/login.htm", "/app/UserHome", "/nothing", "/app/crm/sso"):
        policy = ada.get(ORG + path).headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self';")
        assert "frame-ancestors 'none'" in policy


def test_programs_get_the_api_whatever_they_accept(estate, ada):
    assert ada.get(f"{ORG}/api/v1/nothing").is_json
    assert ada.get(f"{ORG}/app/UserHome", headers={"Accept": "application/json"}).is_json


def test_two_sites_know_nothing_of_each_other(estate):
    estate.asks(CreateUser("bob@acme.test"))
    estate.asks(CreateApp("wiki", "saml", TRUSTED_MACS_ONLY))
    one, other = Visitor(estate.okta), Visitor(estate.okta)
    one.sign_in()
    assert other.get(f"{ORG}/app/UserHome").location.startswith("/login/login.htm")


def test_a_password_that_a_script_sets_is_the_one_that_the_page_takes(estate):
    visitor = Visitor(estate.okta)
    estate.asks(ChangeUser("ada@acme.test", None, "Correct-Horse-9"))
    assert visitor.sign_in(password="right").status_code == 401
    assert visitor.sign_in(password="Correct-Horse-9").status_code == 303


def test_who_signs_in_at_the_page_signs_in_at_the_api_with_the_same_password(estate):
    visitor = Visitor(estate.okta)
    for password, status in (("right", 200), ("wrong", 401)):
        entered = {"username": "ada@acme.test", "password": password}
        assert visitor.client.post("/api/v1/authn", base_url=ORG, json=entered).status_code == status


def test_who_may_have_no_session_by_policy_gets_none_at_the_page(estate):
    visitor = Visitor(estate.okta)
    policy = estate.asks(AddPolicy(PolicyText("OKTA_SIGN_ON", "nobody")))
    estate.asks(AddPolicyRule(policy.id, PolicyRuleText("deny", "DENY")))
    assert visitor.sign_in().status_code == 401
