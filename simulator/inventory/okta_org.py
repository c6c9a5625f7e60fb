"""What an Okta org's lists tell of the Macs' people, and its apps and zones as a scenario writes them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import ip_address, ip_network, summarize_address_range
from typing import Any, Final

from simulator.inventory.coverage import Coverage, joined, share
from simulator.inventory.names import clean
from simulator.inventory.pseudonyms import Pseudonyms
from simulator.known_macs import KnownMac, UserStatus

_STATUS: Final[dict[str, UserStatus]] = {
    "ACTIVE": "active",
    "PASSWORD_EXPIRED": "active",
    "RECOVERY": "active",
    "LOCKED_OUT": "active",
    "STAGED": "staged",
    "PROVISIONED": "staged",
    "SUSPENDED": "suspended",
    "DEPROVISIONED": "deactivated",
}
"""Okta's states; locked out, expired and recovering end without an administrator, and count as active."""
_PROTOCOLS: Final = {
    "SAML_2_0": "saml",
    "SAML_1_1": "saml",
    "WS_FEDERATION": "ws_fed",
    "OPENID_CONNECT": "oidc",
    "BOOKMARK": "bookmark",
    "AUTO_LOGIN": "swa",
    "BROWSER_PLUGIN": "swa",
    "SECURE_PASSWORD_STORE": "swa",
    "BASIC_AUTH": "swa",
}
_SECURED: Final = ("saml", "ws_fed")


@dataclass(slots=True)
class Org:
    """What was read: status by login, the login behind each name, and groups by login; keys are in lower case."""

    status: dict[str, UserStatus] = field(default_factory=dict)
    login_of: dict[str, str] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def text(found: Any, *path: str) -> str:
    """A text at a path of an object, "" where there is none."""
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""


def take_users(org: Org, users: Iterable[dict[str, Any]], coverage: Coverage) -> dict[str, str]:
    """Take in users; their logins by id."""
    by_id: dict[str, str] = {}
    for user in users:
        coverage.read += 1
        login, status = clean(text(user, "profile", "login")), _STATUS.get(text(user, "status"))
        if not login or status is None:
            coverage.leave_out(coverage.read, "a user without a login or with an unknown status")
            continue
        by_id[text(user, "id")] = login
        org.status[login.lower()] = status
        email = clean(text(user, "profile", "email")).lower()
        org.login_of[login.lower()] = login
        if email:
            org.login_of.setdefault(email, login)
    short = Counter(login.partition("@")[0].lower() for login in by_id.values())
    for login in by_id.values():
        name = login.partition("@")[0].lower()
        if short[name] == 1:  # a short name that two logins have is nobody's
            org.login_of.setdefault(name, login)
    return by_id


def take_members(org: Org, group: str, members: Iterable[dict[str, Any]], by_id: dict[str, str]) -> None:
    """Take in who is in a group."""
    for member in members:
        login = by_id.get(text(member, "id"))
        if login is not None:
            org.groups[login.lower()].append(group)


def joined_with(macs: Sequence[KnownMac], org: Org, coverage: Coverage) -> list[KnownMac]:
    """The Macs with what their people are in Okta; one whom Okta does not have is absent."""
    found = [_joined(mac, org) for mac in macs]
    met = sum(mac.status not in ("", "absent") for mac in found)
    coverage.note(f"Of {len(macs):,} Macs the people of {met:,} are in Okta ({share(met, len(macs))}).")
    return found


def _joined(mac: KnownMac, org: Org) -> KnownMac:
    if not mac.person:
        return mac
    login = org.login_of.get(mac.person.lower())
    if login is None:
        return replace(mac, status="absent", groups=())
    groups = tuple(sorted({*org.groups.get(login.lower(), ())}))
    return replace(mac, person=login, status=org.status[login.lower()], groups=groups)


def under_aliases(org: Org, names: Pseudonyms) -> Org:
    """The same people under aliases, as a pseudonymised inventory has them."""
    return Org(
        {names.login(login).lower(): status for login, status in org.status.items()},
        {names.login(name).lower(): names.login(login) for name, login in org.login_of.items()},
        defaultdict(list, {names.login(login).lower(): groups for login, groups in org.groups.items()}),
    )


# --- apps and zones ---------------------------------------------------------------------------------------


def apps_of(
    listed: Iterable[dict[str, Any]], ruled: Sequence[dict[str, Any]], coverage: Coverage
) -> list[dict[str, Any]]:
    """The org's active apps with the rules of ``ruled``. A secured app whose rules nobody told is left out and named."""
    rules = {app["name"]: app for app in ruled}
    found: dict[str, dict[str, Any]] = {}
    without: list[str] = []
    strange: list[str] = []
    for app in listed:
        name, protocol = clean(text(app, "label")), _PROTOCOLS.get(text(app, "signOnMode"))
        if text(app, "status") != "ACTIVE" or not name or name in found:
            continue
        if protocol is None:
            strange.append(name)
        elif name in rules or protocol not in _SECURED:
            office = {"office365": True} if text(app, "name") == "office365" else {}
            rest = rules.pop(name, {"rules": "open"})
            found[name] = {"name": name, "protocol": protocol} | office | rest | {"protocol": protocol}
        else:
            without.append(name)
    known = sum(app["protocol"] in _SECURED for app in found.values())
    whole = known + len(without)
    coverage.note(
        f"The rules of {known:,} of {whole:,} apps that can be secured are known ({share(known, whole)})."
    )
    _tell("Left out, since nobody told their rules", without, coverage)
    _tell("Left out, by their sign-on method", strange, coverage)
    _tell("In the rules, but not among the org's active apps", rules, coverage)
    return [*found.values()]


def _tell(words: str, names: Iterable[str], coverage: Coverage) -> None:
    listed = [*names]
    if listed:
        coverage.note(f"{words}: {joined(listed)}.")


def zones_of(listed: Iterable[dict[str, Any]], coverage: Coverage) -> list[dict[str, Any]]:
    """The org's active zones by gateways; others are left out and named."""
    found: dict[str, dict[str, Any]] = {}
    left = []
    for zone in listed:
        name = clean(text(zone, "name"))
        if text(zone, "status") != "ACTIVE" or not name or name in found:
            continue
        gateways = zone.get("gateways")
        networks = [*_networks(gateways if isinstance(gateways, list) else [])]
        if text(zone, "type") == "IP" and networks:
            found[name] = {"name": name, "gateways": networks}
        else:
            left.append(name)
    _tell("Zones left out, since no gateways make them", left, coverage)
    return [*found.values()]


def _networks(gateways: list[Any]) -> Iterator[str]:
    for gateway in gateways:
        first, dash, last = text(gateway, "value").partition("-")
        try:
            if not dash:
                yield str(ip_network(first.strip(), strict=False))
                continue
            low, high = ip_address(first.strip()), ip_address(last.strip())
            yield from map(str, summarize_address_range(low, high))
        except (ValueError, TypeError):  # no addresses, or of two kinds
            continue
