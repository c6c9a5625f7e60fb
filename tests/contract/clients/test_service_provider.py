"""Somebody else's service provider, ``python3-saml``, signs people in by the org of a served estate, an hour a second."""

import re
from html import unescape
from urllib.parse import urlsplit

import pytest
import requests

from tests.soak.soak import serving

auth = pytest.importorskip("onelogin.saml2.auth", reason="make test-clients installs it")
metadata_parser = pytest.importorskip("onelogin.saml2.idp_metadata_parser")

ACS, AUDIENCE, BACK = (
    "https://sp.test/acs",
    "https://sp.test/metadata",
    "https://sp.test/reports?id=7&x=%C3%A9",
)
BROWSER = {"Accept": "text/html", "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/72.0"}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("served"), speed=3600) as running:
        yield running


@pytest.fixture
def browser(served):
    with requests.Session() as session:
        session.trust_env, session.verify = False, served.trusted
        session.headers.update(BROWSER)
        yield session


@pytest.fixture(scope="module")
def app(served):
    """An app of the service provider's, for everybody, made by the API."""
    headers = {"Authorization": f"SSWS {served.okta_token}", "Accept": "application/json"}
    sign_on = {"ssoAcsUrl": ACS, "recipient": ACS, "destination": ACS, "audience": AUDIENCE}
    body = {"label": "reports", "signOnMode": "SAML_2_0", "settings": {"signOn": sign_on}}
    with requests.Session() as api:
        api.trust_env, api.verify = False, served.trusted
        api.headers.update(headers)
        made = api.post(f"{served.org}/api/v1/apps", json=body, timeout=30).json()["id"]
        (everyone,) = api.get(f"{served.org}/api/v1/groups?q=Everyone", timeout=30).json()
        api.put(
            f"{served.org}/api/v1/apps/{made}/groups/{everyone['id']}", json={}, timeout=30
        ).raise_for_status()
    return made


def provider(served, browser, app, posted=None):
    """The service provider, set up from the org's metadata, before a request."""
    found = browser.get(f"{served.org}/app/{app}/sso/saml/metadata", headers={"Accept": "*/*"}, timeout=30)
    settings = metadata_parser.OneLogin_Saml2_IdPMetadataParser.parse(found.text)
    settings |= {
        "strict": True,
        "sp": {"entityId": AUDIENCE, "assertionConsumerService": {"url": ACS}},
        "security": {
            "wantMessagesSigned": True,
            "wantAssertionsSigned": True,
            "wantAttributeStatement": False,
        },
    }
    request = {
        "https": "on",
        "http_host": "sp.test",
        "script_name": "/acs",
        "get_data": {},
        "post_data": posted or {},
    }
    return auth.OneLogin_Saml2_Auth(request, settings)


def signed_in(served, browser, where):
    """The page after the sign-in that stands before ``where``, and the fields of the form on it."""
    asked = browser.get(where, timeout=30)
    login, password = served.person
    back = re.search(r'name="fromURI" value="([^"]*)"', asked.text).group(1)
    form = {"username": login, "password": password, "fromURI": unescape(back)}
    page = browser.post(f"{served.org}/login/login.htm", data=form, timeout=30)
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    return page, {name: unescape(value) for name, value in found}


def test_a_person_who_comes_from_the_app_is_signed_in_there_and_led_back(served, browser, app):
    asking = provider(served, browser, app)
    page, fields = signed_in(served, browser, asking.login(BACK))
    assert f'action="{ACS}"' in page.text
    assert fields["RelayState"] == BACK
    back = provider(served, browser, app, fields)
    back.process_response(asking.get_last_request_id())
    assert (back.get_errors(), back.get_last_error_reason()) == ([], None)
    assert (back.is_authenticated(), back.get_nameid()) == (True, served.person[0])


def test_a_person_who_comes_from_the_home_page_is_signed_in_without_a_request(served, browser, app):
    _, fields = signed_in(served, browser, f"{served.org}/app/any/{app}/sso/saml")
    back = provider(served, browser, app, fields)
    back.process_response()
    assert (back.get_errors(), back.get_nameid()) == ([], served.person[0])


def test_the_answer_to_another_request_is_refused_by_the_app(served, browser, app):
    _, fields = signed_in(served, browser, provider(served, browser, app).login(BACK))
    back = provider(served, browser, app, fields)
    back.process_response("ONELOGIN_0123")
    assert back.get_errors() == ["invalid_response"]
    assert not back.is_authenticated()


def test_the_metadata_name_the_address_at_which_the_org_was_asked(served, browser, app):
    there = provider(served, browser, app).get_sso_url()
    assert urlsplit(there).netloc == urlsplit(served.org).netloc
