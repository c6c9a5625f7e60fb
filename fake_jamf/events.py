"""What happened at the server, as its own logs would tell it: of policies, of access, of changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class JamfEvent:
    """One line of the server's logs.

    Attributes:
        at: seconds since the epoch, UTC.
        kind: ``policy.logged``, ``policy.log_flushed``, ``computer.enrolled``, ``computer.managed``,
            ``computer.unmanaged``, ``computer.deleted``, ``inventory.submitted``, ``access`` or ``change``.
        subject: a Mac's UDID, an account's name (``access``) or the edited object's name (``change``).
        outcome: what came of it, in one word or two.
        reason: why, where there is more to say.
        details: names, numbers and a policy's output; never a script's contents, a password or a token.
    """

    at: int
    kind: str
    subject: str
    outcome: str
    reason: str
    details: dict[str, str | int]


class EventLog:
    """Events since the last drain, in the order in which they happened."""

    __slots__ = ("_events", "_now")

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._events: list[JamfEvent] = []

    def write(self, kind: str, subject: str, outcome: str, reason: str = "", **details: str | int) -> None:
        """Append an event that happens now."""
        self._events.append(JamfEvent(self._now(), kind, subject, outcome, reason, details))

    def drain(self) -> list[JamfEvent]:
        """The events since the last drain, oldest first; they are forgotten here."""
        if not self._events:
            return []
        events, self._events = self._events, []
        return events
