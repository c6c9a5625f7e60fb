"""A Mac as an inventory knows it. A blank is 'not known'; what is known not to be there is said so, never left blank."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final, Literal

Certificate = Literal["", "none", "there"]
Python3Found = Literal["", "absent", "without_modules", "ready"]
Sleeps = Literal["", "at_night", "never"]
UserStatus = Literal["", "active", "staged", "suspended", "deactivated", "absent"]


@dataclass(frozen=True, slots=True)
class KnownMac:
    """One Mac, one line of the table. An empty text or None is 'not known'.

    Attributes:
        name: of the computer; unique in a table.
        serial_number, udid: Apple's serial number and the Hardware UUID.
        person: the Okta login of whoever uses it.
        account: the macOS short name of that person's account.
        status: what the person is in Okta.
        groups: the person's Okta groups, or None.
        department: as Jamf Pro has it.
        macos: version.
        managed: whether Jamf Pro manages it.
        certificate: whether a Device Trust certificate is in the account's Okta keychain.
        certificate_issued, certificate_expires: its Not Before and Not After, epoch seconds.
        fingerprint: its SHA-1, 40 hexadecimal digits.
        bound_to: the login of the user it is bound to, ``nobody``, or "".
        revoked: whether it was revoked at Okta.
        keychain_password: whether the ``device_trust`` password is in the login keychain.
        task: version of the installed registration task, ``none``, or "".
        python2, python3: whether ``python`` is there, and ``python3`` with the modules that the task needs.
        chrome_started: when Chrome was last started, epoch seconds; 0 while it is not running.
        sleeps: whether the Mac sleeps outside working hours, where that is not as its group's habits have it.
        last_check_in, last_inventory: Jamf Pro's dates, epoch seconds.
        last_trusted: when Okta last took its certificate, epoch seconds.
        enrollment_failed: why Okta last refused to enroll it.
    """

    name: str
    serial_number: str = ""
    udid: str = ""
    person: str = ""
    account: str = ""
    status: UserStatus = ""
    groups: tuple[str, ...] | None = None
    department: str = ""
    macos: str = ""
    managed: bool | None = None
    certificate: Certificate = ""
    certificate_issued: int | None = None
    certificate_expires: int | None = None
    fingerprint: str = ""
    bound_to: str = ""
    revoked: bool | None = None
    keychain_password: bool | None = None
    task: str = ""
    python2: bool | None = None
    python3: Python3Found = ""
    chrome_started: int | None = None
    sleeps: Sleeps = ""
    last_check_in: int | None = None
    last_inventory: int | None = None
    last_trusted: int | None = None
    enrollment_failed: str = ""


UNKNOWN: Final = KnownMac("")
"""A Mac of which no table knows anything."""

COLUMNS: Final = tuple(one.name for one in fields(KnownMac))
"""The table's columns, in the order in which they are written."""
