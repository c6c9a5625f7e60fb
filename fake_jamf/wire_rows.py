"""Which message is which HTTP exchange: one table, read in both directions.

Paths below ``/api`` and ``/JSSResource`` are Jamf Pro's own. Those below ``/trustlab`` are not: the protocol between
Jamf Pro and its agent is not public, and no address of Jamf Pro gives all records whole in one answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal
from urllib.parse import quote, unquote

from fake_jamf import wire_classic as classic
from fake_jamf.messages import (
    CheckIn,
    CreateToken,
    EnrollComputer,
    GetComputer,
    GetProfiles,
    KeepAlive,
    ListAccounts,
    ListComputers,
    ListUsers,
    Message,
    SubmitInventory,
    SubmitPolicyLog,
    Token,
)
from fake_jamf.wire_text import text
from fake_jamf.wire_values import Codec, field_codecs, reply_codec


@dataclass(frozen=True, slots=True)
class Row:
    """A message at an address.

    Attributes:
        message: its type. Fields that are named in the path travel there, all others as an object in the body.
        method: of HTTP.
        path: segments; ``{name}`` is a field of the message, or an option of how the reply is shown.
        show: the reply as JSON can carry it, given the options in the path.
        understand: the reply out of that; None where the answer holds less than the reply. Of a message's rows the
            client uses the first that has it.
    """

    message: type[Message[Any]]
    method: Literal["GET", "POST"]
    path: str
    show: Callable[..., Any]
    understand: Callable[[Any], Any] | None

    @property
    def fields(self) -> Mapping[str, tuple[Field[Any], Codec]]:
        """The message's fields, each with its codec."""
        kind: Any = self.message
        return field_codecs(kind)

    @property
    def segments(self) -> list[str]:
        """The path's parts, as ``match`` compares them."""
        return self.path.split("/")


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


def path_for(row: Row, values: Mapping[str, object]) -> str:
    """A row's path with its names replaced."""
    return "/".join(
        quote(str(values[part[1:-1]]), safe="") if part[:1] == "{" else part for part in row.segments
    )


def _own(message: Any, method: Literal["GET", "POST"], path: str) -> Row:
    reply = reply_codec(message)
    return Row(message, method, f"/trustlab/{path}", reply.dump, reply.load)


def _token(token: Token) -> dict[str, str]:
    expires = datetime.fromtimestamp(token.expires_at, UTC).isoformat(timespec="milliseconds")
    return {"token": token.token, "expires": expires.replace("+00:00", "Z")}


def _token_from(raw: Any) -> Token:
    expires = datetime.fromisoformat(raw["expires"])
    return Token(text(raw["token"]), (expires - datetime.fromtimestamp(0, UTC)) // _SECOND)


_SECOND: Final = datetime.resolution * 1_000_000

ROWS: Final = (
    _own(EnrollComputer, "POST", "agent/enroll"),
    _own(CheckIn, "POST", "agent/check-in"),
    _own(SubmitPolicyLog, "POST", "agent/policy-log"),
    _own(SubmitInventory, "POST", "agent/inventory"),
    _own(GetProfiles, "GET", "agent/profiles/{udid}"),
    Row(CreateToken, "POST", "/api/v1/auth/token", _token, _token_from),
    Row(KeepAlive, "POST", "/api/v1/auth/keep-alive", _token, _token_from),
    Row(GetComputer, "GET", "/JSSResource/computers/udid/{udid}", classic.computer, classic.computer_from),
    Row(GetComputer, "GET", "/JSSResource/computers/udid/{udid}/subset/{subset}", classic.computer, None),
    Row(ListComputers, "GET", "/JSSResource/computers", classic.computers, None),
    Row(ListComputers, "GET", "/JSSResource/computers/subset/basic", classic.computers_basic, None),
    _own(ListComputers, "GET", "computers"),
    Row(ListAccounts, "GET", "/JSSResource/accounts", classic.accounts, classic.accounts_from),
    Row(ListUsers, "GET", "/JSSResource/users", classic.users, classic.users_from),
)
"""Every exchange. A message that has no row, the administrator's, is spoken at the console only."""
