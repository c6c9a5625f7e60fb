"""What may never happen, whatever the faults: watched at every event, at a cost that does not grow with the run.

Being locked out, and letting an untrusted device in, are outcomes; these here would be bugs of ours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from simulator.policy_watch import PolicyWatch
from simulator.trace import Record
from simulator.vocabulary import PREVIEW

UNBOUND_LIMIT = 5
LATE_AT_MOST_S = 300
"""A sign-in with a certificate is over within so many seconds: so long a challenge lives. While answers are late, what Okta
decided is told by so much later, and meanwhile an admin may have revoked what was trusted."""
_WRITES = {"user.credential.enroll", "pki.cert.issue", "pki.cert.renew", "pki.cert.revoke"}
_NEVER = -(1 << 62)
_DAY_S = 86_400
_VALIDITY_S = 365 * _DAY_S
_RENEWAL_WINDOW_S = 30 * _DAY_S


class InvariantBroken(Exception):
    """A rule of ours is wrong: which invariant, at which event, and why."""

    def __init__(self, name: str, seq: int, why: str) -> None:
        super().__init__(name, seq, why)
        self.name = name
        self.seq = seq
        self.why = why

    def __str__(self) -> str:
        return f"{self.name}, at event {self.seq}: {self.why}"


@dataclass(slots=True)
class _Certificate:
    mac: str
    issued_at: int
    org: str = ""
    first: bool = False
    bound_to: str = ""
    revoked_at: int | None = None
    void_at: int | None = None
    not_after: int | None = None


@dataclass(slots=True)
class Invariants:
    """Give :meth:`see` to the trace as a listener. Raises InvariantBroken from there, which stops the run.

    ``clients_act`` once clients from outside have changed something: devices that are none of the estate's Macs, and when and
    where a policy runs that somebody may have edited, are judged no more; all else is.
    """

    clients_act: bool = False
    _at: int = _NEVER
    _read_only: int = 0
    _managed: dict[str, bool] = field(default_factory=dict)
    _off: set[str] = field(default_factory=set)
    _certificates: dict[str, _Certificate] = field(default_factory=dict)
    _unbound: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    _shared_certificates: bool = False
    _expired_count: bool = True
    _conditions_lapse: bool = False
    _read_only_at: int = _NEVER
    _slow: int = 0
    _slow_ended_at: int = _NEVER
    _inactive: set[str] = field(default_factory=set)
    _skew_s: dict[str, int] = field(default_factory=dict)
    _kept: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    _policy: PolicyWatch = field(default_factory=PolicyWatch)
    _acted_at: int = _NEVER
    _own: set[str] = field(default_factory=set)

    def see(self, record: Record) -> None:
        """Check one record against all that came before it."""
        if record.at < self._at:
            raise InvariantBroken("time goes forwards", record.seq, f"{record.at} follows {self._at}")
        self._at = record.at
        if self._read_only and record.kind in _WRITES and record.outcome == "success":
            raise InvariantBroken("a read-only cell writes nothing", record.seq, record.kind)
        watch = _WATCHES.get(record.kind)
        if watch is not None:
            watch(self, record)

    def _started(self, record: Record) -> None:
        self._policy.see(record)
        assumed = record.details.get("assumptions", {})
        self._shared_certificates = assumed.get("certificate_bound_to_another_user") == "trusted"
        self._expired_count = assumed.get("expired_unbound_counts") != "no"
        self._conditions_lapse = assumed.get("setting_off_trust") == "not_asked"

    def _fault(self, record: Record) -> None:
        if record.at == self._acted_at:
            raise InvariantBroken("faults come before acts of their second", record.seq, record.subject)
        step = 1 if record.kind == "fault.began" else -1
        if record.details["fault"] == "read_only_cell":
            self._read_only += step
            self._read_only_at = record.at
        elif record.details["fault"] == "slow_network":
            self._slow += step
            self._slow_ended_at = record.at

    def _answers_are_late(self) -> bool:
        return self._slow > 0 or self._at - self._slow_ended_at <= LATE_AT_MOST_S

    def _was_decided_before(self, at: int) -> bool:
        """Whether what is told now may have been decided before a second, and its answer be late."""
        return self._answers_are_late() and self._at - at <= LATE_AT_MOST_S

    def _management(self, record: Record) -> None:
        self._policy.see(record)
        self._managed[record.subject] = record.kind in {"computer.enrolled", "computer.managed"}

    def _asked_late(self) -> bool:
        """Whether what is told now may have been asked for under other circumstances: answers are late, or were."""
        return self._slow > 0 or self._at - self._slow_ended_at <= _DAY_S

    def _admin_acted(self, record: Record) -> None:
        self._acted_at = record.at
        self._policy.see(record)

    def _ran_policy(self, record: Record) -> None:
        wrong = self._policy.see(record)
        if record.kind != "policy.logged" or self._asked_late() or not self._is_own(record.subject):
            return
        if wrong and not self.clients_act:
            raise InvariantBroken("a policy runs as often and where it may", record.seq, wrong)
        if not self._managed.get(record.subject, False):
            raise InvariantBroken("only managed Macs run policies", record.seq, record.subject)

    def _is_own(self, mac: str) -> bool:
        """Whether what a Mac does is judged: devices of clients have no names, and share one."""
        return not self.clients_act or mac in self._own

    def _clock(self, record: Record) -> None:
        self._skew_s[record.subject] = int(record.details.get("skew_s", 0))
        self._own.add(record.subject)
        self._policy.see(record)

    def _renewed(self, record: Record) -> None:
        old = self._certificates.get(str(record.details.get("renewed_from", "")))
        if record.outcome == "success" and old is not None and old.not_after is not None:
            clock = record.at + self._skew_s.get(record.subject, 0)
            if clock <= old.not_after - _RENEWAL_WINDOW_S:
                raise InvariantBroken("no renewal before the last thirty days", record.seq, record.subject)
        self._issued(record)

    def _issued(self, record: Record) -> None:
        if record.outcome != "success":
            return
        serial, mac = str(record.details["serial_number"]), record.subject
        if serial in self._certificates:
            raise InvariantBroken("a serial number is issued once", record.seq, serial)
        if self._is_own(mac) and not self._managed.get(mac, False):
            raise InvariantBroken("only managed Macs get certificates", record.seq, mac)
        issued_at = int(record.details.get("issued_at", record.at))
        made = self._certificates[serial] = _Certificate(mac, issued_at, _org(record))
        if "bound_to" in record.details:  # in earlier days, of which nothing else is told
            made.bound_to = str(record.details["bound_to"])
            return
        made.first = record.kind == "pki.cert.issue"
        old = self._certificates.get(str(record.details.get("renewed_from", "")))
        if old is not None and old.bound_to and not record.details.get("unbound"):
            made.bound_to = old.bound_to
            return
        unbound = self._unbound.setdefault((made.org, mac), set())
        unbound.add(serial)
        if not self._expired_count:
            over = {one for one in unbound if record.at - self._certificates[one].issued_at > _VALIDITY_S}
            unbound -= over
        if len(unbound) > UNBOUND_LIMIT and self._is_own(mac):
            raise InvariantBroken("at most five unbound certificates a device", record.seq, mac)

    def _revoked(self, record: Record) -> None:
        found = self._certificates.get(str(record.details.get("serial_number", "")))
        if found is not None:
            found.revoked_at = record.at
            self._no_longer_unbound(found, str(record.details["serial_number"]))

    def _no_longer_unbound(self, found: _Certificate, serial: str) -> None:
        unbound = self._unbound.get((found.org, found.mac), set())
        unbound.discard(serial)
        if not unbound:  # nearly every Mac's, most of the time: an empty set takes a fifth of a kibibyte
            self._unbound.pop((found.org, found.mac), None)

    def _authenticated(self, record: Record) -> None:
        found = self._certificates.get(str(record.details.get("serial_number", "")))
        if found is None or not record.details.get("bound_now"):
            return
        if self._read_only and not _org(record) and not self._was_decided_before(self._read_only_at):
            raise InvariantBroken("a read-only cell binds nothing", record.seq, record.subject)
        if found.bound_to:
            raise InvariantBroken("a certificate is bound once", record.seq, found.bound_to)
        found.bound_to = str(record.details["user"])
        self._no_longer_unbound(found, str(record.details["serial_number"]))

    def _imported(self, record: Record) -> None:
        serial = str(record.details["serial_number"])
        found = self._certificates.get(serial)
        if found is None:
            raise InvariantBroken("Macs hold only what Okta has issued", record.seq, serial)
        found.not_after = int(record.details["not_after"])
        owner = record.subject, str(record.details["account"])
        kept = self._kept.get(owner, ())
        if kept and found.first and not self._asked_late():
            raise InvariantBroken("nothing is enrolled where a certificate is", record.seq, record.subject)
        self._kept[owner] = (*kept, serial)  # a tuple takes a quarter of a set's memory

    def _removed(self, record: Record) -> None:
        owner, serial = (record.subject, str(record.details["account"])), str(record.details["serial_number"])
        self._kept[owner] = tuple(kept for kept in self._kept.get(owner, ()) if kept != serial)

    def _opened(self, record: Record) -> None:
        details = record.details
        if record.outcome == "allowed" and not _org(record) and details["person"] in self._inactive:
            raise InvariantBroken("only active users are let in", record.seq, details["person"])
        if details["device"] != "trusted":
            return
        found = self._certificates.get(str(details.get("serial_number", "")))
        if found is None or found.org != _org(record):
            raise InvariantBroken("no trust without a certificate of this org", record.seq, record.subject)
        for name, over_at in (
            ("no trust with a revoked certificate", found.revoked_at),
            ("no trust with a certificate of a user who was deactivated", found.void_at),
        ):
            if over_at is not None and not self._was_decided_before(over_at):
                raise InvariantBroken(name, record.seq, record.subject)
        self._check_valid(found, record)

    def _check_valid(self, found: _Certificate, record: Record) -> None:
        over = found.not_after is not None and record.at > found.not_after
        if over and not self._was_decided_before(found.not_after or 0):
            raise InvariantBroken("no trust with an expired certificate", record.seq, record.subject)
        person = record.details["person"]
        if found.bound_to and found.bound_to != person and not self._shared_certificates:
            raise InvariantBroken("no trust with another user's certificate", record.seq, person)

    def _person(self, record: Record) -> None:
        if record.details.get("status", "active") != "active":
            self._inactive.add(record.subject)

    def _user(self, record: Record) -> None:
        """A deactivated user's certificates are worth nothing for ever; an inactive one is let in nowhere."""
        user, operation = str(record.details.get("user", "")), record.kind.rpartition(".")[2]
        if operation in {"activate", "unsuspend"}:
            self._inactive.discard(user)
        elif not self._slow and self._at - self._slow_ended_at > _DAY_S:
            # An answer without a certificate may be late by hours: then nothing is said of such a user.
            self._inactive.add(user)
        if operation == "deactivate":
            for found in self._certificates.values():
                if found.bound_to == user and found.void_at is None:
                    found.void_at = record.at

    def _evaluated(self, record: Record) -> None:
        """A rule that looks at the device applies to such devices alone."""
        wanted = {"trusted": "trusted", "not_trusted": "untrusted"}.get(
            str(record.details.get("trust", "any"))
        )
        device = record.details["device"]
        if device == "not_asked" and self._conditions_lapse:
            return  # by that assumption nobody is asked while the setting is off, and conditions do not apply
        if wanted is not None and device != wanted:
            told = f"rule {record.details['rule']} for a device that is {device}"
            raise InvariantBroken("a rule about devices applies to such devices alone", record.seq, told)

    def _power(self, record: Record) -> None:
        if record.kind == "mac.woke":
            self._off.discard(record.subject)
        else:
            self._off.add(record.subject)

    def _acted(self, record: Record) -> None:
        if record.subject in self._off:
            raise InvariantBroken(
                "a Mac that is off does nothing", record.seq, f"{record.kind} on {record.subject}"
            )


def _org(record: Record) -> str:
    return PREVIEW if record.kind.startswith(PREVIEW) else ""


_WATCHES: dict[str, Callable[[Invariants, Record], None]] = {
    "run.started": Invariants._started,  # noqa: SLF001  # the class's own table
    "fault.began": Invariants._fault,  # noqa: SLF001
    "fault.ended": Invariants._fault,  # noqa: SLF001
    "computer.enrolled": Invariants._management,  # noqa: SLF001
    "computer.managed": Invariants._management,  # noqa: SLF001
    "computer.unmanaged": Invariants._management,  # noqa: SLF001
    "computer.deleted": Invariants._management,  # noqa: SLF001
    "pki.cert.issue": Invariants._issued,  # noqa: SLF001
    "pki.cert.renew": Invariants._renewed,  # noqa: SLF001
    "pki.cert.revoke": Invariants._revoked,  # noqa: SLF001
    "user.authentication.authenticate": Invariants._authenticated,  # noqa: SLF001
    "certificate.imported": Invariants._imported,  # noqa: SLF001
    "certificate.removed": Invariants._removed,  # noqa: SLF001
    "mac.added": Invariants._clock,  # noqa: SLF001
    "mac.clock_set": Invariants._clock,  # noqa: SLF001
    "person.added": Invariants._person,  # noqa: SLF001
    "policy.logged": Invariants._ran_policy,  # noqa: SLF001
    "policy.log_flushed": Invariants._ran_policy,  # noqa: SLF001
    "admin.acted": Invariants._admin_acted,  # noqa: SLF001
    "admin.refused": Invariants._ran_policy,  # noqa: SLF001
    "user.lifecycle.activate": Invariants._user,  # noqa: SLF001
    "user.lifecycle.unsuspend": Invariants._user,  # noqa: SLF001
    "user.lifecycle.suspend": Invariants._user,  # noqa: SLF001
    "user.lifecycle.deactivate": Invariants._user,  # noqa: SLF001
    "policy.evaluate_sign_on": Invariants._evaluated,  # noqa: SLF001
    "app.opened": Invariants._opened,  # noqa: SLF001
    f"{PREVIEW}pki.cert.issue": Invariants._issued,  # noqa: SLF001
    f"{PREVIEW}pki.cert.renew": Invariants._issued,  # noqa: SLF001
    f"{PREVIEW}user.authentication.authenticate": Invariants._authenticated,  # noqa: SLF001
    f"{PREVIEW}app.opened": Invariants._opened,  # noqa: SLF001
    "mac.slept": Invariants._power,  # noqa: SLF001
    "mac.shut_down": Invariants._power,  # noqa: SLF001
    "mac.powered_off": Invariants._power,  # noqa: SLF001
    "mac.woke": Invariants._power,  # noqa: SLF001
    "task.ran": Invariants._acted,  # noqa: SLF001
    "agent.passed": Invariants._acted,  # noqa: SLF001
}
