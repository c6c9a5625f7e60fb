"""Which message is which HTTP exchange: one table, read in both directions.

The registration task's three addresses are its own, with the fields that its source sends; the signed part of a
renewal is an object here, in truth a CMS message. ``/app/UserHome`` is Okta's; here it answers in JSON. How an app is
opened, and how browser, org and mutual TLS host pass a sign-in on, is not public: the addresses below ``/app`` and
``/trustlab`` are this fake's own, and it answers in JSON where Okta redirects. At ``/trustlab/sessions`` emulated people
sign in, who say whether their password is right; real clients use ``/api/v1/authn``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, dataclass
from typing import Any, Final, Literal
from urllib.parse import quote, unquote

from fake_okta.messages import (
    Certificate,
    ClientSeen,
    Enroll,
    FinishSignIn,
    GetMetadata,
    Message,
    OpenApp,
    OpenHomePage,
    PresentCertificate,
    Renew,
    StartSession,
)
from fake_okta.wire_values import Codec, codec, field_types, reply_codec

Place = Literal["path", "query", "body", "client", "certificate"]


@dataclass(frozen=True, slots=True)
class Row:
    """A message at an address.

    Attributes:
        message: its type.
        method: of HTTP.
        path: segments; ``{name}`` is a field of the message.
        query: what the client adds, whatever the message; the server passes over it.
    """

    message: type[Message[Any]]
    method: Literal["GET", "POST"]
    path: str
    query: str = ""

    @property
    def segments(self) -> list[str]:
        """The path's parts, as ``match`` compares them."""
        return self.path.split("/")

    @property
    def reply(self) -> Codec:
        """The codec of the reply."""
        kind: Any = self.message
        return reply_codec(kind)

    def fields(self, place: Place) -> Mapping[str, tuple[Field[Any], Codec]]:
        """The message's fields that travel in a place, each with its codec."""
        message: Any = self.message
        return {
            name: (field, codec(kind))
            for name, (field, kind) in field_types(message).items()
            if self._place(name, kind) == place
        }

    def _place(self, name: str, kind: Any) -> Place:
        if f"{{{name}}}" in self.segments:
            return "path"
        if kind is ClientSeen:
            return "client"
        if kind == Certificate | None:
            return "certificate"
        return "query" if self.method == "GET" else "body"


def match(row: Row, path: list[str]) -> dict[str, str] | None:
    """The values that a path (decoded segments) has for a row's names; None where it is another address."""
    segments = row.segments
    if len(segments) != len(path):
        return None
    found = {}
    for segment, given in zip(segments, path, strict=True):
        if segment.startswith("{"):
            found[segment[1:-1]] = given
        elif segment != given:
            return None
    return found


def segments_of(target: str) -> list[str]:
    """The decoded segments of a request's target, without its query. Raises ValueError where it is not UTF-8."""
    path = target.partition("?")[0]
    if not path.isascii():
        raise ValueError("Only percent-encoded characters may stand in a path")
    return [unquote(segment, errors="strict") for segment in path.split("/")]


def path_for(row: Row, message: Message[Any]) -> str:
    """A row's path with its names replaced."""
    return "/".join(
        quote(getattr(message, part[1:-1]), safe="") if part[:1] == "{" else part for part in row.segments
    )


_CA: Final = "/api/internal/device-trust/ca/v1"

ROWS: Final = (
    Row(GetMetadata, "GET", "/api/internal/v1/device-trust/metadata", "platform=macos"),
    Row(Enroll, "POST", f"{_CA}/enroll/macos"),
    Row(Renew, "POST", f"{_CA}/renew/macos"),
    Row(StartSession, "POST", "/trustlab/sessions"),
    Row(OpenApp, "GET", "/app/{app}/sso"),
    Row(PresentCertificate, "GET", "/trustlab/device/{nonce}"),
    Row(FinishSignIn, "POST", "/trustlab/sign-in/{nonce}"),
    Row(OpenHomePage, "GET", "/app/UserHome"),
)
"""Every exchange; a message that has no row, the administrator's, is not said over HTTP."""
