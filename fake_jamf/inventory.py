"""The computer inventory: one record a Mac, found by UDID, serial number or name.

A record that is *unmanaged* stays and can be read; one that is *deleted* is gone, and its Mac's signature is
worth nothing until it enrolls again, as a new record; a Mac that enrolls *again* while its record is there
keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fake_jamf.errors import duplicate, not_found
from fake_jamf.messages import Computer, EnrollComputer, InventoryReport, SetExtensionAttribute


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

    __slots__ = (
        "_by_name",
        "_by_serial_number",
        "_by_udid",
        "_ids",
        "_script_attributes",
        "_text_attributes",
        "_users",
    )

    def __init__(self) -> None:
        self._by_udid: dict[str, ComputerRecord] = {}
        self._by_serial_number: dict[str, ComputerRecord] = {}
        self._by_name: dict[str, ComputerRecord] = {}
        self._ids = 0
        self._script_attributes: list[str] = []
        self._text_attributes: list[str] = []
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
        self._refuse_duplicates(message)
        if record is None:
            record = self._new_record(message, at)
        else:
            self._forget_addresses(record)
            record.serial_number, record.name = message.serial_number, message.name
            record.macos_version = message.macos_version
            record.owner = message.owner or record.owner
            record.managed, record.enrolled_at = True, at
        self._by_udid[record.udid] = record
        self._by_serial_number[record.serial_number] = record
        self._by_name[record.name] = record
        self._users = None
        return record

    def delete(self, record: ComputerRecord) -> None:
        """Delete a record; the Mac is unknown from now on."""
        self._forget_addresses(record)
        del self._by_udid[record.udid]
        self._users = None

    def submit(self, record: ComputerRecord, report: InventoryReport, at: int) -> None:
        """Take over what recon collected.

        An extension attribute whose script returned nothing is blank, one that is not defined is not kept
        (Jamf Pro documentation, Extension Attribute Input Types).
        """
        reported = dict(report.extension_attributes)
        typed = dict(record.extension_attributes)
        record.extension_attributes = (
            *((name, reported.get(name, "")) for name in self._script_attributes),
            *((name, typed.get(name, "")) for name in self._text_attributes),
        )
        record.macos_version = report.macos_version
        record.console_user = report.username
        record.local_users = report.local_users
        record.certificates = report.certificates
        record.profiles = report.profiles
        record.last_inventory_at = at

    def define(self, attribute: SetExtensionAttribute) -> None:
        """Define an extension attribute; it has values from each Mac's next recon on."""
        for names in (self._script_attributes, self._text_attributes):
            if attribute.name in names:
                names.remove(attribute.name)
        kind = self._script_attributes if attribute.input_type == "script" else self._text_attributes
        kind.append(attribute.name)

    def defines(self, attribute: str) -> bool:
        """Whether there is an extension attribute of that name."""
        return attribute in self._script_attributes or attribute in self._text_attributes

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

    def _refuse_duplicates(self, message: EnrollComputer) -> None:
        same_serial_number = self._by_serial_number.get(message.serial_number)
        if same_serial_number is not None and same_serial_number.udid != message.udid:
            raise duplicate("serial number")
        same_name = self._by_name.get(message.name)
        if same_name is not None and same_name.udid != message.udid:
            raise duplicate("name")

    def _forget_addresses(self, record: ComputerRecord) -> None:
        del self._by_serial_number[record.serial_number]
        del self._by_name[record.name]


def _found(record: ComputerRecord | None, what: str) -> ComputerRecord:
    if record is None:
        raise not_found(what)
    return record
