"""Jamf Pro accounts: passwords and privileges.

Privileges are Jamf Pro's exact strings. Of the three that Okta asks for, 'Users: Read' in the console is the
privilege 'Read User', singular.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import blake2b

from fake_jamf.errors import bad_request, duplicate, not_found
from fake_jamf.speech.access import AccountDetails
from fake_jamf.speech.key import Key

PRIVILEGES = frozenset(
    {
        *(
            f"{verb} {noun}"
            for verb in ("Create", "Read", "Update", "Delete")
            for noun in (
                "Accounts",
                "Computer Extension Attributes",
                "Computers",
                "Policies",
                "Scripts",
                "Smart Computer Groups",
                "Static Computer Groups",
                "API Integrations",
                "API Roles",
                "User",
                "macOS Configuration Profiles",
            )
        ),
        "Read Account Groups",
        "Read Computer Check-In",
        "Update Computer Check-In",
        "Enroll Computers and Mobile Devices",
        "Flush Policy Logs",
        "Send Blank Pushes to Mobile Devices",
        "Send Computer Remote Command to Install Package",
        "Send Computer Remote Lock Command",
        "Send Computer Remote Wipe Command",
        "Send Computer Unmanage Command",
        "View MDM command information in Jamf Pro API",
    }
)
"""The privileges that this fake can ask for; a real account may hold many more: accepted, without effect."""

_ALIASES = {"Read Users": "Read User"}


@dataclass(slots=True)
class Account:
    """A Jamf Pro account. ``privileges`` None: all of them. ``password_hash`` None: no password set yet."""

    username: str
    password_hash: bytes | None
    privileges: frozenset[str] | None
    enabled: bool = True
    id: int = 0
    full_name: str = ""
    email: str = ""

    def details(self) -> AccountDetails:
        """The account as others may see it."""
        return AccountDetails(
            self.id, self.username, self.full_name, self.email, self.privileges, self.enabled
        )

    def may(self, privilege: str) -> bool:
        """Whether the account has a privilege."""
        return self.privileges is None or privilege in self.privileges


class Accounts:
    """The accounts of a server.

    A new server has one, the administrator whom the setup assistant makes: with all privileges, and no
    password until one is set, so it can use the console here but not the API.
    """

    __slots__ = ("_by_name", "_ids", "_key")

    def __init__(self, seed: bytes, administrator: str) -> None:
        self._key = blake2b(b"passwords" + seed, digest_size=32).digest()
        self._by_name = {administrator: Account(administrator, None, None, id=1)}
        self._ids = 1

    def __contains__(self, username: str) -> bool:
        return username in self._by_name

    def names(self) -> tuple[str, ...]:
        """The names of all accounts, disabled ones too."""
        return tuple(sorted(self._by_name))

    def find(self, username: str) -> Account | None:
        """The account of that name, or None."""
        return self._by_name.get(username)

    def set(self, username: str, password: str, privileges: frozenset[str] | None, *, enabled: bool) -> None:
        """Create or replace an account. Raises BAD_REQUEST where name or password is empty."""
        if not username:
            raise bad_request("An account needs a name")
        if privileges is not None:
            privileges = frozenset(_ALIASES.get(privilege, privilege) for privilege in privileges)
        earlier = self._by_name.get(username)
        if earlier is None:
            account = self._new(username, self._hash(username, password))
        else:
            account = earlier
            account.password_hash = self._hash(username, password)
        account.privileges, account.enabled = privileges, enabled

    def create(self, username: str) -> Account:
        """A new account without privileges or password. Raises DUPLICATE or BAD_REQUEST (no name)."""
        if not username:
            raise bad_request("An account needs a name")
        if username in self._by_name:
            raise duplicate("name")
        return self._new(username, None)

    def rename(self, account: Account, username: str, password: str) -> None:
        """Give an account another name, for which its password is set anew. Raises DUPLICATE or BAD_REQUEST."""
        if not username:
            raise bad_request("An account needs a name")
        if username in self._by_name:
            raise duplicate("name")
        hashed = self._hash(username, password)
        del self._by_name[account.username]
        account.username, account.password_hash = username, hashed
        self._by_name[username] = account

    def remove(self, account: Account) -> None:
        """Delete an account."""
        del self._by_name[account.username]

    def by_key(self, key: Key) -> Account:
        """The account with an id or a name. Raises NOT_FOUND."""
        for account in self._by_name.values():
            if key.value == (str(account.id) if key.by == "id" else account.username):
                return account
        raise not_found(f"account with {key}")

    def all(self) -> list[Account]:
        """All accounts by id."""
        return sorted(self._by_name.values(), key=lambda account: account.id)

    def change_password(self, username: str, password: str) -> None:
        """Give an account another password. Raises NOT_FOUND or BAD_REQUEST.

        Tokens issued before stay good until they expire: nothing public says that Jamf Pro ends them.
        """
        account = self._by_name.get(username)
        if account is None:
            raise not_found(f"account {username}")
        account.password_hash = self._hash(username, password)

    def with_password(self, username: str, password: str) -> Account | None:
        """The enabled account with that name and password, or None; nothing tells which of them was wrong."""
        account = self._by_name.get(username)
        offered = self._digest(username, password)
        kept = account.password_hash if account is not None else None
        # Compared in constant time, and for an unknown name too, as a server would.
        matches = hmac.compare_digest(offered, kept or bytes(len(offered)))
        return account if account is not None and account.enabled and kept and matches else None

    def _new(self, username: str, password_hash: bytes | None) -> Account:
        self._ids += 1
        account = Account(username, password_hash, frozenset(), id=self._ids)
        self._by_name[username] = account
        return account

    def _hash(self, username: str, password: str) -> bytes:
        if not password:
            raise bad_request(f"{username}: an account needs a password")
        return self._digest(username, password)

    def _digest(self, username: str, password: str) -> bytes:
        salt = blake2b(username.encode(), digest_size=16).digest()
        return blake2b(password.encode(), key=self._key, salt=salt, digest_size=32).digest()
