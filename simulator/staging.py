"""How a scenario is staged: what of it is played, and how Macs and services speak. Never what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal, NamedTuple

Detail = Literal["changes", "every"]
"""What of a Mac's life is played: what may change something, or every check-in, pass, sign-in and quit."""

Clock = Callable[[], int]
"""Epoch seconds."""

Wiring = Literal["direct", "http", "tls"]
"""Whether messages are handed over as they are, or sent as HTTP requests that the services' own applications answer.

With ``tls`` these go over sockets of loopback, with real handshakes.
"""


class Outside(NamedTuple):
    """What a world needs whose services are also asked from outside.

    Attributes:
        log_kept_s: how long the services' logs can be read; in a world of its own the trace has it all.
        salt: octets that nobody can guess; passwords, tokens and keys of the services follow from it and the seed.
        client_clock: the clock of whoever asks now, where it is another than the world's: what they are given ages by it.
    """

    log_kept_s: int = 0
    salt: bytes = b""
    client_clock: Callable[[], Clock | None] = lambda: None


NOBODY_OUTSIDE: Final = Outside()


class Advance(NamedTuple):
    """How far a run is: simulated seconds gone and in all, Macs, and events so far."""

    gone_s: int
    whole_s: int
    macs: int
    events: int


Progress = Callable[[Advance], None]
