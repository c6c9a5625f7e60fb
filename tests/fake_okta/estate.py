"""An org with a clock that tests turn by hand, a Jamf Pro that answers its client, Macs with real keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fake_okta import jamf_client
from fake_okta.assumptions import OktaAssumptions
from fake_okta.messages import (
    Anonymous,
    ApiToken,
    Certificate,
    Challenged,
    ClientSeen,
    CreateApp,
    CreateUser,
    Device,
    EnableDeviceTrust,
    Enroll,
    FinishSignIn,
    JamfConnection,
    Message,
    OpenApp,
    PresentCertificate,
    Renew,
    RenewalProof,
    Rule,
    Session,
    SessionCookie,
    SignInResult,
    StartSession,
    renewal_content,
)
from fake_okta.okta import Okta
from fake_okta.syslog import LogEvent

R = TypeVar("R")

START = 1_500_000_000
DAY = 86_400
MAC_CHROME = ClientSeen(
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_13_4) AppleWebKit/537.36 Chrome/66.0 Safari/537.36",
    "192.0.2.7",
)
TRUSTED_MACS_ONLY = (
    Rule("trusted Macs", "allow", platforms=frozenset({"osx"}), trust="trusted"),
    Rule("all others", "deny"),
)


@dataclass
class JamfStandIn:
    """A Jamf Pro at the other end of the port: who is managed, and what the account may do."""

    now: Callable[[], int]
    password: str = "correct horse"
    managed: dict[str, bool] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    down: bool = False
    asked: list[str] = field(default_factory=list)
    tokens: dict[str, int] = field(default_factory=dict)

    def __call__(self, request: jamf_client.JamfRequest) -> jamf_client.JamfReply:
        self.asked.append(type(request).__name__)
        if self.down:
            raise jamf_client.JamfUnreachable("no answer")
        if isinstance(request, jamf_client.GetToken):
            if request.password != self.password:
                raise jamf_client.JamfRefused(401, "Unauthorized")
            token, expires_at = f"token {len(self.asked)}", self.now() + 1800
            self.tokens[token] = expires_at
            return jamf_client.JamfToken(token, expires_at)
        if self.tokens.get(request.token, 0) <= self.now():
            raise jamf_client.JamfRefused(401, "Unauthorized")
        if type(request).__name__ in self.missing:
            raise jamf_client.JamfRefused(403, "Forbidden")
        if not isinstance(request, jamf_client.ReadComputer):
            return jamf_client.JamfListing(3)
        if request.udid not in self.managed:
            raise jamf_client.JamfRefused(404, "Not Found")
        return jamf_client.JamfComputer(request.udid, self.managed[request.udid])


@dataclass
class Mac:
    """A Mac with a key of its own."""

    name: str
    key: ec.EllipticCurvePrivateKey

    @property
    def device(self) -> Device:
        return Device(f"UDID-{self.name}", f"{self.name}'s Mac")

    def request(self) -> bytes:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Okta MTLS")])
        builder = x509.CertificateSigningRequestBuilder().subject_name(name)
        return builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def proof(self, certificate: Certificate, at: int) -> RenewalProof:
        content = renewal_content(self.device, at)
        return RenewalProof(certificate, at, at + 3600, content, self.signs(content))

    def signs(self, content: bytes) -> bytes:
        return self.key.sign(content, ec.ECDSA(hashes.SHA256()))


class Estate:
    """The org, its Jamf Pro, and the few sentences that every test says."""

    def __init__(self, assumptions: OktaAssumptions, seed: bytes, org: str) -> None:
        self.at = START
        self.jamf = JamfStandIn(lambda: self.at)
        self.okta = Okta(
            org=org, cell="ok3", seed=seed, now=lambda: self.at, jamf=self.jamf, assumptions=assumptions
        )
        self.connection = JamfConnection("https://acme.jamfcloud.com", "okta", self.jamf.password)
        self.secret = ""

    def asks(self, message: Message[R]) -> R:
        """As the admin."""
        return self.okta.handle(message, ApiToken(self.okta.admin_token))

    def enabled(self) -> Estate:
        """With Device Trust on, ada, and an app that only trusted Macs may open."""
        self.secret = self.asks(EnableDeviceTrust(self.connection, "https://help.acme.test/macs")).secret_key
        self.asks(CreateUser("ada@acme.test"))
        self.asks(CreateApp("crm", "saml", TRUSTED_MACS_ONLY))
        self.okta.drain_log()
        return self

    def mac(self, name: str = "ada") -> Mac:
        mac = Mac(name, ec.derive_private_key(int.from_bytes(name.encode(), "big") + 7, ec.SECP256R1()))
        self.jamf.managed.setdefault(mac.device.udid, True)
        return mac

    def enroll(self, mac: Mac) -> Certificate:
        message = Enroll(self.secret, "1.2.1", mac.device, mac.request(), mac.name)
        return self.okta.handle(message, Anonymous())

    def renew(self, mac: Mac, certificate: Certificate, at: int | None = None) -> Certificate:
        proof = mac.proof(certificate, self.at if at is None else at)
        return self.okta.handle(Renew("1.2.1", mac.device, mac.request(), mac.name, proof), Anonymous())

    def session(self, login: str = "ada@acme.test", client: ClientSeen = MAC_CHROME) -> Session:
        return self.okta.handle(StartSession(login, client), Anonymous())

    def open(
        self,
        app: str = "crm",
        certificate: Certificate | None = None,
        session: Session | None = None,
        *,
        login: str = "ada@acme.test",
        client: ClientSeen = MAC_CHROME,
        from_home_page: bool = False,
        webview: bool = False,
    ) -> SignInResult:
        """Open an app, showing this certificate where the org asks for one."""
        session = session or self.session(login, client)
        cookie = SessionCookie(session.session_id)
        answer = self.okta.handle(OpenApp(app, client, from_home_page, webview), cookie)
        if isinstance(answer, SignInResult):
            return answer
        assert isinstance(answer, Challenged)
        ticket = self.okta.handle(PresentCertificate(answer.nonce, certificate), Anonymous()).ticket
        return self.okta.handle(FinishSignIn(answer.nonce, ticket), cookie)

    def logged(self, event_type: str) -> list[LogEvent]:
        """The events of this type that are still kept."""
        return list(self.okta.log.query(event_type=event_type))
