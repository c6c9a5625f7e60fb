"""Who asks, and from where <-> HTTP headers.

An administrator's token is ``Authorization: SSWS ...``, as Okta documents it; a person's session the cookie ``sid``.
The address that a request comes from stands in ``X-Forwarded-For``, as a load balancer writes it.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, unquote

from fake_okta.messages import (
    Anonymous,
    ApiToken,
    ClientKey,
    ClientSeen,
    ConsoleSession,
    Credentials,
    SessionCookie,
)

COOKIE: Final = "sid"

_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*", re.ASCII)
_AS_THEY_ARE: Final = " " + string.punctuation.replace("%", "")


def headers_of(credentials: Credentials) -> dict[str, str]:
    """The headers that carry them."""
    match credentials:
        case Anonymous() | ClientKey():
            return {}
        case ApiToken(token):
            # What is no token could not stand in a header; it is sent so that it is refused there.
            return {"Authorization": f"SSWS {token if _TOKEN.fullmatch(token) else quote(token, safe='')}"}
        case SessionCookie(session_id) | ConsoleSession(session_id):
            return {"Cookie": f"{COOKIE}={quote(session_id, safe='')}"}


def credentials_in(headers: Mapping[str, str]) -> Credentials:
    """Who asks, by headers with lower-case names: a token counts before a cookie.

    What cannot be read stands for nobody.
    """
    authorization = headers.get("authorization", "").strip()
    try:
        # Okta's own client for Python leaves out the space.
        if authorization[:4].upper() == "SSWS":
            return ApiToken(unquote(authorization[4:].strip(), errors="strict"))
        for cookie in headers.get("cookie", "").split(";"):
            name, equals, value = cookie.strip().partition("=")
            if name == COOKIE and equals:
                return SessionCookie(unquote(value, errors="strict"))
    except UnicodeDecodeError:
        return Anonymous()
    return Anonymous()


def client_headers(client: ClientSeen) -> dict[str, str]:
    """What a client says of itself, and the address that it comes from."""
    return {"User-Agent": _written(client.user_agent), "X-Forwarded-For": quote(client.ip_address, safe=":")}


def client_in(headers: Mapping[str, str]) -> ClientSeen:
    """What is seen of a client, by headers with lower-case names; of several addresses the first is its own."""
    address = headers.get("x-forwarded-for", "").partition(",")[0].strip()
    return ClientSeen(unquote(headers.get("user-agent", "")), unquote(address))


def _written(user_agent: str) -> str:
    # As it is, but for what a header cannot carry: other characters, and blanks at the ends.
    if user_agent != user_agent.strip():
        return quote(user_agent, safe="")
    return quote(user_agent, safe=_AS_THEY_ARE)
