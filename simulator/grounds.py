"""Grounds: how the run was set up, what admins did, which faults were in force. What a trace must tell before a reason counts.

A reason that stays needs grounds; one without is a bug of ours, not a dead end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from simulator.account_story import AccountStory, MacStory, last_before
from simulator.consoles_told import ConsolesTold
from simulator.finding import of_kinds
from simulator.reading import Reading
from simulator.trace import Record
from simulator.weather import allowed

UNBOUND_LIMIT = 5
OUT_OF_REACH = ("okta_down", "answer_lost")
"""Faults in which Okta itself does not answer, whatever lets a Mac through to it."""
_ALWAYS = 1 << 62
_VALIDITY_S = 365 * 86_400
_WIZARD_ACTS = ("enable_device_trust", "edit_device_trust")
_READ_ONLY, _TOLD_AGAIN_S = "E0000010", 3600
"""What a read-only cell answers, and after how many seconds somebody tries again to tell Okta a password."""
_STATUS_AFTER = {
    "create_user": "active",
    "activate_user": "active",
    "unsuspend_user": "active",
    "suspend_user": "suspended",
    "deactivate_user": "deactivated",
}


class InForce(NamedTuple):
    """A fault: its kind, whom it hits (None: everybody), which host, from when until when (epoch seconds)."""

    kind: str
    macs: frozenset[str] | None
    host: str
    begins: int
    ends: int
    seq: int

    def hits(self, mac: str, at: int) -> bool:
        """Whether it is in force for a Mac at a second."""
        return self.begins <= at < self.ends and (self.macs is None or mac in self.macs)


@dataclass(slots=True)
class Grounds:
    """How the run was set up and what admins did since, as far as it can keep a Mac from coming good."""

    reading: Reading
    assumed: Mapping[str, str] = field(default_factory=dict)
    setup: Mapping[str, Any] = field(default_factory=dict)
    acts: list[Record] = field(default_factory=list)
    told_in_vain: list[Record] = field(default_factory=list)
    faults: list[InForce] = field(default_factory=list)
    statuses: dict[str, str] = field(default_factory=dict)
    told: ConsolesTold = field(default_factory=ConsolesTold)
    _rules: dict[str, list[tuple[int, Sequence[Sequence[str]]]]] = field(default_factory=dict)

    @classmethod
    def read(cls, reading: Reading) -> Grounds:
        """What the trace tells."""
        grounds = cls(reading)
        told = [*of_kinds(reading.records, "run.started", "admin.acted", "admin.refused")]
        refused = {record.cause for record in told if record.kind == "admin.refused"}
        for record in told:
            if record.kind == "run.started":
                grounds._begin(record)
            elif record.kind == "admin.acted" and record.seq not in refused:
                grounds._learn(record)
            elif record.kind == "admin.refused" and record.details["action"] == "tell_okta_the_password":
                grounds.told_in_vain.append(record)
        grounds.faults = _faults(reading.faults)
        grounds.told = ConsolesTold.read(grounds.setup, grounds.acts)
        return grounds

    def _begin(self, record: Record) -> None:
        self.assumed = record.details.get("assumptions", {})
        self.setup = record.details.get("setup", {})
        for app, rules in self.setup.get("rules", {}).items():
            self._rules[app] = [(-_ALWAYS, rules)]

    def _learn(self, record: Record) -> None:
        self.acts.append(record)
        if record.details["action"] == "set_rules":
            self._rules.setdefault(record.details["what"], []).append(
                (record.at, record.details.get("rules", ()))
            )

    def hold(self, word: str, account: AccountStory, at: int) -> bool:
        """Whether a reason has its grounds at a second; one that tells its own needs no other."""
        check = _GROUNDS.get(word)
        return check is None or check(self, account, at)

    def acted(self, at: int, *actions: str, what: str | None = None) -> Record | None:
        """The last of some acts before a second, on what it names."""
        return last_before(
            [
                act
                for act in self.acts
                if act.details["action"] in actions and what in (None, act.details["what"])
            ],
            at,
        )

    def fault(self, mac: str, at: int, *kinds: str, host: str = "") -> InForce | None:
        """A fault of some kinds in force for a Mac at a second, at a host where that is asked for."""
        for one in self.faults:
            if one.kind in kinds and one.hits(mac, at) and (not host or one.host in ("", host)):
                return one
        return None

    # --- Okta ---------------------------------------------------------------------------------------------

    def feature_off(self, at: int) -> bool:
        """Whether the org lacks the feature at a second."""
        return not self.told.at(at).feature

    def setting_off(self, at: int) -> bool:
        """Whether macOS Device Trust is disabled at a second, whatever the feature says."""
        return not self.told.at(at).setting

    def status(self, person: str, at: int) -> str:
        """What a user is in Okta at a second: active, staged, suspended, deactivated or absent."""
        act = self.acted(at, *_STATUS_AFTER, what=person)
        return self.statuses_of(person) if act is None else _STATUS_AFTER[act.details["action"]]

    def status_before(self, person: str, seq: int) -> str:
        """What a user is in Okta just before an event, whatever else comes in the same second."""
        acts = (act for act in reversed(self.acts) if act.seq < seq and act.details["what"] == person)
        after = (_STATUS_AFTER.get(act.details["action"]) for act in acts)
        return next((status for status in after if status is not None), self.statuses_of(person))

    def statuses_of(self, person: str) -> str:
        """What a user was at the start."""
        if not self.statuses:
            for record in of_kinds(self.reading.records, "person.added"):
                if "status" in record.details:
                    self.statuses[record.subject] = str(record.details["status"])
            self.statuses.setdefault("", "active")
        return self.statuses.get(person, "active")

    def rules(self, app: str, at: int) -> Sequence[Sequence[str]]:
        """An app's rules at a second: name, access, device condition, active or inactive, perhaps what else is asked."""
        found: Sequence[Sequence[str]] = ()
        for since, rules in self._rules.get(app, ()):
            if since < at:
                found = rules
        return found

    def asks_for_trust(self, app: str, at: int) -> bool:
        """Whether an active rule of the app looks at the device at a second."""
        return any(rule[2] != "any" and rule[3] == "active" for rule in self.rules(app, at))

    def secured_since(self, app: str) -> int:
        """When the app had a rule about devices first, active or not; beyond all time where it never had."""
        return next(
            (since for since, rules in self._rules.get(app, ()) if any(rule[2] != "any" for rule in rules)),
            _ALWAYS,
        )

    def apps(self) -> list[str]:
        """The apps of the org."""
        return [*self._rules]

    # --- the way there ------------------------------------------------------------------------------------

    def kept_from(self, mac: MacStory, host: str) -> bool:
        """Whether a Mac's outbound allow list leaves out a host: org, mtls or jamf."""
        name = self.setup.get("hosts", {}).get(host)
        return mac.allows_hosts is not None and name is not None and not allowed(name, mac.allows_hosts)

    # --- whether a reason has its grounds -----------------------------------------------------------------

    def _setting_or_feature_off(self, _account: AccountStory, at: int) -> bool:
        return self.setting_off(at) or self.feature_off(at)

    def _feature_off(self, _account: AccountStory, at: int) -> bool:
        return self.feature_off(at)

    def wrong_key(self, at: int) -> str:
        """What is wrong with the secret key in the task in Jamf Pro, as a cause; "" where it is the present one."""
        return self.told.at(at).wrong_key

    def password_wrong(self, mac: str, at: int) -> bool:
        """Whether Okta has not the present password of its account in Jamf Pro; ``mac`` is one that a fault may hit."""
        if self.fault(mac, at, "jamf_password_rotated") is not None:
            return True
        vain = last_before(self.told_in_vain, at)
        if vain is not None and (vain.reason != _READ_ONLY or at - vain.at <= _TOLD_AGAIN_S):
            return self.acted(at, *_WIZARD_ACTS) is None
        told_at = max((one.ends for one in self.faults if one.kind == "jamf_password_rotated"), default=0)
        act = self.acted(at, "set_jamf_password", *_WIZARD_ACTS)
        told_since = act is not None and act.at < told_at < at
        return not told_since and not self.told.at(at).password

    def privilege_lacking(self, at: int) -> bool:
        """Whether Okta's account in Jamf Pro lacks one of the three privileges."""
        state = self.told.at(at)
        return state.account in state.unprivileged

    def tenant_wrong(self, at: int) -> bool:
        """Whether Okta's setting names another Jamf Pro."""
        return not self.told.at(at).tenant

    def _key_changed(self, _account: AccountStory, at: int) -> bool:
        return bool(self.wrong_key(at)) or self.acted(at, "reset_secret_key", "edit_task") is not None

    def _password_changed(self, account: AccountStory, at: int) -> bool:
        changed = self.acted(at, "set_jamf_password", *_WIZARD_ACTS) is not None
        return changed or self.password_wrong(account.mac.name, at)

    def _privileges_changed(self, _account: AccountStory, at: int) -> bool:
        return self.privilege_lacking(at) or self.acted(at, "set_privileges") is not None

    def _tenant_changed(self, _account: AccountStory, at: int) -> bool:
        return self.tenant_wrong(at) or self.acted(at, *_WIZARD_ACTS) is not None

    def _allow_list(self, account: AccountStory, _at: int) -> bool:
        return account.mac.allows_hosts is not None

    def _previewed(self, _account: AccountStory, at: int) -> bool:
        return any(act.at < at and act.details.get("org") == "preview" for act in self.acts)

    def five_unbound(self, account: AccountStory, at: int) -> bool:
        """Whether Okta issues no further certificate to the device."""
        counted = [
            one
            for one in self.reading.certificates_of.get(account.mac.name, ())
            if one.at < at
            and (at <= one.at + _VALIDITY_S or self.assumed.get("expired_unbound_counts") != "no")
            and (one.bound_at is None or one.bound_at >= at)
            and (one.revoked_at is None or one.revoked_at >= at)
        ]
        return len(counted) >= UNBOUND_LIMIT

    def clock_wrong(self, account: AccountStory, at: int) -> bool:
        """Whether the Mac's clock is not right."""
        return account.mac.skew_at(at) != 0

    def _expired_refused(self, _account: AccountStory, _at: int) -> bool:
        return self.assumed.get("renewal_of_expired") == "refused"

    def _unbound_refused(self, _account: AccountStory, _at: int) -> bool:
        return self.assumed.get("renewal_of_unbound") != "accepted"

    def _nobody_picks(self, _account: AccountStory, _at: int) -> bool:
        return self.assumed.get("chooser_answer") == "cancels"

    def _bound_counts(self, _account: AccountStory, _at: int) -> bool:
        return self.assumed.get("certificate_bound_to_another_user") != "trusted"


def _faults(told: Sequence[Record]) -> list[InForce]:
    ended = {record.cause: record.at for record in told if record.kind == "fault.ended"}
    found = []
    for record in told:
        if record.kind == "fault.began":
            whom = str(record.details.get("mac", ""))
            macs = frozenset(whom.split(",")) if whom else None
            host, ends = str(record.details.get("host", "")), ended.get(record.seq, _ALWAYS)
            found.append(InForce(str(record.details["fault"]), macs, host, record.at, ends, record.seq))
    return found


_GROUNDS: dict[str, Callable[[Grounds, AccountStory, int], bool]] = {
    "setting_disabled": Grounds._setting_or_feature_off,  # noqa: SLF001  # the class's own table
    "feature_missing": Grounds._feature_off,  # noqa: SLF001
    "org_token_invalid": Grounds._key_changed,  # noqa: SLF001
    "jamf_unauthorized": Grounds._password_changed,  # noqa: SLF001
    "jamf_forbidden": Grounds._privileges_changed,  # noqa: SLF001
    "jamf_unreachable": Grounds._tenant_changed,  # noqa: SLF001
    "other_org": Grounds._previewed,  # noqa: SLF001
    "certificate_unknown": Grounds._previewed,  # noqa: SLF001
    "network:blocked": Grounds._allow_list,  # noqa: SLF001
    "enrollment_limit": Grounds.five_unbound,
    "clock": Grounds.clock_wrong,
    "certificate_expired": Grounds._expired_refused,  # noqa: SLF001
    "certificate_unbound": Grounds._unbound_refused,  # noqa: SLF001
    "chooser": Grounds._nobody_picks,  # noqa: SLF001
    "other_user": Grounds._bound_counts,  # noqa: SLF001
}
