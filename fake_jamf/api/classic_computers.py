"""Computers in the Classic API: records and their subsets, lists, edits.

Of a record's fields those are there that this server knows. Shapes: a record as the tests of Jamf's Python SDK have
it, and the Classic API's schema.
"""

from __future__ import annotations

from typing import Any, Final

from fake_jamf.api.call import Call
from fake_jamf.api.row import ApiRow, classic, classic_write
from fake_jamf.api.times import classic_times
from fake_jamf.api.xml_reading import Reading
from fake_jamf.speech.computers import (
    ComputerDetails,
    ComputerEdit,
    CreateComputer,
    EditComputer,
    FindComputer,
    ListComputerDetails,
    MatchComputers,
    RemoveComputer,
)
from fake_jamf.speech.key import KeyKind
from fake_jamf.wire_text import Unreadable

KEYS: Final[tuple[KeyKind, ...]] = ("id", "name", "udid", "serialnumber", "macaddress")
Tree = dict[str, Any]

_LOCATION: Final = (
    ("real_name", "real_name"),
    ("email_address", "email"),
    ("position", "position"),
    ("phone_number", "phone"),
    ("department", "department"),
    ("building", "building"),
    ("room", "room"),
)
"""The location's elements and the fields behind them."""


def record(details: ComputerDetails, call: Call) -> Tree:
    """A record, whole or its named parts (``General&Location``, in any case)."""
    parts = {
        "general": general,
        "location": _location,
        "purchasing": lambda details: {"is_purchased": True, "is_leased": False},
        "peripherals": lambda details: [],
        "hardware": _hardware,
        "certificates": _certificates,
        "security": lambda details: {},
        "software": lambda details: {"installed_by_casper": [], "applications": []},
        "extension_attributes": _attributes,
        "groups_accounts": _groups_accounts,
        "iphones": lambda details: [],
        "configuration_profiles": _profiles,
    }
    subset = call.values.get("subset")
    if subset is not None:
        wanted = {part.strip().lower().replace("_", "") for part in subset.split("&")}
        parts = {name: show for name, show in parts.items() if name.replace("_", "") in wanted}
    return {"computer": {name: show(details) for name, show in parts.items()}}


def general(details: ComputerDetails) -> Tree:
    """The part that histories have too, in short."""
    computer = details.computer
    return {
        "id": computer.id,
        "name": computer.name,
        "mac_address": "",
        "serial_number": computer.serial_number,
        "udid": computer.udid,
        "jamf_version": "",
        "platform": "Mac",
        "asset_tag": details.asset_tag,
        "remote_management": {"managed": computer.managed, "management_username": ""},
        "supervised": False,
        "mdm_capable": computer.managed,
        "mdm_capable_users": {},
        "management_status": {
            "enrolled_via_dep": False,
            "user_approved_enrollment": True,
            "user_approved_mdm": computer.managed,
        },
        **classic_times("report_date", computer.last_inventory_at),
        **classic_times("last_contact_time", computer.last_check_in_at),
        **classic_times("initial_entry_date", computer.enrolled_at),
        **classic_times("last_enrolled_date", computer.enrolled_at, text=False),
        "site": {"id": -1, "name": "None"},
    }


def _location(details: ComputerDetails) -> Tree:
    place = details.location
    return {
        "username": details.computer.owner,
        "realname": place.real_name,
        "real_name": place.real_name,
        "email_address": place.email,
        "position": place.position,
        "phone": place.phone,
        "phone_number": place.phone,
        "department": place.department,
        "building": place.building,
        "room": place.room,
    }


def _hardware(details: ComputerDetails) -> Tree:
    return {
        "make": "Apple",
        "os_name": "macOS",
        "os_version": details.computer.macos_version,
        "filevault2_users": [],
        "storage": [],
        "mapped_printers": [],
    }


def _certificates(details: ComputerDetails) -> list[Tree]:
    return [
        {"common_name": name, "identity": True, "name": "", **classic_times("expires", at, text=False)}
        for name, at in details.certificates
    ]


def _attributes(details: ComputerDetails) -> list[Tree]:
    return [
        {"id": one.id, "name": one.name, "type": one.data_type, "multi_value": False, "value": one.value}
        for one in details.attributes
    ]


def _groups_accounts(details: ComputerDetails) -> Tree:
    return {
        "computer_group_memberships": [group.name for group in details.memberships],
        "local_accounts": [
            {"name": name, "realname": name, "uid": str(501 + number), "home": f"/Users/{name}"}
            for number, name in enumerate(details.local_users)
        ],
        "user_inventories": {"disable_automatic_login": True},
    }


def _profiles(details: ComputerDetails) -> list[Tree]:
    return [
        {"id": number, "name": name, "uuid": "", "is_removable": False}
        for number, name in enumerate(details.profiles, 1)
    ]


def _listed(records: tuple[ComputerDetails, ...], call: Call) -> Tree:
    return {"computers": [{"id": one.computer.id, "name": one.computer.name} for one in records]}


def _basic(records: tuple[ComputerDetails, ...], call: Call) -> Tree:
    return {"computers": [_basics(one) for one in records]}


def _matched(records: tuple[ComputerDetails, ...], call: Call) -> Tree:
    return {
        "computers": [
            {
                "id": one.computer.id,
                "name": one.computer.name,
                "udid": one.computer.udid,
                "serial_number": one.computer.serial_number,
                "mac_address": "",
                "alt_mac_address": "",
                "asset_tag": one.asset_tag,
                **_location(one),
            }
            for one in records
        ]
    }


def _basics(details: ComputerDetails) -> Tree:
    computer = details.computer
    return {
        "id": computer.id,
        "name": computer.name,
        "managed": computer.managed,
        "username": computer.owner,
        "model": "",
        "department": details.location.department,
        "building": details.location.building,
        "mac_address": "",
        "udid": computer.udid,
        "serial_number": computer.serial_number,
        **classic_times("report_date", computer.last_inventory_at, text=False),
    }


def _edit(root: Reading) -> ComputerEdit:
    place = ((field, root.text(f"location/{element}")) for element, field in _LOCATION)
    # A client that reads ``realname`` and ``phone`` may write them back.
    also = (("real_name", root.text("location/realname")), ("phone", root.text("location/phone")))
    given = {field: said for field, said in (*also, *place) if said is not None}
    attributes = []
    for one in root.parts("extension_attributes/extension_attribute"):
        value = one.text("value")
        if value is not None:
            attributes.append((one.key(), value))
    return ComputerEdit(
        name=root.text("general/name"),
        serial_number=root.text("general/serial_number"),
        managed=root.truth("general/remote_management/managed"),
        owner=root.text("location/username"),
        asset_tag=root.text("general/asset_tag"),
        location=tuple(given.items()),
        attributes=tuple(attributes),
    )


def _create(call: Call) -> CreateComputer:
    root = call.xml("computer")
    edit = _edit(root)
    if not edit.name:
        raise Unreadable("general/name is missing")
    return CreateComputer(root.text("general/udid") or "", edit)


def _rows_by(by: KeyKind) -> tuple[ApiRow, ...]:
    path = f"computers/{by}/{{value}}"
    find = lambda call: FindComputer(call.key(by))  # noqa: E731
    return (
        classic(path, FindComputer, find, record),
        classic(f"{path}/subset/{{subset}}", FindComputer, find, record),
        classic_write(
            "PUT",
            path,
            EditComputer,
            lambda call: EditComputer(call.key(by), _edit(call.xml("computer"))),
            "computer",
        ),
        classic_write("DELETE", path, RemoveComputer, lambda call: RemoveComputer(call.key(by)), "computer"),
    )


def _list(call: Call) -> ListComputerDetails:
    return ListComputerDetails()


ROWS: Final = (
    classic("computers", ListComputerDetails, _list, _listed),
    classic("computers/subset/basic", ListComputerDetails, _list, _basic),
    classic(
        "computers/match/{value}", MatchComputers, lambda call: MatchComputers(call.values["value"]), _matched
    ),
    classic_write("POST", "computers/id/{value}", CreateComputer, _create, "computer"),
    *(row for by in KEYS for row in _rows_by(by)),
)
