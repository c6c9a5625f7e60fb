"""Scopes as API clients write and read them: they name records by id or name, and get both."""

from __future__ import annotations

from collections.abc import Iterable

from fake_jamf.database import Database
from fake_jamf.errors import JamfError, bad_request
from fake_jamf.inventory import ComputerRecord
from fake_jamf.messages import Scope
from fake_jamf.speech.key import Key, Reference
from fake_jamf.speech.policies import ScopeEdit, ScopeReferences


def read_scope(database: Database, edit: ScopeEdit) -> Scope:
    """The scope that a client wrote. Raises BAD_REQUEST where it names what is not there."""
    return Scope(
        all_computers=edit.all_computers,
        computers=_computers(database, edit.computers),
        computer_groups=_groups(database, edit.computer_groups),
        limit_to_users=frozenset(edit.limit_to_users),
        exclude_computers=_computers(database, edit.exclude_computers),
        exclude_computer_groups=_groups(database, edit.exclude_computer_groups),
        exclude_users=frozenset(edit.exclude_users),
    )


def references(database: Database, scope: Scope, scripts: Iterable[str] = ()) -> ScopeReferences:
    """What a scope names, with ids; a computer that never enrolled has none and is left out."""
    records = (
        database.inventory.find_by_name(name) for name in sorted(scope.computers | scope.exclude_computers)
    )
    groups = sorted(scope.computer_groups | scope.exclude_computer_groups)
    by_name = {script.name: script.id for script in database.scripts} if scripts else {}
    return ScopeReferences(
        computers=tuple(computer_reference(record) for record in records if record is not None),
        groups=tuple(
            Reference(database.groups.membership(name).id, name) for name in groups if name in database.groups
        ),
        scripts=tuple(Reference(by_name[name], name) for name in scripts if name in by_name),
    )


def computer_reference(record: ComputerRecord) -> Reference:
    """A computer as others refer to it."""
    return Reference(record.id, record.name, record.udid, record.serial_number)


def _computers(database: Database, keys: tuple[Key, ...]) -> frozenset[str]:
    names = set()
    for key in keys:
        try:
            names.add(database.inventory.by_key(key).name)
        except JamfError:
            raise bad_request(f"Unable to match computer with {key}") from None
    return frozenset(names)


def _groups(database: Database, keys: tuple[Key, ...]) -> frozenset[str]:
    names = set()
    for key in keys:
        try:
            names.add(database.groups.by_key(key).name)
        except JamfError:
            raise bad_request(f"Unable to match computer group with {key}") from None
    return frozenset(names)
