"""Okta sign-on policies: who may have a session at all, and from where.

Source: 'Policy API', Okta developer documentation: policies by priority, each for some groups; of the first that is for
the person the rules by priority; the default policy and its rule are last and allow. Not the app sign-on policies,
which have no public API on a Classic org.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from fake_okta.errors import not_found
from fake_okta.ids import Ids
from fake_okta.policy import ALL_ZONES

Access = Literal["ALLOW", "DENY"]
IDLE_MINUTES: Final = 120


@dataclass(slots=True)
class SignOnRule:
    """One rule; ``included`` and ``excluded`` are zone ids and matter where ``in_zones``. Times are epoch seconds."""

    id: str
    name: str
    created: int | None
    updated: int | None
    access: Access = "ALLOW"
    require_factor: bool = False
    in_zones: bool = False
    included: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    idle_minutes: int = IDLE_MINUTES
    active: bool = True
    system: bool = False


@dataclass(slots=True)
class SignOnPolicy:
    """One policy; ``groups`` are names, none means everybody."""

    id: str
    name: str
    description: str | None
    created: int
    updated: int
    groups: tuple[str, ...] = ()
    rules: list[SignOnRule] = field(default_factory=list)
    active: bool = True
    system: bool = False

    def rule(self, rule_id: str) -> SignOnRule:
        """The rule of this id; raises E0000007."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise not_found("PolicyRule", rule_id)


class SignOnPolicies:
    """All of them, by priority; the default policy is always there and last."""

    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._ever = 0
        default = SignOnPolicy(self.new_id("00p"), "Default Policy", _DESCRIPTION, 0, 0, system=True)
        default.rules.append(SignOnRule(self.new_id("0pr"), "Default Rule", None, None, system=True))
        self.policies = [default]

    def new_id(self, prefix: str) -> str:
        """An id for a policy (00p) or a rule (0pr)."""
        self._ever += 1
        return prefix + self._ids.text("sign-on policy", f"{self._ever}", 17)

    def find(self, policy_id: str) -> SignOnPolicy:
        """The policy of this id; raises E0000007."""
        for policy in self.policies:
            if policy.id == policy_id:
                return policy
        raise not_found("Policy", policy_id)

    def replace_group(self, old: str, new: str | None) -> None:
        """A group has another name, or is gone; a policy whose only group is gone is for nobody: it is inactive."""
        for policy in self.policies:
            if old in policy.groups:
                renamed = (new if name == old else name for name in policy.groups)
                policy.groups = tuple(name for name in renamed if name is not None)
                policy.active = policy.active and bool(policy.groups)

    def allows(self, groups: frozenset[str], zones: Collection[str]) -> bool:
        """Whether a person in these groups, from an address in the zones of these ids, may have a session."""
        fitting = (
            rule
            for policy in self.policies
            if policy.active and (not policy.groups or not groups.isdisjoint(policy.groups))
            for rule in policy.rules
            if rule.active and _located(rule, zones)
        )
        # There is always one: the default rule is for everybody everywhere, and cannot be taken away.
        return next(fitting).access == "ALLOW"


_DESCRIPTION: Final = "The default policy applies in all situations if no other policy applies."


def _located(rule: SignOnRule, zones: Collection[str]) -> bool:
    if not rule.in_zones:
        return True
    inside = _meets(rule.included, zones) if rule.included else True
    return inside and not _meets(rule.excluded, zones)


def _meets(wanted: Iterable[str], zones: Collection[str]) -> bool:
    return any(bool(zones) if one == ALL_ZONES else one in zones for one in wanted)
