"""Messages <-> HTTP, for both ends: what a client sends and reads, what the server reads and sends.

A reply and an error come out of ``decode`` equal to what ``Okta.handle`` gave or raised.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast
from urllib.parse import parse_qsl, urlencode

from fake_okta import wire_credentials, wire_errors
from fake_okta.certificate_reading import read_certificate
from fake_okta.errors import (
    OktaError,
    body_not_well_formed,
    method_not_supported,
    path_not_found,
    too_large,
)
from fake_okta.messages import Credentials, Message
from fake_okta.wire_rows import ROWS, Row, match, path_for, segments_of
from fake_okta.wire_text import Unreadable, by_name, text
from fake_okta.wire_values import load_field, okta_s_name

R = TypeVar("R")

MAX_BODY: Final = 256 * 1024
"""Bytes that a request's body may have: a renewal with certificate and proof has about 4000."""

MAX_TARGET: Final = 8192
"""Characters that a path with its query may have."""

_ORIGIN = re.compile(r"\Ahttps?://[^/?]*", re.IGNORECASE)
_WORDS: Final = {True: "true", False: "false"}
_TRUTHS: Final = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request; ``target`` is the path with its query, as it stands in the request line.

    ``client_certificate`` is the DER of what the client presented in the TLS handshake, and proved to hold.
    ``org_url`` is the URL by which the client reaches the org, where that is another than the org's own.
    """

    method: str
    host: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    client_certificate: bytes | None = None
    org_url: str | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """An HTTP response; each of ``links`` is a Link header of its own."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    links: tuple[str, ...] = ()


# --- the client's side ------------------------------------------------------------------------------------


def carries(message: Message[Any]) -> bool:
    """Whether a message can be said over HTTP; what an administrator does at the console cannot."""
    return any(row.message is type(message) for row in ROWS)


def encode(message: Message[Any], credentials: Credentials, org_host: str, mtls_host: str) -> Request:
    """A message as a request to its host. Raises TypeError where it is said at the console only.

    Of a certificate that is presented only the DER travels: TLS carries no more.
    """
    row = _row_for(type(message))
    headers = {"Accept": "application/json", **wire_credentials.headers_of(credentials)}
    for name in row.fields("client"):
        headers |= wire_credentials.client_headers(getattr(message, name))
    body, in_body = b"", _dumped(row.fields("body"), message)
    if in_body:
        headers["Content-Type"] = "application/json"
        body = json.dumps(in_body).encode()
    certificate = None
    for name in row.fields("certificate"):
        presented = getattr(message, name)
        certificate = None if presented is None else bytes(presented.der)
    host = mtls_host if message.host == "mtls" else org_host
    return Request(row.method, host, _target(row, message), headers, body, certificate)


def decode(message: Message[R], response: Response) -> R:
    """The reply in an answer to ``encode``'s request. Raises the OktaError that the server raised.

    Raises ``Unreadable`` for a success whose body is not such a reply.
    """
    if not 200 <= response.status < 300:
        raise wire_errors.error_in(response.status, _lowered(response.headers), response.body)
    try:
        return cast(R, _row_for(type(message)).reply.load(json.loads(response.body)))
    except (Unreadable, LookupError, TypeError, ValueError, RecursionError) as wrong:
        raise Unreadable(f"This does not answer {type(message).__name__}: {wrong}") from wrong


# --- the server's side ------------------------------------------------------------------------------------


def read(request: Request) -> tuple[Message[Any], Credentials]:
    """What a request says, and who says it.

    Raises E0000008 (404, no such address), E0000022 (405, not for this method) or E0000003 (413, too long; 400, not
    to be read). Which of the hosts was asked makes no difference: their addresses differ.
    """
    row, in_path = _find(request)
    if len(request.body) > MAX_BODY:
        raise too_large(MAX_BODY)
    headers = _lowered(request.headers)
    try:
        values = {**_from_url(row, in_path, request.target), **_from_body(row, request.body)}
        for name in row.fields("client"):
            seen = wire_credentials.client_in(headers)
            text(seen.user_agent + seen.ip_address)
            values[name] = seen
        for name in row.fields("certificate"):
            der = request.client_certificate
            values[name] = None if der is None else read_certificate(der)
        return row.message(**values), wire_credentials.credentials_in(headers)
    except (Unreadable, ValueError, RecursionError) as wrong:
        raise body_not_well_formed(str(wrong)) from wrong


def answer(message: Message[Any], reply: object, request: Request) -> Response:
    """A reply as the response to its request."""
    said = json.dumps(_row_for(type(message)).reply.dump(reply)).encode()
    return Response(200, {"Content-Type": "application/json"}, said)


def refuse(error: OktaError, request: Request) -> Response:
    """An error as the response to a request."""
    headers = wire_errors.headers_of(error)
    if error.status == 405:
        headers["Allow"] = ", ".join(sorted({row.method for row, _ in _rows_at(request)}))
    return Response(error.status, headers, wire_errors.body(error, request.target))


# --- both -------------------------------------------------------------------------------------------------


def _row_for(message: type[Message[Any]]) -> Row:
    for row in ROWS:
        if row.message is message:
            return row
    raise TypeError(f"{message.__name__} is not said over HTTP")


def _dumped(fields: Mapping[str, Any], message: Message[Any]) -> dict[str, Any]:
    return {okta_s_name(name): one.dump(getattr(message, name)) for name, (_, one) in fields.items()}


def _target(row: Row, message: Message[Any]) -> str:
    in_query = {name: _WORDS[value] for name, value in _dumped(row.fields("query"), message).items()}
    query = "&".join(part for part in (row.query, urlencode(in_query)) if part)
    path = path_for(row, message)
    return f"{path}?{query}" if query else path


def _rows_at(request: Request) -> Iterator[tuple[Row, dict[str, str]]]:
    path = segments_of(_ORIGIN.sub("", request.target))
    for row in ROWS:
        values = match(row, path)
        if values is not None:
            yield row, values


def _find(request: Request) -> tuple[Row, dict[str, str]]:
    if len(request.target) > MAX_TARGET:
        raise body_not_well_formed("The address is too long")
    try:
        found = list(_rows_at(request))
    except ValueError as wrong:
        raise body_not_well_formed("The address is not percent-encoded UTF-8") from wrong
    if not found:
        raise path_not_found()
    method = "GET" if request.method == "HEAD" else request.method
    for row, values in found:
        if row.method == method:
            return row, values
    raise method_not_supported()


def _from_url(row: Row, in_path: Mapping[str, str], target: str) -> dict[str, Any]:
    given = {name: _TRUTHS.get(value) for name, value in parse_qsl(target.partition("?")[2])}
    in_query = {name: load_field(field, one, given) for name, (field, one) in row.fields("query").items()}
    return {name: text(value) for name, value in in_path.items()} | in_query


def _from_body(row: Row, body: bytes) -> dict[str, Any]:
    expected = row.fields("body")
    if not expected:
        return {}
    given = by_name(json.loads(body))
    return {name: load_field(field, one, given) for name, (field, one) in expected.items()}


def _lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
