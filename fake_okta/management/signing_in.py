"""Primary authentication and the Sessions API.

Source: 'Authentication API' and 'Sessions API', Okta developer documentation: a wrong password, an unknown user and a
denial by the Okta sign-on policy are answered alike. No second factor and no lockout here.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from fake_okta.errors import authentication_failed, forbidden, not_found, session_invalid
from fake_okta.management import messages as api
from fake_okta.management.profiles import password_fits
from fake_okta.management.records import user_record
from fake_okta.management.tokens import Caller
from fake_okta.messages import Credentials, SessionCookie
from fake_okta.org import Org
from fake_okta.sessions import IDLE_LIMIT, Clock, OpenSession
from fake_okta.sign_in import log_no_session, may_have_session
from fake_okta.users import Person

TOKEN_LASTS: Final = 300


class _SessionToken(NamedTuple):
    user_id: str
    clock: Clock
    ends_at: int

    @property
    def ended(self) -> bool:
        return self.clock() >= self.ends_at


class SigningIn:
    """The operations on passwords and sessions."""

    def __init__(self, org: Org) -> None:
        self._org = org
        self._tokens: dict[str, _SessionToken] = {}

    def authenticate(self, message: api.Authenticate, caller: Caller) -> api.Authenticated:
        """A session token for the right password; raises E0000004 else."""
        person = self._org.directory.who_may_sign_in(message.username)
        if person is None or not password_fits(self._org.first_password, person, message.password):
            self._failed(person, "INVALID_CREDENTIALS")
            raise authentication_failed()
        client = self._org.log.client
        if not may_have_session(self._org, person, client.ip_address if client else ""):
            log_no_session(self._org, person)
            raise authentication_failed()
        self._tokens = {token: held for token, held in self._tokens.items() if not held.ended}
        token = "20111" + self._org.ids.token("session token")
        clock = self._org.client_clock()
        held = self._tokens[token] = _SessionToken(person.id, clock, clock() + TOKEN_LASTS)
        return api.Authenticated(token, held.ends_at, user_record(person))

    def create_session(self, message: api.CreateSession, caller: Caller) -> api.SessionRecord:
        """A session for a token that was not used; raises E0000004 else."""
        held = self._tokens.pop(message.session_token, None)
        if held is None or held.ended:
            raise authentication_failed()
        person = self._org.directory.by_id(held.user_id)
        person.last_login = self._org.now()
        session = self._org.sessions.start(person.id, self._org.client_clock())
        self._org.log.append(
            "user.session.start",
            actor=(person.id, person.login),
            session_id=session.session_id,
            details={"user": person.id},
        )
        return _record(session, person)

    def read(self, message: api.ReadSession, caller: Caller, credentials: Credentials) -> api.SessionRecord:
        """A living session; raises E0000007, or what ``_found`` raises."""
        session = self._found(message.session, caller, credentials)
        return _record(session, self._org.directory.by_id(session.user_id))

    def refresh(
        self, message: api.RefreshSession, caller: Caller, credentials: Credentials
    ) -> api.SessionRecord:
        """Prolong a living session; raises E0000007, or what ``_found`` raises."""
        session = self._found(message.session, caller, credentials)
        self._org.sessions.use(SessionCookie(session.session_id))
        return _record(session, self._org.directory.by_id(session.user_id))

    def end(self, message: api.EndSession, caller: Caller, credentials: Credentials) -> None:
        """End a living session; raises E0000007, or what ``_found`` raises."""
        session = self._found(message.session, caller, credentials)
        self._org.sessions.end(session.session_id)
        person = self._org.directory.by_id(session.user_id)
        self._org.log.append(
            "user.session.end",
            actor=(person.id, person.login),
            session_id=session.session_id,
            details={"user": person.id},
        )

    def _found(self, session_id: str, caller: Caller, credentials: Credentials) -> OpenSession:
        """The session, for an administrator who may manage sessions, or for whose cookie it is (``me``).

        Raises E0000005 without either, E0000006 for an administrator without the permission, E0000007 for none.
        """
        if session_id == "me":
            if not isinstance(credentials, SessionCookie):
                raise not_found("Session", session_id) if caller.id else session_invalid()
            own = self._org.sessions.find(credentials.session_id)
            if own is None:
                raise not_found("Session", session_id)
            return own
        if not caller.id:
            raise session_invalid()
        if "okta.sessions.manage" not in caller.permissions:
            raise forbidden()
        found = self._org.sessions.find(session_id)
        if found is None:
            raise not_found("Session", session_id)
        return found

    def _failed(self, person: Person | None, reason: str) -> None:
        actor = None if person is None else (person.id, person.login)
        self._org.log.append("user.session.start", "FAILURE", reason, actor=actor)


def _record(session: OpenSession, person: Person) -> api.SessionRecord:
    return api.SessionRecord(
        session.session_id, person.id, person.login, session.created, session.last_used + IDLE_LIMIT
    )
