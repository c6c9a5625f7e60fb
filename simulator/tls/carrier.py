"""The TLS wiring: the HTTP wiring's messages over sockets of loopback, each handshake a real one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import flask
import requests
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from fake_jamf import wire as jamf_wire
from fake_okta import wire as okta_wire
from simulator.mac.keys import PrivateKey
from simulator.tls.certificates import ServerAuthority
from simulator.tls.client import loopback_session
from simulator.tls.server import TlsServer

_PATIENCE_S: Final = 60


class Served:
    """Hosts that are served on loopback while a run goes on, and a client that reaches these alone.

    Server certificates come from ``seed`` (octets). ``close`` it: its threads do not end by themselves.
    """

    def __init__(self, seed: bytes) -> None:
        self._authority = ServerAuthority(seed)
        self._folder = TemporaryDirectory(prefix="trustlab-tls-")
        self._trusted = str(self._written("servers.pem", self._authority.pem))
        self._ports: dict[str, int] = {}
        self._servers: list[TlsServer] = []
        self._session = loopback_session(self._ports, self._trusted)
        self._mistake: BaseException | None = None

    def host(self, name: str, app: flask.Flask, accepts: bytes | None = None) -> None:
        """Serve a host; one that ``accepts`` certificates of a CA (its certificate, DER) asks clients for them.

        A host that is served already goes on being served as it is: two orgs share one Jamf Pro.
        """
        if name in self._ports:
            return
        app.testing = True
        authority = None if accepts is None else x509.load_der_x509_certificate(accepts)
        server = TlsServer(self._authority.issue((name,)), authority)
        server.hosts[name] = self._watched(app)
        self._servers.append(server)
        self._ports[name] = server.port

    def exchange(
        self, asked: okta_wire.Request | jamf_wire.Request, key: PrivateKey | None = None
    ) -> requests.Response:
        """Send a request; a response. Raises requests.ConnectionError (an OSError) for an unknown host.

        ``key`` is of the certificate that the request shows; such a request has a connection of its own.
        """
        if asked.client_certificate is None:
            return self._sent(self._session, asked)
        if key is None:
            raise TypeError("no handshake without the key of the certificate")
        identity = self._identity(asked.client_certificate, key)
        with loopback_session(self._ports, self._trusted, identity) as session:
            return self._sent(session, asked)

    def close(self) -> None:
        """Stop serving, and remove what was on disk."""
        self._session.close()
        for server in self._servers:
            server.stop()
        self._folder.cleanup()

    def _sent(
        self, session: requests.Session, asked: okta_wire.Request | jamf_wire.Request
    ) -> requests.Response:
        answered = session.request(
            asked.method,
            f"https://{asked.host}{asked.target}",
            headers=dict(asked.headers),
            data=asked.body,
            allow_redirects=False,
            timeout=_PATIENCE_S,
        )
        session.cookies.clear()
        if self._mistake is not None:
            raise self._mistake
        return answered

    def _watched(self, app: flask.Flask) -> Callable[..., Iterable[bytes]]:
        """The application; a mistake in it is a bug of ours, and is raised where the request was sent."""

        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            try:
                return app(environ, start_response)
            except Exception as mistake:
                self._mistake = mistake
                raise

        return answer

    def _identity(self, certificate: bytes, key: PrivateKey) -> str:
        """The file with a certificate and its key, as OpenSSL reads it."""
        name = f"{sha256(certificate).hexdigest()}.pem"
        file = Path(self._folder.name, name)
        if not file.exists():
            pem = x509.load_der_x509_certificate(certificate).public_bytes(serialization.Encoding.PEM)
            private = key.made().private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            self._written(name, pem + private)
        return str(file)

    def _written(self, name: str, data: bytes) -> Path:
        file = Path(self._folder.name, name)
        file.write_bytes(data)
        return file
