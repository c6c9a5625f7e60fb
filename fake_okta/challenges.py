"""Sign-ins that wait for the mutual TLS host: one-time nonces and tickets, short-lived and few."""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest
from typing import Final

from fake_okta.errors import request_not_valid
from fake_okta.ids import Ids
from fake_okta.messages import Certificate, OpenApp
from fake_okta.sessions import Clock

LIFETIME: Final = 300
MOST_AT_ONCE: Final = 10_000


@dataclass(slots=True)
class Challenge:
    """A sign-in on its way: what was asked in which session, and what was then presented, at which second of the org's."""

    session_id: str
    request: OpenApp
    clock: Clock
    ends_at: int
    ticket: str | None = None
    presented: Certificate | None = None
    presented_at: int = 0

    @property
    def ended(self) -> bool:
        """Whether it has timed out, by the clock of whoever signs in."""
        return self.clock() >= self.ends_at


class Challenges:
    """The open challenges, oldest first."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._open: dict[str, Challenge] = {}

    def __len__(self) -> int:
        return len(self._open)

    def begin(self, session_id: str, request: OpenApp, clock: Clock) -> str:
        """A new nonce, good for 300 seconds of this clock."""
        self._forget_ended()
        nonce = self._ids.token("nonce")
        self._open[nonce] = Challenge(session_id, request, clock, clock() + LIFETIME)
        return nonce

    def answer(self, nonce: str, presented: Certificate | None, at: int) -> str:
        """The mutual TLS host's ticket for what was presented; raises E0000002 for a dead or used nonce."""
        challenge = self._open.get(nonce)
        if challenge is None or challenge.ended or challenge.ticket is not None:
            raise request_not_valid("this sign-in was answered before or has timed out")
        challenge.presented, challenge.presented_at = presented, at
        challenge.ticket = self._ids.token("ticket")
        return challenge.ticket

    def redeem(self, nonce: str, ticket: str, session_id: str) -> Challenge:
        """The answered challenge, once; raises E0000002 for a wrong ticket, another session, or too late."""
        challenge = self._open.get(nonce)
        if challenge is None or challenge.ticket is None or challenge.session_id != session_id:
            raise request_not_valid("there is no such sign-in in this session")
        if challenge.ended or not compare_digest(ticket.encode(), challenge.ticket.encode()):
            raise request_not_valid("this ticket is not good, or has timed out")
        del self._open[nonce]
        return challenge

    def _forget_ended(self) -> None:
        while self._open:
            nonce, oldest = next(iter(self._open.items()))
            if not oldest.ended and len(self._open) < MOST_AT_ONCE:
                return
            del self._open[nonce]
