"""Bearer tokens: a user account's lives 30 minutes, or until keep-alive makes a new one of it; an API client's as long
as the client's setting says.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

from fake_jamf.messages import Token

LIFE_S = 1800
"""Seconds that a token lives: what the field has seen; no specification states it."""

_REMEMBERED_S = 24 * 3600

Clock = Callable[[], int]
"""Epoch seconds."""


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """Whose token it is and when it ends (seconds of its clock, the first second at which it is dead).

    It is an account's, by name, or an API client's, by its identifier.
    """

    username: str
    clock: Clock
    expires_at: int
    client_id: str = ""

    @property
    def expired(self) -> bool:
        """Whether it is dead."""
        return self.clock() >= self.expires_at


class Tokens:
    """The tokens that a server issued; they derive from seed and counter, so that a run repeats them."""

    __slots__ = ("_count", "_issued", "_key")

    def __init__(self, seed: bytes) -> None:
        self._key = blake2b(b"tokens" + seed, digest_size=32).digest()
        self._count = 0
        self._issued: dict[str, IssuedToken] = {}

    def issue(self, username: str, clock: Clock, client_id: str = "", life_s: int = LIFE_S) -> Token:
        """A new token for an account, or for an API client, which lives by this clock."""
        self._forget_old()
        self._count += 1
        text = blake2b(self._count.to_bytes(8), key=self._key, digest_size=32).hexdigest()
        ends_at = clock() + life_s
        self._issued[text] = IssuedToken(username, clock, ends_at, client_id)
        return Token(text, ends_at)

    def find(self, text: str) -> IssuedToken | None:
        """What is known of a token, expired or not; None if it never was, was invalidated or is long gone."""
        return self._issued.get(text)

    def invalidate(self, text: str) -> None:
        """End a token at once."""
        self._issued.pop(text, None)

    def _forget_old(self) -> None:
        # An expired token is kept for a day, so that the access log can say 'Token Expired'. Those of accounts live
        # equally long, so the oldest come first; an API client's long one keeps those behind it.
        while self._issued:
            text, oldest = next(iter(self._issued.items()))
            if oldest.expires_at + _REMEMBERED_S > oldest.clock():
                return
            del self._issued[text]
