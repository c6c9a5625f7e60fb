"""What people do with browsers and apps: open apps and the home page, quit, close windows.

Source: 'Device Trust for Jamf Pro-managed macOS', Okta help (the handshake takes place on another host than
the org's; quitting the browser, not closing its window, makes it forget).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from fake_okta import messages as okta
from fake_okta.errors import OktaError
from simulator.mac.apps import CLIENTS, support, user_agent
from simulator.mac.browser import NOTHING, Browser, Choice, OktaSession
from simulator.mac.configuration import ANONYMOUS
from simulator.mac.machine import Account, Mac, host_of
from simulator.mac.mishaps import (
    copy_keychain,
    delete_device_trust_password,
    delete_okta_keychain,
    reset_login_keychain,
)
from simulator.mac.refusal import reason_of
from simulator.network import NetworkError
from simulator.steps import Note, Task, ask
from simulator.vocabulary import PREVIEW

__all__ = [
    "close_window",
    "copy_keychain",
    "delete_device_trust_password",
    "delete_okta_keychain",
    "open_app",
    "open_home_page",
    "quit_browser",
    "reset_login_keychain",
]

SESSION_INVALID = "E0000005"

Foresee = Callable[[str, okta.OpenApp, Callable[[], okta.Certificate | None]], okta.Foreseen | None]
"""Okta's word on what a sign-in would come to: given the login, the request, and what asks for the certificate."""


def open_app(
    mac: Mac,
    account: Account,
    person: str,
    app: str,
    client: str,
    *,
    ip_address: str,
    named: str = "",
    from_home_page: bool = False,
    cause: int | None = None,
    org: str = "",
) -> Task[okta.SignInResult]:
    """Open an app and tell what came of it. ``person`` is an Okta login, ``client`` one of CLIENTS.

    ``org`` is the URL of a preview org, where the app is one of its own.

    Raises nothing: an error of Okta's or of the network is a denial with that reason.
    """
    visit = _Visit(mac, account, person, client, ip_address, org)
    try:
        result = yield from visit.open(app, from_home_page=from_home_page)
    except (OktaError, NetworkError) as error:
        result = _not_reached(reason_of(error))
    result = _with_client(client, result)
    details = visit.details(result) | {"app": app, "named": named}
    if named:
        details["support"] = support(client, mac.office_version)
    kind = f"{PREVIEW}app.opened" if org else "app.opened"
    yield Note(kind, mac.name, result.outcome, result.reason, cause, details)
    return result


class ForeseenOpening(NamedTuple):
    """What opening an app would come to, the details of the event that would tell it, and what the browser would choose.

    ``trust`` is the device condition of the rule that would decide; ``choice`` None where nothing would be presented.
    """

    result: okta.SignInResult
    details: dict[str, str]
    trust: str
    choice: Choice | None


def foresee_app(
    mac: Mac, account: Account, person: str, app: str, client: str, *, ip_address: str, foresee: Foresee
) -> ForeseenOpening | None:
    """What :func:`open_app` would come to now where the network is well, without a word said; None where only the deed can tell."""
    visit = _Visit(mac, account, person, client, ip_address)
    chosen: list[Choice] = []

    def presents() -> okta.Certificate | None:
        visit.choice = visit.choose(mac.mtls_host)
        chosen.append(visit.choice)
        return None if visit.choice.identity is None else visit.choice.identity.certificate

    foreseen = foresee(person, visit.opening(app, from_home_page=False), presents)
    if foreseen is None:
        return None
    result = _with_client(client, foreseen.result)
    details = visit.details(result) | {"app": app, "named": ""}
    return ForeseenOpening(result, details, foreseen.trust, chosen[0] if chosen else None)


def open_home_page(
    mac: Mac,
    account: Account,
    person: str,
    client: str,
    *,
    ip_address: str,
    okta_mobile: bool = False,
    named: str = "",
    cause: int | None = None,
) -> Task[tuple[str, ...]]:
    """Look at the Okta home page; the apps that carry a lock, sorted. An error is told as a denial."""
    visit = _Visit(mac, account, person, client, ip_address)
    outcome, reason = "allowed", "ok"
    locked: tuple[str, ...] = ()
    try:
        page = yield from visit.ask(okta.OpenHomePage(visit.seen, okta_mobile))
    except (OktaError, NetworkError) as error:
        outcome, reason = "denied", reason_of(error)
    else:
        locked = tuple(sorted(page.locked))
    details = {
        "person": person,
        "account": account.name,
        "client": client,
        "locked": list(locked),
        "named": named,
    }
    yield Note("home.opened", mac.name, outcome, reason, cause, details)
    return locked


def _with_client(client: str, result: okta.SignInResult) -> okta.SignInResult:
    """What a client makes of Okta's answer: some stop although they were let in."""
    stops_at = CLIENTS[client].stops_at
    if not stops_at or result.outcome != "allowed":
        return result
    return replace(result, outcome="denied", reason=f"stopped_at_{stops_at}", page="none")


@lru_cache(maxsize=4096)
def _seen(client: str, macos: str, office_version: str, ip_address: str) -> okta.ClientSeen:
    """What Okta sees of a client: the same for all Macs alike."""
    return okta.ClientSeen(user_agent(client, macos, office_version), ip_address)


def _not_reached(reason: str) -> okta.SignInResult:
    return okta.SignInResult("denied", reason, "", "none", "not_asked", "not_asked")


class _Visit:
    """One conversation of a browser with Okta, in a session that is alive or new."""

    __slots__ = ("_account", "_browser", "_held_as", "_mac", "_org", "_person", "choice", "seen")

    def __init__(
        self, mac: Mac, account: Account, person: str, client: str, ip_address: str, org: str = ""
    ) -> None:
        self._org = org
        self._held_as = f"{person} {org}" if org else person
        self._mac = mac
        self._account = account
        self._person = person
        self._browser: Browser = account.browser(client)
        self._browser.start(mac.now())
        self.seen = _seen(client, mac.macos, mac.office_version, ip_address)
        self.choice: Choice = NOTHING

    def open(self, app: str, *, from_home_page: bool) -> Task[okta.SignInResult]:
        """The way from the session to the app's answer."""
        reply = yield from self.ask(self.opening(app, from_home_page=from_home_page))
        if isinstance(reply, okta.SignInResult):
            return reply
        try:
            ticket = yield from self._shake_hands(reply)
        except NetworkError as error:
            reason = "mtls_inspected" if error.trouble == "inspected" else "mtls_blocked"
            return okta.SignInResult("denied", reason, "", "none", "untrusted", reason)
        return (yield from self.ask(okta.FinishSignIn(reply.nonce, ticket)))

    def opening(self, app: str, *, from_home_page: bool) -> okta.OpenApp:
        """The request for an app."""
        webview = CLIENTS[self._browser.client].kind == "webview"
        return okta.OpenApp(app, self.seen, from_home_page, webview)

    def choose(self, host: str) -> Choice:
        """What the browser would present to ``host`` now."""
        return self._browser.would_present(self._mac, self._account, host, self._mac.now())

    def _shake_hands(self, challenge: okta.Challenged) -> Task[str]:
        """The handshake on the mutual TLS host. Raises NetworkError where no answer comes from there."""
        host = host_of(challenge.cert_auth_domain)
        choice = self.choose(host)
        certificate: okta.Certificate | None = None
        proof: okta.Credentials = ANONYMOUS
        if choice.identity is not None:
            certificate, proof = choice.identity.certificate, choice.identity.key
        presented = yield from ask(okta.PresentCertificate(challenge.nonce, certificate), proof, self._org)
        self.choice = choice
        self._browser.keep(self._mac, host, choice)
        return presented.ticket

    def details(self, result: okta.SignInResult) -> dict[str, str]:
        """What the trace keeps of this visit, whatever it led to."""
        identity = self.choice.identity
        return {
            "person": self._person,
            "account": self._account.name,
            "client": self._browser.client,
            "page": result.page,
            "rule": result.rule,
            "device": result.device,
            "device_reason": result.device_reason,
            "serial_number": identity.serial_text if identity is not None else "",
            "prompt": self.choice.prompt,
            "prompted": self.choice.prompted,
        }

    def ask(self, message: okta.Message[okta.R]) -> Task[okta.R]:
        """Say something in a session; where Okta no longer knows it, once more in a new one."""
        held = yield from self._session()
        try:
            reply = yield from ask(message, okta.SessionCookie(held), self._org)
        except OktaError as error:
            if error.code != SESSION_INVALID:
                raise
            self._browser.sessions.pop(self._held_as, None)
            reply = yield from ask(message, okta.SessionCookie((yield from self._session())), self._org)
        self._used()
        return reply

    def _session(self) -> Task[str]:
        now = self._mac.now()
        held = self._browser.sessions.get(self._held_as)
        if held is not None and held.session_id and now < held.alive_until:
            return held.session_id
        session = yield from ask(okta.StartSession(self._person, self.seen), ANONYMOUS, self._org)
        idle_s = session.expires_at - now
        self._browser.sessions[self._held_as] = OktaSession(session.session_id, idle_s, session.expires_at)
        return session.session_id

    def _used(self) -> None:
        held = self._browser.sessions.get(self._held_as)
        if held is not None:  # else the browser was quit while the answer was on its way
            alive_until = self._mac.now() + held.idle_s
            self._browser.sessions[self._held_as] = OktaSession(held.session_id, held.idle_s, alive_until)


# --- the browser itself -----------------------------------------------------------------------------------


def quit_browser(mac: Mac, account: Account, client: str, cause: int | None = None) -> Task[None]:
    """Quit a browser and start it again."""
    browser = account.browser(client)
    browser.quit()
    browser.start(mac.now())
    yield Note("browser.quit", mac.name, cause=cause, details={"account": account.name, "client": client})


def close_window(mac: Mac, account: Account, client: str, cause: int | None = None) -> Task[None]:
    """Close a browser's window; on a Mac the browser runs on."""
    account.browser(client).close_window()
    details = {"account": account.name, "client": client}
    yield Note("browser.window_closed", mac.name, cause=cause, details=details)
