"""The director: lets the scenario's timeline happen, one method a kind of act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from fake_jamf import messages as jamf
from fake_okta import messages as okta
from simulator.casting import Cast
from simulator.clock import Calendar, parse_signed_duration_s
from simulator.drive import Acting, perform
from simulator.forms import jamf_frequency, okta_rules
from simulator.life import Life
from simulator.mac import mishaps
from simulator.mac import person as acts
from simulator.mac.machine import Account
from simulator.mac.registration import run_task
from simulator.resident import Resident
from simulator.scenario import timeline as script
from simulator.scenario.model import Scenario
from simulator.steps import Task
from simulator.world import World


class Director:
    """Schedules each act of a timeline, on every Mac that it names."""

    def __init__(self, world: World, scenario: Scenario, calendar: Calendar, cast: Cast) -> None:
        self._world = world
        self._scenario = scenario
        self._calendar = calendar
        self._cast = cast
        self._stage = world.stage
        self._admin = world.admin

    def schedule(self, actions: Sequence[Any]) -> None:
        """Put every act of the timeline at its moment."""
        for action in actions:
            moment = self._calendar.parse_moment(action.at)
            if isinstance(action, script.MacAct):
                for name in self._cast.select(action.mac):
                    self._world.at(moment, self._on_mac(action, name))
            else:
                self._world.at(moment, self._in_console(action))

    def _on_mac(self, action: Any, name: str) -> Callable[[], Any]:
        return lambda: self._act_on_mac(action, self._world.lives[name])

    def _act_on_mac(self, action: Any, life: Life) -> Acting[None]:
        yield from life.protect(self._mac_act(action, life))
        life.wake()

    @staticmethod
    def _resident(action: Any, life: Life) -> Resident:
        """Whom an act is about: the person it names, else the first of the account it names, else the first."""
        residents = life.presence.residents
        person = getattr(action, "person", None)
        for resident in residents:
            if person is not None and person in {
                resident.person,
                resident.person.removeprefix(f"{life.name}-"),
            }:
                return resident
            if person is None and action.account is not None and resident.account == action.account:
                return resident
        return residents[0]

    def _mac_act(self, action: Any, life: Life) -> Acting[None]:  # one case a verb
        resident = self._resident(action, life)
        account = life.mac.accounts[resident.account]
        match action:
            case script.OpenApp():
                yield from self._open_app(action, life, resident)
            case script.OpenHomePage():
                task = acts.open_home_page(
                    life.mac,
                    account,
                    resident.person,
                    action.client or life.mac.clients[0],
                    ip_address=life.zone_ip,
                    okta_mobile=action.okta_mobile,
                    named=action.as_ or "",
                )
                yield from perform(self._stage, life, task)
            case script.BrowserAct():
                life.change_begins()
                act = acts.quit_browser if action.do == "quit" else acts.close_window
                yield from perform(self._stage, life, act(life.mac, account, action.client))
                life.change_ended()
            case script.AccountAct():
                self._console(action, life, resident)
            case script.PowerAct():
                until = self._calendar.parse_moment(action.until)
                self._world.power(life.name, until, shut_down=action.do == "shut_down")
            case script.RestartAct():
                life.change_begins()
                self._stage.note("mac.restarted", life.name)
                life.logged_in()
                life.change_ended()
            case script.KeychainAct():
                life.change_begins()
                yield from perform(self._stage, life, self._keychain_act(action.do, life, account))
                life.change_ended()
            case script.SetClock():
                life.change_begins()
                self._world.skew_clock(life.name, parse_signed_duration_s(action.by) - life.mac.clock_skew_s)
                life.change_ended()
            case script.CopyKeychain():
                for name in self._cast.select(action.to):
                    other = self._world.lives[name]
                    other.change_begins()
                    task = mishaps.copy_keychain(life.mac, account, other.mac)
                    yield from perform(self._stage, other, task)
                    other.change_ended()
                    other.wake()

    def _open_app(self, action: script.OpenApp, life: Life, resident: Resident) -> Acting[None]:
        client = action.client or life.mac.clients[0]
        life.holding.settle(resident.account, self._stage.now())
        task = life.opening(
            resident, action.app, client, action.as_ or "", from_home_page=action.from_home_page
        )
        result = yield from perform(self._stage, life, task)
        life.played(resident, action.app, client, result.outcome, result.reason, result.device)

    def _keychain_act(self, do: str, life: Life, account: Account) -> Task[Any]:
        if do == "uninstall_task":
            return run_task(life.mac, account, self._admin.task_contents(), ("uninstall",))
        return _KEYCHAIN_ACTS[do](life.mac, account)

    def _console(self, action: script.AccountAct, life: Life, resident: Resident) -> None:
        life.change_begins()
        logs_in = action.do == "log_in"
        life.presence.scripted_console = resident.account if logs_in else ""
        life.mac.console_user = life.presence.scripted_console
        kind = "account.logged_in" if logs_in else "account.logged_out"
        self._stage.note(kind, life.name, details={"account": resident.account})
        if logs_in:
            life.presence.console_from = min(life.presence.console_from, self._stage.now())
        life.change_ended()

    # --- the consoles -------------------------------------------------------------------------------------

    def _in_console(self, action: Any) -> Callable[[], Any]:
        return lambda: self._act_in_console(action)

    def _act_in_console(self, action: Any) -> None:
        macs = self._cast.select(getattr(action, "mac", None))
        what = (
            getattr(action, "mac", None)
            or getattr(action, "person", None)
            or getattr(action, "app", None)
            or ""
        )
        seq = self._stage.note(
            "admin.acted",
            what or "org",
            details={"action": action.do, "what": what, "named": action.as_ or ""},
        )
        touched = [self._world.lives[name] for name in macs]
        for life in touched:
            life.change_begins()
        self._console_act(action, macs, seq)
        for life in touched:
            life.disturb()

    def _console_act(self, action: Any, macs: tuple[str, ...], seq: int) -> None:  # noqa: C901, PLR0912
        admin, causes = self._admin, self._stage.causes
        udids = [self._world.lives[name].mac.udid for name in macs]
        match action:
            case script.JamfComputerAct():
                for udid in udids:
                    message: jamf.Message[None] = (
                        jamf.DeleteComputer(udid)
                        if action.do == "delete_computer"
                        else jamf.SetManaged(udid, managed=action.do == "manage")
                    )
                    admin.in_jamf(message, seq)
            case script.FlushPolicyLog():
                self._because(macs, seq)
                for udid in udids if action.mac else [None]:
                    admin.in_jamf(jamf.FlushPolicyLog(self._scenario.jamf.policy.name, udid), seq)
            case script.PushTask():
                self._because(macs, seq)
                scope = jamf.Scope(
                    all_computers=action.mac is None, computers=frozenset(macs if action.mac else ())
                )
                admin.push_task(scope, action.parameter, seq)
            case script.EditPolicy():
                self._because(macs, seq)
                self._edit_policy(action, seq)
            case script.SetJamfPassword():
                causes.remember("jamf_password", "", seq)
                admin.change_jamf_password(action.account, seq)
                if action.tell_okta:
                    admin.tell_okta_the_password(action.account, seq)
            case script.UserAct():
                self._user_act(action, seq)
            case script.RevokeDeviceCertificates():
                for udid in udids:
                    for record in admin.in_okta(okta.ListDeviceCertificates(udid), seq):
                        if record.status != "revoked":
                            admin.in_okta(okta.RevokeDeviceCertificate(udid, record.kid), seq)
            case script.ResetSecretKey():
                causes.remember("secret_key", "", seq)
                admin.reset_secret_key(update_script=action.update_script, cause=seq)
            case script.SettingAct():
                causes.remember("setting", "", seq)
                self._setting(action.do, seq)
            case script.SetRules():
                admin.in_okta(okta.SetRules(action.app, okta_rules(action.rules)), seq)

    def _because(self, macs: Sequence[str], seq: int) -> None:
        for name in macs:
            self._stage.causes.remember("policy", name, seq)

    def _edit_policy(self, action: script.EditPolicy, seq: int) -> None:
        policy = self._admin.policy
        assert policy is not None  # a world is built with one
        if action.frequency is not None:
            policy = replace(policy, frequency=jamf_frequency(action.frequency))
        if action.triggers is not None:
            policy = replace(policy, triggers=frozenset(action.triggers))
        if action.enabled is not None:
            policy = replace(policy, enabled=action.enabled)
        self._admin.set_policy(policy, seq)

    def _user_act(self, action: script.UserAct, seq: int) -> None:
        if action.do == "revoke_user_certificates":
            self._admin.in_okta(okta.RevokeUserCertificates(action.person), seq)
            return
        operation = action.do.removesuffix("_user")
        self._admin.in_okta(okta.SetUserStatus(action.person, operation), seq)  # type: ignore[arg-type]

    def _setting(self, do: str, seq: int) -> None:
        match do:
            case "enable_device_trust":
                self._admin.enable_device_trust(seq)
            case "disable_device_trust":
                self._admin.in_okta(okta.DisableDeviceTrust(), seq)
            case _:
                self._admin.in_okta(okta.SetFeature(enabled=do == "enable_feature"), seq)


_KEYCHAIN_ACTS: dict[str, Callable[..., Any]] = {
    "delete_keychain": mishaps.delete_okta_keychain,
    "reset_login_keychain": mishaps.reset_login_keychain,
    "delete_device_trust_password": mishaps.delete_device_trust_password,
}
