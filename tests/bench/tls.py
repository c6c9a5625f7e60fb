"""TLS: what the services cost on top of the same server with an empty route, and what a handshake costs beside OpenSSL's."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from statistics import median

import flask
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from fake_okta import messages as okta
from fake_okta.app import create_app
from fake_okta.assumptions import OktaAssumptions
from simulator.tls.certificates import ServerAuthority
from simulator.tls.server import TlsServer
from tests.bench.figures import Measure
from tests.fake_okta.estate import MAC_CHROME, Estate

ORG, MTLS = "acme.okta.com", "ok3-devicetrust.okta.com"
KEPT = 3000
SIGN_INS = 300
ROUNDS = 7
_PEM = serialization.Encoding.PEM


class Bench:
    """An org with ada's Mac enrolled, the files that a client needs, and what is served for the moment."""

    def __init__(self, folder):
        self.folder, self.authority = Path(folder), ServerAuthority(b"bench")
        self.estate = Estate(OktaAssumptions(), b"bench", "acme").enabled()
        self.trusted = self._file("ca.pem", self.authority.pem)
        mac = self.estate.mac()
        certificate = x509.load_der_x509_certificate(bytes(self.estate.enroll(mac).der))
        self.identity = self._file("ada.pem", certificate.public_bytes(_PEM) + _private(mac.key))

    def _file(self, name, data):
        file = self.folder / name
        file.write_bytes(data)
        return str(file)

    def nonces(self, count):
        """Sign-ins that wait for their certificate."""
        for _ in range(count):
            session = okta.SessionCookie(self.estate.session().session_id)
            yield self.estate.okta.handle(okta.OpenApp("crm", MAC_CHROME), session).nonce

    @contextmanager
    def server(self, host, app, asks_for=None):
        """One server of ours."""
        server = TlsServer(self.authority.issue((host,)), asks_for)
        server.hosts[host] = app
        try:
            yield server.port
        finally:
            server.stop()

    @contextmanager
    def openssl(self, host):
        """``openssl s_server -www``, which asks for a certificate as well; its port and its process."""
        own, accepted = self.authority.issue((host,)), self.estate.okta.ca_certificate
        key = self._file("server.pem", own.certificate.public_bytes(_PEM) + _private(own.key))
        ca = self._file("mtls.pem", x509.load_der_x509_certificate(accepted).public_bytes(_PEM))
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        command = ["openssl", "s_server", "-www", "-quiet", "-cert", key, "-CAfile", ca, "-verify", "2"]
        process = subprocess.Popen(
            [*command, "-no_ticket", "-no_cache", "-accept", f"127.0.0.1:{port}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _wait_for(port)
        try:
            yield port, process.pid
        finally:
            process.kill()
            process.wait()

    def ask(self, port, host, targets, how, identity="-"):
        """Let the client ask for all of them."""
        command = [
            sys.executable,
            "-m",
            "tests.bench.tls_client",
            str(port),
            self.trusted,
            host,
            identity,
            how,
        ]
        subprocess.run(command, input="\n".join(targets), text=True, check=True)


def _wait_for(port):
    for _ in range(100):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("openssl does not listen")


def _private(key):
    return key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def _empty():
    app = flask.Flask("empty")
    app.add_url_rule("/<path:_any>", "empty", lambda _any: "{}")
    return app


def _kept(app, target):
    """Requests a second of the server's CPU, on one connection."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(folder)
        with bench.server(ORG, app(bench)) as port:
            begun = time.process_time()
            bench.ask(port, ORG, [target] * KEPT, "kept")
            return KEPT / (time.process_time() - begun)


def kept_over_empty(_found):
    """The rate of the registration task's metadata beside that of an empty route of the same server."""
    metadata = "/api/internal/v1/device-trust/metadata?platform=macos"
    return _kept(lambda bench: create_app(bench.estate.okta), metadata) / _kept(lambda _: _empty(), "/empty")


def sign_ins():
    """Mutual TLS sign-ins a second of the server's CPU: a handshake each, with a certificate that the org judges."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(folder)
        accepted = x509.load_der_x509_certificate(bench.estate.okta.ca_certificate)
        targets = [f"/trustlab/device/{nonce}" for nonce in bench.nonces(SIGN_INS)]
        with bench.server(MTLS, create_app(bench.estate.okta), accepted) as port:
            begun = time.process_time()
            bench.ask(port, MTLS, targets, "new", bench.identity)
            return SIGN_INS / (time.process_time() - begun)


def openssl_handshakes():
    """The same with ``openssl s_server -www``."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(folder)
        with bench.openssl(MTLS) as (port, process):
            bench.ask(port, MTLS, ["/"] * SIGN_INS, "new", bench.identity)
            used = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            return SIGN_INS / ((int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK"))


@cache
def rounds():
    """(handshakes of openssl, sign-ins) a CPU-second, in turns, since a machine is not always equally fast."""
    return [(openssl_handshakes(), sign_ins()) for _ in range(ROUNDS)]


MEASURES = [
    Measure("kept TLS connection", "of an empty route's rate", kept_over_empty, ("at least", 0.7)),
    Measure(
        "openssl s_server -www", "handshakes a CPU-second", lambda _f: median(one for one, _ in rounds())
    ),
    Measure("mutual TLS sign-in", "a CPU-second", lambda _f: median(one for _, one in rounds())),
    Measure(
        "mutual TLS sign-in beside openssl",
        "of its rate",
        lambda _f: median(sign_in / handshake for handshake, sign_in in rounds()),
        ("at least", 0.55),
    ),
]
