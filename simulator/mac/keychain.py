"""Keychains and what they hold: identities, passwords, preferences. Alone on a Mac to use cryptography.

Sources: 'Device Trust for Jamf Pro-managed macOS', Okta help (the Okta keychain with certificate and key; the
``device_trust`` password and identity preferences in the login keychain); ``man security`` (partition list).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from fake_okta import messages as okta
from simulator.chance import Entity, octets

PASSWORD_LABEL: Final = "device_trust"  # noqa: S105  # the label of an item, not a password
COMMON_NAME: Final = "Okta MTLS"
PROOF_LIFE_S: Final = 3600

Key = ec.EllipticCurvePrivateKey

_ORDER_OF_P256: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
# RFC 6979: the signature's nonce comes from key and message, so a run is the same to the byte.
_SIGNATURE: Final = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
_ECDSA_WITH_SHA256: Final = bytes.fromhex("300a06082a8648ce3d040302")
_LETTERS: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
_LETTER_OF_OCTET: Final = bytes(_LETTERS[octet % len(_LETTERS)] for octet in range(256))


@dataclass(frozen=True, slots=True, eq=False)
class Identity:
    """A certificate with its private key, as a keychain shows it; compared as the one thing that it is."""

    certificate: okta.Certificate
    key: Key

    @property
    def serial_text(self) -> str:
        """The serial number as the trace and Okta's log write it: hexadecimal."""
        return format(self.certificate.serial_number, "x")

    def valid_at(self, at: int, *, also_before: bool = False) -> bool:
        """Whether it is valid at epoch second ``at`` (both ends count, RFC 5280), or perhaps only later."""
        certificate = self.certificate
        return at <= certificate.not_after and (also_before or at >= certificate.not_before)


@dataclass(slots=True, eq=False)
class OktaKeychain:
    """okta.keychain of one macOS account.

    Attributes:
        password: what opens it; a copy stands in the login keychain under ``device_trust``.
        identities: certificates with their keys, in the order of import.
        unlocked: set to stay open once unlocked, until the next login.
        partition_list: who may use the keys without a prompt (``apple:``, ``teamid:...``).
        loose_keys: keys whose certificates were deleted without them.
    """

    password: str = field(repr=False)
    unlocked: bool = True
    identities: list[Identity] = field(default_factory=list)
    partition_list: frozenset[str] = frozenset()
    loose_keys: list[Key] = field(default_factory=list)

    def add(self, identity: Identity) -> None:
        """Import an identity. Its key is on nobody's list until the partition list is set again."""
        self.identities.append(identity)
        self.partition_list = frozenset()

    def remove(self, identity: Identity, *, with_key: bool) -> None:
        """Delete a certificate, with or without its key."""
        self.identities.remove(identity)
        if not with_key:
            self.loose_keys.append(identity.key)

    def holds_key_of(self, identity: Identity) -> bool:
        """Whether the key is still in the keychain, with its certificate or without."""
        return identity in self.identities or any(key is identity.key for key in self.loose_keys)


@dataclass(slots=True, eq=False)
class LoginKeychain:
    """The login (default) keychain of one macOS account.

    Attributes:
        available: whether there is one; macOS offers to reset one that it cannot open.
        unlocked: open while the user is logged in.
        passwords: generic passwords by label.
        identity_preferences: certificate serial numbers by host pattern (``*.okta.com``).
    """

    available: bool = True
    unlocked: bool = True
    passwords: dict[str, str] = field(default_factory=dict, repr=False)
    identity_preferences: dict[str, int] = field(default_factory=dict)

    @property
    def usable(self) -> bool:
        """Whether items can be read and added without asking anybody."""
        return self.available and self.unlocked

    def password(self) -> str | None:
        """The Okta keychain's password, or None where it is missing or cannot be read."""
        return self.passwords.get(PASSWORD_LABEL) if self.usable else None

    def reset(self) -> None:
        """Start anew, empty, as after a password change that the old one did not follow."""
        self.available = self.unlocked = True
        self.passwords.clear()
        self.identity_preferences.clear()


# --- key material -----------------------------------------------------------------------------------------


def make_key(material: bytes) -> Key:
    """Derive a P-256 key from octets: the same key for the same octets (the task's own is RSA-2048)."""
    return ec.derive_private_key(int.from_bytes(material, "big") % (_ORDER_OF_P256 - 1) + 1, ec.SECP256R1())


def make_password(seed: int, replication: int, entity: Entity, number: int) -> str:
    """Draw the keychain's random password: 40 letters and digits, from the Mac's own dice."""
    drawn = octets(seed, replication, entity, f"keychain password {number}", 40)
    return drawn.translate(_LETTER_OF_OCTET).decode()


def csr(key: Key) -> bytes:
    """Make a PKCS#10 request (RFC 2986, DER) for CN=Okta MTLS, signed with its own key."""
    before, after = _request_form()
    said = before + _point(key) + after
    signature = key.sign(said, _SIGNATURE)
    bits = b"\x03" + _length(len(signature) + 1) + b"\x00" + signature
    body = said + _ECDSA_WITH_SHA256 + bits
    return b"\x30" + _length(len(body)) + body


def prove(identity: Identity, device: okta.Device, now: int) -> okta.RenewalProof:
    """Prove possession of an identity, by the Mac's own clock (``now``, epoch seconds); good for an hour."""
    content = okta.renewal_content(device, now)
    signature = identity.key.sign(content, _SIGNATURE)
    return okta.RenewalProof(identity.certificate, now, now + PROOF_LIFE_S, content, signature)


@lru_cache(maxsize=1)
def _request_form() -> tuple[bytes, bytes]:
    """What is to be signed, before and after the public key: requests for P-256 keys differ in it alone."""
    key = make_key(b"a sample")
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, COMMON_NAME),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Okta"),
            x509.NameAttribute(NameOID.STATE_OR_PROVINCE_NAME, "CA"),
            x509.NameAttribute(NameOID.COUNTRY_NAME, "US"),
        ]
    )
    request = x509.CertificateSigningRequestBuilder().subject_name(subject).sign(key, hashes.SHA256())
    before, after = request.tbs_certrequest_bytes.split(_point(key))
    return before, after


def _point(key: Key) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def _length(number: int) -> bytes:
    if number < 0x80:
        return bytes([number])
    needed = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(needed)]) + needed
