"""The org's app instances and who has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from fake_okta.errors import not_found, validation_failed
from fake_okta.messages import Rule, SignOnMode
from fake_okta.policy import asks_for_trust
from fake_okta.syslog import Target


@dataclass(slots=True)
class App:
    """An app instance with its sign-on rules in order of priority; the default rule follows unwritten.

    ``groups`` (names) and ``users`` (ids, each with the time of assignment) have it. ``name`` is that of the
    template it was made from, ``settings`` and ``visibility`` are what the Apps API keeps for it.
    """

    id: str
    label: str
    sign_on_mode: SignOnMode
    office365: bool
    groups: frozenset[str]
    rules: tuple[Rule, ...] = ()
    name: str = ""
    active: bool = True
    number: int = 0
    created: int = 0
    updated: int = 0
    users: dict[str, int] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)
    visibility: Mapping[str, object] = field(default_factory=dict)
    rule_ids: dict[str, str] = field(default_factory=dict)
    secured: bool = field(init=False, default=False)
    target: Target = field(init=False)

    def __post_init__(self) -> None:
        self.target = Target(self.id, "AppInstance", self.label)
        self.set_rules(self.rules)

    def set_rules(self, rules: tuple[Rule, ...]) -> None:
        """Replace the rules. ``secured`` then says whether an active one looks at the device."""
        self.rules = rules
        self.secured = asks_for_trust(rules)

    def assigned_to(self, user_id: str, groups: frozenset[str]) -> bool:
        """Whether this person, in these groups, has the app."""
        return self.active and (not self.groups.isdisjoint(groups) or user_id in self.users)


class Apps:
    """All app instances, in the order of their creation."""

    def __init__(self) -> None:
        self._by_label: dict[str, App] = {}
        self._by_id: dict[str, App] = {}
        self._ever = 0

    def add(self, app: App) -> None:
        """Add an instance; raises E0000001 where the label is taken."""
        if app.label in self._by_label:
            raise validation_failed("label", f"There is an app {app.label} already")
        self._ever += 1
        app.number = self._ever
        self._by_label[app.label] = self._by_id[app.id] = app

    def all(self) -> Iterable[App]:
        """In the order of their creation."""
        return self._by_id.values()

    def taken(self, label: str) -> bool:
        """Whether an instance has this label."""
        return label in self._by_label

    def by_id(self, app_id: str) -> App:
        """The instance of this id; raises E0000007."""
        app = self._by_id.get(app_id)
        if app is None:
            raise not_found("AppInstance", app_id)
        return app

    def rename(self, app: App, label: str) -> None:
        """Another label, which must be free."""
        del self._by_label[app.label]
        app.label = label
        app.target = Target(app.id, "AppInstance", label)
        self._by_label[label] = app

    def remove(self, app: App) -> None:
        """As if it had never been."""
        del self._by_label[app.label], self._by_id[app.id]

    def find(self, label: str) -> App:
        """The instance of this label; raises E0000007."""
        app = self._by_label.get(label)
        if app is None:
            raise not_found("AppInstance", label)
        return app

    def assigned_to(self, user_id: str, groups: frozenset[str]) -> list[App]:
        """The apps of a home page."""
        return [app for app in self._by_id.values() if app.assigned_to(user_id, groups)]

    def replace_group(self, old: str, new: str | None) -> None:
        """A group has another name in assignments and rules, or is gone from them."""
        for app in self._by_id.values():
            app.groups = _with(app.groups, old, new)
            app.set_rules(
                tuple(
                    replace(
                        rule,
                        groups=_with(rule.groups, old, new),
                        excluded_groups=_with(rule.excluded_groups, old, new),
                    )
                    for rule in app.rules
                )
            )

    def forget_user(self, user_id: str) -> None:
        """A person has no app by themselves any more."""
        for app in self._by_id.values():
            app.users.pop(user_id, None)

    def rename_zone(self, old: str, new: str) -> None:
        """A zone has another name in the rules."""
        for app in self._by_id.values():
            app.set_rules(tuple(replace(rule, zones=_with(rule.zones, old, new)) for rule in app.rules))

    def rules_in_zone(self, zone: str) -> tuple[tuple[str, str], ...]:
        """(app, rule) of each rule that asks for this zone."""
        return tuple(
            (app.label, rule.name) for app in self._by_id.values() for rule in app.rules if zone in rule.zones
        )

    def rules_asking_for_trust(self) -> tuple[tuple[str, str], ...]:
        """(app, rule) of each active rule with a device condition."""
        return tuple(
            (app.label, rule.name)
            for app in self._by_id.values()
            for rule in app.rules
            if rule.active and rule.trust != "any"
        )


def _with(groups: frozenset[str], old: str, new: str | None) -> frozenset[str]:
    if old not in groups:
        return groups
    return (groups - {old}) | ({new} if new else frozenset())
