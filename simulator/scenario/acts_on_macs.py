"""What a scenario lets people do at a moment, on a Mac of the fleet or elsewhere: one model a verb, told apart by ``do``."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from simulator.scenario.fleet import Client
from simulator.scenario.services import ClientType, Platform
from simulator.scenario.values import Moment, Name, Part, SignedDuration, Version

Org = Literal["production", "preview"]


class Act(Part):
    """Something done at a moment."""

    at: Moment
    as_: Annotated[Name | None, Field(alias="as")] = None
    """A name for what comes of it, to be expected on."""


class MacAct(Act):
    """Something done on a Mac, or on each Mac of a group."""

    mac: Name
    account: Name | None = None
    """The macOS account; the first one where left out."""


class OpenApp(MacAct):
    """Open an app. The outcome can be expected on by the name given with ``as``."""

    do: Literal["open_app"]
    app: Name
    client: Client | None = None
    person: Name | None = None
    from_home_page: bool = False
    with_browser_instead: bool = False
    """'Sign in with your browser instead', where the client offers it: its first browser signs in for it."""
    org: Org = "production"


class GoOnInApp(MacAct):
    """Go on working in an app, in the session that the app itself began at the timeline's last sign-in there.

    Okta has no say in it; when it is over, the app is opened anew.
    """

    do: Literal["go_on_in_app"]
    app: Name
    client: Client | None = None
    person: Name | None = None


class OpenHomePage(MacAct):
    """Look at the Okta home page and its locks."""

    do: Literal["open_home_page"]
    client: Client | None = None
    person: Name | None = None
    okta_mobile: bool = False


class BrowserAct(MacAct):
    """Close a window (the browser runs on), or quit the browser and start it again."""

    do: Literal["close_window", "quit"]
    client: Client = "chrome"


class AccountAct(MacAct):
    """Log in to macOS, or out."""

    do: Literal["log_in", "log_out"]


class PowerAct(MacAct):
    """Put the Mac to sleep or switch it off, until a moment; or restart it."""

    do: Literal["sleep", "shut_down"]
    until: Moment


class RestartAct(MacAct):
    """Restart the Mac and log in again."""

    do: Literal["restart"]


class KeychainAct(MacAct):
    """Take away one of the things that the task has made, break or reset the login keychain, or enter the task by hand.

    ``run_task`` enrolls, as a policy of Jamf Pro would; ``uninstall_task`` uninstalls.
    """

    do: Literal[
        "delete_keychain",
        "delete_certificate",
        "delete_private_key",
        "reset_login_keychain",
        "break_login_keychain",
        "delete_device_trust_password",
        "delete_identity_preferences",
        "delete_chrome_entry",
        "unload_scheduled_task",
        "run_task",
        "uninstall_task",
    ]


class SetClock(MacAct):
    """Set the Mac's clock wrong by so much."""

    do: Literal["set_clock"]
    by: SignedDuration


class CopyKeychain(MacAct):
    """iCloud Keychain carries the Okta keychain to another Mac, or what else it syncs."""

    do: Literal["copy_keychain"]
    to: Name
    what: Literal["okta_keychain", "other_items"] = "okta_keychain"


class MigrateAccount(MacAct):
    """Migration Assistant brings the account, keychains and all, to another Mac's first account."""

    do: Literal["migrate_account"]
    to: Name


class HomeAct(MacAct):
    """Back the account's home folder up, bring it back as it was then, or erase the Mac and make the account anew."""

    do: Literal["back_up", "restore_backup", "erase"]


class EnrollAnew(MacAct):
    """Enroll the Mac in Jamf Pro, for the first time or again, with Enrollment Complete."""

    do: Literal["enroll_anew"]


class UpgradeMacos(MacAct):
    """Install another version of macOS, and restart."""

    do: Literal["upgrade_macos"]
    macos: Version


class SetPython3(MacAct):
    """Put a ``python3`` first in the path: with the modules that the task needs, or without; or take it away."""

    do: Literal["set_python3"]
    python3: Literal["ready", "without_modules", "absent"]


class EnterCommand(MacAct):
    """Enter a command in Terminal: the task's version, one of ``security``, ``codesign`` of an app, Chrome's entries.

    ``jamf-scripts`` lists the scripts that Jamf Pro has on the Mac, ``scheduled-task`` asks launchd for the task's agent;
    ``certificate-names`` prints the certificate's subject, issuer and dates.
    """

    do: Literal["enter_command"]
    command: Literal[
        "version",
        "show-keychain-info",
        "find-certificate",
        "find-generic-password",
        "dump-keychain",
        "codesign",
        "chrome-policy",
        "jamf-scripts",
        "certificate-names",
        "find-identity",
        "identity-preferences",
        "scheduled-task",
    ]
    client: Client = "chrome"
    """Whose app ``codesign`` looks at."""


class ReadLog(MacAct):
    """Look for the registration task's lines on the Mac, with 'Okta' as the filter.

    In Console and with ``log stream`` lines are seen as they come, ``since`` that was opened; /var/log/asl has the past.
    """

    do: Literal["read_log"]
    where: Literal["console", "log_stream", "asl"] = "console"
    since: Moment | None = None


class FollowLearnMore(MacAct):
    """Open an app, and where the message has a Learn more link, follow it.

    A link to the org's own host leads to the app that it ends in; a host under .internal is inside the company's network.
    """

    do: Literal["follow_learn_more"]
    app: Name
    client: Client | None = None
    person: Name | None = None


class OpenAppElsewhere(Act):
    """A person opens an app on something that is no Mac of the fleet and has no certificate: a phone, another PC.

    What Okta sees of it is its User-Agent, from which it reads client and platform.
    """

    do: Literal["open_app_elsewhere"]
    person: Name
    app: Name
    platform: Platform
    client: ClientType = "web"
    network: Literal["office", "home"] = "office"


class OpenHomePageElsewhere(Act):
    """A person signs in on a phone or another PC, tries some apps from the Okta home page there, and looks at its locks."""

    do: Literal["open_home_page_elsewhere"]
    person: Name
    platform: Platform
    tried: list[Name] = Field(default_factory=list)
    okta_mobile: bool = False
    network: Literal["office", "home"] = "office"
