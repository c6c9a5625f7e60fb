"""What administrators may do: Okta's standard roles, in the permissions that its custom roles are made of.

Source: 'Administrators' and 'Custom admin roles: permissions', Okta help and developer documentation. A role's list
here holds what this fake serves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

USERS_READ: Final = "okta.users.read"
USERS_MANAGE: Final = "okta.users.manage"
SESSIONS_END: Final = "okta.users.credentials.manage"
GROUPS_READ: Final = "okta.groups.read"
GROUPS_MANAGE: Final = "okta.groups.manage"
MEMBERS_MANAGE: Final = "okta.groups.members.manage"
APPS_READ: Final = "okta.apps.read"
APPS_MANAGE: Final = "okta.apps.manage"
POLICIES_READ: Final = "okta.policies.read"
POLICIES_MANAGE: Final = "okta.policies.manage"
ZONES_READ: Final = "okta.networkZones.read"
ZONES_MANAGE: Final = "okta.networkZones.manage"
LOGS_READ: Final = "okta.logs.read"
SESSIONS_MANAGE: Final = "okta.sessions.manage"
DEVICES_MANAGE: Final = "okta.devices.manage"
TOKENS_MANAGE: Final = "okta.apiTokens.manage"
OPEN: Final = ""
"""The permission of what asks for no token: who may is found out by the operation itself."""

_READS: Final = frozenset({USERS_READ, GROUPS_READ, APPS_READ, POLICIES_READ, ZONES_READ, LOGS_READ})
_ALL: Final = _READS | {
    USERS_MANAGE,
    SESSIONS_END,
    GROUPS_MANAGE,
    MEMBERS_MANAGE,
    APPS_MANAGE,
    POLICIES_MANAGE,
    ZONES_MANAGE,
    SESSIONS_MANAGE,
    DEVICES_MANAGE,
    TOKENS_MANAGE,
}

ROLES: Final[Mapping[str, frozenset[str]]] = {
    "SUPER_ADMIN": _ALL,
    "ORG_ADMIN": _ALL - {APPS_MANAGE, TOKENS_MANAGE},
    "APP_ADMIN": frozenset({USERS_READ, GROUPS_READ, APPS_READ, APPS_MANAGE, LOGS_READ}),
    "USER_ADMIN": frozenset({USERS_READ, USERS_MANAGE, SESSIONS_END, GROUPS_READ, MEMBERS_MANAGE}),
    "HELP_DESK_ADMIN": frozenset({USERS_READ, SESSIONS_END, GROUPS_READ}),
    "READ_ONLY_ADMIN": _READS,
    "REPORT_ADMIN": frozenset({LOGS_READ}),
}
