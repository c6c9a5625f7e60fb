"""What can be said to Okta: one frozen dataclass an operation, typed by its reply.

One message is one HTTP exchange with one host. Times are whole seconds since the epoch, UTC. Nothing here
knows HTTP, Flask or SimPy: ``wire`` turns messages into requests and back.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Generic, Literal, NamedTuple, TypeVar

R = TypeVar("R")

_COMPACT = json.JSONEncoder(separators=(",", ":")).encode

Host = Literal["org", "mtls"]


class Message(Generic[R]):
    """Base of all messages to Okta; ``R`` is the type of the reply."""

    __slots__ = ()
    host: ClassVar[Host] = "org"


# --- who asks ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Anonymous:
    """Nobody: the registration task speaks without HTTP credentials, its proof is inside the message."""


@dataclass(frozen=True, slots=True, repr=False)
class ApiToken:
    """An administrator's SSWS token."""

    value: str


@dataclass(frozen=True, slots=True)
class SessionCookie:
    """A person's session in a browser or app."""

    session_id: str


@dataclass(frozen=True, slots=True)
class ConsoleSession:
    """An administrator's session in the pages of the Admin Console.

    The pages say so for a browser's session once they have seen that a form is their own. Elsewhere a session stands
    for a person and never for an administrator, so a forged request does nothing.
    """

    session_id: str


class ClientKey:
    """The private key of a client certificate: with it a client proves in the handshake that the certificate is its own.

    It never travels. Who presents a certificate has it; where no handshake is made, nobody asks for it.
    """

    __slots__ = ()


Credentials = Anonymous | ApiToken | SessionCookie | ConsoleSession | ClientKey


# --- values -----------------------------------------------------------------------------------------------


class OnDemand(ABC):
    """Bytes that are made when somebody reads them (``bytes(...)``), the same ones each time.

    Their maker is in this process and stands for what they are, so whoever would check them may take its word; bytes
    from elsewhere are bytes, and are checked.
    """

    __slots__ = ()

    @abstractmethod
    def __bytes__(self) -> bytes:
        """Make them."""

    def __eq__(self, other: object) -> bool:
        """Equal bytes; the same object without making them."""
        if self is other:
            return True
        return bytes(self) == bytes(other) if isinstance(other, OnDemand | bytes) else NotImplemented

    def __hash__(self) -> int:
        """Of the bytes, so that both forms are found in one place."""
        return hash(bytes(self))


Octets = bytes | OnDemand


class DeferredRequest(OnDemand):
    """A signing request that is signed with its own key."""

    __slots__ = ()


class DeferredSignature(OnDemand):
    """A signature over ``content`` with the key that ``certificate`` is for."""

    __slots__ = ("certificate", "content")

    def __init__(self, certificate: Octets, content: bytes) -> None:
        self.certificate = certificate
        self.content = content


@dataclass(frozen=True, slots=True)
class Certificate:
    """A Device Trust client certificate as it travels: the fields that clients read, and its DER bytes."""

    serial_number: int
    subject: str
    issuer: str
    issuer_key_id: str
    not_before: int
    not_after: int
    der: Octets


@dataclass(frozen=True, slots=True)
class Device:
    """What a Mac says of itself: Hardware UUID and computer name."""

    udid: str
    display_name: str


@dataclass(frozen=True, slots=True)
class RenewalProof:
    """Possession of the old certificate: ``content`` (see ``renewal_content``) signed with its key.

    ``signed_attributes`` are what was signed in its place, where the token says so: CMS attributes that hold its digest.
    """

    certificate: Certificate
    issued_at: int
    expires_at: int
    content: bytes
    signature: Octets
    signed_attributes: bytes = b""


def renewal_content(device: Device, issued_at: int) -> bytes:
    """What a renewal's proof says and signs: the device, and a window from five minutes ago to an hour ahead.

    ``issued_at`` is the Mac's own clock. The form is that of the registration task's deviceRenewalToken.
    """
    said = {
        "device": {"uuid": device.udid, "displayName": device.display_name},
        "iat": issued_at,
        "exp": issued_at + 3600,
        "nbf": issued_at - 300,
    }
    return _COMPACT(said).encode()


@dataclass(frozen=True, slots=True)
class ClientSeen:
    """What Okta sees of the client in a request: its User-Agent and the address it comes from."""

    user_agent: str
    ip_address: str


# --- the registration task --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Metadata:
    """The mutual TLS host of the org's cell, for example ``https://ok3-devicetrust.okta.com``."""

    cert_auth_domain: str


@dataclass(frozen=True, slots=True)
class GetMetadata(Message[Metadata]):
    """Where is the mutual TLS handshake to take place? Needs no credentials."""


@dataclass(frozen=True, slots=True)
class Enroll(Message[Certificate]):
    """A first certificate for this device, proved by the org token that the admin pasted into the task."""

    org_token: str
    client_version: str
    device: Device
    csr: Octets
    local_user: str

    def __repr__(self) -> str:
        return f"Enroll({self.device.udid}, version {self.client_version})"


@dataclass(frozen=True, slots=True)
class Renew(Message[Certificate]):
    """A new certificate for a device that proves it holds one; sends no org token."""

    client_version: str
    device: Device
    csr: Octets
    local_user: str
    proof: RenewalProof


# --- signing in to an app ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Session:
    """A session at the org."""

    session_id: str
    user_id: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class StartSession(Message[Session]):
    """A person signs in to Okta itself. ``password_ok`` False stands for a wrong password."""

    login: str
    client: ClientSeen
    password_ok: bool = True


@dataclass(frozen=True, slots=True)
class Challenged:
    """The app's rules ask for device trust: go to the mutual TLS host with this nonce."""

    nonce: str
    cert_auth_domain: str


Page = Literal["app", "security_requirements", "access_denied", "none"]
DeviceVerdict = Literal["trusted", "untrusted", "not_asked"]


@dataclass(frozen=True, slots=True)
class SignInResult:
    """What came of opening an app.

    ``rule`` is the deciding rule's name. ``reason`` is ``ok`` or why it was denied: for an untrusted device
    the certificate's trouble (no_certificate, certificate_expired, certificate_not_yet_valid,
    certificate_revoked, untrusted_issuer, unknown_certificate, bound_to_another_user), else
    ``denied_by_rule`` or ``not_assigned``. ``device_reason`` says the same of the device alone, also where
    the rules let it in; ``not_asked`` where nobody looked. Two reasons come from named assumptions:
    ``read_only`` (a first use in a read-only cell) and ``setting_disabled`` (rules ask, the setting is off).
    ``app`` is the label of the app that was opened, as the org itself knows it.
    """

    outcome: Literal["allowed", "denied"]
    reason: str
    rule: str
    page: Page
    device: DeviceVerdict
    device_reason: str
    factor_prompted: bool = False
    learn_more_url: str | None = None
    bound_now: bool = False
    serial_number: int | None = None
    app: str = ""


class Foreseen(NamedTuple):
    """What opening an app would come to, and the device condition (any, trusted, not_trusted) of the deciding rule."""

    result: SignInResult
    trust: str


@dataclass(frozen=True, slots=True)
class OpenApp(Message[SignInResult | Challenged]):
    """Open a secured app in a session. ``from_home_page`` marks apps opened from the Okta home page."""

    app: str
    client: ClientSeen
    from_home_page: bool = False
    webview: bool = False


@dataclass(frozen=True, slots=True)
class Presented:
    """The mutual TLS host's one-time answer, to be carried back to the org."""

    ticket: str


@dataclass(frozen=True, slots=True)
class PresentCertificate(Message[Presented]):
    """The handshake at the mutual TLS host: with a certificate, or with none."""

    host: ClassVar[Host] = "mtls"
    nonce: str
    certificate: Certificate | None


@dataclass(frozen=True, slots=True)
class FinishSignIn(Message[SignInResult]):
    """Back at the org with the mutual TLS host's answer."""

    nonce: str
    ticket: str


@dataclass(frozen=True, slots=True)
class HomePage:
    """The apps of a person's home page, and which of them carry a lock."""

    apps: tuple[str, ...]
    locked: frozenset[str]


@dataclass(frozen=True, slots=True)
class OpenHomePage(Message[HomePage]):
    """Look at the home page of the session; ``okta_mobile`` never shows locks."""

    client: ClientSeen
    okta_mobile: bool = False


# --- the administrator ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, repr=False)
class JamfConnection:
    """The Jamf Pro tenant as the admin entered it in the wizard."""

    tenant_url: str
    username: str
    password: str


@dataclass(frozen=True, slots=True, repr=False)
class SecretShown:
    """Secret Key Value and Org URL, shown this once."""

    secret_key: str
    org_url: str


@dataclass(frozen=True, slots=True)
class EnableDeviceTrust(Message[SecretShown]):
    """Security > Device Trust: enable macOS Device Trust, or edit it (a new secret only the first time)."""

    connection: JamfConnection
    learn_more_url: str | None = None


@dataclass(frozen=True, slots=True)
class UpdateDeviceTrust(Message[None]):
    """Edit the enabled setting: other credentials for Jamf, another Learn more URL."""

    connection: JamfConnection
    learn_more_url: str | None = None


@dataclass(frozen=True, slots=True)
class DisableDeviceTrust(Message[None]):
    """Security > Device Trust: disable. Rules that still ask for Trusted leave an inconsistent state."""


@dataclass(frozen=True, slots=True)
class ResetSecretKey(Message[SecretShown]):
    """Reset macOS Secret Key: the old one stops to enroll."""


@dataclass(frozen=True, slots=True)
class ConnectionTest:
    """Whether 'Test API credentials' succeeded, and what it says."""

    ok: bool
    message: str


@dataclass(frozen=True, slots=True)
class TestApiCredentials(Message[ConnectionTest]):
    """The wizard's button."""

    __test__ = False
    connection: JamfConnection


@dataclass(frozen=True, slots=True)
class SetFeature(Message[None]):
    """Okta Support switches the org's Device Trust capability on or off."""

    enabled: bool


@dataclass(frozen=True, slots=True)
class DeviceTrustSetting:
    """The setting as the admin sees it, without secrets.

    ``inconsistent_rules`` names (app, rule) of each active rule that asks for device trust while setting or
    the feature is off.
    """

    feature: bool
    enabled: bool
    tenant_url: str | None
    learn_more_url: str | None
    inconsistent_rules: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ReadDeviceTrust(Message[DeviceTrustSetting]):
    """Look at Security > Device Trust."""


@dataclass(frozen=True, slots=True)
class SetReadOnly(Message[None]):
    """Okta puts the cell into read-only mode, or takes it out."""

    read_only: bool


UserStatus = Literal["STAGED", "PROVISIONED", "ACTIVE", "SUSPENDED", "DEPROVISIONED"]


@dataclass(frozen=True, slots=True)
class User:
    """A person in Okta's directory."""

    id: str
    login: str
    status: UserStatus


@dataclass(frozen=True, slots=True)
class CreateUser(Message[User]):
    """Add a person; ``groups`` by name (created where missing)."""

    login: str
    groups: tuple[str, ...] = ()
    activate: bool = True


@dataclass(frozen=True, slots=True)
class SetUserStatus(Message[User]):
    """A life-cycle operation: activate, deactivate (revokes the user's certificates), suspend, unsuspend."""

    login: str
    operation: Literal["activate", "deactivate", "suspend", "unsuspend"]


@dataclass(frozen=True, slots=True)
class SetMembership(Message[None]):
    """Put a person into a group, or take them out."""

    login: str
    group: str
    member: bool = True


@dataclass(frozen=True, slots=True)
class CreateZone(Message[None]):
    """A network zone by its gateways (CIDR blocks)."""

    name: str
    gateways: tuple[str, ...]


ClientType = Literal["web", "modern_auth", "active_sync", "legacy"]
Platform = Literal["ios", "android", "mobile_other", "windows", "osx", "desktop_other"]
Trust = Literal["any", "trusted", "not_trusted"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One app sign-on rule, in the words of the Admin Console's form.

    An empty ``users`` and ``groups`` means everybody. ``location`` is ``anywhere`` or ``in_zone`` or
    ``not_in_zone`` with ``zones``. ``clients`` None means that the app has no client condition.
    """

    name: str
    access: Literal["allow", "deny"]
    users: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    excluded_users: frozenset[str] = frozenset()
    excluded_groups: frozenset[str] = frozenset()
    location: Literal["anywhere", "in_zone", "not_in_zone"] = "anywhere"
    zones: frozenset[str] = frozenset()
    clients: frozenset[ClientType] | None = None
    platforms: frozenset[Platform] = frozenset(
        ("ios", "android", "mobile_other", "windows", "osx", "desktop_other")
    )
    trust: Trust = "any"
    prompt_for_factor: bool = False
    active: bool = True


SignOnMode = Literal["saml", "ws_fed", "oidc", "swa", "bookmark"]


@dataclass(frozen=True, slots=True)
class CreateApp(Message[None]):
    """An app instance; ``office365`` apps alone have the client condition."""

    label: str
    sign_on_mode: SignOnMode
    rules: tuple[Rule, ...] = ()
    office365: bool = False
    groups: frozenset[str] = frozenset({"Everyone"})


@dataclass(frozen=True, slots=True)
class SetRules(Message[None]):
    """Replace an app's sign-on rules; their order is their priority. The default rule stays last."""

    app: str
    rules: tuple[Rule, ...]


CertificateStatus = Literal["issued_unbound", "bound", "expired", "revoked"]


@dataclass(frozen=True, slots=True)
class CertificateRecord:
    """What Okta keeps of a certificate."""

    kid: str
    serial_number: int
    udid: str
    display_name: str
    local_user: str
    not_before: int
    not_after: int
    status: CertificateStatus
    bound_to: str | None
    renewed_from: int | None


@dataclass(frozen=True, slots=True)
class ListDeviceCertificates(Message[tuple[CertificateRecord, ...]]):
    """All certificates ever issued to a device, oldest first (Okta's internal call)."""

    udid: str


@dataclass(frozen=True, slots=True)
class ListUserCertificates(Message[tuple[CertificateRecord, ...]]):
    """People > user: all certificates that were ever bound to a user, in the order of binding."""

    login: str


@dataclass(frozen=True, slots=True)
class RevokeDeviceCertificate(Message[None]):
    """Revoke one certificate of a device (Okta's internal call; the way out of the limit)."""

    udid: str
    kid: str


@dataclass(frozen=True, slots=True)
class RevokeUserCertificates(Message[int]):
    """People > user > Revoke Trust Certificate: all of that user's; the reply is how many."""

    login: str
