"""The computer inventory in the Jamf Pro API: sections, filter, pages, edits; versions 1 to 4 answer alike."""

from __future__ import annotations

from typing import Any, Final

from fake_jamf.api.call import Call, Fields
from fake_jamf.api.inventory_fields import FIELDS
from fake_jamf.api.listing import listed
from fake_jamf.api.row import ApiRow, nothing, pro
from fake_jamf.api.times import iso
from fake_jamf.speech.computers import (
    AttributeValue,
    ComputerDetails,
    ComputerEdit,
    EditComputer,
    FindComputer,
    ListComputerDetails,
    MdmCommand,
    RemoveComputer,
    SendMdmCommand,
)
from fake_jamf.speech.key import Key
from fake_jamf.wire_text import Unreadable

Tree = dict[str, Any]
VERSIONS: Final = (1, 2, 3, 4)
_DATA_TYPES: Final = {"String": "STRING", "Integer": "INTEGER", "Date": "DATE_TIME"}
_INPUT_TYPES: Final = {"script": "SCRIPT", "text field": "TEXT"}


def _general(details: ComputerDetails) -> Tree:
    computer = details.computer
    return {
        "name": computer.name,
        "lastIpAddress": None,
        "lastReportedIp": None,
        "jamfBinaryVersion": None,
        "platform": "Mac",
        "barcode1": None,
        "barcode2": None,
        "assetTag": details.asset_tag or None,
        "remoteManagement": {"managed": computer.managed, "managementUsername": None},
        "supervised": False,
        "mdmCapable": {"capable": computer.managed, "capableUsers": []},
        "reportDate": iso(computer.last_inventory_at),
        "lastContactTime": iso(computer.last_check_in_at),
        "lastCloudBackupDate": None,
        "lastEnrolledDate": iso(computer.enrolled_at),
        "mdmProfileExpiration": None,
        "initialEntryDate": (iso(computer.enrolled_at) or "")[:10],
        "distributionPoint": None,
        "enrollmentMethod": None,
        "site": {"id": "-1", "name": "None"},
        "itunesStoreAccountActive": False,
        "enrolledViaAutomatedDeviceEnrollment": False,
        "userApprovedMdm": computer.managed,
        "declarativeDeviceManagementEnabled": False,
        "extensionAttributes": [],
        "managementId": details.management_id,
    }


def _place(details: ComputerDetails) -> Tree:
    place = details.location
    return {
        "username": details.computer.owner,
        "realname": place.real_name,
        "email": place.email,
        "position": place.position,
        "phone": place.phone,
        "departmentId": None,
        "buildingId": None,
        "room": place.room,
        "extensionAttributes": [],
    }


def _attribute(one: AttributeValue) -> Tree:
    return {
        "definitionId": str(one.id),
        "name": one.name,
        "description": "",
        "enabled": True,
        "multiValue": False,
        "values": [one.value] if one.value else [],
        "dataType": _DATA_TYPES[one.data_type],
        "options": [],
        "inputType": _INPUT_TYPES[one.input_type],
    }


def _hardware(details: ComputerDetails) -> Tree:
    return {"make": "Apple", "serialNumber": details.computer.serial_number, "extensionAttributes": []}


def _operating_system(details: ComputerDetails) -> Tree:
    return {
        "name": "macOS",
        "version": details.computer.macos_version,
        "build": "",
        "extensionAttributes": [],
    }


def _profiles(details: ComputerDetails) -> list[Tree]:
    return [
        {
            "id": str(number),
            "username": None,
            "lastInstalled": None,
            "removable": False,
            "displayName": name,
            "profileIdentifier": name,
        }
        for number, name in enumerate(details.profiles, 1)
    ]


def _accounts(details: ComputerDetails) -> list[Tree]:
    return [
        {"uid": str(501 + number), "username": name, "fullName": name, "homeDirectory": f"/Users/{name}"}
        for number, name in enumerate(details.local_users)
    ]


def _certificates(details: ComputerDetails) -> list[Tree]:
    return [
        {"commonName": name, "identity": True, "expirationDate": iso(at), "username": ""}
        for name, at in details.certificates
    ]


def _groups(details: ComputerDetails) -> list[Tree]:
    return [
        {"groupId": str(one.id), "groupName": one.name, "smartGroup": one.smart}
        for one in details.memberships
    ]


def _none(details: ComputerDetails) -> list[Tree]:
    return []


_SECTIONS: Final = {
    "GENERAL": ("general", _general),
    "DISK_ENCRYPTION": ("diskEncryption", lambda details: {}),
    "PURCHASING": ("purchasing", lambda details: {}),
    "APPLICATIONS": ("applications", _none),
    "STORAGE": ("storage", lambda details: {}),
    "USER_AND_LOCATION": ("userAndLocation", _place),
    "CONFIGURATION_PROFILES": ("configurationProfiles", _profiles),
    "PRINTERS": ("printers", _none),
    "SERVICES": ("services", _none),
    "HARDWARE": ("hardware", _hardware),
    "LOCAL_USER_ACCOUNTS": ("localUserAccounts", _accounts),
    "CERTIFICATES": ("certificates", _certificates),
    "ATTACHMENTS": ("attachments", _none),
    "PLUGINS": ("plugins", _none),
    "PACKAGE_RECEIPTS": ("packageReceipts", lambda details: {}),
    "FONTS": ("fonts", _none),
    "SECURITY": ("security", lambda details: {}),
    "OPERATING_SYSTEM": ("operatingSystem", _operating_system),
    "LICENSED_SOFTWARE": ("licensedSoftware", _none),
    "IBEACONS": ("ibeacons", _none),
    "SOFTWARE_UPDATES": ("softwareUpdates", _none),
    "EXTENSION_ATTRIBUTES": (
        "extensionAttributes",
        lambda details: [_attribute(one) for one in details.attributes],
    ),
    "CONTENT_CACHING": ("contentCaching", lambda details: {}),
    "GROUP_MEMBERSHIPS": ("groupMemberships", _groups),
}
"""The sections; what this server keeps nothing about is empty."""


def _shown(details: ComputerDetails, wanted: set[str]) -> Tree:
    """A record with the sections that are wanted; the others are null."""
    sections = {
        name: show(details) if section in wanted else None for section, (name, show) in _SECTIONS.items()
    }
    return {"id": str(details.computer.id), "udid": details.computer.udid, **sections}


def _wanted(call: Call) -> set[str]:
    """The sections that a call names, repeated or with commas; GENERAL where it names none. Raises ``Unreadable``."""
    wanted = set(call.words("section"))
    unknown = wanted - _SECTIONS.keys()
    if unknown:
        raise Unreadable(f"section: there is no section {min(unknown)}")
    return wanted or {"GENERAL"}


def _page(records: tuple[ComputerDetails, ...], call: Call) -> Tree:
    wanted = _wanted(call)
    return listed(records, call, FIELDS, lambda details: _shown(details, wanted))


def _one(details: ComputerDetails, call: Call) -> Tree:
    return _shown(details, _wanted(call))


def _whole(details: ComputerDetails, call: Call) -> Tree:
    return _shown(details, set(_SECTIONS))


def _key(call: Call) -> Key:
    return Key("id", call.values["id"])


def _edit(call: Call) -> EditComputer:
    body = call.json()
    general, place = body.part("general"), body.part("userAndLocation")
    written = (
        ("real_name", "realname"),
        ("email", "email"),
        ("position", "position"),
        ("phone", "phone"),
        ("room", "room"),
    )
    location = tuple((field, said) for field, name in written if (said := place.text(name)) is not None)
    attributes: list[tuple[Key, str]] = []
    for part in (body, general, place, body.part("hardware"), body.part("operatingSystem")):
        attributes += [_value(one) for one in part.parts("extensionAttributes") or []]
    edit = ComputerEdit(
        name=general.text("name"),
        managed=general.part("remoteManagement").truth("managed") if "remoteManagement" in general else None,
        owner=place.text("username"),
        asset_tag=general.text("assetTag"),
        location=location,
        attributes=tuple(attributes),
    )
    return EditComputer(_key(call), edit)


def _value(one: Fields) -> tuple[Key, str]:
    return Key("id", one.required("definitionId")), ", ".join(one.texts("values") or [])


def command_sent(commands: tuple[MdmCommand, ...], call: Call) -> Tree:
    """The one command that was sent to the one computer of the path."""
    (command,) = commands
    return {"deviceId": str(command.computer_id), "commandUuid": command.uuid}


def _rows(version: int) -> tuple[ApiRow, ...]:
    path, detail = f"v{version}/computers-inventory", f"v{version}/computers-inventory-detail/{{id}}"
    find = lambda call: FindComputer(_key(call))  # noqa: E731
    patched = (_whole, 200) if version == 1 else (nothing, 204)
    return (
        pro("GET", path, ListComputerDetails, lambda call: ListComputerDetails(), _page),
        pro("GET", f"{path}/{{id}}", FindComputer, find, _one),
        pro(
            "DELETE", f"{path}/{{id}}", RemoveComputer, lambda call: RemoveComputer(_key(call)), nothing, 204
        ),
        pro("GET", detail, FindComputer, find, _whole),
        pro("PATCH", detail, EditComputer, _edit, *patched),
    )


ROWS: Final = (
    *(row for version in VERSIONS for row in _rows(version)),
    *(
        pro(
            "POST",
            f"v{version}/computers-inventory/{{id}}/{action}",
            SendMdmCommand,
            lambda call, kind=kind: SendMdmCommand((_key(call),), kind),  # type: ignore[misc]
            command_sent,
        )
        for version in VERSIONS
        for action, kind in (("remove-mdm-profile", "UNMANAGE_DEVICE"), ("erase", "ERASE_DEVICE"))
    ),
    pro(
        "POST",
        "v1/jamf-management-framework/redeploy/{id}",
        SendMdmCommand,
        lambda call: SendMdmCommand((_key(call),), "INSTALL_FRAMEWORK"),
        command_sent,
        202,
    ),
)
