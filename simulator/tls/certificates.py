"""Server certificates of a private CA, for the hosts that are served here. Their dates are the machine's, not the world's.

Source: RFC 5280 and, for the name in a certificate, RFC 6125 (a server is known by its subjectAltName).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from ipaddress import ip_address
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOT_BEFORE: Final = datetime(2015, 1, 1, tzinfo=UTC)
NOT_AFTER: Final = datetime(2049, 12, 31, tzinfo=UTC)
"""Wide enough for a browser whose clock is the simulated one."""

_ORDER_OF_P256: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True, slots=True)
class ServerIdentity:
    """A server's certificate and its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


class ServerAuthority:
    """A CA for server certificates alone; whoever knows ``seed`` (octets) can sign for it."""

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._key = self._derived("authority")
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "trustlab server CA")])
        self.certificate = (
            self._builder(self._name, self._key.public_key(), "authority")
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .sign(self._key, hashes.SHA256(), ecdsa_deterministic=True)
        )

    @property
    def pem(self) -> bytes:
        """The certificate that clients are to trust."""
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def issue(self, hosts: tuple[str, ...]) -> ServerIdentity:
        """A certificate for these hosts: names (which may begin with ``*.``) and addresses."""
        what = "|".join(hosts)
        key = self._derived(what)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, hosts[0][:64])])
        names = x509.SubjectAlternativeName([_general_name(host) for host in hosts])
        authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        certificate = (
            self._builder(subject, key.public_key(), what)
            .add_extension(names, critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(authority, critical=False)
            .sign(self._key, hashes.SHA256(), ecdsa_deterministic=True)
        )
        return ServerIdentity(certificate, key)

    def _builder(
        self, subject: x509.Name, public_key: ec.EllipticCurvePublicKey, what: str
    ) -> x509.CertificateBuilder:
        serial_number = int.from_bytes(self._digest(f"serial number|{what}")[:16], "big") | 1
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._name)
            .public_key(public_key)
            .serial_number(serial_number)
            .not_valid_before(NOT_BEFORE)
            .not_valid_after(NOT_AFTER)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        )

    def _derived(self, what: str) -> ec.EllipticCurvePrivateKey:
        number = int.from_bytes(self._digest(f"key|{what}"), "big")
        return ec.derive_private_key(number % (_ORDER_OF_P256 - 1) + 1, ec.SECP256R1())

    def _digest(self, what: str) -> bytes:
        return blake2b(what.encode(), key=self._seed[:64], digest_size=32).digest()


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
