"""Configuration profiles, as API clients read and edit them."""

from __future__ import annotations

from fake_jamf import scope
from fake_jamf.accounts import Account
from fake_jamf.database import Database
from fake_jamf.messages import ConfigurationProfile, Scope
from fake_jamf.operations.operation import Operations, changed, needs
from fake_jamf.operations.scoping import read_scope, references
from fake_jamf.profiles import ProfileRecord
from fake_jamf.speech.policies import (
    CreateProfile,
    EditProfile,
    FindProfile,
    FoundProfile,
    ListProfiles,
    ProfileEdit,
    RemoveProfile,
)

_NEW = ConfigurationProfile("", (), Scope(all_computers=False))


def _found(database: Database, record: ProfileRecord) -> FoundProfile:
    return FoundProfile(record.id, record.uuid, record.profile, references(database, record.profile.scope))


def _list(database: Database, message: ListProfiles, by: Account) -> tuple[FoundProfile, ...]:
    return tuple(_found(database, record) for record in database.profiles)


def _find(database: Database, message: FindProfile, by: Account) -> FoundProfile:
    return _found(database, database.profiles.by_key(message.key))


def _create(database: Database, message: CreateProfile, by: Account) -> int:
    return _save(database, None, message.edit, by)


def _edit(database: Database, message: EditProfile, by: Account) -> int:
    return _save(database, database.profiles.by_key(message.key), message.edit, by)


def _save(database: Database, earlier: ProfileRecord | None, edit: ProfileEdit, by: Account) -> int:
    profile = _NEW if earlier is None else earlier.profile
    edited = ConfigurationProfile(
        name=profile.name if edit.name is None else edit.name,
        settings=profile.settings if edit.settings is None else edit.settings,
        scope=profile.scope if edit.scope is None else read_scope(database, edit.scope),
    )
    scope.check(edited.scope, database.groups)
    number = database.profiles.save(earlier, edited)
    changed(database, "profile", edited.name, by, "created" if earlier is None else "updated")
    return number


def _remove(database: Database, message: RemoveProfile, by: Account) -> int:
    record = database.profiles.by_key(message.key)
    database.profiles.remove(record)
    changed(database, "profile", record.profile.name, by, "deleted")
    return record.id


OPERATIONS: Operations = {
    ListProfiles: needs("Read macOS Configuration Profiles", _list),
    FindProfile: needs("Read macOS Configuration Profiles", _find),
    CreateProfile: needs("Create macOS Configuration Profiles", _create),
    EditProfile: needs("Update macOS Configuration Profiles", _edit),
    RemoveProfile: needs("Delete macOS Configuration Profiles", _remove),
}
