"""Jamf Pro accounts and the users of the inventory in the Classic API."""

from __future__ import annotations

from typing import Any, Final

from fake_jamf.accounts import PRIVILEGES
from fake_jamf.api.call import Call
from fake_jamf.api.row import ApiRow, classic, classic_write, nothing
from fake_jamf.api.xml_reading import Reading
from fake_jamf.speech.access import (
    AccountDetails,
    AccountEdit,
    CreateAccount,
    EditAccount,
    FindAccount,
    FindAccountGroup,
    ListAccountDetails,
    RemoveAccount,
)
from fake_jamf.speech.key import Key, KeyKind
from fake_jamf.speech.settings import (
    CreateUser,
    EditUser,
    FindUser,
    ListUserRecords,
    RemoveUser,
    User,
    UserEdit,
)

Tree = dict[str, Any]

_ACTIONS: Final = ("Flush ", "Send ", "Enroll ", "View ", "Change ")


def kind_of_privilege(privilege: str) -> str:
    """Under which of an account's three lists a privilege stands."""
    if privilege.startswith(_ACTIONS):
        return "jss_actions"
    return "jss_settings" if privilege.endswith("Computer Check-In") else "jss_objects"


# --- accounts ---------------------------------------------------------------------------------------------


def _accounts(accounts: tuple[AccountDetails, ...], call: Call) -> Tree:
    """This server has no account groups."""
    return {"accounts": {"users": [{"id": one.id, "name": one.username} for one in accounts], "groups": []}}


def _account(account: AccountDetails, call: Call) -> Tree:
    privileges: dict[str, list[str]] = {"jss_objects": [], "jss_settings": [], "jss_actions": []}
    for privilege in sorted(PRIVILEGES if account.privileges is None else account.privileges):
        privileges[kind_of_privilege(privilege)].append(privilege)
    return {
        "account": {
            "id": account.id,
            "name": account.username,
            "directory_user": False,
            "full_name": account.full_name,
            "email": account.email,
            "email_address": account.email,
            "enabled": "Enabled" if account.enabled else "Disabled",
            "force_password_change": False,
            "access_level": "Full Access",
            "privilege_set": "Administrator" if account.privileges is None else "Custom",
            "privileges": privileges,
        }
    }


def _account_edit(root: Reading) -> AccountEdit:
    privilege_set, enabled = root.text("privilege_set"), root.text("enabled")
    privileges = None
    if root.part("privileges") is not None:
        lists = ("jss_objects", "jss_settings", "jss_actions")
        named = (one.text(".") for name in lists for one in root.parts(f"privileges/{name}/privilege"))
        privileges = frozenset(name for name in named if name)
    return AccountEdit(
        username=root.text("name"),
        password=root.whole_text("password"),
        full_name=root.text("full_name"),
        email=root.text("email_address") or root.text("email"),
        all_privileges=None if not privilege_set else privilege_set == "Administrator",
        privileges=privileges,
        enabled=None if not enabled else enabled.lower() in ("enabled", "true"),
    )


def _account_rows(path: str, by: KeyKind) -> tuple[ApiRow, ...]:
    path = f"accounts/{path}/{{value}}"
    return (
        classic(path, FindAccount, lambda call: FindAccount(call.key(by)), _account),
        classic_write(
            "PUT",
            path,
            EditAccount,
            lambda call: EditAccount(call.key(by), _account_edit(call.xml("account"))),
            "account",
        ),
        classic_write("DELETE", path, RemoveAccount, lambda call: RemoveAccount(call.key(by)), "account"),
    )


def _account_group_row(path: str, by: KeyKind) -> ApiRow:
    path = f"accounts/{path}/{{value}}"
    return classic(path, FindAccountGroup, lambda call: FindAccountGroup(call.key(by)), nothing)


# --- users ------------------------------------------------------------------------------------------------


def _users(users: tuple[User, ...], call: Call) -> Tree:
    return {"users": [{"id": one.id, "name": one.name} for one in users]}


def _user(users: tuple[User, ...], call: Call) -> Tree:
    return {"user": _user_shown(users[0])}


def _users_with_address(users: tuple[User, ...], call: Call) -> Tree:
    return {"users": [_user_shown(user) for user in users]}


def _user_shown(user: User) -> Tree:
    return {
        "id": user.id,
        "name": user.name,
        "full_name": user.full_name,
        "email": user.email,
        "email_address": user.email,
        "phone_number": user.phone,
        "position": user.position,
        "ldap_server": {"id": -1, "name": "None"},
        "extension_attributes": [],
        "sites": [],
        "links": {
            "computers": [{"id": one.id, "name": one.name} for one in user.computers],
            "peripherals": [],
            "mobile_devices": [],
            "vpp_assignments": [],
            "total_vpp_code_count": 0,
        },
    }


def _user_edit(root: Reading) -> UserEdit:
    return UserEdit(
        name=root.text("name"),
        full_name=root.text("full_name"),
        email=root.text("email") or root.text("email_address"),
        phone=root.text("phone_number"),
        position=root.text("position"),
    )


def _user_rows(by: KeyKind) -> tuple[ApiRow, ...]:
    path = f"users/{by}/{{value}}"
    return (
        classic(path, FindUser, lambda call: FindUser(call.key(by)), _user),
        classic_write(
            "PUT", path, EditUser, lambda call: EditUser(call.key(by), _user_edit(call.xml("user"))), "user"
        ),
        classic_write("DELETE", path, RemoveUser, lambda call: RemoveUser(call.key(by)), "user"),
    )


ROWS: Final = (
    classic("accounts", ListAccountDetails, lambda call: ListAccountDetails(), _accounts),
    classic_write(
        "POST",
        "accounts/userid/{value}",
        CreateAccount,
        lambda call: CreateAccount(_account_edit(call.xml("account"))),
        "account",
    ),
    *_account_rows("userid", "id"),
    *_account_rows("username", "name"),
    _account_group_row("groupid", "id"),
    _account_group_row("groupname", "name"),
    classic("users", ListUserRecords, lambda call: ListUserRecords(), _users),
    classic_write(
        "POST", "users/id/{value}", CreateUser, lambda call: CreateUser(_user_edit(call.xml("user"))), "user"
    ),
    *_user_rows("id"),
    *_user_rows("name"),
    classic(
        "users/email/{value}",
        FindUser,
        lambda call: FindUser(Key("email", call.values["value"])),
        _users_with_address,
    ),
)
