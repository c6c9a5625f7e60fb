"""One Okta org: it holds the parts, and answers messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any, Literal, TypeVar

from fake_okta import messages as said
from fake_okta.app_admin import AppAdmin
from fake_okta.assumptions import OktaAssumptions
from fake_okta.enrollment import Enrollment
from fake_okta.errors import read_only, token_invalid
from fake_okta.jamf_client import JamfSend
from fake_okta.messages import ApiToken, Credentials, Message, Session
from fake_okta.org import Org
from fake_okta.people_admin import PeopleAdmin
from fake_okta.setting_admin import SettingAdmin
from fake_okta.sign_in import SignIn
from fake_okta.syslog import KEPT, LogEvent, SystemLog

R = TypeVar("R")

_DEFAULTS = OktaAssumptions()


@dataclass(frozen=True, slots=True)
class Operation:
    """How a message is answered: ``reads`` and ``writes`` need the admin's token, ``writes`` a writable cell.

    ``open`` operations check for themselves who asks.
    """

    kind: Literal["open", "reads", "writes"]
    run: Callable[[Any, Credentials], Any]


class Okta:
    """The org's rules. What it answers follows from seed, messages and ``now`` (epoch seconds).

    ``jamf`` carries Okta's own requests to Jamf Pro; ``domain`` is okta.com or okta-emea.com.
    ``log_kept_s``: how long the System Log can be queried; whoever drains it all may let it forget at once.
    """

    def __init__(
        self,
        *,
        org: str,
        cell: str,
        seed: bytes,
        now: Callable[[], int],
        jamf: JamfSend,
        assumptions: OktaAssumptions = _DEFAULTS,
        domain: str = "okta.com",
        log_kept_s: int = KEPT,
    ) -> None:
        self.org_url = f"https://{org}.{domain}"
        self.cert_auth_domain = f"https://{cell}-devicetrust.{domain}"
        self._org = Org(
            org_url=self.org_url,
            cert_auth_domain=self.cert_auth_domain,
            seed=seed,
            now=now,
            jamf=jamf,
            assumptions=assumptions,
            log_kept_s=log_kept_s,
        )
        self.admin_token = "00" + self._org.ids.text("api token", "admin", 40)
        self._operations = dict(_operations(self._org, f"admin@{org}"))

    @property
    def log(self) -> SystemLog:
        """The System Log, for queries."""
        return self._org.log

    @property
    def ca_certificate(self) -> bytes:
        """The DER of the CA certificate that the org's mutual TLS host trusts."""
        return self._org.ca.root_der

    def handle(self, message: Message[R], credentials: Credentials) -> R:
        """Answer a message, or raise the OktaError that Okta answers with."""
        operation = self._operations[type(message)]
        self._org.log.begin_request()
        if operation.kind != "open":
            self._check_admin(credentials)
        if operation.kind == "writes" and self._org.read_only:
            raise read_only()
        return operation.run(message, credentials)  # type: ignore[no-any-return]  # the table pairs it with R

    def resume_session(self, login: str, last_used: int) -> Session | None:
        """The session that a sign-in at epoch second ``last_used`` would have left; None for whoever may not sign in.

        For a world that does not play every sign-in; nothing is logged.
        """
        person = self._org.directory.who_may_sign_in(login)
        return None if person is None else self._org.sessions.start(person.id, last_used).seen()

    def drain_log(self) -> list[LogEvent]:
        """The log events since the last drain, oldest first."""
        return self._org.log.drain()

    def _check_admin(self, credentials: Credentials) -> None:
        given = credentials.value if isinstance(credentials, ApiToken) else ""
        if not compare_digest(given.encode(), self.admin_token.encode()):
            raise token_invalid()


def _operations(org: Org, admin_login: str) -> Iterator[tuple[type[Message[Any]], Operation]]:
    admin = (org.ids.object_id("00u"), admin_login)
    enrollment, sign_in = Enrollment(org), SignIn(org)
    setting, people, apps = SettingAdmin(org), PeopleAdmin(org, admin), AppAdmin(org, admin)
    yield said.GetMetadata, Operation("open", enrollment.metadata)
    yield said.Enroll, Operation("open", enrollment.enroll)
    yield said.Renew, Operation("open", enrollment.renew)
    yield said.StartSession, Operation("open", sign_in.start_session)
    yield said.OpenApp, Operation("open", sign_in.open_app)
    yield said.PresentCertificate, Operation("open", sign_in.present)
    yield said.FinishSignIn, Operation("open", sign_in.finish)
    yield said.OpenHomePage, Operation("open", sign_in.home_page)
    yield said.EnableDeviceTrust, Operation("writes", setting.enable)
    yield said.UpdateDeviceTrust, Operation("writes", setting.update)
    yield said.DisableDeviceTrust, Operation("writes", setting.disable)
    yield said.ResetSecretKey, Operation("writes", setting.reset_secret)
    yield said.TestApiCredentials, Operation("reads", setting.test)
    yield said.ReadDeviceTrust, Operation("reads", setting.read)
    # Okta's own doing, not the admin's: possible in read-only mode, or else nobody could end it.
    yield said.SetFeature, Operation("reads", setting.set_feature)
    yield said.SetReadOnly, Operation("reads", setting.set_read_only)
    yield said.CreateUser, Operation("writes", people.create_user)
    yield said.SetUserStatus, Operation("writes", people.set_user_status)
    yield said.SetMembership, Operation("writes", people.set_membership)
    yield said.RevokeUserCertificates, Operation("writes", people.revoke_of_user)
    yield said.RevokeDeviceCertificate, Operation("writes", people.revoke_of_device)
    yield said.ListDeviceCertificates, Operation("reads", people.list_of_device)
    yield said.CreateZone, Operation("writes", apps.create_zone)
    yield said.CreateApp, Operation("writes", apps.create_app)
    yield said.SetRules, Operation("writes", apps.set_rules)
