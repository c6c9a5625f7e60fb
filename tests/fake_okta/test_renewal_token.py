"""The renewal's proof as the registration task sends it: CMS, made here by OpenSSL's own program, which is no code of ours."""

from __future__ import annotations

import base64
import shutil
import subprocess
from dataclasses import replace

import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from fake_okta.app import create_app
from fake_okta.certificate_reading import read_certificate
from fake_okta.messages import renewal_content
from fake_okta.renewal_token import proof_in, token_of

RENEW = "/api/internal/device-trust/ca/v1/renew/macos"
PEM = serialization.Encoding.PEM

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")


@pytest.fixture
def mac(estate):
    """Ada's Mac, with a certificate that it has used."""
    mac = estate.mac()
    mac.old = estate.enroll(mac)
    assert estate.open(certificate=mac.old).outcome == "allowed"
    return mac


@pytest.fixture
def openssl(mac, tmp_path):
    """Signs with a Mac's certificate and key as ``openssl cms`` does."""
    key = mac.key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "key.pem").write_bytes(key)
    shown = x509.load_der_x509_certificate(bytes(mac.old.der)).public_bytes(PEM)
    (tmp_path / "certificate.pem").write_bytes(shown)

    def sign(content, *how):
        command = [
            "openssl",
            "cms",
            "-sign",
            "-signer",
            "certificate.pem",
            "-inkey",
            "key.pem",
            "-outform",
            "DER",
        ]
        done = subprocess.run(
            [*command, "-nodetach", "-binary", "-md", "sha256", *how],
            cwd=tmp_path,
            input=content,
            capture_output=True,
            check=True,
        )
        return base64.encodebytes(done.stdout).decode()

    return sign


def renew(estate, mac, token):
    """As the task asks for it; the answer."""
    body = {
        "clientVersion": "1.2.0",
        "device": {"uuid": mac.device.udid, "displayName": mac.device.display_name},
        "csr": base64.b64encode(mac.request()).decode(),
        "user": "ada",
        "deviceRenewalToken": token,
    }
    return create_app(estate.okta).test_client().post(RENEW, json=body)


@pytest.mark.parametrize("how", [(), ("-noattr",), ("-keyid",), ("-nosmimecap",)])
def test_what_openssl_signs_renews(estate, mac, openssl, how):
    answered = renew(estate, mac, openssl(renewal_content(mac.device, estate.at), *how))
    assert answered.status_code == 200
    new = x509.load_der_x509_certificate(base64.b64decode(answered.json["issuedCertificate"]))
    assert new.serial_number != mac.old.serial_number


def test_openssl_finds_the_emulated_macs_own_token_good(estate, mac, tmp_path):
    token = token_of(mac.proof(mac.old, estate.at))
    assert max(map(len, token.splitlines())) == 76
    (tmp_path / "token.der").write_bytes(base64.b64decode(token))
    command = ["openssl", "cms", "-verify", "-noverify", "-inform", "DER", "-in", "token.der"]
    verified = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert (verified.returncode, verified.stdout) == (0, renewal_content(mac.device, estate.at))


def refused(estate, mac, token):
    answered = renew(estate, mac, token)
    (event,) = estate.logged("pki.cert.renew")
    return answered.status_code >= 400 and event.details["reason"]


@pytest.mark.parametrize("how", [(), ("-noattr",)])
def test_a_token_whose_content_was_changed_after_it_was_signed_proves_nothing(estate, mac, openssl, how):
    content = renewal_content(mac.device, estate.at - 4000)
    der = base64.b64decode(openssl(content, *how))
    spoilt = der.replace(content, renewal_content(mac.device, estate.at))
    assert spoilt != der
    assert refused(estate, mac, base64.b64encode(spoilt).decode()) == "proof_invalid"


def test_a_token_that_is_too_old_or_of_another_mac_proves_nothing(estate, mac, openssl):
    assert refused(estate, mac, openssl(renewal_content(mac.device, estate.at - 3600))) == "proof_invalid"
    other = openssl(renewal_content(estate.mac("bob").device, estate.at))
    assert renew(estate, mac, other).status_code >= 400


@pytest.mark.parametrize("how", [("-md", "sha512"), ("-nocerts",)])
def test_another_digest_or_no_certificate_proves_nothing(estate, mac, openssl, how):
    assert refused(estate, mac, openssl(renewal_content(mac.device, estate.at), *how)) == "proof_invalid"


@given(st.text() | st.binary().map(lambda raw: base64.b64encode(raw).decode()))
def test_what_is_no_token_proves_nothing(token):
    assert proof_in(token).content == b""


def test_a_broken_token_is_read_without_a_crash(estate, mac):
    der = bytearray(base64.b64decode(token_of(mac.proof(mac.old, estate.at))))
    for place in range(len(der)):
        for flip in (0x01, 0x80, 0xFF):
            spoilt = bytearray(der)
            spoilt[place] ^= flip
            proof_in(base64.b64encode(bytes(spoilt)).decode())


def test_a_proof_comes_out_of_its_token_as_it_went_in(estate, mac):
    proof = mac.proof(mac.old, estate.at)
    assert proof_in(token_of(proof)) == proof
    assert proof_in(token_of(replace(proof, signature=b""))).signature == b""


def signed_data(token):
    return cms.ContentInfo.load(base64.b64decode(token))["content"]


def test_a_token_names_the_algorithm_of_an_elliptic_key(estate, mac):
    (signer,) = signed_data(token_of(mac.proof(mac.old, estate.at)))["signer_infos"]
    assert signer["signature_algorithm"]["algorithm"].native == "sha256_ecdsa"


def test_signed_attributes_come_out_of_a_token_as_they_went_in(estate, mac, openssl):
    proof = proof_in(openssl(renewal_content(mac.device, estate.at)))
    assert proof.signed_attributes
    assert proof_in(token_of(proof)) == proof


def test_a_token_with_anything_behind_it_or_no_base64_in_it_proves_nothing(estate, mac):
    token = token_of(mac.proof(mac.old, estate.at))
    longer = base64.b64encode(base64.b64decode(token) + b"\0").decode()
    assert proof_in(longer).content == b""
    assert proof_in("!" + token).content == b""


def test_a_content_that_tells_no_window_has_none(estate, mac):
    proof = proof_in(token_of(replace(mac.proof(mac.old, estate.at), content=b"{}")))
    assert (proof.content, proof.issued_at, proof.expires_at) == (b"{}", 0, 0)


def test_a_certificate_of_another_issuer_with_the_same_number_has_not_signed(estate, mac):
    whole = cms.ContentInfo.load(base64.b64decode(token_of(mac.proof(mac.old, estate.at))))
    (signer,) = whole["content"]["signer_infos"]
    signer["sid"].chosen["issuer"] = cms.Name.build({"common_name": "Another CA"})
    assert proof_in(base64.b64encode(whole.dump(force=True)).decode()).content == b""


def test_a_token_names_the_algorithm_of_an_rsa_key(estate, mac):
    key = rsa.generate_private_key(65537, 2048)
    old = x509.load_der_x509_certificate(bytes(mac.old.der))
    builder = x509.CertificateBuilder(old.issuer, old.subject, key.public_key(), old.serial_number)
    builder = builder.not_valid_before(old.not_valid_before_utc).not_valid_after(old.not_valid_after_utc)
    der = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
    proof = replace(mac.proof(mac.old, estate.at), certificate=read_certificate(der))
    (signer,) = signed_data(token_of(proof))["signer_infos"]
    assert signer["signature_algorithm"]["algorithm"].native == "rsassa_pkcs1v15"
