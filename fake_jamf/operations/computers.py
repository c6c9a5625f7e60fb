"""Computers' records, as API clients read and edit them."""

from __future__ import annotations

from dataclasses import replace

from fake_jamf.accounts import Account
from fake_jamf.carrying_out import carry_out
from fake_jamf.database import Database
from fake_jamf.errors import bad_request, duplicate
from fake_jamf.inventory import ComputerRecord
from fake_jamf.mdm import PRIVILEGES, management_id
from fake_jamf.messages import EnrollComputer
from fake_jamf.operations.operation import Operation, Operations, changed, needs
from fake_jamf.operations.renaming import rename_computer
from fake_jamf.speech.computers import (
    AttributeValue,
    ComputerDetails,
    ComputerEdit,
    ComputerHistory,
    CreateComputer,
    EditComputer,
    FindComputer,
    ListComputerDetails,
    ListMdmCommands,
    MatchComputers,
    MdmCommand,
    ReadComputerHistory,
    RemoveComputer,
    SendMdmCommand,
)
from fake_jamf.speech.key import Key
from fake_jamf.wildcard import matches


def details(database: Database, record: ComputerRecord) -> ComputerDetails:
    """A record with all that the server knows of it."""
    definition = database.inventory.attributes.find
    attributes = [(definition(name), value) for name, value in record.extension_attributes]
    return ComputerDetails(
        computer=record.as_message(),
        management_id=management_id(record.udid),
        asset_tag=record.asset_tag,
        location=record.location,
        console_user=record.console_user,
        local_users=record.local_users,
        certificates=record.certificates,
        profiles=record.profiles,
        memberships=tuple([database.groups.membership(name) for name in sorted(record.groups)]),
        attributes=tuple(
            [
                AttributeValue(one.id, one.name, one.data_type, one.input_type, value)
                for one, value in attributes
                if one is not None
            ]
        ),
    )


def find(database: Database, key: Key) -> ComputerRecord:
    """The record that a key addresses; also by what MDM knows it. Raises NOT_FOUND."""
    if key.by == "managementId":
        for record in database.inventory:
            if management_id(record.udid) == key.value.lower():
                return record
    return database.inventory.by_key(key)


def _find(database: Database, message: FindComputer, by: Account) -> ComputerDetails:
    return details(database, find(database, message.key))


def _list(database: Database, message: ListComputerDetails, by: Account) -> tuple[ComputerDetails, ...]:
    return tuple(details(database, record) for record in database.inventory)


def _match(database: Database, message: MatchComputers, by: Account) -> tuple[ComputerDetails, ...]:
    def known(record: ComputerRecord) -> tuple[str, ...]:
        return (record.name, record.serial_number, record.udid, record.owner, record.location.email)

    return tuple(
        details(database, record)
        for record in database.inventory
        if any(matches(message.pattern, text) for text in known(record))
    )


def _create(database: Database, message: CreateComputer, by: Account) -> int:
    edit = message.edit
    if not edit.name:
        raise bad_request("A computer needs a name")
    _check(database, edit)
    udid = message.udid or management_id(f"{edit.name} {database.now()}").upper()
    if database.inventory.find(udid) is not None:
        raise duplicate("UDID")
    enrolled = EnrollComputer(udid, edit.serial_number or "", edit.name, "", edit.owner or "")
    record = database.inventory.enroll(enrolled, database.now())
    record.managed = False
    _write(database, record, edit, by)
    changed(database, "computer", record.name, by, "created")
    return record.id


def _edit(database: Database, message: EditComputer, by: Account) -> ComputerDetails:
    record = find(database, message.key)
    _check(database, message.edit)
    _write(database, record, message.edit, by)
    changed(database, "computer", record.name, by, "updated")
    return details(database, record)


def _check(database: Database, edit: ComputerEdit) -> None:
    for key, _ in edit.attributes:
        database.inventory.attributes.by_key(key)


def _write(database: Database, record: ComputerRecord, edit: ComputerEdit, by: Account) -> None:
    old = record.name
    name = old if edit.name is None else edit.name
    serial_number = record.serial_number if edit.serial_number is None else edit.serial_number
    if (name, serial_number) != (old, record.serial_number):
        database.inventory.identify(record, name, serial_number)
        rename_computer(database, old, name)
    if edit.owner is not None:
        database.inventory.assign(record, edit.owner)
    record.asset_tag = record.asset_tag if edit.asset_tag is None else edit.asset_tag
    if edit.location:
        record.location = replace(record.location, **dict(edit.location))
    _write_attributes(database, record, edit)
    if edit.managed is not None and edit.managed != record.managed:
        record.managed = edit.managed
        state = "managed" if record.managed else "unmanaged"
        database.log.write(f"computer.{state}", record.udid, state, by=by.username)
    database.groups.recalculate(record)


def _write_attributes(database: Database, record: ComputerRecord, edit: ComputerEdit) -> None:
    if not edit.attributes:
        return
    values = dict(record.extension_attributes)
    for key, value in edit.attributes:
        values[database.inventory.attributes.by_key(key).name] = value
    record.extension_attributes = tuple(values.items())


def _remove(database: Database, message: RemoveComputer, by: Account) -> int:
    record = find(database, message.key)
    database.inventory.delete(record)
    database.history.flush(computer_id=record.id)
    database.mdm.forget(record.id)
    database.log.write(
        "computer.deleted",
        record.udid,
        "deleted",
        computer_id=record.id,
        serial_number=record.serial_number,
        by=by.username,
    )
    return record.id


def _history(database: Database, message: ReadComputerHistory, by: Account) -> ComputerHistory:
    record = find(database, message.key)
    logs = database.history.entries(computer_id=record.id)
    return ComputerHistory(details(database, record), logs, database.mdm.of(record.id))


def _send(database: Database, message: SendMdmCommand, by: Account) -> tuple[MdmCommand, ...]:
    records = [find(database, key) for key in message.keys]
    sent = tuple(database.mdm.send(record, message.kind, database.now()) for record in records)
    for record in records:
        database.log.write(
            "change", record.name, "updated", message.kind, object="MDM command", by=by.username
        )
        if database.assumptions.mdm_commands_carried_out == "at_once":
            carry_out(database, record)
    return sent


def _commands(database: Database, message: ListMdmCommands, by: Account) -> tuple[MdmCommand, ...]:
    return database.mdm.all()


OPERATIONS: Operations = {
    FindComputer: needs("Read Computers", _find),
    ListComputerDetails: needs("Read Computers", _list),
    MatchComputers: needs("Read Computers", _match),
    CreateComputer: needs("Create Computers", _create),
    EditComputer: needs("Update Computers", _edit),
    RemoveComputer: needs("Delete Computers", _remove),
    ReadComputerHistory: needs("Read Computers", _history),
    SendMdmCommand: Operation(lambda database, message: PRIVILEGES[message.kind], _send),
    ListMdmCommands: needs("View MDM command information in Jamf Pro API", _commands),
}
