"""MDM commands: queued for a computer, and carried out when it is heard of next."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from uuid import UUID

from fake_jamf.inventory import ComputerRecord
from fake_jamf.speech.computers import CommandKind, MdmCommand

PRIVILEGES: dict[CommandKind, tuple[str, ...]] = {
    "UNMANAGE_DEVICE": ("Send Computer Unmanage Command",),
    "ERASE_DEVICE": ("Send Computer Remote Wipe Command",),
    "DEVICE_LOCK": ("Send Computer Remote Lock Command",),
    "BLANK_PUSH": ("Send Blank Pushes to Mobile Devices",),
    "INSTALL_FRAMEWORK": ("Send Computer Remote Command to Install Package", "Read Computer Check-In"),
}
"""What an account must have to send a command; the name for blank pushes is inferred."""


class MdmCommands:
    """The commands of a server: those that wait, by computer, and those that were carried out."""

    __slots__ = ("_commands", "_waiting")

    def __init__(self) -> None:
        self._commands: list[MdmCommand] = []
        self._waiting: dict[int, list[int]] = {}

    def all(self) -> tuple[MdmCommand, ...]:
        """All commands, oldest first."""
        return tuple(self._commands)

    def of(self, computer_id: int) -> tuple[MdmCommand, ...]:
        """A computer's commands, oldest first."""
        return tuple(one for one in self._commands if one.computer_id == computer_id)

    def send(self, record: ComputerRecord, kind: CommandKind, at: int) -> MdmCommand:
        """Queue a command."""
        number = len(self._commands)
        uuid = _uuid(f"command {number}")
        command = MdmCommand(uuid, record.id, management_id(record.udid), kind, "PENDING", at, None)
        self._commands.append(command)
        self._waiting.setdefault(record.id, []).append(number)
        return command

    def waits_for(self, computer_id: int) -> bool:
        """Whether a command waits for a computer."""
        return computer_id in self._waiting

    def carry_out(self, record: ComputerRecord, at: int) -> list[MdmCommand]:
        """The commands that a Mac carries out now: all that wait for it."""
        done = []
        for number in self._waiting.pop(record.id, ()):
            command = replace(self._commands[number], state="ACKNOWLEDGED", completed_at=at)
            self._commands[number] = command
            done.append(command)
        return done

    def forget(self, computer_id: int) -> None:
        """Drop what waits for a computer whose record is deleted; it was never carried out."""
        self._waiting.pop(computer_id, None)


@lru_cache(maxsize=10_000)
def management_id(udid: str) -> str:
    """By what MDM knows a computer; it follows from its UDID here."""
    return _uuid(f"management {udid}")


def _uuid(what: str) -> str:
    return str(UUID(bytes=blake2b(what.encode(), digest_size=16).digest(), version=4))
