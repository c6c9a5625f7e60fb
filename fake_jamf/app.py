"""Jamf Pro over HTTP: a Flask application that only passes on. Every word of the conversation is in ``wire``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import flask
from flask.sessions import NullSession, SessionInterface

from fake_jamf import wire
from fake_jamf.errors import of_status, server_error, too_large
from fake_jamf.jamf import Jamf

_COOKIE = "APBALANCEID=aws.trustlab-1; Path=/; Secure; HttpOnly"
"""By this cookie clients stay with one node of Jamf's cloud; here there is one, and nobody reads it."""


class _NoSessions(SessionInterface):
    """Nobody has a session of Flask's here; to look for one and find none takes time."""

    _NONE = NullSession()

    def open_session(self, app: flask.Flask, request: flask.Request) -> NullSession:
        """The one that is none."""
        return self._NONE


class _Unrouted(flask.Flask):
    """An application without Flask's own routing: the wire knows the addresses.

    Routing would decode paths, redirect some and answer others in its own words, and it takes a fifth of the time.
    """

    session_interface = _NoSessions()

    def create_url_adapter(self, request: flask.Request | None) -> None:
        """None: there is nothing to match."""
        return


def create_app(jamf: Jamf) -> flask.Flask:
    """A WSGI application in front of a server.

    It is not locked: whoever serves it to several clients at once lets one request in at a time. A mistake in the
    server is answered 500, and raised where the application is tested (``app.testing``).
    """
    app = _Unrouted("fake_jamf", static_folder=None)
    # Werkzeug cuts a body of unknown length off at its bound: one byte more lets the wire see that it is too long.
    app.config["MAX_CONTENT_LENGTH"] = wire.MAX_BODY + 1

    @app.before_request
    def converse() -> flask.Response:
        return _response(wire.serve(_request(flask.request), jamf.handle))

    @app.errorhandler(413)
    def turn_away(_: Exception) -> flask.Response:
        return _response(wire.refuse(too_large(wire.MAX_BODY), _request(flask.request, body=False)))

    @app.errorhandler(500)
    def apologize(_: Exception) -> flask.Response:
        return _response(wire.refuse(server_error(), _request(flask.request, body=False)))

    return app


def words(status: int, method: str, path: str) -> tuple[dict[str, str], bytes]:
    """Headers and body with which Jamf Pro answers this status, 400 or more, to such a request."""
    answered = wire.refuse(of_status(status), wire.Request(method, "", path, {}, b""))
    return dict(answered.headers), answered.body


def _request(given: flask.Request, *, body: bool = True) -> wire.Request:
    environ = given.environ
    headers = {_header(name): value for name, value in environ.items() if name.startswith("HTTP_")}
    announced = environ.get("CONTENT_LENGTH") or "HTTP_TRANSFER_ENCODING" in environ
    content = given.get_data(cache=False) if body and announced else b""
    return wire.Request(
        environ["REQUEST_METHOD"], headers.get("HOST", ""), _target(environ), headers, content
    )


@lru_cache(maxsize=512)
def _header(name: str) -> str:
    return name[5:].replace("_", "-")


def _target(environ: Mapping[str, Any]) -> str:
    # WSGI's own path is decoded already; servers keep the original, where %2F and / differ, under these names.
    raw = environ.get("REQUEST_URI") or environ.get("RAW_URI")
    if raw:
        return str(raw)
    path = quote(environ.get("PATH_INFO", "").encode("latin-1"))
    query = environ.get("QUERY_STRING", "")
    return f"{path}?{query}" if query else path


def _response(answered: wire.Response) -> flask.Response:
    return flask.Response(answered.body, answered.status, {**answered.headers, "Set-Cookie": _COOKIE})
