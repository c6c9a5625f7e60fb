"""Replies in the shapes of the Classic API: as JSON where a client asks for it, otherwise as XML.

Shapes: a Classic API record as the tests of Jamf's Python SDK have it, and the Classic API's schema. Of a record's
fields those are there that this server knows; identifiers of list items count from 1. Date texts are in the server's
time zone, which is UTC here; ``_epoch`` is in milliseconds, ``_utc`` in ISO 8601. A time that never was is "" and 0.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from fake_jamf.messages import Computer
from fake_jamf.wire_text import items, text, truth, whole_number

Tree = dict[str, Any]

_ITEMS = {
    "computers": "computer",
    "users": "user",
    "groups": "group",
    "extension_attributes": "extension_attribute",
    "computer_group_memberships": "group",
}
"""How XML names the items of a list."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def computer(record: Computer, subset: str | None = None) -> Tree:
    """A record, whole or its named parts (``General&Location``, in any case); parts that it has not are left out."""
    whole = {
        "general": _general(record),
        "location": {"username": record.owner},
        "hardware": {"make": "Apple", "os_name": "macOS", "os_version": record.macos_version},
        "extension_attributes": [
            {"id": number, "name": name, "type": "String", "multi_value": False, "value": value}
            for number, (name, value) in enumerate(record.extension_attributes, 1)
        ],
        "groups_accounts": {"computer_group_memberships": list(record.groups)},
    }
    if subset is not None:
        wanted = {part.strip().lower() for part in subset.split("&")}
        whole = {name: part for name, part in whole.items() if name in wanted}
    return {"computer": whole}


def computer_from(tree: Tree) -> Computer:
    """The record that ``computer`` wrote whole. Raises Unreadable, LookupError or TypeError for another."""
    whole = tree["computer"]
    general = whole["general"]
    return Computer(
        id=whole_number(general["id"]),
        udid=text(general["udid"]),
        serial_number=text(general["serial_number"]),
        name=text(general["name"]),
        managed=truth(general["remote_management"]["managed"]),
        owner=text(whole["location"]["username"]),
        macos_version=text(whole["hardware"]["os_version"]),
        enrolled_at=whole_number(general["last_enrolled_date_epoch"]) // 1000,
        last_check_in_at=_seconds(general, "last_contact_time"),
        last_inventory_at=_seconds(general, "report_date"),
        extension_attributes=tuple(
            (text(one["name"]), text(one["value"])) for one in items(whole["extension_attributes"])
        ),
        groups=tuple(text(name) for name in items(whole["groups_accounts"]["computer_group_memberships"])),
    )


def computers(records: Iterable[Computer]) -> Tree:
    """The list of all computers: ids and names."""
    return {"computers": [{"id": record.id, "name": record.name} for record in records]}


def computers_basic(records: Iterable[Computer]) -> Tree:
    """The list of all computers in the subset ``basic``."""
    return {
        "computers": [
            {
                "id": record.id,
                "name": record.name,
                "managed": record.managed,
                "username": record.owner,
                "udid": record.udid,
                "serial_number": record.serial_number,
                "report_date_utc": _utc(record.last_inventory_at),
                "report_date_epoch": _milliseconds(record.last_inventory_at),
            }
            for record in records
        ]
    }


def accounts(names: Iterable[str]) -> Tree:
    """The Jamf Pro accounts; this server has no account groups."""
    return {"accounts": {"users": _named(names), "groups": []}}


def accounts_from(tree: Tree) -> tuple[str, ...]:
    """The names that ``accounts`` wrote. Raises as ``computer_from``."""
    return _names(tree["accounts"]["users"])


def users(names: Iterable[str]) -> Tree:
    """The users of the inventory."""
    return {"users": _named(names)}


def users_from(tree: Tree) -> tuple[str, ...]:
    """The names that ``users`` wrote. Raises as ``computer_from``."""
    return _names(tree["users"])


def body(tree: Tree, accept: str) -> tuple[str, bytes]:
    """The content type and the bytes, in the format that an Accept header prefers."""
    if prefers_json(accept):
        return "application/json", json.dumps(tree).encode()
    return "text/xml;charset=UTF-8", as_xml(tree)


def prefers_json(accept: str) -> bool:
    """Whether a client asks for JSON before XML; one that names neither gets XML."""
    named = []
    for item in accept.lower().split(","):
        media_type, *parameters = (part.strip() for part in item.split(";"))
        if media_type in ("application/json", "application/xml", "text/xml"):
            named.append((_weight(parameters), media_type))
    weight, media_type = max(named, key=lambda one: one[0], default=(0.0, ""))
    return weight > 0 and media_type == "application/json"


def as_xml(tree: Tree) -> bytes:
    """A tree with one root as XML; characters that XML cannot carry become U+FFFD."""
    ((name, value),) = tree.items()
    root = etree.Element(name)
    if isinstance(value, list):
        etree.SubElement(root, "size").text = str(len(value))
    _fill(root, value)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _fill(element: etree._Element, value: Any) -> None:
    match value:
        case dict():
            for name, part in value.items():
                _fill(etree.SubElement(element, name), part)
        case list():
            for part in value:
                _fill(etree.SubElement(element, _ITEMS[element.tag]), part)
        case bool():
            element.text = "true" if value else "false"
        case _:
            element.text = _NOT_XML.sub("\ufffd", str(value))


def _general(record: Computer) -> Tree:
    return {
        "id": record.id,
        "name": record.name,
        "serial_number": record.serial_number,
        "udid": record.udid,
        "platform": "Mac",
        "remote_management": {"managed": record.managed},
        **_times("report_date", record.last_inventory_at),
        **_times("last_contact_time", record.last_check_in_at),
        "last_enrolled_date_epoch": _milliseconds(record.enrolled_at),
        "last_enrolled_date_utc": _utc(record.enrolled_at),
        "site": {"id": -1, "name": "None"},
    }


def _named(names: Iterable[str]) -> list[Tree]:
    return [{"id": number, "name": name} for number, name in enumerate(names, 1)]


def _names(users: Any) -> tuple[str, ...]:
    return tuple(text(one["name"]) for one in items(users))


def _times(name: str, at: int | None) -> Tree:
    date = "" if at is None else datetime.fromtimestamp(at, UTC).replace(tzinfo=None).isoformat(" ")
    return {name: date, f"{name}_epoch": _milliseconds(at), f"{name}_utc": _utc(at)}


def _milliseconds(at: int | None) -> int:
    return 0 if at is None else at * 1000


def _utc(at: int | None) -> str:
    if at is None:
        return ""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "+0000")


def _seconds(general: Mapping[str, Any], name: str) -> int | None:
    milliseconds = whole_number(general[f"{name}_epoch"])
    return milliseconds // 1000 if general[name] else None


def _weight(parameters: Iterable[str]) -> float:
    for parameter in parameters:
        if parameter.startswith("q="):
            try:
                return float(parameter[2:])
            except ValueError:
                return 0.0
    return 1.0
