"""What Jamf Pro may never let a Mac run: the task's policy too often, out of its scope, untriggered, or disabled.

Written anew from what the frequencies mean, and not from the fake's rules: two readings of the same page have to agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from simulator.trace import Record

_HOUR_S = 3600
_CHECK_IN = "recurring check-in"
_EDITED = ("enabled", "triggers", "frequency", "groups", "exclude_groups", "limit_to_users")
_HOURS = {"Once every day": 24, "Once every week": 168, "Once every month": 720}


@dataclass(slots=True)
class _Runs:
    """Of one Mac, since its log was last flushed: when the policy ran last, for whom, and how often it failed on end."""

    last_at: int = 0
    users: tuple[str, ...] = ()
    failed: int = 0


@dataclass(slots=True)
class PolicyWatch:
    """Give :meth:`see` every record about the policy; it says what is wrong, or nothing."""

    _settings: Mapping[str, Any] = field(default_factory=dict)
    _before: Mapping[str, Any] = field(default_factory=dict)
    _edited_by: int = -1
    _groups: dict[str, str] = field(default_factory=dict)
    _enrolled_at: dict[str, int] = field(default_factory=dict)
    _runs: dict[str, _Runs] = field(default_factory=dict)
    _macs_of_user: Counter[str] = field(default_factory=Counter)

    def see(self, record: Record) -> str:
        """What is wrong with this record, "" for nothing."""
        match record.kind:
            case "run.started":
                self._settings = record.details.get("policy", {})
            case "mac.added":
                self._groups[record.subject] = record.details["group"]
            case "admin.acted" if record.details["action"] == "edit_policy":
                self._before, self._edited_by = self._settings, record.seq
                edited = {key: record.details[key] for key in _EDITED if key in record.details}
                self._settings = {**self._settings, **edited}
            case "admin.refused" if record.cause == self._edited_by:
                self._settings = self._before
            case "computer.enrolled":
                self._enrolled_at[record.subject] = record.at
            case "policy.log_flushed" | "computer.deleted":
                self._flush(record.subject)
            case "policy.logged" if record.details["policy"] == self._settings.get("name"):
                return self._logged(record)
            case _:
                pass
        return ""

    def _flush(self, mac: str) -> None:
        for one in [mac] if mac else [*self._runs]:
            gone = self._runs.pop(one, None)
            if gone is not None:
                self._macs_of_user.subtract(gone.users)

    def _logged(self, record: Record) -> str:
        mac, user = record.subject, str(record.details["user"])
        wrong = (
            self._untriggered(mac, record.at)
            or self._out_of_scope(mac, user)
            or self._too_often(mac, user, record.at)
        )
        runs = self._runs.setdefault(mac, _Runs())
        runs.last_at = record.at
        runs.failed = runs.failed + 1 if record.outcome == "Failed" else 0
        if user not in runs.users:
            runs.users = (*runs.users, user)
            self._macs_of_user[user] += 1
        return wrong

    def _untriggered(self, mac: str, at: int) -> str:
        """Only at an enrollment does it run by another trigger than the recurring check-in."""
        triggers = self._settings.get("triggers", (_CHECK_IN,))
        if _CHECK_IN in triggers or self._enrolled_at.get(mac) == at:
            return ""
        return f"no recurring check-in triggers it, and it runs on {mac}"

    def _out_of_scope(self, mac: str, user: str) -> str:
        settings = self._settings
        if settings.get("enabled") is False:
            return "the policy is disabled"
        group = self._groups.get(mac, "")
        if settings.get("rollout") or settings.get("smart_groups") or not group:
            return ""  # who is in a group that changes, no trace tells
        wanted, users = settings.get("groups"), settings.get("limit_to_users")
        if (wanted and group not in wanted) or group in settings.get("exclude_groups", ()):
            return f"{mac} is out of its scope"
        return f"{user or 'nobody'} is out of its scope" if users and user not in users else ""

    def _too_often(self, mac: str, user: str, at: int) -> str:
        runs = self._runs.get(mac)
        again = {
            "Once per user": self._macs_of_user[user] > 0,
            "Once per user per computer": runs is not None and user in runs.users,
            "Once per computer": runs is not None and not self._retries(runs),
        }.get(self._settings.get("frequency", ""), False)
        hours = _HOURS.get(self._settings.get("frequency", ""))
        if hours is not None:
            again = runs is not None and at < runs.last_at + hours * _HOUR_S
        return (
            f"{self._settings.get('frequency')}, and once more on {mac} for {user or 'nobody'}"
            if again
            else ""
        )

    def _retries(self, runs: _Runs) -> bool:
        return 0 < runs.failed <= int(self._settings.get("retry_attempts", -1))
