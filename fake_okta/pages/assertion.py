"""What Okta hands an app once a person is let in: a signed SAML 2.0 response, or a WS-Federation token.

Sources: OASIS 'Assertions and Protocols for SAML 2.0' (5: signatures; 3.2.2: responses) and 'Profiles' (4.1: web browser
single sign-on); OASIS 'Web Services Federation Language 1.2' (13: passive requestors), with a SAML 1.1 token inside.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from lxml import etree
from lxml.builder import ElementMaker
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.signer import XMLSigner

PROTOCOL: Final = "urn:oasis:names:tc:SAML:2.0:protocol"
ASSERTION: Final = "urn:oasis:names:tc:SAML:2.0:assertion"
ASSERTION_1: Final = "urn:oasis:names:tc:SAML:1.0:assertion"
METADATA: Final = "urn:oasis:names:tc:SAML:2.0:metadata"
TRUST: Final = "http://schemas.xmlsoap.org/ws/2005/02/trust"
LIFE: Final = timedelta(minutes=5)

_BEARER: Final = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
_PASSWORD: Final = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"  # noqa: S105  # a class of authentication
_UNSPECIFIED: Final = "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified"
_ORDER_OF_P256: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_DS: Final = "http://www.w3.org/2000/09/xmldsig#"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who was let in where, and when (epoch second). ``audience`` names the app, ``acs_url`` takes the response.

    ``request_id`` is of the app's request that is answered, "" where it made none.
    """

    login: str
    audience: str
    acs_url: str
    at: int
    request_id: str = ""


class IdentityProvider:
    """An org as identity provider: its name, its key and the certificate that apps know it by."""

    def __init__(self, org_url: str, seed: bytes) -> None:
        self.issuer = f"{org_url}/saml"
        number = int.from_bytes(blake2b(b"identity provider", key=seed[:64], digest_size=32).digest(), "big")
        self._key = ec.derive_private_key(number % (_ORDER_OF_P256 - 1) + 1, ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, org_url.removeprefix("https://")[:64])])
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self._key.public_key())
            .serial_number(number >> 128 | 1)
            .not_valid_before(datetime(2015, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(2049, 12, 31, tzinfo=UTC))
            .sign(self._key, hashes.SHA256(), ecdsa_deterministic=True)
        )

    def saml_response(self, who: SignedIn) -> str:
        """A SAML response, signed as a whole with a signed assertion in it, in base64, as ``SAMLResponse`` carries it."""
        samlp = ElementMaker(namespace=PROTOCOL, nsmap={"samlp": PROTOCOL, "saml": ASSERTION})
        saml = ElementMaker(namespace=ASSERTION, nsmap={"saml": ASSERTION})
        response = samlp.Response(
            saml.Issuer(self.issuer),
            samlp.Status(samlp.StatusCode(Value="urn:oasis:names:tc:SAML:2.0:status:Success")),
            self._assertion(who),
            ID=f"r{self._id(who)}",
            Version="2.0",
            IssueInstant=_instant(who.at),
            Destination=who.acs_url,
            **_answers(who),
        )
        # The assertion is signed where it stands: moved afterwards, its namespaces would be written otherwise.
        whole = self._signed(response, f"_{self._id(who)}", "ID")
        whole.insert(1, _place_of_a_signature())
        return b64encode(etree.tostring(self._signed(whole, f"r{self._id(who)}", "ID"))).decode()

    def wsfed_result(self, who: SignedIn) -> str:
        """The field ``wresult``: a RequestSecurityTokenResponse with a signed SAML 1.1 token."""
        trust = ElementMaker(namespace=TRUST, nsmap={"t": TRUST})
        result = trust.RequestSecurityTokenResponse(trust.RequestedSecurityToken(self._token(who)))
        return etree.tostring(self._signed(result, f"_{self._id(who)}", "AssertionID")).decode()

    def _assertion(self, who: SignedIn) -> etree._Element:
        saml = ElementMaker(namespace=ASSERTION, nsmap={"saml": ASSERTION})
        until = _instant(who.at, LIFE)
        confirmed = saml.SubjectConfirmationData(NotOnOrAfter=until, Recipient=who.acs_url, **_answers(who))
        assertion: etree._Element = saml.Assertion(
            saml.Issuer(self.issuer),
            _place_of_a_signature(),
            saml.Subject(
                saml.NameID(who.login, Format=_UNSPECIFIED),
                saml.SubjectConfirmation(confirmed, Method=_BEARER),
            ),
            saml.Conditions(
                saml.AudienceRestriction(saml.Audience(who.audience)),
                NotBefore=_instant(who.at, -LIFE),
                NotOnOrAfter=until,
            ),
            saml.AuthnStatement(
                saml.AuthnContext(saml.AuthnContextClassRef(_PASSWORD)),
                AuthnInstant=_instant(who.at),
                SessionIndex=f"_{self._id(who)}",
            ),
            ID=f"_{self._id(who)}",
            Version="2.0",
            IssueInstant=_instant(who.at),
        )
        return assertion

    def _token(self, who: SignedIn) -> etree._Element:
        saml = ElementMaker(namespace=ASSERTION_1, nsmap={"saml": ASSERTION_1})
        audience = saml.AudienceRestrictionCondition(saml.Audience(who.audience))
        token: etree._Element = saml.Assertion(
            saml.Conditions(audience, NotBefore=_instant(who.at, -LIFE), NotOnOrAfter=_instant(who.at, LIFE)),
            saml.AuthenticationStatement(
                saml.Subject(saml.NameIdentifier(who.login, Format=_UNSPECIFIED)),
                AuthenticationMethod="urn:oasis:names:tc:SAML:1.0:am:password",
                AuthenticationInstant=_instant(who.at),
            ),
            _place_of_a_signature(),
            MajorVersion="1",
            MinorVersion="1",
            AssertionID=f"_{self._id(who)}",
            Issuer=self.issuer,
            IssueInstant=_instant(who.at),
        )
        return token

    def metadata(self, sso_url: str) -> str:
        """What an app is set up with: the org's name and certificate, and where people are sent."""
        md = ElementMaker(namespace=METADATA, nsmap={"md": METADATA, "ds": _DS})
        ds = ElementMaker(namespace=_DS, nsmap={"ds": _DS})
        shown = b64encode(self.certificate.public_bytes(serialization.Encoding.DER)).decode()
        described = md.IDPSSODescriptor(
            md.KeyDescriptor(ds.KeyInfo(ds.X509Data(ds.X509Certificate(shown))), use="signing"),
            md.NameIDFormat(_UNSPECIFIED),
            *(
                md.SingleSignOnService(
                    Binding=f"urn:oasis:names:tc:SAML:2.0:bindings:{how}", Location=sso_url
                )
                for how in ("HTTP-POST", "HTTP-Redirect")
            ),
            WantAuthnRequestsSigned="false",
            protocolSupportEnumeration=PROTOCOL,
        )
        whole = md.EntityDescriptor(described, entityID=self.issuer)
        return etree.tostring(whole, xml_declaration=True, encoding="UTF-8").decode()

    def _signed(self, whole: etree._Element, signed_id: str, attribute: str) -> etree._Element:
        """What has this ID is signed where it stands, at the place that is held for its signature."""
        signer = XMLSigner(
            signature_algorithm=SignatureMethod.ECDSA_SHA256,
            digest_algorithm=DigestAlgorithm.SHA256,
            c14n_algorithm="http://www.w3.org/2001/10/xml-exc-c14n#",
        )
        return signer.sign(
            whole,
            key=self._key,
            cert=[self.certificate],
            reference_uri=signed_id,
            id_attribute=attribute,
        )

    def _id(self, who: SignedIn) -> str:
        told = f"{who.login}|{who.audience}|{who.at}|{who.request_id}"
        return blake2b(told.encode(), digest_size=16).hexdigest()


def _place_of_a_signature() -> etree._Element:
    return etree.Element(f"{{{_DS}}}Signature", {"Id": "placeholder"}, nsmap={"ds": _DS})


def _answers(who: SignedIn) -> dict[str, str]:
    return {"InResponseTo": who.request_id} if who.request_id else {}


def _instant(at: int, later: timedelta = timedelta(0)) -> str:
    return (datetime.fromtimestamp(at, UTC) + later).strftime("%Y-%m-%dT%H:%M:%SZ")
