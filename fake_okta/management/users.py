"""The Users API: people, their life cycle, their sessions.

Source: 'Users API', Okta developer documentation: a listing leaves out who is deactivated, unless a filter or search
asks for them; the first DELETE deactivates, the second deletes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from fake_okta.errors import already_active, invalid_search, search_and_filter, wrong_status
from fake_okta.management import messages as api
from fake_okta.management.filters import matcher
from fake_okta.management.paging import Page, numbered_page, ordered_page, size
from fake_okta.management.profiles import check_password, checked_profile, hashed
from fake_okta.management.records import (
    USER_FIELDS,
    USER_FILTER,
    check_filter,
    check_search,
    user_record,
    values_of,
)
from fake_okta.management.tokens import Caller
from fake_okta.messages import Anonymous, CreateUser, SetUserStatus
from fake_okta.org import Org
from fake_okta.people_admin import PeopleAdmin
from fake_okta.syslog import Target
from fake_okta.users import Details, Person

MOST: Final = 200
USUAL_WITH_Q: Final = 10


class Users:
    """The operations on people."""

    def __init__(self, org: Org) -> None:
        self._org = org

    def listed(self, message: api.ListUsers, caller: Caller) -> Page[api.UserRecord]:
        """A page of people. Raises E0000033, E0000031, E0000053, E0000029 or E0000001 for what cannot be asked."""
        if message.filter is not None and message.search is not None:
            raise search_and_filter()
        count = size(message.limit, USUAL_WITH_Q if message.q else MOST, MOST)
        if message.search is not None and message.sort_by is not None:
            return ordered_page("users", self._sorted(message, message.sort_by), message.after, count)
        return numbered_page("user", self._found(message), lambda one: one.number, message.after, count)

    def read(self, message: api.ReadUser, caller: Caller) -> api.UserRecord:
        """One person; raises E0000007."""
        return user_record(self._named(message.user, caller))

    def add(self, message: api.AddUser, caller: Caller) -> api.UserRecord:
        """A new person; raises E0000001 for a profile or password that is refused, E0000007 for an unknown group."""
        login = str(message.profile.get("login") or "")
        directory, at = self._org.directory, self._org.now()
        profile = checked_profile(message.profile, login_taken=directory.taken(login))
        if message.password is not None:
            check_password(message.password, login)
        groups = tuple(self._org.groups.find(group_id).name for group_id in message.group_ids)
        staged = CreateUser(login, groups, activate=False)
        created = PeopleAdmin(self._org, caller.actor).create_user(staged, Anonymous())
        person = directory.find(login)
        person.details = Details(None, at, at, _without_login(profile), has_password=False)
        if message.password is not None:
            self._set_password(person, person.details, message.password)
        if message.activate:
            self.change_status(api.ChangeUserStatus(created.id, "activate"), caller)
        return user_record(person)

    def change(self, message: api.ChangeUser, caller: Caller) -> api.UserRecord:
        """Another profile or password; raises E0000007 or E0000001. Nobody's status but a waiting one's changes."""
        person = self._named(message.user, caller)
        details, directory = person.detailed(), self._org.directory
        if message.profile is not None:
            known = {**details.profile, "login": person.login} if message.partial else {}
            wanted = {**known, **message.profile}
            wanted.setdefault("login", person.login)
            login = str(wanted["login"])
            taken = login.lower() != person.login.lower() and directory.taken(login)
            profile = checked_profile(wanted, login_taken=taken)
        if message.password is not None:
            check_password(message.password, person.login)
        if message.profile is not None:
            directory.rename(person, login)
            details.profile = _without_login(profile)
            self._log(caller, "user.account.update_profile", person)
        if message.password is not None:
            self._set_password(person, details, message.password)
            self._log(caller, "user.account.update_password", person)
        details.updated = self._org.now()
        return user_record(person)

    def delete(self, message: api.DeleteUser, caller: Caller) -> None:
        """Deactivate who is not deactivated, delete who is; raises E0000007."""
        person = self._named(message.user, caller)
        if person.status != "DEPROVISIONED":
            self.change_status(api.ChangeUserStatus(person.id, "deactivate"), caller)
            return
        self._org.directory.remove(person)
        self._log(caller, "user.lifecycle.delete.completed", person)

    def change_status(self, message: api.ChangeUserStatus, caller: Caller) -> None:
        """A life-cycle operation; raises E0000007, E0000016 or E0000038."""
        person = self._named(message.user, caller)
        if message.operation == "reactivate":
            if person.status != "PROVISIONED":
                raise wrong_status()
            return
        if message.operation == "activate" and person.status == "PROVISIONED":
            raise already_active()
        change = SetUserStatus(person.login, message.operation)
        PeopleAdmin(self._org, caller.actor).set_user_status(change, Anonymous())

    def end_sessions(self, message: api.EndUserSessions, caller: Caller) -> None:
        """Sign a person out everywhere; raises E0000007."""
        person = self._named(message.user, caller)
        self._org.sessions.end_all_of(person.id)
        self._log(caller, "user.session.clear", person)

    def _named(self, key: str, caller: Caller) -> Person:
        return self._org.directory.named(caller.id if key == "me" and caller.id else key)

    def _found(self, message: api.ListUsers) -> Iterable[api.UserRecord]:
        everybody = self._org.directory.everybody()
        if message.search is not None:
            check_search(message.search, USER_FIELDS)
            wanted = matcher(message.search, case_exact=False)
            return (one for one in map(user_record, everybody) if wanted(values_of(USER_FIELDS, one)))
        if message.filter is not None:
            check_filter(message.filter, USER_FILTER)
            wanted = matcher(message.filter, case_exact=False)
            return (one for one in map(user_record, everybody) if wanted(values_of(USER_FIELDS, one)))
        present = (person for person in everybody if person.status != "DEPROVISIONED")
        if message.q:
            return (one for one in map(user_record, present) if _begins(one.profile, message.q))
        return map(user_record, present)

    def _sorted(self, message: api.ListUsers, sort_by: str) -> list[api.UserRecord]:
        field = USER_FIELDS.get(sort_by)
        if field is None:
            raise invalid_search(f"sortBy is not valid: {sort_by}")
        order = (message.sort_order or "asc").lower()
        if order not in ("asc", "desc", "ascending", "descending"):
            raise invalid_search(f"sortOrder is not valid: {message.sort_order}")
        # Who lacks the attribute comes last, whichever the order.
        found = sorted(self._found(message), key=lambda one: str(field(one) or ""), reverse=order[:1] == "d")
        return sorted(found, key=lambda one: not field(one))

    def _set_password(self, person: Person, details: Details, password: str) -> None:
        details.password = hashed(password, person.id)
        details.has_password = True
        details.password_changed = self._org.now()
        if person.status == "PROVISIONED":
            person.status = "ACTIVE"
            details.status_changed = self._org.now()

    def _log(self, caller: Caller, event_type: str, person: Person) -> None:
        target = Target(person.id, "User", person.login, person.login)
        self._org.log.append(event_type, actor=caller.actor, targets=(target,), details={"user": person.id})


def _without_login(profile: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in profile.items() if name != "login"}


def _begins(profile: Mapping[str, object], q: str) -> bool:
    given = q.casefold()
    return any(
        str(profile.get(name, "")).casefold().startswith(given) for name in ("firstName", "lastName", "email")
    )
