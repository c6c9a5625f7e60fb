"""Sign-ins on what is no Mac of the fleet: phones, PCs, old mail clients. They have no certificate to present.

Source: 'About app sign-on policies', Okta help (Okta reads client and platform from the User-Agent).
"""

from __future__ import annotations

from typing import Final

from fake_okta import messages as okta
from fake_okta.errors import OktaError
from simulator.casting import HOME_IP, OFFICE_IP
from simulator.mac.refusal import reason_of
from simulator.network import NetworkError
from simulator.scenario.timeline import OpenAppElsewhere, OpenHomePageElsewhere
from simulator.stage import Stage

_SYSTEMS: Final[dict[okta.Platform, str]] = {
    "ios": "iPhone; CPU iPhone OS 12_2 like Mac OS X",
    "android": "Linux; Android 9; Pixel 3",
    "mobile_other": "BB10; Touch",
    "windows": "Windows NT 10.0; Win64; x64",
    "osx": "Macintosh; Intel Mac OS X 10_14_6",
    "desktop_other": "X11; Linux x86_64",
}
_CLIENTS: Final[dict[okta.ClientType, str]] = {
    "web": "Mozilla/5.0 ({system})",
    "modern_auth": "Microsoft Office/16.15 ({system}; Microsoft Outlook)",
    "active_sync": "Outlook-ActiveSync/1.0 ({system})",
    "legacy": "Microsoft Office/15.0 ({system}; Microsoft Outlook 15.0)",
}


def user_agent_of(client: okta.ClientType, platform: okta.Platform) -> str:
    """What such a client says of itself on such a platform."""
    return _CLIENTS[client].format(system=_SYSTEMS[platform])


def open_app_elsewhere(stage: Stage, action: OpenAppElsewhere) -> None:
    """Play it and tell it as ``app.opened_elsewhere``; a session of its own begins and is left behind."""
    visit = _Visit(stage, action.person, action.platform, action.client, action.network)
    visit.open(action.app, named=action.as_ or "")


def open_home_page_elsewhere(stage: Stage, action: OpenHomePageElsewhere) -> None:
    """Play it and tell it as ``home.opened_elsewhere``, with the apps that carry a lock, sorted; apps tried are told before."""
    visit = _Visit(stage, action.person, action.platform, "web", action.network)
    for app in action.tried:
        visit.open(app, from_home_page=True)
    visit.look_at_home_page(okta_mobile=action.okta_mobile, named=action.as_ or "")


class _Visit:
    """What a person does on one device elsewhere, in one session; it begins with the first thing asked for."""

    __slots__ = ("_client", "_cookie", "_person", "_platform", "_seen", "_stage")

    def __init__(
        self, stage: Stage, person: str, platform: okta.Platform, client: okta.ClientType, network: str
    ) -> None:
        self._stage = stage
        self._person = person
        self._platform = platform
        self._client = client
        ip_address = OFFICE_IP if network == "office" else HOME_IP
        self._seen = okta.ClientSeen(user_agent_of(client, platform), ip_address)
        self._cookie: okta.SessionCookie | None = None

    def open(self, app: str, *, from_home_page: bool = False, named: str = "") -> None:
        """Open an app and tell what came of it."""
        details = {"app": app, "platform": self._platform, "client": self._client, "named": named}
        webview = self._client != "web"
        message = okta.OpenApp(app, self._seen, from_home_page=from_home_page, webview=webview)
        try:
            result = self._sign_in(message)
        except (OktaError, NetworkError) as error:
            outcome, reason = "denied", reason_of(error)
            details |= {"page": "none", "rule": "", "device": "not_asked"}
        else:
            outcome, reason = result.outcome, result.reason
            details |= {"page": result.page, "rule": result.rule, "device": result.device}
        self._stage.note("app.opened_elsewhere", self._person, outcome, reason, details=details)

    def look_at_home_page(self, *, okta_mobile: bool, named: str) -> None:
        """Look at the home page and tell which apps carry a lock."""
        outcome, reason, locked = "allowed", "ok", list[str]()
        try:
            page: okta.HomePage = self._stage.say(
                okta.OpenHomePage(self._seen, okta_mobile), self._signed_in()
            )
        except (OktaError, NetworkError) as error:
            outcome, reason = "denied", reason_of(error)
        else:
            locked = sorted(page.locked)
        details = {"platform": self._platform, "locked": locked, "named": named}
        self._stage.note("home.opened_elsewhere", self._person, outcome, reason, details=details)

    def _signed_in(self) -> okta.SessionCookie:
        """The session's cookie. Raises OktaError and NetworkError."""
        self._stage.weather.check_way_out("org", "")
        if self._cookie is None:
            begin = okta.StartSession(self._person, self._seen)
            session: okta.Session = self._stage.say(begin, okta.Anonymous())
            self._cookie = okta.SessionCookie(session.session_id)
        return self._cookie

    def _sign_in(self, message: okta.OpenApp) -> okta.SignInResult:
        cookie = self._signed_in()
        reply: okta.SignInResult | okta.Challenged = self._stage.say(message, cookie)
        if isinstance(reply, okta.SignInResult):
            return reply
        presented: okta.Presented = self._stage.say(
            okta.PresentCertificate(reply.nonce, None), okta.Anonymous()
        )
        finished: okta.SignInResult = self._stage.say(
            okta.FinishSignIn(reply.nonce, presented.ticket), cookie
        )
        return finished
