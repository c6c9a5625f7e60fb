"""What an admin checks where somebody is kept out or wrongly let in, in the order of Okta's help page, as data.

Source: 'Device Trust for Jamf Pro-managed macOS', Okta help, on trouble-shooting: the basic checks (enablement,
registration task, certificate, handshake, sign-on policy, System Log, Jamf Pro's set-up), the advanced ones where no
certificate is installed (the user, Chrome's policy, the apps in the keychain), last to quit and relaunch the browser.
What follows is not on that page; the facts say it.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

Stage = Literal["basic", "advanced", "last", "not on the page"]
Place = Literal["Okta", "Jamf Pro", "Mac", "browser", "network"]


class Check(NamedTuple):
    """One check: ``holds`` says what is so where it passes, ``where`` how an admin sees it at that place."""

    name: str
    stage: Stage
    holds: str
    place: Place
    where: str


CHECKS: tuple[Check, ...] = (
    Check(
        "feature", "basic", "the org has the Device Trust feature", "Okta", "Security > Device Trust is there"
    ),
    Check(
        "setting",
        "basic",
        "macOS Device Trust is enabled",
        "Okta",
        "Security > Device Trust, macOS Device Trust",
    ),
    Check(
        "distribution",
        "basic",
        "Jamf Pro manages the Mac, and the task's policy reaches it",
        "Jamf Pro",
        "Computers > Inventory, and Computers > Policies: enabled, Scope",
    ),
    Check(
        "python",
        "basic",
        "the Python that the task needs is there",
        "Jamf Pro",
        "Computers > Policies > Logs: the first line of the script's result; `python3 --version` on the Mac",
    ),
    Check(
        "certificate",
        "basic",
        "the Okta keychain and its certificate are there",
        "Mac",
        "Keychain Access; `security find-certificate -a -c 'Okta MTLS' -Z -p okta.keychain`",
    ),
    Check(
        "password",
        "basic",
        "the device_trust password is in the login keychain",
        "Mac",
        "`security find-generic-password -l device_trust -w`",
    ),
    Check(
        "limit",
        "basic",
        "Okta may issue one more certificate to the device",
        "Okta",
        "Reports > System Log: failed Device Trust certificate enrollment; the limit's sentence in Jamf Pro's log",
    ),
    Check(
        "handshake",
        "basic",
        "the Mac reaches the mutual TLS host",
        "network",
        "the allow list or endpoint protection: *.okta.com and *.okta-emea.com; no authentication event in Okta",
    ),
    Check(
        "policy",
        "basic",
        "the app's rules let in trusted devices, and deny the others, of the right people",
        "Okta",
        "Applications > the app > Sign On: the rules, their order, People, Active",
    ),
    Check(
        "revoked",
        "basic",
        "the certificate is not revoked",
        "Okta",
        "Reports > System Log: Device Trust certificate revocation",
    ),
    Check(
        "secret_key",
        "basic",
        "secret key and org URL are in the task as Okta showed them",
        "Jamf Pro",
        "Settings > Scripts: the task; Computers > Policies > Logs",
    ),
    Check(
        "triggers",
        "basic",
        "the policy has Enrollment Complete and Recurring Check-in",
        "Jamf Pro",
        "Computers > Policies > General",
    ),
    Check(
        "completed",
        "basic",
        "the policy's log says Completed",
        "Jamf Pro",
        "Computers > Policies > Logs: the status and the ERROR lines",
    ),
    Check("user", "advanced", "the user is present and activated", "Okta", "Directory > People: status"),
    Check(
        "chrome_policy",
        "advanced",
        "the browser chooses the certificate without asking",
        "browser",
        "chrome://policy: AutoSelectCertificateForUrls",
    ),
    Check(
        "access_list",
        "advanced",
        "the app is on the keychain's list",
        "Mac",
        "`security dump-keychain -a okta.keychain`",
    ),
    Check(
        "relaunch", "last", "the browser presents what is in the keychain", "browser", "quit and relaunch it"
    ),
    Check(
        "jamf_account",
        "not on the page",
        "Jamf Pro answers the account that Okta uses",
        "Okta",
        "Security > Device Trust: Test API credentials; the account's password and privileges in Jamf Pro",
    ),
    Check(
        "okta_writes",
        "not on the page",
        "Okta's cell is not in read-only mode",
        "Okta",
        "Okta's status page; refused enrollments and renewals in the System Log",
    ),
    Check(
        "okta_answers",
        "not on the page",
        "Okta answers the Mac",
        "network",
        "the browser's error; Okta's status page",
    ),
    Check(
        "scheduled_task",
        "not on the page",
        "the scheduled task is loaded, and opens and renews in time",
        "Mac",
        "`launchctl list com.okta.devicetrust`; `log stream` for okta",
    ),
    Check("clock", "not on the page", "the Mac's clock is right", "Mac", "`sntp time.apple.com`"),
    Check(
        "owner",
        "not on the page",
        "the certificate is this Mac's and this user's",
        "Okta",
        "Reports > System Log: Authentication of device via certificate, its user and device",
    ),
    Check(
        "client",
        "not on the page",
        "the client can present a certificate",
        "browser",
        "the list of supported clients",
    ),
)
"""Every check, in the order in which they are gone through."""

PLACES: dict[str, int] = {check.name: place for place, check in enumerate(CHECKS)}
"""Where each check stands in that order."""
