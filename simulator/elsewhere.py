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
from simulator.scenario.timeline import OpenAppElsewhere
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
    user_agent = user_agent_of(action.client, action.platform)
    seen = okta.ClientSeen(user_agent, OFFICE_IP if action.network == "office" else HOME_IP)
    details = {
        "app": action.app,
        "platform": action.platform,
        "client": action.client,
        "named": action.as_ or "",
    }
    try:
        stage.weather.check_way_out("org", "")
        result = _open(stage, action, seen)
    except (OktaError, NetworkError) as error:
        outcome, reason = "denied", reason_of(error)
        details |= {"page": "none", "rule": "", "device": "not_asked"}
    else:
        outcome, reason = result.outcome, result.reason
        details |= {"page": result.page, "rule": result.rule, "device": result.device}
    stage.note("app.opened_elsewhere", action.person, outcome, reason, details=details)


def _open(stage: Stage, action: OpenAppElsewhere, seen: okta.ClientSeen) -> okta.SignInResult:
    session: okta.Session = stage.say(okta.StartSession(action.person, seen), okta.Anonymous())
    cookie = okta.SessionCookie(session.session_id)
    webview = action.client != "web"
    reply: okta.SignInResult | okta.Challenged = stage.say(
        okta.OpenApp(action.app, seen, webview=webview), cookie
    )
    if isinstance(reply, okta.SignInResult):
        return reply
    presented: okta.Presented = stage.say(okta.PresentCertificate(reply.nonce, None), okta.Anonymous())
    finished: okta.SignInResult = stage.say(okta.FinishSignIn(reply.nonce, presented.ticket), cookie)
    return finished
