"""A certificate's fields out of its DER: what a server knows of a certificate that a browser presents."""

from __future__ import annotations

import warnings
from functools import lru_cache

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from fake_okta.messages import Certificate


@lru_cache(
    maxsize=4096
)  # a Mac shows the same one many times a day: reading it is a tenth of a sign-in's time
def read_certificate(der: bytes) -> Certificate:
    """The certificate with these bytes; all its fields empty where they are no certificate (RFC 5280).

    A name is written in the order in which it stands in the certificate, as the CA does. Times in epoch seconds.
    """
    try:
        with warnings.catch_warnings():
            # Whoever presents a certificate of dubious form is to be judged, not to be warned about.
            warnings.simplefilter("ignore")
            return _read(der)
    except (
        ValueError,
        UnsupportedAlgorithm,
        x509.InvalidVersion,
        x509.DuplicateExtension,
        x509.UnsupportedGeneralNameType,
    ):
        return Certificate(0, "", "", "", 0, 0, der)


def _read(der: bytes) -> Certificate:
    certificate = x509.load_der_x509_certificate(der)
    return Certificate(
        serial_number=certificate.serial_number,
        subject=_written(certificate.subject),
        issuer=_written(certificate.issuer),
        issuer_key_id=_issuer_key_id(certificate),
        not_before=int(certificate.not_valid_before_utc.timestamp()),
        not_after=int(certificate.not_valid_after_utc.timestamp()),
        der=der,
    )


def _written(name: x509.Name) -> str:
    return ", ".join(attribute.rfc4514_string() for attribute in name)


def _issuer_key_id(certificate: x509.Certificate) -> str:
    try:
        authority = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)
    except x509.ExtensionNotFound:
        return ""
    return (authority.value.key_identifier or b"").hex()
