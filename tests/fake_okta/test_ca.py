"""The org's CA: what it issues, and what it makes of what is presented."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store
from hypothesis import given
from hypothesis import strategies as st

from fake_okta.ca import (
    VALIDITY,
    CertificateAuthority,
    Inspected,
    RequestRefused,
    read_request,
    signed_with,
)
from fake_okta.leaf_form import fits, signed
from fake_okta.messages import DeferredRequest, DeferredSignature

AT = 1_500_000_000
SERIAL = (1 << 126) + 5
CA = CertificateAuthority(b"acme")
KEY = ec.derive_private_key(12345, ec.SECP256R1())


def request_of(key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "anything")])
    builder = x509.CertificateSigningRequestBuilder().subject_name(name)
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def _last_with_short_times(later: int) -> int:
    return int(datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp()) - VALIDITY + later


def test_a_certificate_has_the_documented_names_usage_and_year() -> None:
    acme = CertificateAuthority(b"acme")
    reply = acme.issue(read_request(request_of(KEY)), SERIAL, AT)
    seen = x509.load_der_x509_certificate(reply.der)
    assert seen.issuer.rfc4514_string() == "CN=MTLS Certificate Authority" == reply.issuer
    assert {a.rfc4514_string() for a in seen.subject} == set(reply.subject.split(", "))
    assert {a.rfc4514_string() for a in seen.subject} == {"CN=Okta MTLS", "O=Okta", "ST=CA", "C=US"}
    assert seen.serial_number == SERIAL == reply.serial_number
    assert seen.not_valid_before_utc == datetime.fromtimestamp(AT, UTC)
    assert (seen.not_valid_after_utc - seen.not_valid_before_utc).days == 365
    assert (reply.not_before, reply.not_after) == (AT, AT + VALIDITY)
    usage = seen.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    authority = seen.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    assert (authority.key_identifier or b"").hex() == reply.issuer_key_id == CA.key_id


def test_another_implementation_accepts_the_chain_within_its_year() -> None:
    reply = CA.issue(read_request(request_of(KEY)), SERIAL, AT)
    leaf, root = x509.load_der_x509_certificate(reply.der), x509.load_der_x509_certificate(CA.root_der)
    anything, strict = ExtensionPolicy.permit_all(), ExtensionPolicy.webpki_defaults_ca()
    builder = PolicyBuilder().store(Store([root])).time(datetime.fromtimestamp(AT + 1, UTC))
    builder = builder.extension_policies(ca_policy=strict, ee_policy=anything)
    assert builder.build_client_verifier().verify(leaf, []).chain == [leaf, root]


@given(
    secret=st.integers(1, 2**200),
    serial_number=st.integers(1, 2**127 - 1) | st.integers(2**126, 2**127 - 1),
    at=st.integers(1_400_000_000, 2_600_000_000) | st.integers(0, 1).map(_last_with_short_times),
)
def test_the_form_with_blanks_gives_the_bytes_of_the_builder(
    secret: int, serial_number: int, at: int
) -> None:
    key = ec.derive_private_key(secret, ec.SECP256R1())
    filled = CA.issue(read_request(request_of(key)), serial_number, at).der
    built = CA._built(key.public_key(), serial_number, at, at + VALIDITY)
    assert filled == built.public_bytes(serialization.Encoding.DER)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_key() -> None:
    request = read_request(request_of(KEY))
    again = CertificateAuthority(b"acme").issue(request, SERIAL, AT)
    assert again == CA.issue(request, SERIAL, AT)
    assert CertificateAuthority(b"globex").key_id != CA.key_id


def test_rsa_requests_are_certified_too_but_no_short_keys_and_no_other_curves() -> None:
    reply = CA.issue(read_request(request_of(rsa.generate_private_key(65537, 2048))), SERIAL, AT)
    assert CA.inspect(reply.der).trouble is None
    for weak in (rsa.generate_private_key(65537, 1024), ec.derive_private_key(5, ec.SECP384R1())):
        with pytest.raises(RequestRefused, match=r"^its key is neither P-256 nor RSA of 2048 bits or more$"):
            read_request(request_of(weak))


def test_bytes_that_are_no_request_and_foreign_signatures_are_refused() -> None:
    with pytest.raises(RequestRefused, match=r"^it is no PKCS#10 request$"):
        read_request(b"hello")
    spoiled = bytearray(request_of(KEY))
    spoiled[-1] ^= 1
    with pytest.raises(RequestRefused, match=r"^its signature was not made with its key$"):
        read_request(bytes(spoiled))
    assert read_request(bytes(spoiled), stale_signature_accepted=True).public_key == KEY.public_key()


def test_a_certificate_is_good_from_its_first_to_its_last_second() -> None:
    inspected = CA.inspect(CA.issue(read_request(request_of(KEY)), SERIAL, AT).der)
    assert inspected.trouble_at(AT - 1) == "certificate_not_yet_valid"
    assert inspected.trouble_at(AT) is None
    assert inspected.trouble_at(AT + VALIDITY) is None
    assert inspected.trouble_at(AT + VALIDITY + 1) == "certificate_expired"


def test_another_orgs_certificate_is_of_an_untrusted_issuer_though_the_name_is_the_same() -> None:
    foreign = CertificateAuthority(b"globex").issue(read_request(request_of(KEY)), SERIAL, AT)
    assert foreign.issuer == CA.issue(read_request(request_of(KEY)), SERIAL, AT).issuer
    assert CA.inspect(foreign.der).trouble_at(AT) == "untrusted_issuer"
    assert CA.inspect(b"no certificate").trouble_at(AT) == "untrusted_issuer"


def test_a_changed_byte_makes_it_worthless_even_after_the_good_one_was_seen() -> None:
    good = CA.issue(read_request(request_of(KEY)), SERIAL, AT).der
    assert CA.inspect(good).trouble is None
    spoiled = bytearray(good)
    spoiled[good.index(b"Okta MTLS")] ^= 1
    assert CA.inspect(bytes(spoiled)).trouble == "untrusted_issuer"


def test_the_cas_own_certificate_is_no_client_certificate() -> None:
    assert CA.inspect(CA.root_der).trouble == "unknown_certificate"


def test_a_signature_counts_only_over_the_same_content_with_the_same_key() -> None:
    der = CA.issue(read_request(request_of(KEY)), SERIAL, AT).der
    signature = KEY.sign(b"said", ec.ECDSA(hashes.SHA256()))
    assert signed_with(der, b"said", signature)
    assert not signed_with(der, b"not said", signature)
    assert not signed_with(der, b"said", b"")
    assert not signed_with(b"no certificate", b"said", signature)
    other = ec.derive_private_key(777, ec.SECP256R1()).sign(b"said", ec.ECDSA(hashes.SHA256()))
    assert not signed_with(der, b"said", other)


def test_an_rsa_key_s_signature_counts_as_well_and_other_keys_and_kinds_of_it_do_not() -> None:
    key = rsa.generate_private_key(65537, 2048)
    der = CA.issue(read_request(request_of(key)), SERIAL, AT).der
    signature = key.sign(b"said", padding.PKCS1v15(), hashes.SHA256())
    assert signed_with(der, b"said", signature)
    assert not signed_with(der, b"not said", signature)
    assert not signed_with(der, b"said", KEY.sign(b"said", ec.ECDSA(hashes.SHA256())))
    assert not signed_with(der, b"said", key.sign(b"said", padding.PKCS1v15(), hashes.SHA512()))


def test_a_certificate_with_a_key_of_no_known_kind_proves_nothing() -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    der = certificate_by(key, key.public_key())
    assert not signed_with(der, b"said", key.sign(b"said"))


def certificate_by(
    key: ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey,
    public_key: ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey,
    usage: x509.ObjectIdentifier | None = ExtendedKeyUsageOID.CLIENT_AUTH,
) -> bytes:
    """A certificate in the CA's name, by hand."""
    builder = (
        x509.CertificateBuilder()
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "MTLS Certificate Authority")]))
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Okta MTLS")]))
        .public_key(public_key)
        .serial_number(77)
        .not_valid_before(datetime.fromtimestamp(AT, UTC))
        .not_valid_after(datetime.fromtimestamp(AT + 60, UTC))
    )
    if usage is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
    algorithm = hashes.SHA256() if isinstance(key, ec.EllipticCurvePrivateKey) else None
    return builder.sign(key, algorithm).public_bytes(serialization.Encoding.DER)


@pytest.mark.parametrize(
    ("usage", "trouble"),
    [
        (ExtendedKeyUsageOID.CLIENT_AUTH, None),
        (ExtendedKeyUsageOID.SERVER_AUTH, "unknown_certificate"),
        (None, "unknown_certificate"),
    ],
)
def test_only_a_certificate_for_clients_is_one_and_all_of_it_is_read(
    usage: x509.ObjectIdentifier | None, trouble: str | None
) -> None:
    der = certificate_by(CA._key, KEY.public_key(), usage)
    assert CA.inspect(der) == Inspected(77, AT, AT + 60, trouble)  # type: ignore[arg-type]


def test_what_cannot_be_read_is_of_no_issuer_and_no_time() -> None:
    assert CertificateAuthority(b"acme").inspect(b"no certificate") == Inspected(0, 0, 0, "untrusted_issuer")


def test_the_root_may_sign_certificates_and_nothing_else_for_a_century() -> None:
    authority = CertificateAuthority(b"acme")
    assert authority.root_der == CertificateAuthority(b"acme").root_der
    root = x509.load_der_x509_certificate(authority.root_der)
    assert root.subject == root.issuer
    assert root.serial_number == 1
    assert (root.not_valid_before_utc, root.not_valid_after_utc) == (
        datetime(2000, 1, 1, tzinfo=UTC),
        datetime(2099, 12, 31, tzinfo=UTC),
    )
    told = {one.value.__class__: (one.critical, one.value) for one in root.extensions}
    assert told[x509.BasicConstraints] == (True, x509.BasicConstraints(ca=True, path_length=0))
    assert told[x509.KeyUsage] == (True, usage_of("key_cert_sign", "crl_sign"))
    assert told[x509.SubjectKeyIdentifier][1].digest.hex() == authority.key_id
    assert not told[x509.SubjectKeyIdentifier][0]


def test_a_client_certificate_may_sign_and_is_no_ca() -> None:
    issued = CertificateAuthority(b"acme").issue(read_request(request_of(KEY)), SERIAL, AT)
    leaf = x509.load_der_x509_certificate(bytes(issued.der))
    told = {one.value.__class__: (one.critical, one.value) for one in leaf.extensions}
    assert told[x509.BasicConstraints] == (True, x509.BasicConstraints(ca=False, path_length=None))
    assert told[x509.KeyUsage] == (True, usage_of("digital_signature"))
    assert not told[x509.ExtendedKeyUsage][0]
    assert not told[x509.AuthorityKeyIdentifier][0]
    subject = x509.SubjectKeyIdentifier.from_public_key(KEY.public_key())
    assert told[x509.SubjectKeyIdentifier] == (False, subject)


def usage_of(*words: str) -> x509.KeyUsage:
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{name: name in words for name in names})


class Later(DeferredRequest):
    """A request that is made when somebody reads it."""

    __slots__ = ()

    def __bytes__(self) -> bytes:
        return request_of(KEY)


def test_a_certificate_for_a_request_made_on_demand_has_the_bytes_of_one_made_at_once() -> None:
    later = CA.issue(read_request(Later()), SERIAL, AT)
    at_once = CA.issue(read_request(request_of(KEY)), SERIAL, AT)
    assert CA.inspect(later.der) == Inspected(SERIAL, AT, AT + VALIDITY, None)
    assert CertificateAuthority(b"globex").inspect(later.der).trouble == "untrusted_issuer"
    assert bytes(later.der) == at_once.der


class Never(DeferredRequest):
    """A request that nobody is to read."""

    __slots__ = ()

    def __bytes__(self) -> bytes:
        raise AssertionError("it was read")


def test_a_certificate_of_its_own_on_demand_is_known_without_being_made() -> None:
    never = CA.issue(read_request(Never()), SERIAL, AT)
    assert CA.inspect(never.der) == Inspected(SERIAL, AT, AT + VALIDITY, None)


class Signature(DeferredSignature):
    """A signature that nobody is to read, or this one."""

    __slots__ = ("_octets",)

    def __init__(self, certificate: bytes, content: bytes, octets: bytes | None = None) -> None:
        super().__init__(certificate, content)
        self._octets = octets

    def __bytes__(self) -> bytes:
        assert self._octets is not None, "it was read"
        return self._octets


def test_a_signature_on_demand_is_its_certificates_own_and_over_its_content_alone() -> None:
    der, other = (CA.issue(read_request(request_of(KEY)), SERIAL + n, AT).der for n in range(2))
    assert signed_with(der, b"said", Signature(der, b"said"))
    assert not signed_with(der, b"said", Signature(der, b"something else"))
    assert not signed_with(der, b"said", Signature(other, b"said", octets=b"no signature"))
    read = KEY.sign(b"said", ec.ECDSA(hashes.SHA256()))
    assert signed_with(der, b"said", Signature(other, b"said", octets=read))


@pytest.fixture
def far_from_greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("far_from_greenwich")
def test_the_times_in_a_certificate_are_those_of_greenwich_wherever_the_org_s_host_is() -> None:
    key = rsa.generate_private_key(65537, 2048)
    for request in (request_of(KEY), request_of(key)):
        authority = CertificateAuthority(b"acme")
        der = authority.issue(read_request(request), SERIAL, AT).der
        seen = x509.load_der_x509_certificate(bytes(der))
        assert seen.not_valid_before_utc == datetime.fromtimestamp(AT, UTC)
        root = x509.load_der_x509_certificate(authority.root_der)
        assert root.not_valid_before_utc == datetime(2000, 1, 1, tzinfo=UTC)


def test_the_form_is_for_numbers_keys_and_times_of_these_lengths() -> None:
    point, last = b"\x04" * 65, int(datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp())
    assert fits(1 << 126, last, point)
    assert not fits(1 << 126, last + 1, point)
    assert not fits(1 << 127, last, point)
    assert not fits(1 << 125, last, point)
    assert not fits(1 << 126, last, point[:-1])


def test_what_was_seen_longest_ago_is_forgotten_and_looked_at_again() -> None:
    authority = CertificateAuthority(b"acme", most_remembered=2)
    first, second = authority.inspect(b"first"), authority.inspect(b"second")
    assert authority.inspect(b"first") is first
    authority.inspect(b"third")
    assert authority.inspect(b"second") is second
    assert authority.inspect(b"first") is not first


def test_what_it_issued_itself_is_not_forgotten_for_what_comes_from_elsewhere() -> None:
    authority = CertificateAuthority(b"acme", most_remembered=1)
    issued = [authority.issue(read_request(request_of(KEY)), SERIAL + n, AT).der for n in range(3)]
    seen = [authority.inspect(der) for der in issued]
    authority.inspect(b"from elsewhere")
    authority.inspect(b"and another")
    assert all(authority.inspect(der) is before for der, before in zip(issued, seen, strict=True))


@pytest.mark.parametrize("count", [10, 112, 113, 126, 127, 128, 239, 240, 254, 255, 256, 70_000])
def test_a_signature_of_any_length_is_wrapped_as_der_says(count: int) -> None:
    def length(number: int) -> bytes:
        octets = next(size for size in (1, 2, 3) if number < 256**size)
        return (bytes([0x80 | octets]) if number > 127 else b"") + number.to_bytes(octets, "big")

    signature = b"s" * count
    bits = b"\x03" + length(count + 1) + b"\x00" + signature
    body = b"said" + bytes.fromhex("300a06082a8648ce3d040302") + bits
    assert signed(b"said", signature) == b"\x30" + length(len(body)) + body
