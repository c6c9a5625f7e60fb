"""What Okta reads from a User-Agent: the type of client and the platform. Anyone can send another one.

Source: 'About app sign-on policies', Okta help (client and platform are taken from the User-Agent, which can
be forged). Which strings mean what is not public; this table goes by the strings that such clients send.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from fake_okta.messages import ClientType, Platform


class ClientRead(NamedTuple):
    """What a User-Agent says of its sender."""

    client_type: ClientType
    platform: Platform


# The first that occurs decides: an iPhone says 'like Mac OS X', an Android 'Linux', so the order matters.
_PLATFORMS: Final[tuple[tuple[str, Platform], ...]] = (
    ("windows phone", "mobile_other"),
    ("blackberry", "mobile_other"),
    ("bb10", "mobile_other"),
    ("iphone", "ios"),
    ("ipad", "ios"),
    ("ipod", "ios"),
    ("android", "android"),
    ("windows", "windows"),
    ("macintosh", "osx"),
    ("mac os x", "osx"),
    ("macoutlook", "osx"),
    ("mobile", "mobile_other"),
)

_CLIENTS: Final[tuple[tuple[str, ClientType], ...]] = (
    ("activesync", "active_sync"),
    ("apple-ip", "active_sync"),
    ("eas-", "active_sync"),
    ("exchangewebservices", "legacy"),
    ("mapi", "legacy"),
    ("imap", "legacy"),
    ("pop3", "legacy"),
    ("smtp", "legacy"),
    ("microsoft office/14", "legacy"),
    ("microsoft office/15", "legacy"),
    ("macoutlook/14", "legacy"),
    ("macoutlook/15", "legacy"),
    ("adal", "modern_auth"),
    ("msal", "modern_auth"),
    ("microsoft office/", "modern_auth"),
    ("macoutlook/", "modern_auth"),
    ("microsoft outlook", "modern_auth"),
    ("microsoft word", "modern_auth"),
    ("microsoft excel", "modern_auth"),
    ("microsoft powerpoint", "modern_auth"),
    ("skype for business", "modern_auth"),
)


@lru_cache(maxsize=4096)
def read_user_agent(user_agent: str) -> ClientRead:
    """The client type (``web`` where nothing says otherwise) and the platform (else ``desktop_other``)."""
    lowered = user_agent.lower()
    client_type: ClientType = next((kind for sign, kind in _CLIENTS if sign in lowered), "web")
    platform: Platform = next((kind for sign, kind in _PLATFORMS if sign in lowered), "desktop_other")
    return ClientRead(client_type, platform)
