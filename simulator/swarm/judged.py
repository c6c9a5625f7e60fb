"""Whether each device and user was judged as they deserve, told from the events alone: issued, bound, revoked, presented.

What an admin revokes is revoked, whatever Okta says of it. Written from what the facts say (CRT-01, CRT-04, CRT-05, ADM-06,
OPS-05) and not from the fake's code: two readings have to agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from simulator.estate import Estate
from simulator.trace import Record

_VALIDITY_S = 365 * 86_400
_WITHOUT_CERTIFICATE = frozenset(
    {"no_certificate", "mtls_blocked", "mtls_inspected", "setting_disabled", "not_asked"}
)
_UNKNOWN = frozenset({"untrusted_issuer", "unknown_certificate"})
"""What is said of another org's certificate."""


def judged_rightly(estate: Estate) -> Iterator[str]:
    """Sign-ins whose device was judged otherwise than its certificate says; nothing is said where answers are late."""
    if any(fault.kind == "slow_network" for fault in estate.grounds.faults):
        return
    told = _Told(estate, {act.seq for act in estate.grounds.acts})
    for record in estate.reading.records:
        if record.kind == "app.opened":
            why = told.wrong(record)
            if why:
                yield f"judged wrongly: {record.details['device_reason']}, {why}, event {record.seq}"
        told.learn(record)
    yield from told.left_valid


@dataclass(slots=True)
class _Certificate:
    mac: str
    issued_at: int
    bound_to: str = ""
    revoked: bool = False


@dataclass(slots=True)
class _Told:
    estate: Estate
    acts: set[int]
    certificates: dict[str, _Certificate] = field(default_factory=dict)
    read_only: int = 0
    left_valid: list[str] = field(default_factory=list)
    _superseded: dict[str, Record] = field(default_factory=dict)

    def learn(self, record: Record) -> None:
        if self._superseded and record.kind != "pki.cert.revoke":
            for serial, renewal in self._superseded.items():
                self.left_valid.append(f"judged wrongly: {serial} stays good after event {renewal.seq}")
            self._superseded.clear()
        learn = _LEARNS.get(record.kind)
        if learn is not None and record.outcome in {"", "success"}:
            learn(self, record)

    def _issued(self, record: Record) -> None:
        details = record.details
        issued_at = int(details.get("issued_at", record.at))
        made = _Certificate(record.subject, issued_at, str(details.get("bound_to", "")))
        old = self.certificates.get(str(details.get("renewed_from", "")))
        if old is not None:
            made.bound_to = "" if details.get("unbound") else old.bound_to
            if self.estate.grounds.assumed.get("old_certificate_after_renewal") == "revoked":
                self._superseded[str(details["renewed_from"])] = record
        self.certificates[str(details["serial_number"])] = made

    def _revoked(self, record: Record) -> None:
        serial = str(record.details.get("serial_number", ""))
        self._superseded.pop(serial, None)
        if serial in self.certificates:
            self.certificates[serial].revoked = True

    def _acted(self, record: Record) -> None:
        if record.seq not in self.acts:
            return  # a console has refused it
        action, what = record.details["action"], str(record.details["what"])
        of_user = what if action in {"revoke_user_certificates", "deactivate_user"} else None
        of_macs = self.estate.reading.macs(what) if action == "revoke_device_certificates" else ()
        for one in self.certificates.values():
            one.revoked |= one.mac in of_macs or (of_user is not None and one.bound_to == of_user)

    def _authenticated(self, record: Record) -> None:
        found = self.certificates.get(str(record.details.get("serial_number", "")))
        if found is not None and record.details.get("bound_now"):
            found.bound_to = str(record.details["user"])

    def _fault(self, record: Record) -> None:
        if record.details["fault"] == "read_only_cell":
            self.read_only += 1 if record.kind == "fault.began" else -1

    def wrong(self, record: Record) -> str:
        """Why a device cannot have been judged so, "" where it can."""
        reason, serial = str(record.details["device_reason"]), str(record.details["serial_number"])
        if any(act.at == record.at for act in self.estate.grounds.acts):
            return ""  # whether it came before or after, in this second
        status = self.estate.grounds.status(str(record.details["person"]), record.at)
        if not record.details["rule"]:  # it did not come to a judgement of the device
            shut_out = record.reason in {"authentication_failed", "session_invalid"}
            return f"{record.reason} for a user who is active" if shut_out and status == "active" else ""
        if status != "active":
            return f"for a user who is {status}"
        return self._without(record, reason) if not serial else self._with(record, reason, serial)

    def _with(self, record: Record, reason: str, serial: str) -> str:
        if not self._in_force(record.at):
            return "while nobody is asked for a certificate"
        found = self.certificates.get(serial)
        if found is None:
            return "" if reason in _UNKNOWN else "a certificate that nobody issued"
        wanted = self._of_certificate(found, str(record.details["person"]), record.at)
        return "" if reason == wanted else f"and not {wanted}"

    def _of_certificate(self, found: _Certificate, person: str, at: int) -> str:
        assumed = self.estate.grounds.assumed
        if found.revoked:
            return "certificate_revoked"
        if at > found.issued_at + _VALIDITY_S:
            return "certificate_expired"
        if at < found.issued_at:
            return "certificate_not_yet_valid"
        if not found.bound_to:
            stays_unbound = self.read_only and assumed.get("read_only_first_use") == "untrusted"
            return "read_only" if stays_unbound else "ok"
        shared = assumed.get("certificate_bound_to_another_user") == "trusted"
        return "ok" if shared or found.bound_to == person else "bound_to_another_user"

    def _without(self, record: Record, reason: str) -> str:
        if reason not in _WITHOUT_CERTIFICATE:
            return "without a certificate"
        grounds = self.estate.grounds
        if not grounds.asks_for_trust(str(record.details["app"]), record.at):
            return "" if reason == "not_asked" else "and no rule looks at devices"
        if self._in_force(record.at):
            return "while rules look at devices" if reason in {"setting_disabled", "not_asked"} else ""
        lapses = grounds.assumed.get("setting_off_trust") == "not_asked"
        wanted = "not_asked" if lapses else "setting_disabled"
        return "" if reason == wanted else f"and not {wanted}"

    def _in_force(self, at: int) -> bool:
        return not self.estate.grounds.setting_off(at) and not self.estate.grounds.feature_off(at)


_LEARNS: dict[str, Callable[[_Told, Record], None]] = {
    "pki.cert.issue": _Told._issued,  # noqa: SLF001  # the class's own table
    "pki.cert.renew": _Told._issued,  # noqa: SLF001
    "pki.cert.revoke": _Told._revoked,  # noqa: SLF001
    "user.authentication.authenticate": _Told._authenticated,  # noqa: SLF001
    "admin.acted": _Told._acted,  # noqa: SLF001
    "fault.began": _Told._fault,  # noqa: SLF001
    "fault.ended": _Told._fault,  # noqa: SLF001
}
