"""Which message is which HTTP exchange, for those that this project's own Macs and tests send: read in both directions.

Of these the tokens' addresses are Jamf Pro's own. Those below ``/trustlab`` are not: the protocol between Jamf Pro and
its agent is not public, and no address of Jamf Pro gives whole records. What others ask is in ``fake_jamf.api``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal
from urllib.parse import quote

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
        path: segments; ``{name}`` is a field of the message.
        show: the reply as JSON can carry it.
        understand: the reply out of that.
    """

    message: type[Message[Any]]
    method: Literal["GET", "POST"]
    path: str
    show: Callable[[Any], Any]
    understand: Callable[[Any], Any]

    @property
    def fields(self) -> Mapping[str, tuple[Field[Any], Codec]]:
        """The message's fields, each with its codec."""
        kind: Any = self.message
        return field_codecs(kind)

    @property
    def segments(self) -> list[str]:
        """The path's parts."""
        return self.path.split("/")


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
    _own(GetComputer, "GET", "computers/{udid}"),
    _own(ListComputers, "GET", "computers"),
    _own(ListAccounts, "GET", "accounts"),
    _own(ListUsers, "GET", "users"),
)
"""Every exchange. A message that has no row, the administrator's, is spoken at the console only."""
