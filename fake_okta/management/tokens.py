"""Administrators, by an API token or in the console's pages: who asks, and with which permissions.

Source: 'API token management', Okta help: a token has the permissions of the administrator who made it, and ends when
it was not used for thirty days.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from fake_okta.errors import forbidden, not_found, session_invalid, token_invalid, validation_failed
from fake_okta.ids import Ids
from fake_okta.management.roles import OPEN, ROLES
from fake_okta.messages import ApiToken, ConsoleSession, Credentials, SessionCookie
from fake_okta.sessions import Sessions
from fake_okta.users import Directory

UNUSED_FOR: Final = 30 * 86_400


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: an administrator (id, login), with which token and permissions; nobody for open operations."""

    id: str
    login: str
    token_id: str | None
    permissions: frozenset[str]

    @property
    def actor(self) -> tuple[str, str]:
        """As the System Log names them."""
        return self.id, self.login


@dataclass(slots=True)
class _Token:
    """A token; ``last_used`` None never ends, since it is the org's own first administrator's."""

    caller: Caller
    last_used: int | None


class Tokens:
    """All tokens, by the hash of their value; the value itself is kept nowhere."""

    def __init__(
        self,
        ids: Ids,
        now: Callable[[], int],
        sessions: Sessions,
        directory: Directory,
        admin: tuple[str, str],
    ) -> None:
        self._ids = ids
        self._now = now
        self._sessions = sessions
        self._directory = directory
        self._admin = admin
        self._by_hash: dict[bytes, _Token] = {}

    def enter(self, value: str, role: str, token_id: str | None = None) -> None:
        """Let a value count as a token of this role; raises E0000001 for an unknown role."""
        if role not in ROLES:
            raise validation_failed("role", f"role: must be one of {', '.join(ROLES)}")
        caller = Caller(*self._admin, token_id, ROLES[role])
        self._by_hash[_hash(value)] = _Token(caller, None if token_id is None else self._now())

    def create(self, role: str) -> tuple[str, str]:
        """A new token; its id and its value."""
        number = str(self._ids.count("api token"))
        token_id = "00T" + self._ids.text("api token id", number, 17)
        value = "00" + self._ids.text("api token value", number, 40)
        self.enter(value, role, token_id)
        return token_id, value

    def revoke(self, token_id: str) -> None:
        """The end of a token; raises E0000007."""
        for key, token in self._by_hash.items():
            if token.caller.token_id == token_id:
                del self._by_hash[key]
                return
        raise not_found("ApiToken", token_id)

    def admit(self, credentials: Credentials, permission: str) -> Caller:
        """Who asks, if they may.

        Raises E0000005 without credentials or with a session that has ended, E0000011 for a token that is unknown or
        has ended, E0000006 where the permission is missing; a person's session has none. In the console's pages the
        org's first user is a super administrator, and nobody else may anything.
        """
        if isinstance(credentials, ApiToken):
            return self._with_token(credentials.value, permission)
        if isinstance(credentials, ConsoleSession):
            return self._in_the_console(credentials)
        if permission == OPEN:
            return _NOBODY
        if isinstance(credentials, SessionCookie) and self._sessions.alive(credentials.session_id):
            raise forbidden()
        raise session_invalid()

    def _in_the_console(self, credentials: ConsoleSession) -> Caller:
        session = self._sessions.use(SessionCookie(credentials.session_id))
        if self._directory.by_id(session.user_id).status != "ACTIVE":
            raise session_invalid()
        if session.user_id != self._admin[0]:
            raise forbidden()
        return Caller(*self._admin, None, ROLES["SUPER_ADMIN"])

    def _with_token(self, value: str, permission: str) -> Caller:
        # Found by its hash: how long that takes tells nothing of the value.
        key = _hash(value)
        token = self._by_hash.get(key)
        if token is not None and token.last_used is not None:
            if self._now() >= token.last_used + UNUSED_FOR:
                token = None
            else:
                token.last_used = self._now()
        if token is None:
            if permission == OPEN:
                return _NOBODY
            raise token_invalid()
        if permission not in token.caller.permissions and permission != OPEN:
            raise forbidden()
        return token.caller


_NOBODY: Final = Caller("", "", None, frozenset())


def _hash(value: str) -> bytes:
    return blake2b(value.encode(errors="surrogatepass"), digest_size=32, person=b"okta api token").digest()
