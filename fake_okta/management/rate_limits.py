"""How many requests a minute an org may make, by endpoint.

Source: 'Rate limits: management endpoints', Okta developer documentation, the values of a workforce org.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

Bucket = Literal["users", "user", "groups", "apps", "logs", "authn", "other"]

MINUTE: Final = 60
LIMITS: Final[Mapping[Bucket, int]] = {
    "users": 600,
    "user": 2000,
    "groups": 500,
    "apps": 100,
    "logs": 120,
    "authn": 600,
    "other": 1200,
}


@dataclass(frozen=True, slots=True)
class Rate:
    """What the rate-limit headers say; ``reset`` is the epoch second at which a new minute begins.

    ``exceeded``: this was one too many; ``first_exceeded``: and the first of this minute.
    """

    limit: int
    remaining: int
    reset: int
    exceeded: bool = False
    first_exceeded: bool = False


class RateLimits:
    """The requests of this minute. ``scale`` multiplies all limits, as DynamicScale does; 0 counts nothing."""

    def __init__(self, now: Callable[[], int], scale: int) -> None:
        self._now = now
        self._scale = scale
        self._minutes: dict[Bucket, tuple[int, int]] = {}
        self.a_minute: dict[Bucket, int] = {name: most * max(1, scale) for name, most in LIMITS.items()}

    def limit(self, bucket: Bucket, a_minute: int) -> None:
        """From now on so many requests of this kind a minute, as an org's own limits may differ."""
        self.a_minute[bucket] = a_minute

    def look(self, bucket: Bucket) -> Rate:
        """The headers' values, with no request counted."""
        at = self._now()
        minute, count = self._minutes.get(bucket, (at // MINUTE, 0))
        limit = self.a_minute[bucket]
        used = count if minute == at // MINUTE else 0
        return Rate(limit, max(0, limit - used), (at // MINUTE + 1) * MINUTE)

    def take(self, bucket: Bucket) -> Rate:
        """Count a request. ``exceeded`` where it is one too many."""
        at = self._now()
        minute, count = self._minutes.get(bucket, (at // MINUTE, 0))
        count = count + 1 if minute == at // MINUTE else 1
        limit = self.a_minute[bucket]
        if self._scale:
            self._minutes[bucket] = (at // MINUTE, min(count, limit + 2))
        exceeded = bool(self._scale) and count > limit
        reset = (at // MINUTE + 1) * MINUTE
        return Rate(limit, max(0, limit - count), reset, exceeded, exceeded and count == limit + 1)
