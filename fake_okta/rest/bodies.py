"""What stands in a request's JSON body: objects of Okta's documented shapes -> the fields of messages.

Source: the objects of the Users, Groups, Applications, Policy, Zones, Authentication and Sessions APIs, Okta developer
documentation. What is read is checked for its type; what is not read is passed over, as Okta does. The Device Trust
setting and the rules of an app are this fake's own JSON.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, get_args

from fake_okta.errors import validation_failed
from fake_okta.management.messages_apps import PolicyRuleText, PolicyText
from fake_okta.messages import ClientType, JamfConnection, Platform, Rule, SignOnMode, Trust
from fake_okta.wire_text import Unreadable, by_name, items, one_of, text, truth, whole_number

Json = Mapping[str, Any]

SIGN_ON_MODES: Final[Mapping[str, SignOnMode]] = {
    "SAML_2_0": "saml",
    "WS_FEDERATION": "ws_fed",
    "OPENID_CONNECT": "oidc",
    "BROWSER_PLUGIN": "swa",
    "AUTO_LOGIN": "swa",
    "SECURE_PASSWORD_STORE": "swa",
    "BOOKMARK": "bookmark",
}
PLATFORMS: Final[Mapping[Platform, tuple[str, str]]] = {
    "ios": ("MOBILE", "IOS"),
    "android": ("MOBILE", "ANDROID"),
    "mobile_other": ("MOBILE", "OTHER"),
    "windows": ("DESKTOP", "WINDOWS"),
    "osx": ("DESKTOP", "OSX"),
    "desktop_other": ("DESKTOP", "OTHER"),
}
_TEMPLATES: Final[Mapping[SignOnMode, str]] = {
    "saml": "template_saml_2_0",
    "ws_fed": "template_wsfed",
    "oidc": "oidc_client",
    "swa": "template_swa",
    "bookmark": "bookmark",
}
_LOCATIONS: Final[Mapping[str, str]] = {
    "ANYWHERE": "anywhere",
    "ZONE": "in_zone",
    "NOT_IN_ZONE": "not_in_zone",
}


def user(given: Json) -> dict[str, Any]:
    """A user to add."""
    return {
        "profile": dict(by_name(given.get("profile"))),
        "password": _password(given),
        "group_ids": _texts(given.get("groupIds") or []),
    }


def user_change(given: Json) -> dict[str, Any]:
    """A user to change."""
    profile = given.get("profile")
    return {"profile": None if profile is None else dict(by_name(profile)), "password": _password(given)}


def group(given: Json) -> dict[str, Any]:
    """A group's name and description."""
    profile = by_name(given.get("profile"))
    return {"name": _or_blank(profile, "name"), "description": _maybe(profile, "description")}


def app(given: Json) -> dict[str, Any]:
    """An app instance to add."""
    mode = SIGN_ON_MODES[one_of(tuple(SIGN_ON_MODES), given.get("signOnMode"))]
    return {
        "label": _or_blank(given, "label"),
        "name": _maybe(given, "name") or _TEMPLATES[mode],
        "sign_on_mode": mode,
        **_app_settings(given),
    }


def app_change(given: Json) -> dict[str, Any]:
    """What can be changed of an app instance."""
    return {"label": _or_blank(given, "label"), **_app_settings(given)}


def app_user(given: Json) -> dict[str, Any]:
    """A person to give an app to."""
    return {"user": text(given.get("id"))}


def zone(given: Json) -> dict[str, Any]:
    """A network zone; raises E0000001 for a dynamic one."""
    if given.get("type") != "IP":
        raise validation_failed("type", "type: only IP zones exist in this org")
    return {
        "name": _or_blank(given, "name"),
        "gateways": _addresses(given.get("gateways")),
        "proxies": _addresses(given.get("proxies")),
    }


def policy(given: Json) -> dict[str, Any]:
    """An Okta sign-on policy."""
    people = _inner(_inner(given, "conditions"), "people")
    return {
        "policy": PolicyText(
            _or_blank(given, "type"),
            _or_blank(given, "name"),
            _maybe(given, "description"),
            _number(given, "priority"),
            _texts(_inner(people, "groups").get("include") or []),
        )
    }


def policy_rule(given: Json) -> dict[str, Any]:
    """A rule of an Okta sign-on policy."""
    network = _inner(_inner(given, "conditions"), "network")
    sign_on = _inner(_inner(given, "actions"), "signon")
    idle = _number(_inner(sign_on, "session"), "maxSessionIdleMinutes")
    return {
        "rule": PolicyRuleText(
            _or_blank(given, "name"),
            one_of(("ALLOW", "DENY"), sign_on.get("access")),
            _number(given, "priority"),
            _truth(sign_on, "requireFactor"),
            one_of(("ANYWHERE", "ZONE"), network.get("connection", "ANYWHERE")) == "ZONE",
            _texts(network.get("include") or []),
            _texts(network.get("exclude") or []),
            120 if idle is None else idle,
        )
    }


def credentials(given: Json) -> dict[str, Any]:
    """A name and a password."""
    return {"username": text(given.get("username")), "password": text(given.get("password"))}


def session_token(given: Json) -> dict[str, Any]:
    """A token from primary authentication."""
    return {"session_token": text(given.get("sessionToken"))}


def connection(given: Json) -> dict[str, Any]:
    """The Jamf Pro tenant of the Device Trust setting, alone."""
    return {
        "connection": JamfConnection(
            text(given.get("tenantUrl")), text(given.get("username")), text(given.get("password"))
        )
    }


def setting(given: Json) -> dict[str, Any]:
    """The whole Device Trust setting."""
    return {**connection(given), "learn_more_url": _maybe(given, "learnMoreUrl")}


def app_rule(given: Json) -> dict[str, Any]:
    """A rule of an app; people by login, groups and zones by name."""
    rule_id = _maybe(given, "ruleId")
    return {
        "app": text(given.get("appInstanceId")) if rule_id is None else "",
        "rule_id": rule_id,
        "rule": _rule(given),
        "priority": _number(given, "priority"),
    }


def _rule(given: Json) -> Rule:
    conditions, actions = _inner(given, "conditions"), _inner(given, "actions")
    people, network = _inner(conditions, "people"), _inner(conditions, "network")
    users, groups = _inner(people, "users"), _inner(people, "groups")
    clients = _inner(conditions, "clients").get("include")
    platforms = _inner(conditions, "platform").get("include")
    trust = one_of(tuple(_TRUSTS), _inner(conditions, "device").get("trustLevel", "ANY"))
    return Rule(
        _or_blank(given, "name"),
        "allow" if one_of(("ALLOW", "DENY"), actions.get("access")) == "ALLOW" else "deny",
        users=frozenset(_texts(users.get("include") or [])),
        groups=frozenset(_texts(groups.get("include") or [])),
        excluded_users=frozenset(_texts(users.get("exclude") or [])),
        excluded_groups=frozenset(_texts(groups.get("exclude") or [])),
        location=_LOCATIONS[one_of(tuple(_LOCATIONS), network.get("connection", "ANYWHERE"))],  # type: ignore[arg-type]
        zones=frozenset(_texts(network.get("include") or [])),
        clients=None if clients is None else frozenset(map(_client, items(clients))),
        platforms=frozenset(PLATFORMS) if platforms is None else frozenset(map(_platform, items(platforms))),
        trust=_TRUSTS[trust],
        prompt_for_factor=_truth(actions, "requireFactor"),
        active=one_of(("ACTIVE", "INACTIVE"), given.get("status", "ACTIVE")) == "ACTIVE",
    )


_TRUSTS: Final[Mapping[str, Trust]] = {"ANY": "any", "TRUSTED": "trusted", "NOT_TRUSTED": "not_trusted"}


def _client(raw: Any) -> ClientType:
    chosen: ClientType = one_of(tuple(one.upper() for one in get_args(ClientType)), raw).lower()
    return chosen


def _platform(raw: Any) -> Platform:
    given = by_name(raw)
    wanted = (given.get("type"), _inner(given, "os").get("type"))
    for name, said in PLATFORMS.items():
        if said == wanted:
            return name
    raise Unreadable("platform: no such type and os")


def _app_settings(given: Json) -> dict[str, Any]:
    return {"settings": dict(_inner(given, "settings")), "visibility": dict(_inner(given, "visibility"))}


def _password(given: Json) -> str | None:
    password = _inner(_inner(given, "credentials"), "password")
    if "hash" in password:
        raise validation_failed("password", "password: this org imports no hashed passwords")
    return _maybe(password, "value")


def _addresses(raw: Any) -> tuple[str, ...]:
    found = []
    for one in items(raw or []):
        given = by_name(one)
        kind, value = one_of(("CIDR", "RANGE"), given.get("type")), text(given.get("value"))
        if kind == "RANGE" and "-" not in value:
            value = f"{value}-{value}"
        found.append(value)
    return tuple(found)


def _inner(given: Json, name: str) -> Json:
    found = given.get(name)
    return {} if found is None else by_name(found)


def _maybe(given: Json, name: str) -> str | None:
    found = given.get(name)
    return None if found is None else text(found)


def _or_blank(given: Json, name: str) -> str:
    return _maybe(given, name) or ""


def _number(given: Json, name: str) -> int | None:
    found = given.get(name)
    return None if found is None else whole_number(found)


def _truth(given: Json, name: str) -> bool:
    found = given.get(name)
    return False if found is None else truth(found)


def _texts(raw: Iterable[Any]) -> tuple[str, ...]:
    return tuple(text(one) for one in items(raw))
