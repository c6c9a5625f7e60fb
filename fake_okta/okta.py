"""One Okta org: it holds the parts, and answers messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, cast

from fake_okta import messages as said
from fake_okta.app_admin import AppAdmin
from fake_okta.assumptions import OktaAssumptions
from fake_okta.enrollment import Enrollment
from fake_okta.errors import read_only, token_invalid
from fake_okta.jamf_client import JamfSend
from fake_okta.management import roles
from fake_okta.management.apps import app_record
from fake_okta.management.messages_apps import AppRecord
from fake_okta.management.profiles import password_fits
from fake_okta.management.rate_limits import Bucket, Rate, RateLimits
from fake_okta.management.service import Management
from fake_okta.management.tokens import Tokens
from fake_okta.messages import ApiToken, ClientSeen, ConsoleSession, Credentials, Message, Session
from fake_okta.org import Org, PasswordCheck
from fake_okta.people_admin import PeopleAdmin
from fake_okta.sessions import Clock
from fake_okta.setting_admin import SettingAdmin
from fake_okta.sign_in import SignIn
from fake_okta.syslog import KEPT, LogEvent, SystemLog

R = TypeVar("R")

_DEFAULTS = OktaAssumptions()


@dataclass(frozen=True, slots=True)
class Operation:
    """How a message is answered: ``reads`` and ``writes`` need the admin's token, ``writes`` a writable cell.

    ``open`` operations check for themselves who asks. Some of the others may be asked with an API token of a lesser
    administrator too, who has ``permission``.
    """

    kind: Literal["open", "reads", "writes"]
    run: Callable[[Any, Credentials], Any]
    permission: str = roles.TOKENS_MANAGE


class Okta:
    """The org's rules. What it answers follows from seed, messages and ``now`` (epoch seconds).

    ``jamf`` carries Okta's own requests to Jamf Pro; ``domain`` is okta.com or okta-emea.com.
    ``rate_scale`` multiplies the rate limits of the API, as DynamicScale does; 0 lifts them.
    ``log_kept_s``: how long the System Log can be queried; whoever drains it all may let it forget at once.
    ``client_clock``: the clock by which sessions, and what leads to them, age that whoever asks now is given; None: ``now``.
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
        rate_scale: int = 1,
        client_clock: Callable[[], Clock] | None = None,
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
            client_clock=client_clock or (lambda: now),
        )
        self.admin_token = "00" + self._org.ids.text("api token", "admin", 40)
        self.admin_login = f"admin@{org}"
        admin = (self._org.ids.object_id("00u"), self.admin_login)
        # Whoever set the org up is its first user.
        self._org.directory.add(*admin, (), active=True, at=now())
        self._enrollment = Enrollment(self._org)
        self._sign_in = SignIn(self._org)
        self._operations = dict(_operations(self._org, admin, self._enrollment, self._sign_in))
        self._tokens = Tokens(self._org.ids, now, self._org.sessions, self._org.directory, admin)
        self._tokens.enter(self.admin_token, "SUPER_ADMIN")
        self._management = Management(self._org, self._tokens)
        self.rate_limits = RateLimits(now, rate_scale)

    @property
    def log(self) -> SystemLog:
        """The System Log, for queries."""
        return self._org.log

    @property
    def ca_certificate(self) -> bytes:
        """The DER of the CA certificate that the org's mutual TLS host trusts."""
        return self._org.ca.root_der

    @property
    def read_only(self) -> bool:
        """Whether the cell is in read-only mode."""
        return self._org.read_only

    @property
    def now(self) -> Callable[[], int]:
        """The org's clock."""
        return self._org.now

    @property
    def client_clock(self) -> Clock:
        """The clock by which what is given to whoever asks now ages."""
        return self._org.client_clock()

    def app(self, label: str) -> AppRecord:
        """An app instance by its label, as the Apps API tells of it; raises E0000007."""
        return app_record(self._org.apps.find(label))

    def app_with_id(self, app_id: str) -> AppRecord:
        """An app instance by its id; raises E0000007."""
        return app_record(self._org.apps.by_id(app_id))

    def octets(self, what: str) -> bytes:
        """64 octets for one purpose, from the org's seed: nobody else can know them."""
        return self._org.ids.derive("octets", what, 64)

    def password_of(self, login: str) -> str:
        """The password that the org made for a person of its estate; worth nothing once they have another."""
        return self._org.password_of(login)

    def passwords_are(self, password_ok: PasswordCheck) -> None:
        """From now on this says whether a password is that of a person whom nobody gave another one."""
        self._org.first_password = password_ok

    def password_ok(self, login: str, password: str) -> bool:
        """Whether this is the password of a person of the org, whoever set it."""
        person = self._org.directory.who_may_sign_in(login)
        return person is not None and password_fits(self._org.first_password, person, password)

    def handle(self, message: Message[R], credentials: Credentials, client: ClientSeen | None = None) -> R:
        """Answer a message, or raise the OktaError that Okta answers with. ``client`` stands in the System Log."""
        operation = self._operations.get(type(message))
        if operation is None:
            return cast(R, self._management.handle(message, credentials, client))
        self._org.log.begin_request()
        if operation.kind != "open":
            self._check_admin(credentials, operation.permission)
        if operation.kind == "writes" and self._org.read_only:
            raise read_only()
        return operation.run(message, credentials)  # type: ignore[no-any-return]  # the table pairs it with R

    def foresee_sign_in(
        self, login: str, message: said.OpenApp, presents: Callable[[], said.Certificate | None]
    ) -> said.Foreseen | None:
        """What opening an app would come to now, for a world that does not play every sign-in; nothing is changed or logged.

        ``presents`` is asked for the certificate where the device would be challenged. None where the sign-in would change
        something (a first use binds), or not come as far as the app's rules.
        """
        return self._sign_in.foresee(login, message, presents)

    def resume_session(self, login: str, last_used: int) -> Session | None:
        """The session that a sign-in at epoch second ``last_used`` would have left; None for whoever may not sign in.

        For a world that does not play every sign-in; nothing is logged.
        """
        person = self._org.directory.who_may_sign_in(login)
        return (
            None if person is None else self._org.sessions.start(person.id, self._org.now, last_used).seen()
        )

    def issued_earlier(
        self,
        device: said.Device,
        csr: said.Octets,
        local_user: str,
        at: int,
        bound_to: str | None,
        *,
        revoked: bool = False,
    ) -> said.Certificate:
        """A certificate issued at epoch second ``at``, before a world began, as its register remembers it.

        It is bound to the user with the login ``bound_to``, if to anybody. Nothing is checked or logged.
        """
        return self._enrollment.issued_earlier(device, csr, local_user, at, bound_to, revoked=revoked)

    def drain_log(self) -> list[LogEvent]:
        """The log events since the last drain, oldest first."""
        return self._org.log.drain()

    def admit(self, message: type[Message[Any]], credentials: Credentials) -> None:
        """Whether this may be said with these credentials at all; raises E0000005, E0000011 or E0000006 if not."""
        operation = self._operations.get(message)
        if operation is None:
            self._tokens.admit(credentials, self._management.operations[message].permission)
        elif operation.kind != "open":
            self._tokens.admit(credentials, operation.permission)

    def count_request(self, bucket: Bucket) -> Rate:
        """One more request of this kind in this minute; raises nothing, since the answer needs the rate as well."""
        rate = self.rate_limits.take(bucket)
        if rate.first_exceeded:
            self._org.log.append("system.org.rate_limit.violation", "FAILURE", details={"bucket": bucket})
        return rate

    def request_id(self) -> str:
        """The id of the request that is being answered: that of its transaction where events tell of it."""
        return self._org.log.transaction_id or self._org.ids.token("request")

    def _check_admin(self, credentials: Credentials, permission: str) -> None:
        if not isinstance(credentials, ApiToken | ConsoleSession):
            raise token_invalid()
        self._tokens.admit(credentials, permission)


def _operations(
    org: Org, admin: tuple[str, str], enrollment: Enrollment, sign_in: SignIn
) -> Iterator[tuple[type[Message[Any]], Operation]]:
    setting, people, apps = SettingAdmin(org), PeopleAdmin(org, admin), AppAdmin(org, admin)
    yield said.GetMetadata, Operation("open", enrollment.metadata)
    yield said.Enroll, Operation("open", enrollment.enroll)
    yield said.Renew, Operation("open", enrollment.renew)
    yield said.StartSession, Operation("open", sign_in.start_session)
    yield said.OpenApp, Operation("open", sign_in.open_app)
    yield said.PresentCertificate, Operation("open", sign_in.present)
    yield said.FinishSignIn, Operation("open", sign_in.finish)
    yield said.OpenHomePage, Operation("open", sign_in.home_page)
    yield said.EnableDeviceTrust, Operation("writes", setting.enable, roles.DEVICES_MANAGE)
    yield said.UpdateDeviceTrust, Operation("writes", setting.update, roles.DEVICES_MANAGE)
    yield said.DisableDeviceTrust, Operation("writes", setting.disable, roles.DEVICES_MANAGE)
    yield said.ResetSecretKey, Operation("writes", setting.reset_secret, roles.DEVICES_MANAGE)
    yield said.TestApiCredentials, Operation("reads", setting.test, roles.DEVICES_MANAGE)
    yield said.ReadDeviceTrust, Operation("reads", setting.read, roles.DEVICES_MANAGE)
    # Okta's own doing, not the admin's: possible in read-only mode, or else nobody could end it.
    yield said.SetFeature, Operation("reads", setting.set_feature)
    yield said.SetReadOnly, Operation("reads", setting.set_read_only)
    yield said.CreateUser, Operation("writes", people.create_user)
    yield said.SetUserStatus, Operation("writes", people.set_user_status)
    yield said.SetMembership, Operation("writes", people.set_membership)
    yield said.RevokeUserCertificates, Operation("writes", people.revoke_of_user)
    yield said.RevokeDeviceCertificate, Operation("writes", people.revoke_of_device, roles.DEVICES_MANAGE)
    yield said.ListUserCertificates, Operation("reads", people.list_of_user, roles.DEVICES_MANAGE)
    yield said.ListDeviceCertificates, Operation("reads", people.list_of_device, roles.DEVICES_MANAGE)
    yield said.CreateZone, Operation("writes", apps.create_zone)
    yield said.CreateApp, Operation("writes", apps.create_app)
    yield said.SetRules, Operation("writes", apps.set_rules)
