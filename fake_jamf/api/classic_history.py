"""What happened on computers in the Classic API: histories with their policy logs, MDM commands, flushing."""

from __future__ import annotations

import re
from typing import Any, Final

from fake_jamf.api.call import Call
from fake_jamf.api.classic_computers import KEYS
from fake_jamf.api.row import ApiRow, classic
from fake_jamf.api.times import classic_times
from fake_jamf.messages import PolicyLogEntry
from fake_jamf.speech.computers import (
    CommandKind,
    ComputerHistory,
    ListMdmCommands,
    MdmCommand,
    ReadComputerHistory,
    SendMdmCommand,
)
from fake_jamf.speech.key import Key, KeyKind
from fake_jamf.speech.policies import FlushLogs
from fake_jamf.wire_text import Unreadable

Tree = dict[str, Any]

COMMANDS: Final[dict[str, CommandKind]] = {
    "UnmanageDevice": "UNMANAGE_DEVICE",
    "EraseDevice": "ERASE_DEVICE",
    "DeviceLock": "DEVICE_LOCK",
}
"""The commands by their names here. BlankPush went with version 11.28 and is left out."""

_NAMES: Final = {kind: name for name, kind in COMMANDS.items()} | {
    "BLANK_PUSH": "BlankPush",
    "INSTALL_FRAMEWORK": "InstallEnterpriseApplication",
}

_DAY_S: Final = 86_400
_COUNTS: Final = {"zero": 0, "one": 1, "two": 2, "three": 3, "six": 6}
_UNITS: Final = {"days": _DAY_S, "weeks": 7 * _DAY_S, "months": 30 * _DAY_S, "years": 365 * _DAY_S}


def _history(history: ComputerHistory, call: Call) -> Tree:
    computer = history.details.computer
    empty = ("casper_remote_logs", "screen_sharing_logs", "casper_imaging_logs", "mac_app_store_applications")
    parts: Tree = {
        "general": {
            "id": computer.id,
            "name": computer.name,
            "udid": computer.udid,
            "serial_number": computer.serial_number,
            "mac_address": "",
        },
        "computer_usage_logs": [],
        "audits": [],
        "policy_logs": [_log(entry) for entry in history.policy_logs],
        **{name: [] for name in empty},
        "commands": _commands(history.commands),
        "user_location": [],
    }
    subset = call.values.get("subset")
    if subset is not None:
        wanted = {part.strip().lower().replace("_", "") for part in subset.split("&")}
        parts = {name: part for name, part in parts.items() if name.replace("_", "") in wanted}
    return {"computer_history": parts}


def _log(entry: PolicyLogEntry) -> Tree:
    return {
        "policy_id": entry.policy_id,
        "policy_name": entry.policy,
        "username": entry.username,
        **classic_times("date_completed", entry.at),
        "status": entry.status,
    }


def _commands(commands: tuple[MdmCommand, ...]) -> Tree:
    return {
        "completed": [
            {"name": _NAMES[one.kind], **classic_times("completed", one.completed_at), "username": ""}
            for one in commands
            if one.state == "ACKNOWLEDGED"
        ],
        "pending": [
            {
                "name": _NAMES[one.kind],
                "status": "Pending",
                **classic_times("issued", one.sent_at),
                "username": "",
            }
            for one in commands
            if one.state == "PENDING"
        ],
        "failed": [],
    }


def _history_by(by: KeyKind) -> tuple[ApiRow, ...]:
    path = f"computerhistory/{by}/{{value}}"
    read = lambda call: ReadComputerHistory(call.key(by))  # noqa: E731
    return (
        classic(path, ReadComputerHistory, read, _history),
        classic(f"{path}/subset/{{subset}}", ReadComputerHistory, read, _history),
    )


# --- commands ---------------------------------------------------------------------------------------------


def _send(call: Call) -> SendMdmCommand:
    name, ids = call.values["command"], call.values["ids"]
    if name not in COMMANDS:
        raise Unreadable(f"there is no command {name}")
    keys = tuple(Key("id", one.strip()) for one in ids.split(","))
    return SendMdmCommand(keys, COMMANDS[name])


def _sent(commands: tuple[MdmCommand, ...], call: Call) -> Tree:
    return {
        "computer_command": {
            "command": [
                {"name": _NAMES[one.kind], "command_uuid": one.uuid, "computer_id": one.computer_id}
                for one in commands
            ]
        }
    }


def _all(commands: tuple[MdmCommand, ...], call: Call) -> Tree:
    return {
        "computer_commands": [
            {
                "name": _NAMES[one.kind],
                "command_uuid": one.uuid,
                "computer_id": one.computer_id,
                "status": "Completed" if one.state == "ACKNOWLEDGED" else "Pending",
            }
            for one in commands
        ]
    }


# --- flushing ---------------------------------------------------------------------------------------------


def older_than_s(interval: str) -> int:
    """Seconds in an interval such as ``Three+Weeks``. Raises ``Unreadable``."""
    words = re.split(r"[+ ]", interval.strip().lower())
    if len(words) != 2 or words[0] not in _COUNTS or words[1] not in _UNITS:
        raise Unreadable("an interval is one of Zero, One, Two, Three, Six and Days, Weeks, Months, Years")
    return _COUNTS[words[0]] * _UNITS[words[1]]


def _flush_one(call: Call) -> FlushLogs:
    return FlushLogs(Key("id", call.values["id"]), None, older_than_s(call.values["interval"]))


def _flush_all(call: Call) -> FlushLogs:
    return FlushLogs(None, None, older_than_s(call.values["interval"]))


def _flush_computers(call: Call) -> FlushLogs:
    root = call.xml("logflush")
    if (root.text("log") or "").lower() not in ("policy", "policies"):
        raise Unreadable("log: policy is expected")
    return FlushLogs(None, root.keys("computers/computer"), older_than_s(root.text("interval") or ""))


def _flushed(count: int, call: Call) -> Tree:
    return {"logflush": {"log": "policy", "interval": call.values.get("interval", ""), "entries": count}}


def _flushing(path: str, read: Any) -> ApiRow:
    return ApiRow("DELETE", f"/JSSResource/{path}", FlushLogs, read, _flushed, answered_in="xml")


ROWS: Final = (
    *(row for by in KEYS for row in _history_by(by)),
    classic("computercommands", ListMdmCommands, lambda call: ListMdmCommands(), _all),
    *(
        ApiRow(
            "POST", f"/JSSResource/computercommands/command/{path}", SendMdmCommand, _send, _sent, 201, "xml"
        )
        for path in ("{command}/id/{ids}", "{command}/passcode/{passcode}/id/{ids}")
    ),
    _flushing("logflush/policy/id/{id}/interval/{interval}", _flush_one),
    *(_flushing(f"logflush/{word}/interval/{{interval}}", _flush_all) for word in ("policy", "policies")),
    _flushing("logflush", _flush_computers),
)
