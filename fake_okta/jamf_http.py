"""Okta's own Jamf Pro client over HTTP: a token with Basic credentials, then the Classic API in JSON.

Paths, credentials and shapes are Jamf Pro's published ones; that Okta asks just these is inferred.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, assert_never
from urllib.parse import quote, urlsplit

from fake_okta import jamf_client as port
from fake_okta.wire import Request, Response

Exchange = Callable[[Request], Response]


def jamf_over_http(exchange: Exchange) -> port.JamfSend:
    """A way to Jamf Pro.

    ``exchange`` sends a request and gives the response, or raises OSError where no answer comes. What is sent raises
    JamfUnreachable then, JamfRefused for an answer of 400 and above, and JamfUnreachable for one that cannot be read.
    """

    def send(asked: port.JamfRequest) -> port.JamfReply:
        try:
            answered = exchange(_request(asked))
        except OSError as error:
            raise port.JamfUnreachable(type(error).__name__) from error
        if answered.status >= 400:
            raise port.JamfRefused(answered.status, f"HTTP {answered.status}")
        try:
            return _reply(asked, json.loads(answered.body))
        except (ValueError, LookupError, TypeError, RecursionError) as wrong:
            raise port.JamfUnreachable("an answer that cannot be read") from wrong

    return send


def _request(asked: port.JamfRequest) -> Request:
    host = urlsplit(asked.tenant_url).netloc
    match asked:
        case port.GetToken(_, username, password):
            pair = base64.b64encode(f"{username}:{password}".encode()).decode()
            return Request("POST", host, "/api/v1/auth/token", {"Authorization": f"Basic {pair}"}, b"")
        case port.ReadComputer(_, token, udid):
            return _get(host, f"/JSSResource/computers/udid/{quote(udid, safe='')}/subset/General", token)
        case port.ReadAccounts(_, token):
            return _get(host, "/JSSResource/accounts", token)
        case port.ReadUsers(_, token):
            return _get(host, "/JSSResource/users", token)
        case _:
            assert_never(asked)


def _get(host: str, path: str, token: str) -> Request:
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    return Request("GET", host, path, headers, b"")


def _reply(asked: port.JamfRequest, body: Mapping[str, Any]) -> port.JamfReply:
    match asked:
        case port.GetToken():
            expires = datetime.fromisoformat(body["expires"]) - datetime.fromtimestamp(0, UTC)
            return port.JamfToken(str(body["token"]), int(expires.total_seconds()))
        case port.ReadComputer():
            general = body["computer"]["general"]
            return port.JamfComputer(str(general["udid"]), general["remote_management"]["managed"] is True)
        case port.ReadAccounts():
            return port.JamfListing(len(body["accounts"]["users"]))
        case port.ReadUsers():
            return port.JamfListing(len(body["users"]))
        case _:
            assert_never(asked)
