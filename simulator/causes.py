"""What led to what: an index of the last event that explains a reason, kept while the run goes.

A record's cause is found from its reason: a renewal refused because the cell is read-only was caused by the fault
that made it so; a denial for an expired certificate by the import of the one that Chrome should have presented.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from simulator.trace import Trace

Key = tuple[str, str]

# Where a reason is explained by the state of the world, the key under which that state's last change is kept.
_STATES_OF_REASON: dict[str, tuple[str, ...]] = {
    "read_only": ("read_only_cell",),
    "jamf_unreachable": ("jamf_down", "setting"),
    "jamf_unauthorized": ("jamf_password_rotated", "setting"),
    "jamf_forbidden": ("jamf_password_rotated", "privileges"),
    "org_token_invalid": ("secret_key",),
    "setting_disabled": ("setting",),
    "feature_missing": ("setting",),
    "mtls_blocked": ("host_blocked", "answer_lost", "okta_down"),
    "mtls_inspected": ("tls_inspection",),
    "unreachable": ("okta_down",),
    "network:blocked": ("host_blocked",),
    "network:unreachable": ("okta_down",),
    "network:answer_lost": ("answer_lost",),
    "network:timed_out": ("answer_lost",),
}
_LEARNED = {
    "certificate.imported",
    "certificate.removed",
    "keychain.changed",
    "task.ran",
    "agent.passed",
    "pki.cert.revoke",
    "pki.cert.issue",
    "pki.cert.renew",
    "user.authentication.authenticate",
    "computer.unmanaged",
    "computer.deleted",
    "computer.managed",
    "mac.enrolled",
    "mac.added",
    "mac.woke",
    "mac.restarted",
}


_LEAVES_SOMETHING = {"jamf_password_rotated", "unmanaged", "clock_skew"}


class Causes:
    """The last event by subject and by state; ``of`` finds the cause of a record to be, ``learn`` takes it in."""

    __slots__ = ("_bound", "_imported", "_in_force", "_last", "_revoked", "_trace")

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._last: dict[str, dict[str, int]] = defaultdict(dict)
        self._in_force: dict[Key, list[int]] = {}
        self._imported: dict[str, int] = {}
        self._bound: dict[str, int] = {}
        self._revoked: dict[str, int] = {}

    def remember(self, state: str, subject: str, seq: int) -> None:
        """``seq`` is the event that brought about ``state`` (for everybody where subject is "")."""
        self._last[state][subject] = seq

    def last(self, state: str, subject: str = "") -> int | None:
        """The event that brought about ``state`` for ``subject``, or for everybody."""
        known = self._last[state]
        return known.get(subject, known.get(""))

    def fault_began(self, kind: str, subjects: Iterable[str], seq: int) -> None:
        """A fault is in force from now on, for these subjects ("" for everybody)."""
        for subject in subjects:
            self._last[kind][subject] = seq
            self._in_force.setdefault((kind, subject), []).append(seq)

    def fault_ended(self, kind: str, subjects: Iterable[str], seq: int) -> None:
        """A fault is no longer in force; another of its kind may be. Few leave something behind that it explains."""
        for subject in subjects:
            self._in_force[kind, subject].remove(seq)
            if kind not in _LEAVES_SOMETHING and self._last[kind].get(subject) == seq:
                del self._last[kind][subject]

    def _of_states(self, states: Iterable[str], subject: str) -> int | None:
        """What brought about one of these states: a fault in force, else the last event that did."""
        faults = [
            seqs[-1]
            for state in states
            for whom in (subject, "")
            if (seqs := self._in_force.get((state, whom)))
        ]
        known = faults or [seq for state in states if (seq := self.last(state, subject)) is not None]
        return max(known, default=None)

    def learn(self, seq: int, kind: str, subject: str, outcome: str, details: Mapping[str, Any]) -> None:
        """Take a record in."""
        if kind not in _LEARNED and not kind.startswith("user.lifecycle."):
            return  # as most are: the cases below are tried one by one
        match kind:
            case "certificate.imported":
                self._imported[str(details["serial_number"])] = seq
                self._last["certificate"][subject] = seq
            case "certificate.removed" | "keychain.changed":
                self._last["certificate"][subject] = seq
            case "task.ran" | "agent.passed":
                self._last["task"][subject] = seq
            case "pki.cert.revoke":
                self._revoked[str(details.get("serial_number", ""))] = seq
            case "pki.cert.renew":
                self._renewed(outcome, details)
            case "user.authentication.authenticate" | "pki.cert.issue":
                if details.get("bound_now") or details.get("bound_to"):
                    self._bound[str(details["serial_number"])] = seq
            case "computer.unmanaged" | "computer.deleted" | "computer.managed":
                self._last["management"][subject] = seq
            case "mac.enrolled" | "mac.added" | "mac.woke" | "mac.restarted":
                self._last["presence"][subject] = seq
            case _:
                self._last["user"][str(details.get("user", ""))] = seq

    def _renewed(self, outcome: str, details: Mapping[str, Any]) -> None:
        if outcome == "success" and not details.get("unbound"):
            before = self._bound.get(str(details["renewed_from"]))
            if before is not None:  # it is its predecessor's user's at once
                self._bound[str(details["serial_number"])] = before

    def of(self, kind: str, subject: str, reason: str, details: Mapping[str, Any]) -> int | None:
        """The cause of a record about to be added, or None where only its maker can know."""
        if kind in {"app.opened", "home.opened"}:
            return self._of_sign_in(subject, reason, details)
        if kind == "user.authentication.authenticate" and details.get("bound_now"):
            return self._imported.get(str(details["serial_number"]))
        if kind in {"task.ran", "agent.passed", "pki.cert.renew", "user.credential.enroll"}:
            return self._of_refusal(subject, reason)
        return None

    def _of_refusal(self, subject: str, reason: str) -> int | None:
        if reason in {"not_managed", "computer_unknown"}:
            return self.last("management", subject)
        if reason == "certificate_present":
            return self.last("certificate", subject)
        if reason.startswith("step_failed"):
            return self._of_states(("failing_step",), subject)
        return self._of_states(_STATES_OF_REASON.get(reason, ()), subject)

    def _of_sign_in(self, subject: str, reason: str, details: Mapping[str, Any]) -> int | None:
        why = str(details.get("device_reason") or "not_asked")
        if reason == "denied_by_rule" or why == "not_asked":
            return self._of_no_device(subject, reason, details)
        serial = str(details.get("serial_number", ""))
        if why == "certificate_revoked":
            return self._revoked.get(serial)
        if why in {"certificate_expired", "no_certificate"}:
            return self._of_lacking_certificate(subject, serial)
        if why == "bound_to_another_user":
            return self._bound.get(serial)
        if why == "ok" and serial:
            return self._imported.get(serial)
        states = _STATES_OF_REASON.get(why)
        return self._of_states(states, subject) if states else self.last("certificate", subject)

    def _of_no_device(self, subject: str, reason: str, details: Mapping[str, Any]) -> int | None:
        """A sign-in that no device decided: a network, an account, the app's rules."""
        if reason in _STATES_OF_REASON:
            return self._of_states(_STATES_OF_REASON[reason], subject)
        if reason in {"authentication_failed", "session_invalid"}:
            return self.last("user", str(details.get("person", "")))
        rules, setting = self.last("rules", str(details.get("app", ""))), self.last("setting")
        return max((seq for seq in (rules, setting) if seq is not None), default=None)

    def _of_lacking_certificate(self, subject: str, serial: str) -> int | None:
        """The last thing that happened to the certificate, or the last run of the task, whichever is later."""
        candidates = [
            self.last("certificate", subject),
            self.last("task", subject),
            self._imported.get(serial),
        ]
        known = [seq for seq in candidates if seq is not None]
        return max(known) if known else self.last("presence", subject)
