"""A server on loopback that speaks TLS, asks for a client certificate where it is told to, and hands requests to WSGI.

cheroot's own TLS adapters shake hands while they accept, so one silent client keeps everybody waiting; here the worker
that serves a connection does it.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, Final

import cheroot.server
import cheroot.ssl
import cheroot.wsgi
from cheroot.errors import FatalSSLAlert
from cheroot.makefile import SOCK_WRITE_BLOCKSIZE, MakeFile, StreamWriter
from cryptography import x509
from OpenSSL import SSL, crypto

from simulator.tls.certificates import ServerIdentity
from simulator.tls.connection import TlsSocket

LOOPBACK: Final = "127.0.0.1"
WORKERS: Final = 8
TIMEOUT_S: Final = 10
MAX_HEADER: Final = 64 * 1024
KEPT_CONNECTIONS: Final = 200
MAX_DRAINED: Final = 8 * 1024 * 1024
_PATIENCE_S: Final = 0.05
"""The server looks so often whether it is to stop."""

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


Takes = Callable[[x509.Certificate], bool]
"""Whether TLS itself goes on with a certificate."""


def whatever(_certificate: x509.Certificate) -> bool:
    """What is shown is not verified by TLS: expired, revoked and foreign certificates reach the service."""
    return True


def server_context(own: ServerIdentity, asks_for: x509.Certificate | None, takes: Takes) -> SSL.Context:
    """TLS 1.2 or newer; ``asks_for`` is the CA whose certificates a client may show, None where none is asked for.

    ``takes`` judges what is shown. Sessions are not resumed, so that each connection shows its certificate anew.
    """
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(SSL.TLS1_2_VERSION)
    context.use_certificate(own.certificate)
    context.use_privatekey(own.key)
    context.set_session_cache_mode(SSL.SESS_CACHE_OFF)
    context.set_options(SSL.OP_NO_TICKET)
    if asks_for is not None:

        def judge(_connection: SSL.Connection, shown: crypto.X509, _error: int, depth: int, _ok: int) -> bool:
            return depth > 0 or takes is whatever or takes(shown.to_cryptography())

        context.add_client_ca(asks_for)
        context.set_verify(SSL.VERIFY_PEER, judge)
    return context


class _Adapter(cheroot.ssl.Adapter):
    def __init__(self, context: SSL.Context) -> None:
        super().__init__(None, None)
        self.context = context

    def bind(self, sock: socket.socket) -> socket.socket:
        return sock

    def wrap(self, sock: socket.socket) -> tuple[TlsSocket, dict[str, Any]]:
        return TlsSocket(self.context, sock), {}

    def get_environ(self) -> dict[str, Any]:
        return {}

    def makefile(self, sock: Any, mode: str = "r", bufsize: int = -1) -> Any:
        return MakeFile(sock, mode, bufsize) if "r" in mode else _Writer(sock, mode, bufsize)


class _Writer(StreamWriter):
    """Gathers what cheroot writes, head and body, into one TLS record: a tenth less of the server's time."""

    def __init__(self, sock: Any, mode: str, bufsize: int) -> None:
        super().__init__(sock, mode, bufsize)
        self._held = bytearray()

    def write(self, b: Any, *_args: Any, **_named: Any) -> int:  # type: ignore[override]  # cheroot names it twice
        self._held += b
        if len(self._held) >= SOCK_WRITE_BLOCKSIZE:
            self.send_held()
        return len(b)

    def send_held(self) -> None:
        """Send what was gathered."""
        if self._held:
            super().write(bytes(self._held))  # type: ignore[no-untyped-call]  # as cheroot has it
            self._held.clear()


class _Connection(cheroot.server.HTTPConnection):
    def communicate(self) -> bool:
        """Shake hands first; then back to the selector, since many clients open connections that they never use."""
        if self.ssl_env:
            return self._answered()
        try:
            shown = self.socket.handshake()
        except (FatalSSLAlert, OSError):
            self.socket.linger()
            return False  # browsers break a first handshake off to let somebody choose a certificate
        self.ssl_env = {"wsgi.url_scheme": "https", "HTTPS": "on", "trustlab.client_certificate": shown}
        return True

    def _answered(self) -> bool:
        try:
            goes_on = bool(super().communicate())  # type: ignore[no-untyped-call]  # as cheroot has it
            self.wfile.send_held()
        except (FatalSSLAlert, OSError):
            return False  # the client is gone
        return goes_on


class _Server(cheroot.wsgi.Server):
    def error_log(self, msg: str = "", level: int = 20, traceback: bool = False) -> None:  # noqa: FBT001, FBT002
        """What clients do wrong is answered, and no matter of ours."""


class TlsServer:
    """One port, on loopback unless told otherwise; ``hosts`` says which application answers for which host name."""

    def __init__(
        self,
        own: ServerIdentity,
        asks_for: x509.Certificate | None = None,
        port: int = 0,
        takes: Takes = whatever,
        address: str = LOOPBACK,
    ) -> None:
        self.hosts: dict[str, Wsgi] = {}
        self._server = _Server(
            (address, port), self._answer, numthreads=WORKERS, server_name="trustlab", timeout=TIMEOUT_S
        )
        self._server.ConnectionClass = _Connection
        self._server.ssl_adapter = _Adapter(server_context(own, asks_for, takes))
        self._server.max_request_header_size = MAX_HEADER
        self._server.keep_alive_conn_limit = KEPT_CONNECTIONS
        self._server.expiration_interval = _PATIENCE_S
        _check_free(address, port)
        self._server.prepare()
        self._thread = threading.Thread(target=self._server.serve, name="trustlab TLS", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._server.bind_addr[1])

    def stop(self) -> None:
        """Serve nobody any more, and wait for what is being answered."""
        self._server.stop()
        self._thread.join()

    def _answer(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("CONTENT_LENGTH", "").startswith(
            "-"
        ):  # cheroot lets it through, and fails on it afterwards
            start_response("400 Bad Request", [("Connection", "close"), ("Content-Length", "0")])
            return [b""]
        asked = environ.get("HTTP_HOST", "").partition(":")[0].lower()
        if asked not in self.hosts:
            start_response(
                "421 Misdirected Request", [("Content-Type", "text/plain"), ("Content-Length", "0")]
            )
            return [b""]
        answered = self.hosts[asked](environ, start_response)
        _drain(environ["wsgi.input"])
        return answered


def _check_free(address: str, port: int) -> None:
    """Raises OSError that says why nobody can listen there: cheroot's own has all that it tried, and no number."""
    try:
        socket.create_server((address, port)).close()
    except OSError as error:
        # Negative numbers are those of name resolution, which the system has no words for.
        why = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        what = f"cannot listen on {address}, port {port}: {why}"
        raise OSError(error.errno, what) from error


def _drain(body: Any) -> None:
    """Read what the application left of a body, up to a bound: a client that still writes would not read the answer."""
    left = MAX_DRAINED
    with suppress(ValueError, OSError):  # chunks that are none, a client that is gone: the answer stands
        while left > 0 and (read := body.read(min(left, 65_536))):
            left -= len(read)
