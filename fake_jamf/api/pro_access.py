"""Tokens, one's own account, accounts, API roles and API clients in the Jamf Pro API."""

from __future__ import annotations

from typing import Any, Final

from fake_jamf.accounts import PRIVILEGES
from fake_jamf.api.call import Call
from fake_jamf.api.listing import listed
from fake_jamf.api.row import ApiRow, nothing, pro
from fake_jamf.api.rsql import Field
from fake_jamf.speech import access
from fake_jamf.speech.access import AccountDetails, ApiClient, ApiRole, ClientCredentials, ClientToken
from fake_jamf.speech.key import Key
from fake_jamf.wire_text import Unreadable

Tree = dict[str, Any]

_ACCOUNT_FIELDS: Final = {
    "id": Field("number", lambda one: one.id),
    "username": Field("text", lambda one: one.username),
    "realname": Field("text", lambda one: one.full_name),
    "email": Field("text", lambda one: one.email),
}
_ROLE_FIELDS: Final = {
    "id": Field("number", lambda one: one.id),
    "displayName": Field("text", lambda one: one.name),
}
_CLIENT_FIELDS: Final = {**_ROLE_FIELDS, "clientId": Field("text", lambda one: one.client_id)}


def _client_token(token: ClientToken, call: Call) -> Tree:
    """One second less than the token's life, as seen on the wire."""
    scope = " ".join(f"api-role:{number}" for number in token.role_ids)
    return {
        "access_token": token.token,
        "scope": scope,
        "token_type": "Bearer",
        "expires_in": max(token.life_s - 1, 0),
    }


def _read_client_token(call: Call) -> access.CreateClientToken:
    form = call.form()
    return access.CreateClientToken(
        form.get("grant_type", ""), form.get("client_id", ""), form.get("client_secret", "")
    )


def _own(account: AccountDetails, call: Call) -> Tree:
    return {
        "account": {
            **_account(account),
            "currentSiteId": "-1",
            "preferences": {"language": "en", "timezone": "UTC"},
        },
        "accountGroups": [],
        "sites": [],
        "authenticationType": "JSS",
    }


def _account(account: AccountDetails) -> Tree:
    privileges = sorted(PRIVILEGES if account.privileges is None else account.privileges)
    return {
        "id": str(account.id),
        "username": account.username,
        "realname": account.full_name,
        "realName": account.full_name,
        "email": account.email,
        "accessLevel": "FullAccess",
        "privilegeSet": "ADMINISTRATOR" if account.privileges is None else "CUSTOM",
        "privilegesBySite": {"-1": privileges},
        "accountStatus": "Enabled" if account.enabled else "Disabled",
    }


def _role(role: ApiRole) -> Tree:
    return {"id": str(role.id), "displayName": role.name, "privileges": sorted(role.privileges)}


def _client(client: ApiClient) -> Tree:
    return {
        "id": client.id,
        "displayName": client.name,
        "authorizationScopes": list(client.roles),
        "clientId": client.client_id,
        "accessTokenLifetimeSeconds": client.life_s,
        "appType": "CLIENT_CREDENTIALS",
        "enabled": client.enabled,
    }


def _credentials(credentials: ClientCredentials, call: Call) -> Tree:
    return {"clientId": credentials.client_id, "clientSecret": credentials.client_secret}


def _read_role(call: Call) -> access.SaveApiRole:
    body = call.json()
    privileges = body.texts("privileges")
    if privileges is None:
        raise Unreadable("privileges is missing")
    number = call.record_id() if "id" in call.values else None
    return access.SaveApiRole(number, body.required("displayName"), frozenset(privileges))


def _read_client(call: Call) -> access.SaveApiClient:
    body = call.json()
    number = call.record_id() if "id" in call.values else None
    life_s, enabled = body.number("accessTokenLifetimeSeconds"), body.truth("enabled")
    return access.SaveApiClient(
        number,
        body.required("displayName"),
        tuple(body.texts("authorizationScopes") or ()),
        60 if life_s is None else life_s,
        bool(enabled),
    )


_TOKENS: Final = (
    *(
        pro("POST", f"{version}oauth/token", access.CreateClientToken, _read_client_token, _client_token)
        for version in ("", "v1/")
    ),
    pro(
        "POST",
        "v1/auth/invalidate-token",
        access.InvalidateToken,
        lambda call: access.InvalidateToken(),
        nothing,
        204,
    ),
    *(
        pro("GET", f"{version}auth", access.ReadOwnAccount, lambda call: access.ReadOwnAccount(), _own)
        for version in ("", "v1/")
    ),
)

_META: Final = (
    pro(
        "GET",
        "v1/jamf-pro-version",
        access.ReadVersion,
        lambda call: access.ReadVersion(),
        lambda version, call: {"version": version},
    ),
    pro("GET", "v1/health-check", access.CheckHealth, lambda call: access.CheckHealth(), nothing, 204),
    ApiRow(
        "GET",
        "/healthCheck.html",
        access.CheckHealth,
        lambda call: access.CheckHealth(),
        lambda reply, call: [],
    ),
)

_ACCOUNTS: Final = (
    pro(
        "GET",
        "v1/accounts",
        access.ListAccountDetails,
        lambda call: access.ListAccountDetails(),
        lambda accounts, call: listed(accounts, call, _ACCOUNT_FIELDS, _account),
    ),
    pro(
        "GET",
        "v1/accounts/{id}",
        access.FindAccount,
        lambda call: access.FindAccount(Key("id", call.values["id"])),
        lambda account, call: _account(account),
    ),
    pro(
        "GET",
        "v1/account-groups",
        access.ListAccountGroups,
        lambda call: access.ListAccountGroups(),
        lambda groups, call: listed(groups, call, {}, lambda group: {"displayName": group}),
    ),
)

_ROLES: Final = (
    pro(
        "GET",
        "v1/api-role-privileges",
        access.ListPrivileges,
        lambda call: access.ListPrivileges(),
        lambda privileges, call: {"privileges": list(privileges)},
    ),
    pro(
        "GET",
        "v1/api-roles",
        access.ListApiRoles,
        lambda call: access.ListApiRoles(),
        lambda roles, call: listed(roles, call, _ROLE_FIELDS, _role),
    ),
    pro("POST", "v1/api-roles", access.SaveApiRole, _read_role, lambda role, call: _role(role), 201),
    pro(
        "GET",
        "v1/api-roles/{id}",
        access.FindApiRole,
        lambda call: access.FindApiRole(call.record_id()),
        lambda role, call: _role(role),
    ),
    pro("PUT", "v1/api-roles/{id}", access.SaveApiRole, _read_role, lambda role, call: _role(role)),
    pro(
        "DELETE",
        "v1/api-roles/{id}",
        access.RemoveApiRole,
        lambda call: access.RemoveApiRole(call.record_id()),
        nothing,
        204,
    ),
)

_CLIENTS: Final = (
    pro(
        "GET",
        "v1/api-integrations",
        access.ListApiClients,
        lambda call: access.ListApiClients(),
        lambda clients, call: listed(clients, call, _CLIENT_FIELDS, _client),
    ),
    pro(
        "POST",
        "v1/api-integrations",
        access.SaveApiClient,
        _read_client,
        lambda client, call: _client(client),
        201,
    ),
    pro(
        "GET",
        "v1/api-integrations/{id}",
        access.FindApiClient,
        lambda call: access.FindApiClient(call.record_id()),
        lambda client, call: _client(client),
    ),
    pro(
        "PUT",
        "v1/api-integrations/{id}",
        access.SaveApiClient,
        _read_client,
        lambda client, call: _client(client),
    ),
    pro(
        "DELETE",
        "v1/api-integrations/{id}",
        access.RemoveApiClient,
        lambda call: access.RemoveApiClient(call.record_id()),
        nothing,
        204,
    ),
    pro(
        "POST",
        "v1/api-integrations/{id}/client-credentials",
        access.RotateClientSecret,
        lambda call: access.RotateClientSecret(call.record_id()),
        _credentials,
    ),
)

ROWS: Final = (*_TOKENS, *_META, *_ACCOUNTS, *_ROLES, *_CLIENTS)
