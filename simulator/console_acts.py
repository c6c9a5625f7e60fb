"""What a timeline lets administrators do in the two consoles: one method a verb."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Literal, cast

from fake_jamf import messages as jamf
from fake_jamf.errors import JamfError
from fake_okta import messages as okta
from fake_okta.errors import OktaError
from simulator.administration import Administration
from simulator.forms import jamf_frequency, okta_rules, rules_told
from simulator.scenario import timeline as script
from simulator.world import World

Verb = Callable[[Any, Sequence[str], int], None]


class ConsoleActs:
    """Plays acts in the consoles; each is told as ``admin.acted``, and is the cause of what it brings about.

    One that a console refuses is told as ``admin.refused``; what came before the refusal stays done.
    """

    def __init__(self, world: World, policy_name: str) -> None:
        self._world = world
        self._admin: Administration = world.admin
        self._causes = world.stage.causes
        self._policy_name = policy_name
        self._verbs: dict[type[Any], Verb] = {
            script.JamfComputerAct: self._computer,
            script.FlushPolicyLog: self._flush,
            script.PushTask: self._push,
            script.EditPolicy: self._edit_policy,
            script.SetJamfPassword: self._password,
            script.UserAct: self._user,
            script.RevokeDeviceCertificates: self._revoke_device,
            script.ResetSecretKey: self._reset_secret,
            script.SettingAct: self._setting,
            script.SetRules: self._rules,
        }

    def play(self, action: Any, macs: Sequence[str]) -> None:
        """Play an act; ``macs`` are those that it may touch, and they work out afterwards what is next."""
        what = next(
            (str(named) for key in ("mac", "person", "app") if (named := getattr(action, key, None))), "org"
        )
        details = {"action": action.do, "what": what, "named": action.as_ or "", **_edited(action)}
        seq = self._world.stage.note("admin.acted", what, details=details)
        touched = self._world.chosen(macs)
        for life in touched:
            life.change_begins()
        try:
            self._verbs[type(action)](action, macs, seq)
        except (OktaError, JamfError) as error:
            # What a console refuses (a read-only cell, a record that is gone) is part of the story, not its end.
            self._admin.refused(action.do, what, error, seq)
        for life in touched:
            life.disturb()

    def _udids(self, macs: Sequence[str]) -> list[str]:
        return [life.mac.udid for life in self._world.chosen(macs)]

    def _because(self, macs: Sequence[str], seq: int) -> None:
        """The next runs of the task on these Macs come of this act."""
        for name in macs:
            self._causes.remember("policy", name, seq)

    # --- Jamf Pro -----------------------------------------------------------------------------------------

    def _computer(self, action: script.JamfComputerAct, macs: Sequence[str], seq: int) -> None:
        for udid in self._udids(macs):
            if action.do == "delete_computer":
                self._admin.in_jamf(jamf.DeleteComputer(udid), seq)
            else:
                self._admin.in_jamf(jamf.SetManaged(udid, managed=action.do == "manage"), seq)

    def _flush(self, action: script.FlushPolicyLog, macs: Sequence[str], seq: int) -> None:
        self._because(macs, seq)
        targets: list[str | None] = [*self._udids(macs)] if action.mac else [None]
        for udid in targets:
            self._admin.in_jamf(jamf.FlushPolicyLog(self._policy_name, udid), seq)

    def _push(self, action: script.PushTask, macs: Sequence[str], seq: int) -> None:
        self._because(macs, seq)
        named = frozenset(macs if action.mac else ())
        self._admin.push_task(jamf.Scope(all_computers=not named, computers=named), action.parameter, seq)

    def _edit_policy(self, action: script.EditPolicy, macs: Sequence[str], seq: int) -> None:
        self._because(macs, seq)
        policy = self._admin.policy
        assert policy is not None
        if action.frequency is not None:
            policy = replace(policy, frequency=jamf_frequency(action.frequency))
        if action.triggers is not None:
            policy = replace(policy, triggers=frozenset(action.triggers))
        if action.enabled is not None:
            policy = replace(policy, enabled=action.enabled)
        self._admin.set_policy(policy, seq)

    def _password(self, action: script.SetJamfPassword, _macs: Sequence[str], seq: int) -> None:
        self._causes.remember("jamf_password_rotated", "", seq)
        self._admin.change_jamf_password(action.account, seq)
        if action.tell_okta:
            self._admin.tell_okta_the_password(action.account, seq)

    # --- Okta ---------------------------------------------------------------------------------------------

    def _user(self, action: script.UserAct, _macs: Sequence[str], seq: int) -> None:
        if action.do == "revoke_user_certificates":
            self._admin.in_okta(okta.RevokeUserCertificates(action.person), seq)
            return
        operation = cast(
            "Literal['activate', 'deactivate', 'suspend', 'unsuspend']", action.do.removesuffix("_user")
        )
        self._admin.in_okta(okta.SetUserStatus(action.person, operation), seq)

    def _revoke_device(self, _action: script.RevokeDeviceCertificates, macs: Sequence[str], seq: int) -> None:
        for udid in self._udids(macs):
            for record in self._admin.in_okta(okta.ListDeviceCertificates(udid), seq):
                if record.status != "revoked":
                    self._admin.in_okta(okta.RevokeDeviceCertificate(udid, record.kid), seq)

    def _reset_secret(self, action: script.ResetSecretKey, _macs: Sequence[str], seq: int) -> None:
        self._causes.remember("secret_key", "", seq)
        self._admin.reset_secret_key(update_script=action.update_script, cause=seq)

    def _setting(self, action: script.SettingAct, _macs: Sequence[str], seq: int) -> None:
        self._causes.remember("setting", "", seq)
        match action.do:
            case "enable_device_trust":
                self._admin.enable_device_trust(seq)
            case "disable_device_trust":
                self._admin.in_okta(okta.DisableDeviceTrust(), seq)
            case _:
                self._admin.in_okta(okta.SetFeature(enabled=action.do == "enable_feature"), seq)

    def _rules(self, action: script.SetRules, _macs: Sequence[str], seq: int) -> None:
        self._causes.remember("rules", "", seq)
        self._admin.in_okta(okta.SetRules(action.app, okta_rules(action.rules)), seq)


def _edited(action: Any) -> dict[str, Any]:
    """What an act sets, as far as judges have to know it: when the task runs again, whom rules and passwords keep out."""
    told: dict[str, Any] = {}
    match action:
        case script.EditPolicy():
            told = {"triggers": action.triggers, "enabled": action.enabled}
            told["frequency"] = None if action.frequency is None else jamf_frequency(action.frequency)
        case script.SetJamfPassword():
            told = {"account": action.account, "tell_okta": action.tell_okta}
        case script.ResetSecretKey():
            told = {"update_script": action.update_script}
        case script.SetRules():
            told = {"rules": rules_told(action.rules)}
        case script.PushTask():
            told = {"parameter": action.parameter}
        case _:
            pass
    return {key: value for key, value in told.items() if value is not None}
