"""The Okta Device Registration Task: enroll this Mac, set everything up, schedule a light task.

Sources: 'Device Trust for Jamf Pro-managed macOS', Okta help (what the task does, ``verbose``, ``uninstall``,
no enrollment where a certificate is present); its version history (1.2.1 halts where the default keychain is
unavailable, and an update that fails no longer wipes anything; 1.3 needs Python 3); what the task was seen to
do. Two of its mistakes are kept: a password item left behind makes the next run fail once, and a keychain
without its password is noticed only when the password is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from fake_okta import messages as okta
from fake_okta.errors import OktaError
from simulator.mac.agent import INTERVAL_S
from simulator.mac.configuration import (
    ANONYMOUS,
    ask_metadata,
    import_identity,
    remove_material,
    set_chrome_policy,
    set_identity_preferences,
    set_partition_list,
)
from simulator.mac.keychain import PASSWORD_LABEL, Identity, LoginKeychain, OktaKeychain
from simulator.mac.keys import csr
from simulator.mac.machine import Account, AgentFile, LaunchAgent, Mac, version_number
from simulator.mac.refusal import reason_of
from simulator.mac.removal import uninstall
from simulator.mac.task_log import TaskLog
from simulator.mac.task_script import DEFAULT_TEAM_IDS, ScriptBroken, TaskScript, parse_task, task_script
from simulator.network import NetworkError
from simulator.steps import Do, Note, StepFailed, Task, ask

__all__ = [
    "DEFAULT_TEAM_IDS",
    "ScriptOutcome",
    "TaskScript",
    "parse_task",
    "run_task",
    "task_script",
]

# Exit codes of security(1): errSecItemNotFound, errSecDuplicateItem, errSecNoDefaultKeychain, as one octet.
ITEM_NOT_FOUND: Final = 44
DUPLICATE_ITEM: Final = 45
NO_DEFAULT_KEYCHAIN: Final = 37
# What a shell, and what Python itself (in the words of Okta's help page), answer where something is missing.
_NOT_STARTED: Final = {
    "python_missing": (127, "bad interpreter: No such file or directory"),
    "python_modules_missing": (1, "ModuleNotFoundError: No module named 'Systemconfiguration'"),
}


@dataclass(frozen=True, slots=True)
class ScriptOutcome:
    """What came of a script: exit status, all that it printed, and why in one word (ok, not_managed, ...)."""

    exit_status: int
    output: str
    reason: str


class _Stopped(Exception):
    """The task gives up: why in one word, and the line that says so."""

    def __init__(self, reason: str, line: str) -> None:
        super().__init__(reason, line)
        self.reason = reason
        self.line = line


def run_task(
    mac: Mac, account: Account | None, contents: str, argv: Sequence[str], cause: int | None = None
) -> Task[ScriptOutcome]:
    """Run the script ``contents`` as root for the account at the console, as Jamf Pro's agent does.

    ``argv`` is scanned in any position and any case for ``verbose`` and ``uninstall``. The outcome's status
    is 0 or 1 (127 without an interpreter). Only a power cut ends it otherwise.
    """
    said = " ".join(argv).lower()
    try:
        script = parse_task(contents)
    except ScriptBroken as broken:
        yield _ran(mac, account, "failed", broken.reason, cause, "enroll", "")
        return ScriptOutcome(1, broken.output, broken.reason)
    if script is None:
        return ScriptOutcome(0, "", "another_script")
    mode = "uninstall" if "uninstall" in said else "enroll"
    lacking = mac.lacks(script.version)
    if lacking:
        yield _ran(mac, account, "failed", lacking, cause, mode, script.version)
        status, output = _NOT_STARTED[lacking]
        return ScriptOutcome(status, output, lacking)
    run = _Run(mac, account, script, TaskLog(verbose="verbose" in said, also=_into_log(mac)), cause)
    return (yield from run.whole(mode))


def _into_log(mac: Mac) -> Callable[[str], None] | None:
    log = mac.log
    if log is None:
        return None
    return lambda line: log.append((mac.now(), f"okta_device_registration: Okta: {line}"))


def _ran(
    mac: Mac, account: Account | None, outcome: str, reason: str, cause: int | None, mode: str, version: str
) -> Note:
    details = {"account": account.name if account else "", "mode": mode, "version": version}
    return Note("task.ran", mac.name, outcome, reason, cause, details)


class _Run:
    """One run of the task, step by step in the documented order."""

    __slots__ = ("_account", "_cause", "_log", "_mac", "_material_before", "_script", "_update")

    def __init__(
        self, mac: Mac, account: Account | None, script: TaskScript, log: TaskLog, cause: int | None
    ) -> None:
        self._mac = mac
        self._account = account
        self._script = script
        self._log = log
        self._cause = cause
        keychain = account.okta_keychain if account else None
        self._update = keychain is not None and bool(keychain.certificates)
        self._material_before = account is not None and (
            keychain is not None or PASSWORD_LABEL in account.login_keychain.passwords
        )

    def whole(self, mode: str) -> Task[ScriptOutcome]:
        """The run, to its exit."""
        log = self._log
        reason = "ok"
        try:
            if mode == "uninstall":
                account = self._user()
                self._check_url()
                self._cause = yield from uninstall(self._mac, account, self._script.url, log, self._cause)
            else:
                yield from self._enroll_and_set_up(self._user())
            log.info("All is done: this Mac is set up." if mode == "enroll" else "All is removed.")
        except StepFailed as failure:
            reason = yield from self._fails(f"step_failed:{failure.step}", f"Status {failure.status}.")
        except (OktaError, NetworkError) as error:
            reason = yield from self._fails(reason_of(error), str(error))
        except _Stopped as stopped:
            reason = yield from self._fails(stopped.reason, stopped.line)
        outcome = "completed" if reason == "ok" else "failed"
        if reason == "ok" and mode == "enroll" and self._update:
            # The script ends well, but it has enrolled nothing (Okta help).
            outcome = "skipped"
        told = "certificate_present" if outcome == "skipped" else reason
        yield _ran(self._mac, self._account, outcome, told, self._cause, mode, self._script.version)
        return ScriptOutcome(1 if outcome == "failed" else 0, log.text(), told)

    def _fails(self, reason: str, line: str) -> Task[str]:
        self._log.failed(line)
        if self._account is not None and self._log.step and not self._keeps_material():
            self._log.info("What was made of the Okta keychain is deleted again.")
            self._cause = yield from remove_material(
                self._mac, self._account, reason, self._cause, known=self._material_before
            )
        return reason

    def _keeps_material(self) -> bool:
        """Since 1.2.1 an update that fails leaves what was there alone."""
        return self._update and version_number(self._script.version) >= (1, 2, 1)

    def _user(self) -> Account:
        if self._account is None:
            raise _Stopped("no_console_user", "Running as [], which is not a user context.")
        self._log.info(f"Registration for Okta Device Trust of user {self._account.name}.")
        self._log.info(f"The home directory is /Users/{self._account.name}.")
        return self._account

    def _check_url(self) -> None:
        url = self._script.url
        if not url:
            raise _Stopped("placeholder", "The script has no org URL.")
        if any(mark in url for mark in "<>()"):
            raise _Stopped("placeholder", f"The org URL {url} is no address: the placeholder is still in it.")

    def _enroll_and_set_up(self, account: Account) -> Task[None]:
        self._check_url()
        if not self._script.org_token:
            raise _Stopped("placeholder", "The script has no org token.")
        yield from self._keychain(account)
        yield from self._certificate(account)
        yield from self._browsers(account)
        self._log.begin("partition_list", f"Access for the whitelisted apps: {self._script.team_ids}.")
        yield Do("partition_list")
        set_partition_list(account, self._script.team_ids)
        self._log.begin("agent_file", "Writing the scheduled task.")
        yield Do("agent_file")
        account.agent_file = AgentFile(self._script.version, self._script.url, self._script.team_ids)
        self._log.begin("launch_agent", "Loading the scheduled task.")
        yield Do("launch_agent")
        # It is loaded to run at once (RunAtLoad), and from then on once a day: a day back, so that the next tick is now.
        account.agent = LaunchAgent(self._mac.now() - INTERVAL_S)

    # --- the keychain -------------------------------------------------------------------------------------

    def _keychain(self, account: Account) -> Task[None]:
        login = account.login_keychain
        if not login.usable and version_number(self._script.version) >= (1, 2, 1):
            line = "The default keychain is unavailable; nothing is done."
            raise _Stopped("login_keychain_unavailable", line)
        self._log.begin("keychain", "Setting up the Okta keychain.")
        if account.okta_keychain is not None:
            self._open(account, account.okta_keychain)
            return
        yield Do("keychain")
        self._log.info("A new Okta keychain is made and added to the search list.")
        keychain = account.okta_keychain = OktaKeychain(self._mac.next_password())
        if self._mac.assumptions.chrome_forgets_when_a_keychain_is_added == "yes":
            for browser in account.browsers.values():
                browser.memory.clear()
        self._log.begin("keychain_password")
        yield Do("keychain_password")
        self._keep_password(login, keychain.password)

    def _keep_password(self, login: LoginKeychain, password: str) -> None:
        if not login.usable:
            line = f"security add-generic-password: return status {NO_DEFAULT_KEYCHAIN}."
            raise _Stopped("login_keychain_unavailable", line)
        # The task tries to delete an old item first, but passes the wrong arguments, so it stays.
        if PASSWORD_LABEL in login.passwords:
            line = f"security add-generic-password: return status {DUPLICATE_ITEM}."
            raise _Stopped("keychain_password_left", line)
        login.passwords[PASSWORD_LABEL] = password
        self._log.info("Its password is in the login keychain.")

    def _open(self, account: Account, keychain: OktaKeychain) -> None:
        self._log.info("The Okta keychain is there already.")
        if account.login_keychain.password() is None:
            line = f"security find-generic-password: non-zero exit status {ITEM_NOT_FOUND}."
            raise _Stopped("keychain_password_missing", line)
        keychain.unlocked = True

    # --- the certificate ----------------------------------------------------------------------------------

    def _certificate(self, account: Account) -> Task[None]:
        mac, script = self._mac, self._script
        assert account.okta_keychain is not None
        self._log.begin("enroll", "Looking for the certificate.")
        if account.okta_keychain.certificates:  # any will do, be it revoked, expired or without its key
            certificate = account.okta_keychain.certificates[0]
            left_s = certificate.not_after - mac.clock()
            self._log.info(
                f"A certificate is present, with {left_s // 86_400} days left: nothing is enrolled."
            )
            return
        self._log.info("Enrolling this Mac.")
        yield Do("enroll")
        key = mac.next_key()
        message = okta.Enroll(script.org_token, script.version, mac.device, csr(key), account.name)
        certificate = yield from ask(message, ANONYMOUS, script.url)
        self._log.begin("import", "Importing the certificate.")
        yield Do("import")
        self._cause = yield from import_identity(mac, account, Identity(certificate, key), self._cause)

    def _browsers(self, account: Account) -> Task[None]:
        self._log.begin("metadata")
        yield Do("metadata")
        host = yield from ask_metadata(self._script.url)
        self._log.begin("safari", "Setting up Safari.")
        yield Do("safari")
        set_identity_preferences(account, self._script.url, host)
        self._log.begin("chrome", "Setting up Chrome.")
        yield Do("chrome")
        set_chrome_policy(self._mac, account, host)
