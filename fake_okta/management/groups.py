"""The Groups API.

Source: 'Groups API', Okta developer documentation.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from fake_okta.errors import forbidden, search_and_filter, validation_failed
from fake_okta.groups import Group
from fake_okta.management import messages as api
from fake_okta.management.filters import matcher
from fake_okta.management.paging import Page, numbered_page, ordered_page, size
from fake_okta.management.records import (
    GROUP_FIELDS,
    GROUP_FILTER,
    check_filter,
    check_search,
    group_record,
    user_record,
    values_of,
)
from fake_okta.management.tokens import Caller
from fake_okta.messages import Anonymous, SetMembership
from fake_okta.org import Org
from fake_okta.people_admin import PeopleAdmin
from fake_okta.syslog import Target

MOST: Final = 10_000
USUAL_OF_MEMBERS: Final = 1000
LONGEST_NAME: Final = 255


class GroupOperations:
    """The operations on groups and memberships."""

    def __init__(self, org: Org) -> None:
        self._org = org

    def listed(self, message: api.ListGroups, caller: Caller) -> Page[api.GroupRecord]:
        """A page of groups. Raises E0000033, E0000031, E0000053, E0000029 or E0000001 for what cannot be asked."""
        if message.filter is not None and message.search is not None:
            raise search_and_filter()
        count = size(message.limit, MOST, MOST)
        found = self._found(message)
        field = GROUP_FIELDS.get(message.sort_by or "")
        if message.search is not None and field is not None:
            down = (message.sort_order or "asc").lower().startswith("d")
            ordered = sorted(found, key=lambda one: str(field(one) or ""), reverse=down)
            return ordered_page("groups", ordered, message.after, count)
        return numbered_page("group", found, lambda one: one.number, message.after, count)

    def of_user(self, message: api.ListUserGroups, caller: Caller) -> Page[api.GroupRecord]:
        """A page of a person's groups; raises E0000007."""
        person = self._org.directory.named(caller.id if message.user == "me" and caller.id else message.user)
        found = (group_record(group) for group in self._org.groups.all() if group.name in person.groups)
        return numbered_page(
            "group", found, lambda one: one.number, message.after, size(message.limit, MOST, MOST)
        )

    def add(self, message: api.AddGroup, caller: Caller) -> api.GroupRecord:
        """A new group; raises E0000001 for a name that is empty, too long or taken."""
        self._check_name(message.name, None)
        group = self._org.groups.add(message.name, message.description, self._org.now())
        self._log(caller, "group.lifecycle.create", group)
        return group_record(group)

    def read(self, message: api.ReadGroup, caller: Caller) -> api.GroupRecord:
        """One group; raises E0000007."""
        return group_record(self._org.groups.find(message.group))

    def replace(self, message: api.ReplaceGroup, caller: Caller) -> api.GroupRecord:
        """Another name and description; raises E0000007, E0000006 for Everyone, or E0000001."""
        group = self._editable(message.group)
        self._check_name(message.name, group)
        if message.name != group.name:
            self._renamed(group.name, message.name)
            self._org.groups.rename(group, message.name)
        group.description, group.updated = message.description, self._org.now()
        self._log(caller, "group.profile.update", group)
        return group_record(group)

    def delete(self, message: api.DeleteGroup, caller: Caller) -> None:
        """Delete a group; raises E0000007, or E0000006 for Everyone."""
        group = self._editable(message.group)
        self._renamed(group.name, None)
        self._org.groups.remove(group)
        self._log(caller, "group.lifecycle.delete", group)

    def members(self, message: api.ListGroupMembers, caller: Caller) -> Page[api.UserRecord]:
        """A page of a group's people, deleted ones aside; raises E0000007."""
        name = self._org.groups.find(message.group).name
        found = (user_record(person) for person in self._org.directory.everybody() if name in person.groups)
        count = size(message.limit, USUAL_OF_MEMBERS, USUAL_OF_MEMBERS)
        return numbered_page("user", found, lambda one: one.number, message.after, count)

    def add_member(self, message: api.AddGroupMember, caller: Caller) -> None:
        """Put a person into a group; raises E0000007. Who is in it already stays."""
        self._set(message.group, message.user, caller, member=True)

    def remove_member(self, message: api.RemoveGroupMember, caller: Caller) -> None:
        """Take a person out of a group; raises E0000007, or E0000001 for Everyone."""
        self._set(message.group, message.user, caller, member=False)

    def _set(self, group_id: str, user: str, caller: Caller, *, member: bool) -> None:
        group, person = self._org.groups.find(group_id), self._org.directory.named(user)
        if (group.name in person.groups) == member:
            return
        change = SetMembership(person.login, group.name, member)
        PeopleAdmin(self._org, caller.actor).set_membership(change, Anonymous())
        group.membership_updated = self._org.now()

    def _found(self, message: api.ListGroups) -> Iterable[api.GroupRecord]:
        found = map(group_record, self._org.groups.all())
        if message.q:
            given = message.q.casefold()
            found = (one for one in found if one.name.casefold().startswith(given))  # type: ignore[assignment]
        if message.search is not None:
            check_search(message.search, GROUP_FIELDS)
        if message.filter is not None:
            check_filter(message.filter, GROUP_FILTER)
        asked = message.search or message.filter
        if asked is None:
            return found
        wanted = matcher(asked, case_exact=False)
        return (one for one in found if wanted(values_of(GROUP_FIELDS, one)))

    def _editable(self, group_id: str) -> Group:
        group = self._org.groups.find(group_id)
        if group.built_in:
            raise forbidden()
        return group

    def _check_name(self, name: str, group: Group | None) -> None:
        if not name.strip():
            raise validation_failed("name", "name: The field cannot be left blank")
        if len(name) > LONGEST_NAME:
            raise validation_failed("name", f"name: The field is too long, at most {LONGEST_NAME} characters")
        there = self._org.groups.named(name)
        if there is not None and there is not group:
            raise validation_failed(
                "name", "name: An object with this field already exists in the current organization"
            )

    def _renamed(self, old: str, new: str | None) -> None:
        """Wherever the org speaks of the group by its name."""
        self._org.directory.replace_group(old, new)
        self._org.apps.replace_group(old, new)
        self._org.sign_on_policies.replace_group(old, new)

    def _log(self, caller: Caller, event_type: str, group: Group) -> None:
        target = Target(group.id, "UserGroup", group.name)
        self._org.log.append(event_type, actor=caller.actor, targets=(target,), details={"group": group.id})
