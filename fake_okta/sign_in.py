"""Signing in: a session, an app's sign-on rules, the challenge for the device's certificate, the home page.

Source: 'Device Trust for Jamf Pro-managed macOS', Okta help. That the device is challenged when, and only
when, an active rule of the app looks at it follows from there; how org and mutual TLS host talk is this
fake's own.
"""

from __future__ import annotations

from collections.abc import Callable

from fake_okta.access import AppAccess, Asked
from fake_okta.device_verdict import NOT_ASKED, Verdict, judge
from fake_okta.errors import authentication_failed, session_invalid
from fake_okta.messages import (
    Certificate,
    Challenged,
    Credentials,
    FinishSignIn,
    Foreseen,
    HomePage,
    OpenApp,
    OpenHomePage,
    PresentCertificate,
    Presented,
    Session,
    SignInResult,
    StartSession,
)
from fake_okta.org import Org
from fake_okta.sessions import OpenSession
from fake_okta.user_agent import read_user_agent
from fake_okta.users import Person


class SignIn:
    """A person's calls, from the login to the app."""

    def __init__(self, org: Org) -> None:
        self._org = org
        self._access = AppAccess(org)

    def start_session(self, message: StartSession, credentials: Credentials) -> Session:
        """Sign in to the org; raises E0000004 for whoever may not, without saying why."""
        person = self._org.directory.who_may_sign_in(message.login) if message.password_ok else None
        if person is not None and not may_have_session(self._org, person, message.client.ip_address):
            log_no_session(self._org, person)
            raise authentication_failed()
        if person is None:
            self._org.log.append(
                "user.session.start", "FAILURE", "INVALID_CREDENTIALS", client=message.client
            )
            raise authentication_failed()
        person.last_login = self._org.now()
        session = self._org.sessions.start(person.id, self._org.client_clock())
        self._org.log.append(
            "user.session.start",
            actor=(person.id, person.login),
            session_id=session.session_id,
            client=message.client,
            details={"user": person.id},
        )
        return session.seen()

    def open_app(self, message: OpenApp, credentials: Credentials) -> SignInResult | Challenged:
        """Open an app: a result, or the challenge to show the device's certificate first.

        Raises E0000005 without a living session and E0000007 for an unknown app.
        """
        session, person = self._who(credentials)
        app = self._org.apps.find(message.app)
        asked = Asked(message, session.session_id, person, app, read_user_agent(message.client.user_agent))
        if not app.assigned_to(person.id, person.groups):
            return self._access.not_assigned(asked)
        verdict = self._verdict_unasked(asked)
        if verdict is not None:
            return self._access.decide(asked, verdict)
        nonce = self._org.challenges.begin(session.session_id, message, self._org.client_clock())
        return Challenged(nonce, self._org.cert_auth_domain)

    def present(self, message: PresentCertificate, credentials: Credentials) -> Presented:
        """The handshake at the mutual TLS host; raises E0000002 for a nonce that is not open."""
        return Presented(self._org.challenges.answer(message.nonce, message.certificate, self._org.now()))

    def finish(self, message: FinishSignIn, credentials: Credentials) -> SignInResult:
        """Back with the ticket: judge the device, bind its certificate at the first use, apply the rules."""
        session, person = self._who(credentials)
        challenge = self._org.challenges.redeem(message.nonce, message.ticket, session.session_id)
        request = challenge.request
        client = read_user_agent(request.client.user_agent)
        asked = Asked(request, session.session_id, person, self._org.apps.find(request.app), client)
        verdict = judge(self._org, challenge.presented, person.id, challenge.presented_at)
        if verdict.binds and verdict.certificate is not None:
            self._org.register.bind(verdict.certificate, person.id)
        if request.from_home_page and not verdict.trusted:
            session.locked = True
        self._access.log_certificate(asked, challenge.presented, verdict)
        return self._access.decide(asked, verdict)

    def foresee(
        self, login: str, message: OpenApp, presents: Callable[[], Certificate | None]
    ) -> Foreseen | None:
        """What opening an app would come to now, from login to rules; ``presents`` is asked where the device would be.

        None where it would change something (a first use binds), or not come so far. Nothing is changed or logged.
        """
        person = self._org.directory.who_may_sign_in(login)
        if person is None or not may_have_session(self._org, person, message.client.ip_address):
            return None
        if not self._org.apps.taken(message.app):
            return None
        app = self._org.apps.find(message.app)
        if not app.assigned_to(person.id, person.groups):
            return None
        asked = Asked(message, "", person, app, read_user_agent(message.client.user_agent))
        verdict = self._verdict_unasked(asked)
        if verdict is None:
            verdict = judge(self._org, presents(), person.id, self._org.now())
        return None if verdict.binds else self._access.foresee(asked, verdict)

    def home_page(self, message: OpenHomePage, credentials: Credentials) -> HomePage:
        """The person's apps, with locks as the help page says: never in Okta Mobile, else for the session."""
        session, person = self._who(credentials)
        apps = self._org.apps.assigned_to(person.id, person.groups)
        locks = session.locked and self._org.device_trust.in_force and not message.okta_mobile
        locked = frozenset(app.label for app in apps if locks and app.secured)
        return HomePage(tuple(app.label for app in apps), locked)

    def _who(self, credentials: Credentials) -> tuple[OpenSession, Person]:
        session = self._org.sessions.use(credentials)
        person = self._org.directory.by_id(session.user_id)
        if person.status != "ACTIVE":
            raise session_invalid()
        return session, person

    def _verdict_unasked(self, asked: Asked) -> Verdict | None:
        """The verdict on a device that is not challenged for its certificate; None where it is to be."""
        if not asked.can_be_challenged:
            return NOT_ASKED
        if self._org.device_trust.in_force:
            return None
        untrusted = self._org.assumptions.setting_off_trust == "untrusted"
        return Verdict("setting_disabled") if untrusted else NOT_ASKED


def may_have_session(org: Org, person: Person, address: str) -> bool:
    """Whether the Okta sign-on policies let this person in from this address; "" is one in no zone."""
    names = org.zones.holding(address)
    zones = [zone.id for zone in org.zones.all() if zone.name in names]
    return org.sign_on_policies.allows(person.groups, zones)


def log_no_session(org: Org, person: Person) -> None:
    """The event of a sign-in that the Okta sign-on policies denied."""
    org.log.append(
        "policy.evaluate_sign_on",
        "DENY",
        "Sign-on policy evaluation resulted in DENY",
        actor=(person.id, person.login),
        debug_data={"policyType": "OktaSignOn"},
        details={"user": person.id},
    )
