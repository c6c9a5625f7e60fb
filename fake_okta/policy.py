"""App sign-on policy: ordered rules, the first that matches decides, the default rule is last and allows.

Source: 'Device Trust for Jamf Pro-managed macOS' and 'About app sign-on policies', Okta help.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from fake_okta.messages import ClientType, Platform, Rule

DEFAULT_RULE: Final = Rule("Default sign on rule", "allow")
ALL_ZONES: Final = "ALL_ZONES"

ConditionName = Literal["active", "people", "location", "client", "platform", "device_trust"]


class AccessRequest(NamedTuple):
    """Everything that a rule can look at. ``device`` ``ignored``: device conditions do not apply."""

    login: str
    groups: frozenset[str]
    zones: frozenset[str]
    client_type: ClientType
    platform: Platform
    device: Literal["trusted", "untrusted", "ignored"]


class NotMatched(NamedTuple):
    """An earlier rule, and every condition of it that the request did not meet."""

    rule: str
    conditions: tuple[ConditionName, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """The deciding rule. Why the earlier ones did not match is worked out when asked for."""

    rule: Rule
    priority: int
    request: AccessRequest
    rules: tuple[Rule, ...]

    @property
    def allowed(self) -> bool:
        """Whether the deciding rule lets the user in."""
        return self.rule.access == "allow"

    def not_matched(self) -> tuple[NotMatched, ...]:
        """Every rule before the deciding one with all of its unmet conditions, in order of priority."""
        return tuple(
            NotMatched(rule.name, tuple(unmet_conditions(rule, self.request)))
            for rule in self.rules[: self.priority - 1]
        )


def decide(rules: tuple[Rule, ...], request: AccessRequest) -> Decision:
    """Try the rules by priority (1 is the first); where none matches, the default rule decides."""
    for priority, rule in enumerate(rules, start=1):
        if next(unmet_conditions(rule, request), None) is None:
            return Decision(rule, priority, request, rules)
    return Decision(DEFAULT_RULE, len(rules) + 1, request, rules)


def unmet_conditions(rule: Rule, request: AccessRequest) -> Iterator[ConditionName]:
    """Each condition of the rule that the request does not meet; nothing where the rule matches."""
    if not rule.active:
        yield "active"
    if not _people_match(rule, request):
        yield "people"
    if rule.location != "anywhere" and not _location_matches(rule, request.zones):
        yield "location"
    if rule.clients is not None and request.client_type not in rule.clients:
        yield "client"
    if request.platform not in rule.platforms:
        yield "platform"
    if rule.trust != "any" and not _trust_matches(rule, request):
        yield "device_trust"


def asks_for_trust(rules: tuple[Rule, ...]) -> bool:
    """Whether an active rule looks at the device: only then is the device challenged for its certificate."""
    return any(rule.active and rule.trust != "any" for rule in rules)


def _people_match(rule: Rule, request: AccessRequest) -> bool:
    if request.login in rule.excluded_users or request.groups & rule.excluded_groups:
        return False
    if not rule.users and not rule.groups:
        return True
    return request.login in rule.users or bool(request.groups & rule.groups)


def _location_matches(rule: Rule, zones: frozenset[str]) -> bool:
    inside = bool(zones) if ALL_ZONES in rule.zones else bool(zones & rule.zones)
    return inside == (rule.location == "in_zone")


def _trust_matches(rule: Rule, request: AccessRequest) -> bool:
    if request.device == "ignored":
        return True
    return (request.device == "trusted") == (rule.trust == "trusted")
