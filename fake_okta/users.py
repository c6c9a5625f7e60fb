"""People in Okta's directory: life cycle and groups.

Source of the life cycle: 'User status', Okta help, as far as Device Trust touches it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from fake_okta.errors import already_active, not_found, validation_failed, wrong_status
from fake_okta.messages import User, UserStatus

Operation = Literal["activate", "deactivate", "suspend", "unsuspend"]

EVERYONE: Final = "Everyone"

LIFE_CYCLE: Final[Mapping[UserStatus, Mapping[Operation, UserStatus]]] = {
    "STAGED": {"activate": "ACTIVE", "deactivate": "DEPROVISIONED"},
    "ACTIVE": {"suspend": "SUSPENDED", "deactivate": "DEPROVISIONED"},
    "SUSPENDED": {"unsuspend": "ACTIVE", "deactivate": "DEPROVISIONED"},
    "DEPROVISIONED": {"activate": "ACTIVE"},
}


@dataclass(slots=True)
class Person:
    """A user of the org; ``groups`` are names and always hold Everyone."""

    id: str
    login: str
    status: UserStatus
    groups: frozenset[str]

    def seen(self) -> User:
        """The same, frozen, as a reply."""
        return User(self.id, self.login, self.status)


class Directory:
    """All people of the org, by login and by id."""

    def __init__(self) -> None:
        self._by_login: dict[str, Person] = {}
        self._by_id: dict[str, Person] = {}
        self._memberships: dict[frozenset[str], frozenset[str]] = {}

    def add(self, user_id: str, login: str, groups: tuple[str, ...], *, active: bool) -> Person:
        """A new person; raises E0000001 where the login is empty or taken."""
        if not login.strip():
            raise validation_failed("login", "login: The field cannot be left blank")
        if login in self._by_login:
            raise validation_failed("login", "login: An object with this field already exists")
        status: UserStatus = "ACTIVE" if active else "STAGED"
        together = frozenset({EVERYONE, *groups})
        # One set for all who are in the same groups: of a million people the sets would take 0.2 GB.
        person = Person(user_id, login, status, self._memberships.setdefault(together, together))
        self._by_login[login] = self._by_id[user_id] = person
        return person

    def find(self, login: str) -> Person:
        """The person of this login; raises E0000007."""
        person = self._by_login.get(login)
        if person is None:
            raise not_found("User", login)
        return person

    def get(self, login: str) -> Person | None:
        """The person of this login, or None."""
        return self._by_login.get(login)

    def who_may_sign_in(self, login: str) -> Person | None:
        """The active person of this login, or None: absent, staged, suspended, deactivated are alike."""
        person = self._by_login.get(login)
        return person if person is not None and person.status == "ACTIVE" else None

    def by_id(self, user_id: str) -> Person:
        """The person of this id, who must exist."""
        return self._by_id[user_id]

    def change_status(self, login: str, operation: Operation) -> Person:
        """A life-cycle operation; raises E0000007, E0000016 or E0000038 where it does not fit the status."""
        person = self.find(login)
        following = LIFE_CYCLE[person.status].get(operation)
        if following is None:
            raise already_active() if (operation, person.status) == ("activate", "ACTIVE") else wrong_status()
        person.status = following
        return person

    def set_membership(self, login: str, group: str, *, member: bool) -> Person:
        """Put a person into a group or take them out; nobody leaves Everyone (E0000001)."""
        person = self.find(login)
        if group == EVERYONE and not member:
            raise validation_failed("group", "Nobody can be taken out of Everyone")
        person.groups = person.groups | {group} if member else person.groups - {group}
        return person
