"""MDM commands in the Jamf Pro API."""

from __future__ import annotations

from typing import Any, Final

from fake_jamf.api.call import Call
from fake_jamf.api.listing import listed
from fake_jamf.api.row import ApiRow, pro
from fake_jamf.api.rsql import Field
from fake_jamf.api.times import iso
from fake_jamf.speech.computers import CommandKind, ListMdmCommands, MdmCommand, SendMdmCommand
from fake_jamf.speech.key import Key
from fake_jamf.wire_text import Unreadable

Tree = dict[str, Any]

_TYPES: Final[dict[str, CommandKind]] = {"ERASE_DEVICE": "ERASE_DEVICE", "DEVICE_LOCK": "DEVICE_LOCK"}
_NAMES: Final = {"INSTALL_FRAMEWORK": "INSTALL_ENTERPRISE_APPLICATION"}

_FIELDS: Final = {
    "uuid": Field("text", lambda one: one.uuid),
    "command": Field("text", lambda one: _NAMES.get(one.kind, one.kind)),
    "commandType": Field("text", lambda one: _NAMES.get(one.kind, one.kind)),
    "status": Field("text", lambda one: one.state),
    "commandState": Field("text", lambda one: one.state),
    "clientManagementId": Field("text", lambda one: one.management_id),
    "managementId": Field("text", lambda one: one.management_id),
    "client.managementId": Field("text", lambda one: one.management_id),
    "clientType": Field("text", lambda one: "COMPUTER"),
    "validAfter": Field("time", lambda one: None),
    "profileId": Field("text", lambda one: None),
    "profileIdentifier": Field("text", lambda one: None),
    "active": Field("truth", lambda one: one.state == "PENDING"),
    "dateSent": Field("time", lambda one: one.sent_at),
    "dateCompleted": Field("time", lambda one: one.completed_at or 0),
}


def _command(command: MdmCommand) -> Tree:
    """A command that waits has the epoch as its date of completion: clients demand one."""
    return {
        "uuid": command.uuid,
        "dateSent": iso(command.sent_at),
        "dateCompleted": iso(command.completed_at or 0),
        "client": {"managementId": command.management_id, "clientType": "COMPUTER"},
        "commandState": command.state,
        "commandType": _NAMES.get(command.kind, command.kind),
    }


def _commands(commands: tuple[MdmCommand, ...], call: Call) -> Tree:
    return listed(commands, call, _FIELDS, _command)


def _list(call: Call) -> ListMdmCommands:
    if not call.parameter("filter"):
        raise Unreadable("filter is missing")
    return ListMdmCommands()


def _send(call: Call) -> SendMdmCommand:
    body = call.json()
    kind = body.part("commandData").required("commandType")
    if kind not in _TYPES:
        raise Unreadable(f"commandType: one of {', '.join(_TYPES)} is expected")
    clients = body.parts("clientData") or []
    if not clients:
        raise Unreadable("clientData is missing")
    return SendMdmCommand(
        tuple(Key("managementId", one.required("managementId")) for one in clients), _TYPES[kind]
    )


def _sent(commands: tuple[MdmCommand, ...], call: Call) -> list[Tree]:
    return [{"id": one.uuid, "href": f"/api/v2/mdm/commands/{one.uuid}"} for one in commands]


def _push(call: Call) -> SendMdmCommand:
    ids = call.json().texts("clientManagementIds") or []
    return SendMdmCommand(tuple(Key("managementId", one) for one in ids), "BLANK_PUSH")


def _pushed(commands: tuple[MdmCommand, ...], call: Call) -> Tree:
    return {"errorUuids": []}


ROWS: Final[tuple[ApiRow, ...]] = (
    pro("GET", "v2/mdm/commands", ListMdmCommands, _list, _commands),
    pro("POST", "v2/mdm/commands", SendMdmCommand, _send, _sent, 201),
    pro("POST", "v2/mdm/blank-push", SendMdmCommand, _push, _pushed),
)
