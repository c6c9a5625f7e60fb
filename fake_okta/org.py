"""The parts of one org, put together once and shared by its operations."""

from __future__ import annotations

from collections.abc import Callable
from hmac import compare_digest

from fake_okta.apps import Apps
from fake_okta.assumptions import OktaAssumptions
from fake_okta.ca import CertificateAuthority
from fake_okta.certificates import Register
from fake_okta.challenges import Challenges
from fake_okta.devices import Devices
from fake_okta.devicetrust import DeviceTrust
from fake_okta.groups import Groups
from fake_okta.ids import Ids
from fake_okta.jamf_client import JamfClient, JamfSend
from fake_okta.sessions import Clock, Sessions
from fake_okta.sign_on_policies import SignOnPolicies
from fake_okta.syslog import SystemLog
from fake_okta.users import EVERYONE, Directory
from fake_okta.zones import Zones

PasswordCheck = Callable[[str, str], bool]
"""Whether a login has this password; compares in constant time."""


class Org:
    """State only; the rules that move it are in ``enrollment``, ``sign_in`` and ``administration``."""

    def __init__(
        self,
        *,
        org_url: str,
        cert_auth_domain: str,
        seed: bytes,
        now: Callable[[], int],
        jamf: JamfSend,
        assumptions: OktaAssumptions,
        log_kept_s: int,
        client_clock: Callable[[], Clock],
    ) -> None:
        self.org_url = org_url
        self.cert_auth_domain = cert_auth_domain
        self.now = now
        self.client_clock = client_clock
        self.assumptions = assumptions
        self.read_only = False
        self.ids = Ids(seed)
        self.log = SystemLog(self.ids, now, log_kept_s)
        self.ca = CertificateAuthority(seed)
        self.register = Register(expired_unbound_counts=assumptions.expired_unbound_counts == "yes")
        self.devices = Devices()
        self.directory = Directory()
        self.first_password: PasswordCheck = self._made
        self.sessions = Sessions(self.ids)
        self.challenges = Challenges(self.ids)
        self.groups = Groups(self.ids)
        self.groups.ensure((EVERYONE,), now())
        self.zones = Zones(self.ids)
        self.apps = Apps()
        self.sign_on_policies = SignOnPolicies(self.ids)
        self.device_trust = DeviceTrust()
        self.jamf = JamfClient(jamf, now)

    def password_of(self, login: str) -> str:
        """The password that is made for a person who was not given one: theirs, unless others are said to be."""
        return self.ids.text("password", login, 20)

    def _made(self, login: str, password: str) -> bool:
        return compare_digest(self.password_of(login).encode(), password.encode(errors="surrogatepass"))
