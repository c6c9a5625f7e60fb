"""A person at a Mac, as the stage keeps them: the routine, and each stream of sign-ins with what came of the last.

A stream is one app opened with one client. Between two changes its outcome is constant, so only the first sign-in
after something changed is played; a segment tells of the routine ones.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.habits import Routine


@dataclass(slots=True)
class Stream:
    """Sign-ins of one person to one app with one client.

    Attributes:
        key: the dice address of the stream, "app client".
        changed_at: from when on the outcome may differ from the last one played; None while nothing changed.
        came: of the last one played, outcome, reason, device, the device's reason, and what was asked when the client chose
            what it presents.
        played_at: epoch second of the last one played.
        since: epoch second from which routine openings came out so, or None.
        handshakes: whether the last one led to a handshake, after which a browser remembers.
        in_session: whether the last one took place in a session at Okta, which it prolonged.
    """

    app: str
    client: str
    key: int
    changed_at: int | None = 0
    came: tuple[str, str, str, str, str] = ("", "", "", "", "")
    played_at: int = 0
    since: int | None = None
    handshakes: bool = False
    in_session: bool = False


@dataclass(slots=True)
class Resident:
    """One person, the macOS account they use, and what they do there."""

    person: str
    account: str
    routine: Routine
    streams: list[Stream] = field(default_factory=list)

    def stream(self, app: str, client: str) -> Stream | None:
        """The stream of an app and client, where this person opens it of themselves."""
        for stream in self.streams:
            if stream.app == app and stream.client == client:
                return stream
        return None
