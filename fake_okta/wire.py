"""Messages <-> HTTP, for both ends: what a client sends and reads, what the server reads and sends.

A reply and an error come out of ``decode`` equal to what ``Okta.handle`` gave or raised. Errors have the body that
Okta's API documents (errorCode, errorSummary, errorCauses), with the machine-readable cause of this project beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final, TypeVar, cast
from urllib.parse import quote, unquote, urlsplit

from fake_okta.ca import read_certificate
from fake_okta.errors import (
    OktaError,
    method_not_supported,
    no_endpoint,
    not_well_formed,
    too_large,
    validation_failed,
)
from fake_okta.messages import Anonymous, ApiToken, Credentials, Message, SessionCookie
from fake_okta.wire_rows import ROWS, Row
from fake_okta.wire_values import Unreadable

R = TypeVar("R")

MAX_BODY: Final = 256 * 1024
"""Bytes that a request's body may have; the largest that the task sends has three."""

COOKIE: Final = "sid"
_JSON: Final = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request; ``target`` is the path with its query, ``client_certificate`` what the handshake presented."""

    method: str
    host: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    client_certificate: bytes | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response."""

    status: int
    headers: Mapping[str, str]
    body: bytes


# --- the client's side ------------------------------------------------------------------------------------


def carries(message: Message[Any]) -> bool:
    """Whether a message can be said over HTTP; what an administrator does in the console cannot yet."""
    return type(message) in _BY_MESSAGE


def encode(message: Message[Any], credentials: Credentials, org_host: str, mtls_host: str) -> Request:
    """A message as a request to one of the two hosts. Raises KeyError where it belongs to the console."""
    row = _BY_MESSAGE[type(message)]
    headers = _headers_of(credentials)
    body = b""
    if row.said is not None:
        headers.update(_JSON)
        body = json.dumps(row.said(message)).encode()
    target = f"{row.path}?{row.query}" if row.query else row.path
    presented = getattr(message, "certificate", None)
    host = org_host if row.host == "org" else mtls_host
    return Request(
        row.method, host, target, headers, body, None if presented is None else bytes(presented.der)
    )


def decode(message: Message[R], response: Response) -> R:
    """The reply in an answer to ``encode``'s request. Raises the OktaError that the server raised.

    Raises Unreadable for a success whose body is no such reply.
    """
    if not 200 <= response.status < 300:
        raise _error_in(response)
    try:
        return cast(R, _BY_MESSAGE[type(message)].understood(json.loads(response.body)))
    except (Unreadable, ValueError, RecursionError) as wrong:
        raise Unreadable(f"This does not answer {type(message).__name__}: {wrong}") from wrong


# --- the server's side ------------------------------------------------------------------------------------


def read(request: Request) -> tuple[Message[Any], Credentials]:
    """What a request says, and who says it.

    Raises E0000007 (404, no such address), E0000022 (405), E0000003 (400 not JSON, 413 too large) or E0000001 (400).
    """
    row = _find(request)
    if len(request.body) > MAX_BODY:
        raise too_large()
    presented = request.client_certificate
    try:
        raw = json.loads(request.body) if row.said is not None else None
    except (ValueError, RecursionError):
        raise not_well_formed() from None
    try:
        message = row.read(raw, None if presented is None else read_certificate(presented))
    except (Unreadable, RecursionError) as wrong:
        raise validation_failed(row.message.__name__, str(wrong)) from wrong
    return message, _credentials_in({name.lower(): value for name, value in request.headers.items()})


def answer(message: Message[Any], reply: object) -> Response:
    """A reply as a response."""
    return Response(200, _JSON, json.dumps(_BY_MESSAGE[type(message)].shown(reply)).encode())


def refuse(error: OktaError) -> Response:
    """An error as a response."""
    body: dict[str, Any] = {
        "errorCode": error.code,
        "errorSummary": error.summary,
        "errorLink": error.code,
        "errorId": "oae" + blake2b(f"{error.code} {error.reason}".encode(), digest_size=12).hexdigest(),
        "errorCauses": [{"errorSummary": cause} for cause in error.causes],
        "trustlabCause": error.cause_code,
    }
    return Response(error.status, _JSON, json.dumps(body).encode())


def _find(request: Request) -> Row:
    path = (
        urlsplit(request.target).path
        if request.target.startswith("http")
        else request.target.partition("?")[0]
    )
    found = [row for row in ROWS if row.path == path.rstrip("/")]
    if not found:
        raise no_endpoint()
    for row in found:
        if row.method == request.method:
            return row
    raise method_not_supported()


# --- who asks, and what went wrong ------------------------------------------------------------------------


def _headers_of(credentials: Credentials) -> dict[str, str]:
    match credentials:
        case Anonymous():
            return {}
        case ApiToken(value):
            return {"Authorization": f"SSWS {quote(value, safe='')}"}
        case SessionCookie(session_id):
            return {"Cookie": f"{COOKIE}={quote(session_id, safe='')}"}


def _credentials_in(headers: Mapping[str, str]) -> Credentials:
    scheme, _, value = headers.get("authorization", "").strip().partition(" ")
    if scheme.upper() == "SSWS":
        return ApiToken(unquote(value.strip()))
    cookies: SimpleCookie = SimpleCookie()
    try:
        cookies.load(headers.get("cookie", ""))
    except CookieError:
        return Anonymous()
    return SessionCookie(unquote(cookies[COOKIE].value)) if COOKIE in cookies else Anonymous()


def _error_in(response: Response) -> OktaError:
    try:
        body = json.loads(response.body)
        causes = tuple(cause["errorSummary"] for cause in body["errorCauses"])
        return OktaError(
            body["errorCode"], response.status, body["errorSummary"], causes, body.get("trustlabCause", "")
        )
    except (ValueError, LookupError, TypeError, RecursionError):
        # Something between client and server answered, a gateway for example.
        return OktaError("E0000009", response.status, "Internal Server Error")


_BY_MESSAGE: Final[Mapping[type[Message[Any]], Row]] = {row.message: row for row in ROWS}
