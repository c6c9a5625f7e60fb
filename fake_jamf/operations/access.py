"""Accounts, API roles and API clients, as API clients read and edit them."""

from __future__ import annotations

from fake_jamf.accounts import PRIVILEGES, Account
from fake_jamf.database import Database
from fake_jamf.errors import bad_request, not_found
from fake_jamf.operations.operation import Operation, Operations, changed, needs
from fake_jamf.speech.access import (
    AccountDetails,
    AccountEdit,
    ApiClient,
    ApiRole,
    ClientCredentials,
    CreateAccount,
    EditAccount,
    FindAccount,
    FindAccountGroup,
    FindApiClient,
    FindApiRole,
    Garbled,
    ListAccountDetails,
    ListAccountGroups,
    ListApiClients,
    ListApiRoles,
    ListPrivileges,
    ReadOwnAccount,
    ReadVersion,
    RemoveAccount,
    RemoveApiClient,
    RemoveApiRole,
    RotateClientSecret,
    SaveApiClient,
    SaveApiRole,
)

VERSION = "11.16.1-t1744814013"
"""The version that this server says it has."""


def _refuse(database: Database, message: Garbled, by: Account) -> None:
    raise bad_request(message.why)


def _own(database: Database, message: ReadOwnAccount, by: Account) -> AccountDetails:
    return by.details()


def _version(database: Database, message: ReadVersion, by: Account) -> str:
    return VERSION


def _list(database: Database, message: ListAccountDetails, by: Account) -> tuple[AccountDetails, ...]:
    return tuple(account.details() for account in database.accounts.all())


def _find(database: Database, message: FindAccount, by: Account) -> AccountDetails:
    return database.accounts.by_key(message.key).details()


def _find_group(database: Database, message: FindAccountGroup, by: Account) -> None:
    raise not_found(f"account group {message.key}")


def _groups(database: Database, message: ListAccountGroups, by: Account) -> tuple[str, ...]:
    return ()


def _create(database: Database, message: CreateAccount, by: Account) -> int:
    edit = message.edit
    if not edit.password:
        raise bad_request("An account needs a password")
    account = database.accounts.create(edit.username or "")
    _write(database, account, edit)
    changed(database, "account", account.username, by, "created")
    return account.id


def _edit(database: Database, message: EditAccount, by: Account) -> int:
    account, edit = database.accounts.by_key(message.key), message.edit
    if edit.password == "":
        raise bad_request("An account needs a password")
    if edit.username not in (None, account.username):
        if not edit.password:
            raise bad_request("An account that is given another name needs a password")
        database.accounts.rename(account, edit.username or "", edit.password)
    _write(database, account, edit)
    changed(database, "account", account.username, by, "updated")
    return account.id


def _write(database: Database, account: Account, edit: AccountEdit) -> None:
    if edit.password is not None:
        database.accounts.change_password(account.username, edit.password)
    account.full_name = account.full_name if edit.full_name is None else edit.full_name
    account.email = account.email if edit.email is None else edit.email
    account.enabled = account.enabled if edit.enabled is None else edit.enabled
    if edit.all_privileges:
        account.privileges = None
    elif edit.privileges is not None:
        account.privileges = edit.privileges


def _remove(database: Database, message: RemoveAccount, by: Account) -> int:
    account = database.accounts.by_key(message.key)
    if account is by:
        raise bad_request("An account cannot delete itself")
    database.accounts.remove(account)
    changed(database, "account", account.username, by, "deleted")
    return account.id


def _privileges(database: Database, message: ListPrivileges, by: Account) -> tuple[str, ...]:
    return tuple(sorted(PRIVILEGES))


def _roles(database: Database, message: ListApiRoles, by: Account) -> tuple[ApiRole, ...]:
    return database.api_clients.roles()


def _role(database: Database, message: FindApiRole, by: Account) -> ApiRole:
    return database.api_clients.role(message.id)


def _save_role(database: Database, message: SaveApiRole, by: Account) -> ApiRole:
    unknown = sorted(message.privileges - PRIVILEGES)
    if unknown:
        raise bad_request(f"There is no privilege {unknown[0]!r}")
    role = database.api_clients.save_role(message.id, message.name, message.privileges)
    changed(database, "API role", role.name, by, "created" if message.id is None else "updated")
    return role


def _remove_role(database: Database, message: RemoveApiRole, by: Account) -> None:
    name = database.api_clients.role(message.id).name
    database.api_clients.remove_role(message.id)
    changed(database, "API role", name, by, "deleted")


def _clients(database: Database, message: ListApiClients, by: Account) -> tuple[ApiClient, ...]:
    return tuple(database.api_clients.clients())


def _client(database: Database, message: FindApiClient, by: Account) -> ApiClient:
    return database.api_clients.client(message.id).client


def _save_client(database: Database, message: SaveApiClient, by: Account) -> ApiClient:
    wanted = ApiClient(0, message.name, "", message.roles, message.life_s, message.enabled)
    client = database.api_clients.save_client(message.id, wanted)
    changed(database, "API client", client.name, by, "created" if message.id is None else "updated")
    return client


def _remove_client(database: Database, message: RemoveApiClient, by: Account) -> None:
    name = database.api_clients.client(message.id).client.name
    database.api_clients.remove_client(message.id)
    changed(database, "API client", name, by, "deleted")


def _rotate(database: Database, message: RotateClientSecret, by: Account) -> ClientCredentials:
    client = database.api_clients.client(message.id).client
    secret = database.api_clients.rotate(message.id)
    changed(database, "API client", client.name, by, "updated")
    return ClientCredentials(client.client_id, secret)


def _saving(noun: str) -> Operation:
    """Creating needs one privilege, replacing another."""
    rule = _save_role if noun == "API Roles" else _save_client
    return Operation(
        lambda database, message: (f"{'Create' if message.id is None else 'Update'} {noun}",), rule
    )


OPERATIONS: Operations = {
    Garbled: needs("", _refuse),
    ReadOwnAccount: needs("", _own),
    ReadVersion: needs("", _version),
    ListAccountDetails: needs("Read Accounts", _list),
    FindAccount: needs("Read Accounts", _find),
    FindAccountGroup: needs("Read Accounts", _find_group),
    ListAccountGroups: needs("Read Account Groups", _groups),
    CreateAccount: needs("Create Accounts", _create),
    EditAccount: needs("Update Accounts", _edit),
    RemoveAccount: needs("Delete Accounts", _remove),
    ListPrivileges: needs("Read API Roles", _privileges),
    ListApiRoles: needs("Read API Roles", _roles),
    FindApiRole: needs("Read API Roles", _role),
    SaveApiRole: _saving("API Roles"),
    RemoveApiRole: needs("Delete API Roles", _remove_role),
    ListApiClients: needs("Read API Integrations", _clients),
    FindApiClient: needs("Read API Integrations", _client),
    SaveApiClient: _saving("API Integrations"),
    RemoveApiClient: needs("Delete API Integrations", _remove_client),
    RotateClientSecret: needs("Update API Integrations", _rotate),
}
