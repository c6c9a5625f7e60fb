"""When a Mac is awake, who is at its console, and when its agents tick: looked up, never played.

Sources: Jamf Pro checks in every 15 minutes from a launch daemon with a random delay of up to 5 minutes; launchd runs
a job once after sleep for all ticks that were missed; the registration task's agent runs at login and every 86,400 s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from simulator.chance import uniform
from simulator.clock import DAY_S
from simulator.resident import Resident

_TRIES = 400
_NEVER = 1 << 62
"""So many ticks are looked at before a search gives up; the next change asks anew."""


@dataclass(slots=True)
class CheckInRhythm:
    """The recurring check-in: a tick every ``interval_s``, delayed by up to ``delay_s`` at random.

    It has been going on when the Mac's part of the run begins at ``begins_at``: its first tick is the last one before that,
    and ``phase_s`` after the one before it could have been.
    """

    interval_s: int
    delay_s: int
    begins_at: int
    phase_s: int
    key: int

    @property
    def from_at(self) -> int:
        """The last tick before the Mac's part of the run begins."""
        return self.begins_at - self.interval_s + self.phase_s

    def ticks(self, after: int) -> Iterator[int]:
        """Ticks from the first whose delayed run may be later than ``after``."""
        number = max(0, (after - self.delay_s - self.from_at) // self.interval_s)
        while True:
            yield self.from_at + number * self.interval_s
            number += 1

    def delay_at(self, at: int) -> int:
        """The random delay, in seconds, of the run that the last tick up to ``at`` starts."""
        return int(uniform(self.key, max(0, (at - self.from_at) // self.interval_s)) * (self.delay_s + 1))


@dataclass(slots=True)
class Presence:
    """Who is where, when: from the residents' routines, and the spans in which the Mac is off.

    Attributes:
        residents: the people of this Mac.
        always_on: the Mac does not sleep outside working hours.
        off_until: while later than now, the Mac is off or asleep whatever habits say.
        console_from: nobody is at the console before that second.
        scripted_console: an account logged in by the scenario ("" for nobody), or None where routines decide.
    """

    residents: list[Resident]
    always_on: bool
    rhythm: CheckInRhythm
    off_until: int = 0
    console_from: int = 0
    scripted_console: str | None = None

    def _shared(self) -> bool:
        residents = self.residents
        return len(residents) > 1 and len({resident.account for resident in residents}) > 1

    def of(self, account: str) -> list[Resident]:
        """The people of a macOS account."""
        return [resident for resident in self.residents if resident.account == account]

    def next_awake(self, at: int) -> int | None:
        """The first second from ``at`` on at which the Mac is awake, or None."""
        at = max(at, self.off_until)
        if self.always_on or at < self.console_from:
            return at
        spans = (resident.routine.next_at_work(at) for resident in self.residents)
        return min((begins for begins in spans if begins is not None), default=None)

    def console_at(self, at: int) -> str:
        """The account at the console: one's own Mac stays logged in, a shared one only while somebody works."""
        if self.scripted_console is not None:
            return self.scripted_console
        if at < self.console_from or not self.residents:
            return ""
        if not self._shared():
            return self.residents[0].account
        return self._latest_at_work(at)

    def _latest_at_work(self, at: int) -> str:
        found, begun = "", -1
        for resident in self.residents:
            routine = resident.routine
            if routine.at_work(at):
                begins = routine.span(routine.calendar.day_of(at))[0]
                if begins > begun:
                    found, begun = resident.account, begins
        return found

    def next_check_in(self, after: int, account: str, before: int = _NEVER) -> int | None:
        """The first recurring check-in in (after, before) with ``account`` at the console, or None."""
        at = after
        for _ in range(_TRIES):
            if not self.can_be_at_console(account, at):
                return None
            run_at = self._check_in_after(at)
            if run_at is None or run_at >= before:
                return None
            if self.console_at(run_at) == account:
                return run_at
            at = max(run_at, self._next_at_console(run_at, account) or run_at)
        return None

    def next_check_in_of_any(self, after: int) -> int | None:
        """The first recurring check-in later than ``after``, whoever is at the console, or None."""
        return self._check_in_after(after)

    def can_be_at_console(self, account: str, after: int) -> bool:
        """Whether a check-in later than ``after`` may find this account ("" for nobody) at the console."""
        if self.scripted_console is not None:
            return self.scripted_console == account
        return account != "" or self._console_can_be_empty(after)

    def _console_can_be_empty(self, at: int) -> bool:
        return at < self.console_from or (self._shared() and self.always_on)

    def _next_at_console(self, at: int, account: str) -> int | None:
        if account == "" or self.scripted_console is not None:
            return None
        if at < self.console_from:
            return self.console_from
        spans = (r.routine.next_at_work(at) for r in self.residents if r.account == account)
        return min((begins - 1 for begins in spans if begins is not None), default=None)

    def _check_in_after(self, after: int) -> int | None:
        for tick in self.rhythm.ticks(after):
            woken = self.next_awake(tick)
            if woken is None:
                return None
            if tick < woken == self.rhythm.begins_at:
                woken = tick  # awake when the run begins, it was awake before: that tick was not missed
            # Ticks missed in sleep run once, at the wake: their delay is that of the last of them. A run whose delay
            # ends in sleep is one of those that were missed.
            run_at = woken + self.rhythm.delay_at(woken)
            if run_at > after and self.next_awake(run_at) == run_at:
                return run_at
        return None

    def next_agent_pass(self, account: str, loaded_at: int, after: int) -> int | None:
        """The first pass of an account's scheduled task later than ``after``: daily, after sleep, or at a login."""
        mine = [resident.routine for resident in self.residents if resident.account == account]
        awake_after = max(after, self.off_until)
        restarts = [at for routine in mine if (at := routine.last_restart(loaded_at, after)) is not None]
        passes = [at for routine in mine if (at := routine.next_restart(awake_after)) is not None]
        base = max([loaded_at, *restarts])
        # A tick that falls into sleep runs at the wake; that of the day before may still be waiting for it.
        first = max(0, (after - base) // DAY_S)
        for number in range(first, first + 3):
            awake = self._awake_with(account, base + number * DAY_S)
            if number > 0 and awake is not None and awake > after:
                passes.append(awake)
                break
        return min(passes, default=None)

    def _awake_with(self, account: str, at: int) -> int | None:
        at = max(at, self.off_until)
        if self.scripted_console is not None:
            return self.next_awake(at) if self.scripted_console == account else None
        if not self._shared():
            return self.next_awake(max(at, self.console_from))
        spans = (r.routine.next_at_work(at) for r in self.residents if r.account == account)
        return min((begins for begins in spans if begins is not None), default=None)
