"""What a timeline lets administrators do in the two consoles: one method a verb."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Literal, NamedTuple, cast

from fake_jamf import messages as jamf
from fake_jamf.errors import JamfError
from fake_okta import messages as okta
from fake_okta.errors import OktaError
from simulator.administration import Administration, Entered
from simulator.forms import (
    CHROME_POLICY,
    ICLOUD_KEYCHAIN,
    chrome_policy,
    jamf_frequency,
    okta_rules,
    rules_told,
    team_ids,
)
from simulator.mac.machine import host_of
from simulator.scenario import timeline as script
from simulator.world import World


class Answer(NamedTuple):
    """What an act came to, for acts with a name: done or refused, or whether a test succeeded; why; in which words."""

    outcome: str
    reason: str
    says: str = ""


class Behind(NamedTuple):
    """What led to an act that no timeline asks for: the event that tells it, and by whom it is done."""

    cause: int | None = None
    by: str = ""


OF_THE_TIMELINE = Behind()
Verb = Callable[[Any, Sequence[str], int], Answer | None]
_DONE = Answer("done", "ok")


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
            script.SetProfile: self._profile,
            script.SetJamfPassword: self._password,
            script.UserAct: self._user,
            script.RevokeDeviceCertificates: self._revoke_device,
            script.ResetSecretKey: self._reset_secret,
            script.WizardAct: self._wizard,
            script.SettingAct: self._setting,
            script.SetPrivileges: self._privileges,
            script.EditTask: self._edit_task,
            script.LatestTask: self._latest_task,
            script.ReadPolicyLog: self._policy_log,
            script.SetRules: self._rules,
        }

    def play(self, action: Any, macs: Sequence[str], behind: Behind = OF_THE_TIMELINE) -> None:
        """Play an act; ``macs`` are those that it may touch, and they work out afterwards what is next."""
        what = next(
            (str(named) for key in ("mac", "person", "app") if (named := getattr(action, key, None))), "org"
        )
        details = {"action": action.do, "what": what, **_edited(action)}
        if behind.by:
            details["by"] = behind.by
        seq = self._world.stage.note("admin.acted", what, cause=behind.cause, details=details)
        touched = self._world.chosen(macs)
        for life in touched:
            life.change_begins()
        try:
            answer = self._verbs[type(action)](action, macs, seq) or _DONE
        except (OktaError, JamfError) as error:
            # What a console refuses (a read-only cell, a record that is gone) is part of the story, not its end.
            self._admin.refused(action.do, what, error, seq)
            causes = error.causes if isinstance(error, OktaError) else ()
            answer = Answer("refused", error.code, "; ".join(causes) or error.summary)
        if action.as_:
            told = {"action": action.do, "named": action.as_, "says": answer.says}
            self._world.stage.note("admin.answered", what, answer.outcome, answer.reason, seq, told)
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
        self._admin.push_task(
            jamf.Scope(all_computers=not named, computers=named), action.parameter, seq, self._script(action)
        )
        if action.parameter == "uninstall" and self._admin.shows_org_token(self._script(action)):
            self._world.stage.note(
                "secret.exposed", "org", cause=seq, details={"where": self._script(action)}
            )

    def _script(self, action: script.PushTask) -> str:
        admin = self._world.preview if action.org == "preview" else self._admin
        assert admin is not None
        return admin.script_name

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
        self._admin.set_policy(replace(policy, scope=_scope(policy.scope, action)), seq)

    def _profile(self, action: script.SetProfile, macs: Sequence[str], seq: int) -> None:
        if action.icloud_keychain is not None:
            value = None if action.icloud_keychain == "allowed" else False
            self._admin.set_profile(*ICLOUD_KEYCHAIN, value, seq)
        if action.managed_chrome_policy is not None:
            host = host_of(self._world.stage.okta.cert_auth_domain)
            self._admin.set_profile(*CHROME_POLICY, chrome_policy(action.managed_chrome_policy, host), seq)
        for life in self._world.chosen(macs):
            if life.enrolled:
                self._world.at(self._world.stage.now(), life.receive_profiles)

    def _password(self, action: script.SetJamfPassword, _macs: Sequence[str], seq: int) -> None:
        self._causes.remember("jamf_password_rotated", "", seq)
        self._admin.change_jamf_password(action.account, seq)
        for admin in self._world.admins() if action.tell_okta else ():
            admin.tell_okta_the_password(action.account, seq)

    def _privileges(self, action: script.SetPrivileges, _macs: Sequence[str], seq: int) -> None:
        self._causes.remember("privileges", "", seq)
        privileges = None if action.privileges == "administrator" else frozenset(action.privileges)
        self._admin.set_privileges(action.account, privileges, seq)

    def _edit_task(self, action: script.EditTask, macs: Sequence[str], seq: int) -> None:
        self._because(macs, seq)
        self._causes.remember("secret_key", "", seq)
        task = self._admin.task
        assert task is not None
        if action.version is not None:
            task = replace(task, version=action.version)
        if action.org_token is not None:
            task = replace(task, org_token=action.org_token)
        if action.org_url is not None:
            task = replace(task, org_url=action.org_url)
        if action.whitelist_added is not None:
            task = replace(task, team_ids=team_ids(action.whitelist_added))
        self._admin.task = task
        self._admin.upload_task(seq)

    def _latest_task(self, action: script.LatestTask, macs: Sequence[str], seq: int) -> Answer | None:
        if action.do == "check_task_version":
            found, latest = self._admin.version_in_jamf(), self._admin.latest_task
            return Answer("done", "latest" if found == latest else "outdated", f"{found}; latest: {latest}")
        self._because(macs, seq)
        self._admin.download_task(seq)
        return None

    def _policy_log(self, action: script.ReadPolicyLog, macs: Sequence[str], _seq: int) -> Answer:
        by_computer = action.by == "computer"
        read = [self._admin.policy_log(udid, by_computer=by_computer) for udid in self._udids(macs)]
        statuses = {status.lower() for status, _ in read}
        return Answer(
            "done", statuses.pop() if len(statuses) == 1 else "mixed", "\n".join(output for _, output in read)
        )

    # --- Okta ---------------------------------------------------------------------------------------------

    def _user(self, action: script.UserAct, _macs: Sequence[str], seq: int) -> None:
        if action.do == "create_user":
            user = self._admin.in_okta(okta.CreateUser(action.person), seq)
            self._world.stage.introduce(user.id, action.person)
            return
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

    def _wizard(self, action: script.WizardAct, _macs: Sequence[str], seq: int) -> Answer | None:
        entered = Entered(
            action.tenant_url,
            action.account,
            mistyped=action.password == "mistyped",  # noqa: S105  # how it was entered
            learn_more_url=action.learn_more_url,
        )
        if action.do == "test_api_credentials":
            test = self._admin.test_api_credentials(entered, seq)
            return Answer("succeeded" if test.ok else "failed", "ok" if test.ok else "no", test.message)
        if action.do == "enable_device_trust":
            self._admin.enable_device_trust(seq, entered)
        else:
            self._admin.edit_device_trust(entered, seq)
        self._causes.remember("setting", "", seq)
        return None

    def _setting(self, action: script.SettingAct, _macs: Sequence[str], seq: int) -> None:
        self._causes.remember("setting", "", seq)
        if action.do == "disable_device_trust":
            self._admin.in_okta(okta.DisableDeviceTrust(), seq)
        else:
            self._admin.in_okta(okta.SetFeature(enabled=action.do == "enable_feature"), seq)
        self._tell_inconsistency(seq)

    def _tell_inconsistency(self, seq: int) -> None:
        """Rules that ask for what the org no longer does are told, as the Admin Console could."""
        rules = self._admin.in_okta(okta.ReadDeviceTrust(), seq).inconsistent_rules
        if rules:
            details = {"rules": [f"{app}: {rule}" for app, rule in rules]}
            self._world.stage.note("setting.inconsistent", "org", cause=seq, details=details)

    def _rules(self, action: script.SetRules, _macs: Sequence[str], seq: int) -> None:
        self._causes.remember("rules", action.app, seq)
        self._admin.in_okta(okta.SetRules(action.app, okta_rules(action.rules)), seq)


def _scope(scope: jamf.Scope, action: script.EditPolicy) -> jamf.Scope:
    """The policy's scope as it is edited."""
    if action.groups is not None:
        scope = replace(scope, all_computers=not action.groups, computer_groups=frozenset(action.groups))
    if action.exclude_groups is not None:
        scope = replace(scope, exclude_computer_groups=frozenset(action.exclude_groups))
    if action.limit_to_users is not None:
        scope = replace(scope, limit_to_users=frozenset(action.limit_to_users))
    return scope


def _edited(action: Any) -> dict[str, Any]:
    """What an act sets, as far as judges have to know it: when the task runs again, whom rules and passwords keep out."""
    told: dict[str, Any] = {}
    match action:
        case script.EditPolicy():
            told = {"triggers": action.triggers, "enabled": action.enabled}
            told |= {"groups": action.groups, "exclude_groups": action.exclude_groups}
            told["limit_to_users"] = action.limit_to_users
            told["frequency"] = None if action.frequency is None else jamf_frequency(action.frequency)
        case script.SetPrivileges():
            told = {"account": action.account, "privileges": action.privileges}
        case script.WizardAct():
            told = {"password": action.password, "tenant_url": action.tenant_url or ""}
            told["account"] = action.account
        case script.EditTask():
            told = {"org_token": action.org_token or "", "version": action.version}
            told["org_url"] = action.org_url or ""
        case script.SetJamfPassword():
            told = {"account": action.account, "tell_okta": action.tell_okta}
        case script.ResetSecretKey():
            told = {"update_script": action.update_script}
        case script.SetRules():
            told = {"rules": rules_told(action.rules)}
        case script.PushTask():
            told = {"parameter": action.parameter, "org": action.org}
        case _:
            pass
    return {key: value for key, value in told.items() if value is not None}
