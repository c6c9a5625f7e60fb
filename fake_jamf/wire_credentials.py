"""Credentials <-> HTTP headers.

API clients use ``Authorization``, Basic or Bearer, as Jamf Pro documents it. Jamf's agent signs its requests, by a
protocol that is not public; here the Mac names its UDID in a header of this project's own, ``Trustlab-Device``.
Nobody can be an administrator at the console by way of a header.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from urllib.parse import quote, unquote

from fake_jamf.errors import bad_request
from fake_jamf.messages import Basic, Bearer, Console, Credentials, DeviceIdentity, Nobody

DEVICE = "Trustlab-Device"

_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*", re.ASCII)


def headers_of(credentials: Credentials) -> dict[str, str]:
    """The headers that carry them. Raises TypeError for the console, which no client signs in to this way."""
    match credentials:
        case Nobody():
            return {}
        case DeviceIdentity(udid):
            return {DEVICE: quote(udid, safe="")}
        case Basic(username, password):
            pair = base64.b64encode(f"{username}:{password}".encode()).decode()
            return {"Authorization": f"Basic {pair}"}
        case Bearer(token):
            # What is no token by RFC 6750 could not stand in a header; it is sent so that it is refused there.
            return {"Authorization": f"Bearer {token if _TOKEN.fullmatch(token) else quote(token, safe='')}"}
        case Console():
            raise TypeError("An administrator at the console is not a client of the API")


def credentials_in(headers: Mapping[str, str]) -> Credentials:
    """Who asks, by headers with lower-case names.

    What cannot be read stands for nobody: Jamf Pro answers it like a wrong password. Raises BAD_REQUEST for a Mac
    that has an account's credentials too.
    """
    device, authorization = headers.get(DEVICE.lower()), headers.get("authorization")
    if device is not None:
        if authorization is not None:
            raise bad_request(f"Either {DEVICE} or Authorization, not both")
        return _device(device)
    scheme, _, value = (authorization or "").strip().partition(" ")
    if scheme.lower() == "basic":
        return _basic(value.strip())
    if scheme.lower() == "bearer":
        return _bearer(value.strip())
    return Nobody()


def _device(value: str) -> Credentials:
    try:
        return DeviceIdentity(unquote(value, errors="strict"))
    except UnicodeDecodeError:
        return Nobody()


def _bearer(value: str) -> Credentials:
    try:
        return Bearer(unquote(value, errors="strict"))
    except UnicodeDecodeError:
        return Nobody()


def _basic(value: str) -> Credentials:
    try:
        pair = base64.b64decode(value, validate=True)
    except ValueError:
        return Nobody()
    try:
        username, colon, password = pair.decode().partition(":")
    except UnicodeDecodeError:
        # Requests and older clients send names and passwords as Latin-1.
        username, colon, password = pair.decode("latin-1").partition(":")
    return Basic(username, password) if colon else Nobody()
