"""Okta over HTTP: a Flask application that only passes on. Every word of the conversation is in ``wire`` and ``rest``."""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from urllib.parse import quote

import flask

from fake_okta import wire
from fake_okta.errors import of_status, server_error, too_large
from fake_okta.okta import Okta
from fake_okta.rest import front

CERTIFICATE: Final = "trustlab.client_certificate"
"""Under this name a server puts the DER of the client's certificate, or None, into the WSGI environment."""

ORG_URL: Final = "trustlab.org_url"
"""Under this name it puts the URL by which the client reaches the org, where that is another than the org's own.

Links then lead there: a client that followed the org's own name would leave this machine.
"""

MTLS_URL: Final = "trustlab.cert_auth_domain"
"""The same of the mutual TLS host."""


class _Application(flask.Flask):
    """Without Flask's own routing, which would decode paths, redirect some and answer others in its own words."""

    def create_url_adapter(self, request: flask.Request | None) -> None:
        """There are no rules to match."""


def create_app(okta: Okta, *, emulated_people: bool = False) -> flask.Flask:
    """A WSGI application in front of an org, for its own host and for the mutual TLS host.

    ``emulated_people`` opens the address at which a simulation's people sign in without a password; nobody else may
    reach such an application. It is not locked: whoever serves it to several clients at once lets one request in at a
    time. A mistake in the server is answered 500, and raised where the application is tested (``app.testing``).
    """
    app = _Application("fake_okta", static_folder=None)
    # Werkzeug cuts a body of unknown length off at its bound: one byte more lets the wire see that it is too long.
    app.config["MAX_CONTENT_LENGTH"] = wire.MAX_BODY + 1

    @app.before_request
    def converse() -> flask.Response:
        request = _request(flask.request.get_data())
        return _response(front.converse(okta, request, emulated_people=emulated_people))

    @app.errorhandler(413)
    def turn_away(_: Exception) -> flask.Response:
        return _response(front.refused(okta, too_large(wire.MAX_BODY), _request()))

    @app.errorhandler(500)
    def apologize(_: Exception) -> flask.Response:
        # Nothing of the org is asked any more: it may be what failed.
        return _response(wire.refuse(server_error(), _request()))

    return app


def words(okta: Okta, status: int, method: str, path: str) -> tuple[dict[str, str], bytes]:
    """Headers and body with which the org answers this status, 400 or more, to such a request."""
    asked = wire.Request(method, "", path, {}, b"")
    answered = front.refused(okta, of_status(status), asked)
    return dict(answered.headers), answered.body


def _request(body: bytes = b"") -> wire.Request:
    environ = flask.request.environ
    headers = {_header(key): value for key, value in environ.items() if key.startswith(_HEADERS)}
    headers.setdefault("x-forwarded-for", environ.get("REMOTE_ADDR") or "")
    host, certificate = headers.get("host", ""), environ.get(CERTIFICATE)
    reached = environ.get(ORG_URL)
    return wire.Request(environ["REQUEST_METHOD"], host, _target(), headers, body, certificate, reached)


_HEADERS: Final = ("HTTP_", "CONTENT_TYPE", "CONTENT_LENGTH")


@lru_cache(maxsize=512)
def _header(key: str) -> str:
    return key.removeprefix("HTTP_").replace("_", "-").lower()


def _target() -> str:
    environ = flask.request.environ
    # WSGI's own path is decoded already; servers keep the original, where %2F and / differ, under these names.
    raw = environ.get("REQUEST_URI") or environ.get("RAW_URI")
    query = environ.get("QUERY_STRING", "")
    if raw and ("?" in raw or not query):
        return str(raw)
    path = raw or quote(environ.get("PATH_INFO", "").encode("latin-1"))
    return f"{path}?{query}" if query else path


def _response(answered: wire.Response) -> flask.Response:
    response = flask.Response(answered.body, answered.status, dict(answered.headers))
    for link in answered.links:
        response.headers.add("Link", link)
    if answered.status == 204:
        del response.headers["Content-Type"]
    return response
