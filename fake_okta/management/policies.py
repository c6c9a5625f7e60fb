"""The Policy API, as far as it exists on a Classic org without an own story here: Okta sign-on policies.

Source: 'Policy API', Okta developer documentation. Policies of the types that only Identity Engine has are refused as a
Classic org refuses them; password, enrollment and routing policies are not emulated, their lists are empty.
"""

from __future__ import annotations

from typing import Final

from fake_okta.errors import forbidden, request_not_valid, validation_failed
from fake_okta.management import messages_apps as api
from fake_okta.management.tokens import Caller
from fake_okta.org import Org
from fake_okta.policy import ALL_ZONES
from fake_okta.sign_on_policies import SignOnPolicy, SignOnRule
from fake_okta.syslog import Target

SERVED: Final = "OKTA_SIGN_ON"
OF_CLASSIC: Final = ("PASSWORD", "MFA_ENROLL", "IDP_DISCOVERY")


class Policies:
    """The operations on Okta sign-on policies."""

    def __init__(self, org: Org) -> None:
        self._org = org
        self._all = org.sign_on_policies

    def listed(self, message: api.ListPolicies, caller: Caller) -> tuple[api.PolicyRecord, ...]:
        """All by priority; raises E0000002 for a type that a Classic org does not have."""
        if message.type in OF_CLASSIC:
            return ()
        self._check_type(message.type)
        active = {"ACTIVE": (True,), "INACTIVE": (False,)}.get(message.status or "", (True, False))
        return tuple(self._record(policy) for policy in self._all.policies if policy.active in active)

    def add(self, message: api.AddPolicy, caller: Caller) -> api.PolicyRecord:
        """A new policy; raises E0000002 for its type, E0000007 for a group, or E0000001."""
        text = message.policy
        self._check_type(text.type)
        groups = self._checked(text, None)
        at = self._org.now()
        policy = SignOnPolicy(self._all.new_id("00p"), text.name, text.description, at, at, groups)
        policy.active = message.activate
        self._place(policy, text.priority, new=True)
        self._log(caller, "policy.lifecycle.create", policy)
        return self._record(policy)

    def read(self, message: api.ReadPolicy, caller: Caller) -> api.PolicyRecord:
        """One policy; raises E0000007."""
        return self._record(self._all.find(message.policy_id))

    def replace(self, message: api.ReplacePolicy, caller: Caller) -> api.PolicyRecord:
        """Say all anew; raises E0000007, E0000002 or E0000001, and E0000006 for the default policy."""
        policy, text = self._editable(message.policy_id), message.policy
        self._check_type(text.type)
        policy.groups = self._checked(text, policy)
        policy.name, policy.description, policy.updated = text.name, text.description, self._org.now()
        self._place(policy, text.priority, new=False)
        self._log(caller, "policy.lifecycle.update", policy)
        return self._record(policy)

    def delete(self, message: api.DeletePolicy, caller: Caller) -> None:
        """Delete; raises E0000007, or E0000006 for the default policy."""
        policy = self._editable(message.policy_id)
        self._all.policies.remove(policy)
        self._log(caller, "policy.lifecycle.delete", policy)

    def switch(self, message: api.SwitchPolicy, caller: Caller) -> None:
        """Activate or deactivate; raises E0000007, or E0000006 for the default policy."""
        policy = self._editable(message.policy_id)
        policy.active, policy.updated = message.operation == "activate", self._org.now()
        self._log(caller, f"policy.lifecycle.{message.operation}", policy)

    def rules(self, message: api.ListPolicyRules, caller: Caller) -> tuple[api.PolicyRuleRecord, ...]:
        """All rules by priority; raises E0000007."""
        policy = self._all.find(message.policy_id)
        return tuple(_rule_record(policy, rule) for rule in policy.rules)

    def add_rule(self, message: api.AddPolicyRule, caller: Caller) -> api.PolicyRuleRecord:
        """A new rule before the default one; raises E0000007 or E0000001."""
        policy = self._all.find(message.policy_id)
        self._check_rule(message.rule, policy, None)
        at = self._org.now()
        rule = SignOnRule(self._all.new_id("0pr"), message.rule.name, at, at, active=message.activate)
        self._say(policy, rule, message.rule, new=True)
        self._log_rule(caller, "policy.rule.add", policy, rule)
        return _rule_record(policy, rule)

    def rule(self, message: api.ReadPolicyRule, caller: Caller) -> api.PolicyRuleRecord:
        """One rule; raises E0000007."""
        policy = self._all.find(message.policy_id)
        return _rule_record(policy, policy.rule(message.rule_id))

    def replace_rule(self, message: api.ReplacePolicyRule, caller: Caller) -> api.PolicyRuleRecord:
        """Say all anew; raises E0000007, E0000001, or E0000006 for the default rule."""
        policy, rule = self._editable_rule(message.policy_id, message.rule_id)
        self._check_rule(message.rule, policy, rule)
        rule.updated = self._org.now()
        self._say(policy, rule, message.rule, new=False)
        self._log_rule(caller, "policy.rule.update", policy, rule)
        return _rule_record(policy, rule)

    def delete_rule(self, message: api.DeletePolicyRule, caller: Caller) -> None:
        """Delete; raises E0000007, or E0000006 for the default rule."""
        policy, rule = self._editable_rule(message.policy_id, message.rule_id)
        policy.rules.remove(rule)
        self._log_rule(caller, "policy.rule.delete", policy, rule)

    def switch_rule(self, message: api.SwitchPolicyRule, caller: Caller) -> None:
        """Activate or deactivate; raises E0000007, or E0000006 for the default rule."""
        policy, rule = self._editable_rule(message.policy_id, message.rule_id)
        rule.active, rule.updated = message.operation == "activate", self._org.now()
        self._log_rule(caller, f"policy.rule.{message.operation}", policy, rule)

    def _record(self, policy: SignOnPolicy) -> api.PolicyRecord:
        names = policy.groups or ("Everyone",)
        groups = [group for group in map(self._org.groups.named, names) if group is not None]
        return api.PolicyRecord(
            policy.id, policy.name, policy.description, self._all.policies.index(policy) + 1, policy.active,
            policy.system, policy.created, policy.updated, tuple(group.id for group in groups),
        )  # fmt: skip

    def _check_type(self, kind: str) -> None:
        if kind != SERVED:
            raise request_not_valid("Invalid policy type specified.")

    def _checked(self, text: api.PolicyText, policy: SignOnPolicy | None) -> tuple[str, ...]:
        if not text.name.strip():
            raise validation_failed("name", "name: The field cannot be left blank")
        if any(one.name == text.name and one is not policy for one in self._all.policies):
            raise validation_failed("name", "name: Policy name already in use")
        if text.priority is not None and text.priority < 1:
            raise validation_failed("priority", "priority: must be greater than or equal to 1")
        return tuple(self._org.groups.find(group_id).name for group_id in text.group_ids)

    def _check_rule(self, text: api.PolicyRuleText, policy: SignOnPolicy, rule: SignOnRule | None) -> None:
        causes = []
        if not text.name.strip():
            causes.append("name: The field cannot be left blank")
        if any(one.name == text.name and one is not rule for one in policy.rules):
            causes.append("name: Rule name already in use")
        if text.priority is not None and text.priority < 1:
            causes.append("priority: must be greater than or equal to 1")
        if text.in_zones and not text.included and not text.excluded:
            causes.append("conditions.network: a zone must be included or excluded")
        if not 0 <= text.idle_minutes <= 2**31:
            causes.append("actions.signon.session.maxSessionIdleMinutes: out of range")
        if causes:
            raise validation_failed(causes[0].partition(":")[0], *causes)
        for zone in (*text.included, *text.excluded):
            if zone != ALL_ZONES:
                self._org.zones.find(zone)

    def _place(self, policy: SignOnPolicy, priority: int | None, *, new: bool) -> None:
        """At its priority, or where it was; the default policy stays last."""
        others = [one for one in self._all.policies if one is not policy]
        usual = len(others) - 1 if new else self._all.policies.index(policy)
        others.insert(min(usual if priority is None else priority - 1, len(others) - 1), policy)
        self._all.policies[:] = others

    def _say(self, policy: SignOnPolicy, rule: SignOnRule, text: api.PolicyRuleText, *, new: bool) -> None:
        rule.name, rule.access, rule.require_factor = text.name, text.access, text.require_factor
        rule.in_zones, rule.included, rule.excluded = text.in_zones, text.included, text.excluded
        rule.idle_minutes = text.idle_minutes
        others = [one for one in policy.rules if one is not rule]
        # The default policy alone has a rule that stays last.
        end = len(others) - sum(one.system for one in others)
        usual = end if new else policy.rules.index(rule)
        others.insert(min(usual if text.priority is None else text.priority - 1, end), rule)
        policy.rules[:] = others

    def _editable(self, policy_id: str) -> SignOnPolicy:
        policy = self._all.find(policy_id)
        if policy.system:
            raise forbidden()
        return policy

    def _editable_rule(self, policy_id: str, rule_id: str) -> tuple[SignOnPolicy, SignOnRule]:
        policy = self._all.find(policy_id)
        rule = policy.rule(rule_id)
        if rule.system:
            raise forbidden()
        return policy, rule

    def _log(self, caller: Caller, event_type: str, policy: SignOnPolicy) -> None:
        target = Target(policy.id, "PolicyEntry", policy.name)
        self._org.log.append(event_type, actor=caller.actor, targets=(target,), details={"policy": policy.id})

    def _log_rule(self, caller: Caller, event_type: str, policy: SignOnPolicy, rule: SignOnRule) -> None:
        targets = (Target(policy.id, "PolicyEntry", policy.name), Target(rule.id, "PolicyRule", rule.name))
        self._org.log.append(event_type, actor=caller.actor, targets=targets, details={"policy": policy.id})


def _rule_record(policy: SignOnPolicy, rule: SignOnRule) -> api.PolicyRuleRecord:
    return api.PolicyRuleRecord(
        rule.id, rule.name, policy.rules.index(rule) + 1, rule.active, rule.system, rule.created, rule.updated,
        rule.access, rule.require_factor, rule.in_zones, rule.included, rule.excluded, rule.idle_minutes,
    )  # fmt: skip
