"""What the org keeps, as records that can be told; and what of them can be filtered and searched.

Source: 'List users', 'List groups' and 'Search', Okta developer documentation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from fake_okta.errors import invalid_filter, invalid_search
from fake_okta.groups import Group
from fake_okta.management.filters import Filter, Values, terms_of
from fake_okta.management.messages import GroupRecord, UserRecord
from fake_okta.management.profiles import ATTRIBUTES
from fake_okta.users import Person, default_profile

Field = Callable[[Any], Any]


@lru_cache(maxsize=1024)
def iso(at: int | None) -> str | None:
    """A time as Okta writes it."""
    return None if at is None else datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def user_record(person: Person) -> UserRecord:
    """A person as the API tells of them."""
    details = person.details
    if details is None:
        active = person.created if person.status != "STAGED" else None
        profile = {**default_profile(person.login), "login": person.login}
        return UserRecord(
            person.id, person.status, person.created, active, person.created, person.last_login,
            person.created, None, True, profile, person.number,
        )  # fmt: skip
    return UserRecord(
        person.id, person.status, person.created, details.activated, details.status_changed, person.last_login,
        details.updated, details.password_changed, details.has_password,
        {**details.profile, "login": person.login}, person.number,
    )  # fmt: skip


def group_record(group: Group) -> GroupRecord:
    """A group as the API tells of it."""
    return GroupRecord(
        group.id, group.name, group.description, group.built_in, group.created, group.updated,
        group.membership_updated, group.number,
    )  # fmt: skip


def _profile_field(name: str) -> Field:
    return lambda user: user.profile.get(name)


USER_FIELDS: Final[Mapping[str, Field]] = {
    "id": lambda user: user.id,
    "status": lambda user: user.status,
    "created": lambda user: iso(user.created),
    "activated": lambda user: iso(user.activated),
    "statusChanged": lambda user: iso(user.status_changed),
    "lastUpdated": lambda user: iso(user.last_updated),
    "lastLogin": lambda user: iso(user.last_login),
    "passwordChanged": lambda user: iso(user.password_changed),
    **{f"profile.{name}": _profile_field(name) for name in sorted(ATTRIBUTES)},
}
USER_FILTER: Final = frozenset(
    ["status", "lastUpdated", "id", "profile.login", "profile.email", "profile.firstName", "profile.lastName"]
)
GROUP_FIELDS: Final[Mapping[str, Field]] = {
    "id": lambda group: group.id,
    "type": lambda group: "BUILT_IN" if group.built_in else "OKTA_GROUP",
    "created": lambda group: iso(group.created),
    "lastUpdated": lambda group: iso(group.last_updated),
    "lastMembershipUpdated": lambda group: iso(group.last_membership_updated),
    "profile.name": lambda group: group.name,
    "profile.description": lambda group: group.description,
    "objectClass": lambda group: "okta:user_group",
}
GROUP_FILTER: Final = frozenset(["id", "type", "lastUpdated", "lastMembershipUpdated"])


def values_of(fields: Mapping[str, Field], record: object) -> Values:
    """The values of a record's fields, as filters ask for them."""
    return lambda path: (fields[path](record),)


def check_filter(given: Filter, known: Iterable[str]) -> None:
    """Raises E0000053 for a filter on a field that cannot be filtered."""
    for term in terms_of(given):
        if term.path not in known:
            raise invalid_filter(f"field is not valid: {term.path}")


def check_search(given: Filter, known: Iterable[str]) -> None:
    """Raises E0000031 for a search on what is no field, or with an operator that searches do not have."""
    for term in terms_of(given):
        if term.path not in known:
            raise invalid_search(f"field is not valid: {term.path}")
        if term.operator in ("ne", "ew"):
            raise invalid_search(f"operator is not supported in a search: {term.operator}")
