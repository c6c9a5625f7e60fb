"""Okta's Jamf Pro client over HTTP: the published endpoints of the Jamf Pro API and the Classic API."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote, unquote, urlsplit

from fake_okta import wire
from fake_okta.jamf_client import (
    GetToken,
    JamfComputer,
    JamfListing,
    JamfRefused,
    JamfReply,
    JamfRequest,
    JamfSend,
    JamfToken,
    JamfUnreachable,
    ReadAccounts,
    ReadComputer,
    ReadUsers,
)
from fake_okta.wire_text import Unreadable, items, text, truth

REFUSAL: Final = "trustlab-refusal"
"""The header, in lower case, in which a fake Jamf Pro says ``CODE summary``; a real one has none."""

_EPOCH: Final = datetime.fromtimestamp(0, UTC)
_SECOND: Final = datetime.resolution * 1_000_000


def jamf_over_http(exchange: Callable[[wire.Request], wire.Response]) -> JamfSend:
    """Okta's requests to Jamf Pro, sent by ``exchange``.

    What comes of it raises JamfUnreachable where ``exchange`` raises OSError, where the tenant's URL is none, and
    where the answer is not Jamf Pro's; JamfRefused where Jamf Pro answers with an error.
    """

    def send(request: JamfRequest) -> JamfReply:
        response = _response(exchange, request)
        if response.status >= 400:
            raise JamfRefused(response.status, _summary(response))
        try:
            return _reply(request, json.loads(response.body))
        except (Unreadable, LookupError, TypeError, ValueError, RecursionError) as wrong:
            raise JamfUnreachable(f"The answer is not Jamf Pro's: {wrong}") from wrong

    return send


def _response(exchange: Callable[[wire.Request], wire.Response], request: JamfRequest) -> wire.Response:
    try:
        return exchange(_request(request))
    except OSError as wrong:
        raise JamfUnreachable(str(wrong) or type(wrong).__name__) from wrong


def _request(request: JamfRequest) -> wire.Request:
    try:
        tenant = urlsplit(request.tenant_url)
    except ValueError as wrong:
        raise JamfUnreachable(f"{request.tenant_url} is no URL") from wrong
    method, path, authorization = _asked(request)
    headers = {"Accept": "application/json", "Authorization": authorization}
    return wire.Request(method, tenant.netloc, tenant.path.rstrip("/") + path, headers, b"")


def _asked(request: JamfRequest) -> tuple[str, str, str]:
    """Method, path and Authorization."""
    match request:
        case GetToken():
            pair = base64.b64encode(f"{request.username}:{request.password}".encode()).decode()
            return "POST", "/api/v1/auth/token", f"Basic {pair}"
        case ReadComputer():
            path = f"computers/udid/{quote(request.udid, safe='')}/subset/General"
        case ReadAccounts():
            path = "accounts"
        case ReadUsers():
            path = "users"
    return "GET", f"/JSSResource/{path}", f"Bearer {request.token}"


def _reply(request: JamfRequest, said: Any) -> JamfReply:
    match request:
        case GetToken():
            expires = datetime.fromisoformat(text(said["expires"]))
            return JamfToken(text(said["token"]), (expires - _EPOCH) // _SECOND)
        case ReadComputer():
            general = said["computer"]["general"]
            return JamfComputer(text(general["udid"]), truth(general["remote_management"]["managed"]))
        case ReadAccounts():
            return JamfListing(len(items(said["accounts"]["users"])))
        case ReadUsers():
            return JamfListing(len(items(said["users"])))


def _summary(response: wire.Response) -> str:
    headers: Mapping[str, str] = {name.lower(): value for name, value in response.headers.items()}
    if REFUSAL in headers:
        return unquote(headers[REFUSAL].partition(" ")[2])
    try:
        return HTTPStatus(response.status).phrase
    except ValueError:
        return "Error"
