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
from simulator.mac.task_script import task_script
from simulator.stage import Stage

SCRIPT_NAME = "Okta Device Registration Task"
ADMIN = "admin"


@dataclass(slots=True)
class TaskSettings:
    """The registration task as the admin edits it: version, how the org token was pasted, the app whitelist."""

    version: str
    org_token: str
    team_ids: str


@dataclass(slots=True)
class Administration:
    """One administrator of both consoles.

    ``fresh_password`` makes passwords for API accounts, deterministic like everything else.
    """

    stage: Stage
    fresh_password: Callable[[str], str]
    tenant_url: str
    okta_account: str
    learn_more_url: str | None = None
    secret_key: str = field(default="", repr=False)
    org_url: str = ""
    task: TaskSettings | None = None
    policy: jamf.Policy | None = None
    passwords: dict[str, str] = field(default_factory=dict, repr=False)
    pushes: int = 0

    @property
    def okta_token(self) -> okta.ApiToken:
        """The Okta administrator's credentials."""
        return okta.ApiToken(self.stage.okta.admin_token)

    @property
    def jamf_console(self) -> jamf.Console:
        """The Jamf Pro administrator's session."""
        return jamf.Console(ADMIN)

    def in_okta(self, message: okta.Message[okta.R], cause: int | None = None) -> okta.R:
        """Do something in Okta's Admin Console. Raises OktaError."""
        return self.stage.say(message, self.okta_token, cause)  # type: ignore[no-any-return]

    def in_jamf(self, message: jamf.Message[jamf.R], cause: int | None = None) -> jamf.R:
        """Do something in Jamf Pro's console. Raises JamfError."""
        return self.stage.say(message, self.jamf_console, cause)  # type: ignore[no-any-return]

    def refused(self, action: str, what: str, error: OktaError | JamfError, cause: int | None) -> None:
        """Tell that a console refused something."""
        details = {"action": action, "what": what}
        self.stage.note("admin.refused", what, "refused", error.code, cause, details)

    # --- Okta's setting -----------------------------------------------------------------------------------

    def connection(self) -> okta.JamfConnection:
        """What the admin enters in the wizard about Jamf Pro."""
        return okta.JamfConnection(
            self.tenant_url, self.okta_account, self.passwords.get(self.okta_account, "")
        )

    def enable_device_trust(self, cause: int | None = None) -> None:
        """Security > Device Trust: enable, and keep Secret Key Value and Org URL, which are shown this once."""
        shown = self.in_okta(okta.EnableDeviceTrust(self.connection(), self.learn_more_url), cause)
        if shown.secret_key:
            self.secret_key, self.org_url = shown.secret_key, shown.org_url

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
        self.in_jamf(jamf.SetScript(SCRIPT_NAME, self.task_contents()), cause)

    def task_contents(self) -> str:
        """The task as the admin has modified it, secret key and all."""
        assert self.task is not None
        contents = task_script(self.task.version, self._pasted_token(), self.org_url, self.task.team_ids)
        if self.task.org_token == "without_quotes":  # noqa: S105  # a way of pasting, no secret
            contents = contents.replace(f"'{self.secret_key}'", self.secret_key)
        return contents

    def _pasted_token(self) -> str:
        assert self.task is not None
        pasted = {
            "placeholder": "<<TOKEN>>",
            "in_parentheses": f"({self.secret_key})",
            "wrong": self.secret_key[::-1],
        }
        return pasted.get(self.task.org_token, self.secret_key)

    def set_policy(self, policy: jamf.Policy, cause: int | None = None) -> None:
        """Create or replace the task's policy."""
        self.in_jamf(jamf.SetPolicy(policy), cause)
        self.policy = policy

    def push_task(self, scope: jamf.Scope, parameter: str, cause: int | None = None) -> None:
        """Run the task once more on some Macs: a policy of its own, once per computer."""
        assert self.policy is not None
        self.pushes += 1
        script = jamf.ScriptRun(SCRIPT_NAME, (parameter,) if parameter else ())
        self.in_jamf(
            jamf.SetPolicy(
                replace(
                    self.policy,
                    name=f"{self.policy.name} {parameter or 'again'} {self.pushes}",
                    triggers=frozenset({"recurring check-in"}),
                    frequency="Once per computer",
                    scope=scope,
                    scripts=(script,),
                )
            ),
            cause,
        )
