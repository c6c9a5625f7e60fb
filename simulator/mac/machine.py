"""A Mac and its macOS accounts. Thin: a fleet has 100,000 of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from fake_okta import messages as okta
from simulator.chance import Entity, octets
from simulator.mac.assumptions import MacAssumptions
from simulator.mac.browser import Browser
from simulator.mac.keychain import LoginKeychain, OktaKeychain, make_password
from simulator.mac.keys import REAL, Practice, PrivateKey, make_key

Python3 = Literal["absent", "without_modules", "ready"]

_DEFAULTS: Final = MacAssumptions()
_LACKING: Final = {"absent": "python_missing", "without_modules": "python_modules_missing", "ready": ""}


@dataclass(frozen=True, slots=True)
class AgentFile:
    """``~/Library/Okta/okta_device_trust.py``: version, org URL and whitelist, no org token."""

    version: str
    url: str
    team_ids: str


@dataclass(slots=True)
class LaunchAgent:
    """com.okta.devicetrust as launchd holds it; it runs at load, at each login and every 86,400 s.

    ``found_locked``: its last pass could not open the Okta keychain.
    """

    loaded_at: int
    found_locked: bool = False


class Account:
    """One macOS account.

    Attributes:
        name: its short name.
        login_keychain: the login keychain, which macOS makes with the account.
        okta_keychain: okta.keychain, where the task has made it.
        chrome_policy: AutoSelectCertificateForUrls in the user's own Chrome preferences.
        agent_file: the installed script of the scheduled task.
        agent: the loaded LaunchAgent.
        browsers: clients that were used, by name.
    """

    __slots__ = (
        "agent",
        "agent_file",
        "browsers",
        "chrome_policy",
        "login_keychain",
        "name",
        "okta_keychain",
    )

    def __init__(self, name: str) -> None:
        self.name = name
        self.login_keychain = LoginKeychain()
        self.okta_keychain: OktaKeychain | None = None
        self.chrome_policy: tuple[str, ...] = ()
        self.agent_file: AgentFile | None = None
        self.agent: LaunchAgent | None = None
        self.browsers: dict[str, Browser] = {}

    def browser(self, client: str) -> Browser:
        """Find this account's own copy of a client."""
        found = self.browsers.get(client)
        if found is None:
            found = self.browsers[client] = Browser(client)
        return found

    def lock(self) -> None:
        """Log out: browsers are quit, keychains locked."""
        self.login_keychain.unlocked = False
        if self.okta_keychain is not None:
            self.okta_keychain.unlocked = False
        for browser in self.browsers.values():
            browser.quit()


class Mac:
    """One Mac.

    Attributes:
        name: the computer name.
        udid: the Hardware UUID.
        serial_number: Apple's.
        macos: its version, "10.14.6".
        now: the world's time in epoch seconds; :meth:`clock` is what the Mac itself takes for it.
        address: (seed, replication, entity) of its dice, from which its keys come.
        org_url: the org's own URL.
        cert_auth_domain: the URL of the org's mutual TLS host.
        mtls_host: the name of the host at which the mutual TLS handshake takes place.
        clients: the clients in use, the first one by default.
        office_version: the version of its Microsoft Office.
        python2: whether ``python``, Apple's Python 2, is there; as its macOS has it where None.
        python3: whether ``python3`` is there with the modules that 1.3.x of the task needs.
        assumptions: how it behaves where nothing public says so.
        accounts: macOS accounts by short name.
        console_user: who is logged in at the console, "" for nobody.
        clock_skew_s: by how much the Mac's clock is ahead.
        practice: how it makes keys and what is signed with them.
        managed_chrome_policy: AutoSelectCertificateForUrls of an installed profile.
        icloud_keychain_allowed: False where a profile disables iCloud Keychain syncing.
        profiles: names of the installed configuration profiles.
        script_there: the script that Jamf Pro's agent is running or, after a power cut, was; "" once it is taken away.
        log: the task's lines in the Mac's own log, each with its second; None where nobody will read them.
    """

    __slots__ = (
        "_keys_made",
        "_passwords_made",
        "accounts",
        "address",
        "assumptions",
        "cert_auth_domain",
        "clients",
        "clock_skew_s",
        "console_user",
        "icloud_keychain_allowed",
        "log",
        "macos",
        "managed_chrome_policy",
        "mtls_host",
        "name",
        "now",
        "office_version",
        "org_url",
        "practice",
        "profiles",
        "python2",
        "python3",
        "script_there",
        "serial_number",
        "udid",
    )

    def __init__(
        self,
        *,
        name: str,
        udid: str,
        serial_number: str,
        macos: str,
        now: Callable[[], int],
        address: tuple[int, int, Entity],
        org_url: str,
        cert_auth_domain: str,
        clients: tuple[str, ...] = ("chrome",),
        office_version: str = "16.15",
        python2: bool | None = None,
        python3: Python3 | None = None,
        assumptions: MacAssumptions = _DEFAULTS,
        clock_skew_s: int = 0,
        practice: Practice = REAL,
    ) -> None:
        self.name = name
        self.udid = udid
        self.serial_number = serial_number
        self.macos = macos
        self.now = now
        self.address = address
        self.org_url = org_url
        self.cert_auth_domain = cert_auth_domain
        self.mtls_host = host_of(cert_auth_domain)
        self.clients = clients
        self.office_version = office_version
        self.python2 = python2
        self.python3: Python3 = python3 or _python3_of(macos)
        self.assumptions = assumptions
        self.clock_skew_s = clock_skew_s
        self.practice = practice
        self.accounts: dict[str, Account] = {}
        self.console_user = ""
        self.managed_chrome_policy: tuple[str, ...] = ()
        self.icloud_keychain_allowed = True
        self.script_there = ""
        self.profiles: tuple[str, ...] = ()
        self.log: list[tuple[int, str]] | None = None
        self._keys_made = 0
        self._passwords_made = 0

    @property
    def device(self) -> okta.Device:
        """What the Mac says of itself to Okta."""
        return okta.Device(self.udid, self.name)

    def install(self, macos: str) -> None:
        """Install another version of macOS; all that is on the Mac stays."""
        if self.python3 == _python3_of(self.macos):
            self.python3 = _python3_of(macos)
        self.python2 = None  # Apple's goes with its macOS
        self.macos = macos

    def clock(self) -> int:
        """Read the Mac's own clock, in epoch seconds."""
        return self.now() + self.clock_skew_s

    def add_account(self, name: str) -> Account:
        """Make a macOS account."""
        account = self.accounts[name] = Account(name)
        return account

    def at_console(self) -> Account | None:
        """Find the account logged in at the console, or None."""
        return self.accounts.get(self.console_user)

    def next_key(self) -> PrivateKey:
        """Make a new private key, from this Mac's own dice."""
        seed, replication, entity = self.address
        self._keys_made += 1
        return make_key(octets(seed, replication, entity, f"key {self._keys_made}", 32), self.practice)

    def next_password(self) -> str:
        """Make a new keychain password, from this Mac's own dice."""
        self._passwords_made += 1
        return make_password(*self.address, self._passwords_made)

    def lacks(self, task_version: str) -> str:
        """What this version lacks to run: "", ``python_missing`` or ``python_modules_missing``.

        Up to 1.2.1 it is Apple's Python 2, which macOS 12.3 no longer has; 1.3 needs ``python3`` with
        modules.
        """
        if version_number(task_version) >= (1, 3):
            return _LACKING[self.python3]
        there = version_number(self.macos) < (12, 3) if self.python2 is None else self.python2
        return "" if there else "python_missing"


def _python3_of(macos: str) -> Python3:
    return "ready" if version_number(macos) >= (10, 15) else "absent"


@lru_cache(maxsize=256)
def version_number(version: str) -> tuple[int, ...]:
    """Turn a version into numbers that compare.

    >>> version_number("10.9") < version_number("10.10.1")
    True
    """
    return tuple(int(part) for part in version.split(".") if part.isdigit())


@lru_cache(maxsize=256)
def host_of(url: str) -> str:
    """Find the host of a URL; the scheme may be missing, as in Okta's metadata.

    >>> host_of("https://ok3-devicetrust.okta.com/"), host_of("ok3-devicetrust.okta.com")
    ('ok3-devicetrust.okta.com', 'ok3-devicetrust.okta.com')
    """
    return url.rpartition("://")[2].partition("/")[0]
