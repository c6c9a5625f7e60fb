"""Applications: an app's sign-on rules, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import flask

from fake_okta.console.frame import APPS, Frame
from fake_okta.management.messages_apps import ListAppRules, ListApps, ReadApp, RuleRecord
from fake_okta.messages import ClientType, Platform, Rule

Route = tuple[str, str, Any]

_PLATFORMS: Final[Mapping[Platform, str]] = {
    "ios": "iOS",
    "android": "Android",
    "mobile_other": "Other mobile",
    "windows": "Windows",
    "osx": "macOS",
    "desktop_other": "Other desktop",
}
_CLIENTS: Final[Mapping[ClientType, str]] = {
    "web": "Web browser",
    "modern_auth": "Modern Auth",
    "active_sync": "Exchange ActiveSync",
    "legacy": "Legacy Auth",
}
_TRUST: Final = {"any": "Any", "trusted": "Trusted", "not_trusted": "Not trusted"}
_PAGE: Final = 100


class RulesPage:
    """The list of apps, and one app's rules."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def routes(self) -> Iterator[Route]:
        """Method, address and what answers."""
        yield "GET", APPS, self.apps
        yield "GET", "/admin/app/instance/<app>/app-sign-on-policy-list", self.rules

    def apps(self) -> Any:
        """The apps by their labels, a page of a hundred."""
        page = self._frame.say(ListApps(limit=_PAGE, after=flask.request.args.get("after") or None))
        return self._frame.page("apps.html", APPS, apps=page.items, after=page.after)

    def rules(self, app: str) -> Any:
        """One app's rules; raises E0000007."""
        found = self._frame.say(ReadApp(app))
        rules = [_told(record) for record in self._frame.say(ListAppRules(app))]
        return self._frame.page("rules.html", APPS, app=found, rules=rules)


def _told(record: RuleRecord) -> dict[str, Any]:
    rule = record.rule
    access = "Allowed" if rule.access == "allow" else "Denied"
    return {
        "name": rule.name,
        "active": rule.active,
        "system": record.system,
        "allows": rule.access == "allow",
        "access": f"{access}, with a prompt for a factor" if rule.prompt_for_factor else access,
        "conditions": [*_conditions(rule)],
    }


def _conditions(rule: Rule) -> Iterator[tuple[str, str]]:
    yield "People", _listed(_PEOPLE_NAMED, rule.users, rule.groups) or "Everybody"
    excluded = _listed(_PEOPLE_NAMED, rule.excluded_users, rule.excluded_groups)
    if excluded:
        yield "But not", excluded
    zones = ", ".join(sorted(rule.zones))
    yield (
        "Location",
        "Anywhere"
        if rule.location == "anywhere"
        else f"{'In' if rule.location == 'in_zone' else 'Outside'} {zones}",
    )
    if rule.clients is not None:
        yield "Client", _all_or(_CLIENTS, rule.clients, "Any client")
    yield "Platform", _all_or(_PLATFORMS, rule.platforms, "Any platform")
    yield "Device trust", _TRUST[rule.trust]


_PEOPLE_NAMED: Final = ("", "group ")


def _listed(prefixes: tuple[str, ...], *names: Iterable[str]) -> str:
    return ", ".join(
        f"{prefix}{name}" for prefix, some in zip(prefixes, names, strict=True) for name in sorted(some)
    )


def _all_or(words: Mapping[Any, str], chosen: Iterable[Any], everything: str) -> str:
    named = [word for key, word in words.items() if key in set(chosen)]
    return everything if len(named) == len(words) else ", ".join(named) or "None"
