"""What becomes of an account where its Mac is erased, restored from a backup, or followed by another Mac.

None of it is on Okta's help page: it follows from where the task keeps what it makes (all of it in the user's home),
and from what Okta checks at a renewal (the device's own id). Apple: Time Machine and Migration Assistant bring a home
folder with its keychains; erasing a Mac leaves its Hardware UUID.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from simulator.mac.configuration import changed, import_identity, removed, tell
from simulator.mac.keychain import Identity, LoginKeychain, OktaKeychain
from simulator.mac.machine import Account, AgentFile, LaunchAgent, Mac
from simulator.steps import Task


@dataclass(frozen=True, slots=True)
class Home:
    """What a home folder holds of Device Trust, at the moment of a backup."""

    okta_keychain: OktaKeychain | None
    login_keychain: LoginKeychain
    chrome_policy: tuple[str, ...]
    agent_file: AgentFile | None
    has_agent: bool = False

    @classmethod
    def of(cls, account: Account) -> Home:
        """The home folder of an account as it is now, for a backup or for another Mac."""
        login = account.login_keychain
        kept = replace(
            login,
            passwords=dict(login.passwords),
            identity_preferences=dict(login.identity_preferences),
        )
        keychain = _copy(account.okta_keychain)
        return cls(keychain, kept, account.chrome_policy, account.agent_file, account.agent is not None)


def _copy(keychain: OktaKeychain | None) -> OktaKeychain | None:
    if keychain is None:
        return None
    return replace(
        keychain,
        identities=[*keychain.identities],
        loose_keys=[*keychain.loose_keys],
        keyless=[*keychain.keyless],
    )


def erase(mac: Mac, account: Account, cause: int | None = None) -> Task[int | None]:
    """Erase the Mac and make the account anew: all is gone that the task has made, and what Okta has issued counts on."""
    before = [] if account.okta_keychain is None else _held(account.okta_keychain)
    _put(mac, account, Home(None, LoginKeychain(), (), None))
    for identity in before:
        cause = yield from tell(removed(mac, account, identity, "erased", cause))
    return (yield from tell(changed(mac, account, "Erased", "erased", cause)))


def restore(mac: Mac, account: Account, home: Home, cause: int | None = None) -> Task[None]:
    """Bring a home folder back as it was backed up; the account logs in anew."""
    before = [] if account.okta_keychain is None else _held(account.okta_keychain)
    for identity in before:
        cause = yield from tell(removed(mac, account, identity, "restored", cause))
    wanted = [] if home.okta_keychain is None else [*home.okta_keychain.identities]
    _put(mac, account, home)
    cause = yield from tell(changed(mac, account, "Restored from a backup", "restored", cause))
    keychain = account.okta_keychain
    if keychain is None:
        return
    listed = keychain.partition_list
    keychain.identities.clear()
    for identity in wanted:
        cause = yield from import_identity(mac, account, identity, cause)
    keychain.partition_list = listed


def migrate(mac: Mac, account: Account, other: Mac, cause: int | None = None) -> Task[None]:
    """Migration Assistant: another Mac's first account gets all that this one has; this one keeps it."""
    receiver = next(iter(other.accounts.values()))
    before = [] if receiver.okta_keychain is None else _held(receiver.okta_keychain)
    for identity in before:
        cause = yield from tell(removed(other, receiver, identity, "migrated", cause))
    _put(other, receiver, Home.of(account))
    what = "Home" if receiver.okta_keychain is None else "Okta keychain"
    yield changed(other, receiver, f"{what} of {mac.name} migrated", "migrated", cause)


def _held(keychain: OktaKeychain) -> list[Identity]:
    return [*keychain.identities, *keychain.keyless]


def _put(mac: Mac, account: Account, home: Home) -> None:
    for browser in account.browsers.values():
        browser.quit()
    account.okta_keychain = _copy(home.okta_keychain)
    account.login_keychain = replace(
        home.login_keychain,
        unlocked=True,
        passwords=dict(home.login_keychain.passwords),
        identity_preferences=dict(home.login_keychain.identity_preferences),
    )
    account.chrome_policy = home.chrome_policy
    account.agent_file = home.agent_file
    account.agent = LaunchAgent(mac.now()) if home.has_agent else None
