"""Users of the inventory and the properties of policies in the Jamf Pro API."""

from __future__ import annotations

from typing import Any, Final

from fake_jamf.api.call import Call
from fake_jamf.api.listing import listed, paging
from fake_jamf.api.row import ApiRow, pro
from fake_jamf.api.rsql import Field
from fake_jamf.speech.key import Key
from fake_jamf.speech.policies import ReadPolicyProperties
from fake_jamf.speech.settings import FindUser, ListUserRecords, User

Tree = dict[str, Any]
_LARGEST: Final = 1000
_FIELDS: Final = {
    "id": Field("number", lambda one: one.id),
    "username": Field("text", lambda one: one.name),
    "realname": Field("text", lambda one: one.full_name),
    "email": Field("text", lambda one: one.email),
}


def _user(user: User) -> Tree:
    return {
        "id": str(user.id),
        "username": user.name,
        "realname": user.full_name,
        "email": user.email,
        "phone": user.phone,
        "position": user.position,
    }


def _users(users: tuple[User, ...], call: Call) -> Tree:
    """A page that also says which page it is, as this list does."""
    page, size = paging(call, _LARGEST)
    told = listed(users, call, _FIELDS, _user, largest=_LARGEST)
    pages = -(-told["totalCount"] // size)
    return {
        **told,
        "page": page,
        "pageSize": size,
        "totalPages": pages,
        "hasNext": page + 1 < pages,
        "hasPrevious": page > 0,
    }


def _properties(reply: object, call: Call) -> Tree:
    return {"policiesRequireNetworkStateChange": False, "allowNetworkStateChangeTriggers": True}


ROWS: Final[tuple[ApiRow, ...]] = (
    pro("GET", "v1/users", ListUserRecords, lambda call: ListUserRecords(), _users),
    pro(
        "GET",
        "v1/users/{id}",
        FindUser,
        lambda call: FindUser(Key("id", call.values["id"])),
        lambda users, call: _user(users[0]),
    ),
    pro(
        "GET", "v1/policy-properties", ReadPolicyProperties, lambda call: ReadPolicyProperties(), _properties
    ),
)
