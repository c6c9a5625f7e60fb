"""Directory > People: users, groups, and the revocation of Device Trust certificates.

Source: 'Device Trust for Jamf Pro-managed macOS', Okta help: a user's certificates are revoked by hand or by
the user's deactivation, all of them, and at the CA only. Revocation by device is Okta's own internal call.
"""

from __future__ import annotations

from collections.abc import Iterable

from fake_okta import messages as said
from fake_okta.certificates import TRANSITIONS, IssuedCertificate, hexadecimal
from fake_okta.errors import not_found
from fake_okta.messages import Credentials
from fake_okta.org import Org
from fake_okta.syslog import Detail, Target
from fake_okta.users import Person


class PeopleAdmin:
    """The calls about users and about certificates; ``admin`` is (id, login) of the acting administrator."""

    def __init__(self, org: Org, admin: tuple[str, str]) -> None:
        self._org = org
        self._admin = admin

    def create_user(self, message: said.CreateUser, credentials: Credentials) -> said.User:
        """A new person; raises E0000001 where the login is taken."""
        directory = self._org.directory
        person = directory.add(
            self._org.ids.object_id("00u"),
            message.login,
            message.groups,
            active=message.activate,
            at=self._org.now(),
        )
        self._org.groups.ensure(message.groups, self._org.now())
        self._log("user.lifecycle.create", person)
        if message.activate:
            self._log("user.lifecycle.activate", person)
        return person.seen()

    def set_user_status(self, message: said.SetUserStatus, credentials: Credentials) -> said.User:
        """A life-cycle operation. Deactivation ends the user's sessions and revokes their certificates."""
        person = self._org.directory.change_status(message.login, message.operation, self._org.now())
        self._log(f"user.lifecycle.{message.operation}", person)
        if message.operation == "deactivate":
            self._org.sessions.end_all_of(person.id)
            self._org.apps.forget_user(person.id)
            self._revoke(self._certificates_of(person))
        return person.seen()

    def set_membership(self, message: said.SetMembership, credentials: Credentials) -> None:
        """Put a person into a group or take them out; raises E0000007."""
        person = self._org.directory.set_membership(message.login, message.group, member=message.member)
        self._org.groups.ensure((message.group,), self._org.now())
        event_type = f"group.user_membership.{'add' if message.member else 'remove'}"
        group = Target(message.group, "UserGroup", message.group)
        self._log(event_type, person, group, group=message.group)

    def revoke_of_user(self, message: said.RevokeUserCertificates, credentials: Credentials) -> int:
        """Revoke Trust Certificate: all that are bound to the user. Unbound ones belong to nobody."""
        return self._revoke(self._certificates_of(self._org.directory.find(message.login)))

    def revoke_of_device(self, message: said.RevokeDeviceCertificate, credentials: Credentials) -> None:
        """Revoke one certificate of a device, bound or not; raises E0000007. A revoked one stays revoked."""
        certificates = self._org.register.of_device(message.udid, self._org.now())
        chosen = [certificate for certificate in certificates if certificate.kid == message.kid]
        if not chosen:
            raise not_found("DeviceCredential", message.kid)
        self._revoke(chosen)

    def list_of_device(
        self, message: said.ListDeviceCertificates, credentials: Credentials
    ) -> tuple[said.CertificateRecord, ...]:
        """All certificates ever issued to the device, oldest first."""
        certificates = self._org.register.of_device(message.udid, self._org.now())
        return tuple(certificate.record() for certificate in certificates)

    def list_of_user(
        self, message: said.ListUserCertificates, credentials: Credentials
    ) -> tuple[said.CertificateRecord, ...]:
        """All certificates ever bound to the user, in the order of binding; raises E0000007."""
        return tuple(one.record() for one in self._certificates_of(self._org.directory.find(message.login)))

    def _certificates_of(self, person: Person) -> list[IssuedCertificate]:
        return self._org.register.of_user(person.id, self._org.now())

    def _revoke(self, certificates: Iterable[IssuedCertificate]) -> int:
        revocable = [one for one in certificates if "revoke" in TRANSITIONS[one.status]]
        for certificate in revocable:
            self._org.register.revoke(certificate)
            self._log_revocation(certificate)
        return len(revocable)

    def _log_revocation(self, certificate: IssuedCertificate) -> None:
        serial = hexadecimal(certificate.serial_number)
        details: dict[str, Detail] = {"udid": certificate.udid, "serial_number": serial}
        if certificate.bound_to is not None:
            details["user"] = certificate.bound_to
        self._org.log.append(
            "pki.cert.revoke",
            actor=self._admin,
            targets=(Target(serial, "Certificate", "Okta MTLS"),),
            debug_data={"macosUdid": certificate.udid, "deviceDisplayName": certificate.display_name},
            details=details,
        )

    def _log(self, event_type: str, person: Person, *targets: Target, **more: str) -> None:
        self._org.log.append(
            event_type,
            actor=self._admin,
            targets=(Target(person.id, "User", person.login, person.login), *targets),
            details={"user": person.id, **more},
        )
