"""What API clients say about computer groups."""

from __future__ import annotations

from dataclasses import dataclass

from fake_jamf.messages import Criterion, Message
from fake_jamf.speech.key import Key, Reference


@dataclass(frozen=True, slots=True)
class ComputerGroup:
    """A group with its members; a static one has no criteria."""

    id: int
    name: str
    smart: bool
    criteria: tuple[Criterion, ...]
    members: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class ListComputerGroups(Message[tuple[ComputerGroup, ...]]):
    """All groups by id, or those of one kind. Privileges: Read Smart (Static) Computer Groups."""

    smart: bool | None = None


@dataclass(frozen=True, slots=True)
class FindComputerGroup(Message[ComputerGroup]):
    """A group. Privileges as for the list. ``smart`` True: a static group is not found, and the reverse."""

    key: Key
    smart: bool | None = None


@dataclass(frozen=True, slots=True)
class GroupEdit:
    """What an edit changes in a group; None stays. Computers are named by id, name or serial number."""

    name: str | None = None
    criteria: tuple[Criterion, ...] | None = None
    computers: tuple[Key, ...] | None = None
    additions: tuple[Key, ...] = ()
    deletions: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class CreateComputerGroup(Message[int]):
    """Make a group; the reply is its id. Privilege: Create Smart (Static) Computer Groups."""

    smart: bool
    edit: GroupEdit


@dataclass(frozen=True, slots=True)
class EditComputerGroup(Message[int]):
    """Change a group; the reply is its id. Privilege: Update Smart (Static) Computer Groups.

    ``smart`` True: a static group is not found.
    """

    key: Key
    edit: GroupEdit
    smart: bool | None = None


@dataclass(frozen=True, slots=True)
class RemoveComputerGroup(Message[int]):
    """Delete a group, also from scopes; the reply is its id. Delete Smart (Static) Computer Groups.

    ``smart`` as in ``EditComputerGroup``.
    """

    key: Key
    smart: bool | None = None
