"""What API clients say about computers: their records, MDM commands and histories."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fake_jamf.messages import Computer, Message, PolicyLogEntry
from fake_jamf.speech.key import Key

InputType = Literal["script", "text field"]
DataType = Literal["String", "Integer", "Date"]


@dataclass(frozen=True, slots=True)
class Location:
    """Who has a computer and where, as it is entered by hand; the user's name is the record's ``owner``."""

    real_name: str = ""
    email: str = ""
    position: str = ""
    phone: str = ""
    department: str = ""
    building: str = ""
    room: str = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """A group that a computer is in."""

    id: int
    name: str
    smart: bool


@dataclass(frozen=True, slots=True)
class AttributeValue:
    """An extension attribute of a computer, with what its definition says."""

    id: int
    name: str
    data_type: DataType
    input_type: InputType
    value: str


@dataclass(frozen=True, slots=True)
class ComputerDetails:
    """A computer's record with all that the server knows of it."""

    computer: Computer
    management_id: str
    asset_tag: str
    location: Location
    console_user: str
    local_users: tuple[str, ...]
    certificates: tuple[tuple[str, int], ...]
    profiles: tuple[str, ...]
    memberships: tuple[Membership, ...]
    attributes: tuple[AttributeValue, ...]

    @property
    def id(self) -> int:
        """The record's id."""
        return self.computer.id


@dataclass(frozen=True, slots=True)
class FindComputer(Message[ComputerDetails]):
    """Read a computer. Privilege: Read Computers."""

    key: Key


@dataclass(frozen=True, slots=True)
class ListComputerDetails(Message[tuple[ComputerDetails, ...]]):
    """All computers, by id. Privilege: Read Computers."""


@dataclass(frozen=True, slots=True)
class MatchComputers(Message[tuple[ComputerDetails, ...]]):
    """The computers that have a text (``*`` for any) as name, serial number, UDID, user or e-mail address."""

    pattern: str


@dataclass(frozen=True, slots=True)
class ComputerEdit:
    """What an edit changes in a record; None stays. Extension attributes are named by id or name."""

    name: str | None = None
    serial_number: str | None = None
    managed: bool | None = None
    owner: str | None = None
    asset_tag: str | None = None
    location: tuple[tuple[str, str], ...] = ()
    attributes: tuple[tuple[Key, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CreateComputer(Message[int]):
    """A record made by hand: unmanaged unless it says otherwise; the reply is its id. Create Computers."""

    udid: str
    edit: ComputerEdit


@dataclass(frozen=True, slots=True)
class EditComputer(Message[ComputerDetails]):
    """Change a record. Privilege: Update Computers."""

    key: Key
    edit: ComputerEdit


@dataclass(frozen=True, slots=True)
class RemoveComputer(Message[int]):
    """Delete a record with its history; the reply is the id that it had. Privilege: Delete Computers."""

    key: Key


# --- MDM --------------------------------------------------------------------------------------------------

CommandKind = Literal["UNMANAGE_DEVICE", "ERASE_DEVICE", "DEVICE_LOCK", "BLANK_PUSH", "INSTALL_FRAMEWORK"]
CommandState = Literal["PENDING", "ACKNOWLEDGED"]


@dataclass(frozen=True, slots=True)
class MdmCommand:
    """A command in the queue of a computer, or that was; times in seconds since the epoch."""

    uuid: str
    computer_id: int
    management_id: str
    kind: CommandKind
    state: CommandState
    sent_at: int
    completed_at: int | None


@dataclass(frozen=True, slots=True)
class SendMdmCommand(Message[tuple[MdmCommand, ...]]):
    """Queue a command for computers; the privilege is that of the command."""

    keys: tuple[Key, ...]
    kind: CommandKind


@dataclass(frozen=True, slots=True)
class ListMdmCommands(Message[tuple[MdmCommand, ...]]):
    """All commands, oldest first. Privilege: View MDM command information in Jamf Pro API."""


@dataclass(frozen=True, slots=True)
class ComputerHistory:
    """What the history of a computer holds: its policy logs and commands, oldest first."""

    details: ComputerDetails
    policy_logs: tuple[PolicyLogEntry, ...]
    commands: tuple[MdmCommand, ...]


@dataclass(frozen=True, slots=True)
class ReadComputerHistory(Message[ComputerHistory]):
    """A computer's history. Privilege: Read Computers."""

    key: Key
