"""Computer groups, as API clients read and edit them."""

from __future__ import annotations

from fake_jamf.accounts import Account
from fake_jamf.database import Database
from fake_jamf.errors import bad_request, duplicate, not_found
from fake_jamf.operations.computers import find as find_computer
from fake_jamf.operations.operation import Operation, Operations, changed
from fake_jamf.operations.renaming import rename_group
from fake_jamf.speech.computers import Membership
from fake_jamf.speech.groups import (
    ComputerGroup,
    CreateComputerGroup,
    EditComputerGroup,
    FindComputerGroup,
    GroupEdit,
    ListComputerGroups,
    RemoveComputerGroup,
)
from fake_jamf.speech.key import Key, Reference


def _list(database: Database, message: ListComputerGroups, by: Account) -> tuple[ComputerGroup, ...]:
    members: dict[str, list[Reference]] = {}
    for record in database.inventory:
        for name in record.groups:
            members.setdefault(name, []).append(
                Reference(record.id, record.name, record.udid, record.serial_number)
            )
    return tuple(
        _group(database, group, members.get(group.name, []))
        for group in database.groups.memberships()
        if message.smart in (None, group.smart)
    )


def _find(database: Database, message: FindComputerGroup, by: Account) -> ComputerGroup:
    group = _meant(database, message)
    members = [
        Reference(record.id, record.name, record.udid, record.serial_number)
        for record in database.inventory
        if group.name in record.groups
    ]
    return _group(database, group, members)


def _meant(
    database: Database, message: FindComputerGroup | EditComputerGroup | RemoveComputerGroup
) -> Membership:
    group = database.groups.by_key(message.key)
    if message.smart not in (None, group.smart):
        raise not_found(f"computer group with {message.key}")
    return group


def _group(database: Database, group: Membership, members: list[Reference]) -> ComputerGroup:
    criteria = database.groups.criteria(group.name)
    return ComputerGroup(group.id, group.name, group.smart, criteria, tuple(members))


def _create(database: Database, message: CreateComputerGroup, by: Account) -> int:
    name, edit = message.edit.name or "", message.edit
    if not name:
        raise bad_request("A group needs a name")
    if name in database.groups:
        raise duplicate("name")
    if message.smart:
        database.groups.set_smart(name, edit.criteria or ())
    else:
        computers = _names(database, (*(edit.computers or ()), *edit.additions))
        database.groups.set_static(name, computers)
    changed(database, _kind(smart=message.smart), name, by, "created")
    return database.groups.membership(name).id


def _edit(database: Database, message: EditComputerGroup, by: Account) -> int:
    group, edit = _meant(database, message), message.edit
    computers = None if group.smart else _computers(database, group.name, edit)
    name = edit.name or group.name
    if name != group.name and name in database.groups:
        raise duplicate("name")
    if group.smart and edit.criteria is not None:
        database.groups.set_smart(group.name, edit.criteria)
    if computers is not None:
        database.groups.set_static(group.name, computers)
    database.groups.rename(group.name, name)
    rename_group(database, group.name, name)
    changed(database, _kind(smart=group.smart), name, by, "updated")
    return group.id


def _computers(database: Database, name: str, edit: GroupEdit) -> frozenset[str]:
    """The computers of a static group after an edit."""
    kept = database.groups.computers(name) if edit.computers is None else _names(database, edit.computers)
    return kept - _names(database, edit.deletions) | _names(database, edit.additions)


def _remove(database: Database, message: RemoveComputerGroup, by: Account) -> int:
    group = _meant(database, message)
    database.groups.remove(group.name)
    rename_group(database, group.name, None)
    changed(database, _kind(smart=group.smart), group.name, by, "deleted")
    return group.id


def _names(database: Database, keys: tuple[Key, ...]) -> frozenset[str]:
    return frozenset(find_computer(database, key).name for key in keys)


def _kind(*, smart: bool) -> str:
    return "smart group" if smart else "static group"


def _noun(*, smart: bool) -> str:
    return "Smart Computer Groups" if smart else "Static Computer Groups"


def _reading(*, smart: bool | None) -> tuple[str, ...]:
    kinds = (True, False) if smart is None else (smart,)
    return tuple(f"Read {_noun(smart=kind)}" for kind in kinds)


def _of_the_group(verb: str) -> Operation:
    """The privilege is that of the group's kind; who has neither learns nothing of which groups there are."""
    rule = _edit if verb == "Update" else _remove

    def privileges(database: Database, message: EditComputerGroup | RemoveComputerGroup) -> tuple[str, ...]:
        found = [one.smart for one in database.groups.memberships() if _is(one, message.key)]
        if message.smart is not None:
            found = [message.smart]
        if found:
            return (f"{verb} {_noun(smart=found[0])}",)
        return (f"{verb} Smart Computer Groups", f"{verb} Static Computer Groups")

    return Operation(privileges, rule)


def _is(group: Membership, key: Key) -> bool:
    return key.value == (str(group.id) if key.by == "id" else group.name)


OPERATIONS: Operations = {
    ListComputerGroups: Operation(lambda database, message: _reading(smart=message.smart), _list),
    FindComputerGroup: Operation(lambda database, message: _reading(smart=message.smart), _find),
    CreateComputerGroup: Operation(
        lambda database, message: (f"Create {_noun(smart=message.smart)}",), _create
    ),
    EditComputerGroup: _of_the_group("Update"),
    RemoveComputerGroup: _of_the_group("Delete"),
}
