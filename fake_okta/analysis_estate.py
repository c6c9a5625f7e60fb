"""Whom an analysis reckons with: the people that there are, by their memberships, and where requests come from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network

from fake_okta.users import EVERYONE


@dataclass(frozen=True, slots=True)
class Members:
    """People with the same groups (Everyone among them, said or not); ``logins`` need not be a list in memory."""

    logins: Sequence[str]
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class PeopleClass:
    """People whom no rule can tell apart: the groups and the login that rules name, and who they are."""

    groups: frozenset[str]
    login: str | None
    count: int
    sources: tuple[Sequence[str], ...] = ()

    def some(self, most: int, without: Collection[str]) -> list[str]:
        """The first of them by login; ``without`` are those that are classes of their own."""
        if self.login is not None:
            return [self.login]
        found: list[str] = []
        for logins in self.sources:
            for login in logins:
                if len(found) == most:
                    return found
                if login not in without:
                    found.append(login)
        return found


@dataclass(slots=True)
class _Gathered:
    count: int = 0
    sources: list[Sequence[str]] = field(default_factory=list)


def people_classes(
    members: Iterable[Members], named_groups: Collection[str], named_logins: Collection[str]
) -> list[PeopleClass]:
    """The members in classes that rules naming these groups and logins cannot tell apart.

    Goes through the members, not through their people: a login that rules name is looked for in each.
    """
    told_apart = frozenset(named_groups)
    gathered: dict[tuple[frozenset[str], str | None], _Gathered] = {}
    for one in members:
        groups = (one.groups | {EVERYONE}) & told_apart
        alone = [login for login in named_logins if login in one.logins]
        for login in alone:
            gathered.setdefault((groups, login), _Gathered()).count = 1
        left = len(one.logins) - len(alone)
        if left:
            found = gathered.setdefault((groups, None), _Gathered())
            found.count += left
            found.sources.append(one.logins)
    return [PeopleClass(*key, one.count, tuple(one.sources)) for key, one in gathered.items()]


def zone_sets(gateways: Mapping[str, Iterable[str]]) -> tuple[frozenset[str], ...]:
    """Every set of zones that an address can lie in, the smallest first. Raises ValueError for no network."""
    networks = [(name, ip_network(text)) for name, texts in gateways.items() for text in texts]
    found: set[frozenset[str]] = set()
    for version in (4, 6):
        of_version = [(name, network) for name, network in networks if network.version == version]
        for address in _turning_points([network for _, network in of_version]):
            found.add(frozenset(name for name, network in of_version if _holds(network, address)))
    return tuple(sorted(found, key=lambda zones: (len(zones), sorted(zones))))


def _holds(network: IPv4Network | IPv6Network, address: int) -> bool:
    return int(network.network_address) <= address <= int(network.broadcast_address)


def _turning_points(networks: Iterable[IPv4Network | IPv6Network]) -> set[int]:
    """The first addresses of all stretches in which nothing changes: of each network, and right after it."""
    points = {0}
    for network in networks:
        points.add(int(network.network_address))
        after = int(network.broadcast_address) + 1
        if after < 1 << network.max_prefixlen:
            points.add(after)
    return points
