"""What a Mac does next, and when: looked up from habits, ticks and what the services and keychains would say.

Pure: nothing is played here, nothing changes. So a change from outside costs a Mac no more than another look. The same
habits and ticks are asked in both details: ``closely``, each is an answer; else only where something may come of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from fake_jamf.jamf import Jamf
from simulator.holding import Holding
from simulator.mac.agent import login_changes_lock, pass_matters_from
from simulator.mac.machine import Mac
from simulator.place import AGENT_PASS, BROWSER_END, CHECK_IN, OPEN_APP, Place
from simulator.presence import Presence
from simulator.resident import Resident, Stream

What = Literal["check_in", "agent_pass", "open_app", "browser_end"]


class Plan(NamedTuple):
    """What a Mac does next, and its place among all that it does."""

    place: Place
    what: What
    account: str
    resident: Resident | None = None
    stream: Stream | None = None

    @property
    def at(self) -> int:
        """Epoch second."""
        return self.place.at


@dataclass(slots=True)
class Planner:
    """Looks for the next thing on one Mac, before epoch second ``until``.

    ``cut_off``: an outbound allow list, which stays as it is, keeps the Mac from Jamf Pro. Nothing comes of its check-ins.
    """

    mac: Mac
    presence: Presence
    holding: Holding
    jamf: Jamf
    until: int
    cut_off: bool
    _kept: dict[_Way, list[Plan]] | None = None
    _due: tuple[tuple[str, int], ...] | None = None

    def next(self, after: Place, *, closely: bool) -> Plan | None:
        """The earliest thing later than ``after`` that matters (or at all: ``closely``), None while nothing is due."""
        if closely:
            plans = [plan for way in _CLOSELY for plan in self._looked_up(way, after)]
            return min(plans, key=_place_of, default=None)
        first: Plan | None = None
        for way in _WHAT_MATTERS:
            # What cannot come before the first of those found is not looked for: most boundaries are a year away.
            before = self.until if first is None else first.place.at + 1
            for plan in way(self, after, before):
                if plan.place.at < before and (first is None or plan.place < first.place):
                    first = plan
        return first

    def forget(self) -> None:
        """Something has changed: what was looked up is to be looked up anew."""
        self._kept = None
        self._due = None

    def _looked_up(self, way: _Way, after: Place) -> list[Plan]:
        """Plans stay as they are until the first of them is done: closely, that is three quarters of the work."""
        if self._kept is None:
            self._kept = {}
        kept = self._kept.get(way)
        if kept is None or any(plan.place <= after for plan in kept):
            kept = self._kept[way] = [plan for plan in way(self, after, self.until) if plan.at < self.until]
        return kept

    # --- check-ins ----------------------------------------------------------------------------------------

    def _check_ins(self, after: Place, before: int) -> Iterator[Plan]:
        """The check-in at which a policy is due for whoever is at the console."""
        if self.cut_off:
            return
        if self._due is None:
            self._due = self._due_from()
        since = after.excluded(CHECK_IN, 0)
        for account, due in self._due:
            if due >= before or not self.presence.can_be_at_console(account, since):
                continue
            at = self.presence.next_check_in(max(since, due - 1), account, before)
            if at is not None:
                before = at
                yield Plan(Place(at, CHECK_IN, 0), "check_in", account)

    def _due_from(self) -> tuple[tuple[str, int], ...]:
        """For whom a policy is due, and from when on: by the passing of time alone, so that it holds until a change."""
        accounts = dict.fromkeys(resident.account for resident in self.presence.residents)
        due = (
            (account, self.jamf.next_due_at(self.mac.udid, "recurring check-in", account))
            for account in ("", *accounts)
        )
        return tuple((account, moment) for account, moment in due if moment is not None)

    def _every_check_in(self, after: Place, _before: int) -> Iterator[Plan]:
        at = self.presence.next_check_in_of_any(after.excluded(CHECK_IN, 0))
        if at is not None:
            yield Plan(Place(at, CHECK_IN, 0), "check_in", self.presence.console_at(at))

    # --- the scheduled task -------------------------------------------------------------------------------

    def _agent_passes(self, after: Place, before: int) -> Iterator[Plan]:
        """The first pass inside the renewal window, or the first that finds the keychain otherwise than the last."""
        for number, (name, account) in enumerate(self.mac.accounts.items()):
            since = pass_matters_from(self.mac, account)
            if since is not None and since < before:
                yield from self._agent_pass(name, number, after, max(0, since - 1))

    def _every_agent_pass(self, after: Place, _before: int) -> Iterator[Plan]:
        for number, name in enumerate(self.mac.accounts):
            yield from self._agent_pass(name, number, after, 0)

    def _agent_pass(self, name: str, number: int, after: Place, since: int) -> Iterator[Plan]:
        agent = self.mac.accounts[name].agent
        if agent is None:
            return
        excluded = max(after.excluded(AGENT_PASS, number), since)
        at = self.presence.next_agent_pass(name, agent.loaded_at, excluded)
        if at is not None:
            yield Plan(Place(at, AGENT_PASS, number), "agent_pass", name)

    # --- sign-ins -----------------------------------------------------------------------------------------

    def _sign_ins(self, after: Place, before: int) -> Iterator[Plan]:
        """The first sign-in of each stream after something changed, or after a certificate's time is over."""
        for number, (resident, stream) in enumerate(self._streams()):
            changed_at = stream.changed_at
            if changed_at is None:
                # Counted from this stream's own last sign-in: another's may have passed the boundary already.
                changed_at = self.holding.next_boundary(resident.account, stream.played_at)
            if changed_at is not None and changed_at < before:
                yield from self._sign_in(number, resident, stream, after, changed_at - 1)

    def _every_sign_in(self, after: Place, _before: int) -> Iterator[Plan]:
        for number, (resident, stream) in enumerate(self._streams()):
            yield from self._sign_in(number, resident, stream, after, 0)

    def _streams(self) -> Iterator[tuple[Resident, Stream]]:
        return ((resident, stream) for resident in self.presence.residents for stream in resident.streams)

    def _sign_in(
        self, number: int, resident: Resident, stream: Stream, after: Place, since: int
    ) -> Iterator[Plan]:
        excluded = max(after.excluded(OPEN_APP, number), since, self.presence.off_until)
        at = resident.routine.next_open(stream.key, excluded)
        if at is not None:
            yield Plan(Place(at, OPEN_APP, number), "open_app", resident.account, resident, stream)

    # --- the end of browsers ------------------------------------------------------------------------------

    def _browser_ends(self, after: Place, before: int) -> Iterator[Plan]:
        """The end of browsers that hold, or may by then hold, a stale certificate; and a restart that locks."""
        for number, (name, account) in enumerate(self.mac.accounts.items()):
            if self.holding.is_stale(name, after.at):
                yield from self._browser_end(name, number, after, 0)
            elif (boundary := self.holding.next_boundary(name, after.at)) is not None and boundary < before:
                yield from self._browser_end(name, number, after, boundary - 1)
            if login_changes_lock(self.mac, account):
                excluded = max(after.excluded(BROWSER_END, number), self.presence.off_until)
                restarts = [r.routine.next_restart(excluded) for r in self.presence.of(name)]
                if at := min((restart for restart in restarts if restart is not None), default=None):
                    yield Plan(Place(at, BROWSER_END, number), "browser_end", name)

    def _every_browser_end(self, after: Place, _before: int) -> Iterator[Plan]:
        for number, name in enumerate(self.mac.accounts):
            yield from self._browser_end(name, number, after, 0)

    def _browser_end(self, name: str, number: int, after: Place, since: int) -> Iterator[Plan]:
        excluded = max(after.excluded(BROWSER_END, number), since, self.presence.off_until)
        ends = [r.routine.next_browser_end(excluded) for r in self.presence.of(name)]
        if at := min((end for end in ends if end is not None), default=None):
            yield Plan(Place(at, BROWSER_END, number), "browser_end", name)


_Way = Callable[[Planner, Place, int], Iterator[Plan]]
# What is near comes first, since what cannot come before it is not looked for: a pass that renews is eleven months away.
_WHAT_MATTERS: tuple[_Way, ...] = (
    Planner._check_ins,  # noqa: SLF001  # the class's own table
    Planner._sign_ins,  # noqa: SLF001
    Planner._browser_ends,  # noqa: SLF001
    Planner._agent_passes,  # noqa: SLF001
)
_CLOSELY: tuple[_Way, ...] = (
    Planner._every_check_in,  # noqa: SLF001
    Planner._every_agent_pass,  # noqa: SLF001
    Planner._every_sign_in,  # noqa: SLF001
    Planner._every_browser_end,  # noqa: SLF001
)


def _place_of(plan: Plan) -> Place:
    return plan.place
