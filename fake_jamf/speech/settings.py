"""What API clients say about scripts, extension attributes, users, and settings."""

from __future__ import annotations

from dataclasses import dataclass

from fake_jamf.messages import CheckInSettings, Message
from fake_jamf.speech.computers import DataType, InputType
from fake_jamf.speech.key import Key, Reference


@dataclass(frozen=True, slots=True, repr=False)
class Script:
    """A script: contents, and what the admin wrote about it; ``parameters`` are the labels of 4 to 11.

    Its contents may hold a key: they are in no text of it.
    """

    id: int
    name: str
    contents: str
    info: str = ""
    notes: str = ""
    priority: str = "AFTER"
    parameters: tuple[str, ...] = ()
    os_requirements: str = ""


@dataclass(frozen=True, slots=True)
class ListScripts(Message[tuple[Script, ...]]):
    """All scripts by id. Privilege: Read Scripts."""


@dataclass(frozen=True, slots=True)
class FindScript(Message[Script]):
    """A script. Privilege: Read Scripts."""

    key: Key


@dataclass(frozen=True, slots=True, repr=False)
class ScriptEdit:
    """What an edit changes in a script; None stays."""

    name: str | None = None
    contents: str | None = None
    info: str | None = None
    notes: str | None = None
    priority: str | None = None
    parameters: tuple[str, ...] | None = None
    os_requirements: str | None = None


@dataclass(frozen=True, slots=True)
class CreateScript(Message[int]):
    """Make a script; the reply is its id. Privilege: Create Scripts."""

    edit: ScriptEdit


@dataclass(frozen=True, slots=True)
class EditScript(Message[Script]):
    """Change a script. Privilege: Update Scripts."""

    key: Key
    edit: ScriptEdit


@dataclass(frozen=True, slots=True)
class RemoveScript(Message[int]):
    """Delete a script, also from policies; the reply is its id. Privilege: Delete Scripts."""

    key: Key


# --- extension attributes ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ExtensionAttribute:
    """The definition of an extension attribute; ``script`` is what fills it at recon."""

    id: int
    name: str
    input_type: InputType
    data_type: DataType = "String"
    description: str = ""
    script: str = ""


@dataclass(frozen=True, slots=True)
class ListExtensionAttributes(Message[tuple[ExtensionAttribute, ...]]):
    """All definitions by id. Privilege: Read Computer Extension Attributes."""


@dataclass(frozen=True, slots=True)
class FindExtensionAttribute(Message[ExtensionAttribute]):
    """A definition. Privilege: Read Computer Extension Attributes."""

    key: Key


@dataclass(frozen=True, slots=True)
class AttributeEdit:
    """What an edit changes in a definition; None stays."""

    name: str | None = None
    input_type: InputType | None = None
    data_type: DataType | None = None
    description: str | None = None
    script: str | None = None


@dataclass(frozen=True, slots=True)
class CreateExtensionAttribute(Message[ExtensionAttribute]):
    """Define an extension attribute. Privilege: Create Computer Extension Attributes."""

    edit: AttributeEdit


@dataclass(frozen=True, slots=True)
class EditExtensionAttribute(Message[ExtensionAttribute]):
    """Change a definition. Privilege: Update Computer Extension Attributes."""

    key: Key
    edit: AttributeEdit


@dataclass(frozen=True, slots=True)
class RemoveExtensionAttribute(Message[int]):
    """Delete a definition with its values; the reply is its id. Delete Computer Extension Attributes."""

    key: Key


# --- users of the inventory -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class User:
    """A user of the inventory, with the computers that are assigned to them."""

    id: int
    name: str
    full_name: str
    email: str
    phone: str
    position: str
    computers: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class ListUserRecords(Message[tuple[User, ...]]):
    """All users by id. Privilege: Read User."""


@dataclass(frozen=True, slots=True)
class FindUser(Message[tuple[User, ...]]):
    """The user of an id or a name, or all who have an e-mail address. Privilege: Read User."""

    key: Key


@dataclass(frozen=True, slots=True)
class UserEdit:
    """What an edit changes in a user; None stays."""

    name: str | None = None
    full_name: str | None = None
    email: str | None = None
    phone: str | None = None
    position: str | None = None


@dataclass(frozen=True, slots=True)
class CreateUser(Message[int]):
    """Make a user; the reply is their id. Privilege: Create User."""

    edit: UserEdit


@dataclass(frozen=True, slots=True)
class EditUser(Message[int]):
    """Change a user; the reply is their id. Privilege: Update User."""

    key: Key
    edit: UserEdit


@dataclass(frozen=True, slots=True)
class RemoveUser(Message[int]):
    """Delete a user to whom no computer is assigned; the reply is their id. Privilege: Delete User."""

    key: Key


# --- settings ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReadCheckIn(Message[CheckInSettings]):
    """The check-in settings. Privilege: Read Computer Check-In."""


@dataclass(frozen=True, slots=True)
class EditCheckIn(Message[CheckInSettings]):
    """Change how often Macs check in, in seconds. Privilege: Update Computer Check-In."""

    interval_s: int
