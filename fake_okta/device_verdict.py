"""Is this device trusted? What a presented certificate is worth to the user who presents it.

Source: 'Device Trust for Jamf Pro-managed macOS', Okta help: without a valid certificate of this org a device
is untrusted; the first user of a certificate is the one that it is bound to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from fake_okta.certificates import IssuedCertificate
from fake_okta.messages import Certificate
from fake_okta.org import Org

DeviceReason = Literal[
    "ok",
    "not_asked",
    "no_certificate",
    "untrusted_issuer",
    "unknown_certificate",
    "certificate_revoked",
    "certificate_expired",
    "certificate_not_yet_valid",
    "bound_to_another_user",
    "read_only",
    "setting_disabled",
]


@dataclass(frozen=True, slots=True)
class Verdict:
    """``ok`` is trusted; ``certificate`` the org's own record, ``binds`` whether this is its first use."""

    reason: DeviceReason
    certificate: IssuedCertificate | None = None
    binds: bool = False

    @property
    def trusted(self) -> bool:
        """Whether device conditions take the device as trusted."""
        return self.reason == "ok"


NO_CERTIFICATE: Final = Verdict("no_certificate")
NOT_ASKED: Final = Verdict("not_asked")


def judge(org: Org, presented: Certificate | None, user_id: str, at: int) -> Verdict:
    """What this certificate says of the device at this second, for this user. Changes nothing.

    Revocation is told before expiry: it is final, while an expired certificate may still be renewed.
    """
    if presented is None:
        return NO_CERTIFICATE
    inspected = org.ca.inspect(presented.der)
    if inspected.trouble is not None:
        return Verdict(inspected.trouble)
    certificate = org.register.find(inspected.serial_number, at)
    if certificate is None:
        return Verdict("unknown_certificate")
    if certificate.status == "revoked":
        return Verdict("certificate_revoked", certificate)
    trouble = inspected.trouble_at(at)
    if trouble is not None:
        return Verdict(trouble, certificate)
    return _of_valid(org, certificate, user_id)


def _of_valid(org: Org, certificate: IssuedCertificate, user_id: str) -> Verdict:
    if certificate.bound_to is None:
        if not org.read_only:
            return Verdict("ok", certificate, binds=True)
        tolerated = org.assumptions.read_only_first_use == "trusted_unbound"
        return Verdict("ok" if tolerated else "read_only", certificate)
    if certificate.bound_to == user_id or org.assumptions.certificate_bound_to_another_user == "trusted":
        return Verdict("ok", certificate)
    return Verdict("bound_to_another_user", certificate)
