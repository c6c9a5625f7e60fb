"""Network zones: named sets of gateway addresses that sign-on rules ask for."""

from __future__ import annotations

from collections.abc import KeysView
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from fake_okta.errors import validation_failed
from fake_okta.policy import ALL_ZONES


class Zones:
    """The org's zones, and which of them an address lies in."""

    def __init__(self) -> None:
        self._gateways: dict[str, tuple[IPv4Network | IPv6Network, ...]] = {}
        self._answers: dict[str, frozenset[str]] = {}

    @property
    def names(self) -> KeysView[str]:
        """The names of all zones."""
        return self._gateways.keys()

    def create(self, name: str, gateways: tuple[str, ...]) -> None:
        """A new zone; raises E0000001 with a cause for each mistake."""
        causes = []
        if not name.strip() or name == ALL_ZONES or name in self._gateways:
            causes.append(f"name: {name!r} is empty, reserved or taken")
        networks = []
        for gateway in gateways:
            try:
                networks.append(ip_network(gateway))
            except ValueError as wrong:
                causes.append(f"gateways: {wrong}")
        if causes:
            raise validation_failed("zone", *causes)
        self._gateways[name] = tuple(networks)
        self._answers.clear()

    def holding(self, address: str) -> frozenset[str]:
        """The zones that this address lies in; an address that cannot be read lies in none."""
        answer = self._answers.get(address)
        if answer is None:
            answer = self._look_up(address)
            if len(self._answers) >= 65_536:
                self._answers.clear()
            self._answers[address] = answer
        return answer

    def _look_up(self, address: str) -> frozenset[str]:
        try:
            ip = ip_address(address)
        except ValueError:
            return frozenset()
        return frozenset(
            name for name, networks in self._gateways.items() if any(ip in network for network in networks)
        )
