"""The computer inventory: one record a Mac, found by UDID, serial number or name.

A record that is *unmanaged* stays and can be read; one that is *deleted* is gone, and its Mac's signature is
worth nothing until it enrolls again, as a new record; a Mac that enrolls *again* while its record is there
keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fake_jamf.attributes import ExtensionAttributes
from fake_jamf.errors import bad_request, duplicate, not_found
from fake_jamf.messages import Computer, EnrollComputer, InventoryReport, SetExtensionAttribute
from fake_jamf.speech.computers import Location
from fake_jamf.speech.key import Key

_NOWHERE = Location()
_WORDS = {"udid": "UDID", "serialnumber": "serial number", "macaddress": "MAC address"}


@dataclass(slots=True)
class ComputerRecord:
    """A computer's record as the server keeps it; ``Computer`` is what a reader of it is given."""

    id: int
    udid: str
    serial_number: str
    name: str
    owner: str
    macos_version: str
    enrolled_at: int
    managed: bool = True
    last_check_in_at: int | None = None
    last_inventory_at: int | None = None
    console_user: str = ""
    local_users: tuple[str, ...] = ()
    certificates: tuple[tuple[str, int], ...] = ()
    profiles: tuple[str, ...] = ()
    extension_attributes: tuple[tuple[str, str], ...] = ()
    groups: frozenset[str] = frozenset()
    asset_tag: str = ""
    location: Location = _NOWHERE

    def as_message(self) -> Computer:
        """The record as it is read by API clients."""
        return Computer(
            id=self.id,
            udid=self.udid,
            serial_number=self.serial_number,
            name=self.name,
            managed=self.managed,
            owner=self.owner,
            macos_version=self.macos_version,
            enrolled_at=self.enrolled_at,
            last_check_in_at=self.last_check_in_at,
            last_inventory_at=self.last_inventory_at,
            extension_attributes=self.extension_attributes,
            groups=tuple(sorted(self.groups)),
        )


class Inventory:
    """All computer records, and the definitions of the extension attributes that every recon fills."""

    __slots__ = ("_by_id", "_by_name", "_by_serial_number", "_by_udid", "_ids", "_users", "attributes")

    def __init__(self) -> None:
        self.attributes = ExtensionAttributes()
        self._by_id: dict[int, ComputerRecord] = {}
        self._by_udid: dict[str, ComputerRecord] = {}
        self._by_serial_number: dict[str, ComputerRecord] = {}
        self._by_name: dict[str, ComputerRecord] = {}
        self._ids = 0
        # Okta reads the users with each new token; only a changed record changes them, so they are kept.
        self._users: tuple[str, ...] | None = None

    def __iter__(self) -> Iterator[ComputerRecord]:
        """All records, by id."""
        return iter(sorted(self._by_udid.values(), key=lambda record: record.id))

    def find(self, udid: str) -> ComputerRecord | None:
        """The record of a Mac, or None where it never enrolled or was deleted."""
        return self._by_udid.get(udid)

    def by_udid(self, udid: str) -> ComputerRecord:
        """The record of a Mac. Raises NOT_FOUND."""
        return _found(self._by_udid.get(udid), f"computer with UDID {udid}")

    def by_serial_number(self, serial_number: str) -> ComputerRecord:
        """The record with a serial number. Raises NOT_FOUND."""
        record = self._by_serial_number.get(serial_number)
        return _found(record, f"computer with serial number {serial_number}")

    def find_by_name(self, name: str) -> ComputerRecord | None:
        """The record with a computer name, or None."""
        return self._by_name.get(name)

    def by_name(self, name: str) -> ComputerRecord:
        """The record with a computer name. Raises NOT_FOUND."""
        return _found(self._by_name.get(name), f"computer {name}")

    def enroll(self, message: EnrollComputer, at: int) -> ComputerRecord:
        """Take a Mac into management: a new record, or its old one again, which keeps id, owner and history.

        Raises DUPLICATE where another Mac has the serial number or the name.
        """
        record = self._by_udid.get(message.udid)
        self._refuse_duplicates(message.udid, message.name, message.serial_number)
        if record is None:
            record = self._new_record(message, at)
        else:
            self._forget_addresses(record)
            record.serial_number, record.name = message.serial_number, message.name
            record.macos_version = message.macos_version
            record.owner = message.owner or record.owner
            record.managed, record.enrolled_at = True, at
        self._remember(record)
        return record

    def by_key(self, key: Key) -> ComputerRecord:
        """The record with an id, UDID, serial number or name. Raises NOT_FOUND, as for a MAC address: none is kept."""
        match key.by:
            case "id":
                found = self._by_id.get(int(key.value)) if _is_id(key.value) else None
            case "udid":
                found = self._by_udid.get(key.value)
            case "serialnumber":
                found = self._by_serial_number.get(key.value)
            case "name":
                found = self._by_name.get(key.value)
            case _:
                found = None
        return _found(found, f"computer with {_WORDS.get(key.by, key.by)} {key.value}")

    def identify(self, record: ComputerRecord, name: str, serial_number: str) -> None:
        """Give a record another name or serial number. Raises DUPLICATE or BAD_REQUEST (no name)."""
        if not name:
            raise bad_request("A computer needs a name")
        self._refuse_duplicates(record.udid, name, serial_number)
        self._forget_addresses(record)
        record.name, record.serial_number = name, serial_number
        self._remember(record)

    def assign(self, record: ComputerRecord, owner: str) -> None:
        """Say whose computer it is."""
        record.owner = owner
        self._users = None

    def delete(self, record: ComputerRecord) -> None:
        """Delete a record; the Mac is unknown from now on."""
        self._forget_addresses(record)
        del self._by_udid[record.udid], self._by_id[record.id]
        self._users = None

    def submit(self, record: ComputerRecord, report: InventoryReport, at: int) -> None:
        """Take over what recon collected.

        An extension attribute whose script returned nothing is blank, one that is not defined is not kept
        (Jamf Pro documentation, Extension Attribute Input Types).
        """
        reported = dict(report.extension_attributes)
        typed = dict(record.extension_attributes)
        record.extension_attributes = (
            *((name, reported.get(name, "")) for name in self.attributes.names("script")),
            *((name, typed.get(name, "")) for name in self.attributes.names("text field")),
        )
        record.macos_version = report.macos_version
        record.console_user = report.username
        record.local_users = report.local_users
        record.certificates = report.certificates
        record.profiles = report.profiles
        record.last_inventory_at = at

    def define(self, attribute: SetExtensionAttribute) -> None:
        """Define an extension attribute; it has values from each Mac's next recon on."""
        self.attributes.define(attribute)

    def defines(self, attribute: str) -> bool:
        """Whether there is an extension attribute of that name."""
        return attribute in self.attributes

    def users(self) -> tuple[str, ...]:
        """The users to whom computers are assigned."""
        if self._users is None:
            self._users = tuple(sorted({record.owner for record in self._by_udid.values() if record.owner}))
        return self._users

    def _new_record(self, message: EnrollComputer, at: int) -> ComputerRecord:
        self._ids += 1
        return ComputerRecord(
            id=self._ids,
            udid=message.udid,
            serial_number=message.serial_number,
            name=message.name,
            owner=message.owner,
            macos_version=message.macos_version,
            enrolled_at=at,
        )

    def _refuse_duplicates(self, udid: str, name: str, serial_number: str) -> None:
        # A record that was made by hand may have no serial number.
        same_serial_number = self._by_serial_number.get(serial_number) if serial_number else None
        if same_serial_number is not None and same_serial_number.udid != udid:
            raise duplicate("serial number")
        same_name = self._by_name.get(name)
        if same_name is not None and same_name.udid != udid:
            raise duplicate("name")

    def _remember(self, record: ComputerRecord) -> None:
        self._by_id[record.id] = self._by_udid[record.udid] = record
        self._by_serial_number[record.serial_number] = self._by_name[record.name] = record
        self._users = None

    def _forget_addresses(self, record: ComputerRecord) -> None:
        self._by_serial_number.pop(record.serial_number, None)
        del self._by_name[record.name]


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 19


def _found(record: ComputerRecord | None, what: str) -> ComputerRecord:
    if record is None:
        raise not_found(what)
    return record
