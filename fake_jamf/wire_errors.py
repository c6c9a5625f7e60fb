"""Errors <-> HTTP: the bodies that Jamf Pro's two APIs have for them, and what is needed to read them back whole.

The Classic API answers with a status page in HTML, whose first two paragraphs clients read; the Jamf Pro API with
``{"httpStatus": 401, "errors": [...]}`` (both seen in clients' issue trackers). Neither says all that a ``JamfError``
knows, the missing privilege for example, so a header of this project's own carries it; real clients pass over it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from http import HTTPStatus
from typing import Any, cast, get_args
from urllib.parse import quote, unquote

from fake_jamf.errors import Code, JamfError

REFUSAL = "Trustlab-Refusal"

_REALM = "Restful JSS Access -- Please supply your credentials"
_SECTIONS = {400: "4.1", 401: "4.2", 403: "4.4", 404: "4.5", 405: "4.6", 409: "4.10", 413: "4.14", 500: "5.1"}
_DESCRIPTIONS = {
    401: "The request requires user authentication",
    403: "The server understood the request, but is refusing to fulfill it",
    404: "The server has not found anything matching the request URI",
    405: "The method specified in the request is not allowed for the resource identified by the request URI",
    500: "The server encountered an unexpected condition which prevented it from fulfilling the request",
}
"""What the status page says, whatever the reason; for other statuses it gives the reason."""

_CODES: dict[int, Code] = {
    400: "BAD_REQUEST",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    409: "DUPLICATE",
    413: "TOO_LARGE",
}
_PRO_CODES = {"FORBIDDEN": "INVALID_PRIVILEGE", "NOT_FOUND": "INVALID_ID", "DUPLICATE": "DUPLICATE_FIELD"}
_PRO_DESCRIPTIONS = {"INVALID_PRIVILEGE": "Forbidden", "INVALID_TOKEN": "Unauthorized"}
_OAUTH = ("INVALID_CLIENT", "UNSUPPORTED_GRANT_TYPE")
"""Errors with which a token endpoint answers in OAuth's shape."""

_PAGE = """\
<html>
<head>
   <title>Status page</title>
</head>
<body style="font-family: sans-serif;">
<p style="font-size: 1.2em;font-weight: bold;margin: 1em 0px;">{title}</p>
<p>{description}</p>
<p>You can get technical details <a href="http://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html#sec10.{section}">\
here</a>.<br>
Please continue your visit at our <a href="/">home page</a>.
</p>
</body>
</html>
"""


def headers_of(error: JamfError, *, classic: bool) -> dict[str, str]:
    """The headers of an error's answer; the one that ``error_in`` reads among them."""
    headers = {
        "Content-Type": "text/html;charset=UTF-8" if classic else "application/json",
        REFUSAL: f"{error.code} {quote(error.summary, safe='')}",
    }
    if error.status == HTTPStatus.UNAUTHORIZED and classic:
        headers["WWW-Authenticate"] = f'Basic realm="{_REALM}"'
    return headers


def status_page(error: JamfError) -> bytes:
    """The body of an error of the Classic API, and of an address that neither API has."""
    page = _PAGE.format(
        title=_title(error.status),
        description=escape(_DESCRIPTIONS.get(error.status, error.summary)),
        section=_SECTIONS.get(error.status, "5.1"),
    )
    return page.encode()


def pro_answer(error: JamfError, values: Mapping[str, str] | None) -> tuple[int, bytes]:
    """Status and body of an error of the Jamf Pro API; after a wrong password it says nothing.

    ``values`` is what the path says, None at an address that is not in the API's table.
    """
    if error.code in _OAUTH:
        told = {"error": error.code.lower(), "error_description": error.summary}
        return error.status, json.dumps(told).encode()
    code = _PRO_CODES.get(error.code, error.code)
    errors: list[dict[str, Any]] = []
    if error.code == "UNAUTHORIZED" and values is not None:
        # Without a token there is nothing that a wrong password could be told by.
        code = "INVALID_TOKEN"
    if error.code != "UNAUTHORIZED" or values is not None:
        description = _PRO_DESCRIPTIONS.get(code, error.summary)
        identifier, field = "0", None
        if error.code == "NOT_FOUND" and values:
            ((field, identifier),) = [*values.items()][:1]
            description = f"Record with {field} {identifier} does not exist"
        elif error.code == "DUPLICATE":
            field = error.summary.rpartition(" ")[2]
        errors = [{"code": code, "description": description, "id": identifier, "field": field}]
    # A duplicate is 409 in the Classic API only.
    status = 400 if error.code == "DUPLICATE" and values is not None else error.status
    return status, json.dumps({"httpStatus": status, "errors": errors}).encode()


def error_in(status: int, headers: Mapping[str, str]) -> JamfError:
    """The error of an answer, by headers with lower-case names.

    An answer that does not say it (a gateway's 502, a real Jamf Pro) becomes the error of its status.
    """
    code, _, summary = headers.get(REFUSAL.lower(), "").partition(" ")
    if code in get_args(Code):
        return JamfError(cast(Code, code), status, unquote(summary))
    return JamfError(_CODES.get(status, "SERVER_ERROR"), status, _DESCRIPTIONS.get(status, _title(status)))


def _title(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"
