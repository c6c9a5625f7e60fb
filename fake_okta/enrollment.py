"""Enrollment and renewal: what the registration task asks for, in the order in which Okta checks it.

Source: 'Device Trust for Jamf Pro-managed macOS', Okta help (no enrollment while read-only, Jamf Pro asked at
enrollment and at renewal, five unbound certificates a device). The order of the checks is this fake's choice.
"""

from __future__ import annotations

import json

from fake_okta.ca import RequestRefused, SigningRequest, read_request, signed_with
from fake_okta.certificates import IssuedCertificate, hexadecimal
from fake_okta.messages import (
    Certificate,
    Credentials,
    DeferredRequest,
    Device,
    Enroll,
    GetMetadata,
    Metadata,
    Octets,
    Renew,
    RenewalProof,
)
from fake_okta.org import Org
from fake_okta.refusals import Refused
from fake_okta.syslog import Detail, Target


class Enrollment:
    """The registration task's three calls."""

    def __init__(self, org: Org) -> None:
        self._org = org

    def metadata(self, message: GetMetadata, credentials: Credentials) -> Metadata:
        """Where the mutual TLS host is. Answered to anybody."""
        return Metadata(self._org.cert_auth_domain)

    def enroll(self, message: Enroll, credentials: Credentials) -> Certificate:
        """A first certificate; raises the error of the first check that fails, after it went into the log."""
        try:
            self._check_in_force()
            self._check_token(message.org_token)
            request = self._read(message.csr)
            self._check_managed(message.device)
            self._check_limit(message.device)
        except Refused as refused:
            self._log_refusal("user.credential.enroll", message.device, refused)
            raise refused.error() from None
        at = self._org.now()
        certificate, issued = self._issue(request, message.device, message.local_user, at)
        self._org.register.add(issued)
        self._log("user.credential.enroll", issued, certificate.der)
        self._log("pki.cert.issue", issued, certificate.der)
        return certificate

    def renew(self, message: Renew, credentials: Credentials) -> Certificate:
        """A new certificate for the old one's key; needs no org token. Raises as ``enroll`` does."""
        try:
            self._check_in_force()
            old = self._proven(message)
            request = self._read(message.csr)
            self._check_managed(message.device)
            bound_at_once = old.bound_to is not None and self._org.assumptions.renewed_certificate == "bound"
            if not bound_at_once:
                self._check_limit(message.device)
        except Refused as refused:
            self._log_refusal("pki.cert.renew", message.device, refused)
            raise refused.error() from None
        at = self._org.now()
        certificate, issued = self._issue(request, message.device, message.local_user, at)
        self._org.register.renew(old, issued)
        if bound_at_once and old.bound_to is not None:
            self._org.register.bind(issued, old.bound_to)
        told: dict[str, Detail] = {"renewed_from": hexadecimal(old.serial_number)}
        if old.bound_to is not None and not bound_at_once:
            told["unbound"] = True  # whoever reads the log would take it to be its predecessor's user's
        self._log("pki.cert.renew", issued, certificate.der, **told)
        if self._org.assumptions.old_certificate_after_renewal == "revoked":
            self._org.register.revoke(old)
            self._log("pki.cert.revoke", old, message.proof.certificate.der)
        return certificate

    def issued_earlier(
        self, device: Device, csr: Octets, local_user: str, at: int, bound_to: str | None, *, revoked: bool
    ) -> Certificate:
        """A certificate of earlier days: entered as it stands, with no check and no event."""
        certificate, issued = self._issue(self._read(csr), device, local_user, at)
        register = self._org.register
        register.add(issued)
        if bound_to is not None:
            person = self._org.directory.get(bound_to)
            register.bind(issued, bound_to if person is None else person.id)
        if revoked:
            register.revoke(issued)
        return certificate

    def _check_in_force(self) -> None:
        if self._org.read_only:
            raise Refused("read_only")
        if not self._org.device_trust.feature:
            raise Refused("feature_missing")
        if not self._org.device_trust.enabled:
            raise Refused("setting_disabled")

    def _check_token(self, org_token: str) -> None:
        if not self._org.device_trust.accepts(org_token):
            raise Refused("org_token_invalid")

    def _read(self, csr: Octets) -> SigningRequest | DeferredRequest:
        stale_accepted = self._org.assumptions.csr_with_stale_signature == "accepted"
        try:
            return read_request(csr, stale_signature_accepted=stale_accepted)
        except RequestRefused as wrong:
            raise Refused("csr_invalid", str(wrong)) from wrong

    def _check_managed(self, device: Device) -> None:
        answer = self._org.jamf.management(self._org.device_trust.connection, device.udid)
        if answer != "managed":
            raise Refused(answer)

    def _check_limit(self, device: Device) -> None:
        if self._org.register.limit_reached(device.udid, self._org.now()):
            raise Refused("enrollment_limit")

    def _proven(self, message: Renew) -> IssuedCertificate:
        at = self._org.now()
        proof = message.proof
        if not signed_with(proof.certificate.der, proof.signed_attributes or proof.content, proof.signature):
            raise Refused("proof_invalid")
        if not _proof_holds(proof, message.device, at):
            raise Refused("proof_invalid")
        inspected = self._org.ca.inspect(proof.certificate.der)
        old = self._org.register.find(inspected.serial_number, at) if inspected.trouble is None else None
        if old is None:
            raise Refused("certificate_unknown")
        if old.udid != message.device.udid:
            raise Refused("proof_invalid")
        self._check_renewable(old)
        return old

    def _check_renewable(self, old: IssuedCertificate) -> None:
        assumptions = self._org.assumptions
        if old.status == "revoked":
            raise Refused("certificate_revoked")
        if old.status == "expired" and assumptions.renewal_of_expired == "refused":
            raise Refused("certificate_expired")
        if old.bound_to is None and assumptions.renewal_of_unbound == "refused":
            raise Refused("certificate_unbound")

    def _issue(
        self, request: SigningRequest | DeferredRequest, device: Device, local_user: str, at: int
    ) -> tuple[Certificate, IssuedCertificate]:
        registered = self._org.devices.register(device.udid, device.display_name, at)
        serial_number = self._org.ids.serial_number(device.udid, registered.certificates_issued)
        certificate = self._org.ca.issue(request, serial_number, at)
        issued = IssuedCertificate(
            serial_number=serial_number,
            kid=self._org.ids.derive("kid", str(serial_number)).hex(),
            udid=device.udid,
            display_name=device.display_name,
            local_user=local_user,
            not_before=certificate.not_before,
            not_after=certificate.not_after,
        )
        return certificate, issued

    def _log(self, event_type: str, issued: IssuedCertificate, der: Octets, **more: Detail) -> None:
        serial = hexadecimal(issued.serial_number)
        self._org.log.append(
            event_type,
            targets=(Target(serial, "Certificate", "Okta MTLS", der=der),),
            debug_data={"macosUdid": issued.udid, "deviceDisplayName": issued.display_name},
            details={"udid": issued.udid, "serial_number": serial, **more},
        )

    def _log_refusal(self, event_type: str, device: Device, refused: Refused) -> None:
        self._org.log.append(
            event_type,
            "FAILURE",
            refused.error().reason,
            debug_data={"macosUdid": device.udid, "deviceDisplayName": device.display_name},
            details={"udid": device.udid, "reason": refused.reason},
        )


def _proof_holds(proof: RenewalProof, device: Device, at: int) -> bool:
    """Whether what was signed is what the message says, of this device, and now by Okta's clock."""
    try:
        said = json.loads(proof.content)
        uuid = said["device"]["uuid"]
        issued_at, expires_at, not_before = said["iat"], said["exp"], said["nbf"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return False
    if not all(isinstance(moment, int) for moment in (issued_at, expires_at, not_before)):
        return False
    agrees = (uuid, issued_at, expires_at) == (device.udid, proof.issued_at, proof.expires_at)
    return agrees and not_before <= at < expires_at
