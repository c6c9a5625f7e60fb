"""Errors <-> HTTP: Okta's error object, and what is needed to read an ``OktaError`` back whole.

The object's form is that of Okta's published error catalogue. ``cause_code``, this fake's own, stands in a header of
this project's own, which real clients pass over.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from hashlib import blake2b
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote, unquote

from fake_okta.errors import OktaError
from fake_okta.wire_text import Unreadable, by_name, items, text

CAUSE: Final = "Trustlab-Cause"

_CODES: Final = {
    400: "E0000003",
    401: "E0000004",
    403: "E0000006",
    404: "E0000008",
    405: "E0000022",
    503: "E0000010",
}


def headers_of(error: OktaError) -> dict[str, str]:
    """The headers of an error's answer; the one that ``error_in`` reads among them."""
    return {"Content-Type": "application/json", CAUSE: quote(error.cause_code, safe="")}


def body(error: OktaError, target: str) -> bytes:
    """The error object; its id follows from the error and the address, so that a run is the same to the byte."""
    said: dict[str, Any] = {
        "errorCode": error.code,
        "errorSummary": error.summary,
        "errorLink": error.code,
        "errorId": _id(repr((error.args, target))),
        "errorCauses": [{"errorSummary": cause} for cause in error.causes],
    }
    return json.dumps(said).encode()


def error_in(status: int, headers: Mapping[str, str], raw: bytes) -> OktaError:
    """The error of an answer, by headers with lower-case names.

    An answer that is no error object (a gateway's 502) becomes an error of its status.
    """
    try:
        said = by_name(json.loads(raw))
        return OktaError(
            text(said["errorCode"]),
            status,
            text(said["errorSummary"]),
            tuple(text(by_name(cause)["errorSummary"]) for cause in items(said["errorCauses"])),
            unquote(headers.get(CAUSE.lower(), "")),
        )
    except (Unreadable, LookupError, ValueError, RecursionError):
        return OktaError(_CODES.get(status, "E0000009"), status, _phrase(status))


def _id(seed: str) -> str:
    digest = blake2b(seed.encode(errors="backslashreplace"), digest_size=18).digest()
    return "oae" + base64.b64encode(digest, b"-_").decode()[:22]


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"
