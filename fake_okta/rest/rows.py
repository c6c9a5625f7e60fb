"""Which message of the Management API is which HTTP exchange: one table.

Source: the reference of the Management API, Okta developer documentation, for all below ``/api/v1``. The addresses below
``/api/v1/internal`` and ``/admin`` are those that Okta's own revocation script and its Admin Console use; what is said
at ``/admin`` is JSON of this fake's own, with an API token, where the console sends forms with a session.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from fake_okta import messages as said
from fake_okta.management import messages as api
from fake_okta.management import messages_apps as apps
from fake_okta.management.rate_limits import Bucket
from fake_okta.messages import Message
from fake_okta.rest import bodies, shapes, shapes_apps
from fake_okta.wire_values import field_types

Method = Literal["GET", "POST", "PUT", "DELETE"]


@dataclass(frozen=True, slots=True)
class Row:
    """A message at an address.

    Attributes:
        message: its type.
        method: of HTTP.
        path: segments; ``{name}`` is a field of the message.
        shape: a reply, or each of several, as JSON; None where there is nothing to say.
        body: reads the fields that stand in a JSON body; None where there is none.
        fixed: fields that the address says.
        status: of a success.
        bucket: which rate limit counts.
        in_path, in_query: the fields that stand there.
    """

    message: type[Message[Any]]
    method: Method
    path: str
    shape: Callable[[Any, str], Any] | None = None
    body: Callable[[Mapping[str, Any]], dict[str, Any]] | None = None
    fixed: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    bucket: Bucket = "other"

    in_path: tuple[str, ...] = field(init=False)
    in_query: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """What the path says, and what the query may say: all that nothing else says."""
        in_path = tuple(one[1:-1] for one in self.path.split("/") if one.startswith("{"))
        known: Any = self.message
        left = field_types(known).keys() - {*in_path, *self.fixed}
        object.__setattr__(self, "in_path", in_path)
        # Of a message with a body only this stands in the query.
        object.__setattr__(self, "in_query", frozenset(left if self.body is None else left & {"activate"}))


_USERS: Final = "/api/v1/users"
_GROUPS: Final = "/api/v1/groups"
_APPS: Final = "/api/v1/apps"
_POLICIES: Final = "/api/v1/policies"
_SESSIONS: Final = "/api/v1/sessions"
_DEVICES: Final = "/api/v1/internal/devices"
_SETTING: Final = "/admin/access/device-trust"
_RULES: Final = "/admin/policy/app-sign-on-rule"
_LIFE_CYCLE: Final = ("activate", "deactivate", "suspend", "unsuspend", "reactivate")
_SWITCH: Final = ("activate", "deactivate")


def _switches(message: type[Message[Any]], path: str, status: int = 200, **more: Any) -> tuple[Row, ...]:
    return tuple(
        Row(message, "POST", f"{path}/lifecycle/{one}", fixed={"operation": one}, status=status, **more)
        for one in _SWITCH
    )


_OF_USERS: Final = (
    Row(api.ListUsers, "GET", _USERS, shapes.user, bucket="users"),
    Row(api.AddUser, "POST", _USERS, shapes.user, bodies.user, bucket="users"),
    Row(api.ReadUser, "GET", f"{_USERS}/{{user}}", shapes.user, bucket="user"),
    Row(
        api.ChangeUser,
        "POST",
        f"{_USERS}/{{user}}",
        shapes.user,
        bodies.user_change,
        {"partial": True},
        bucket="users",
    ),
    Row(
        api.ChangeUser,
        "PUT",
        f"{_USERS}/{{user}}",
        shapes.user,
        bodies.user_change,
        {"partial": False},
        bucket="users",
    ),
    Row(api.DeleteUser, "DELETE", f"{_USERS}/{{user}}", status=204, bucket="users"),
    *(
        Row(
            api.ChangeUserStatus,
            "POST",
            f"{_USERS}/{{user}}/lifecycle/{one}",
            fixed={"operation": one},
            bucket="users",
        )
        for one in _LIFE_CYCLE
    ),
    Row(api.EndUserSessions, "DELETE", f"{_USERS}/{{user}}/sessions", status=204, bucket="users"),
    Row(api.ListUserGroups, "GET", f"{_USERS}/{{user}}/groups", shapes.group, bucket="users"),
)
_OF_GROUPS: Final = (
    Row(api.ListGroups, "GET", _GROUPS, shapes.group, bucket="groups"),
    Row(api.AddGroup, "POST", _GROUPS, shapes.group, bodies.group, bucket="groups"),
    Row(api.ReadGroup, "GET", f"{_GROUPS}/{{group}}", shapes.group, bucket="groups"),
    Row(api.ReplaceGroup, "PUT", f"{_GROUPS}/{{group}}", shapes.group, bodies.group, bucket="groups"),
    Row(api.DeleteGroup, "DELETE", f"{_GROUPS}/{{group}}", status=204, bucket="groups"),
    Row(api.ListGroupMembers, "GET", f"{_GROUPS}/{{group}}/users", shapes.user, bucket="groups"),
    Row(api.AddGroupMember, "PUT", f"{_GROUPS}/{{group}}/users/{{user}}", status=204, bucket="groups"),
    Row(api.RemoveGroupMember, "DELETE", f"{_GROUPS}/{{group}}/users/{{user}}", status=204, bucket="groups"),
)
_OF_APPS: Final = (
    Row(apps.ListApps, "GET", _APPS, shapes_apps.app, bucket="apps"),
    Row(apps.AddApp, "POST", _APPS, shapes_apps.app, bodies.app, bucket="apps"),
    Row(apps.ReadApp, "GET", f"{_APPS}/{{app}}", shapes_apps.app, bucket="apps"),
    Row(apps.ReplaceApp, "PUT", f"{_APPS}/{{app}}", shapes_apps.app, bodies.app_change, bucket="apps"),
    Row(apps.DeleteApp, "DELETE", f"{_APPS}/{{app}}", status=204, bucket="apps"),
    *_switches(apps.SwitchApp, f"{_APPS}/{{app}}", bucket="apps"),
    Row(apps.ListAppUsers, "GET", f"{_APPS}/{{app}}/users", shapes_apps.app_user, bucket="apps"),
    Row(
        apps.AssignAppUser,
        "POST",
        f"{_APPS}/{{app}}/users",
        shapes_apps.app_user,
        bodies.app_user,
        bucket="apps",
    ),
    Row(apps.ReadAppUser, "GET", f"{_APPS}/{{app}}/users/{{user}}", shapes_apps.app_user, bucket="apps"),
    Row(apps.RemoveAppUser, "DELETE", f"{_APPS}/{{app}}/users/{{user}}", status=204, bucket="apps"),
    Row(apps.ListAppGroups, "GET", f"{_APPS}/{{app}}/groups", shapes_apps.app_group, bucket="apps"),
    Row(
        apps.AssignAppGroup, "PUT", f"{_APPS}/{{app}}/groups/{{group}}", shapes_apps.app_group, bucket="apps"
    ),
    Row(apps.RemoveAppGroup, "DELETE", f"{_APPS}/{{app}}/groups/{{group}}", status=204, bucket="apps"),
)
_OF_POLICIES: Final = (
    Row(apps.ListPolicies, "GET", _POLICIES, shapes_apps.policy),
    Row(apps.AddPolicy, "POST", _POLICIES, shapes_apps.policy, bodies.policy),
    Row(apps.ReadPolicy, "GET", f"{_POLICIES}/{{policy_id}}", shapes_apps.policy),
    Row(apps.ReplacePolicy, "PUT", f"{_POLICIES}/{{policy_id}}", shapes_apps.policy, bodies.policy),
    Row(apps.DeletePolicy, "DELETE", f"{_POLICIES}/{{policy_id}}", status=204),
    *_switches(apps.SwitchPolicy, f"{_POLICIES}/{{policy_id}}", status=204),
    Row(apps.ListPolicyRules, "GET", f"{_POLICIES}/{{policy_id}}/rules", shapes_apps.policy_rule),
    Row(apps.AddPolicyRule, "POST", f"{_POLICIES}/{{policy_id}}/rules", shapes_apps.policy_rule, bodies.policy_rule),
    Row(apps.ReadPolicyRule, "GET", f"{_POLICIES}/{{policy_id}}/rules/{{rule_id}}", shapes_apps.policy_rule),
    Row(
        apps.ReplacePolicyRule, "PUT", f"{_POLICIES}/{{policy_id}}/rules/{{rule_id}}", shapes_apps.policy_rule,
        bodies.policy_rule,
    ),
    Row(apps.DeletePolicyRule, "DELETE", f"{_POLICIES}/{{policy_id}}/rules/{{rule_id}}", status=204),
    *_switches(apps.SwitchPolicyRule, f"{_POLICIES}/{{policy_id}}/rules/{{rule_id}}", status=204),
)  # fmt: skip


def _of_zones(path: str) -> tuple[Row, ...]:
    return (
        Row(apps.ListZones, "GET", path, shapes_apps.zone),
        Row(apps.AddZone, "POST", path, shapes_apps.zone, bodies.zone),
        Row(apps.ReadZone, "GET", f"{path}/{{zone}}", shapes_apps.zone),
        Row(apps.ReplaceZone, "PUT", f"{path}/{{zone}}", shapes_apps.zone, bodies.zone),
        Row(apps.DeleteZone, "DELETE", f"{path}/{{zone}}", status=204),
        *_switches(apps.SwitchZone, f"{path}/{{zone}}", shape=shapes_apps.zone),
    )


_OTHERS: Final = (
    Row(api.QueryLog, "GET", "/api/v1/logs", shapes.event, bucket="logs"),
    Row(api.Authenticate, "POST", "/api/v1/authn", shapes.authenticated, bodies.credentials, bucket="authn"),
    Row(api.CreateSession, "POST", _SESSIONS, shapes.session, bodies.session_token),
    Row(api.ReadSession, "GET", f"{_SESSIONS}/{{session}}", shapes.session),
    Row(api.EndSession, "DELETE", f"{_SESSIONS}/{{session}}", status=204),
    Row(api.RefreshSession, "POST", f"{_SESSIONS}/{{session}}/lifecycle/refresh", shapes.session),
    Row(said.ListDeviceCertificates, "GET", f"{_DEVICES}/{{udid}}/credentials/keys", shapes.certificate),
    Row(said.RevokeDeviceCertificate, "POST", f"{_DEVICES}/{{udid}}/keys/{{kid}}/lifecycle/revoke"),
    Row(said.ReadDeviceTrust, "GET", _SETTING, shapes.setting),
    Row(said.EnableDeviceTrust, "POST", _SETTING, shapes.secret, bodies.setting),
    Row(said.UpdateDeviceTrust, "PUT", _SETTING, body=bodies.setting),
    Row(said.DisableDeviceTrust, "DELETE", _SETTING, status=204),
    Row(said.TestApiCredentials, "POST", f"{_SETTING}/test", shapes.connection_test, bodies.connection),
    Row(said.ResetSecretKey, "POST", f"{_SETTING}/secret-key/reset", shapes.secret),
    Row(apps.ListAppRules, "GET", "/admin/app/instance/{app}/app-sign-on-policy-list", shapes_apps.app_rule),
    Row(apps.NewRuleForm, "GET", f"{_RULES}/instance/{{app}}", shapes_apps.app_rule),
    Row(apps.ReadAppRule, "GET", f"{_RULES}/{{rule_id}}", shapes_apps.app_rule),
    Row(apps.SaveAppRule, "POST", _RULES, shapes_apps.app_rule, bodies.app_rule),
    Row(apps.DeleteAppRule, "DELETE", f"{_RULES}/{{rule_id}}", status=204),
)

ROWS: Final[tuple[Row, ...]] = (
    *_OF_USERS,
    *_OF_GROUPS,
    *_OF_APPS,
    *_OF_POLICIES,
    *_of_zones("/api/v1/zones"),
    *_of_zones("/api/v1/org/zones"),
    *_OTHERS,
)
"""Every exchange."""
