"""The Apps API: instances, and who has them.

Source: 'Applications API', Okta developer documentation: an instance must be inactive before it is deleted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fake_okta.app_admin import AppAdmin
from fake_okta.apps import App
from fake_okta.errors import forbidden, label_taken, not_found, validation_failed
from fake_okta.groups import Group
from fake_okta.management import messages_apps as api
from fake_okta.management.filters import matcher
from fake_okta.management.paging import Page, numbered_page, size
from fake_okta.management.records import (
    Field,
    check_filter,
    group_record,
    iso,
    user_record,
)
from fake_okta.management.tokens import Caller
from fake_okta.messages import Anonymous, CreateApp
from fake_okta.org import Org
from fake_okta.syslog import Target
from fake_okta.users import Person

MOST: Final = 200
USUAL: Final = 20
USUAL_OF_USERS: Final = 50
MOST_OF_USERS: Final = 500
LONGEST_LABEL: Final = 100

FIELDS: Final[Mapping[str, Field]] = {
    "id": lambda app: app.id,
    "status": lambda app: "ACTIVE" if app.active else "INACTIVE",
    "name": lambda app: app.name,
    "label": lambda app: app.label,
    "created": lambda app: iso(app.created),
    "lastUpdated": lambda app: iso(app.last_updated),
}


def app_record(app: App) -> api.AppRecord:
    """An instance as the API tells of it."""
    return api.AppRecord(
        app.id, app.name, app.label, app.active, app.created, app.updated, app.sign_on_mode, app.settings,
        app.visibility, app.number,
    )  # fmt: skip


class AppOperations:
    """The operations on instances and assignments."""

    def __init__(self, org: Org) -> None:
        self._org = org

    def listed(self, message: api.ListApps, caller: Caller) -> Page[api.AppRecord]:
        """A page of instances. Raises E0000053, E0000029 or E0000001 for what cannot be asked.

        Besides the fields, ``user.id`` and ``group.id`` may be asked for: the instances that one has.
        """
        found = [app_record(app) for app in self._org.apps.all()]
        if message.q:
            given = message.q.casefold()
            found = [
                one for one in found if one.label.casefold().startswith(given) or one.name.startswith(given)
            ]
        if message.filter is not None:
            check_filter(message.filter, {*FIELDS, "user.id", "group.id"})
            fields: dict[str, Field] = {**FIELDS, "user.id": self._user_ids, "group.id": self._group_ids}
            wanted = matcher(message.filter, case_exact=False)
            found = [one for one in found if wanted(_many(fields, one))]
        count = size(message.limit, USUAL, MOST)
        return numbered_page("app", found, lambda one: one.number, message.after, count)

    def add(self, message: api.AddApp, caller: Caller) -> api.AppRecord:
        """A new instance; raises E0000040 for a label that is taken, E0000001 for one that is empty or too long."""
        self._check_label(message.label, None)
        made = CreateApp(
            message.label, message.sign_on_mode, office365=message.name == "office365", groups=frozenset()
        )
        AppAdmin(self._org, caller.actor).create_app(made, Anonymous())
        app = self._org.apps.find(message.label)
        app.name, app.active = message.name, message.activate
        app.settings, app.visibility = message.settings, message.visibility
        return app_record(app)

    def read(self, message: api.ReadApp, caller: Caller) -> api.AppRecord:
        """One instance; raises E0000007."""
        return app_record(self._org.apps.by_id(message.app))

    def replace(self, message: api.ReplaceApp, caller: Caller) -> api.AppRecord:
        """Another label and other settings; raises E0000007, E0000040 or E0000001."""
        app = self._org.apps.by_id(message.app)
        self._check_label(message.label, app)
        self._org.apps.rename(app, message.label)
        app.settings, app.visibility = message.settings, message.visibility
        self._touched(caller, "application.lifecycle.update", app)
        return app_record(app)

    def delete(self, message: api.DeleteApp, caller: Caller) -> None:
        """Delete an inactive instance; raises E0000007, or E0000006 for an active one."""
        app = self._org.apps.by_id(message.app)
        if app.active:
            raise forbidden()
        self._org.apps.remove(app)
        self._touched(caller, "application.lifecycle.delete", app)

    def switch(self, message: api.SwitchApp, caller: Caller) -> None:
        """Activate or deactivate; raises E0000007. Where it is so already, nothing happens."""
        app = self._org.apps.by_id(message.app)
        active = message.operation == "activate"
        if app.active != active:
            app.active = active
            self._touched(caller, f"application.lifecycle.{message.operation}", app)

    def users(self, message: api.ListAppUsers, caller: Caller) -> Page[api.AppUserRecord]:
        """A page of who has the app; raises E0000007."""
        app = self._org.apps.by_id(message.app)
        given = (message.q or "").casefold()
        found = (
            self._app_user(app, person)
            for person in self._org.directory.everybody()
            if self._has(app, person) and person.login.casefold().startswith(given)
        )
        count = size(message.limit, USUAL_OF_USERS, MOST_OF_USERS)
        return numbered_page("app user", found, lambda one: one.user.number, message.after, count)

    def user(self, message: api.ReadAppUser, caller: Caller) -> api.AppUserRecord:
        """One person who has the app; raises E0000007."""
        app, person = self._org.apps.by_id(message.app), self._org.directory.named(message.user)
        if not self._has(app, person):
            raise not_found("AppUser", message.user)
        return self._app_user(app, person)

    def assign_user(self, message: api.AssignAppUser, caller: Caller) -> api.AppUserRecord:
        """Give the app to a person; raises E0000007, or E0000001 for who is deactivated."""
        app, person = self._org.apps.by_id(message.app), self._org.directory.named(message.user)
        if person.status == "DEPROVISIONED":
            raise validation_failed("user", "user: a deactivated user cannot be assigned to an application")
        if person.id not in app.users:
            app.users[person.id] = self._org.now()
            self._touched(caller, "application.user_membership.add", app, _target(person))
        return self._app_user(app, person)

    def remove_user(self, message: api.RemoveAppUser, caller: Caller) -> None:
        """Take the app from a person; raises E0000007, or E0000001 for who has it by a group only."""
        app, person = self._org.apps.by_id(message.app), self._org.directory.named(message.user)
        if person.id not in app.users:
            if self._has(app, person):
                raise validation_failed("user", "user: the application is assigned to the user by a group")
            raise not_found("AppUser", message.user)
        del app.users[person.id]
        self._touched(caller, "application.user_membership.remove", app, _target(person))

    def groups(self, message: api.ListAppGroups, caller: Caller) -> Page[api.AppGroupRecord]:
        """A page of the groups that have the app; raises E0000007."""
        app = self._org.apps.by_id(message.app)
        groups = [group for group in self._org.groups.all() if group.name in app.groups]
        found = [api.AppGroupRecord(group_record(group), place) for place, group in enumerate(groups)]
        count = size(message.limit, USUAL, MOST)
        return numbered_page("app group", found, lambda one: one.group.number, message.after, count)

    def assign_group(self, message: api.AssignAppGroup, caller: Caller) -> api.AppGroupRecord:
        """Give the app to a group; raises E0000007."""
        app, group = self._org.apps.by_id(message.app), self._org.groups.find(message.group)
        if group.name not in app.groups:
            app.groups |= {group.name}
            self._touched(caller, "group.application_assignment.add", app, _group_target(group))
        return api.AppGroupRecord(group_record(group), 0)

    def remove_group(self, message: api.RemoveAppGroup, caller: Caller) -> None:
        """Take the app from a group; raises E0000007."""
        app, group = self._org.apps.by_id(message.app), self._org.groups.find(message.group)
        if group.name not in app.groups:
            raise not_found("AppGroup", message.group)
        app.groups -= {group.name}
        self._touched(caller, "group.application_assignment.remove", app, _group_target(group))

    def _has(self, app: App, person: Person) -> bool:
        by_group = person.status != "DEPROVISIONED" and not app.groups.isdisjoint(person.groups)
        return by_group or person.id in app.users

    def _app_user(self, app: App, person: Person) -> api.AppUserRecord:
        own = person.id in app.users
        assigned = app.users[person.id] if own else max(app.created, person.created)
        return api.AppUserRecord(user_record(person), "USER" if own else "GROUP", assigned)

    def _user_ids(self, record: api.AppRecord) -> list[str]:
        app = self._org.apps.by_id(record.id)
        return [one.id for one in self._org.directory.everybody() if self._has(app, one)]

    def _group_ids(self, record: api.AppRecord) -> list[str]:
        app = self._org.apps.by_id(record.id)
        return [group.id for group in self._org.groups.all() if group.name in app.groups]

    def _check_label(self, label: str, app: App | None) -> None:
        if not label.strip():
            raise validation_failed("label", "label: The field cannot be left blank")
        if len(label) > LONGEST_LABEL:
            raise validation_failed("label", f"label: must be at most {LONGEST_LABEL} characters")
        if self._org.apps.taken(label) and (app is None or self._org.apps.find(label) is not app):
            raise label_taken()

    def _touched(self, caller: Caller, event_type: str, app: App, *targets: Target) -> None:
        app.updated = self._org.now()
        self._org.log.append(
            event_type, actor=caller.actor, targets=(*targets, app.target), details={"app": app.label}
        )


def _many(fields: Mapping[str, Field], record: object) -> Any:
    def values(path: str) -> Any:
        found = fields[path](record)
        return found if isinstance(found, list) else (found,)

    return values


def _target(person: Person) -> Target:
    return Target(person.id, "User", person.login, person.login)


def _group_target(group: Group) -> Target:
    return Target(group.id, "UserGroup", group.name)
