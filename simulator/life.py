"""A Mac's life on the stage: it sleeps until its next moment that matters, acts, and sleeps again.

What matters is the planner's business; a change from outside only makes the Mac look again. A Mac does one thing at a
time: while an answer is late, what else is due waits. As long as answers are late, then, even what changes nothing takes
its time: a Mac is played closely until its network is well again and it has caught up. So it is while locks are shown on
somebody's home page, since they last as long as the session, which any sign-in prolongs.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from types import MappingProxyType
from typing import Any, Final

import simpy

from fake_jamf import messages as jamf_speech
from fake_jamf.errors import JamfError
from fake_okta.messages import SignInResult
from simulator.clock import DAY_S
from simulator.drive import Acting, PowerLost, WentOff, perform
from simulator.holding import Holding
from simulator.mac.agent import log_in, pass_agent
from simulator.mac.checkin import check_in, refresh_profiles
from simulator.mac.machine import Mac
from simulator.mac.person import open_app
from simulator.network import NetworkError
from simulator.place import Place, before_macs
from simulator.planning import Plan, Planner
from simulator.presence import Presence
from simulator.resident import Resident, Stream
from simulator.sign_ins import SignIns
from simulator.stage import RANK_MAC, RANK_SCRIPT, Held, Stage
from simulator.steps import StepFailed

NO_STEPS: Final[Mapping[str, int]] = MappingProxyType({})


class Life:
    """One Mac on the stage.

    Attributes:
        name, number: the Mac's name, and its place among all, which orders what happens in the same second.
        presence, holding, sign_ins: who is there when; what browsers hold; what comes of opening apps.
        enrolled: whether it was ever enrolled in Jamf Pro.
        every: all that it does is played, always.
        failing_steps: steps of the task that faults let fail, and how many do.
        power_cuts: (step, off until) where power is to be cut at a step, once each.
        times_off: how often it went to sleep or was switched off other than by habit.
    """

    __slots__ = (
        "_asleep",
        "_at_work",
        "_closely",
        "_done",
        "_locked_until",
        "_off_until",
        "_planner",
        "_process",
        "_shut_down",
        "allow_list",
        "enrolled",
        "every",
        "failing_steps",
        "holding",
        "mac",
        "name",
        "number",
        "power_cuts",
        "presence",
        "sign_ins",
        "stage",
        "times_off",
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
        every: bool = False,
    ) -> None:
        self.stage = stage
        self.mac = mac
        self.name = mac.name
        self.number = number
        self.presence = presence
        self.zone_ip = zone_ip
        self.allow_list = allow_list
        self.enrolled = False
        self.every = every
        self.failing_steps: Mapping[str, int] = NO_STEPS
        self.power_cuts: tuple[tuple[str, int], ...] = ()
        self.times_off = 0
        self.holding = Holding(mac, presence.residents)
        self.sign_ins = SignIns(stage, mac.name, presence.residents)
        cut_off = not stage.lets_through(allow_list, "jamf")
        self._planner = Planner(mac, presence, self.holding, stage.jamf, until, cut_off)
        self._asleep = False
        self._at_work = 0
        self._closely = every
        self._locked_until = 0
        self._done = before_macs(stage.now())
        self._off_until = 0
        self._shut_down: bool | None = None
        self._process: simpy.Process | None = None

    # --- the process --------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to live, now."""
        self._process = self.stage.env.process(self._live())

    def _live(self) -> Generator[simpy.Event, Any, None]:
        if self.enrolled:
            yield from self.protect(self.install_profiles())
        while True:
            closely = self._must_be_close()
            if closely and not self._closely:
                self._resume_sessions()
            self._closely = closely
            plan = self._planner.next(self._done, closely=self._closely)
            self._asleep = True
            try:
                yield self._moment(plan)
            except simpy.Interrupt:
                # What is still behind, because an answer was late, is to be done yet.
                self._planner.forget()
                if plan is None or plan.at >= self.stage.now():
                    self._done = max(self._done, before_macs(self.stage.now()))
                continue
            finally:
                self._asleep = False
            if plan is not None:
                self._done = plan.place
                yield from self.protect(self._act(plan))

    def _must_be_close(self) -> bool:
        """Whether even what changes nothing has to be played: all is asked for, or takes its time."""
        if self.every or self.stage.weather.delay_s(self.name) or self.stage.now() < self._locked_until:
            return True
        return self._closely and (self._at_work > 0 or self._done.at < self.stage.now())

    def _resume_sessions(self) -> None:
        """Before sign-ins take time: a session that is alive saves them the time to begin one."""
        now = self.stage.now()
        for account in self.mac.accounts.values():
            for browser in account.browsers.values():
                for person, held in browser.sessions.items():
                    if held.session_id or now >= held.alive_until:
                        continue
                    resumed = self.stage.okta.resume_session(person, held.alive_until - held.idle_s)
                    session_id = "" if resumed is None else resumed.session_id
                    browser.sessions[person] = held._replace(session_id=session_id)

    def _moment(self, plan: Plan | None) -> simpy.Event:
        if plan is None:
            return self.stage.env.event()
        return self.stage.moment(plan.at, RANK_MAC, self.number)

    def wake(self) -> None:
        """Something outside changed: work out anew what is next. Changes nothing else."""
        self._planner.forget()
        if self._asleep and self._process is not None:
            self._asleep = False
            self._process.interrupt()

    def protect(self, acting: Acting[Any]) -> Acting[Any]:
        """Play, and let the Mac be off for a while where power is cut in the middle; None where that is so."""
        self._at_work += 1
        try:
            return (yield from acting)
        except WentOff:
            return None
        except PowerLost as loss:
            cut = next(cut for cut in self.power_cuts if cut[0] == loss.step)
            self.threatens(*cut, threatened=False)
            seq = self.stage.note("mac.powered_off", self.name, reason=loss.step)
            self.go_off(cut[1], seq, shut_down=True)
            return None
        finally:
            self._at_work -= 1

    # --- acting -------------------------------------------------------------------------------------------

    def _act(self, plan: Plan) -> Acting[Any]:
        match plan.what:
            case "check_in":
                yield from self.check_in("recurring check-in", plan.account)
            case "agent_pass":
                yield from self.pass_agent(plan.account)
            case "browser_end":
                self.end_browsers(plan.account)
            case "open_app":
                assert plan.resident is not None and plan.stream is not None  # noqa: PT018  # by construction
                yield from self.open_of_own_accord(plan.resident, plan.stream, plan.at)

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

    def receive_profiles(self) -> Acting[None]:
        """Jamf Pro has other configuration profiles for this Mac, which gets them as soon as it is on."""
        while self.is_off:
            yield self.stage.moment(self._off_until, RANK_SCRIPT, self.number)
        self.change_begins()
        yield from self.protect(self.install_profiles())
        self.change_ended()
        self.wake()

    def join(self, owner: str, account: str) -> Acting[None]:
        """Enrollment during the run, with Enrollment Complete, and ``account`` at the console ("" for nobody)."""
        while self.is_off:
            yield self.stage.moment(self._off_until, RANK_SCRIPT, self.number)
        self.enroll_in_jamf(owner)
        yield from self.protect(self._joined(account))
        self.wake()

    def _joined(self, account: str) -> Acting[None]:
        yield from self.install_profiles()
        yield from self.check_in("enrollmentComplete", account)

    def check_in(self, trigger: jamf_speech.Trigger, account: str) -> Acting[None]:
        """A check-in with that account at the console ("" for nobody)."""
        self.mac.console_user = account
        self.change_begins()
        cause = self.stage.causes.last("policy", self.name)
        found = yield from perform(self.stage, self, check_in(self.mac, trigger, cause))
        if found.policies or found.trouble:
            self.change_ended()

    def pass_agent(self, account: str) -> Acting[None]:
        """A pass of the scheduled task of an account."""
        self.change_begins()
        cause = self.stage.causes.last("certificate", self.name)
        owner = self.mac.accounts[account]
        was_open = owner.okta_keychain is not None and owner.okta_keychain.unlocked
        found = yield from perform(self.stage, self, pass_agent(self.mac, owner, cause))
        if found not in {"nothing", "unlocked"} or not was_open:
            self.change_ended()

    def open_of_own_accord(self, resident: Resident, stream: Stream, due_at: int) -> Acting[None]:
        """A sign-in that belongs to a person's routine, which had it at epoch second ``due_at``."""
        self.sign_ins.begin(stream)
        if self._foresees(resident, stream):
            return
        result, held = yield from self._open(resident, stream.app, stream.client)
        self.sign_ins.routine(resident, stream, due_at, result, held)

    def _foresees(self, resident: Resident, stream: Stream) -> bool:
        """Whether a sign-in comes out as the one before and need not be played: not where sessions have to be known."""
        if self._closely or self.holding.session_idle_s or self.stage.now() < self._locked_until:
            return False
        if self.allow_list is not None:
            return False
        self._settle(resident.account)
        return self.sign_ins.foresee(self.mac, resident, stream, self.zone_ip)

    def open_as_scripted(
        self, resident: Resident, app: str, client: str, named: str, *, from_home_page: bool, org: str = ""
    ) -> Acting[SignInResult]:
        """A sign-in that the scenario asks for, under the name that it gives; what came of it.

        ``org`` is the URL of a preview org, where it takes place there.
        """
        stream = None if org else resident.stream(app, client)
        began_at = self.stage.now()
        self.sign_ins.begin(stream)
        result, held = yield from self._open(
            resident, app, client, named, from_home_page=from_home_page, org=org
        )
        self.sign_ins.scripted(resident, stream, began_at, result, held)
        return result

    def _open(
        self,
        resident: Resident,
        app: str,
        client: str,
        named: str = "",
        *,
        from_home_page: bool = False,
        org: str = "",
    ) -> Acting[tuple[SignInResult, Held]]:
        """Open an app; what there is to tell of it is held back until it is known how it came out."""
        self._settle(resident.account)
        task = open_app(
            self.mac,
            self.mac.accounts[resident.account],
            resident.person,
            app,
            client,
            ip_address=self.zone_ip,
            named=named,
            from_home_page=from_home_page,
            org=org,
        )
        held: Held = []
        try:
            result = yield from perform(self.stage, self, task, held)
        except WentOff:
            self.sign_ins.broken_off(held)
            raise
        finally:
            if from_home_page or self.stage.now() < self._locked_until:
                self._locked_until = self._sessions_end_at()
        return result, held

    def _sessions_end_at(self) -> int:
        """When the sessions at Okta end that browsers here hold, if nobody uses them: locks last as long as they do."""
        sessions = (
            session.alive_until
            for account in self.mac.accounts.values()
            for browser in account.browsers.values()
            for session in browser.sessions.values()
        )
        return max(sessions, default=0)

    def end_browsers(self, account: str) -> None:
        """The browsers of an account are quit, or end with a restart: told where they held something stale."""
        now = self.stage.now()
        self._settle(account)
        cause = self.stage.causes.last("certificate", self.name)
        for client in self.holding.quit_all(account, now):
            details = {"account": account, "client": client}
            self.stage.note("browser.quit", self.name, cause=cause, details=details)
        if any(resident.routine.restarts_at(now) for resident in self.presence.of(account)):
            log_in(self.mac, self.mac.accounts[account])
        self.sign_ins.disturb(self.presence.of(account))

    def logged_in(self) -> None:
        """After a restart: the browsers are new, and the scheduled task of each account counts from now."""
        now = self.stage.now()
        for name, account in self.mac.accounts.items():
            self._settle(name)
            self.holding.quit_all(name, now)
            log_in(self.mac, account)
            if account.agent is not None:
                # A day back, so that the pass at login itself is the next tick.
                account.agent.loaded_at = now - DAY_S

    @property
    def is_off(self) -> bool:
        """Whether it was put to sleep or switched off other than by habit, and is not back."""
        return self._shut_down is not None and self.stage.now() < self._off_until

    # --- changes ------------------------------------------------------------------------------------------

    def change_begins(self) -> None:
        """Before anything changes: work out what routine acts have left behind up to now."""
        for account in self.mac.accounts:
            self._settle(account)

    def _settle(self, account: str) -> None:
        here = self._here()
        if self._closely or here.at <= self.presence.off_until:
            self.holding.know(account, here)
        else:
            self.holding.settle(account, here)

    def _here(self) -> Place:
        """Its own place while it acts, else before all that Macs do in this second."""
        return max(self._done, before_macs(self.stage.now()))

    def change_ended(self) -> None:
        """After a change on this Mac: every stream may come out otherwise from now on."""
        self._planner.forget()
        self.sign_ins.disturb(self.presence.residents)

    def disturb(self) -> None:
        """A change from outside: as before and after one of the Mac's own, then work out what is next."""
        self.change_begins()
        self.change_ended()
        self.wake()

    def go_off(self, until: int, cause: int, *, shut_down: bool) -> None:
        """Asleep, or shut down, until an epoch second, whatever habits say; ``cause`` is the event that tells it."""
        self.change_begins()
        self.sign_ins.close()
        self.times_off += 1
        self._shut_down = bool(self._shut_down) or shut_down
        self._off_until = max(until, self._off_until)
        self.presence.off_until = max(until, self.presence.off_until)
        self.stage.env.process(self._come_back(until, cause))
        self.change_ended()

    def _come_back(self, until: int, cause: int) -> Generator[simpy.Event, Any, None]:
        yield self.stage.moment(until, RANK_SCRIPT, self.number)
        if self._off_until > self.stage.now() or self._shut_down is None:
            return  # it went off once more meanwhile, and comes back from that, or is back already
        shut_down, self._shut_down = self._shut_down, None
        self.stage.note("mac.woke", self.name, cause=cause)
        if shut_down:
            self.logged_in()
        self.disturb()

    def fails(self, step: str, *, failing: bool) -> None:
        """One more fault lets a step of the task fail from now on, or one fewer."""
        count = self.failing_steps.get(step, 0) + (1 if failing else -1)
        self.failing_steps = {**self.failing_steps, step: count}

    def threatens(self, step: str, until: int, *, threatened: bool) -> None:
        """Power is to be cut, until an epoch second, when the Mac comes to the step; or no longer."""
        cuts = [*self.power_cuts]
        if threatened:
            cuts.append((step, until))
        elif (step, until) in cuts:
            cuts.remove((step, until))
        self.power_cuts = tuple(cuts)

    def at_step(self, step: str) -> None:
        """About to do a local step of a task. Raises StepFailed or PowerLost where a fault says so."""
        if self.power_cuts and any(threatened == step for threatened, _ in self.power_cuts):
            raise PowerLost(step)
        if self.failing_steps and self.failing_steps.get(step, 0) > 0:
            raise StepFailed(step)
