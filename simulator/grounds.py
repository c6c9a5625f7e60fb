"""Grounds for a dead end: what a trace must tell before a reason counts as one that stays and not as a bug of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.account_story import AccountStory, last_before
from simulator.finding import of_kinds
from simulator.reading import Reading
from simulator.trace import Record

UNBOUND_LIMIT = 5
_WIZARD_ACTS = ("enable_device_trust", "edit_device_trust")
_SETTING_ACTS = {"enable_device_trust", "disable_device_trust"}


@dataclass(slots=True)
class Grounds:
    """How the run was set up and what admins did since, as far as it can keep a Mac from coming good."""

    reading: Reading
    assumed: Mapping[str, str] = field(default_factory=dict)
    setup: Mapping[str, Any] = field(default_factory=dict)
    acts: list[Record] = field(default_factory=list)
    told_in_vain: list[Record] = field(default_factory=list)

    @classmethod
    def read(cls, reading: Reading) -> Grounds:
        """What the trace tells."""
        grounds = cls(reading)
        told = [*of_kinds(reading.records, "run.started", "admin.acted", "admin.refused")]
        refused = {record.cause for record in told if record.kind == "admin.refused"}
        for record in told:
            if record.kind == "run.started":
                grounds.assumed = record.details.get("assumptions", {})
                grounds.setup = record.details.get("setup", {})
            elif record.kind == "admin.acted" and record.seq not in refused:
                grounds.acts.append(record)
            elif record.kind == "admin.refused" and record.details["action"] == "tell_okta_the_password":
                grounds.told_in_vain.append(record)
        return grounds

    def hold(self, word: str, account: AccountStory, at: int) -> bool:
        """Whether a dead end has its grounds at a second; one that tells its own needs no other."""
        check = _GROUNDS.get(word)
        return check is None or check(self, account, at)

    def _acted(self, at: int, *actions: str) -> Record | None:
        return last_before([act for act in self.acts if act.details["action"] in actions], at)

    def _setting_off(self, _account: AccountStory, at: int) -> bool:
        act = self._acted(at, *_SETTING_ACTS)
        disabled = (
            not self.setup.get("setting", True)
            if act is None
            else act.details["action"] == "disable_device_trust"
        )
        return bool(disabled) or self._feature_off(_account, at)

    def _feature_off(self, _account: AccountStory, at: int) -> bool:
        act = self._acted(at, "enable_feature", "disable_feature")
        if act is None:
            return not self.setup.get("feature", True)
        return bool(act.details["action"] == "disable_feature")

    def _key_wrong(self, _account: AccountStory, at: int) -> bool:
        pasted = self._acted(at, "edit_task")
        wrongly = pasted is not None and pasted.details["org_token"] not in {"", "pasted"}
        return (
            self.setup.get("org_token", "pasted") != "pasted"
            or wrongly
            or self._acted(at, "reset_secret_key") is not None
        )

    def _password_changed(self, _account: AccountStory, at: int) -> bool:
        entered = self._acted(at, *_WIZARD_ACTS)
        mistyped = entered is not None and entered.details["password"] == "mistyped"  # noqa: S105  # how it was entered
        return bool(self.told_in_vain) or mistyped or self._acted(at, "set_jamf_password") is not None

    def _privilege_lacking(self, _account: AccountStory, at: int) -> bool:
        return not self.setup.get("privileges", True) or self._acted(at, "set_privileges") is not None

    def _tenant_wrong(self, _account: AccountStory, at: int) -> bool:
        return any(
            act.at < at and act.details["action"] in _WIZARD_ACTS and act.details["tenant_url"]
            for act in self.acts
        )

    def _allow_list(self, account: AccountStory, _at: int) -> bool:
        return account.mac.allow_list

    def _previewed(self, _account: AccountStory, at: int) -> bool:
        return any(act.at < at and act.details.get("org") == "preview" for act in self.acts)

    def _five_unbound(self, account: AccountStory, at: int) -> bool:
        counted = [
            one
            for one in self.reading.certificates_of.get(account.mac.name, ())
            if one.at < at
            and (one.bound_at is None or one.bound_at >= at)
            and (one.revoked_at is None or one.revoked_at >= at)
        ]
        return len(counted) >= UNBOUND_LIMIT

    def _clock_wrong(self, account: AccountStory, at: int) -> bool:
        return account.mac.skew_at(at) != 0

    def _expired_refused(self, _account: AccountStory, _at: int) -> bool:
        return self.assumed.get("renewal_of_expired") == "refused"

    def _unbound_refused(self, _account: AccountStory, _at: int) -> bool:
        return self.assumed.get("renewal_of_unbound") != "accepted"

    def _nobody_picks(self, _account: AccountStory, _at: int) -> bool:
        return self.assumed.get("chooser_answer") == "cancels"

    def _bound_counts(self, _account: AccountStory, _at: int) -> bool:
        return self.assumed.get("certificate_bound_to_another_user") != "trusted"


_GROUNDS: dict[str, Callable[[Grounds, AccountStory, int], bool]] = {
    "setting_disabled": Grounds._setting_off,  # noqa: SLF001  # the class's own table
    "feature_missing": Grounds._feature_off,  # noqa: SLF001
    "org_token_invalid": Grounds._key_wrong,  # noqa: SLF001
    "jamf_unauthorized": Grounds._password_changed,  # noqa: SLF001
    "jamf_forbidden": Grounds._privilege_lacking,  # noqa: SLF001
    "jamf_unreachable": Grounds._tenant_wrong,  # noqa: SLF001
    "other_org": Grounds._previewed,  # noqa: SLF001
    "certificate_unknown": Grounds._previewed,  # noqa: SLF001
    "network:blocked": Grounds._allow_list,  # noqa: SLF001
    "enrollment_limit": Grounds._five_unbound,  # noqa: SLF001
    "clock": Grounds._clock_wrong,  # noqa: SLF001
    "certificate_expired": Grounds._expired_refused,  # noqa: SLF001
    "certificate_unbound": Grounds._unbound_refused,  # noqa: SLF001
    "chooser": Grounds._nobody_picks,  # noqa: SLF001
    "other_user": Grounds._bound_counts,  # noqa: SLF001
}
