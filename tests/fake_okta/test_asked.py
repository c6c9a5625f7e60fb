"""What an app asks for comes back with the answer, whatever is on the way; what is no request is refused."""

import re
import zlib
from base64 import b64decode, b64encode

import pytest
from lxml import etree

from fake_okta.messages import CreateApp, Rule
from fake_okta.pages.asked import MAX_RELAY_STATE
from tests.fake_okta.test_pages import HTML, ORG, Visitor, heading

REQUEST = '<p:AuthnRequest xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_asked.1" Version="2.0"/>'
ENTITIES = '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.fixture
def ada(estate):
    visitor = Visitor(estate.okta)
    visitor.sign_in()
    return visitor


def deflated(text):
    packer = zlib.compressobj(wbits=-15)
    return b64encode(packer.compress(text.encode()) + packer.flush()).decode()


def posted(text):
    return b64encode(text.encode()).decode()


def address(estate, label="crm", how="saml"):
    return f"/app/any/{estate.okta.app(label).id}/sso/{how}"


def ask(visitor, path, **query):
    return visitor.client.get(path, base_url=ORG, headers=HTML, query_string=query)


def answered_to(page):
    (response,) = re.findall(r'name="SAMLResponse" value="([^"]*)"', page.text)
    return etree.fromstring(b64decode(response)).get("InResponseTo")


@pytest.mark.parametrize("how", ["redirect", "post"])
def test_the_request_outlasts_the_sign_in_and_the_challenge(estate, how):
    certificate = estate.enroll(estate.mac())
    visitor = Visitor(estate.okta)
    if how == "post":
        form = {"SAMLRequest": posted(REQUEST), "RelayState": "/reports?a=1&b=é"}
        there = visitor.client.post(address(estate), base_url=ORG, headers=HTML, data=form).location
        asked = visitor.client.get(there, base_url=ORG, headers=HTML)
    else:
        asked = ask(visitor, address(estate), SAMLRequest=deflated(REQUEST), RelayState="/reports?a=1&b=é")
    page = visitor.get(ORG + asked.location)
    back = re.search(r'name="fromURI" value="([^"]*)"', page.text).group(1).replace("&amp;", "&")
    leaving = visitor.follow(ORG + visitor.sign_in(back=back).location, certificate)
    assert heading(leaving) == "On the way to crm"
    assert answered_to(leaving) == "_asked.1"
    assert 'name="RelayState" value="/reports?a=1&amp;b=é"' in leaving.text


def test_a_request_is_answered_once_and_no_other_visit_has_it(estate, ada):
    certificate = estate.enroll(estate.mac())
    path = f"{address(estate)}?SAMLRequest={deflated(REQUEST).replace('+', '%2B')}"
    assert answered_to(ada.follow(ORG + path, certificate)) == "_asked.1"
    assert answered_to(ada.follow(ORG + address(estate), certificate)) is None


def test_an_app_of_ws_federation_has_its_context_back(estate, ada):
    estate.asks(CreateApp("office", "ws_fed", (Rule("all", "allow"),), office365=True))
    leaving = ask(ada, address(estate, "office", "wsfed/passive"), wa="wsignin1.0", wctx="here & there")
    assert 'name="wctx" value="here &amp; there"' in leaving.text


@pytest.mark.parametrize(
    "request_text",
    ["%", "x", "====", deflated("no xml"), deflated("<x/>"), deflated("<a"), b64encode(REQUEST.encode()).decode(),
     deflated(REQUEST.replace("_asked.1", "")), deflated(REQUEST.replace("_asked.1", "1 &quot; x")),
     deflated(REQUEST + " " * 200_000), deflated(REQUEST.replace("AuthnRequest", "LogoutRequest"))],
    ids=range(11),
)  # fmt: skip
def test_what_is_no_request_is_refused(estate, ada, request_text):
    assert ask(ada, address(estate), SAMLRequest=request_text).status_code == 400


@pytest.mark.parametrize("written", ["%", "x", "bm8geG1s", posted("<x/>"), deflated(REQUEST)])
def test_what_is_no_request_is_refused_as_a_form_too(estate, ada, written):
    form = {"SAMLRequest": written}
    assert ada.client.post(address(estate), base_url=ORG, headers=HTML, data=form).status_code == 400


def test_a_request_with_entities_in_it_is_refused(estate, ada):
    bomb = f"{ENTITIES}]>{REQUEST.replace('/>', '>&i;</p:AuthnRequest>')}"
    assert ask(ada, address(estate), SAMLRequest=deflated(bomb)).status_code == 400


def test_a_state_that_is_too_long_is_refused(estate, ada):
    assert ask(ada, address(estate), RelayState="x" * (MAX_RELAY_STATE + 1)).status_code == 400


def test_an_app_that_is_not_there_is_no_page(ada):
    for path in ("/app/any/0oanone/sso/saml", "/app/0oanone/sso/saml/metadata"):
        assert ask(ada, path).status_code == 404


def test_anybody_reads_the_metadata_whatever_they_accept(estate):
    visitor = Visitor(estate.okta)
    path = f"/app/{estate.okta.app('crm').id}/sso/saml/metadata"
    told = visitor.client.get(path, base_url=ORG, headers={"Accept": "*/*"})
    assert (told.status_code, told.mimetype) == (200, "application/xml")
    assert etree.fromstring(told.data).get("entityID") == "https://acme.okta.com/saml"
