"""Network zones: named sets of gateway addresses that sign-on rules ask for."""

from __future__ import annotations

from collections.abc import Iterable, KeysView, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from fake_okta.errors import not_found, validation_failed
from fake_okta.ids import Ids
from fake_okta.policy import ALL_ZONES


@dataclass(slots=True)
class Range:
    """Addresses from one to another, both included."""

    first: IPv4Address | IPv6Address
    last: IPv4Address | IPv6Address

    def __contains__(self, ip: IPv4Address | IPv6Address) -> bool:
        # Both versions compare with their own kind only.
        return ip.version == self.first.version and int(self.first) <= int(ip) <= int(self.last)


Gateway = IPv4Network | IPv6Network | Range


@dataclass(slots=True)
class Zone:
    """A zone of gateways, as its admin wrote them. ``number`` counts zones as they come; times are epoch seconds."""

    id: str
    name: str
    written: tuple[str, ...]
    gateways: tuple[Gateway, ...]
    number: int
    created: int
    updated: int
    active: bool = True
    proxies: tuple[str, ...] = field(default=())


class Zones:
    """The org's zones, and which of them an address lies in."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._by_name: dict[str, Zone] = {}
        self._answers: dict[str, frozenset[str]] = {}
        self._ever = 0

    @property
    def names(self) -> KeysView[str]:
        """The names of all zones."""
        return self._by_name.keys()

    def all(self) -> Iterable[Zone]:
        """In the order of their coming; whatever their status."""
        return sorted(self._by_name.values(), key=lambda zone: zone.number)

    def find(self, zone_id: str) -> Zone:
        """The zone of this id; raises E0000007."""
        for zone in self._by_name.values():
            if zone.id == zone_id:
                return zone
        raise not_found("NetworkZone", zone_id)

    def create(
        self,
        name: str,
        gateways: Sequence[str],
        at: int,
        *,
        proxies: Sequence[str] = (),
        active: bool = True,
    ) -> Zone:
        """A new zone; raises E0000001 with a cause for each mistake."""
        found = self._checked(name, gateways, None)
        self._ever += 1
        zone_id = "nzo" + self._ids.text("zone", f"{self._ever}", 17)
        zone = Zone(zone_id, name, tuple(gateways), found, self._ever, at, at, active, tuple(proxies))
        self._by_name[name] = zone
        self._answers.clear()
        return zone

    def change(
        self, zone: Zone, name: str, gateways: Sequence[str], at: int, proxies: Sequence[str] = ()
    ) -> None:
        """Another name and other gateways; raises E0000001 with a cause for each mistake."""
        found = self._checked(name, gateways, zone)
        del self._by_name[zone.name]
        zone.name, zone.written, zone.gateways, zone.updated = name, tuple(gateways), found, at
        zone.proxies = tuple(proxies)
        self._by_name[name] = zone
        self._answers.clear()

    def switch(self, zone: Zone, at: int, *, active: bool) -> None:
        """An inactive zone holds no address."""
        zone.active, zone.updated = active, at
        self._answers.clear()

    def remove(self, zone: Zone) -> None:
        """As if it had never been."""
        del self._by_name[zone.name]
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

    def _checked(self, name: str, gateways: Sequence[str], zone: Zone | None) -> tuple[Gateway, ...]:
        causes = []
        taken = name in self._by_name and self._by_name[name] is not zone
        if not name.strip() or name == ALL_ZONES or taken:
            causes.append(f"name: {name!r} is empty, reserved or taken")
        found: list[Gateway] = []
        for gateway in gateways:
            try:
                found.append(_gateway(gateway))
            except (ValueError, TypeError) as wrong:
                causes.append(f"gateways: {wrong}")
        if causes:
            raise validation_failed("zone", *causes)
        return tuple(found)

    def _look_up(self, address: str) -> frozenset[str]:
        try:
            ip = ip_address(address)
        except ValueError:
            return frozenset()
        return frozenset(
            name
            for name, zone in self._by_name.items()
            if zone.active and any(ip in gateway for gateway in zone.gateways)
        )


def _gateway(written: str) -> Gateway:
    first, dash, last = written.partition("-")
    if not dash:
        return ip_network(written)
    one, other = ip_address(first.strip()), ip_address(last.strip())
    if one.version != other.version or int(one) > int(other):
        raise ValueError(f"{written} is no range of addresses")
    return Range(one, other)
