"""Jamf Pro accounts: passwords and privileges.

Privileges are Jamf Pro's exact strings. Of the three that Okta asks for, 'Users: Read' in the console is the
privilege 'Read User', singular.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import blake2b

from fake_jamf.errors import bad_request, not_found

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
                "User",
                "macOS Configuration Profiles",
            )
        ),
        "Read Computer Check-In",
        "Update Computer Check-In",
        "Enroll Computers and Mobile Devices",
        "Flush Policy Logs",
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

    def may(self, privilege: str) -> bool:
        """Whether the account has a privilege."""
        return self.privileges is None or privilege in self.privileges


class Accounts:
    """The accounts of a server.

    A new server has one, the administrator whom the setup assistant makes: with all privileges, and no
    password until one is set, so it can use the console here but not the API.
    """

    __slots__ = ("_by_name", "_key")

    def __init__(self, seed: bytes, administrator: str) -> None:
        self._key = blake2b(b"passwords" + seed, digest_size=32).digest()
        self._by_name = {administrator: Account(administrator, None, None)}

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
        self._by_name[username] = Account(username, self._hash(username, password), privileges, enabled)

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

    def _hash(self, username: str, password: str) -> bytes:
        if not password:
            raise bad_request(f"{username}: an account needs a password")
        return self._digest(username, password)

    def _digest(self, username: str, password: str) -> bytes:
        salt = blake2b(username.encode(), digest_size=16).digest()
        return blake2b(password.encode(), key=self._key, salt=salt, digest_size=32).digest()
