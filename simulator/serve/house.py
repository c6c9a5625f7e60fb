"""The servers of an estate: org, mutual TLS host, Jamf Pro and the control API, each on a port of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from hmac import compare_digest
from typing import Any, Final

from cryptography import x509

import fake_jamf.app
import fake_okta.app
from fake_okta.app import MTLS_URL, ORG_URL
from fake_okta.okta import Okta
from fake_okta.site import Wsgi, create_site
from simulator.serve.control import create_control
from simulator.serve.live import LiveWorld
from simulator.serve.mishaps import Mishaps
from simulator.tls.certificates import ServerAuthority
from simulator.tls.server import TlsServer

CONTROL: Final = "control.trustlab.test"
LOCAL_NAMES: Final = ("localhost", "127.0.0.1")


@dataclass(frozen=True, slots=True)
class Ports:
    """Where to listen; 0: any port that is free."""

    org: int = 0
    mtls: int = 0
    jamf: int = 0
    control: int = 0


ANY_FREE: Final = Ports()


@dataclass(frozen=True, slots=True)
class Door:
    """A host that is served: what it is, the URL that the estate knows it by, and its port on this machine."""

    what: str
    url: str
    port: int

    @property
    def here(self) -> str:
        """The URL for clients that know nothing of the estate's names."""
        return f"https://localhost:{self.port}"


class Secrets:
    """What an estate's own accounts are opened with: made from ``key`` (octets), which is fresh at each start."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, what: str) -> str:
        """The secret for one purpose, 32 hexadecimal digits."""
        return blake2b(what.encode(), key=self._key, digest_size=16).hexdigest()

    def password_ok(self, login: str, password: str) -> bool:
        """Whether a person's password is right."""
        return compare_digest(self.of(f"person|{login}").encode(), password.encode())


class House:
    """All servers over one live world. Raises OSError where it cannot listen on one of the ports."""

    def __init__(
        self,
        live: LiveWorld,
        mishaps: Mishaps,
        secrets: Secrets,
        bind: str,
        ports: Ports = ANY_FREE,
    ) -> None:
        self.live = live
        self.secrets = secrets
        self.authority = ServerAuthority(blake2b(b"servers", key=secrets.of("servers").encode()).digest())
        self._servers: list[TlsServer] = []
        self._bind = bind
        self._sites: tuple[object, Wsgi, Wsgi] | None = None
        stage = live.world.stage
        accepted = x509.load_der_x509_certificate(stage.okta.ca_certificate)
        org, jamf = self._answers(mishaps)
        control = create_control(live, mishaps, secrets.of("control"))
        try:
            self.doors = (
                self._serve("org", stage.okta.org_url, org, ports.org),
                self._serve("mutual TLS host", stage.okta.cert_auth_domain, org, ports.mtls, accepted),
                self._serve("Jamf Pro", stage.jamf.url, jamf, ports.jamf),
                self._serve("control", f"https://{CONTROL}", control, ports.control),
            )
        except OSError:
            self.stop()
            raise

    def stop(self) -> None:
        """Serve nobody any more."""
        for server in self._servers:
            server.stop()

    def _answers(self, mishaps: Mishaps) -> tuple[Wsgi, Wsgi]:
        """Both services' applications, those of the world as it is: after a reset there are others."""
        org = mishaps.before(self.live.in_world(lambda: self._current()[0]), self._words_of_the_org)
        jamf = mishaps.before(self.live.in_world(lambda: self._current()[1]), fake_jamf.app.words)
        return self._as_reached(org), jamf

    def _words_of_the_org(self, status: int, method: str, path: str) -> tuple[dict[str, str], bytes]:
        with self.live.now() as world:
            return fake_okta.app.words(world.stage.okta, status, method, path)

    def _as_reached(self, app: Wsgi) -> Wsgi:
        """The org, whose links and redirects keep clients here who know it by a name of this machine."""

        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            name = environ.get("HTTP_HOST", "").partition(":")[0].lower()
            if name in {*LOCAL_NAMES, self._bind}:
                org, mtls, *_ = self.doors
                environ[ORG_URL], environ[MTLS_URL] = (
                    f"https://{name}:{org.port}",
                    f"https://{name}:{mtls.port}",
                )
            return app(environ, start_response)

        return answer

    def _current(self) -> tuple[Wsgi, Wsgi]:
        stage = self.live.world.stage
        if self._sites is None or self._sites[0] is not stage:
            okta: Okta = stage.okta
            self._sites = (
                stage,
                create_site(okta, self.secrets.password_ok),
                fake_jamf.app.create_app(stage.jamf),
            )
        return self._sites[1], self._sites[2]

    def _serve(
        self, what: str, url: str, app: Wsgi, port: int, asks_for: x509.Certificate | None = None
    ) -> Door:
        name = url.removeprefix("https://")
        server = TlsServer(self.authority.issue((name, *LOCAL_NAMES)), asks_for, port, address=self._bind)
        self._servers.append(server)
        server.hosts.update(dict.fromkeys((name, *LOCAL_NAMES, self._bind), app))
        return Door(what, url, server.port)


@contextmanager
def serving(house: Callable[[], House]) -> Iterator[House]:
    """A house that serves as long as somebody needs it."""
    opened = house()
    try:
        yield opened
    finally:
        opened.stop()
