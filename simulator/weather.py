"""The network between Macs and services as faults have left it: what is down, blocked, slow or lossy, and for whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from simulator.network import NetworkError

EVERYBODY = "*"


@dataclass(slots=True)
class Weather:
    """Counts of faults in force; each may overlap with others of its kind.

    Hosts are ``org``, ``mtls`` and ``jamf``; keys name a host and a Mac (or everybody).
    """

    down: Counter[str] = field(default_factory=Counter)
    blocked: Counter[tuple[str, str]] = field(default_factory=Counter)
    lossy: Counter[tuple[str, str]] = field(default_factory=Counter)
    inspected: Counter[str] = field(default_factory=Counter)
    delays_s: dict[str, list[int]] = field(default_factory=dict)

    def check_way_out(self, host: str, mac: str) -> None:
        """Raise NetworkError where a request from ``mac`` does not reach ``host``."""
        if self.down and self.down[host] > 0:
            raise NetworkError("unreachable", host)
        if self.blocked and (self.blocked[host, mac] > 0 or self.blocked[host, EVERYBODY] > 0):
            raise NetworkError("blocked", host)

    def check_certificate(self, mac: str) -> None:
        """Raise NetworkError where a certificate of this Mac's does not come through to the mutual TLS host."""
        if self.inspected and (self.inspected[mac] > 0 or self.inspected[EVERYBODY] > 0):
            raise NetworkError("inspected", "mtls")

    def check_way_back(self, host: str, mac: str) -> None:
        """Raise NetworkError where the answer is lost although the service did its deed."""
        if self.lossy and (self.lossy[host, mac] > 0 or self.lossy[host, EVERYBODY] > 0):
            raise NetworkError("answer_lost", host)

    def spares(self, mac: str) -> bool:
        """Whether nothing is in force that touches what ``mac`` and Okta say to each other."""
        try:
            self.check_certificate(mac)
            for host in ("org", "mtls"):
                self.check_way_out(host, mac)
                self.check_way_back(host, mac)
        except NetworkError:
            return False
        return not self.delay_s(mac)

    def delay_s(self, mac: str) -> int:
        """By how many seconds answers to ``mac`` are late."""
        if not self.delays_s:
            return 0
        mine: list[int] = [*self.delays_s.get(mac, ()), *self.delays_s.get(EVERYBODY, ())]
        return max(mine, default=0)


def allowed(host_name: str, allow_list: tuple[str, ...] | None) -> bool:
    """Whether an outbound allow list lets a host through; entries count to the letter, ``*`` as a wildcard.

    >>> allowed("ok3-devicetrust.okta.com", ("acme.okta.com",)), allowed("acme.okta.com", ("*.okta.com",))
    (False, True)
    """
    return allow_list is None or any(fnmatchcase(host_name, pattern) for pattern in allow_list)
