"""What an app is handed: signed by the org, for that app, for five minutes."""

from base64 import b64decode

import pytest
from lxml import etree
from signxml.exceptions import InvalidSignature
from signxml.verifier import SignatureConfiguration, XMLVerifier

from fake_okta.pages.assertion import ASSERTION, IdentityProvider, SignedIn

WHO = SignedIn("ada@acme.test", "urn:acme:salesforce", "https://acme.my.salesforce.test/acs", 1_736_150_400)
PROVIDER = IdentityProvider("https://acme.okta.com", b"seed")
NAMES = {"saml": ASSERTION}


def verified(response, provider=PROVIDER):
    tree = etree.fromstring(b64decode(response))
    return XMLVerifier().verify(tree, x509_cert=provider.certificate).signed_xml


def test_a_response_is_signed_with_the_orgs_key_and_names_who_is_let_in_where():
    assertion = verified(PROVIDER.saml_response(WHO))
    assert assertion.findtext("saml:Issuer", namespaces=NAMES) == "https://acme.okta.com/saml"
    assert assertion.findtext(".//saml:NameID", namespaces=NAMES) == "ada@acme.test"
    assert assertion.findtext(".//saml:Audience", namespaces=NAMES) == "urn:acme:salesforce"
    confirmed = assertion.find(".//saml:SubjectConfirmationData", namespaces=NAMES)
    assert confirmed.attrib == {
        "NotOnOrAfter": "2025-01-06T08:05:00Z",
        "Recipient": "https://acme.my.salesforce.test/acs",
    }


def test_the_assertion_in_a_response_is_signed_as_well_where_it_stands():
    tree = etree.fromstring(b64decode(PROVIDER.saml_response(WHO)))
    (inner,) = tree.findall("saml:Assertion", NAMES)
    found = SignatureConfiguration(location=f"./{{{ASSERTION}}}Assertion/")
    signed = XMLVerifier().verify(tree, x509_cert=PROVIDER.certificate, expect_config=found).signed_xml
    assert (signed.tag, signed.get("ID")) == (inner.tag, inner.get("ID"))


def test_an_answer_names_the_request_in_both_places_and_has_an_id_of_its_own():
    asked = SignedIn(*[getattr(WHO, name) for name in ("login", "audience", "acs_url", "at")], "_request.7")
    told = etree.fromstring(b64decode(PROVIDER.saml_response(asked)))
    assert [one.get("InResponseTo") for one in told.iter() if one.get("InResponseTo")] == ["_request.7"] * 2
    unasked = etree.fromstring(b64decode(PROVIDER.saml_response(WHO)))
    assert told.get("ID") != unasked.get("ID")
    assert not [one for one in unasked.iter() if one.get("InResponseTo")]


def test_a_wsfed_token_is_signed_and_of_saml_1_1():
    tree = etree.fromstring(PROVIDER.wsfed_result(WHO))
    token = XMLVerifier().verify(tree, x509_cert=PROVIDER.certificate, id_attribute="AssertionID").signed_xml
    assert (token.get("MajorVersion"), token.get("MinorVersion")) == ("1", "1")
    assert "ada@acme.test" in "".join(token.itertext())


def test_a_changed_response_is_not_the_orgs():
    changed = b64decode(PROVIDER.saml_response(WHO)).replace(b"ada@acme.test", b"eve@acme.test")
    with pytest.raises(InvalidSignature):
        XMLVerifier().verify(etree.fromstring(changed), x509_cert=PROVIDER.certificate)


def test_another_orgs_response_is_not_this_orgs():
    other = IdentityProvider("https://acme.okta.com", b"another seed")
    with pytest.raises(InvalidSignature):
        verified(other.saml_response(WHO))


def test_hostile_names_stay_text():
    login = '<a xmlns="x"/>&"]]>'
    who = SignedIn(login, login, WHO.acs_url, WHO.at)
    assert verified(PROVIDER.saml_response(who)).findtext(".//saml:NameID", namespaces=NAMES) == login
