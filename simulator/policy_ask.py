"""One sign-in asked of an app's rules: which decides, and of every other rule the first condition that does not hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from fake_okta.analysis_axes import OLD_CLIENTS
from fake_okta.messages import ClientType, Platform, Rule
from fake_okta.policy import AccessRequest, ConditionName, Decision, decide, unmet_conditions
from fake_okta.users import EVERYONE
from simulator.policy_words import condition_words
from simulator.rule_sets import AppRules


class Other(NamedTuple):
    """A rule that does not decide: the first of its conditions that does not hold, or None where it comes too late."""

    priority: int
    rule: Rule
    unmet: ConditionName | None

    @property
    def why(self) -> str:
        """Why it does not decide, in words."""
        if self.unmet is None:
            return "would match, but comes later"
        return condition_words(self.rule, self.unmet)


@dataclass(frozen=True, slots=True)
class Answered:
    """What comes of a sign-in, and why."""

    app: AppRules
    decision: Decision
    others: tuple[Other, ...]


def asked(
    app: AppRules,
    login: str,
    groups: frozenset[str],
    zones: frozenset[str],
    client: ClientType,
    platform: Platform,
    *,
    trusted: bool,
) -> Answered:
    """Ask an app's rules; whether the device of an Office 365 client is looked at follows from the client."""
    ignored = app.office365 and client in OLD_CLIENTS
    device = "ignored" if ignored else "trusted" if trusted else "untrusted"
    request = AccessRequest(login, groups | {EVERYONE}, zones, client, platform, device)  # type: ignore[arg-type]
    decision = decide(app.rules, request)
    others = tuple(
        Other(priority, rule, next(unmet_conditions(rule, request), None))
        for priority, rule in enumerate(app.rules, start=1)
        if priority != decision.priority
    )
    return Answered(app, decision, others)


def as_data(found: Answered) -> dict[str, Any]:
    """The answer for programs."""
    decision = found.decision
    request = decision.request
    return {
        "app": found.app.name,
        "outcome": "allowed" if decision.allowed else "denied",
        "factor": decision.allowed and decision.rule.prompt_for_factor,
        "rule": decision.rule.name,
        "priority": decision.priority,
        "request": {
            "user": request.login,
            "groups": sorted(request.groups),
            "zones": sorted(request.zones),
            "client": request.client_type,
            "platform": request.platform,
            "device": request.device,
        },
        "other_rules": [
            {"priority": one.priority, "rule": one.rule.name, "unmet": one.unmet, "says": one.why}
            for one in found.others
        ],
    }
