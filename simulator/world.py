"""The world: services, Macs, people and faults in simulated time. It runs, and the trace tells what happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import simpy

from fake_jamf import messages as jamf_speech
from fake_jamf.errors import JamfError
from fake_okta import messages as okta_speech
from fake_okta.errors import OktaError, read_only
from fake_okta.sessions import IDLE_LIMIT
from simulator.administration import Administration
from simulator.faults import Plot, begin, end
from simulator.life import Life
from simulator.stage import RANK_FAULT, RANK_SCRIPT, Stage, WholeSeconds
from simulator.staging import Advance, Detail, Progress
from simulator.weather import Weather

READ_ONLY = read_only().code
Script = Callable[[], Any]
"""What happens at a scripted moment: a function that acts at once, or returns a generator of SimPy events."""


class World:
    """Everything that moves. Built by a scenario's ``build``, run once.

    Attributes:
        stage: services, clock, network and trace.
        lives: the Macs by name, in the order of the fleet.
        admin: what administrators do in either console.
        preview: the same for a preview org, where there is one.
        detail: what of the Macs' lives is played.
        close: ends what serves the world's services, when it has run.
    """

    def __init__(
        self,
        stage: Stage,
        admin: Administration,
        *,
        start_at: int,
        end_at: int,
        detail: Detail = "changes",
        close: Script = lambda: None,
    ) -> None:
        self.stage = stage
        self.admin = admin
        self.start_at = start_at
        self.end_at = end_at
        self.detail = detail
        self.close = close
        self.preview: Administration | None = None
        self.lives: dict[str, Life] = {}
        self.weather: Weather = stage.weather
        self._script_number = 0
        self._in_force: Counter[tuple[str, str]] = Counter()

    # --- setting the scene --------------------------------------------------------------------------------

    def add(self, life: Life) -> None:
        """A Mac enters the world."""
        self.lives[life.name] = life

    def admins(self) -> list[Administration]:
        """The administrators of every org."""
        return [self.admin] if self.preview is None else [self.admin, self.preview]

    def at(self, moment: int, script: Script, rank: int = RANK_SCRIPT) -> None:
        """Let a script happen at an epoch second; scripts of one second go in the order in which they were given."""
        self.stage.env.process(self._play(moment, script, rank, self.next_number()))

    def next_number(self) -> int:
        """The place of one more scripted moment among those of its second."""
        self._script_number += 1
        return self._script_number

    def _play(self, moment: int, script: Script, rank: int, number: int) -> Any:
        yield self.stage.moment(moment, rank, number)
        acting = script()
        if acting is not None:
            yield from acting

    def plot(self, fault: Plot) -> None:
        """Let a fault happen in its time; with the run, at the latest, it ends."""
        begins, ends = self.next_number(), self.next_number()
        if fault.kind == "slow_network":
            for life in self.chosen(fault.macs):
                life.holding.session_idle_s = IDLE_LIMIT
        self.stage.env.process(self._fault(fault, begins, ends))

    def _fault(self, fault: Plot, begins: int, ends: int) -> Any:
        yield self.stage.moment(fault.begins_at, RANK_FAULT, begins)
        touched = ("",) if fault.everybody else fault.macs
        details = {"fault": fault.kind, "name": fault.name, "mac": ",".join(touched)}
        if "host" in fault.settings:
            details["host"] = fault.settings["host"]
        seq = self.stage.note("fault.began", fault.name, details=details)
        self.stage.causes.fault_began(fault.kind, touched, seq)
        begin(self, fault)
        yield self.stage.moment(min(fault.ends_at, self.end_at - 1), RANK_FAULT, ends)
        end(self, fault)
        self.stage.causes.fault_ended(fault.kind, touched, seq)
        details = {"fault": fault.kind, "name": fault.name}
        self.stage.note("fault.ended", fault.name, cause=seq, details=details)

    # --- running ------------------------------------------------------------------------------------------

    def run(self, progress: Progress | None = None) -> None:
        """Run to the end; ``progress`` is told about two hundred times how far it is."""
        self.start()
        for at in self._stops() if progress is not None else [self.end_at]:
            self.advance(at)
            if progress is not None:
                gone_s, whole_s = at - self.start_at, self.end_at - self.start_at
                progress(Advance(gone_s, whole_s, len(self.lives), len(self.stage.trace)))
        for life in self.lives.values():
            life.sign_ins.close()
        self.stage.note("run.ended", "run")

    def start(self) -> None:
        """Let the Macs live; nothing happens before time advances."""
        for life in self.lives.values():
            life.start()

    def advance(self, until: int) -> None:
        """Let everything happen that comes before this epoch second, which must be later than now."""
        self.stage.env.run(until=until)

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Somebody from outside changes something that may touch any Mac: each looks anew at what is next."""
        for life in self.lives.values():
            life.change_begins()
        yield
        for life in self.lives.values():
            life.disturb()
        self.stage.forget_abandoned()

    def _stops(self) -> Iterator[int]:
        step = max(1, (self.end_at - self.start_at) // 200)
        yield from range(self.start_at + step, self.end_at, step)
        yield self.end_at

    # --- levers for faults --------------------------------------------------------------------------------

    def _changes(self, what: str, whom: str, *, on: bool) -> bool:
        """Of faults that overlap the first one changes something, and the last one takes it back."""
        self._in_force[what, whom] += 1 if on else -1
        return self._in_force[what, whom] == (1 if on else 0)

    def set_read_only(self, *, read_only: bool) -> None:
        """Okta puts its cell into read-only mode, or takes it out."""
        if self._changes("read_only", "", on=read_only):
            self.stage.say(okta_speech.SetReadOnly(read_only), self.admin.okta_token)

    def set_managed(self, mac: str, *, managed: bool) -> None:
        """Jamf Pro manages a Mac, or no longer."""
        if not self._changes("unmanaged", mac, on=not managed):
            return
        message = jamf_speech.SetManaged(self.lives[mac].mac.udid, managed)
        try:
            self.admin.in_jamf(message)
        except JamfError as error:  # somebody has deleted the computer's record meanwhile
            self.admin.refused("manage" if managed else "unmanage", mac, error, None)

    def switch_off(self, mac: str, until: int) -> None:
        """The Mac is shut down until an epoch second; power comes back with a login."""
        self.power(mac, until, shut_down=True)

    def power(self, mac: str, until: int, *, shut_down: bool) -> None:
        """The Mac sleeps, or is shut down, until an epoch second."""
        seq = self.stage.note("mac.shut_down" if shut_down else "mac.slept", mac)
        self.lives[mac].go_off(until, seq, shut_down=shut_down)

    def skew_clock(self, mac: str, by_s: int) -> None:
        """A Mac's clock is moved."""
        machine = self.lives[mac].mac
        machine.clock_skew_s += by_s
        self.stage.note("mac.clock_set", mac, details={"skew_s": machine.clock_skew_s})

    def fail_step(self, mac: str, step: str, *, failing: bool) -> None:
        """A step of the task fails on a Mac from now on, or works again."""
        self.lives[mac].fails(step, failing=failing)

    def cut_power_at(self, mac: str, step: str, until: int, *, threatens: bool) -> None:
        """Power is cut, until an epoch second, when the Mac comes to the step; or no longer threatens to be."""
        self.lives[mac].threatens(step, until, threatened=threatens)

    def rotate_jamf_password(self, account: str, *, tell_okta: bool) -> None:
        """A Jamf Pro account's password is changed, or Okta is told the present one."""
        changes = self._changes("password", account, on=not tell_okta)
        if not tell_okta:
            self.admin.change_jamf_password(account)
        elif changes:
            self.stage.env.process(self._tell_okta_the_password(account))

    def _tell_okta_the_password(self, account: str) -> Any:
        """Enter the password in Okta; hour by hour while its cell is in read-only mode."""
        while True:
            try:
                for admin in self.admins():
                    admin.tell_okta_the_password(account)
            except OktaError as error:
                self.admin.refused("tell_okta_the_password", account, error, None)
                if error.code != READ_ONLY:
                    return
            else:
                return
            yield self.stage.moment(self.stage.now() + 3600, RANK_FAULT, self.next_number())

    def disturb(self, macs: Sequence[str]) -> None:
        """What these Macs took for constant may differ from now on."""
        for mac in macs:
            self.lives[mac].disturb()

    def chosen(self, names: Iterable[str]) -> list[Life]:
        """The lives of Macs by name."""
        return [self.lives[name] for name in names]


def environment(start_at: int) -> simpy.Environment:
    """A SimPy environment that begins at an epoch second."""
    return WholeSeconds(initial_time=start_at)
