"""The Admin Console's pages: for a signed-in administrator alone, by forms that no other site can send."""

import re
from html import unescape

import flask
import pytest
from werkzeug.test import Client

from fake_okta.console.frame import Frame
from fake_okta.messages import (
    CreateApp,
    CreateUser,
    DisableDeviceTrust,
    ListUserCertificates,
    ReadDeviceTrust,
    Rule,
    SetFeature,
    SetReadOnly,
    SetUserStatus,
)
from fake_okta.site import create_site
from tests.fake_okta.estate import DAY, MAC_CHROME

ORG = "https://acme.okta.com"
HTML = {"Accept": "text/html", "User-Agent": MAC_CHROME.user_agent}
SETTING, PEOPLE, LOG = "/admin/access/device-trust", "/admin/users", "/report/system_log_2"
ENTERED = {"tenantUrl": "https://acme.jamfcloud.com", "username": "okta", "password": "correct horse"}


class Browser:
    """A browser without TLS, signed in as somebody."""

    def __init__(self, okta, login="admin@acme"):
        self.client = Client(create_site(okta, lambda login, password: password == "right"))
        if login:
            form = {"username": login, "password": "right"}
            self.client.post("/login/login.htm", base_url=ORG, data=form, headers=HTML)

    def get(self, path, **query):
        return self.client.get(path, base_url=ORG, headers=HTML, query_string=query or None)

    def send(self, path, **fields):
        """Send the form that is shown at a path, with these fields entered."""
        shown = self.get(path).text
        token = re.search(r'name="_xsrfToken" value="(\w+)"', shown).group(1)
        return self.forge(path, _xsrfToken=token, **fields)

    def forge(self, path, **fields):
        """Send a form that no page has shown."""
        return self.client.post(path, base_url=ORG, data=fields, headers=HTML)


@pytest.fixture
def admin(estate):
    return Browser(estate.okta)


def words(answered):
    """The page's text, as it is read."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answered.text)).split())


def secret_in(answered):
    return re.search(r"<dt>Secret Key Value</dt><dd><code>(\w+)</code>", answered.text).group(1)


def profile(estate, login="ada@acme.test"):
    found = estate.okta._org.directory.find(login)
    return f"/admin/user/profile/view/{found.id}"


def use(estate):
    """Enroll ada's Mac and let her use its certificate, so that it is bound to her."""
    certificate = estate.enroll(estate.mac())
    assert estate.open(certificate=certificate).outcome == "allowed"


PATHS = [SETTING, f"{SETTING}/disable", f"{SETTING}/secret-key/reset", "/admin/apps/active", PEOPLE, LOG]
FORMS = [SETTING, f"{SETTING}/disable", f"{SETTING}/secret-key/reset"]


@pytest.mark.parametrize("path", PATHS)
def test_whoever_is_not_signed_in_is_asked_to_first(estate, path):
    answered = Browser(estate.okta, login=None).get(path)
    assert (answered.status_code, answered.location.startswith("/login/login.htm?fromURI=%2F")) == (302, True)


@pytest.mark.parametrize("path", PATHS)
def test_people_who_are_no_administrators_see_nothing(estate, path):
    answered = Browser(estate.okta, "ada@acme.test").get(path)
    assert answered.status_code == 403
    assert "You do not have permission" in answered.text
    assert "jamfcloud" not in answered.text


@pytest.mark.parametrize("path", FORMS)
def test_people_who_are_no_administrators_change_nothing_with_a_token_of_their_own(estate, path):
    ada = Browser(estate.okta, "ada@acme.test")
    cookie = ada.client.get_cookie("sid", domain="acme.okta.com").value
    with flask.Flask("any").test_request_context(headers={"Cookie": f"sid={cookie}"}):
        token = Frame(estate.okta)._token()
    before = estate.asks(ReadDeviceTrust())
    assert ada.forge(path, _xsrfToken=token, **ENTERED).status_code == 403
    assert estate.asks(ReadDeviceTrust()) == before


def test_the_home_page_shows_the_way_in_to_administrators_alone(estate, admin):
    assert 'href="/admin"' in admin.get("/app/UserHome").text
    assert 'href="/admin"' not in Browser(estate.okta, "ada@acme.test").get("/app/UserHome").text
    assert admin.get("/admin").location == SETTING


@pytest.mark.parametrize("operation", ["suspend", "deactivate"])
def test_an_administrator_who_is_put_out_is_put_out_of_the_console(estate, admin, operation):
    estate.asks(SetUserStatus("admin@acme", operation))
    assert admin.get(SETTING).location.startswith("/login/login.htm")


def test_a_session_of_the_console_ends_after_two_idle_hours(estate, admin):
    estate.at += 7199
    assert admin.get(LOG).status_code == 200
    estate.at += 7199
    assert admin.get(LOG).status_code == 200
    estate.at += 7200
    assert admin.get(LOG).status_code == 302


@pytest.mark.parametrize("token", [None, "", "0" * 128, "é"])
@pytest.mark.parametrize("path", [*FORMS, "/admin/user/profile/view/ada@acme.test/revoke"])
def test_a_form_that_another_site_sends_does_nothing(estate, admin, path, token):
    use(estate)
    before = estate.asks(ReadDeviceTrust()), estate.asks(ListUserCertificates("ada@acme.test"))
    fields = {**ENTERED, "learnMoreUrl": "https://evil.test"}
    answered = admin.forge(path, **fields, **({} if token is None else {"_xsrfToken": token}))
    assert answered.status_code == 403
    assert (estate.asks(ReadDeviceTrust()), estate.asks(ListUserCertificates("ada@acme.test"))) == before


def test_a_form_of_one_session_is_none_of_another(estate, admin):
    other = Browser(estate.okta)
    token = re.search(r'name="_xsrfToken" value="(\w+)"', other.get(SETTING).text).group(1)
    assert admin.forge(SETTING, _xsrfToken=token, **ENTERED).status_code == 403
    assert other.forge(SETTING, _xsrfToken=token, **ENTERED).status_code == 303


def test_an_administrators_session_is_worth_nothing_at_the_api(estate, admin):
    cookie = admin.client.get_cookie("sid", domain="acme.okta.com").value
    asked = {"Accept": "application/json", "Cookie": f"sid={cookie}"}
    fresh = Client(admin.client.application)
    for path in ("/api/v1/users", SETTING):
        assert fresh.get(path, base_url=ORG, headers=asked).status_code in {401, 403}


# --- the setting -------------------------------------------------------------------------------------------


def test_device_trust_is_enabled_with_a_key_that_enrolls_and_is_shown_once(new_estate):
    estate = new_estate()
    admin = Browser(estate.okta)
    assert "Not enabled." in words(admin.get(SETTING))
    shown = admin.send(SETTING, **ENTERED, learnMoreUrl="https://help.acme.test", do="save")
    estate.secret = secret_in(shown)
    assert "https://acme.okta.com" in words(shown)
    assert estate.enroll(estate.mac())
    again = admin.get(SETTING)
    assert "Enabled. Trust is established by Jamf Pro." in words(again)
    assert estate.secret not in again.text
    assert 'value="https://help.acme.test"' in again.text


def test_the_form_never_shows_a_password_again(estate, admin):
    for do in ("save", "test"):
        answered = admin.send(SETTING, **{**ENTERED, "tenantUrl": "nonsense"}, do=do)
        assert 'value="okta"' in answered.text
        assert "correct horse" not in answered.text


def test_saving_keeps_the_key_and_changes_the_rest(estate, admin):
    answered = admin.send(SETTING, **ENTERED, learnMoreUrl="", do="save")
    assert answered.location == f"{SETTING}?done=saved"
    assert "The setting is saved." in words(admin.get(SETTING, done="saved"))
    assert estate.asks(ReadDeviceTrust()).learn_more_url is None
    assert estate.enroll(estate.mac())


def test_the_api_credentials_are_tested_and_not_saved(estate, admin):
    good = admin.send(SETTING, **ENTERED, learnMoreUrl="https://other.test", do="test")
    assert "A connection to Jamf Pro was established" in words(good)
    bad = admin.send(SETTING, **{**ENTERED, "password": "wrong"}, do="test")
    assert "Jamf Pro refused the user name or the password" in words(bad)
    estate.jamf.down = True
    assert "Jamf Pro could not be reached" in words(admin.send(SETTING, **ENTERED, do="test"))
    assert estate.asks(ReadDeviceTrust()).learn_more_url == "https://help.acme.test/macs"


def test_what_is_wrong_with_the_entries_is_said_and_nothing_saved(estate, admin):
    entered = {**ENTERED, "tenantUrl": "https://acme.jamfcloud.com/api", "learnMoreUrl": "javascript:x"}
    answered = admin.send(SETTING, **entered, do="save")
    assert answered.status_code == 400
    assert "/api belongs to the API URL; enter the tenant URL, without it" in words(answered)
    assert "The Learn more URL must begin with https:// or http:// and a host" in words(answered)
    assert estate.asks(ReadDeviceTrust()).tenant_url == "https://acme.jamfcloud.com"


def test_the_key_is_reset_after_a_question_and_the_old_one_enrolls_no_more(estate, admin):
    path = f"{SETTING}/secret-key/reset"
    assert "Reset the macOS Secret Key?" in words(admin.get(path))
    assert estate.enroll(estate.mac())
    old, estate.secret = estate.secret, secret_in(admin.send(path))
    assert estate.enroll(estate.mac("ben"))
    estate.secret = old
    with pytest.raises(Exception, match="E0000011"):
        estate.enroll(estate.mac("eve"))


def test_it_is_disabled_after_a_question_and_rules_that_still_ask_are_named(estate, admin):
    assert "Disable macOS Device Trust?" in words(admin.get(f"{SETTING}/disable"))
    assert estate.asks(ReadDeviceTrust()).enabled
    assert admin.send(f"{SETTING}/disable").location == f"{SETTING}?done=disabled"
    told = words(admin.get(SETTING))
    assert "Rules still ask for device trust while it is off." in told
    assert "crm: trusted Macs" in told


def test_without_the_feature_the_setting_cannot_be_enabled(new_estate):
    estate = new_estate()
    estate.asks(SetFeature(enabled=False))
    answered = Browser(estate.okta).send(SETTING, **ENTERED, do="save")
    assert answered.status_code == 401
    assert "Okta Support has switched this capability off" in words(answered)
    assert not estate.asks(ReadDeviceTrust()).enabled


def test_in_a_read_only_cell_everything_is_shown_and_nothing_changed(estate, admin):
    use(estate)
    estate.asks(SetReadOnly(read_only=True))
    assert "This org is in read-only mode" in words(admin.get(SETTING))
    answered = admin.send(SETTING, **ENTERED, learnMoreUrl="https://other.test", do="save")
    assert (answered.status_code, "Service is in read only mode" in words(answered)) == (503, True)
    assert admin.send(f"{profile(estate)}/revoke").status_code == 503
    assert estate.asks(ReadDeviceTrust()).learn_more_url == "https://help.acme.test/macs"


# --- rules ------------------------------------------------------------------------------------------------


def rules_of(estate, admin, label):
    return admin.get(f"/admin/app/instance/{estate.okta.app(label).id}/app-sign-on-policy-list")


def test_the_rules_of_an_app_stand_in_the_order_in_which_they_are_tried(estate, admin):
    assert f"{estate.okta.app('crm').id}/app-sign-on-policy-list" in admin.get("/admin/apps/active").text
    page = rules_of(estate, admin, "crm")
    assert re.findall(r"<h2>(.*?)</h2>", page.text) == ["trusted Macs", "all others", "Default sign on rule"]
    first = words(page).partition("all others")[0].rstrip()
    assert first.endswith(
        "trusted Macs Allowed People Everybody Location Anywhere Platform macOS Device trust Trusted"
    )


def test_every_condition_of_a_rule_is_shown(estate, admin):
    estate.asks(CreateUser("bob@acme.test", ("Board",)))
    rule = Rule(
        "old clients",
        "allow",
        groups=frozenset({"Board"}),
        excluded_users=frozenset({"bob@acme.test"}),
        clients=frozenset({"web", "modern_auth"}),
        platforms=frozenset({"osx", "windows"}),
        location="not_in_zone",
        zones=frozenset({"ALL_ZONES"}),
        prompt_for_factor=True,
        active=False,
    )
    estate.asks(CreateApp("office", "ws_fed", (rule,), office365=True))
    assert (
        "old clients Allowed, with a prompt for a factor Inactive People group Board But not bob@acme.test"
        " Location Outside ALL_ZONES Client Web browser, Modern Auth Platform Windows, macOS Device trust Any"
    ) in words(rules_of(estate, admin, "office"))


def test_an_app_that_does_not_exist_is_told_on_a_page(admin):
    assert admin.get("/admin/app/instance/0oanothing/app-sign-on-policy-list").status_code == 404


# --- people -----------------------------------------------------------------------------------------------


def test_people_are_found_by_the_beginning_of_their_names(estate, admin):
    estate.asks(CreateUser("bob@acme.test"))
    assert re.findall(r'<th scope="row"><a [^>]*>(.*?)</a>', admin.get(PEOPLE, q="bo").text) == [
        "bob@acme.test"
    ]
    assert "Nobody is called so." in words(admin.get(PEOPLE, q="zoe"))


def test_many_people_come_in_pages(estate, admin):
    for number in range(60):
        estate.asks(CreateUser(f"mac{number:02}@acme.test"))
    first = admin.get(PEOPLE, q="mac")
    more = unescape(re.search(r'<a href="(\?[^"]+)">More people', first.text).group(1))
    second = admin.get(PEOPLE + more)
    found = [re.findall(r">(mac\d\d)@", page.text) for page in (first, second)]
    assert [len(page) for page in found] == [50, 10]
    assert len({name for page in found for name in page}) == 60


def test_the_certificates_of_a_person_are_revoked_after_a_question(estate, admin):
    use(estate)
    path = profile(estate)
    assert "Active" in words(admin.get(path)).partition("Until Status")[2]
    asked = words(admin.get(f"{path}/revoke"))
    assert "Revoke the Device Trust certificates of ada@acme.test? 1 of them can be revoked." in asked
    assert not estate.logged("pki.cert.revoke")
    assert admin.send(f"{path}/revoke").location == f"{path}?done=revoked"
    (event,) = estate.logged("pki.cert.revoke")
    assert event.actor_login == "admin@acme"
    after = admin.get(path)
    assert "Revoked" in words(after).partition("Until Status")[2]
    assert "Revoke Trust Certificate" not in after.text


def test_a_certificate_that_was_never_used_is_nobodys(estate, admin):
    estate.enroll(estate.mac())
    assert "None is bound to this person." in words(admin.get(profile(estate)))


# --- the log ----------------------------------------------------------------------------------------------


def test_the_newest_events_stand_first_and_a_filter_chooses(estate, admin):
    use(estate)
    kinds = re.findall(r'<code class="soft">(.*?)</code>', admin.get(LOG).text)
    assert kinds[0] == "user.authentication.sso"
    assert kinds.index("pki.cert.issue") > kinds.index("user.authentication.authenticate")
    chosen = admin.get(LOG, filter='eventType sw "pki.cert"')
    assert re.findall(r'<code class="soft">(.*?)</code>', chosen.text) == ["pki.cert.issue"]
    assert 'value="eventType sw &#34;pki.cert&#34;"' in chosen.text


def test_events_are_chosen_by_time(estate, admin):
    use(estate)
    estate.at += DAY
    admin = Browser(estate.okta)
    since = {"since": "2017-07-15T00:00:00Z"}
    assert re.findall(r'<code class="soft">(.*?)</code>', admin.get(LOG, **since).text) == [
        "user.session.start"
    ]
    assert "No event of this time is like that." in words(admin.get(LOG, until="2017-07-01T00:00:00Z"))


def test_many_events_come_in_pages_and_each_once(estate, admin):
    for number in range(70):
        estate.asks(CreateUser(f"mac{number:02}@acme.test", activate=False))
    first = admin.get(LOG, filter='eventType eq "user.lifecycle.create" and actor.alternateId sw "admin"')
    older = unescape(re.search(r'<a href="([^"]+)">Older events', first.text).group(1))
    second = admin.get(older)
    found = [re.findall(r"(mac\d\d)@", page.text) for page in (first, second)]
    assert found[0][0] == "mac69"
    assert len(found[0]) == 50
    assert found[1] == [f"mac{number:02}" for number in range(19, -1, -1)]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"filter": 'eventType eqq "x"'}, "eqq"),
        ({"filter": "(" * 5000}, "filter"),
        ({"since": "yesterday"}, "date"),
        ({"q": "x" * 50}, "keywords"),
        ({"after": "nonsense"}, "paging"),
    ],
)
def test_what_cannot_be_asked_of_the_log_is_said_above_the_form(admin, asked, said):
    answered = admin.get(LOG, **asked)
    assert answered.status_code == 400
    assert said in re.search(r'role="alert">(.*?)</div>', answered.text, re.DOTALL).group(1)
    assert 'name="filter"' in answered.text


# --- what all pages have in common ------------------------------------------------------------------------

HOSTILE = "'\"><img src=x onerror=y><script>{{ 7 * 7 }}"


def test_hostile_names_stay_text(estate, admin):
    estate.asks(CreateUser(f"{HOSTILE}@acme.test", (HOSTILE,)))
    estate.asks(CreateApp(HOSTILE, "saml", (Rule(HOSTILE, "allow", groups=frozenset({HOSTILE})),)))
    estate.asks(DisableDeviceTrust())
    pages = [
        admin.get("/admin/apps/active"),
        rules_of(estate, admin, HOSTILE),
        admin.get(PEOPLE, q=HOSTILE),
        admin.get(profile(estate, f"{HOSTILE}@acme.test")),
        admin.get(f"{profile(estate, f'{HOSTILE}@acme.test')}/revoke"),
        admin.get(LOG, filter=HOSTILE, q=HOSTILE),
        admin.get(LOG),
        admin.send(
            SETTING, tenantUrl=HOSTILE, username=HOSTILE, password="p", learnMoreUrl=HOSTILE, do="save"
        ),
    ]
    for page in pages:
        assert "<img src=x" not in page.text
        assert "<script" not in page.text
        assert " 49" not in page.text
        assert "&lt;img src=x" in page.text


def test_no_page_runs_scripts_of_others_or_is_framed_or_kept(estate, admin):
    for path in (*PATHS, profile(estate), f"{profile(estate)}/revoke"):
        answered = admin.get(path)
        policy = answered.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self';")
        assert "frame-ancestors 'none'" in policy
        assert answered.headers["Cache-Control"] == "no-store"
        assert not re.search(r"<style|style=|<script| on\w+=", answered.text)


def test_everything_that_is_entered_has_a_label(estate, admin):
    for path in (SETTING, PEOPLE, LOG):
        page = admin.get(path).text
        fields = re.findall(r'<input id="(\w+)"', page)
        assert fields
        assert sorted(re.findall(r'<label for="(\w+)"', page)) == sorted(fields)
        assert page.count("<h1") == 1
        assert 'aria-current="page"' in page
