"""People in Okta's directory: life cycle and groups.

Source of the life cycle: 'User status', Okta help, as far as Device Trust touches it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from fake_okta.errors import already_active, not_found, validation_failed, wrong_status
from fake_okta.messages import User, UserStatus

Operation = Literal["activate", "deactivate", "suspend", "unsuspend"]

EVERYONE: Final = "Everyone"

LIFE_CYCLE: Final[Mapping[UserStatus, Mapping[Operation, UserStatus]]] = {
    "STAGED": {"activate": "ACTIVE", "deactivate": "DEPROVISIONED"},
    "ACTIVE": {"suspend": "SUSPENDED", "deactivate": "DEPROVISIONED"},
    # Activated without a password: whoever sets one is active.
    "PROVISIONED": {"deactivate": "DEPROVISIONED"},
    "SUSPENDED": {"unsuspend": "ACTIVE", "deactivate": "DEPROVISIONED"},
    "DEPROVISIONED": {"activate": "ACTIVE"},
}


@dataclass(slots=True)
class Details:
    """What most people of a fleet do not have: a profile, a password that was set, a history.

    ``profile`` has no login. ``password`` is a salted hash; None where the person has the one that the org made for
    them, or none at all (``has_password``). Times are epoch seconds.
    """

    activated: int | None
    status_changed: int
    updated: int
    profile: Mapping[str, object]
    password: bytes | None = None
    has_password: bool = True
    password_changed: int | None = None


@dataclass(slots=True)
class Person:
    """A user of the org; ``groups`` are names and always hold Everyone. ``number`` counts people as they come."""

    id: str
    login: str
    status: UserStatus
    groups: frozenset[str]
    number: int = 0
    created: int = 0
    last_login: int | None = None
    details: Details | None = None

    def detailed(self) -> Details:
        """The details, made from what is known where there were none."""
        if self.details is None:
            activated = None if self.status == "STAGED" else self.created
            self.details = Details(activated, self.created, self.created, default_profile(self.login))
        return self.details

    def seen(self) -> User:
        """The same, frozen, as a reply."""
        return User(self.id, self.login, self.status)


def default_profile(login: str) -> dict[str, object]:
    """What stands in the profile of whom only the login is known."""
    first, _, last = login.partition("@")[0].partition(".")
    return {"firstName": first.capitalize(), "lastName": last.capitalize() or "-", "email": login}


class Directory:
    """All people of the org, by login (in any case) and by id, in the order of their coming."""

    def __init__(self) -> None:
        self._by_login: dict[str, Person] = {}
        self._by_id: dict[str, Person] = {}
        self._memberships: dict[frozenset[str], frozenset[str]] = {}
        self._ever = 0

    def add(self, user_id: str, login: str, groups: Iterable[str], *, active: bool, at: int) -> Person:
        """A new person; raises E0000001 where the login is empty or taken."""
        if not login.strip():
            raise validation_failed("login", "login: The field cannot be left blank")
        if self.taken(login):
            raise validation_failed("login", "login: An object with this field already exists")
        status: UserStatus = "ACTIVE" if active else "STAGED"
        together = self._together(frozenset({EVERYONE, *groups}))
        self._ever += 1
        person = Person(user_id, login, status, together, self._ever, at)
        self._by_login[login.lower()] = self._by_id[user_id] = person
        return person

    def remove(self, person: Person) -> None:
        """As if they had never been."""
        del self._by_login[person.login.lower()], self._by_id[person.id]

    def everybody(self) -> Iterable[Person]:
        """All people, whatever their status."""
        return self._by_id.values()

    def taken(self, login: str) -> bool:
        """Whether somebody has this login."""
        return login.lower() in self._by_login

    def rename(self, person: Person, login: str) -> None:
        """Another login, which must be free."""
        del self._by_login[person.login.lower()]
        person.login = login
        self._by_login[login.lower()] = person

    def find(self, login: str) -> Person:
        """The person of this login; raises E0000007."""
        person = self._by_login.get(login.lower())
        if person is None:
            raise not_found("User", login)
        return person

    def named(self, key: str) -> Person:
        """The person of this id, login or, if only one has it, login before the @; raises E0000007."""
        person = self._by_id.get(key) or self._by_login.get(key.lower())
        if person is None and "@" not in key:
            prefix = f"{key.lower()}@"
            short = [one for login, one in self._by_login.items() if login.startswith(prefix)]
            person = short[0] if len(short) == 1 else None
        if person is None:
            raise not_found("User", key)
        return person

    def get(self, login: str) -> Person | None:
        """The person of this login, or None."""
        return self._by_login.get(login.lower())

    def who_may_sign_in(self, login: str) -> Person | None:
        """The active person of this login, or None: absent, staged, suspended, deactivated are alike."""
        person = self._by_login.get(login.lower())
        return person if person is not None and person.status == "ACTIVE" else None

    def by_id(self, user_id: str) -> Person:
        """The person of this id, who must exist."""
        return self._by_id[user_id]

    def change_status(self, login: str, operation: Operation, at: int) -> Person:
        """A life-cycle operation; raises E0000007, E0000016 or E0000038 where it does not fit the status."""
        person = self.find(login)
        following = LIFE_CYCLE[person.status].get(operation)
        if following is None:
            raise already_active() if (operation, person.status) == ("activate", "ACTIVE") else wrong_status()
        details = person.detailed()
        if following == "ACTIVE" and operation == "activate":
            details.activated = at
            following = "ACTIVE" if details.has_password else "PROVISIONED"
        person.status = following
        details.status_changed = details.updated = at
        return person

    def set_membership(self, login: str, group: str, *, member: bool) -> Person:
        """Put a person into a group or take them out; nobody leaves Everyone (E0000001)."""
        person = self.find(login)
        if group == EVERYONE and not member:
            raise validation_failed("group", "Nobody can be taken out of Everyone")
        person.groups = self._together(person.groups | {group} if member else person.groups - {group})
        return person

    def replace_group(self, old: str, new: str | None) -> None:
        """A group has another name for all its members, or is gone."""
        for person in self._by_id.values():
            if old in person.groups:
                person.groups = self._together((person.groups - {old}) | ({new} if new else frozenset()))

    def _together(self, groups: frozenset[str]) -> frozenset[str]:
        # One set for all who are in the same groups: of a million people the sets would take 0.2 GB.
        return self._memberships.setdefault(groups, groups)
