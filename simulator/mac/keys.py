"""Private keys of a Mac, signing requests and proofs: made when they are needed. Alone on a Mac to use cryptography.

A key is kept as what it is derived from: of 100,000 Macs the keys themselves would take a fifth of a gigabyte. With
``on_demand`` nothing is signed either until somebody reads the bytes; they are the same bytes then.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final, Literal, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import NameOID

from fake_okta import messages as okta
from simulator.mac.primes import rsa_2048_primes

COMMON_NAME: Final = "Okta MTLS"
POOL: Final = 4
"""So many RSA keys are made, and shared by all Macs: one takes a second, where a P-256 key takes 40 µs."""

_ORDER_OF_P256: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_RSA_EXPONENT: Final = 65_537
# RFC 6979: the signature's nonce comes from key and message, so a run is the same to the byte.
_SIGNATURE: Final = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
_ECDSA_WITH_SHA256: Final = bytes.fromhex("300a06082a8648ce3d040302")

Made = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class Practice(NamedTuple):
    """How a run makes keys and certificates; the same for all its Macs.

    Attributes:
        on_demand: what would be signed is signed when somebody reads the bytes, and until then taken for what it is.
        kind: P-256, or RSA-2048 as the registration task makes it, from a pool (Macs then share keys, not certificates).
    """

    on_demand: bool = False
    kind: Literal["p256", "rsa2048"] = "p256"


REAL: Final = Practice()


class PrivateKey(okta.ClientKey):
    """A private key as a keychain holds it; compared as the one thing that it is. ``material``: 32 octets."""

    __slots__ = ("material", "practice")

    def __init__(self, material: bytes, practice: Practice = REAL) -> None:
        self.material = material
        self.practice = practice

    def __repr__(self) -> str:
        return "PrivateKey(...)"

    def made(self) -> Made:
        """The key itself."""
        number = int.from_bytes(self.material, "big")
        if self.practice.kind == "rsa2048":
            return _rsa_key(number % POOL)
        return ec.derive_private_key(number % (_ORDER_OF_P256 - 1) + 1, ec.SECP256R1())


def make_key(material: bytes, practice: Practice = REAL) -> PrivateKey:
    """A key derived from 32 octets: the same key for the same octets."""
    return PrivateKey(material, practice)


def csr(key: PrivateKey) -> okta.Octets:
    """A PKCS#10 request (RFC 2986, DER) for CN=Okta MTLS, signed with its own key."""
    return _Request(key) if key.practice.on_demand else _request(key.made())


def sign(key: PrivateKey, certificate: okta.Octets, content: bytes) -> okta.Octets:
    """A signature (SHA-256) over ``content`` with the key that ``certificate`` (DER) is for."""
    return (
        _Signature(key, certificate, content) if key.practice.on_demand else _signature(key.made(), content)
    )


class _Request(okta.DeferredRequest):
    __slots__ = ("_key",)

    def __init__(self, key: PrivateKey) -> None:
        self._key = key

    def __bytes__(self) -> bytes:
        return _request(self._key.made())


class _Signature(okta.DeferredSignature):
    __slots__ = ("_key",)

    def __init__(self, key: PrivateKey, certificate: okta.Octets, content: bytes) -> None:
        super().__init__(certificate, content)
        self._key = key

    def __bytes__(self) -> bytes:
        return _signature(self._key.made(), self.content)


def _signature(key: Made, content: bytes) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(content, padding.PKCS1v15(), hashes.SHA256())
    return key.sign(content, _SIGNATURE)


def _request(key: Made) -> bytes:
    if isinstance(key, rsa.RSAPrivateKey):
        builder = x509.CertificateSigningRequestBuilder().subject_name(_subject())
        return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    before, after = _request_form()
    said = before + _point(key) + after
    signature = key.sign(said, _SIGNATURE)
    bits = b"\x03" + _length(len(signature) + 1) + b"\x00" + signature
    body = said + _ECDSA_WITH_SHA256 + bits
    return b"\x30" + _length(len(body)) + body


@lru_cache(maxsize=1)
def _request_form() -> tuple[bytes, bytes]:
    """What is to be signed, before and after the public key: requests for P-256 keys differ in it alone."""
    key = make_key(b"a sample").made()
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    request = x509.CertificateSigningRequestBuilder().subject_name(_subject()).sign(key, hashes.SHA256())
    before, after = request.tbs_certrequest_bytes.split(_point(key))
    return before, after


def _subject() -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, COMMON_NAME),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Okta"),
            x509.NameAttribute(NameOID.STATE_OR_PROVINCE_NAME, "CA"),
            x509.NameAttribute(NameOID.COUNTRY_NAME, "US"),
        ]
    )


def _point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def _length(number: int) -> bytes:
    if number < 0x80:
        return bytes([number])
    needed = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(needed)]) + needed


@cache
def _rsa_key(number: int) -> rsa.RSAPrivateKey:
    p, q = rsa_2048_primes(f"trustlab rsa key {number}".encode())
    d = pow(_RSA_EXPONENT, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(_RSA_EXPONENT, p * q)
    numbers = rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), public)
    return numbers.private_key()
