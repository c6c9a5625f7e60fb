"""The clients with which people open apps: browsers, and native apps that sign in through a webview.

Sources: 'Device Trust for Jamf Pro-managed macOS', Okta help (supported clients, the default whitelist, the
Office versions that were tested, Backup and Sync's account page); TeamIdentifiers as ``codesign -dv`` shows
them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

Support = Literal["supported", "does_not_work", "not_tested", "not_supported"]


@dataclass(frozen=True, slots=True)
class Client:
    """One client.

    Attributes:
        kind: a browser, or a native app whose webview signs in.
        bundle: where it stands in /Applications.
        identifier: its bundle identifier.
        team_id: its TeamIdentifier; "" for Apple's own, which partition lists call ``apple:``.
        user_agent: what it sends, with places for the system's version ({os}, or {os_} with underscores) and
            the app's own ({version}).
        reads_keychain: whether it looks for client certificates in keychains at all.
        chooses_by: Chrome goes by its policy, everything built on WebKit by identity preferences.
        stops_at: the page at which signing in gets stuck, or "".
    """

    kind: Literal["browser", "webview"]
    bundle: str
    identifier: str
    team_id: str
    user_agent: str
    reads_keychain: bool = True
    chooses_by: Literal["policy", "identity_preference"] = "identity_preference"
    stops_at: str = ""

    @property
    def partition(self) -> str:
        """Its entry in a partition list (Okta help: Safari is ``apple:``, others ``teamid:`` and the id)."""
        return f"teamid:{self.team_id}" if self.team_id else "apple:"


_WEBKIT: Final = "Mozilla/5.0 (Macintosh; Intel Mac OS X {os_}) AppleWebKit/605.1.15 (KHTML, like Gecko)"
_CHROME: Final = "Mozilla/5.0 (Macintosh; Intel Mac OS X {os_}) AppleWebKit/537.36 (KHTML, like Gecko)"

CLIENTS: Final[dict[str, Client]] = {
    "chrome": Client(
        "browser",
        "Google Chrome.app",
        "com.google.Chrome",
        "EQHXZ8M8AV",
        f"{_CHROME} Chrome/73.0.3683.86 Safari/537.36",
        chooses_by="policy",
    ),
    "safari": Client(
        "browser", "Safari.app", "com.apple.Safari", "", f"{_WEBKIT} Version/12.1 Safari/605.1.15"
    ),
    "firefox": Client(
        "browser",
        "Firefox.app",
        "org.mozilla.firefox",
        "43AQ936H96",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X {os}; rv:66.0) Gecko/20100101 Firefox/66.0",
        reads_keychain=False,
    ),
    "office": Client(
        "webview",
        "Microsoft Outlook.app",
        "com.microsoft.Outlook",
        "UBF8T346G9",
        "Microsoft Office/{version} (Macintosh; Mac OS X {os}; Microsoft Outlook)",
    ),
    "box": Client("webview", "Box.app", "com.box.desktop", "M683GB7CPW", f"{_WEBKIT} Box/2.4"),
    "google_drive": Client(
        "webview", "Google Drive.app", "com.google.drivefs", "EQHXZ8M8AV", f"{_WEBKIT} GoogleDriveFS/29.1"
    ),
    "google_backup_and_sync": Client(
        "webview",
        "Backup and Sync.app",
        "com.google.GoogleDrive",
        "EQHXZ8M8AV",
        f"{_WEBKIT} GoogleBackupAndSync/3.43",
        stops_at="google_account_page",
    ),
    "slack": Client(
        "webview", "Slack.app", "com.tinyspeck.slackmacgap", "BQR82RBBHL", f"{_WEBKIT} Slack/3.4"
    ),
    "skype": Client(
        "webview",
        "Skype for Business.app",
        "com.microsoft.SkypeForBusiness",
        "AL798K98FX",
        "Skype for Business/16.26 (Macintosh; Mac OS X {os})",
    ),
    "ringcentral": Client(
        "webview",
        "RingCentral Meetings.app",
        "com.ringcentral.meetings",
        "M932RC5J66",
        f"{_WEBKIT} RingCentralMeetings/7.0",
    ),
}
"""Every client by the name that scenarios use; ``ringcentral`` stands for apps off the default whitelist."""

_OFFICE_TESTED: Final[dict[str, Support]] = {
    "16.13.1": "supported",
    "16.14": "does_not_work",
    "16.15": "supported",
}
_SUPPORTED: Final = ("chrome", "safari", "box", "google_drive", "google_backup_and_sync", "slack", "skype")


def first_browser(clients: Iterable[str]) -> str:
    """Which of some clients is a browser, the first; Safari, which every Mac has, where none is."""
    return next((name for name in clients if CLIENTS[name].kind == "browser"), "safari")


def support(client: str, office_version: str) -> Support:
    """Tell what the help page says of a client: Office by version, 16.14 alone is known not to work."""
    if client == "office":
        return _OFFICE_TESTED.get(office_version, "not_tested")
    if client in _SUPPORTED:
        return "supported"
    return "not_tested" if CLIENTS[client].kind == "webview" else "not_supported"


@lru_cache(maxsize=4096)
def user_agent(client: str, macos: str, office_version: str) -> str:
    """Give the User-Agent that a client sends from a version of macOS; anyone could send another one."""
    return CLIENTS[client].user_agent.format(os=macos, os_=macos.replace(".", "_"), version=office_version)


def codesign(client: str) -> str:
    """Print what ``codesign -dv --verbose=4`` says of an app, TeamIdentifier included."""
    app = CLIENTS[client]
    authority = f"Developer ID Application ({app.team_id})" if app.team_id else "Software Signing"
    executable = app.bundle.removesuffix(".app")
    return "\n".join(
        (
            f"Executable=/Applications/{app.bundle}/Contents/MacOS/{executable}",
            f"Identifier={app.identifier}",
            "Format=app bundle with Mach-O thin (x86_64)",
            f"Authority={authority}",
            f"TeamIdentifier={app.team_id or 'not set'}",
        )
    )
