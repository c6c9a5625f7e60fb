"""Computer groups in the Jamf Pro API."""

from __future__ import annotations

from typing import Any, Final

from fake_jamf.api.call import Call, Fields
from fake_jamf.api.classic_groups import criterion
from fake_jamf.api.listing import listed
from fake_jamf.api.row import ApiRow, nothing, pro
from fake_jamf.api.rsql import Field
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
from fake_jamf.speech.key import Key

Tree = dict[str, Any]
_FIELDS: Final = {
    "id": Field("number", lambda one: one.id),
    "name": Field("text", lambda one: one.name),
}


def _all(groups: tuple[ComputerGroup, ...], call: Call) -> list[Tree]:
    """A bare array, as this address has it."""
    return [{"id": str(one.id), "name": one.name, "smartGroup": one.smart} for one in groups]


def _smart_groups(groups: tuple[ComputerGroup, ...], call: Call) -> Tree:
    return listed(
        groups,
        call,
        _FIELDS,
        lambda one: {
            "id": str(one.id),
            "name": one.name,
            "siteId": "-1",
            "description": "",
            "membershipCount": len(one.members),
        },
    )


def _smart_group(group: ComputerGroup, call: Call) -> Tree:
    return {
        "id": str(group.id),
        "name": group.name,
        "description": "",
        "siteId": "-1",
        "criteria": [
            {
                "name": line.name,
                "priority": number,
                "andOr": line.and_or,
                "searchType": line.search_type,
                "value": line.value,
                "openingParen": False,
                "closingParen": False,
            }
            for number, line in enumerate(group.criteria)
        ],
    }


def _membership(group: ComputerGroup, call: Call) -> Tree:
    return {"members": [one.id for one in group.members]}


def _created(number: int, call: Call) -> Tree:
    return {"id": str(number), "href": f"/api/v3/computer-groups/smart-groups/{number}"}


def _edit(call: Call) -> GroupEdit:
    body = call.json()
    lines = body.parts("criteria") or []
    ordered = sorted(lines, key=lambda one: one.number("priority") or 0)
    return GroupEdit(name=body.required("name"), criteria=tuple(_criterion(one) for one in ordered))


def _criterion(one: Fields) -> Criterion:
    parentheses = bool(one.truth("openingParen") or one.truth("closingParen"))
    and_or = one.text("andOr") or "and"
    value = one.text("value") or ""
    return criterion(one.required("name"), one.required("searchType"), value, and_or, parentheses=parentheses)


def _key(call: Call) -> Key:
    return Key("id", call.values["id"])


def _find(call: Call) -> FindComputerGroup:
    return FindComputerGroup(_key(call), smart=True)


def _smart_rows(version: int) -> tuple[ApiRow, ...]:
    path = f"v{version}/computer-groups/smart-group"
    return (
        pro(
            "GET", f"{path}s", ListComputerGroups, lambda call: ListComputerGroups(smart=True), _smart_groups
        ),
        pro("GET", f"{path}s/{{id}}", FindComputerGroup, _find, _smart_group),
        pro("GET", f"{path}-membership/{{id}}", FindComputerGroup, _find, _membership),
        pro(
            "POST",
            f"{path}s",
            CreateComputerGroup,
            lambda call: CreateComputerGroup(True, _edit(call)),
            _created,
            201,
        ),
        pro(
            "PUT",
            f"{path}s/{{id}}",
            EditComputerGroup,
            lambda call: EditComputerGroup(_key(call), _edit(call), smart=True),
            _created,
            202,
        ),
        pro(
            "DELETE",
            f"{path}s/{{id}}",
            RemoveComputerGroup,
            lambda call: RemoveComputerGroup(_key(call), smart=True),
            nothing,
            204,
        ),
    )


ROWS: Final[tuple[ApiRow, ...]] = (
    pro("GET", "v1/computer-groups", ListComputerGroups, lambda call: ListComputerGroups(), _all),
    *_smart_rows(2),
    *_smart_rows(3),
)
