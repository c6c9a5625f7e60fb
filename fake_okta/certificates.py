"""A certificate's life as a table, and the org's register of the certificates that it issued.

No cryptography here. Source of the rules: 'Device Trust for Jamf Pro-managed macOS', Okta help (binding at
the first use, five unbound certificates a device, revocation of all that a user has).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from sys import intern
from typing import Literal

from fake_okta.messages import CertificateRecord, CertificateStatus

LifeEvent = Literal["bind", "expire", "renew", "revoke"]

UNBOUND_LIMIT = 5
LIMIT_REACHED = "Maximum enrollment limit of 5 certificates for a device is reached"

TRANSITIONS: Mapping[CertificateStatus, Mapping[LifeEvent, CertificateStatus]] = {
    "issued_unbound": {
        "bind": "bound",
        "expire": "expired",
        "renew": "issued_unbound",
        "revoke": "revoked",
    },
    "bound": {"expire": "expired", "renew": "bound", "revoke": "revoked"},
    # Bound: presented while it was valid, in a sign-in that came to its end afterwards.
    "expired": {"bind": "expired", "renew": "expired", "revoke": "revoked"},
    "revoked": {},
}


class ImpossibleTransition(Exception):
    """A bug in this org's rules: an event that cannot happen to a certificate in this state."""

    def __init__(self, serial_number: int, status: CertificateStatus, event: LifeEvent) -> None:
        super().__init__(serial_number, status, event)

    def __str__(self) -> str:
        serial_number, status, event = self.args
        return f"certificate {serial_number:x} is {status}: {event} cannot happen to it"


def hexadecimal(serial_number: int) -> str:
    """A serial number as logs write it. One text for each: whoever keeps indexes by it shares it with the others."""
    return intern(format(serial_number, "x"))


@dataclass(slots=True)
class IssuedCertificate:
    """What the org knows of one certificate. Times in epoch seconds; ``bound_to`` is a user id."""

    serial_number: int
    kid: str
    udid: str
    display_name: str
    local_user: str
    not_before: int
    not_after: int
    renewed_from: int | None = None
    bound_to: str | None = None
    status: CertificateStatus = "issued_unbound"

    def undergo(self, event: LifeEvent) -> None:
        """Move on in the table; raises ImpossibleTransition where the table has no such way."""
        following = TRANSITIONS[self.status].get(event)
        if following is None:
            raise ImpossibleTransition(self.serial_number, self.status, event)
        self.status = following

    def settle(self, at: int) -> None:
        """Expire where the time has come. Nothing runs at the expiry itself: whoever looks, settles first."""
        if at > self.not_after and "expire" in TRANSITIONS[self.status]:
            self.undergo("expire")

    def record(self) -> CertificateRecord:
        """The same, frozen, as an administrator sees it."""
        return CertificateRecord(
            kid=self.kid,
            serial_number=self.serial_number,
            udid=self.udid,
            display_name=self.display_name,
            local_user=self.local_user,
            not_before=self.not_before,
            not_after=self.not_after,
            status=self.status,
            bound_to=self.bound_to,
            renewed_from=self.renewed_from,
        )


@dataclass(slots=True)
class Register:
    """All certificates of the org, by serial number, device and user. None is ever forgotten."""

    expired_unbound_counts: bool = True
    _by_serial: dict[int, IssuedCertificate] = field(default_factory=dict)
    _of_device: dict[str, list[IssuedCertificate]] = field(default_factory=dict)
    _of_user: dict[str, list[IssuedCertificate]] = field(default_factory=dict)

    def add(self, certificate: IssuedCertificate) -> None:
        """Enter a newly issued one; raises ValueError where the serial number is taken, which is a bug."""
        if certificate.serial_number in self._by_serial:
            raise ValueError(f"serial number {certificate.serial_number:x} was issued before")
        self._by_serial[certificate.serial_number] = certificate
        self._of_device.setdefault(certificate.udid, []).append(certificate)

    def find(self, serial_number: int, at: int) -> IssuedCertificate | None:
        """The certificate as it stands at this second, or None if this org never issued it."""
        certificate = self._by_serial.get(serial_number)
        if certificate is not None:
            certificate.settle(at)
        return certificate

    def of_device(self, udid: str, at: int) -> list[IssuedCertificate]:
        """All that were ever issued to a device, oldest first."""
        return _settled(self._of_device.get(udid, []), at)

    def of_user(self, user_id: str, at: int) -> list[IssuedCertificate]:
        """All that were ever bound to a user, in the order of binding."""
        return _settled(self._of_user.get(user_id, []), at)

    def unbound(self, udid: str, at: int) -> int:
        """How many of the device's certificates count against the limit: never used, not revoked."""
        return sum(self._counts_as_unbound(certificate) for certificate in self.of_device(udid, at))

    def limit_reached(self, udid: str, at: int) -> bool:
        """Whether one more unbound certificate would be too many for this device."""
        return self.unbound(udid, at) >= UNBOUND_LIMIT

    def bind(self, certificate: IssuedCertificate, user_id: str) -> None:
        """Its first use, by this user: from now on it is theirs."""
        certificate.undergo("bind")
        certificate.bound_to = user_id
        self._of_user.setdefault(user_id, []).append(certificate)

    def renew(self, old: IssuedCertificate, new: IssuedCertificate) -> None:
        """Enter ``new`` as the renewal of ``old``, which keeps its own state."""
        old.undergo("renew")
        new.renewed_from = old.serial_number
        self.add(new)

    def revoke(self, certificate: IssuedCertificate) -> None:
        """Revoke, for good."""
        certificate.undergo("revoke")

    def _counts_as_unbound(self, certificate: IssuedCertificate) -> bool:
        if certificate.bound_to is not None:
            return False
        if certificate.status == "expired":
            return self.expired_unbound_counts
        return certificate.status == "issued_unbound"


def _settled(certificates: list[IssuedCertificate], at: int) -> list[IssuedCertificate]:
    for certificate in certificates:
        certificate.settle(at)
    return certificates
