"""Computer groups in the Classic API."""

from __future__ import annotations

from typing import Any, Final, get_args, get_type_hints

from fake_jamf.api.call import Call
from fake_jamf.api.row import ApiRow, classic, classic_write
from fake_jamf.api.xml_reading import Reading
from fake_jamf.messages import Criterion
from fake_jamf.speech.groups import (
    ComputerGroup,
    CreateComputerGroup,
    EditComputerGroup,
    FindComputerGroup,
    GroupEdit,
    ListComputerGroups,
    RemoveComputerGroup,
)
from fake_jamf.speech.key import KeyKind, Reference
from fake_jamf.wire_text import Unreadable

Tree = dict[str, Any]

SEARCH_TYPES: Final[tuple[Any, ...]] = get_args(get_type_hints(Criterion)["search_type"])


def criterion(name: str, search_type: str, value: str, and_or: str, *, parentheses: bool) -> Criterion:
    """A line of a smart group as a client wrote it. Raises ``Unreadable`` for what this server does not know."""
    if parentheses:
        raise Unreadable("criteria with parentheses are not known here")
    if search_type not in SEARCH_TYPES:
        raise Unreadable(f"criteria compare with one of {', '.join(SEARCH_TYPES)}")
    if and_or not in ("and", "or"):
        raise Unreadable("criteria are joined with and, or")
    return Criterion(name, search_type, value, and_or)  # type: ignore[arg-type]


def _listed(groups: tuple[ComputerGroup, ...], call: Call) -> Tree:
    return {"computer_groups": [{"id": one.id, "name": one.name, "is_smart": one.smart} for one in groups]}


def _shown(group: ComputerGroup, call: Call) -> Tree:
    return {
        "computer_group": {
            "id": group.id,
            "name": group.name,
            "is_smart": group.smart,
            "site": {"id": -1, "name": "None"},
            "criteria": [
                {
                    "name": line.name,
                    "priority": number,
                    "and_or": line.and_or,
                    "search_type": line.search_type,
                    "value": line.value,
                    "opening_paren": False,
                    "closing_paren": False,
                }
                for number, line in enumerate(group.criteria)
            ],
            "computers": [_member(one) for one in group.members],
        }
    }


def _member(computer: Reference) -> Tree:
    return {
        "id": computer.id,
        "name": computer.name,
        "mac_address": "",
        "alt_mac_address": "",
        "serial_number": computer.serial_number,
    }


def _edit(root: Reading) -> GroupEdit:
    lines = None
    if root.part("criteria") is not None:
        ordered = sorted(root.parts("criteria/criterion"), key=lambda one: one.number("priority") or 0)
        lines = tuple(_criterion(one) for one in ordered)
    computers = root.keys("computers/computer") if root.part("computers") is not None else None
    return GroupEdit(
        name=root.text("name"),
        criteria=lines,
        computers=computers,
        additions=root.keys("computer_additions/computer"),
        deletions=root.keys("computer_deletions/computer"),
    )


def _criterion(one: Reading) -> Criterion:
    name, search_type = one.text("name"), one.text("search_type")
    if name is None or search_type is None:
        raise Unreadable("a criterion has a name and a search_type")
    parentheses = bool(one.truth("opening_paren") or one.truth("closing_paren"))
    and_or = one.text("and_or") or "and"
    return criterion(name, search_type, one.text("value") or "", and_or, parentheses=parentheses)


def _create(call: Call) -> CreateComputerGroup:
    root = call.xml("computer_group")
    smart = root.truth("is_smart")
    return CreateComputerGroup(bool(smart), _edit(root))


def _rows_by(by: KeyKind) -> tuple[ApiRow, ...]:
    path = f"computergroups/{by}/{{value}}"
    return (
        classic(path, FindComputerGroup, lambda call: FindComputerGroup(call.key(by)), _shown),
        classic_write(
            "PUT",
            path,
            EditComputerGroup,
            lambda call: EditComputerGroup(call.key(by), _edit(call.xml("computer_group"))),
            "computer_group",
        ),
        classic_write(
            "DELETE",
            path,
            RemoveComputerGroup,
            lambda call: RemoveComputerGroup(call.key(by)),
            "computer_group",
        ),
    )


ROWS: Final = (
    classic("computergroups", ListComputerGroups, lambda call: ListComputerGroups(), _listed),
    classic_write("POST", "computergroups/id/{value}", CreateComputerGroup, _create, "computer_group"),
    *_rows_by("id"),
    *_rows_by("name"),
)
