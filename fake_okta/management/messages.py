"""What API clients can say to Okta: users, groups, sessions, the System Log.

One frozen dataclass an operation, typed by its reply. Users are named by id, login or the login's first part; all else
by its id. Times are epoch seconds. ``limit`` and ``after`` are a page's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from fake_okta.management.filters import Filter
from fake_okta.management.paging import Page
from fake_okta.messages import Message, UserStatus
from fake_okta.syslog import LogEvent

SortOrder = Literal["ASCENDING", "DESCENDING"]
LifeCycle = Literal["activate", "deactivate", "suspend", "unsuspend", "reactivate"]


# --- users ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UserRecord:
    """A person as the Users API tells of them. ``profile`` holds the login too."""

    id: str
    status: UserStatus
    created: int
    activated: int | None
    status_changed: int | None
    last_login: int | None
    last_updated: int
    password_changed: int | None
    has_password: bool
    profile: Mapping[str, object]
    number: int


@dataclass(frozen=True, slots=True)
class ListUsers(Message[Page[UserRecord]]):
    """People: without a filter or search, all that are not deactivated."""

    q: str | None = None
    filter: Filter | None = None
    search: Filter | None = None
    sort_by: str | None = None
    sort_order: str | None = None
    limit: int | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class ReadUser(Message[UserRecord]):
    """One person."""

    user: str


@dataclass(frozen=True, slots=True)
class AddUser(Message[UserRecord]):
    """A new person: active with a password, else waiting for one; staged where not activated."""

    profile: Mapping[str, object]
    password: str | None = field(default=None, repr=False)
    group_ids: tuple[str, ...] = ()
    activate: bool = True


@dataclass(frozen=True, slots=True)
class ChangeUser(Message[UserRecord]):
    """Another profile or password; ``partial`` keeps what is not named."""

    user: str
    profile: Mapping[str, object] | None
    password: str | None = field(default=None, repr=False)
    partial: bool = True


@dataclass(frozen=True, slots=True)
class DeleteUser(Message[None]):
    """Deactivate a person; delete them where they are deactivated already."""

    user: str


@dataclass(frozen=True, slots=True)
class ChangeUserStatus(Message[None]):
    """A life-cycle operation."""

    user: str
    operation: LifeCycle


@dataclass(frozen=True, slots=True)
class EndUserSessions(Message[None]):
    """Sign a person out everywhere."""

    user: str


# --- groups -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GroupRecord:
    """A group as the Groups API tells of it."""

    id: str
    name: str
    description: str | None
    built_in: bool
    created: int
    last_updated: int
    last_membership_updated: int
    number: int


@dataclass(frozen=True, slots=True)
class ListUserGroups(Message[Page[GroupRecord]]):
    """The groups of a person."""

    user: str
    limit: int | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class ListGroups(Message[Page[GroupRecord]]):
    """Groups; ``q`` is the beginning of the name."""

    q: str | None = None
    filter: Filter | None = None
    search: Filter | None = None
    sort_by: str | None = None
    sort_order: str | None = None
    limit: int | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class AddGroup(Message[GroupRecord]):
    """A new group."""

    name: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class ReadGroup(Message[GroupRecord]):
    """One group."""

    group: str


@dataclass(frozen=True, slots=True)
class ReplaceGroup(Message[GroupRecord]):
    """Another name and description."""

    group: str
    name: str
    description: str | None = None


@dataclass(frozen=True, slots=True)
class DeleteGroup(Message[None]):
    """Delete a group; its members stay."""

    group: str


@dataclass(frozen=True, slots=True)
class ListGroupMembers(Message[Page[UserRecord]]):
    """The people of a group."""

    group: str
    limit: int | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class AddGroupMember(Message[None]):
    """Put a person into a group."""

    group: str
    user: str


@dataclass(frozen=True, slots=True)
class RemoveGroupMember(Message[None]):
    """Take a person out of a group."""

    group: str
    user: str


# --- the System Log ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class QueryLog(Message[Page[LogEvent]]):
    """Events. Without ``until`` and ascending it is a polling query, whose cursor never ends."""

    since: float | None = None
    until: float | None = None
    filter: Filter | None = None
    q: str | None = None
    sort_order: SortOrder = "ASCENDING"
    limit: int | None = None
    after: str | None = None


# --- signing in -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Authenticated:
    """A right password: a token that begins a session, once, within five minutes."""

    session_token: str = field(repr=False)
    expires_at: int
    user: UserRecord


@dataclass(frozen=True, slots=True)
class Authenticate(Message[Authenticated]):
    """Primary authentication with a password."""

    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A session as the Sessions API tells of it."""

    id: str
    user_id: str
    login: str
    created_at: int
    expires_at: int


@dataclass(frozen=True, slots=True)
class CreateSession(Message[SessionRecord]):
    """A session for a token from primary authentication."""

    session_token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ReadSession(Message[SessionRecord]):
    """One session; ``me`` is that of the cookie."""

    session: str


@dataclass(frozen=True, slots=True)
class RefreshSession(Message[SessionRecord]):
    """Prolong a session; ``me`` is that of the cookie."""

    session: str


@dataclass(frozen=True, slots=True)
class EndSession(Message[None]):
    """End a session; ``me`` is that of the cookie."""

    session: str


# --- API tokens -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TokenShown:
    """A new API token; its value is shown this once."""

    id: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CreateApiToken(Message[TokenShown]):
    """Security > API > Tokens: a token with the role of the administrator who makes it."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class RevokeApiToken(Message[None]):
    """Security > API > Tokens: the token is worth nothing from now on."""

    token: str
