"""The registration task's ``deviceRenewalToken``: CMS SignedData, signed with the key of the certificate that it renews.

Sources: RFC 5652, 5.1 to 5.6; the form (base64 in lines of 76, SHA-256, the content attached) is that of Okta's task.
"""

from __future__ import annotations

import base64
import binascii
import json
from hashlib import sha256
from typing import Any, Final

from asn1crypto import cms, core

from fake_okta.certificate_reading import read_certificate
from fake_okta.messages import RenewalProof

_EC: Final = "ec"
_SET: Final = b"\x31"
_NOTHING: Final = RenewalProof(read_certificate(b""), 0, 0, b"", b"")
"""What cannot be read proves nothing, and is refused as any proof that does not hold."""


def token_of(proof: RenewalProof) -> str:
    """A proof as it travels. Raises ValueError where its certificate is none."""
    certificate = cms.Certificate.load(bytes(proof.certificate.der))
    algorithm = "sha256_ecdsa" if certificate.public_key.algorithm == _EC else "rsassa_pkcs1v15"
    sha = {"algorithm": "sha256"}
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.IssuerAndSerialNumber(
                {
                    "issuer": certificate.issuer,
                    "serial_number": certificate.serial_number,
                }
            ),
            "digest_algorithm": sha,
            "signature_algorithm": {"algorithm": algorithm},
            "signature": bytes(proof.signature),
        }
    )
    if proof.signed_attributes:
        signer["signed_attrs"] = cms.CMSAttributes.load(proof.signed_attributes)
    signed = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [sha],
            "encap_content_info": {"content_type": "data", "content": proof.content},
            "certificates": [cms.CertificateChoices("certificate", certificate)],
            "signer_infos": [signer],
        }
    )
    return base64.encodebytes(
        cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump()
    ).decode()


def proof_in(token: str) -> RenewalProof:
    """The proof in a token, whatever it is worth; one that proves nothing where it cannot be read.

    A signature of another digest than SHA-256 does not hold.
    """
    try:
        der = base64.b64decode("".join(token.split()), validate=True)
        return _read(der)
    except (ValueError, TypeError, KeyError, IndexError, binascii.Error, RecursionError, OverflowError):
        # asn1crypto tells of broken input in all of these.
        return _NOTHING


def _read(der: bytes) -> RenewalProof:
    whole = cms.ContentInfo.load(der, strict=True)
    if whole["content_type"].native != "signed_data":
        raise ValueError("no SignedData")
    signed = whole["content"]
    (signer,) = signed["signer_infos"]
    content = bytes(signed["encap_content_info"]["content"].native)
    attributes = b"" if isinstance(signer["signed_attrs"], core.Void) else _attributes(signer, content)
    certificates = [one.chosen for one in signed["certificates"] if one.name == "certificate"]
    (certificate,) = [one for one in certificates if _signs(one, signer)]
    issued_at, expires_at = _window(content)
    signature = bytes(signer["signature"].native)
    return RenewalProof(
        read_certificate(certificate.dump()), issued_at, expires_at, content, signature, attributes
    )


def _attributes(signer: Any, content: bytes) -> bytes:
    """The attributes as they were signed: with the tag of a SET (RFC 5652, 5.4). They must tell of this content."""
    told = {one["type"].native: one["values"].native for one in signer["signed_attrs"]}
    if told.get("message_digest") != [sha256(content).digest()] or told.get("content_type") != ["data"]:
        raise ValueError("the attributes are of another content")
    return bytes(_SET + signer["signed_attrs"].dump()[1:])


def _signs(certificate: Any, signer: Any) -> bool:
    sid = signer["sid"]
    if sid.name != "issuer_and_serial_number":
        return bool(certificate.key_identifier == sid.chosen.native)
    named = sid.chosen
    return bool(
        named["serial_number"].native == certificate.serial_number and named["issuer"] == certificate.issuer
    )


def _window(content: bytes) -> tuple[int, int]:
    try:
        said = json.loads(content)
        return int(said["iat"]), int(said["exp"])
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        return 0, 0
