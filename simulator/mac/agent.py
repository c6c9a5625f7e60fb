"""The scheduled part of the registration task: unlocks the Okta keychain, and renews in the last 30 days.

Sources: 'Device Trust for Jamf Pro-managed macOS', Okta help (once a day and at each login; renewal is tried
from 30 days before expiry; ``version``); the task's version history (since 1.2.1 a failed update keeps what
was there).
"""

from __future__ import annotations

from typing import Final

from fake_okta import messages as okta
from fake_okta.errors import OktaError
from simulator.mac.configuration import (
    ANONYMOUS,
    ask_metadata,
    import_identity,
    remove_identity,
    set_chrome_policy,
    set_identity_preferences,
    set_partition_list,
)
from simulator.mac.keychain import Identity, OktaKeychain, prove
from simulator.mac.keys import csr
from simulator.mac.machine import Account, AgentFile, Mac, version_number
from simulator.mac.refusal import reason_of
from simulator.network import NetworkError
from simulator.steps import Do, Note, StepFailed, Task, ask

RENEWAL_WINDOW_S: Final = 30 * 86_400
INTERVAL_S: Final = 86_400


# --- looking ahead, without effects -----------------------------------------------------------------------


def can_pass(mac: Mac, account: Account) -> AgentFile | None:
    """The installed script, where it is loaded and can start; None where a pass does nothing."""
    file = account.agent_file
    if account.agent is None or file is None or mac.lacks(file.version):
        return None
    return file


def renewal_due_from(mac: Mac, account: Account) -> int | None:
    """The first second, by the Mac's own clock, at which a pass would try to renew, or None."""
    keychain = account.okta_keychain
    if keychain is None or not keychain.identities or can_pass(mac, account) is None:
        return None
    if account.login_keychain.password() is None:
        return None
    return _due_from(keychain)


def _due_from(keychain: OktaKeychain) -> int:
    return keychain.identities[0].certificate.not_after - RENEWAL_WINDOW_S + 1


def pass_matters_from(mac: Mac, account: Account) -> int | None:
    """The first epoch second from which a pass changes or tells something, or None while none will."""
    agent, keychain = account.agent, account.okta_keychain
    if agent is None or keychain is None or can_pass(mac, account) is None:
        return None
    opens = _opens(account)
    if opens == agent.found_locked or (opens and not keychain.unlocked):
        return 0
    return _due_from(keychain) - mac.clock_skew_s if opens and keychain.identities else None


def login_changes_lock(mac: Mac, account: Account) -> bool:
    """Whether a login after a restart would open or lock a keychain of this account."""
    keychain = account.okta_keychain
    if not account.login_keychain.unlocked:
        return True
    return keychain is not None and keychain.unlocked != (
        can_pass(mac, account) is not None and _opens(account)
    )


def log_in(mac: Mac, account: Account) -> None:
    """Log in after a restart or logout: keychains were locked; the login keychain opens.

    The pass at login opens the Okta keychain, where it can run; else apps ask for a password that nobody
    knows.
    """
    account.lock()
    account.login_keychain.unlocked = True
    if can_pass(mac, account) is not None:
        _unlock(account)


def _opens(account: Account) -> bool:
    """Whether the login keychain has the Okta keychain's password."""
    keychain = account.okta_keychain
    return keychain is not None and account.login_keychain.password() == keychain.password


def _unlock(account: Account) -> bool:
    if account.okta_keychain is None or not _opens(account):
        return False
    account.okta_keychain.unlocked = True
    return True


# --- a pass -----------------------------------------------------------------------------------------------


def pass_agent(mac: Mac, account: Account, cause: int | None = None) -> Task[str]:
    """One pass: nothing, unlocked, renewed or failed.

    A pass that changes nothing is not told of, and a keychain that stays shut is told of once.
    """
    file = can_pass(mac, account)
    keychain = account.okta_keychain
    if file is None or keychain is None:
        return "nothing"
    opened = _unlock(account)
    told = account.agent is not None and account.agent.found_locked
    if account.agent is not None:
        account.agent.found_locked = not opened
    if not opened:
        if not told:
            yield _passed(mac, account, "failed", "keychain_password_missing", cause)
        return "failed"
    due = renewal_due_from(mac, account)
    if due is None or mac.clock() < due:
        return "unlocked"
    renewal = _Renewal(mac, account, keychain.identities[0], file, cause)
    try:
        yield from renewal.whole()
    except StepFailed as failure:
        yield _passed(mac, account, "failed", f"step_failed:{failure.step}", renewal.cause)
        return "failed"
    except (OktaError, NetworkError) as error:
        yield _passed(mac, account, "failed", reason_of(error), renewal.cause)
        return "failed"
    yield _passed(mac, account, "renewed", "ok", renewal.cause)
    return "renewed"


def _passed(mac: Mac, account: Account, outcome: str, reason: str, cause: int | None) -> Note:
    return Note("agent.passed", mac.name, outcome, reason, cause, {"account": account.name})


class _Renewal:
    """A renewal in its steps. ``cause`` is the last note's ``seq``."""

    __slots__ = ("_account", "_file", "_mac", "_old", "cause")

    def __init__(self, mac: Mac, account: Account, old: Identity, file: AgentFile, cause: int | None) -> None:
        self._mac = mac
        self._account = account
        self._file = file
        self._old = old
        self.cause = cause

    def whole(self) -> Task[None]:
        """Renew and set everything up again. Raises StepFailed, OktaError, NetworkError."""
        new = yield from self._renew()
        if version_number(self._file.version) >= (1, 2, 1):
            yield from self._import(new)
            yield from self._delete_old()
        else:
            # Deleting comes first here: whoever fails at the import is left with no certificate at all.
            yield from self._delete_old()
            yield from self._import(new)
        yield Do("metadata")
        host = yield from ask_metadata(self._file.url)
        yield Do("safari")
        set_identity_preferences(self._account, self._file.url, host)
        yield Do("chrome")
        set_chrome_policy(self._mac, self._account, host)
        yield Do("partition_list")
        set_partition_list(self._account, self._file.team_ids)

    def _renew(self) -> Task[Identity]:
        yield Do("renew")
        mac = self._mac
        key = mac.next_key()
        proof = prove(self._old, mac.device, mac.clock())
        message = okta.Renew(self._file.version, mac.device, csr(key), self._account.name, proof)
        certificate = yield from ask(message, ANONYMOUS, self._file.url)
        return Identity(certificate, key)

    def _delete_old(self) -> Task[None]:
        yield Do("delete_identity")
        self.cause = yield from remove_identity(self._mac, self._account, self._old, "renewed", self.cause)

    def _import(self, new: Identity) -> Task[None]:
        yield Do("import")
        self.cause = yield from import_identity(self._mac, self._account, new, self.cause)


# --- at the command line ----------------------------------------------------------------------------------


def version(mac: Mac, account: Account) -> Task[str]:
    """``okta_device_trust.py version``: prints it since 1.2.1; older copies make a pass instead."""
    file = account.agent_file
    if file is None or mac.lacks(file.version):
        return ""
    if version_number(file.version) >= (1, 2, 1):
        return file.version
    yield from pass_agent(mac, account)
    return ""
