"""Users of the inventory, as API clients read and edit them."""

from __future__ import annotations

from dataclasses import replace

from fake_jamf.accounts import Account
from fake_jamf.database import Database
from fake_jamf.errors import bad_request, not_found
from fake_jamf.inventory import ComputerRecord
from fake_jamf.operations.operation import Operations, changed, given, needs
from fake_jamf.operations.scoping import computer_reference
from fake_jamf.speech.key import Key
from fake_jamf.speech.settings import (
    CreateUser,
    EditUser,
    FindUser,
    ListUserRecords,
    RemoveUser,
    User,
    UserEdit,
)
from fake_jamf.users import UserDetails


def _all(database: Database) -> list[User]:
    owned: dict[str, list[ComputerRecord]] = {}
    for record in database.inventory:
        if record.owner:
            owned.setdefault(record.owner, []).append(record)
    return [
        _user(database, number, name, owned.get(name, []))
        for number, name in database.users.numbered(database.inventory.users())
    ]


def _user(database: Database, number: int, name: str, computers: list[ComputerRecord]) -> User:
    """What was entered about a user, or what their first computer's record says of them."""
    details = database.users.details(name)
    if details is None:
        place = computers[0].location
        details = UserDetails(place.real_name, place.email, place.phone, place.position)
    references = tuple(computer_reference(record) for record in computers)
    return User(number, name, details.full_name, details.email, details.phone, details.position, references)


def _one(database: Database, key: Key) -> User:
    for user in _all(database):
        if key.value == (str(user.id) if key.by == "id" else user.name):
            return user
    raise not_found(f"user with {key}")


def _list(database: Database, message: ListUserRecords, by: Account) -> tuple[User, ...]:
    return tuple(_all(database))


def _find(database: Database, message: FindUser, by: Account) -> tuple[User, ...]:
    if message.key.by != "email":
        return (_one(database, message.key),)
    found = tuple(user for user in _all(database) if user.email and user.email == message.key.value)
    if not found:
        raise not_found(f"user with {message.key}")
    return found


def _create(database: Database, message: CreateUser, by: Account) -> int:
    name = message.edit.name or ""
    database.users.create(name, database.inventory.users())
    _enter(database, name, UserDetails(), message.edit)
    changed(database, "user", name, by, "created")
    return _one(database, Key("name", name)).id


def _edit(database: Database, message: EditUser, by: Account) -> int:
    user, edit = _one(database, message.key), message.edit
    name = user.name if edit.name is None else edit.name
    database.users.rename(user.name, name, database.inventory.users())
    for computer in user.computers:
        database.inventory.assign(database.inventory.by_udid(computer.udid), name)
    _enter(database, name, UserDetails(user.full_name, user.email, user.phone, user.position), edit)
    changed(database, "user", name, by, "updated")
    return user.id


def _enter(database: Database, name: str, details: UserDetails, edit: UserEdit) -> None:
    entered = {field: value for field, value in given(edit).items() if field != "name"}
    database.users.enter(name, replace(details, **entered))


def _remove(database: Database, message: RemoveUser, by: Account) -> int:
    user = _one(database, message.key)
    if user.computers:
        raise bad_request(f"{user.name} has computers")
    database.users.remove(user.name)
    changed(database, "user", user.name, by, "deleted")
    return user.id


OPERATIONS: Operations = {
    ListUserRecords: needs("Read User", _list),
    FindUser: needs("Read User", _find),
    CreateUser: needs("Create User", _create),
    EditUser: needs("Update User", _edit),
    RemoveUser: needs("Delete User", _remove),
}
