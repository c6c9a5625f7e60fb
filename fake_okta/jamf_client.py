"""Okta's own Jamf Pro client: is this computer managed?

What it asks is inferred from the privileges that Okta's help demands of the account: READ on Computers,
Users, and User Accounts & Groups. It logs in, reads accounts and users once a token, and looks the computer
up by its UDID. How the requests travel is the business of ``send``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from fake_okta.messages import JamfConnection

NO_COMPUTER: Final = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True, repr=False)
class GetToken:
    """Log in with name and password."""

    tenant_url: str
    username: str
    password: str


@dataclass(frozen=True, slots=True, repr=False)
class JamfToken:
    """A bearer token and when it ends, in epoch seconds."""

    token: str
    expires_at: int


@dataclass(frozen=True, slots=True, repr=False)
class ReadComputer:
    """Look a computer up by its UDID; 404 where Jamf Pro does not know it."""

    tenant_url: str
    token: str
    udid: str


@dataclass(frozen=True, slots=True)
class JamfComputer:
    """What Jamf Pro says of a computer."""

    udid: str
    managed: bool


@dataclass(frozen=True, slots=True, repr=False)
class ReadAccounts:
    """List Jamf Pro's user accounts and groups."""

    tenant_url: str
    token: str


@dataclass(frozen=True, slots=True, repr=False)
class ReadUsers:
    """List Jamf Pro's users."""

    tenant_url: str
    token: str


@dataclass(frozen=True, slots=True)
class JamfListing:
    """A list was read; of its contents only the number matters."""

    count: int


JamfRequest = GetToken | ReadComputer | ReadAccounts | ReadUsers
JamfReply = JamfToken | JamfComputer | JamfListing
JamfSend = Callable[[JamfRequest], JamfReply]


class JamfRefused(Exception):
    """Jamf Pro answered with an HTTP error status."""

    def __init__(self, status: int, summary: str) -> None:
        super().__init__(status, summary)
        self.status = status
        self.summary = summary


class JamfUnreachable(Exception):
    """No answer came from Jamf Pro."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


Management = Literal[
    "managed", "not_managed", "computer_unknown", "jamf_unauthorized", "jamf_forbidden", "jamf_unreachable"
]
R = TypeVar("R", JamfToken, JamfComputer, JamfListing)


class JamfClient:
    """One conversation with one tenant at a time; the token is kept until it ends or is refused."""

    _connection: JamfConnection | None
    _token: JamfToken | None
    _lists_read: bool

    def __init__(self, send: JamfSend, now: Callable[[], int]) -> None:
        self._send = send
        self._now = now
        self._forget()

    def management(self, connection: JamfConnection, udid: str) -> Management:
        """Whether Jamf Pro manages this computer, or why that cannot be said."""
        try:
            computer = self._read_computer(connection, udid)
        except JamfRefused as refused:
            return _meaning(refused.status)
        except JamfUnreachable:
            return "jamf_unreachable"
        return "managed" if computer.managed else "not_managed"

    def test(self, connection: JamfConnection, *, privileges: bool) -> Management:
        """'Test API credentials': ``managed`` where a login works, and every privilege is there if asked."""
        self._forget()
        if privileges:
            answer = self.management(connection, NO_COMPUTER)
            return "managed" if answer in ("not_managed", "computer_unknown") else answer
        try:
            self._log_in(connection)
        except JamfRefused as refused:
            return _meaning(refused.status)
        except JamfUnreachable:
            return "jamf_unreachable"
        return "managed"

    def _read_computer(self, connection: JamfConnection, udid: str) -> JamfComputer:
        kept = self._kept_token(connection)
        if kept is not None:
            try:
                return self._look_up(connection, kept, udid)
            except JamfRefused as refused:
                if refused.status != 401:
                    raise
        # No token, or Jamf Pro ended it early (a restart, a changed account): log in once more, not twice.
        return self._look_up(connection, self._log_in(connection), udid)

    def _look_up(self, connection: JamfConnection, token: str, udid: str) -> JamfComputer:
        if not self._lists_read:
            _expect(JamfListing, self._send(ReadAccounts(connection.tenant_url, token)))
            _expect(JamfListing, self._send(ReadUsers(connection.tenant_url, token)))
            self._lists_read = True
        return _expect(JamfComputer, self._send(ReadComputer(connection.tenant_url, token, udid)))

    def _kept_token(self, connection: JamfConnection) -> str | None:
        if self._token is None or self._connection != connection or self._now() >= self._token.expires_at:
            return None
        return self._token.token

    def _log_in(self, connection: JamfConnection) -> str:
        self._forget()
        request = GetToken(connection.tenant_url, connection.username, connection.password)
        self._token = _expect(JamfToken, self._send(request))
        self._connection = connection
        return self._token.token

    def _forget(self) -> None:
        self._connection, self._token, self._lists_read = None, None, False


def _meaning(status: int) -> Management:
    if status == 401:
        return "jamf_unauthorized"
    if status == 403:
        return "jamf_forbidden"
    return "computer_unknown" if status == 404 else "jamf_unreachable"


def _expect(kind: type[R], reply: JamfReply) -> R:
    if not isinstance(reply, kind):
        raise TypeError(f"Jamf Pro's reply is a {type(reply).__name__}, expected a {kind.__name__}")
    return reply
