"""Every address of the console times credentials that are missing, wrong, ended or not enough: nothing is told, nothing done."""

import pytest
from werkzeug.test import Client

from fake_okta.messages import (
    ListDeviceCertificates,
    ListUserCertificates,
    ReadDeviceTrust,
    SetUserStatus,
)
from fake_okta.site import create_site
from tests.fake_okta.pages_table import CONSOLE_PAGES, filled_in
from tests.fake_okta.test_console import HTML, ORG, Browser, use

FORM = {"tenantUrl": "https://evil.test", "username": "x", "password": "x", "_xsrfToken": "0" * 128}
named = {"ids": lambda value: value if isinstance(value, str) else None}
at_each = pytest.mark.parametrize(("rule", "method"), CONSOLE_PAGES, **named)


def ask(client, rule, method, app="crm", **headers):
    form = FORM if method == "POST" else None
    return client.open(
        filled_in(rule, app), method=method, base_url=ORG, data=form, headers={**HTML, **headers}
    )


def state(estate):
    """What a form of the console could have changed."""
    return (
        estate.asks(ReadDeviceTrust()),
        estate.asks(ListUserCertificates("ada@acme.test")),
        estate.asks(ListDeviceCertificates("UDID-ada")),
    )


def cookie_of(browser):
    return browser.client.get_cookie("sid", domain="acme.okta.com").value


def test_the_map_has_the_pages_that_the_console_is_to_have():
    assert {
        "/admin/access/device-trust",
        "/admin/app/instance/<app>/app-sign-on-policy-list",
        "/admin/user/profile/view/<user>/revoke",
        "/report/system_log_2",
    } <= {rule for rule, _ in CONSOLE_PAGES}


@at_each
def test_whoever_has_no_living_session_is_sent_to_the_sign_in(estate, rule, method):
    use(estate)
    gone, ended = Browser(estate.okta), Browser(estate.okta)
    gone.get("/login/signout")
    estate.at += 7200
    before = state(estate)
    token, cookie = estate.okta.admin_token, cookie_of(ended)
    nobody = Client(create_site(estate.okta, lambda login, password: False), use_cookies=False)
    for headers in (
        {},
        {"Cookie": "sid=102guess"},
        {"Cookie": f"sid={token}"},
        {"Cookie": f"sid={cookie}"},
        {"Cookie": f"sid={cookie.lower()}"},
        {"Authorization": f"SSWS {token}"},
        {"Authorization": "Basic YWRtaW5AYWNtZTpyaWdodA=="},
    ):
        answered = ask(nobody, rule, method, **headers)
        if rule == "/admin":
            assert answered.location == "/admin/access/device-trust"
        elif method == "POST":
            assert answered.status_code in {302, 403}, headers
        else:
            assert answered.location.startswith("/login/login.htm?fromURI="), headers
        assert "jamfcloud" not in answered.text
    assert ask(gone.client, rule, method).status_code in {302, 403}
    assert state(estate) == before


@at_each
def test_whoever_is_no_administrator_is_refused(estate, rule, method):
    use(estate)
    ada = Browser(estate.okta, "ada@acme.test")
    before = state(estate)
    answered = ask(ada.client, rule, method)
    assert (answered.status_code, "jamfcloud" in answered.text) == (302 if rule == "/admin" else 403, False)
    assert state(estate) == before


@at_each
def test_the_session_of_an_administrator_who_was_put_out_is_none(estate, rule, method):
    use(estate)
    admin = Browser(estate.okta)
    estate.asks(SetUserStatus("admin@acme", "suspend"))
    before = state(estate)
    answered = ask(admin.client, rule, method)
    assert answered.status_code in {302, 403}
    assert "jamfcloud" not in answered.text
    assert state(estate) == before


@at_each
def test_an_administrator_is_shown_each_page_and_sends_no_form_that_no_page_has_shown(estate, rule, method):
    use(estate)
    before = state(estate)
    answered = ask(Browser(estate.okta).client, rule, method, estate.okta.app("crm").id)
    if method == "POST":
        assert answered.status_code == 403
    else:
        assert answered.status_code == (302 if rule == "/admin" else 200)
    assert state(estate) == before
