"""How a scenario is staged: what of it is played, and how Macs and services speak. Never what comes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

Detail = Literal["changes", "every"]
"""What of a Mac's life is played: what may change something, or every check-in, pass, sign-in and quit."""

Wiring = Literal["direct", "http", "tls"]
"""Whether messages are handed over as they are, or sent as HTTP requests that the services' own applications answer.

With ``tls`` these go over sockets of loopback, with real handshakes.
"""


class Advance(NamedTuple):
    """How far a run is: simulated seconds gone and in all, Macs, and events so far."""

    gone_s: int
    whole_s: int
    macs: int
    events: int


Progress = Callable[[Advance], None]
