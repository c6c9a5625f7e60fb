"""Messages <-> HTTP, for both ends: what a client sends and reads, what the server reads and sends.

A reply and an error come out of ``decode`` equal to what ``Jamf.handle`` gave or raised.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

import orjson

from fake_jamf import wire_credentials, wire_errors
from fake_jamf.addresses import Addresses, segments_of
from fake_jamf.api import table, xml
from fake_jamf.api.call import Call
from fake_jamf.api.row import ApiRow
from fake_jamf.errors import JamfError, bad_request, method_not_allowed, not_found, too_large
from fake_jamf.messages import Basic, Console, Credentials, Message, Nobody
from fake_jamf.speech.access import Garbled
from fake_jamf.wire_rows import ROWS, Row, path_for
from fake_jamf.wire_text import Unreadable, by_name, text
from fake_jamf.wire_values import load_field

R = TypeVar("R")

MAX_BODY: Final = 8 * 1024 * 1024
"""Bytes that a request's body may have: a policy's output is the longest."""

MAX_TARGET: Final = 8192
"""Characters that a path with its query may have, as in Tomcat, which Jamf Pro runs in."""

ADDRESSES: Final[Addresses[Row | ApiRow]] = Addresses([*table.ROWS, *ROWS])
"""All that is served."""

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
    said = any(row.message is type(message) for row in ROWS)
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
    try:
        raw = None if response.status == 204 else json.loads(response.body)
        return cast(R, row.understand(raw))
    except (Unreadable, LookupError, TypeError, ValueError, RecursionError) as wrong:
        raise Unreadable(f"This does not answer {type(message).__name__}: {wrong}") from wrong


# --- the server's side ------------------------------------------------------------------------------------


def serve(request: Request, handle: Callable[[Message[Any], Credentials], Any]) -> Response:
    """Let a server answer a request: ``read``, then ``handle``, then ``answer``, or ``refuse`` where either raises."""
    headers = _lowered(request.headers)
    try:
        row, values = _find(request)
        message, credentials = _said(row, values, request, headers)
        return _answered(row, values, handle(message, credentials), request, headers)
    except JamfError as error:
        return refuse(error, request)


def read(request: Request) -> tuple[Message[Any], Credentials]:
    """What a request says, and who says it.

    Raises NOT_FOUND (404, no such address), METHOD_NOT_ALLOWED (405), TOO_LARGE (413) or BAD_REQUEST (400). What cannot
    be read at an address of the APIs is a message too: who asks is told why, where they may ask at all.
    """
    return _said(*_find(request), request, _lowered(request.headers))


def answer(message: Message[Any], reply: object, request: Request) -> Response:
    """A reply as the response to its request; the Classic API answers in XML unless JSON is asked for.

    Raises BAD_REQUEST where a list is asked for in a way that cannot be read.
    """
    return _answered(*_find(request), reply, request, _lowered(request.headers))


def _said(
    row: Row | ApiRow, values: Mapping[str, str], request: Request, headers: Mapping[str, str]
) -> tuple[Message[Any], Credentials]:
    if len(request.body) > MAX_BODY:
        raise too_large(MAX_BODY)
    credentials = wire_credentials.credentials_in(headers)
    try:
        if not isinstance(row, ApiRow):
            return _message(row, values, request.body), credentials
        if isinstance(credentials, Basic) and not _is_classic(request):
            credentials = Nobody()
        for value in values.values():
            text(value)
        return row.read(_call(values, request, headers)), credentials
    except (Unreadable, ValueError, RecursionError) as wrong:
        why = f"The request cannot be read: {wrong}"
        if isinstance(row, ApiRow):
            return Garbled(why), credentials
        raise bad_request(why) from wrong


def _answered(
    row: Row | ApiRow, values: Mapping[str, str], reply: object, request: Request, headers: Mapping[str, str]
) -> Response:
    if not isinstance(row, ApiRow):
        if reply is None:
            return Response(204, {}, b"")
        return Response(200, {"Content-Type": "application/json"}, json.dumps(row.show(reply)).encode())
    try:
        tree = row.show(reply, _call(values, request, headers))
    except (Unreadable, RecursionError) as wrong:
        raise bad_request(f"The request cannot be read: {wrong}") from wrong
    if tree is None:
        return Response(row.status, {}, b"")
    if row.answered_in == "json":
        return Response(row.status, {"Content-Type": "application/json"}, orjson.dumps(tree))
    accept = headers.get("accept", "") if row.answered_in == "accepted" else ""
    content_type, content = xml.body(tree, accept)
    return Response(row.status, {"Content-Type": content_type}, content)


def _call(values: Mapping[str, str], request: Request, headers: Mapping[str, str]) -> Call:
    return Call(values, request.target.partition("?")[2], headers, request.body)


def refuse(error: JamfError, request: Request) -> Response:
    """An error as the response to a request, in the shape of the API that was asked."""
    classic = _is_classic(request)
    headers = wire_errors.headers_of(error, classic=classic)
    if error.code == "METHOD_NOT_ALLOWED":
        headers["Allow"] = ", ".join(sorted({row.method for row, _ in _rows_at(request)}))
    if classic:
        return Response(error.status, headers, wire_errors.status_page(error))
    rows = [(row, values) for row, values in _rows_at(request) if isinstance(row, ApiRow)]
    status, body = wire_errors.pro_answer(error, rows[0][1] if rows else None)
    return Response(status, headers, body)


# --- both -------------------------------------------------------------------------------------------------


def _row_for(message: type[Message[Any]]) -> Row:
    for row in ROWS:
        if row.message is message:
            return row
    raise TypeError(f"{message.__name__} is not said over HTTP")


def _rows_at(request: Request) -> list[tuple[Row | ApiRow, dict[str, str]]]:
    try:
        return ADDRESSES.at(segments_of(_ORIGIN.sub("", request.target)))
    except ValueError:
        return []


def _find(request: Request) -> tuple[Row | ApiRow, dict[str, str]]:
    if len(request.target) > MAX_TARGET:
        raise bad_request("The address is too long")
    try:
        found = ADDRESSES.at(segments_of(_ORIGIN.sub("", request.target)))
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
