"""The HTTP wiring: messages become requests, and a carrier brings them to the Flask applications.

With ``Caught``, ``requests`` sends them, ``responses`` hands them over, and no socket is opened. What an administrator does in a console has no published API here and goes straight to the service.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

import flask
import requests
import responses

import fake_jamf.app
import fake_okta.app
from fake_jamf import wire as jamf_wire
from fake_jamf.jamf import Jamf
from fake_okta import messages as okta_speech
from fake_okta import wire as okta_wire
from fake_okta.jamf_client import JamfSend
from fake_okta.jamf_http import jamf_over_http
from fake_okta.okta import Okta
from simulator.mac.keys import PrivateKey
from simulator.wiring import Send, direct

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


class Carrier(Protocol):
    """Hosts that applications answer for, and the way there."""

    def host(self, name: str, app: flask.Flask, accepts: bytes | None = None) -> None:
        """Let ``app`` answer for a host; one that ``accepts`` certificates of a CA (DER) asks clients for them."""

    def exchange(
        self, asked: okta_wire.Request | jamf_wire.Request, key: PrivateKey | None = None
    ) -> requests.Response:
        """Send a request, with the key of the certificate that it shows; a response.

        Raises requests.ConnectionError (an OSError) for an unknown host.
        """


@dataclass(slots=True)
class Caught:
    """Hosts that are answered by WSGI applications instead of by the network.

    While an exchange goes on, everything that is sent through ``requests`` is caught; what goes to another host is
    refused with ConnectionError, as if it had no address.
    """

    apps: dict[str, flask.Flask] = field(default_factory=dict)
    _session: requests.Session = field(default_factory=requests.Session)
    _mock: responses.RequestsMock = field(
        default_factory=lambda: responses.RequestsMock(assert_all_requests_are_fired=False)
    )
    _depth: int = 0

    def __post_init__(self) -> None:
        """No proxy of this machine has any business here."""
        self._session.trust_env = False

    def host(self, name: str, app: flask.Flask, accepts: bytes | None = None) -> None:
        """Let ``app`` answer for a host; a mistake in it is a bug of ours and stops the run."""
        app.testing = True
        self.apps[name] = app
        for method in _METHODS:
            self._mock.add_callback(method, re.compile(f"https://{re.escape(name)}/"), self._pass_on)

    def exchange(
        self, asked: okta_wire.Request | jamf_wire.Request, key: PrivateKey | None = None
    ) -> requests.Response:
        """Send a request; a response. Raises requests.ConnectionError (an OSError) for an unknown host."""
        if not self._depth:
            self._mock.start()
        self._depth += 1
        try:
            return self._session.request(
                asked.method,
                f"https://{asked.host}{asked.target}",
                headers=dict(asked.headers),
                data=asked.body,
                cert=asked.client_certificate,  # type: ignore[arg-type]  # handed on as it is, and read in _pass_on
                allow_redirects=False,
            )
        finally:
            self._depth -= 1
            self._session.cookies.clear()
            if not self._depth:
                self._mock.stop(allow_assert=False)
                self._mock.calls.reset()

    def _pass_on(self, caught: Any) -> tuple[int, Mapping[str, str], bytes]:
        host = urlsplit(caught.url).netloc
        client = self.apps[host].test_client(use_cookies=False)
        answered = client.open(
            caught.path_url,
            base_url=f"https://{host}",
            method=caught.method,
            headers=list(caught.headers.items()),
            data=caught.body,
            environ_overrides={fake_okta.app.CERTIFICATE: caught.req_kwargs["cert"]},
        )
        return answered.status_code, dict(answered.headers), answered.data


def over_http(okta_service: Okta, jamf_service: Jamf, carrier: Carrier) -> Send:
    """A ``Send`` that speaks HTTP with both services' applications; raises what the services raise."""
    straight = direct(okta_service, jamf_service)
    org, mtls = (urlsplit(url).netloc for url in (okta_service.org_url, okta_service.cert_auth_domain))
    jamf_host = urlsplit(jamf_service.url).netloc
    okta_app = fake_okta.app.create_app(okta_service, emulated_people=True)
    carrier.host(org, okta_app)
    carrier.host(mtls, okta_app, okta_service.ca_certificate)
    carrier.host(jamf_host, fake_jamf.app.create_app(jamf_service))

    def send(message: Any, credentials: Any) -> Any:
        if isinstance(message, okta_speech.Message):
            if not okta_wire.carries(message):
                return straight(message, credentials)
            key = credentials if isinstance(credentials, PrivateKey) else None
            answered = carrier.exchange(okta_wire.encode(message, credentials, org, mtls), key)
            return okta_wire.decode(message, _as(okta_wire.Response, answered))
        if not jamf_wire.carries(message, credentials):
            return straight(message, credentials)
        answered = carrier.exchange(jamf_wire.encode(message, credentials, jamf_host))
        return jamf_wire.decode(message, _as(jamf_wire.Response, answered))

    return send


def jamf_port_over_http(carrier: Carrier, reachable: Callable[[], bool]) -> JamfSend:
    """Okta's way to Jamf Pro over HTTP; cut while ``reachable`` says so."""

    def exchange(asked: okta_wire.Request) -> okta_wire.Response:
        if not reachable():
            raise ConnectionError("no route to host")
        answered: okta_wire.Response = _as(okta_wire.Response, carrier.exchange(asked))
        return answered

    return jamf_over_http(exchange)


def _as(shape: Callable[[int, Mapping[str, str], bytes], Any], answered: requests.Response) -> Any:
    return shape(answered.status_code, dict(answered.headers), answered.content)
