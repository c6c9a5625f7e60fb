"""The org's CA: what it issues, and what it makes of what is presented."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store
from hypothesis import given
from hypothesis import strategies as st

from fake_okta.ca import (
    VALIDITY,
    CertificateAuthority,
    RequestRefused,
    read_request,
    signed_with,
)

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
    reply = CA.issue(read_request(request_of(KEY)), SERIAL, AT)
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
        with pytest.raises(RequestRefused, match="P-256 nor RSA"):
            read_request(request_of(weak))


def test_bytes_that_are_no_request_and_foreign_signatures_are_refused() -> None:
    with pytest.raises(RequestRefused, match="no PKCS#10"):
        read_request(b"hello")
    spoiled = bytearray(request_of(KEY))
    spoiled[-1] ^= 1
    with pytest.raises(RequestRefused, match="signature"):
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
