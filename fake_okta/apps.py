"""The org's app instances and who has them."""

from __future__ import annotations

from dataclasses import dataclass, field

from fake_okta.errors import not_found, validation_failed
from fake_okta.messages import Rule, SignOnMode
from fake_okta.policy import asks_for_trust
from fake_okta.syslog import Target


@dataclass(slots=True)
class App:
    """An app instance with its sign-on rules in order of priority; the default rule follows unwritten."""

    id: str
    label: str
    sign_on_mode: SignOnMode
    office365: bool
    groups: frozenset[str]
    rules: tuple[Rule, ...] = ()
    secured: bool = field(init=False, default=False)
    target: Target = field(init=False)

    def __post_init__(self) -> None:
        self.target = Target(self.id, "AppInstance", self.label)
        self.set_rules(self.rules)

    def set_rules(self, rules: tuple[Rule, ...]) -> None:
        """Replace the rules. ``secured`` then says whether an active one looks at the device."""
        self.rules = rules
        self.secured = asks_for_trust(rules)

    def assigned_to(self, groups: frozenset[str]) -> bool:
        """Whether somebody in these groups has the app."""
        return not self.groups.isdisjoint(groups)


class Apps:
    """All app instances, in the order of their creation."""

    def __init__(self) -> None:
        self._by_label: dict[str, App] = {}

    def add(self, app: App) -> None:
        """Add an instance; raises E0000001 where the label is taken."""
        if app.label in self._by_label:
            raise validation_failed("label", f"There is an app {app.label} already")
        self._by_label[app.label] = app

    def find(self, label: str) -> App:
        """The instance of this label; raises E0000007."""
        app = self._by_label.get(label)
        if app is None:
            raise not_found("AppInstance", label)
        return app

    def assigned_to(self, groups: frozenset[str]) -> list[App]:
        """The apps of a home page."""
        return [app for app in self._by_label.values() if app.assigned_to(groups)]

    def rules_asking_for_trust(self) -> tuple[tuple[str, str], ...]:
        """(app, rule) of each active rule with a device condition."""
        return tuple(
            (app.label, rule.name)
            for app in self._by_label.values()
            for rule in app.rules
            if rule.active and rule.trust != "any"
        )
