"""What a Mac does next, and when: looked up from habits, ticks and what the services and keychains would say.

Pure: nothing is played here, nothing changes. So a change from outside costs a Mac no more than another look.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from fake_jamf.jamf import Jamf
from simulator.holding import Holding
from simulator.mac.agent import can_pass, renewal_due_from
from simulator.mac.machine import Mac
from simulator.presence import Presence
from simulator.resident import Resident, Stream

What = Literal["check_in", "agent_pass", "open_app", "browser_end"]
_ORDER: dict[What, int] = {"check_in": 0, "agent_pass": 1, "open_app": 2, "browser_end": 3}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a Mac does next, and when; ties within a second go in the order of what it is."""

    at: int
    what: What
    account: str
    resident: Resident | None = None
    stream: Stream | None = None

    @property
    def place(self) -> tuple[int, int]:
        """Its place among a Mac's plans."""
        return self.at, _ORDER[self.what]


@dataclass(slots=True)
class Planner:
    """Looks for the next thing that matters on one Mac, before epoch second ``until``."""

    mac: Mac
    presence: Presence
    holding: Holding
    jamf: Jamf
    until: int

    def next(self, now: int) -> Plan | None:
        """The earliest thing that matters later than ``now``, or None while nothing is due."""
        plans = [
            *self._check_ins(now),
            *self._agent_passes(now),
            *self._sign_ins(now),
            *self._browser_ends(now),
        ]
        due = [plan for plan in plans if plan.at < self.until]
        return min(due, key=lambda plan: plan.place, default=None)

    def _check_ins(self, now: int) -> Iterator[Plan]:
        """The check-in at which a policy is due for whoever is at the console."""
        accounts = dict.fromkeys(resident.account for resident in self.presence.residents)
        for account in ("", *accounts):
            due = self.jamf.next_due_at(self.mac.udid, "recurring check-in", account)
            if due is None:
                continue
            at = self.presence.next_check_in(max(now, due - 1), account)
            if at is not None:
                yield Plan(at, "check_in", account)

    def _agent_passes(self, now: int) -> Iterator[Plan]:
        """The first pass of the scheduled task inside the renewal window."""
        for name, account in self.mac.accounts.items():
            due = renewal_due_from(self.mac, account) if account.agent is not None else None
            if account.agent is None or due is None:
                continue
            after = max(now, due - self.mac.clock_skew_s - 1)
            at = self.presence.next_agent_pass(name, account.agent.loaded_at, after)
            if at is not None:
                yield Plan(at, "agent_pass", name)

    def _sign_ins(self, now: int) -> Iterator[Plan]:
        """The first sign-in of each stream after something changed, or after a certificate's time is over."""
        for resident in self.presence.residents:
            for stream in resident.streams:
                changed_at = stream.changed_at
                if changed_at is None:
                    # Counted from this stream's own last sign-in: another's may have passed the boundary already.
                    changed_at = self.holding.next_boundary(resident.account, stream.played_at)
                if changed_at is None:
                    continue
                after = max(now, changed_at - 1, self.presence.off_until)
                at = resident.routine.next_open(stream.key, after)
                if at is not None:
                    yield Plan(at, "open_app", resident.account, resident, stream)

    def _browser_ends(self, now: int) -> Iterator[Plan]:
        """The end of browsers that hold a stale certificate, and a restart after which nothing unlocks."""
        after = max(now, self.presence.off_until)
        for account in self.holding.stale_accounts(now):
            ends = [r.routine.next_browser_end(after) for r in self.presence.of(account)]
            if at := min((end for end in ends if end is not None), default=None):
                yield Plan(at, "browser_end", account)
        for name, owner in self.mac.accounts.items():
            if owner.okta_keychain is None or not owner.okta_keychain.unlocked or can_pass(self.mac, owner):
                continue
            restarts = [r.routine.next_restart(after) for r in self.presence.of(name)]
            if at := min((restart for restart in restarts if restart is not None), default=None):
                yield Plan(at, "browser_end", name)
