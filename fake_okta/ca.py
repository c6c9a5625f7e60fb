"""The org's certificate authority: issue from a request, verify what is presented. Alone to use keys;
fields of a certificate are also read in ``certificate_reading``.

Names, key usage and validity as 'Device Trust for Jamf Pro-managed macOS', Okta help, shows them (issuer CN
'MTLS Certificate Authority', subject CN 'Okta MTLS', one year); the form of certificates is RFC 5280's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Final, Literal

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from fake_okta.leaf_form import LeafForm, fits, signed
from fake_okta.messages import Certificate, DeferredRequest, DeferredSignature, Octets, OnDemand

ISSUER: Final = "CN=MTLS Certificate Authority"
SUBJECT: Final = "CN=Okta MTLS, O=Okta, ST=CA, C=US"
VALIDITY: Final = 365 * 86_400

_ORDER_OF_P256: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_ISSUER_NAME: Final = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "MTLS Certificate Authority")])
_SUBJECT_NAME: Final = x509.Name(
    [
        x509.NameAttribute(NameOID.COMMON_NAME, "Okta MTLS"),
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Okta"),
        x509.NameAttribute(NameOID.STATE_OR_PROVINCE_NAME, "CA"),
        x509.NameAttribute(NameOID.COUNTRY_NAME, "US"),
    ]
)
# RFC 6979: the signature's nonce comes from key and message, so a run is the same to the byte.
_SIGNATURE: Final = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
# Others' certificates that were seen are remembered by their bytes; a fleet comes back with the same ones every day.
_REMEMBERED: Final = 131_072

DevicePublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey
Trouble = Literal[
    "untrusted_issuer", "unknown_certificate", "certificate_expired", "certificate_not_yet_valid"
]


class RequestRefused(Exception):
    """A certificate signing request that this CA does not sign, and why."""


@dataclass(frozen=True, slots=True)
class SigningRequest:
    """A request that was read and found good: the key to certify. ``point`` is empty for an RSA key."""

    public_key: DevicePublicKey
    point: bytes


class Leaf(OnDemand):
    """A certificate of this CA for a request that nobody has read yet."""

    __slots__ = ("_authority", "_request", "at", "serial_number", "until")

    def __init__(
        self,
        authority: CertificateAuthority,
        request: DeferredRequest,
        serial_number: int,
        at: int,
        until: int,
    ) -> None:
        self._authority = authority
        self._request = request
        self.serial_number = serial_number
        self.at = at
        self.until = until

    def __bytes__(self) -> bytes:
        """Read the request, and sign."""
        request = read_request(bytes(self._request))
        assert isinstance(request, SigningRequest)
        return self._authority.signed(request, self.serial_number, self.at, self.until)

    def issued_by(self, authority: CertificateAuthority) -> bool:
        """Whether it is that CA's."""
        return self._authority is authority


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a presented certificate is, at any moment: ``trouble`` None means issued here, for clients."""

    serial_number: int
    not_before: int
    not_after: int
    trouble: Trouble | None

    def trouble_at(self, at: int) -> Trouble | None:
        """What is wrong with it at this second, or None. Both ends of the validity are valid (RFC 5280)."""
        if self.trouble is not None:
            return self.trouble
        if at > self.not_after:
            return "certificate_expired"
        return "certificate_not_yet_valid" if at < self.not_before else None


class CertificateAuthority:
    """One org's CA: its key comes from the seed, so two orgs never trust each other's certificates.

    What was inspected is remembered by its bytes: of others' certificates ``most_remembered`` at most, of its own all, as the
    org's register has them. Were its own forgotten too, 100,000 Macs would come back with certificates that have to be
    checked anew, each at the price of half an enrollment.
    """

    def __init__(self, seed: bytes, most_remembered: int = _REMEMBERED) -> None:
        self._most_remembered = most_remembered
        self._key = _key_from(seed)
        public_key = self._key.public_key()
        authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(public_key)
        self.key_id = (authority.key_identifier or b"").hex()
        self._root = _root(self._key)
        self._issued: dict[bytes, Inspected] = {}
        self._remembered: dict[bytes, Inspected] = {}
        self._leaf = (
            x509.CertificateBuilder()
            .subject_name(_SUBJECT_NAME)
            .issuer_name(_ISSUER_NAME)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(of_a_ca=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), critical=False)
            .add_extension(authority, critical=False)
        )
        self._form = self._cut_form()

    @property
    def root_der(self) -> bytes:
        """The CA's own certificate: what the mutual TLS host trusts."""
        return self._root.public_bytes(serialization.Encoding.DER)

    def issue(self, request: SigningRequest | DeferredRequest, serial_number: int, at: int) -> Certificate:
        """A client certificate, valid for 365 days from ``at``, the same bytes for the same arguments."""
        not_after = at + VALIDITY
        der: Octets
        if isinstance(request, DeferredRequest):
            der = Leaf(self, request, serial_number, at, not_after)
        else:
            der = self.signed(request, serial_number, at, not_after)
            # What this CA has just signed needs no check of its signature when it comes back.
            self._issued[_digest(der)] = Inspected(serial_number, at, not_after, None)
        return Certificate(
            serial_number=serial_number,
            subject=SUBJECT,
            issuer=ISSUER,
            issuer_key_id=self.key_id,
            not_before=at,
            not_after=not_after,
            der=der,
        )

    def signed(self, request: SigningRequest, serial_number: int, at: int, until: int) -> bytes:
        """The DER of a certificate for these values."""
        if not fits(serial_number, until, request.point):
            certificate = self._built(request.public_key, serial_number, at, until)
            return certificate.public_bytes(serialization.Encoding.DER)
        to_be_signed = self._form.fill(serial_number, at, until, request.point)
        return signed(to_be_signed, self._key.sign(to_be_signed, _SIGNATURE))

    def _built(self, key: DevicePublicKey, serial_number: int, at: int, until: int) -> x509.Certificate:
        return (
            self._leaf.public_key(key)
            .serial_number(serial_number)
            .not_valid_before(_utc(at))
            .not_valid_after(_utc(until))
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
            .sign(self._key, hashes.SHA256(), ecdsa_deterministic=True)
        )

    def _cut_form(self) -> LeafForm:
        # Any other key would do for the sample, but not the CA's own: its identifier is in there already.
        key = _key_from(b"the key of the sample").public_key()
        serial_number, at, until = (1 << 126) + 0x1234567, 1_700_000_000, 1_710_000_000
        sample = self._built(key, serial_number, at, until).tbs_certificate_bytes
        return LeafForm(sample, serial_number=serial_number, at=at, until=until, point=_point(key))

    def inspect(self, der: Octets) -> Inspected:
        """What these bytes are to this CA. The signature is checked once for the same bytes."""
        if isinstance(der, Leaf) and der.issued_by(self):
            return Inspected(der.serial_number, der.at, der.until, None)
        der = bytes(der)
        digest = _digest(der)
        inspected = self._issued.get(digest) or self._remembered.get(digest)
        if inspected is None:
            inspected = self._look_at(der)
            self._remember(digest, inspected)
        return inspected

    def _remember(self, digest: bytes, inspected: Inspected) -> None:
        if len(self._remembered) >= self._most_remembered:
            del self._remembered[next(iter(self._remembered))]
        self._remembered[digest] = inspected

    def _look_at(self, der: bytes) -> Inspected:
        try:
            certificate = x509.load_der_x509_certificate(der)
        except (ValueError, x509.InvalidVersion):
            return Inspected(0, 0, 0, "untrusted_issuer")
        return Inspected(
            serial_number=certificate.serial_number,
            not_before=int(certificate.not_valid_before_utc.timestamp()),
            not_after=int(certificate.not_valid_after_utc.timestamp()),
            trouble=self._standing_trouble(certificate),
        )

    def _standing_trouble(self, certificate: x509.Certificate) -> Trouble | None:
        try:
            # Checks that the issuer's name is the root's subject, and the signature with the root's key.
            certificate.verify_directly_issued_by(self._root)
        except (ValueError, TypeError, UnsupportedAlgorithm, InvalidSignature):
            return "untrusted_issuer"
        return None if _is_for_clients(certificate) else "unknown_certificate"


def read_request(der: Octets, *, stale_signature_accepted: bool = False) -> SigningRequest | DeferredRequest:
    """A PKCS#10 request (RFC 2986) with a P-256 key or an RSA key of 2048 bits or more.

    One that is made on demand is taken as it is. Raises RequestRefused where it is no such request or is not signed with
    its own key.
    """
    if isinstance(der, DeferredRequest):
        return der
    try:
        request = x509.load_der_x509_csr(bytes(der))
        key = request.public_key()
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion) as wrong:
        raise RequestRefused("it is no PKCS#10 request") from wrong
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        accepted = SigningRequest(key, _point(key))
    elif isinstance(key, rsa.RSAPublicKey) and key.key_size >= 2048:
        accepted = SigningRequest(key, b"")
    else:
        raise RequestRefused("its key is neither P-256 nor RSA of 2048 bits or more")
    if not stale_signature_accepted and not _signed_with_its_key(request, key):
        raise RequestRefused("its signature was not made with its key")
    return accepted


def signed_with(der: Octets, content: bytes, signature: Octets) -> bool:
    """Whether ``signature`` over ``content`` (SHA-256) was made with the key of this certificate."""
    if isinstance(signature, DeferredSignature) and signature.certificate is der:
        return signature.content == content
    signature = bytes(signature)
    try:
        key = x509.load_der_x509_certificate(bytes(der)).public_key()
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(signature, content, ec.ECDSA(hashes.SHA256()))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, content, padding.PKCS1v15(), hashes.SHA256())
        else:
            return False
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion, InvalidSignature):
        return False
    return True


def _signed_with_its_key(request: x509.CertificateSigningRequest, key: DevicePublicKey) -> bool:
    algorithm = request.signature_hash_algorithm
    if algorithm is None or not isinstance(key, ec.EllipticCurvePublicKey):
        return request.is_signature_valid
    try:
        # The same check, without decoding the key a second time: a fleet enrolls 100,000 times.
        key.verify(request.signature, request.tbs_certrequest_bytes, ec.ECDSA(algorithm))
    except InvalidSignature:
        return False
    return True


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def _digest(der: bytes) -> bytes:
    return blake2b(der, digest_size=16).digest()


def _key_from(seed: bytes) -> ec.EllipticCurvePrivateKey:
    wide = blake2b(seed, digest_size=64, person=b"okta ca key").digest()
    return ec.derive_private_key(int.from_bytes(wide, "big") % (_ORDER_OF_P256 - 1) + 1, ec.SECP256R1())


def _root(key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    # Valid over any time that a scenario may play in: device certificates live in simulated time.
    public_key = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(_ISSUER_NAME)
        .issuer_name(_ISSUER_NAME)
        .public_key(public_key)
        .serial_number(1)
        .not_valid_before(datetime(2000, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 12, 31, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(of_a_ca=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .sign(key, hashes.SHA256(), ecdsa_deterministic=True)
    )


def _usage(*, of_a_ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not of_a_ca,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=of_a_ca,
        crl_sign=of_a_ca,
        encipher_only=False,
        decipher_only=False,
    )


def _is_for_clients(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    return ExtendedKeyUsageOID.CLIENT_AUTH in usage


def _utc(at: int) -> datetime:
    return datetime.fromtimestamp(at, UTC)
