"""How a scenario is staged: what of it is played, and how Macs and services speak. Never what comes of it."""

from __future__ import annotations

from typing import Literal

Detail = Literal["changes", "every"]
"""What of a Mac's life is played: what may change something, or every check-in, pass, sign-in and quit."""

Wiring = Literal["direct", "http"]
"""Whether messages are handed over as they are, or sent as HTTP requests that the services' own applications answer."""
