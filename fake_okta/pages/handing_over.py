"""How a person is handed over to an app: the form that a browser carries there, and what an app reads of it.

Sources: OASIS 'Profiles for SAML 2.0', 4.1.4 (responses by HTTP POST, and what a service provider checks); OASIS
'Web Services Federation Language 1.2', 13.2 (``wa``, ``wresult``).
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from lxml import etree
from signxml.exceptions import SignXMLException
from signxml.verifier import XMLVerifier

from fake_okta.management.messages_apps import AppRecord
from fake_okta.pages.asked import Asked
from fake_okta.pages.assertion import ASSERTION, ASSERTION_1, PROTOCOL, IdentityProvider, SignedIn

NOBODY_ASKED: Final = Asked()
_NAMES: Final = {"two": ASSERTION, "one": ASSERTION_1}


class NotThisOrgs(Exception):
    """What was handed over is not what this org has signed for now."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form that is posted to an app: its address and its fields."""

    action: str
    fields: Mapping[str, str]

    @property
    def origin(self) -> str:
        """Scheme and host of the address, for the page's policy; "" where it is no address of the web."""
        parts = urlsplit(self.action)
        return (
            f"{parts.scheme}://{parts.netloc}" if parts.scheme in {"https", "http"} and parts.netloc else ""
        )


def form_for(
    provider: IdentityProvider, org_url: str, app: AppRecord, login: str, at: int, asked: Asked = NOBODY_ASKED
) -> Form:
    """The form for an app and a person, signed at epoch second ``at``, as the answer to what the app asked.

    It goes to the app's own address where it has one (``ssoAcsUrl``, ``wReplyURL``), else to this org's stand-in.
    """
    if app.sign_on_mode == "ws_fed":
        own = _section(app, "app")
        action = str(own.get("wReplyURL") or f"{org_url}/sso/wsfed/{app.id}")
        audience = str(own.get("audienceRestriction") or f"urn:okta:{app.id}")
        result = provider.wsfed_result(SignedIn(login, audience, action, at))
        return Form(action, {"wa": "wsignin1.0", "wresult": result, "wctx": asked.relay_state})
    own = _section(app, "signOn")
    action = str(own.get("ssoAcsUrl") or f"{org_url}/sso/saml2/{app.id}")
    audience = str(own.get("audience") or action)
    response = provider.saml_response(SignedIn(login, audience, action, at, asked.request_id))
    return Form(action, {"SAMLResponse": response, "RelayState": asked.relay_state})


def _section(app: AppRecord, name: str) -> Mapping[str, Any]:
    found = app.settings.get(name)
    return found if isinstance(found, Mapping) else {}


def read_saml(fields: Mapping[str, str], provider: IdentityProvider, at: int) -> SignedIn:
    """Whom a SAML response lets in; raises NotThisOrgs where it is not signed by the org, or not valid at ``at``."""
    try:
        document = b64decode(fields.get("SAMLResponse", ""), validate=True)
    except ValueError:
        raise NotThisOrgs("There is no SAML response.") from None
    assertion = _verified(document, provider, "ID")
    conditions = assertion.find("two:Conditions", _NAMES)
    _check_time(conditions, at)
    confirmed = assertion.find(".//two:SubjectConfirmationData", _NAMES)
    return SignedIn(
        assertion.findtext(".//two:NameID", "", _NAMES),
        assertion.findtext(".//two:Audience", "", _NAMES),
        "" if confirmed is None else confirmed.get("Recipient", ""),
        at,
    )


def read_wsfed(fields: Mapping[str, str], provider: IdentityProvider, at: int) -> SignedIn:
    """Whom a WS-Federation token lets in; raises as ``read_saml`` does."""
    token = _verified(fields.get("wresult", "").encode(), provider, "AssertionID")
    _check_time(token.find("one:Conditions", _NAMES), at)
    login = token.findtext(".//one:NameIdentifier", "", _NAMES)
    return SignedIn(login, token.findtext(".//one:Audience", "", _NAMES), "", at)


def _verified(document: bytes, provider: IdentityProvider, id_attribute: str) -> etree._Element:
    """What the org has signed, and nothing around it. Entities and outside documents are not read."""
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        whole = etree.fromstring(document, parser)
        found = XMLVerifier().verify(whole, x509_cert=provider.certificate, id_attribute=id_attribute)
    except (etree.LxmlError, SignXMLException, ValueError) as wrong:
        raise NotThisOrgs("This was not signed by this org.") from wrong
    signed = (found[0] if isinstance(found, list) else found).signed_xml
    if signed is not None and signed.tag == f"{{{PROTOCOL}}}Response":
        signed = signed.find("two:Assertion", _NAMES)
    if signed is None or etree.QName(signed).localname != "Assertion":
        raise NotThisOrgs("What was signed is no assertion.")
    return signed


def _check_time(conditions: etree._Element | None, at: int) -> None:
    if conditions is None:
        raise NotThisOrgs("The assertion has no conditions.")
    begins, ends = (
        datetime.fromisoformat(conditions.get(name, "")).timestamp() for name in ("NotBefore", "NotOnOrAfter")
    )
    if not begins <= at < ends:
        raise NotThisOrgs("The assertion is not valid now.")
