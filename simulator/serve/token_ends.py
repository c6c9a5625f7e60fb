"""When a token of Jamf Pro ends, as clients on this machine can understand it: their clock is not the estate's.

Clients compare a token's end with their own clock, and some give up at once where it is past.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from simulator.serve.live import LiveWorld

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_USER: Final = frozenset({"/api/v1/auth/token", "/api/v1/auth/keep-alive", "/api/auth/tokens"})
_CLIENT: Final = frozenset({"/api/oauth/token", "/api/v1/oauth/token"})


class TokenEnds:
    """Rewrites ends of tokens from the estate's time into that of ``wall_clock`` (epoch seconds of this machine)."""

    def __init__(self, live: LiveWorld, wall_clock: Callable[[], float]) -> None:
        self._live = live
        self._wall_clock = wall_clock

    def around(self, app: Wsgi) -> Wsgi:
        """The application, whose tokens end when they end for somebody who waits for it here."""

        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            path = environ.get("PATH_INFO", "")
            if path not in _USER and path not in _CLIENT:
                return app(environ, start_response)
            told: list[Any] = []
            body = b"".join(app(environ, lambda *given: told.append(given)))
            status, headers, *_ = told[0]
            if status.startswith("200"):
                body = self._rewritten(body)
            kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
            start_response(status, [*kept, ("Content-Length", str(len(body)))])
            return [body]

        return answer

    def _rewritten(self, body: bytes) -> bytes:
        said = orjson.loads(body)
        if "expires" in said:
            ends_at = datetime.fromisoformat(said["expires"]).timestamp()
            here = datetime.fromtimestamp(self._wall_clock() + self._lasts_s(ends_at - self._live.at), UTC)
            said["expires"] = f"{here:%Y-%m-%dT%H:%M:%S}.{here.microsecond // 1000:03}Z"
        if "expires_in" in said:
            said["expires_in"] = int(self._lasts_s(said["expires_in"]))
        return orjson.dumps(said)

    def _lasts_s(self, estate_s: float) -> float:
        """Seconds here in which so many go by in the estate; while its time stands still, as many."""
        return estate_s / self._live.speed if self._live.speed else estate_s
