"""What a browser or app presents in a handshake: chosen afresh, or remembered from the first time.

Sources: 'Device Trust for Jamf Pro-managed macOS', Okta help (Chrome keeps presenting the certificate until
it is quit and restarted); what a Chromium was seen to do (memory by host, "no certificate" remembered as
well).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from simulator.mac.apps import CLIENTS, support
from simulator.mac.chrome_policy import selects
from simulator.mac.keychain import Identity

if TYPE_CHECKING:
    from simulator.mac.machine import Account, Mac

Prompt = Literal["none", "chooser", "keychain_password"]


class Choice(NamedTuple):
    """What is presented (or no certificate).

    ``prompt`` is what the person was asked on the way, ``prompted`` what they were asked when it was chosen: now, or at an
    earlier handshake, where the browser remembers that.
    """

    identity: Identity | None
    prompt: Prompt = "none"
    prompted: Prompt = "none"


class OktaSession(NamedTuple):
    """A session at Okta: good until ``alive_until`` (epoch second), ``idle_s`` seconds after its last use.

    Without an id it is one that sign-ins have left that nobody played.
    """

    session_id: str
    idle_s: int
    alive_until: int


NOTHING: Final = Choice(None)


class Browser:
    """One client in one macOS account.

    Attributes:
        client: its name in the table of clients.
        running_since: epoch second of its start, or None while it is not running.
        memory: by host, what it chose first, an identity or no certificate, and what was asked then.
        sessions: sessions at Okta by person.
    """

    __slots__ = ("client", "memory", "running_since", "sessions")

    def __init__(self, client: str) -> None:
        self.client = client
        self.running_since: int | None = None
        self.memory: dict[str, Choice] = {}
        self.sessions: dict[str, OktaSession] = {}

    def start(self, at: int) -> None:
        """Start at epoch second ``at``, where it is not running yet."""
        if self.running_since is None:
            self.running_since = at

    def quit(self) -> None:
        """Quit: all that it remembers is gone, its sessions too."""
        self.running_since = None
        self.memory.clear()
        self.sessions.clear()

    def close_window(self) -> None:
        """Close a window: the browser runs on and forgets nothing (Okta help: that is not enough)."""

    def remembers(self, host: str) -> bool:
        """Whether it has presented something, or nothing, to this host since it was started."""
        return host in self.memory

    def present(self, mac: Mac, account: Account, host: str, at: int) -> Choice:
        """Shake hands with ``host`` at epoch second ``at``: what is presented, remembered from then on."""
        choice = self.would_present(mac, account, host, at)
        self.keep(mac, host, choice)
        return choice

    def would_present(self, mac: Mac, account: Account, host: str, at: int) -> Choice:
        """Say what :meth:`present` would present, and change nothing."""
        held = self._still_held(mac, account, host)
        if held is None:
            return choose(mac, account, self.client, host, at)
        return held if held.prompt == "none" else held._replace(prompt="none")

    def _still_held(self, mac: Mac, account: Account, host: str) -> Choice | None:
        """What it chose first for ``host``; None where it chose nothing yet, or the key of that is gone."""
        held = self.memory.get(host)
        if held is None or held.identity is None or not _lost(mac, account, held.identity):
            return held
        return None

    def keep(self, mac: Mac, host: str, choice: Choice) -> None:
        """Remember what was presented, in a client that does so; a refused password is asked for again."""
        if remembering(mac, self.client) and choice.prompt != "keychain_password":
            self.memory[host] = choice

    def is_stale(self, mac: Mac, account: Account, host: str, at: int) -> bool:
        """Whether a restarted browser would present something else at ``at`` than this one does, or ask otherwise for it."""
        held = self._still_held(mac, account, host)
        if held is None:  # as a restarted one does, it would choose afresh
            return False
        fresh = choose(mac, account, self.client, host, at)
        return held.identity is not fresh.identity or held.prompted != fresh.prompted


def remembering(mac: Mac, client: str) -> bool:
    """Whether a client keeps what it first presented: Chrome does, Safari by assumption, webviews do not."""
    return client == "chrome" or (client == "safari" and mac.assumptions.safari_keeps_certificate == "yes")


def _lost(mac: Mac, account: Account, held: Identity) -> bool:
    if mac.assumptions.chrome_keeps_identity_whose_key_was_deleted == "yes":
        return False
    keychain = account.okta_keychain
    return keychain is None or not keychain.holds_key_of(held)


# --- a fresh choice ---------------------------------------------------------------------------------------


def choose(mac: Mac, account: Account, client: str, host: str, at: int) -> Choice:
    """Choose what a client just started would present to ``host`` at epoch second ``at``.

    Validity is read from the Mac's own clock.

    Expired certificates are never offered. The one that expires last goes first.
    """
    app = CLIENTS[client]
    if not app.reads_keychain or support(client, mac.office_version) == "does_not_work":
        return NOTHING
    offered = _offered(mac, account, at + mac.clock_skew_s)
    if not offered:
        return NOTHING
    if app.chooses_by == "policy":
        found = _by_policy(mac, account, offered, host)
    else:
        found = _by_identity_preference(account, offered, host)
    prompt: Prompt = "none"
    if found is None:
        prompt = "chooser"
        if mac.assumptions.chooser_answer == "cancels":
            return Choice(None, prompt, prompt)
        found = offered[0]
    if not may_use_key(account, app.partition):
        return Choice(None, "keychain_password", "keychain_password")
    return Choice(found, prompt, prompt)


def may_use_key(account: Account, partition: str) -> bool:
    """Whether an app gets at the key without a password that nobody knows.

    Okta help: without the ``device_trust`` password apps cannot open the keychain; apps off the list are
    asked.
    """
    keychain = account.okta_keychain
    if keychain is None or not keychain.unlocked or account.login_keychain.password() is None:
        return False
    return partition in keychain.partition_list


def _offered(mac: Mac, account: Account, clock: int) -> list[Identity]:
    keychain = account.okta_keychain
    if keychain is None:
        return []
    early = mac.assumptions.not_yet_valid_offered == "yes"
    offered = [identity for identity in keychain.identities if identity.valid_at(clock, also_before=early)]
    offered.sort(key=lambda identity: -identity.certificate.not_after)
    return offered


def _by_identity_preference(account: Account, offered: list[Identity], host: str) -> Identity | None:
    preferences = account.login_keychain.identity_preferences
    for pattern in (host, f"*.{host.partition('.')[2]}"):
        serial_number = preferences.get(pattern)
        for identity in offered:
            if identity.certificate.serial_number == serial_number:
                return identity
    return None


def _by_policy(mac: Mac, account: Account, offered: list[Identity], host: str) -> Identity | None:
    entries = mac.managed_chrome_policy
    if not entries and mac.assumptions.chrome_user_policy == "obeyed":
        # A managed value takes the place of the user's own.
        entries = tuple(account.chrome_policy)
    for entry in entries:
        for identity in offered:
            if selects(entry, host, identity.certificate.issuer):
                return identity
    return None
