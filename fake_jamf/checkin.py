"""Settings > Check-in. Here is only the setting: the delay's dice belong to the Mac."""

from __future__ import annotations

from fake_jamf.errors import bad_request
from fake_jamf.messages import CheckInSettings

SHORTEST_S, LONGEST_S = 5 * 60, 60 * 60
"""The console offers every 5, 15, 30 or 60 minutes; 15 is what a new server has."""


def check(settings: CheckInSettings) -> None:
    """Raise BAD_REQUEST where the interval is not within 5 to 60 minutes, or the random delay is negative."""
    if not SHORTEST_S <= settings.interval_s <= LONGEST_S:
        raise bad_request(f"A check-in every {settings.interval_s} s; 300 to 3600 are possible")
    if settings.random_delay_s < 0:
        raise bad_request(f"A random delay of {settings.random_delay_s} s")
