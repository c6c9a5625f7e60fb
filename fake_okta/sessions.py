"""Sessions at the org: two hours without use end one (the default of Okta's sign-on policy).

Each has the clock by which it ages: the org's, or that of whoever it was given to.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from fake_okta.errors import session_invalid
from fake_okta.ids import Ids
from fake_okta.messages import Credentials, Session, SessionCookie

IDLE_LIMIT: Final = 2 * 3600

Clock = Callable[[], int]
"""Epoch seconds."""


@dataclass(slots=True)
class OpenSession:
    """A living session. ``locked`` once a secured app was tried from the home page on an untrusted device."""

    session_id: str
    user_id: str
    clock: Clock
    last_used: int
    created: int = 0
    locked: bool = False

    @property
    def ended(self) -> bool:
        """Whether it was unused for too long."""
        return self.clock() >= self.last_used + IDLE_LIMIT

    def seen(self) -> Session:
        """The same, frozen, as a reply."""
        return Session(self.session_id, self.user_id, self.last_used + IDLE_LIMIT)


class Sessions:
    """The living sessions, the one unused for longest first, so that the dead are found without a search."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._open: dict[str, OpenSession] = {}

    def __len__(self) -> int:
        return len(self._open)

    def start(self, user_id: str, clock: Clock, last_used: int | None = None) -> OpenSession:
        """A new session of this user, used now, or last at a second of its clock."""
        self._forget_idle()
        session_id = f"102{self._ids.token(user_id)}"
        at = clock() if last_used is None else last_used
        session = OpenSession(session_id, user_id, clock, at, at)
        self._open[session_id] = session
        return session

    def use(self, credentials: Credentials) -> OpenSession:
        """The session of this cookie, used now; raises E0000005 where there is none or it has ended."""
        if not isinstance(credentials, SessionCookie):
            raise session_invalid()
        session = self._open.pop(credentials.session_id, None)
        if session is None or session.ended:
            raise session_invalid()
        session.last_used = session.clock()
        self._open[session.session_id] = session
        return session

    def find(self, session_id: str) -> OpenSession | None:
        """A living session, without using it."""
        session = self._open.get(session_id)
        return None if session is None or session.ended else session

    def alive(self, session_id: str) -> bool:
        """Whether there is such a session, and it has not ended."""
        return self.find(session_id) is not None

    def end(self, session_id: str) -> None:
        """End one session, if there is one."""
        self._open.pop(session_id, None)

    def end_all_of(self, user_id: str) -> None:
        """End every session of a user."""
        self._open = {key: one for key, one in self._open.items() if one.user_id != user_id}

    def _forget_idle(self) -> None:
        while self._open:
            longest_unused = next(iter(self._open.values()))
            if not longest_unused.ended:
                return
            del self._open[longest_unused.session_id]
