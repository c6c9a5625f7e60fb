"""Messages <-> HTTP, for both ends: what a client sends and reads, what the server reads and sends.

A reply and an error come out of ``decode`` equal to what ``Jamf.handle`` gave or raised.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from fake_jamf import wire_classic, wire_credentials, wire_errors
from fake_jamf.errors import JamfError, bad_request, method_not_allowed, not_found, too_large
from fake_jamf.messages import Console, Credentials, Message
from fake_jamf.wire_rows import ROWS, Row, match, path_for, segments_of
from fake_jamf.wire_text import Unreadable, by_name, text
from fake_jamf.wire_values import load_field

R = TypeVar("R")

MAX_BODY: Final = 8 * 1024 * 1024
"""Bytes that a request's body may have: a policy's output is the longest."""

MAX_TARGET: Final = 8192
"""Characters that a path with its query may have, as in Tomcat, which Jamf Pro runs in."""

_ORIGIN = re.compile(r"\Ahttps?://[^/?]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Request:
    """An HTTP request; ``target`` is the path with its query, as it stands in the request line."""

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


def carries(message: Message[Any], credentials: Credentials) -> bool:
    """Whether a message can be said over HTTP; what an administrator does at the console cannot."""
    said = any(row.message is type(message) and row.understand for row in ROWS)
    return said and not isinstance(credentials, Console)


def encode(message: Message[Any], credentials: Credentials, host: str) -> Request:
    """A message as a request. Raises TypeError where it, or the credentials, belong to the console."""
    row = _row_for(type(message))
    values = {name: one.dump(getattr(message, name)) for name, (_, one) in row.fields.items()}
    headers = {"Accept": "application/json", **wire_credentials.headers_of(credentials)}
    in_body = {name: value for name, value in values.items() if f"{{{name}}}" not in row.segments}
    body = b""
    if in_body:
        headers["Content-Type"] = "application/json"
        body = json.dumps(in_body).encode()
    return Request(row.method, host, path_for(row, values), headers, body)


def decode(message: Message[R], response: Response) -> R:
    """The reply in an answer to ``encode``'s request. Raises the JamfError that the server raised.

    Raises ``Unreadable`` for a success whose body is not such a reply.
    """
    if not 200 <= response.status < 300:
        raise wire_errors.error_in(response.status, _lowered(response.headers))
    row = _row_for(type(message))
    assert row.understand is not None, "the client's row"
    try:
        raw = None if response.status == 204 else json.loads(response.body)
        return cast(R, row.understand(raw))
    except (Unreadable, LookupError, TypeError, ValueError, RecursionError) as wrong:
        raise Unreadable(f"This does not answer {type(message).__name__}: {wrong}") from wrong


# --- the server's side ------------------------------------------------------------------------------------


def read(request: Request) -> tuple[Message[Any], Credentials]:
    """What a request says, and who says it.

    Raises NOT_FOUND (404, no such address), METHOD_NOT_ALLOWED (405), TOO_LARGE (413) or BAD_REQUEST (400).
    """
    row, values = _find(request)
    if len(request.body) > MAX_BODY:
        raise too_large(MAX_BODY)
    credentials = wire_credentials.credentials_in(_lowered(request.headers))
    try:
        return _message(row, values, request.body), credentials
    except (Unreadable, ValueError, RecursionError) as wrong:
        raise bad_request(f"The request cannot be read: {wrong}") from wrong


def answer(message: Message[Any], reply: object, request: Request) -> Response:
    """A reply as the response to its request; the Classic API answers in XML unless JSON is asked for."""
    row, values = _find(request)
    if reply is None:
        return Response(204, {}, b"")
    options = {name: value for name, value in values.items() if name not in row.fields}
    tree = row.show(reply, **options)
    if _is_classic(request):
        content_type, body = wire_classic.body(tree, _lowered(request.headers).get("accept", ""))
    else:
        content_type, body = "application/json", json.dumps(tree).encode()
    return Response(200, {"Content-Type": content_type}, body)


def refuse(error: JamfError, request: Request) -> Response:
    """An error as the response to a request, in the shape of the API that was asked."""
    classic = _is_classic(request)
    headers = wire_errors.headers_of(error, classic=classic)
    if error.code == "METHOD_NOT_ALLOWED":
        headers["Allow"] = ", ".join(sorted({row.method for row, _ in _rows_at(request)}))
    body = wire_errors.status_page(error) if classic else wire_errors.pro_body(error)
    return Response(error.status, headers, body)


# --- both -------------------------------------------------------------------------------------------------


def _row_for(message: type[Message[Any]]) -> Row:
    for row in ROWS:
        if row.message is message and row.understand:
            return row
    raise TypeError(f"{message.__name__} is not said over HTTP")


def _rows_at(request: Request) -> Iterator[tuple[Row, dict[str, str]]]:
    path = segments_of(_ORIGIN.sub("", request.target))
    for row in ROWS:
        values = match(row, path)
        if values is not None:
            yield row, values


def _find(request: Request) -> tuple[Row, dict[str, str]]:
    if len(request.target) > MAX_TARGET:
        raise bad_request("The address is too long")
    try:
        found = list(_rows_at(request))
    except ValueError as wrong:
        raise bad_request("The address cannot be read: not percent-encoded UTF-8") from wrong
    if not found:
        raise not_found("this address")
    method = "GET" if request.method == "HEAD" else request.method
    for row, values in found:
        if row.method == method:
            return row, values
    raise method_not_allowed(request.method)


def _message(row: Row, values: Mapping[str, str], body: bytes) -> Message[Any]:
    expected = row.fields
    in_path = {name: text(value) for name, value in values.items() if name in expected}
    if len(in_path) == len(expected):
        return row.message(**in_path)
    raw = by_name(json.loads(body))
    in_body = {
        name: load_field(field, one, raw) for name, (field, one) in expected.items() if name not in in_path
    }
    return row.message(**in_path, **in_body)


def _is_classic(request: Request) -> bool:
    path = _ORIGIN.sub("", request.target)
    return not path.startswith(("/api/", "/trustlab/"))


def _lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
