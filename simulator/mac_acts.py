"""What a timeline lets people do at a Mac: one method a verb, each a play of SimPy events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from simulator.casting import OFFICE_IP, Cast
from simulator.clock import Calendar, parse_signed_duration_s
from simulator.drive import Acting, perform
from simulator.life import Life
from simulator.mac import local_log, mishaps, moving, person, terminal
from simulator.mac.agent import log_in
from simulator.mac.apps import first_browser
from simulator.mac.machine import host_of
from simulator.mac.registration import run_task
from simulator.resident import Resident
from simulator.scenario import timeline as script
from simulator.steps import Task
from simulator.weather import allowed
from simulator.world import World

_KEYCHAIN_ACTS: dict[str, Callable[..., Any]] = {
    "delete_keychain": mishaps.delete_okta_keychain,
    "reset_login_keychain": mishaps.reset_login_keychain,
    "break_login_keychain": mishaps.break_login_keychain,
    "delete_certificate": mishaps.delete_certificate,
    "delete_private_key": mishaps.delete_private_key,
    "delete_device_trust_password": mishaps.delete_device_trust_password,
    "delete_identity_preferences": mishaps.delete_identity_preferences,
    "delete_chrome_entry": mishaps.delete_chrome_entry,
    "unload_scheduled_task": mishaps.unload_scheduled_task,
}

_OF_TASK = {"run_task": (), "uninstall_task": ("uninstall",)}
"""The task at the command line: its parameters."""


class MacActs:
    """Plays acts on Macs; a change on a Mac is always told to its life before and after."""

    def __init__(
        self, world: World, calendar: Calendar, cast: Cast, app_sessions_s: Mapping[str, int]
    ) -> None:
        self._app_sessions_s = app_sessions_s
        self._signed_in: dict[tuple[str, str, str, str], int] = {}
        self._backups: dict[tuple[str, str], moving.Home] = {}
        self._world = world
        self._calendar = calendar
        self._cast = cast
        self._stage = world.stage
        self._verbs: dict[type[Any], Callable[[Any, Life, Resident], Acting[None]]] = {
            script.OpenApp: self._open_app,
            script.GoOnInApp: self._go_on_in_app,
            script.OpenHomePage: self._open_home_page,
            script.BrowserAct: self._browser,
            script.AccountAct: self._console,
            script.PowerAct: self._power,
            script.RestartAct: self._restart,
            script.KeychainAct: self._keychain,
            script.SetClock: self._clock,
            script.CopyKeychain: self._copy_keychain,
            script.MigrateAccount: self._migrate,
            script.HomeAct: self._home,
            script.EnrollAnew: self._enroll_anew,
            script.UpgradeMacos: self._upgrade,
            script.SetPython3: self._set_python3,
            script.EnterCommand: self._enter_command,
            script.ReadLog: self._read_log,
            script.FollowLearnMore: self._follow_learn_more,
        }

    def play(self, action: Any, life: Life) -> Acting[None]:
        """Play an act on one Mac, and let it work out afterwards what is next.

        On a Mac that was put to sleep or switched off nobody does anything, which is told; habits' sleep ends with it.
        """
        if life.is_off and not isinstance(action, script.PowerAct):
            details = {"action": action.do, "what": action.as_ or ""}
            self._stage.note("act.left_out", life.name, reason="mac_off", details=details)
            return
        yield from life.protect(self._verbs[type(action)](action, life, _resident(action, life)))
        life.wake()

    def _open_app(self, action: script.OpenApp, life: Life, resident: Resident) -> Acting[None]:
        client = (
            first_browser(life.mac.clients)
            if action.with_browser_instead
            else action.client or life.mac.clients[0]
        )
        org = self._world.preview.org if self._world.preview and action.org == "preview" else ""
        result = yield from life.open_as_scripted(
            resident, action.app, client, action.as_ or "", from_home_page=action.from_home_page, org=org
        )
        if not org:
            self._remember(life, resident, action.app, client, result.outcome)

    def _go_on_in_app(self, action: script.GoOnInApp, life: Life, resident: Resident) -> Acting[None]:
        client, named = action.client or life.mac.clients[0], action.as_ or ""
        since = self._signed_in.get((life.name, resident.person, action.app, client))
        if since is None or self._stage.now() >= since + self._app_sessions_s[action.app]:
            result = yield from life.open_as_scripted(
                resident, action.app, client, named, from_home_page=False
            )
            self._remember(life, resident, action.app, client, result.outcome)
            return
        details = {"person": resident.person, "app": action.app, "client": client, "named": named}
        self._stage.note("app.went_on", life.name, "allowed", "app_session", details=details)

    def _remember(self, life: Life, resident: Resident, app: str, client: str, outcome: str) -> None:
        """Whoever is let in has a session of the app's own from now on."""
        if outcome == "allowed":
            self._signed_in[life.name, resident.person, app, client] = self._stage.now()

    def _open_home_page(self, action: script.OpenHomePage, life: Life, resident: Resident) -> Acting[None]:
        task = person.open_home_page(
            life.mac,
            life.mac.accounts[resident.account],
            resident.person,
            action.client or life.mac.clients[0],
            ip_address=life.zone_ip,
            okta_mobile=action.okta_mobile,
            named=action.as_ or "",
        )
        yield from perform(self._stage, life, task)

    def _browser(self, action: script.BrowserAct, life: Life, resident: Resident) -> Acting[None]:
        life.change_begins()
        act = person.quit_browser if action.do == "quit" else person.close_window
        account = life.mac.accounts[resident.account]
        yield from perform(self._stage, life, act(life.mac, account, action.client))
        life.change_ended()

    def _console(self, action: script.AccountAct, life: Life, resident: Resident) -> Acting[None]:
        life.change_begins()
        logs_in = action.do == "log_in"
        console = resident.account if logs_in else ""
        life.presence.scripted_console = life.mac.console_user = console
        if logs_in:
            life.presence.console_from = min(life.presence.console_from, self._stage.now())
        account = life.mac.accounts[resident.account]
        if logs_in:
            log_in(life.mac, account)
        else:
            account.lock()
        kind = "account.logged_in" if logs_in else "account.logged_out"
        self._stage.note(kind, life.name, details={"account": resident.account})
        life.change_ended()
        yield from ()

    def _power(self, action: script.PowerAct, life: Life, _resident: Resident) -> Acting[None]:
        until = self._calendar.parse_moment(action.until)
        self._world.power(life.name, until, shut_down=action.do == "shut_down")
        yield from ()

    def _restart(self, _action: script.RestartAct, life: Life, _resident: Resident) -> Acting[None]:
        life.change_begins()
        self._stage.note("mac.restarted", life.name)
        life.logged_in()
        life.change_ended()
        yield from ()

    def _keychain(self, action: script.KeychainAct, life: Life, resident: Resident) -> Acting[None]:
        account = life.mac.accounts[resident.account]
        life.change_begins()
        if action.do in _OF_TASK:
            contents = self._world.admin.task_contents()
            yield from perform(self._stage, life, run_task(life.mac, account, contents, _OF_TASK[action.do]))
        else:
            yield from perform(self._stage, life, _KEYCHAIN_ACTS[action.do](life.mac, account))
        life.change_ended()

    def _clock(self, action: script.SetClock, life: Life, _resident: Resident) -> Acting[None]:
        life.change_begins()
        self._world.skew_clock(life.name, parse_signed_duration_s(action.by) - life.mac.clock_skew_s)
        life.change_ended()
        yield from ()

    def _copy_keychain(self, action: script.CopyKeychain, life: Life, resident: Resident) -> Acting[None]:
        for name in self._cast.select(action.to):
            other = self._world.lives[name]
            account = life.mac.accounts[resident.account]
            whole = action.what == "okta_keychain"
            yield from self._to(
                other,
                mishaps.copy_keychain(life.mac, account, other.mac)
                if whole
                else mishaps.sync_other_items(life.mac, other.mac),
            )

    def _to(self, other: Life, task: Task[Any]) -> Acting[None]:
        """Something comes to another Mac."""
        other.change_begins()
        yield from perform(self._stage, other, task)
        other.change_ended()
        other.wake()

    def _migrate(self, action: script.MigrateAccount, life: Life, resident: Resident) -> Acting[None]:
        for name in self._cast.select(action.to):
            other = self._world.lives[name]
            yield from self._to(
                other, moving.migrate(life.mac, life.mac.accounts[resident.account], other.mac)
            )

    def _home(self, action: script.HomeAct, life: Life, resident: Resident) -> Acting[None]:
        account = life.mac.accounts[resident.account]
        kept = (life.name, resident.account)
        if action.do == "back_up":
            self._backups[kept] = moving.Home.of(account)
            self._stage.note("home.backed_up", life.name, details={"account": account.name})
            return
        life.change_begins()
        if action.do == "erase":
            yield from perform(self._stage, life, moving.erase(life.mac, account))
        elif kept in self._backups:
            yield from perform(self._stage, life, moving.restore(life.mac, account, self._backups[kept]))
        self._stage.note("mac.restarted", life.name)
        life.logged_in()
        life.change_ended()

    def _enroll_anew(self, _action: script.EnrollAnew, life: Life, resident: Resident) -> Acting[None]:
        owner = life.presence.residents[0].account
        yield from life.join(owner, resident.account)

    def _upgrade(self, action: script.UpgradeMacos, life: Life, _resident: Resident) -> Acting[None]:
        life.change_begins()
        life.mac.install(action.macos)
        self._stage.note("mac.upgraded", life.name, details={"macos": action.macos})
        self._stage.note("mac.restarted", life.name)
        life.logged_in()
        life.change_ended()
        yield from ()

    def _set_python3(self, action: script.SetPython3, life: Life, _resident: Resident) -> Acting[None]:
        life.change_begins()
        life.mac.python3 = action.python3
        self._stage.note("mac.python3_set", life.name, details={"python3": action.python3})
        life.change_ended()
        yield from ()

    def _enter_command(self, action: script.EnterCommand, life: Life, resident: Resident) -> Acting[None]:
        account = life.mac.accounts[resident.account]
        life.change_begins()  # an old copy of the task takes the question for its version as the order to renew
        command = (
            terminal.codesign_of(action.client)
            if action.command == "codesign"
            else terminal.NAMED_COMMANDS[action.command]
        )
        task = terminal.enter(life.mac, account, command, named=action.as_ or "")
        yield from perform(self._stage, life, task)
        life.change_ended()

    def _read_log(self, action: script.ReadLog, life: Life, _resident: Resident) -> Acting[None]:
        since = self._stage.now() if action.since is None else self._calendar.parse_moment(action.since)
        yield from perform(
            self._stage, life, local_log.read(life.mac, action.where, since, named=action.as_ or "")
        )

    def _follow_learn_more(
        self, action: script.FollowLearnMore, life: Life, resident: Resident
    ) -> Acting[None]:
        client = action.client or life.mac.clients[0]
        result = yield from life.open_as_scripted(resident, action.app, client, "", from_home_page=False)
        url = result.learn_more_url or ""
        host = host_of(url)
        outcome, reason = "allowed", "ok"
        if not url:
            outcome, reason = "denied", "no_link"
        elif host == host_of(life.mac.org_url):
            app = url.rpartition("/")[2]
            behind = yield from life.open_as_scripted(resident, app, client, "", from_home_page=False)
            outcome, reason = behind.outcome, behind.reason
        elif not allowed(host, life.allow_list):
            outcome, reason = "denied", "network:blocked"
        elif host.endswith(".internal") and life.zone_ip != OFFICE_IP:
            outcome, reason = "denied", "network:unreachable"
        details = {"person": resident.person, "url": url, "named": action.as_ or ""}
        self._stage.note("link.followed", life.name, outcome, reason, details=details)


def _resident(action: Any, life: Life) -> Resident:
    """Whom an act is about: the person it names, else the first of the account it names, else the first."""
    residents = life.presence.residents
    named = getattr(action, "person", None)
    for resident in residents:
        if named is not None and named in {resident.person, resident.person.removeprefix(f"{life.name}-")}:
            return resident
        if named is None and action.account is not None and resident.account == action.account:
            return resident
    return residents[0]
