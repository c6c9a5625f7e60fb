"""Keys, requests and proofs: the same to the byte, and such that a real CA takes them."""

from __future__ import annotations

import json

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from fake_okta import messages as okta
from simulator.mac.keychain import Identity, LoginKeychain, OktaKeychain, make_password, prove
from simulator.mac.keys import csr, make_key

SUBJECT = x509.Name.from_rfc4514_string("C=US,ST=CA,O=Okta,CN=Okta MTLS")
DEVICE = okta.Device("UDID-1", "ada")


def certificate(serial_number: int = 255, not_before: int = 100, not_after: int = 200) -> okta.Certificate:
    return okta.Certificate(
        serial_number, "CN=Okta MTLS", "CN=MTLS Certificate Authority", "", not_before, not_after, b""
    )


def test_the_same_octets_make_the_same_key_and_others_another() -> None:
    one, same, other = (make_key(octet * 32).made() for octet in (b"1", b"1", b"2"))
    assert isinstance(one, ec.EllipticCurvePrivateKey)
    assert isinstance(same, ec.EllipticCurvePrivateKey)
    assert isinstance(other, ec.EllipticCurvePrivateKey)
    assert one.private_numbers() == same.private_numbers() != other.private_numbers()
    assert isinstance(one.curve, ec.SECP256R1)


def test_a_request_is_a_valid_pkcs10_with_the_documented_subject() -> None:
    request = x509.load_der_x509_csr(bytes(csr(make_key(b"1" * 32))))
    assert request.is_signature_valid
    assert request.subject.rfc4514_string() == "C=US,ST=CA,O=Okta,CN=Okta MTLS"
    assert isinstance(request.signature_hash_algorithm, hashes.SHA256)


def test_a_request_is_made_of_the_very_bytes_that_cryptography_would_write() -> None:
    for number in range(40):
        key = make_key(bytes([number]) * 32)
        builder = x509.CertificateSigningRequestBuilder().subject_name(SUBJECT)
        built = builder.sign(key.made(), hashes.SHA256(), ecdsa_deterministic=True)
        assert csr(key) == built.public_bytes(serialization.Encoding.DER)


def test_a_proof_says_the_device_and_its_window_and_is_signed_with_the_old_key() -> None:
    identity = Identity(certificate(), make_key(b"1" * 32))
    proof = prove(identity, DEVICE, 10_000)
    said = json.loads(proof.content)
    assert (said["iat"], said["exp"], said["nbf"]) == (10_000, 13_600, 9_700)
    assert said["device"] == {"uuid": "UDID-1", "displayName": "ada"}
    assert (proof.issued_at, proof.expires_at) == (10_000, 13_600)
    public_key = identity.key.made().public_key()
    assert isinstance(public_key, ec.EllipticCurvePublicKey)
    public_key.verify(bytes(proof.signature), proof.content, ec.ECDSA(hashes.SHA256()))
    assert proof.signature == prove(identity, DEVICE, 10_000).signature


def test_a_password_has_forty_letters_and_digits_and_comes_from_the_dice() -> None:
    one = make_password(1, 0, ("sales", 7), 1)
    assert len(one) == 40
    assert one.isalnum()
    assert one.isascii()
    assert one == make_password(1, 0, ("sales", 7), 1)
    others = {
        make_password(1, 0, ("sales", 7), 2),
        make_password(1, 0, ("sales", 8), 1),
        make_password(1, 1, ("sales", 7), 1),
        make_password(2, 0, ("sales", 7), 1),
    }
    assert len({one, *others}) == 5


def test_a_certificate_is_valid_from_its_first_second_to_its_last() -> None:
    identity = Identity(certificate(), make_key(b"1" * 32))
    assert [identity.valid_at(at) for at in (99, 100, 200, 201)] == [False, True, True, False]
    assert identity.valid_at(99, also_before=True)
    assert not identity.valid_at(201, also_before=True)
    assert identity.serial_text == "ff"


def test_an_import_puts_the_key_on_nobodys_list() -> None:
    keychain = OktaKeychain("secret", partition_list=frozenset({"apple:"}))
    keychain.add(Identity(certificate(), make_key(b"1" * 32)))
    assert keychain.partition_list == frozenset()


def test_a_certificate_can_be_deleted_with_its_key_or_without() -> None:
    for with_key in (True, False):
        keychain = OktaKeychain("secret")
        identity = Identity(certificate(), make_key(b"1" * 32))
        keychain.add(identity)
        keychain.remove(identity, with_key=with_key)
        assert keychain.identities == []
        assert keychain.holds_key_of(identity) is not with_key


def test_a_login_keychain_gives_the_password_only_while_it_is_there_and_open() -> None:
    login = LoginKeychain()
    assert login.password() is None
    login.passwords["device_trust"] = "secret"
    assert login.password() == "secret"
    login.unlocked = False
    assert login.password() is None
    login.unlocked, login.available = True, False
    assert login.password() is None


def test_a_reset_leaves_an_empty_open_login_keychain() -> None:
    login = LoginKeychain(available=False, unlocked=False)
    login.passwords["device_trust"] = "secret"
    login.identity_preferences["*.okta.com"] = 1
    login.reset()
    assert login.usable
    assert (login.passwords, login.identity_preferences) == ({}, {})


def test_a_keychain_shows_its_password_to_nobody_who_prints_it() -> None:
    login = LoginKeychain(passwords={"device_trust": "s3cret"})
    assert "s3cret" not in repr(OktaKeychain("s3cret")) + repr(login)
