"""Speaking to the hosts that are served on loopback, by their real names, with the certificates that they have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from simulator.tls.server import LOOPBACK


class LoopbackAdapter(HTTPAdapter):
    """Connects to a port of this machine where a URL names one of ``ports``' hosts; to nothing where it names another.

    Name, SNI and the name in the server's certificate stay those of the URL.
    """

    def __init__(self, ports: Mapping[str, int]) -> None:
        super().__init__()
        self._ports = ports

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        """Where to connect, and as whom."""
        there, how = super().build_connection_pool_key_attributes(request, verify, cert)
        host = there["host"]
        if host not in self._ports:
            raise requests.ConnectionError(f"{host} is not served here", request=request)
        there |= {"host": LOOPBACK, "port": self._ports[host]}
        return there, how | {"server_hostname": host, "assert_hostname": host}

    def add_headers(self, request: requests.PreparedRequest, **_: Any) -> None:
        """Name the host that is meant."""
        assert request.url is not None
        request.headers["Host"] = urlsplit(request.url).netloc


def loopback_session(ports: Mapping[str, int], trusted: str, identity: str | None = None) -> requests.Session:
    """A session that reaches the hosts of ``ports`` alone, and no proxy.

    ``trusted`` is the PEM file of the CA of their servers, ``identity`` one with a client's certificate and key.
    """
    session = requests.Session()
    session.trust_env = False
    session.verify = trusted
    session.cert = identity
    session.mount("https://", LoopbackAdapter(ports))
    return session
