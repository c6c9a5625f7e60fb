"""Okta's lists by its management API, read only: users, groups and who is in them, apps, zones, sign-on policies.

Sources: 'Core Okta API' and 'Rate limits', Okta developer documentation (SSWS tokens, cursors in Link headers, 429 with
X-Rate-Limit-Reset). Rules of apps are not among them: on Classic, Okta has no API for them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit

import requests

_TRIES: Final = 5
_LONGEST_WAIT_S: Final = 70
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class OktaRefused(Exception):
    """An org that cannot be read; the text says why, without any secret."""


class OktaReader:
    """GET requests to one org. ``wait`` pauses for so many seconds; tests give their own.

    Raises OktaRefused where the URL is no org's.
    """

    def __init__(self, url: str, token: str, wait: Callable[[float], None] = time.sleep) -> None:
        self._base = org_of(url)
        self._wait = wait
        self._session = requests.Session()
        self._session.headers.update({"Authorization": f"SSWS {token}", "Accept": "application/json"})

    def all_of(self, path: str, **query: str) -> Iterator[dict[str, Any]]:
        """Every object of a list, page by page. Raises OktaRefused."""
        address: str | None = f"{self._base}{path}"
        seen: set[str] = set()
        while address is not None and address not in seen:
            seen.add(address)
            answered = self._get(address, query)
            yield from _listed(answered, path)
            address, query = self._next(answered), {}

    def _next(self, answered: requests.Response) -> str | None:
        """The next page's address; one on another host would be given the token, and is not followed."""
        address = answered.links.get("next", {}).get("url")
        return address if address and address.startswith(f"{self._base}/") else None

    def _get(self, address: str, query: dict[str, str]) -> requests.Response:
        path = urlsplit(address).path
        for _ in range(_TRIES):
            try:
                answered = self._session.get(address, params=query, timeout=60, allow_redirects=False)
            except (requests.RequestException, UnicodeError) as error:
                raise OktaRefused(f"{path}: it cannot be reached ({type(error).__name__})") from None
            if answered.status_code != 429:
                break
            self._wait(_until_reset_s(answered))
        if answered.status_code != 200:
            raise OktaRefused(f"{path}: {_why(answered)}")
        return answered


def _listed(answered: requests.Response, path: str) -> Iterator[dict[str, Any]]:
    try:
        found = answered.json()
    except (ValueError, RecursionError):
        raise OktaRefused(f"{path}: the answer is no JSON") from None
    if not isinstance(found, list):
        raise OktaRefused(f"{path}: the answer is no list")
    yield from (one for one in found if isinstance(one, dict))


def org_of(url: str) -> str:
    """The base URL of an org. Raises OktaRefused for another one, or a token sent in the clear."""
    try:
        parts = urlsplit(url if "//" in url else f"https://{url}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise OktaRefused("is no address") from None
    if not host or parts.scheme not in ("https", "http") or parts.path.strip("/"):
        raise OktaRefused("is no address; write it as https://acme.okta.com")
    if "-admin." in host:
        raise OktaRefused("is the Admin Console's address; the org's has no -admin in it")
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise OktaRefused("tokens are sent over https alone")
    return f"{parts.scheme}://{host}:{port}" if port else f"{parts.scheme}://{host}"


def _until_reset_s(answered: requests.Response) -> float:
    """How long to wait after a 429: until the limit is reset by the server's own clock."""
    try:
        reset = int(answered.headers["X-Rate-Limit-Reset"])
        now = parsedate_to_datetime(answered.headers["Date"]).timestamp()
    except (KeyError, ValueError, TypeError):
        return 10.0
    return float(min(_LONGEST_WAIT_S, max(1, reset - now + 1)))


def _why(answered: requests.Response) -> str:
    return {
        401: "it refuses the token",
        403: "the token's administrator may not read this",
        404: "it has no such list",
        429: "its rate limit is used up",
        503: "it is in read-only mode or out of service",
    }.get(answered.status_code, f"it answers {answered.status_code}")
