"""What API clients say about themselves and others: tokens, accounts, API roles and API clients."""

from __future__ import annotations

from dataclasses import dataclass

from fake_jamf.messages import Message
from fake_jamf.speech.key import Key


@dataclass(frozen=True, slots=True)
class Garbled(Message[None]):
    """A request whose content cannot be read: whoever may speak at all is told why."""

    why: str


@dataclass(frozen=True, slots=True)
class InvalidateToken(Message[None]):
    """``POST /api/v1/auth/invalidate-token``: the token is dead at once."""


@dataclass(frozen=True, slots=True)
class AccountDetails:
    """A Jamf Pro account without its password. ``privileges`` None: all of them."""

    id: int
    username: str
    full_name: str
    email: str
    privileges: frozenset[str] | None
    enabled: bool


@dataclass(frozen=True, slots=True)
class ReadOwnAccount(Message[AccountDetails]):
    """Who am I? For any account or API client; the privileges are those that it may use now."""


@dataclass(frozen=True, slots=True, repr=False)
class ClientToken:
    """A bearer token of an API client: its life in seconds, and the ids of the roles behind it."""

    token: str
    life_s: int
    role_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, repr=False)
class CreateClientToken(Message[ClientToken]):
    """``POST /api/oauth/token``: log in as an API client."""

    grant_type: str
    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class ReadVersion(Message[str]):
    """The version of the server; for anybody who is logged in."""


@dataclass(frozen=True, slots=True)
class CheckHealth(Message[None]):
    """Whether the server is up; for anybody."""


# --- accounts ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ListAccountDetails(Message[tuple[AccountDetails, ...]]):
    """All accounts by id. Privilege: Read Accounts."""


@dataclass(frozen=True, slots=True)
class FindAccount(Message[AccountDetails]):
    """An account. Privilege: Read Accounts."""

    key: Key


@dataclass(frozen=True, slots=True)
class FindAccountGroup(Message[None]):
    """An account group, of which this server has none: always NOT_FOUND. Privilege: Read Accounts."""

    key: Key


@dataclass(frozen=True, slots=True)
class ListAccountGroups(Message[tuple[str, ...]]):
    """The names of the account groups: this server has none. Privilege: Read Account Groups."""


@dataclass(frozen=True, slots=True, repr=False)
class AccountEdit:
    """What an edit changes in an account; None stays. ``all_privileges`` True: an administrator."""

    username: str | None = None
    password: str | None = None
    full_name: str | None = None
    email: str | None = None
    all_privileges: bool | None = None
    privileges: frozenset[str] | None = None
    enabled: bool | None = None


@dataclass(frozen=True, slots=True, repr=False)
class CreateAccount(Message[int]):
    """Make an account; the reply is its id. Privilege: Create Accounts."""

    edit: AccountEdit


@dataclass(frozen=True, slots=True, repr=False)
class EditAccount(Message[int]):
    """Change an account; the reply is its id. Privilege: Update Accounts."""

    key: Key
    edit: AccountEdit


@dataclass(frozen=True, slots=True)
class RemoveAccount(Message[int]):
    """Delete an account, with its tokens; the reply is its id. Privilege: Delete Accounts."""

    key: Key


# --- API roles and clients --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ApiRole:
    """A named set of privileges, for API clients."""

    id: int
    name: str
    privileges: frozenset[str]


@dataclass(frozen=True, slots=True)
class ApiClient:
    """An API client (API integration) without its secret; ``life_s`` is that of its tokens."""

    id: int
    name: str
    client_id: str
    roles: tuple[str, ...]
    life_s: int
    enabled: bool


@dataclass(frozen=True, slots=True, repr=False)
class ClientCredentials:
    """The identifier of an API client, and the secret that is shown once."""

    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class ListPrivileges(Message[tuple[str, ...]]):
    """The privileges that a role can have. Privilege: Read API Roles."""


@dataclass(frozen=True, slots=True)
class ListApiRoles(Message[tuple[ApiRole, ...]]):
    """All API roles by id. Privilege: Read API Roles."""


@dataclass(frozen=True, slots=True)
class FindApiRole(Message[ApiRole]):
    """An API role. Privilege: Read API Roles."""

    id: int


@dataclass(frozen=True, slots=True)
class SaveApiRole(Message[ApiRole]):
    """Make an API role (``id`` None) or replace one. Privilege: Create (Update) API Roles."""

    id: int | None
    name: str
    privileges: frozenset[str]


@dataclass(frozen=True, slots=True)
class RemoveApiRole(Message[None]):
    """Delete an API role. Privilege: Delete API Roles."""

    id: int


@dataclass(frozen=True, slots=True)
class ListApiClients(Message[tuple[ApiClient, ...]]):
    """All API clients by id. Privilege: Read API Integrations."""


@dataclass(frozen=True, slots=True)
class FindApiClient(Message[ApiClient]):
    """An API client. Privilege: Read API Integrations."""

    id: int


@dataclass(frozen=True, slots=True)
class SaveApiClient(Message[ApiClient]):
    """Make an API client (``id`` None) or replace one. Privilege: Create (Update) API Integrations."""

    id: int | None
    name: str
    roles: tuple[str, ...]
    life_s: int
    enabled: bool


@dataclass(frozen=True, slots=True)
class RemoveApiClient(Message[None]):
    """Delete an API client, with its tokens. Privilege: Delete API Integrations."""

    id: int


@dataclass(frozen=True, slots=True)
class RotateClientSecret(Message[ClientCredentials]):
    """Give an API client a new secret; the old one is worth nothing. Privilege: Update API Integrations."""

    id: int
