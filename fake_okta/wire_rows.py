"""Which message is which HTTP exchange: one table, read in both directions.

Paths below ``/api`` are those that the registration task asks, with its bodies; its ``deviceRenewalToken`` is CMS
SignedData there and an object of the same parts here. Those below ``/trustlab`` are this project's own: how a browser
gets from an app to the mutual TLS host and back is not public.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from fake_okta.ca import read_certificate
from fake_okta.messages import (
    Certificate,
    Device,
    Enroll,
    FinishSignIn,
    GetMetadata,
    Host,
    Message,
    Metadata,
    OpenApp,
    OpenHomePage,
    PresentCertificate,
    Renew,
    RenewalProof,
    StartSession,
)
from fake_okta.wire_values import by_name, codec, in_base64, load_fields, octets, reply_codec, text


@dataclass(frozen=True, slots=True)
class Row:
    """A message at an address of one of the two hosts.

    Attributes:
        said, read: the request's JSON out of a message, and back (with the certificate of the handshake); ``said`` None
            means that there is no body.
        shown, understood: the answer's JSON out of a reply, and back.
    """

    message: type[Message[Any]]
    method: Literal["GET", "POST"]
    path: str
    said: Callable[[Any], Any] | None
    read: Callable[[Any, Certificate | None], Message[Any]]
    shown: Callable[[Any], Any]
    understood: Callable[[Any], Any]
    query: str = ""

    @property
    def host(self) -> Host:
        """Where it is asked."""
        return self.message.host


def _own(message: Any, path: str) -> Row:
    """A message of the sign-in: its fields are the request's body."""
    reply = reply_codec(message)
    fields = codec(message)
    return Row(
        message,
        "POST",
        f"/trustlab/{path}",
        fields.dump,
        lambda raw, _presented: message(**load_fields(message, raw)),
        reply.dump,
        reply.load,
    )


def _presented(raw: Any, certificate: Certificate | None) -> PresentCertificate:
    return PresentCertificate(text(by_name(raw).get("nonce")), certificate)


def _device(device: Device) -> dict[str, str]:
    return {"uuid": device.udid, "displayName": device.display_name}


def _device_in(raw: Any) -> Device:
    given = by_name(raw)
    return Device(text(given.get("uuid")), text(given.get("displayName")))


def _request(message: Any) -> dict[str, Any]:
    return {
        "clientVersion": message.client_version,
        "device": _device(message.device),
        "csr": in_base64(bytes(message.csr)),
        "user": message.local_user,
    }


def _request_in(raw: Any) -> tuple[str, Device, bytes, str]:
    given = by_name(raw)
    device = _device_in(given.get("device"))
    return text(given.get("clientVersion")), device, octets(given.get("csr")), text(given.get("user"))


def _enroll_in(raw: Any, _presented: Certificate | None) -> Enroll:
    return Enroll(text(by_name(raw).get("orgToken")), *_request_in(raw))


def _proof(proof: RenewalProof) -> dict[str, Any]:
    return {
        "certificate": in_base64(bytes(proof.certificate.der)),
        "iat": proof.issued_at,
        "exp": proof.expires_at,
        "content": in_base64(proof.content),
        "signature": in_base64(bytes(proof.signature)),
    }


def _proof_in(raw: Any) -> RenewalProof:
    given = by_name(raw)
    number = codec(int).load
    return RenewalProof(
        read_certificate(octets(given.get("certificate"))),
        number(given.get("iat")),
        number(given.get("exp")),
        octets(given.get("content")),
        octets(given.get("signature")),
    )


def _renew_in(raw: Any, _presented: Certificate | None) -> Renew:
    return Renew(*_request_in(raw), _proof_in(by_name(raw).get("deviceRenewalToken")))


def _issued(certificate: Certificate) -> dict[str, str]:
    return {"issuedCertificate": in_base64(bytes(certificate.der))}


def _issued_in(raw: Any) -> Certificate:
    return read_certificate(octets(by_name(raw).get("issuedCertificate")))


_CA: Final = "/api/internal/device-trust/ca/v1"

ROWS: Final = (
    Row(
        GetMetadata,
        "GET",
        "/api/internal/v1/device-trust/metadata",
        None,
        lambda _raw, _presented: GetMetadata(),
        lambda reply: {"certAuthDomain": reply.cert_auth_domain},
        lambda raw: Metadata(text(by_name(raw).get("certAuthDomain"))),
        query="platform=macos",
    ),
    Row(
        Enroll,
        "POST",
        f"{_CA}/enroll/macos",
        lambda message: {"orgToken": message.org_token, **_request(message)},
        _enroll_in,
        _issued,
        _issued_in,
    ),
    Row(
        Renew,
        "POST",
        f"{_CA}/renew/macos",
        lambda message: {**_request(message), "deviceRenewalToken": _proof(message.proof)},
        _renew_in,
        _issued,
        _issued_in,
    ),
    _own(StartSession, "session"),
    _own(OpenApp, "apps/open"),
    _own(FinishSignIn, "apps/finish"),
    _own(OpenHomePage, "home"),
    Row(
        PresentCertificate,
        "POST",
        "/trustlab/handshake",
        lambda message: {"nonce": message.nonce},
        _presented,
        reply_codec(PresentCertificate).dump,
        reply_codec(PresentCertificate).load,
    ),
)
"""Every exchange. A message that has no row, the administrator's, is spoken in the Admin Console only."""
