"""Every operation of the Management API: which permission it needs, whether it writes, and its rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from fake_okta.errors import read_only
from fake_okta.management import messages as people
from fake_okta.management import messages_apps as apps
from fake_okta.management import roles
from fake_okta.management.app_rules import AppRules
from fake_okta.management.apps import AppOperations
from fake_okta.management.groups import GroupOperations
from fake_okta.management.logs import Logs
from fake_okta.management.policies import Policies
from fake_okta.management.signing_in import SigningIn
from fake_okta.management.tokens import Caller, Tokens
from fake_okta.management.users import Users
from fake_okta.management.zones import ZoneOperations
from fake_okta.messages import ClientSeen, Credentials, Message
from fake_okta.org import Org
from fake_okta.syslog import Target

Kind = Literal["reads", "writes"]


@dataclass(frozen=True, slots=True)
class Operation:
    """How a message is answered. ``writes`` needs a writable cell; ``personal`` looks at the credentials itself."""

    permission: str
    kind: Kind
    run: Callable[..., Any]
    personal: bool = False


class Management:
    """Answers what API clients say."""

    def __init__(self, org: Org, tokens: Tokens) -> None:
        self._org = org
        self._tokens = tokens
        self.operations: Mapping[type[Message[Any]], Operation] = dict(_operations(org, tokens))

    def handle(self, message: Message[Any], credentials: Credentials, client: ClientSeen | None) -> Any:
        """Answer a message, or raise the OktaError that Okta answers with."""
        operation = self.operations[type(message)]
        caller = self._tokens.admit(credentials, operation.permission)
        self._org.log.begin_request(caller.token_id, client)
        if operation.kind == "writes" and self._org.read_only:
            raise read_only()
        if operation.personal:
            return operation.run(message, caller, credentials)
        return operation.run(message, caller)


class _TokenOperations:
    """Security > API > Tokens."""

    def __init__(self, org: Org, tokens: Tokens) -> None:
        self._org = org
        self._tokens = tokens

    def create(self, message: people.CreateApiToken, caller: Caller) -> people.TokenShown:
        """A new token; raises E0000001 for an unknown role."""
        token_id, value = self._tokens.create(message.role)
        self._log(caller, "system.api_token.create", token_id, message.name)
        return people.TokenShown(token_id, value)

    def revoke(self, message: people.RevokeApiToken, caller: Caller) -> None:
        """The end of a token; raises E0000007."""
        self._tokens.revoke(message.token)
        self._log(caller, "system.api_token.revoke", message.token, message.token)

    def _log(self, caller: Caller, event_type: str, token_id: str, name: str) -> None:
        target = Target(token_id, "Token", name)
        self._org.log.append(event_type, actor=caller.actor, targets=(target,), details={"token": token_id})


def _operations(org: Org, tokens: Tokens) -> Iterator[tuple[type[Message[Any]], Operation]]:
    yield from _of_people(org)
    yield from _of_apps(org)
    yield from _of_policies(org)
    logs, signing = Logs(org), SigningIn(org)
    yield people.QueryLog, Operation(roles.LOGS_READ, "reads", logs.query)
    # Signing in goes on in read-only mode, so it counts as reading.
    yield people.Authenticate, Operation(roles.OPEN, "reads", signing.authenticate)
    yield people.CreateSession, Operation(roles.OPEN, "reads", signing.create_session)
    yield people.ReadSession, Operation(roles.OPEN, "reads", signing.read, personal=True)
    yield people.RefreshSession, Operation(roles.OPEN, "reads", signing.refresh, personal=True)
    yield people.EndSession, Operation(roles.OPEN, "reads", signing.end, personal=True)
    own = _TokenOperations(org, tokens)
    yield people.CreateApiToken, Operation(roles.TOKENS_MANAGE, "writes", own.create)
    yield people.RevokeApiToken, Operation(roles.TOKENS_MANAGE, "writes", own.revoke)


def _of_people(org: Org) -> Iterator[tuple[type[Message[Any]], Operation]]:
    users, groups = Users(org), GroupOperations(org)
    yield people.ListUsers, Operation(roles.USERS_READ, "reads", users.listed)
    yield people.ReadUser, Operation(roles.USERS_READ, "reads", users.read)
    yield people.AddUser, Operation(roles.USERS_MANAGE, "writes", users.add)
    yield people.ChangeUser, Operation(roles.USERS_MANAGE, "writes", users.change)
    yield people.DeleteUser, Operation(roles.USERS_MANAGE, "writes", users.delete)
    yield people.ChangeUserStatus, Operation(roles.USERS_MANAGE, "writes", users.change_status)
    yield people.EndUserSessions, Operation(roles.SESSIONS_END, "writes", users.end_sessions)
    yield people.ListUserGroups, Operation(roles.GROUPS_READ, "reads", groups.of_user)
    yield people.ListGroups, Operation(roles.GROUPS_READ, "reads", groups.listed)
    yield people.AddGroup, Operation(roles.GROUPS_MANAGE, "writes", groups.add)
    yield people.ReadGroup, Operation(roles.GROUPS_READ, "reads", groups.read)
    yield people.ReplaceGroup, Operation(roles.GROUPS_MANAGE, "writes", groups.replace)
    yield people.DeleteGroup, Operation(roles.GROUPS_MANAGE, "writes", groups.delete)
    yield people.ListGroupMembers, Operation(roles.GROUPS_READ, "reads", groups.members)
    yield people.AddGroupMember, Operation(roles.MEMBERS_MANAGE, "writes", groups.add_member)
    yield people.RemoveGroupMember, Operation(roles.MEMBERS_MANAGE, "writes", groups.remove_member)


def _of_apps(org: Org) -> Iterator[tuple[type[Message[Any]], Operation]]:
    instances, rules = AppOperations(org), AppRules(org)
    yield apps.ListApps, Operation(roles.APPS_READ, "reads", instances.listed)
    yield apps.AddApp, Operation(roles.APPS_MANAGE, "writes", instances.add)
    yield apps.ReadApp, Operation(roles.APPS_READ, "reads", instances.read)
    yield apps.ReplaceApp, Operation(roles.APPS_MANAGE, "writes", instances.replace)
    yield apps.DeleteApp, Operation(roles.APPS_MANAGE, "writes", instances.delete)
    yield apps.SwitchApp, Operation(roles.APPS_MANAGE, "writes", instances.switch)
    yield apps.ListAppUsers, Operation(roles.APPS_READ, "reads", instances.users)
    yield apps.ReadAppUser, Operation(roles.APPS_READ, "reads", instances.user)
    yield apps.AssignAppUser, Operation(roles.APPS_MANAGE, "writes", instances.assign_user)
    yield apps.RemoveAppUser, Operation(roles.APPS_MANAGE, "writes", instances.remove_user)
    yield apps.ListAppGroups, Operation(roles.APPS_READ, "reads", instances.groups)
    yield apps.AssignAppGroup, Operation(roles.APPS_MANAGE, "writes", instances.assign_group)
    yield apps.RemoveAppGroup, Operation(roles.APPS_MANAGE, "writes", instances.remove_group)
    yield apps.ListAppRules, Operation(roles.APPS_READ, "reads", rules.listed)
    yield apps.NewRuleForm, Operation(roles.APPS_READ, "reads", rules.form)
    yield apps.ReadAppRule, Operation(roles.APPS_READ, "reads", rules.read)
    yield apps.SaveAppRule, Operation(roles.APPS_MANAGE, "writes", rules.save)
    yield apps.DeleteAppRule, Operation(roles.APPS_MANAGE, "writes", rules.delete)


def _of_policies(org: Org) -> Iterator[tuple[type[Message[Any]], Operation]]:
    policies, zones = Policies(org), ZoneOperations(org)
    yield apps.ListPolicies, Operation(roles.POLICIES_READ, "reads", policies.listed)
    yield apps.AddPolicy, Operation(roles.POLICIES_MANAGE, "writes", policies.add)
    yield apps.ReadPolicy, Operation(roles.POLICIES_READ, "reads", policies.read)
    yield apps.ReplacePolicy, Operation(roles.POLICIES_MANAGE, "writes", policies.replace)
    yield apps.DeletePolicy, Operation(roles.POLICIES_MANAGE, "writes", policies.delete)
    yield apps.SwitchPolicy, Operation(roles.POLICIES_MANAGE, "writes", policies.switch)
    yield apps.ListPolicyRules, Operation(roles.POLICIES_READ, "reads", policies.rules)
    yield apps.AddPolicyRule, Operation(roles.POLICIES_MANAGE, "writes", policies.add_rule)
    yield apps.ReadPolicyRule, Operation(roles.POLICIES_READ, "reads", policies.rule)
    yield apps.ReplacePolicyRule, Operation(roles.POLICIES_MANAGE, "writes", policies.replace_rule)
    yield apps.DeletePolicyRule, Operation(roles.POLICIES_MANAGE, "writes", policies.delete_rule)
    yield apps.SwitchPolicyRule, Operation(roles.POLICIES_MANAGE, "writes", policies.switch_rule)
    yield apps.ListZones, Operation(roles.ZONES_READ, "reads", zones.listed)
    yield apps.AddZone, Operation(roles.ZONES_MANAGE, "writes", zones.add)
    yield apps.ReadZone, Operation(roles.ZONES_READ, "reads", zones.read)
    yield apps.ReplaceZone, Operation(roles.ZONES_MANAGE, "writes", zones.replace)
    yield apps.DeleteZone, Operation(roles.ZONES_MANAGE, "writes", zones.delete)
    yield apps.SwitchZone, Operation(roles.ZONES_MANAGE, "writes", zones.switch)
