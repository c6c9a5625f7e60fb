"""What administrators do in the two consoles, in the documented order, with the secrets that they hold.

Secrets live here and in the services; none goes into the trace.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from fake_jamf import messages as jamf
from fake_jamf.errors import JamfError
from fake_okta import messages as okta
from fake_okta.errors import OktaError
from simulator.mac.task_script import DEFAULT_TEAM_IDS, ScriptBroken, parse_task, task_script
from simulator.stage import Stage

SCRIPT_NAME = "Okta Device Registration Task"
ADMIN = "admin"


@dataclass(slots=True)
class TaskSettings:
    """The registration task as the admin edits it: version, how org token and org URL were pasted, the app whitelist."""

    version: str
    org_token: str
    team_ids: str
    org_url: str = "pasted"


@dataclass(frozen=True, slots=True)
class Entered:
    """What the admin enters anew in Okta's wizard; what is None stays as it is, an empty Learn more URL goes."""

    tenant_url: str | None = None
    account: str | None = None
    mistyped: bool = False
    learn_more_url: str | None = None


NOTHING_NEW = Entered()


@dataclass(slots=True)
class Administration:
    """One administrator of both consoles.

    ``fresh_password`` makes passwords for API accounts, deterministic like everything else. ``org`` is the URL of a
    preview org that it administers ("" for the production org), ``script_name`` its task's in Jamf Pro.
    """

    stage: Stage
    fresh_password: Callable[[str], str]
    tenant_url: str
    okta_account: str
    learn_more_url: str | None = None
    latest_task: str = "1.2.1"
    org: str = ""
    script_name: str = SCRIPT_NAME
    secret_key: str = field(default="", repr=False)
    org_url: str = ""
    task: TaskSettings | None = None
    policy: jamf.Policy | None = None
    passwords: dict[str, str] = field(default_factory=dict, repr=False)
    pushes: int = 0

    @property
    def okta_token(self) -> okta.ApiToken:
        """The Okta administrator's credentials."""
        return okta.ApiToken(self.stage.org(self.org).admin_token)

    @property
    def jamf_console(self) -> jamf.Console:
        """The Jamf Pro administrator's session."""
        return jamf.Console(ADMIN)

    def in_okta(self, message: okta.Message[okta.R], cause: int | None = None) -> okta.R:
        """Do something in Okta's Admin Console. Raises OktaError."""
        return self.stage.say(message, self.okta_token, cause, self.org)  # type: ignore[no-any-return]

    def in_jamf(self, message: jamf.Message[jamf.R], cause: int | None = None) -> jamf.R:
        """Do something in Jamf Pro's console. Raises JamfError."""
        return self.stage.say(message, self.jamf_console, cause)  # type: ignore[no-any-return]

    def refused(self, action: str, what: str, error: OktaError | JamfError, cause: int | None) -> None:
        """Tell that a console refused something."""
        details = {"action": action, "what": what}
        self.stage.note("admin.refused", what, "refused", error.code, cause, details)

    # --- Okta's setting -----------------------------------------------------------------------------------

    def connection(self, entered: Entered = NOTHING_NEW) -> okta.JamfConnection:
        """What the admin enters in the wizard about Jamf Pro."""
        account = entered.account or self.okta_account
        password = self.passwords.get(account, "")
        if entered.mistyped:
            password = password.swapcase() + "x"
        return okta.JamfConnection(entered.tenant_url or self.tenant_url, account, password)

    def enable_device_trust(self, cause: int | None = None, entered: Entered = NOTHING_NEW) -> None:
        """Security > Device Trust: enable, and keep Secret Key Value and Org URL, which are shown this once."""
        learn_more_url = self._learn_more(entered)
        shown = self.in_okta(okta.EnableDeviceTrust(self.connection(entered), learn_more_url), cause)
        self._keep(entered)
        if shown.secret_key:
            self.secret_key, self.org_url = shown.secret_key, shown.org_url

    def edit_device_trust(self, entered: Entered, cause: int | None = None) -> None:
        """Security > Device Trust: save other values."""
        learn_more_url = self._learn_more(entered)
        self.in_okta(okta.UpdateDeviceTrust(self.connection(entered), learn_more_url), cause)
        self._keep(entered)

    def test_api_credentials(self, entered: Entered, cause: int | None = None) -> okta.ConnectionTest:
        """'Test API credentials', with what the wizard shows; nothing is saved."""
        return self.in_okta(okta.TestApiCredentials(self.connection(entered)), cause)

    def _learn_more(self, entered: Entered) -> str | None:
        return self.learn_more_url if entered.learn_more_url is None else entered.learn_more_url or None

    def _keep(self, entered: Entered) -> None:
        self.tenant_url = entered.tenant_url or self.tenant_url
        self.okta_account = entered.account or self.okta_account
        self.learn_more_url = self._learn_more(entered)

    def reset_secret_key(self, *, update_script: bool, cause: int | None = None) -> None:
        """Reset macOS Secret Key; the script in Jamf Pro works on only where it is modified again."""
        self.secret_key = self.in_okta(okta.ResetSecretKey(), cause).secret_key
        if update_script:
            self.upload_task(cause)

    # --- Jamf Pro's accounts ------------------------------------------------------------------------------

    def set_account(self, name: str, privileges: frozenset[str] | None) -> None:
        """Create a Jamf Pro account with a password of its own."""
        self.passwords[name] = self.fresh_password(f"{name} {len(self.passwords)}")
        self.in_jamf(jamf.SetAccount(name, self.passwords[name], privileges))

    def set_privileges(self, name: str, privileges: frozenset[str] | None, cause: int | None = None) -> None:
        """Give an account other privileges (None: all of them); its password stays."""
        self.in_jamf(jamf.SetAccount(name, self.passwords[name], privileges), cause)

    def change_jamf_password(self, account: str, cause: int | None = None) -> None:
        """Give an account another password, without telling Okta."""
        self.pushes += 1
        self.passwords[account] = self.fresh_password(f"{account} changed {self.pushes}")
        self.in_jamf(jamf.ChangePassword(account, self.passwords[account]), cause)

    def tell_okta_the_password(self, account: str, cause: int | None = None) -> None:
        """Enter the present password of Okta's account in Okta's setting."""
        if account == self.okta_account:
            self.in_okta(okta.UpdateDeviceTrust(self.connection(), self.learn_more_url), cause)

    # --- the task in Jamf Pro -----------------------------------------------------------------------------

    def upload_task(self, cause: int | None = None) -> None:
        """Paste the modified task into Jamf Pro's script."""
        self.in_jamf(jamf.SetScript(self.script_name, self.task_contents()), cause)

    def download_task(self, cause: int | None = None) -> None:
        """Take the latest task from Okta, with Okta's whitelist, modify it, and put it in the old one's place."""
        assert self.task is not None
        self.task = replace(self.task, version=self.latest_task, team_ids=DEFAULT_TEAM_IDS)
        self.upload_task(cause)

    def version_in_jamf(self) -> str:
        """The version of the task that Jamf Pro's script is; "" where Python would not read it."""
        try:
            script = parse_task(self.in_jamf(jamf.GetScript(self.script_name)))
        except ScriptBroken:
            return ""
        return "" if script is None else script.version

    def shows_org_token(self, script_name: str = SCRIPT_NAME) -> bool:
        """Whether whoever may read the script in Jamf Pro reads a secret key of an org in it."""
        try:
            script = parse_task(self.in_jamf(jamf.GetScript(script_name)))
        except ScriptBroken:
            return True
        return script is not None and bool(script.org_token) and "<" not in script.org_token

    def policy_log(self, udid: str, *, by_computer: bool) -> tuple[str, str]:
        """What Jamf Pro shows of the task's policy on a computer: status, and the output of its last run."""
        assert self.policy is not None
        name = self.policy.name
        log = self.in_jamf(jamf.GetPolicyLog(udid=udid) if by_computer else jamf.GetPolicyLog(policy=name))
        for entry in reversed(log):
            if entry.udid == udid and entry.policy == name:
                return entry.status, entry.output
        pending = udid in self.in_jamf(jamf.ListPendingComputers(name))
        return ("Pending" if pending else "None"), ""

    def task_contents(self) -> str:
        """The task as the admin has modified it, secret key and all."""
        assert self.task is not None
        contents = task_script(
            self.task.version, self._pasted_token(), self._pasted_url(), self.task.team_ids
        )
        if self.task.org_token == "without_quotes":  # noqa: S105  # a way of pasting, no secret
            contents = contents.replace(f"'{self.secret_key}'", self.secret_key)
        if self.task.org_url == "without_quotes":
            contents = contents.replace(f"'{self.org_url}'", self.org_url)
        return contents

    def _pasted_url(self) -> str:
        assert self.task is not None
        pasted = {
            "placeholder": "https://<<ORG>>.okta.com",
            "removed": "",
            "in_parentheses": f"({self.org_url})",
        }
        return pasted.get(self.task.org_url, self.org_url)

    def _pasted_token(self) -> str:
        assert self.task is not None
        pasted = {
            "placeholder": "<<TOKEN>>",
            "removed": "",
            "in_parentheses": f"({self.secret_key})",
            "wrong": self.secret_key[::-1],
        }
        return pasted.get(self.task.org_token, self.secret_key)

    def set_profile(self, domain: str, key: str, value: object, cause: int | None = None) -> None:
        """Create or replace the configuration profile that sets one key; without a value no Mac is in its scope."""
        settings = ((domain, key, value),)
        scope = jamf.Scope(all_computers=value is not None)
        self.in_jamf(jamf.SetProfile(jamf.ConfigurationProfile(key, settings, scope)), cause)

    def set_policy(self, policy: jamf.Policy, cause: int | None = None) -> int:
        """Create or replace the task's policy; its id."""
        policy_id = self.in_jamf(jamf.SetPolicy(policy), cause)
        self.policy = policy
        return policy_id

    def push_task(
        self, scope: jamf.Scope, parameter: str, cause: int | None = None, script_name: str = SCRIPT_NAME
    ) -> None:
        """Run the task (or another org's) once more on some Macs: a policy of its own, once per computer."""
        assert self.policy is not None
        self.pushes += 1
        script = jamf.ScriptRun(script_name, (parameter,) if parameter else ())
        self.in_jamf(
            jamf.SetPolicy(
                replace(
                    self.policy,
                    name=f"{self.policy.name} {parameter or 'again'} {self.pushes}",
                    triggers=frozenset({"recurring check-in"}),
                    frequency="Once per computer",
                    scope=scope,
                    scripts=(script,),
                    enabled=True,
                )
            ),
            cause,
        )
