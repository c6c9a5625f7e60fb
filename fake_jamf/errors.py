"""The errors that Jamf Pro answers with."""

from __future__ import annotations

from typing import Literal

Code = Literal[
    "UNAUTHORIZED",
    "INVALID_TOKEN",
    "FORBIDDEN",
    "NOT_FOUND",
    "DUPLICATE",
    "BAD_REQUEST",
    "DEVICE_SIGNATURE",
    "INVALID_CLIENT",
    "UNSUPPORTED_GRANT_TYPE",
    "METHOD_NOT_ALLOWED",
    "TOO_LARGE",
    "SERVER_ERROR",
]


class JamfError(Exception):
    """A refusal by Jamf Pro: ``code`` for programs, ``status`` (HTTP), ``summary`` for people."""

    def __init__(self, code: Code, status: int, summary: str) -> None:
        super().__init__(code, status, summary)
        self.code = code
        self.status = status
        self.summary = summary

    def __str__(self) -> str:
        return self.summary


def unauthorized() -> JamfError:
    """401: wrong user name or password; Jamf Pro does not say which."""
    return JamfError("UNAUTHORIZED", 401, "The request requires user authentication")


def token_invalid() -> JamfError:
    """401: a bearer token that is unknown, expired or invalidated."""
    return JamfError("INVALID_TOKEN", 401, "Unauthorized")


def invalid_client(status: int) -> JamfError:
    """401 or 400, an assumption: an API client that is unknown or disabled, or a wrong secret."""
    return JamfError("INVALID_CLIENT", status, "Client authentication failed")


def unsupported_grant_type() -> JamfError:
    """400: a token is asked for otherwise than with an API client's credentials."""
    return JamfError("UNSUPPORTED_GRANT_TYPE", 400, "The grant type is client_credentials")


def forbidden(privilege: str) -> JamfError:
    """403: the account lacks a privilege. Jamf Pro does not name it to the client; it is for our log."""
    summary = f"The server understood the request, but is refusing to fulfill it ({privilege})"
    return JamfError("FORBIDDEN", 403, summary)


def not_found(what: str) -> JamfError:
    """404: no such record."""
    return JamfError("NOT_FOUND", 404, f"The server has not found anything matching the request: {what}")


def duplicate(what: str) -> JamfError:
    """409: a name or serial number that exists already."""
    return JamfError("DUPLICATE", 409, f"Error: Duplicate {what}")


def bad_request(why: str) -> JamfError:
    """400: a request that Jamf Pro cannot read."""
    return JamfError("BAD_REQUEST", 400, why)


def device_signature() -> JamfError:
    """The agent of a Mac whose record is gone: its device signature is not accepted."""
    return JamfError(
        "DEVICE_SIGNATURE",
        401,
        "Device Signature Error - A valid device signature is required to perform the action.",
    )


def method_not_allowed(method: str) -> JamfError:
    """405: the address is there, but not for this HTTP method."""
    return JamfError("METHOD_NOT_ALLOWED", 405, f"The method {method} is not allowed for this resource")


def too_large(limit: int) -> JamfError:
    """413: a request's body has more than ``limit`` bytes."""
    return JamfError("TOO_LARGE", 413, f"A request may have {limit} bytes, this one has more")


def server_error() -> JamfError:
    """500: a mistake in the server itself."""
    return JamfError("SERVER_ERROR", 500, "The server encountered an unexpected condition")


def of_status(status: int) -> JamfError:
    """What Jamf Pro, or the gateway in front of it, says with a status of 400 or more, whatever the reason."""
    plain = {400: bad_request("Bad Request"), 401: token_invalid(), 403: forbidden(""), 404: not_found("")}
    return plain.get(status) or JamfError("SERVER_ERROR", status, "The server is currently unable to answer")
