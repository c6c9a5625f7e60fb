"""Okta over HTTP: a Flask application that only passes on. Every word of the conversation is in ``wire``."""

from __future__ import annotations

import flask

from fake_okta import wire
from fake_okta.errors import OktaError, internal_error, too_large
from fake_okta.okta import Okta

CERTIFICATE = "trustlab.client_certificate"
"""The WSGI environment's name for the certificate (DER) that the client presented in the handshake, or None."""


def create_app(okta: Okta) -> flask.Flask:
    """A WSGI application in front of an org, for both of its hosts.

    It is not locked: whoever serves it to several clients at once lets one request in at a time. A mistake in the
    server is answered 500, and raised where the application is tested (``app.testing``).
    """
    app = flask.Flask("fake_okta", static_folder=None)
    # Werkzeug cuts a body of unknown length off at its bound: one byte more lets the wire see that it is too long.
    app.config["MAX_CONTENT_LENGTH"] = wire.MAX_BODY + 1

    # Before Flask's own routing, which would redirect some paths and answer others in its own words.
    @app.before_request
    def converse() -> flask.Response:
        try:
            message, credentials = wire.read(_request())
            answered = wire.answer(message, okta.handle(message, credentials))
        except OktaError as error:
            answered = wire.refuse(error)
        return _response(answered)

    @app.errorhandler(413)
    def turn_away(_: Exception) -> flask.Response:
        return _response(wire.refuse(too_large()))

    @app.errorhandler(500)
    def apologize(_: Exception) -> flask.Response:
        return _response(wire.refuse(internal_error()))

    return app


def _request() -> wire.Request:
    given, environ = flask.request, flask.request.environ
    target = str(environ.get("REQUEST_URI") or environ.get("RAW_URI") or given.full_path)
    return wire.Request(
        given.method, given.host, target, dict(given.headers), given.get_data(), environ.get(CERTIFICATE)
    )


def _response(answered: wire.Response) -> flask.Response:
    headers = {**answered.headers, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return flask.Response(answered.body, answered.status, headers)
