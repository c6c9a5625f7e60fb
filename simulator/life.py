"""A Mac's life on the stage: it sleeps until its next moment that matters, acts, and sleeps again.

What matters: the check-in at which a policy is due, the pass of the scheduled task inside the renewal window, the
first sign-in of a stream after something changed, the end of a browser that holds a stale certificate. A change from
outside only makes the Mac work out anew what is next.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Literal

import simpy

from fake_jamf import messages as jamf_speech
from fake_jamf.errors import JamfError
from fake_jamf.jamf import Jamf
from fake_okta.messages import SignInResult
from simulator.clock import DAY_S
from simulator.drive import Acting, PowerLost, perform
from simulator.holding import Holding
from simulator.mac.agent import can_pass, log_in, pass_agent, renewal_due_from
from simulator.mac.checkin import check_in, refresh_profiles
from simulator.mac.machine import Mac
from simulator.mac.person import open_app
from simulator.network import NetworkError
from simulator.presence import Presence
from simulator.resident import Resident, Stream
from simulator.stage import RANK_MAC, Stage
from simulator.steps import StepFailed

What = Literal["check_in", "agent_pass", "open_app", "browser_end"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a Mac does next, and when; ties within a second go in the order of the fields."""

    at: int
    order: int
    what: What
    account: str
    resident: Resident | None = None
    stream: Stream | None = None


class Life:
    """One Mac on the stage.

    Attributes:
        enrolled: whether it was ever enrolled in Jamf Pro.
        number: the Mac's place among all, which orders what happens in the same second.
        hold: while a list, the services' log entries of a routine sign-in wait in it.
        failing_steps: steps of the task that a fault lets fail.
        power_cut: (step, off until) where power is to be cut at a step.
    """

    __slots__ = (
        "_asleep",
        "_process",
        "_until",
        "allow_list",
        "enrolled",
        "failing_steps",
        "hold",
        "holding",
        "jamf",
        "mac",
        "name",
        "number",
        "power_cut",
        "presence",
        "stage",
        "zone_ip",
    )

    def __init__(
        self,
        stage: Stage,
        mac: Mac,
        number: int,
        presence: Presence,
        *,
        until: int,
        zone_ip: str,
        allow_list: tuple[str, ...] | None,
    ) -> None:
        self.stage = stage
        self.mac = mac
        self.name = mac.name
        self.number = number
        self.presence = presence
        self.zone_ip = zone_ip
        self.allow_list = allow_list
        self.jamf: Jamf = stage.jamf
        self.hold: list[Any] | None = None
        self.enrolled = False
        self.failing_steps: set[str] = set()
        self.power_cut: tuple[str, int] | None = None
        self.holding = Holding(mac, presence.residents)
        self._until = until
        self._asleep = False
        self._process: simpy.Process | None = None

    # --- the process --------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to live, now."""
        self._process = self.stage.env.process(self._live())

    def _live(self) -> Generator[simpy.Event, Any, None]:
        if self.enrolled:
            yield from self.install_profiles()
        while True:
            plan = self.next_plan()
            moment: simpy.Event = (
                self.stage.env.event() if plan is None else self.stage.moment(plan.at, RANK_MAC, self.number)
            )
            self._asleep = True
            try:
                yield moment
            except simpy.Interrupt:
                continue
            finally:
                self._asleep = False
            if plan is not None:
                yield from self.protect(self._act(plan))

    def wake(self) -> None:
        """Something outside changed: work out anew what is next. Changes nothing else."""
        if self._asleep and self._process is not None:
            self._asleep = False
            self._process.interrupt()

    def protect(self, acting: Acting[Any]) -> Acting[Any]:
        """Play, and let the Mac be off for a while where power is cut in the middle."""
        try:
            return (yield from acting)
        except PowerLost as loss:
            until = self.power_cut[1] if self.power_cut else self.stage.now()
            self.power_cut = None
            self.stage.note("mac.powered_off", self.name, reason=loss.step)
            self.switch_off(until, quit_browsers=True)
            return None

    # --- what is next -------------------------------------------------------------------------------------

    def next_plan(self) -> Plan | None:
        """The earliest thing that matters, or None while nothing is due."""
        now = self.stage.now()
        plans = [
            *self._check_ins(now),
            *self._agent_passes(now),
            *self._browser_ends(now),
            *self._sign_ins(now),
        ]
        plans = [plan for plan in plans if plan.at < self._until]
        return min(plans, key=lambda plan: (plan.at, plan.order), default=None)

    def _check_ins(self, now: int) -> Generator[Plan, None, None]:
        accounts = dict.fromkeys(resident.account for resident in self.presence.residents)
        for account in ("", *accounts):
            due = self.jamf.next_due_at(self.mac.udid, "recurring check-in", account)
            if due is None:
                continue
            at = self.presence.next_check_in(max(now, due - 1), account)
            if at is not None:
                yield Plan(at, 0, "check_in", account)

    def _agent_passes(self, now: int) -> Generator[Plan, None, None]:
        for name, account in self.mac.accounts.items():
            if account.agent is None:
                continue
            due = renewal_due_from(self.mac, account)
            if due is None:
                continue
            real_due = due - self.mac.clock_skew_s
            at = self.presence.next_agent_pass(name, account.agent.loaded_at, max(now, real_due - 1))
            if at is not None:
                yield Plan(at, 1, "agent_pass", name)

    def _browser_ends(self, now: int) -> Generator[Plan, None, None]:
        after = max(now, self.presence.off_until)
        for account in self.holding.stale_accounts(now):
            ends = [r.routine.next_browser_end(after) for r in self._residents(account)]
            if at := min((end for end in ends if end is not None), default=None):
                yield Plan(at, 3, "browser_end", account)
        for name, owner in self.mac.accounts.items():
            if owner.okta_keychain is None or not owner.okta_keychain.unlocked or can_pass(self.mac, owner):
                continue
            # Nothing will unlock the Okta keychain at the next login.
            restarts = [r.routine.next_restart(after) for r in self._residents(name)]
            if at := min((restart for restart in restarts if restart is not None), default=None):
                yield Plan(at, 3, "browser_end", name)

    def _residents(self, account: str) -> list[Resident]:
        return [resident for resident in self.presence.residents if resident.account == account]

    def _sign_ins(self, now: int) -> Generator[Plan, None, None]:
        for resident in self.presence.residents:
            for stream in resident.streams:
                changed_at = stream.changed_at
                if changed_at is None:
                    changed_at = self.holding.next_boundary(resident.account, now)
                if changed_at is None:
                    continue
                after = max(now, changed_at - 1, self.presence.off_until)
                at = resident.routine.next_open(stream.key, after)
                if at is not None:
                    yield Plan(at, 2, "open_app", resident.account, resident, stream)

    # --- acting -------------------------------------------------------------------------------------------

    def _act(self, plan: Plan) -> Acting[Any]:
        now = self.stage.now()
        match plan.what:
            case "check_in":
                yield from self.check_in("recurring check-in", plan.account)
            case "agent_pass":
                yield from self.pass_agent(plan.account)
            case "browser_end":
                self.end_browsers(plan.account)
            case "open_app":
                assert plan.resident is not None and plan.stream is not None  # noqa: PT018  # by construction
                self.holding.settle(plan.account, now)
                yield from self.play_routine(plan.resident, plan.stream)

    def enroll_in_jamf(self, owner: str) -> None:
        """The Mac is enrolled in Jamf Pro, now."""
        mac = self.mac
        message = jamf_speech.EnrollComputer(mac.udid, mac.serial_number, mac.name, mac.macos, owner)
        self.stage.say(message, jamf_speech.DeviceIdentity(mac.udid))
        self.stage.note("mac.enrolled", self.name)
        self.enrolled = True

    def install_profiles(self) -> Acting[None]:
        """The MDM client installs the configuration profiles in scope."""
        try:
            yield from perform(self.stage, self, refresh_profiles(self.mac))
        except (JamfError, NetworkError):
            return  # no answer now: profiles come with the next enrollment only

    def join(self, owner: str, account: str) -> Acting[None]:
        """Enrollment during the run, with Enrollment Complete, and ``account`` at the console ("" for nobody)."""
        self.enroll_in_jamf(owner)
        yield from self.install_profiles()
        yield from self.protect(self.check_in("enrollmentComplete", account))
        self.wake()

    def logged_in(self) -> None:
        """After a restart: the browsers are new, and the scheduled task of each account counts from now."""
        for name, account in self.mac.accounts.items():
            self.holding.settle(name, self.stage.now())
            self.holding.quit_all(name, self.stage.now())
            log_in(self.mac, account)
            if account.agent is not None:
                # A day back, so that the pass at login itself is the next tick.
                account.agent.loaded_at = self.stage.now() - DAY_S

    def check_in(self, trigger: Any, account: str) -> Acting[None]:
        """A check-in with that account at the console ("" for nobody)."""
        self.mac.console_user = account
        self.change_begins()
        yield from perform(
            self.stage, self, check_in(self.mac, trigger, self.stage.causes.last("policy", self.name))
        )
        self.change_ended()

    def pass_agent(self, account: str) -> Acting[None]:
        """A pass of the scheduled task of an account."""
        self.change_begins()
        task = pass_agent(
            self.mac, self.mac.accounts[account], self.stage.causes.last("certificate", self.name)
        )
        yield from perform(self.stage, self, task)
        self.change_ended()

    def end_browsers(self, account: str) -> None:
        """The browsers of an account are quit, or end with a restart: told where they held something stale."""
        now = self.stage.now()
        self.holding.settle(account, now)
        cause = self.stage.causes.last("certificate", self.name)
        for client in self.holding.quit_all(account, now):
            self.stage.note(
                "browser.quit", self.name, cause=cause, details={"account": account, "client": client}
            )
        if any(r.routine.restart_at(r.routine.calendar.day_of(now)) == now for r in self._residents(account)):
            log_in(self.mac, self.mac.accounts[account])
        self.disturb_streams(account)

    def play_routine(self, resident: Resident, stream: Stream) -> Acting[None]:
        """A sign-in of a person's own accord: recorded only where its outcome is not that of the one before."""
        self.hold = []
        try:
            result = yield from perform(
                self.stage, self, self.opening(resident, stream.app, stream.client, "")
            )
        finally:
            held, self.hold = self.hold, None
        outcome, reason = held[-1][2], held[-1][3]
        told = self._differs(stream, outcome, reason)
        if told:
            self.close_segment(stream, resident)
        if told or any(note[0].startswith("pki.") or note[5].get("bound_now") for note in held):
            for note in held if told else held[:-1]:
                self.stage.note(*note)
        self._settled(stream, outcome, reason, challenged=result.device != "not_asked", told=told)

    def opening(
        self, resident: Resident, app: str, client: str, named: str, *, from_home_page: bool = False
    ) -> Any:
        """The task of opening an app."""
        return open_app(
            self.mac,
            self.mac.accounts[resident.account],
            resident.person,
            app,
            client,
            ip_address=self.zone_ip,
            named=named,
            from_home_page=from_home_page,
        )

    def played(self, resident: Resident, app: str, client: str, result: SignInResult) -> None:
        """A scripted sign-in came out so: the routine ones after it will as well."""
        stream = resident.stream(app, client)
        if stream is None:
            return
        told = self._differs(stream, result.outcome, result.reason)
        if told:
            self.close_segment(stream, resident)
        challenged = result.device != "not_asked"
        self._settled(stream, result.outcome, result.reason, challenged=challenged, told=told)

    @staticmethod
    def _differs(stream: Stream, outcome: str, reason: str) -> bool:
        return stream.since is None or (outcome, reason) != (stream.outcome, stream.reason)

    def _settled(self, stream: Stream, outcome: str, reason: str, *, challenged: bool, told: bool) -> None:
        if told:
            stream.outcome, stream.reason, stream.since = outcome, reason, self.stage.now()
        stream.changed_at = None
        stream.handshakes = challenged and reason != "mtls_blocked"

    # --- changes ------------------------------------------------------------------------------------------

    def change_begins(self) -> None:
        """Before anything changes: work out what routine acts have left behind up to now."""
        for account in self.mac.accounts:
            self.holding.settle(account, self.stage.now())

    def change_ended(self) -> None:
        """After a change on this Mac: every stream may come out otherwise from now on."""
        for account in self.mac.accounts:
            self.disturb_streams(account)

    def disturb(self) -> None:
        """A change from outside: as before and after one of the Mac's own, then work out what is next."""
        self.change_begins()
        self.change_ended()
        self.wake()

    def disturb_streams(self, account: str) -> None:
        """The next sign-in of each stream of an account is to be played."""
        for resident in self.presence.residents:
            if resident.account == account:
                for stream in resident.streams:
                    if stream.changed_at is None:
                        stream.changed_at = self.stage.now() + 1

    def switch_off(self, until: int, *, quit_browsers: bool) -> None:
        """Off or asleep until an epoch second, whatever habits say."""
        self.change_begins()
        self.close_segments()
        self.presence.off_until = max(until, self.presence.off_until)
        if quit_browsers:
            for account in self.mac.accounts:
                self.holding.quit_all(account, self.stage.now())
        self.change_ended()
        self.wake()

    def close_segments(self) -> None:
        """Tell of all routine sign-ins up to now."""
        for resident in self.presence.residents:
            for stream in resident.streams:
                self.close_segment(stream, resident)

    def close_segment(self, stream: Stream, resident: Resident) -> None:
        """Tell of a stream's routine sign-ins since its last change of outcome."""
        if stream.since is None:
            return
        details = {
            "person": resident.person,
            "account": resident.account,
            "app": stream.app,
            "client": stream.client,
            "from_at": stream.since,
            "until_at": self.stage.now(),
        }
        self.stage.note("app.routine", self.name, stream.outcome, stream.reason, details=details)
        stream.since = None

    def at_step(self, step: str) -> None:
        """About to do a local step of a task. Raises StepFailed or PowerLost where a fault says so."""
        if self.power_cut is not None and self.power_cut[0] == step:
            raise PowerLost(step)
        if step in self.failing_steps:
            raise StepFailed(step)
