"""The policy that runs the registration task, as a trace tells of it: would Jamf Pro run it again by itself?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from sys import intern
from typing import Any, Literal, NamedTuple

from simulator.finding import of_kinds
from simulator.trace import Record

Why = Literal["", "disabled", "trigger_missing", "out_of_scope", "used_up", "later"]
"""Why a policy does not run on a Mac for an account: "" where it does."""
_HOURS = {"Once every day": 24, "Once every week": 168, "Once every month": 720}
_DOCUMENTED: Mapping[str, Any] = {
    "name": "Okta Device Trust",
    "triggers": ["enrollmentComplete", "recurring check-in"],
    "frequency": "Once per user per computer",
}
_TELLING = ("run.started", "policy.log_flushed", "computer.deleted", "policy.logged", "admin.acted")


class Logged(NamedTuple):
    """A run in the policy's log; small, since a fleet has many."""

    seq: int
    at: int
    mac: str
    outcome: str
    user: str


@dataclass(slots=True)
class TaskPolicy:
    """Settings as the run began with them, and everything told since that changes them or counts as a run."""

    settings: Mapping[str, Any] = field(default_factory=lambda: _DOCUMENTED)
    edits: list[Record] = field(default_factory=list)
    widened: dict[str, int] = field(default_factory=dict)
    logs_on: dict[str, list[Logged]] = field(default_factory=dict)
    logs_for: dict[str, list[Logged]] = field(default_factory=dict)
    flushes: list[Record] = field(default_factory=list)

    @classmethod
    def read(cls, records: Sequence[Record]) -> TaskPolicy:
        """What a trace tells of the policy."""
        policy = cls()
        refused = {record.cause for record in of_kinds(records, "admin.refused")}
        for record in of_kinds(records, *_TELLING):
            details = record.details
            if record.kind == "run.started":
                policy.settings = details.get("policy", _DOCUMENTED)
            elif record.kind in {"policy.log_flushed", "computer.deleted"}:
                policy.flushes.append(record)
            elif record.kind == "policy.logged" and details["policy"] == policy.settings["name"]:
                policy._log(record)
            elif record.kind == "admin.acted" and record.seq not in refused:
                policy.learn(record)
        return policy

    def _log(self, record: Record) -> None:
        user = intern(str(record.details["user"]))
        logged = Logged(record.seq, record.at, intern(record.subject), intern(record.outcome), user)
        self.logs_on.setdefault(logged.mac, []).append(logged)
        self.logs_for.setdefault(logged.user, []).append(logged)

    def learn(self, record: Record) -> None:
        """Take in what an administrator did."""
        if record.details["action"] == "edit_policy":
            self.edits.append(record)
        elif record.details["action"] == "widen_rollout":
            for mac in record.details.get("macs", ()):
                self.widened.setdefault(str(mac), record.at)

    def setting(self, key: str, at: int, default: Any = None) -> Any:
        """A setting as it stands at a second."""
        value = self.settings.get(key, default)
        for edit in self.edits:
            if edit.at < at and edit.details.get(key) is not None:
                value = edit.details[key]
        return value

    def why_not(self, mac: str, group: str, account: str, at: int) -> Why:
        """Why Jamf Pro does not run the task on a Mac, for an account at the console, at a second."""
        if self.setting("enabled", at, default=True) is False:
            return "disabled"
        if "recurring check-in" not in self.setting("triggers", at):
            return "trigger_missing"
        if self.settings.get("smart_groups"):
            return "later"  # who is in a smart group, and since when, no trace tells
        if not self._reaches(mac, group, account, at):
            return "out_of_scope"
        return self._by_frequency(mac, account, at)

    def _reaches(self, mac: str, group: str, account: str, at: int) -> bool:
        wanted, excluded = self.setting("groups", at) or [], self.setting("exclude_groups", at) or []
        users = self.setting("limit_to_users", at) or []
        if self.settings.get("rollout") and not self._groups_edited(at):
            targeted = self.widened.get(mac, at) < at
        else:
            targeted = not wanted or group in wanted
        return targeted and group not in excluded and (not users or account in users)

    def _groups_edited(self, at: int) -> bool:
        """Whether the policy's scope names other groups by now than the one that a rollout widens."""
        return any(edit.at < at and edit.details.get("groups") is not None for edit in self.edits)

    def _by_frequency(self, mac: str, account: str, at: int) -> Why:
        frequency = self.setting("frequency", at)
        if frequency == "Ongoing":
            return ""
        if frequency == "Once per user":
            return "used_up" if self._counted(self.logs_for.get(account, ()), at) else ""
        runs = self._counted(self.logs_on.get(mac, ()), at)
        if frequency in _HOURS:
            return "later" if runs and runs[-1].at + _HOURS[frequency] * 3600 >= at else ""
        if frequency == "Once per computer":
            return "used_up" if runs and not self._retries(runs) else ""
        return "used_up" if any(log.user == account for log in runs) else ""

    def _retries(self, runs: Sequence[Logged]) -> bool:
        failed = 0
        for log in reversed(runs):
            if log.outcome != "Failed":
                break
            failed += 1
        return 0 < failed <= int(self.settings.get("retry_attempts", -1))

    def _counted(self, logs: Sequence[Logged], at: int) -> list[Logged]:
        """Of some runs, those that Jamf Pro still has in its log at a second."""
        return [log for log in logs if log.at < at and not self._flushed(log, at)]

    def _flushed(self, log: Logged, at: int) -> bool:
        return any(
            log.seq < flush.seq and flush.at < at and flush.subject in {"", log.mac} for flush in self.flushes
        )
