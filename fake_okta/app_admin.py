"""Applications and network zones, as the administrator sets them up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fake_okta import messages as said
from fake_okta.apps import App
from fake_okta.messages import Credentials, Rule, SignOnMode
from fake_okta.org import Org
from fake_okta.rule_form import checked_rules
from fake_okta.syslog import Target

_TEMPLATES: Final[Mapping[SignOnMode, str]] = {
    "saml": "template_saml_2_0",
    "ws_fed": "template_wsfed",
    "oidc": "oidc_client",
    "swa": "template_swa",
    "bookmark": "bookmark",
}


class AppAdmin:
    """The calls about apps, their sign-on rules, and zones; ``admin`` is the acting administrator."""

    def __init__(self, org: Org, admin: tuple[str, str]) -> None:
        self._org = org
        self._admin = admin

    def create_app(self, message: said.CreateApp, credentials: Credentials) -> None:
        """A new instance; raises E0000001 for a label that is taken and for rules that cannot be saved."""
        app = App(
            id=self._org.ids.object_id("0oa"),
            label=message.label,
            sign_on_mode=message.sign_on_mode,
            office365=message.office365,
            groups=message.groups,
            name="office365" if message.office365 else _TEMPLATES[message.sign_on_mode],
            created=self._org.now(),
            updated=self._org.now(),
        )
        app.set_rules(self._checked(app, message.rules))
        self._org.groups.ensure(sorted(app.groups), self._org.now())
        self._org.apps.add(app)
        self._log("application.lifecycle.create", app.target, app=app.label)

    def set_rules(self, message: said.SetRules, credentials: Credentials) -> None:
        """Replace an app's rules; raises E0000007, or E0000001 with every mistake; nothing changes then."""
        app = self._org.apps.find(message.app)
        app.set_rules(self._checked(app, message.rules))
        self._log("application.policy.sign_on.update", app.target, app=app.label)

    def create_zone(self, message: said.CreateZone, credentials: Credentials) -> None:
        """A new network zone; raises E0000001."""
        self._org.zones.create(message.name, message.gateways, self._org.now())
        self._log("zone.create", Target(message.name, "NetworkZone", message.name), zone=message.name)

    def _checked(self, app: App, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
        return checked_rules(
            rules,
            sign_on_mode=app.sign_on_mode,
            office365=app.office365,
            configured=self._org.device_trust.in_force,
            zones=self._org.zones.names,
        )

    def _log(self, event_type: str, target: Target, **details: str) -> None:
        self._org.log.append(event_type, actor=self._admin, targets=(target,), details=details)
