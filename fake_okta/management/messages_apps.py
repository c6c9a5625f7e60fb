"""What API clients can say to Okta about apps and their rules, Okta sign-on policies and network zones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fake_okta.management.filters import Filter
from fake_okta.management.messages import GroupRecord, UserRecord
from fake_okta.management.paging import Page
from fake_okta.messages import Message, Rule, SignOnMode

Switch = Literal["activate", "deactivate"]


# --- apps -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AppRecord:
    """An app instance as the Apps API tells of it."""

    id: str
    name: str
    label: str
    active: bool
    created: int
    last_updated: int
    sign_on_mode: SignOnMode
    settings: Mapping[str, object]
    visibility: Mapping[str, object]
    number: int


@dataclass(frozen=True, slots=True)
class AppUserRecord:
    """A person who has an app, by themselves or by a group."""

    user: UserRecord
    scope: Literal["USER", "GROUP"]
    assigned: int


@dataclass(frozen=True, slots=True)
class ListApps(Message[Page[AppRecord]]):
    """Apps; ``q`` is the beginning of label or name."""

    q: str | None = None
    filter: Filter | None = None
    limit: int | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class AddApp(Message[AppRecord]):
    """A new instance, with nobody in it."""

    label: str
    name: str
    sign_on_mode: SignOnMode
    settings: Mapping[str, object]
    visibility: Mapping[str, object]
    activate: bool = True


@dataclass(frozen=True, slots=True)
class ReadApp(Message[AppRecord]):
    """One instance."""

    app: str


@dataclass(frozen=True, slots=True)
class ReplaceApp(Message[AppRecord]):
    """Another label, settings and visibility."""

    app: str
    label: str
    settings: Mapping[str, object]
    visibility: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class DeleteApp(Message[None]):
    """Delete an inactive instance."""

    app: str


@dataclass(frozen=True, slots=True)
class SwitchApp(Message[None]):
    """Activate or deactivate an instance."""

    app: str
    operation: Switch


@dataclass(frozen=True, slots=True)
class ListAppUsers(Message[Page[AppUserRecord]]):
    """Who has an app."""

    app: str
    q: str | None = None
    limit: int | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class ReadAppUser(Message[AppUserRecord]):
    """One person who has an app."""

    app: str
    user: str


@dataclass(frozen=True, slots=True)
class AssignAppUser(Message[AppUserRecord]):
    """Give an app to a person."""

    app: str
    user: str


@dataclass(frozen=True, slots=True)
class RemoveAppUser(Message[None]):
    """Take an app from a person who has it by themselves."""

    app: str
    user: str


@dataclass(frozen=True, slots=True)
class AppGroupRecord:
    """A group that has an app."""

    group: GroupRecord
    priority: int


@dataclass(frozen=True, slots=True)
class ListAppGroups(Message[Page[AppGroupRecord]]):
    """The groups that have an app."""

    app: str
    limit: int | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class AssignAppGroup(Message[AppGroupRecord]):
    """Give an app to a group."""

    app: str
    group: str


@dataclass(frozen=True, slots=True)
class RemoveAppGroup(Message[None]):
    """Take an app from a group."""

    app: str
    group: str


# --- an app's sign-on rules -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RuleRecord:
    """A rule of an app, with its place; the default rule is ``system``."""

    id: str
    app: str
    priority: int
    rule: Rule
    system: bool = False


@dataclass(frozen=True, slots=True)
class ListAppRules(Message[tuple[RuleRecord, ...]]):
    """All rules of an app by priority, the default rule last."""

    app: str


@dataclass(frozen=True, slots=True)
class NewRuleForm(Message[RuleRecord]):
    """The form of a new rule, as the Admin Console shows it at first."""

    app: str


@dataclass(frozen=True, slots=True)
class ReadAppRule(Message[RuleRecord]):
    """One rule."""

    rule_id: str


@dataclass(frozen=True, slots=True)
class SaveAppRule(Message[RuleRecord]):
    """A new rule (``rule_id`` None), put last, or the edited one at its place or another."""

    app: str
    rule_id: str | None
    rule: Rule
    priority: int | None = None


@dataclass(frozen=True, slots=True)
class DeleteAppRule(Message[None]):
    """Delete a rule."""

    rule_id: str


# --- Okta sign-on policies --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PolicyRuleRecord:
    """A rule of an Okta sign-on policy. Zones are ids."""

    id: str
    name: str
    priority: int
    active: bool
    system: bool
    created: int | None
    last_updated: int | None
    access: Literal["ALLOW", "DENY"]
    require_factor: bool
    in_zones: bool
    included: tuple[str, ...]
    excluded: tuple[str, ...]
    idle_minutes: int


@dataclass(frozen=True, slots=True)
class PolicyRecord:
    """An Okta sign-on policy. ``group_ids``: whom it is for."""

    id: str
    name: str
    description: str | None
    priority: int
    active: bool
    system: bool
    created: int
    last_updated: int
    group_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PolicyText:
    """What is said of a policy when it is saved."""

    type: str
    name: str
    description: str | None = None
    priority: int | None = None
    group_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PolicyRuleText:
    """What is said of a policy's rule when it is saved."""

    name: str
    access: Literal["ALLOW", "DENY"]
    priority: int | None = None
    require_factor: bool = False
    in_zones: bool = False
    included: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    idle_minutes: int = 120


@dataclass(frozen=True, slots=True)
class ListPolicies(Message[tuple[PolicyRecord, ...]]):
    """All policies of a type, by priority; of a ``status`` (ACTIVE, INACTIVE) where one is named."""

    type: str
    status: str | None = None


@dataclass(frozen=True, slots=True)
class AddPolicy(Message[PolicyRecord]):
    """A new policy, before the default one."""

    policy: PolicyText
    activate: bool = True


@dataclass(frozen=True, slots=True)
class ReadPolicy(Message[PolicyRecord]):
    """One policy."""

    policy_id: str


@dataclass(frozen=True, slots=True)
class ReplacePolicy(Message[PolicyRecord]):
    """Say all of a policy anew."""

    policy_id: str
    policy: PolicyText


@dataclass(frozen=True, slots=True)
class DeletePolicy(Message[None]):
    """Delete a policy with its rules."""

    policy_id: str


@dataclass(frozen=True, slots=True)
class SwitchPolicy(Message[None]):
    """Activate or deactivate a policy."""

    policy_id: str
    operation: Switch


@dataclass(frozen=True, slots=True)
class ListPolicyRules(Message[tuple[PolicyRuleRecord, ...]]):
    """All rules of a policy, by priority."""

    policy_id: str


@dataclass(frozen=True, slots=True)
class AddPolicyRule(Message[PolicyRuleRecord]):
    """A new rule, put last or at its priority."""

    policy_id: str
    rule: PolicyRuleText
    activate: bool = True


@dataclass(frozen=True, slots=True)
class ReadPolicyRule(Message[PolicyRuleRecord]):
    """One rule."""

    policy_id: str
    rule_id: str


@dataclass(frozen=True, slots=True)
class ReplacePolicyRule(Message[PolicyRuleRecord]):
    """Say all of a rule anew."""

    policy_id: str
    rule_id: str
    rule: PolicyRuleText


@dataclass(frozen=True, slots=True)
class DeletePolicyRule(Message[None]):
    """Delete a rule."""

    policy_id: str
    rule_id: str


@dataclass(frozen=True, slots=True)
class SwitchPolicyRule(Message[None]):
    """Activate or deactivate a rule."""

    policy_id: str
    rule_id: str
    operation: Switch


# --- network zones ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ZoneRecord:
    """A network zone as the Zones API tells of it; gateways and proxies are blocks or ranges of addresses."""

    id: str
    name: str
    active: bool
    created: int
    last_updated: int
    gateways: tuple[str, ...]
    proxies: tuple[str, ...]
    number: int


@dataclass(frozen=True, slots=True)
class ListZones(Message[Page[ZoneRecord]]):
    """Network zones."""

    filter: Filter | None = None
    limit: int | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class AddZone(Message[ZoneRecord]):
    """A new zone."""

    name: str
    gateways: tuple[str, ...]
    proxies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadZone(Message[ZoneRecord]):
    """One zone."""

    zone: str


@dataclass(frozen=True, slots=True)
class ReplaceZone(Message[ZoneRecord]):
    """Another name and other addresses."""

    zone: str
    name: str
    gateways: tuple[str, ...]
    proxies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DeleteZone(Message[None]):
    """Delete a zone that no rule asks for."""

    zone: str


@dataclass(frozen=True, slots=True)
class SwitchZone(Message[ZoneRecord]):
    """Activate or deactivate a zone."""

    zone: str
    operation: Switch
