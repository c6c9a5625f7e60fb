"""The facts about the real system that stories show: an id and one line each. A story names them in ``shows``."""

from __future__ import annotations

from typing import NamedTuple


class Fact(NamedTuple):
    """One fact: its id, as stories name it, and what it says."""

    id: str
    says: str


FACTS: tuple[Fact, ...] = (
    Fact("ADM-01", "An org without the feature cannot switch Device Trust on."),
    Fact(
        "ADM-02",
        "One setting for the whole org, with Jamf Pro's tenant URL and credentials, lets devices enroll.",
    ),
    Fact("ADM-03", "Testing the API credentials shows whether Okta reaches Jamf Pro with them."),
    Fact("ADM-04", "A reset secret key stops enrollments by the old script; renewals go on."),
    Fact("ADM-05", "The Learn more link is shown only where set, and helps only where it can be reached."),
    Fact(
        "ADM-06", "Rules come off before the setting; the other order leaves rules that ask for what is gone."
    ),
    Fact("ADM-07", "Rules that were left asking for trust bite at once when the capability returns."),
    Fact("ADM-08", "A Mac belongs to one org at a time, since one CA signed its certificate."),
    Fact("ADM-09", "Okta should have a Jamf Pro account of its own, whose password nobody else rotates."),
    Fact("ADM-10", "Old versions of the task are found in Jamf Pro and on each Mac."),
    Fact("JMF-01", "The task's policy needs both triggers: Enrollment Complete and the recurring check-in."),
    Fact("JMF-02", "Once per user per computer: another user brings another run, and a failed run counts."),
    Fact("JMF-03", "Macs out of scope never enroll."),
    Fact("JMF-04", "Jamf Pro takes the script away after its run; the scheduled part stays."),
    Fact("JMF-05", "The policy logs tell whether a run completed, and more with 'verbose'."),
    Fact("JMF-06", "An extension attribute with a smart group redeploys the task under an Ongoing policy."),
    Fact("JMF-07", "A profile that disables iCloud Keychain stops keychains from travelling."),
    Fact("JMF-08", "Okta asks Jamf Pro about management at enrollment and renewal, and not in between."),
    Fact("TSK-01", "The org token must be pasted whole, in its quotes and without the parentheses."),
    Fact("TSK-02", "Enrollment brings a certificate that is valid for one year."),
    Fact(
        "TSK-03", "The task leaves a keychain, a password, identity preferences and Chrome's policy behind."
    ),
    Fact("TSK-04", "A light task runs once a day and at each login."),
    Fact("TSK-05", "Renewal is tried at every run from 30 days before the expiry."),
    Fact("TSK-06", "No enrollment while any certificate is there, even a revoked or expired one."),
    Fact("TSK-07", "'version' prints which task is installed."),
    Fact("TSK-08", "'uninstall' takes the artifacts away and needs no org token."),
    Fact("TSK-09", "A newly pushed task replaces a whitelist that was edited."),
    Fact("TSK-10", "A script reused to uninstall should no longer hold the org token."),
    Fact("TSK-11", "Macs on which the task never succeeded are known, with the reason."),
    Fact("CRT-01", "A certificate belongs to nobody until the first secured app is opened with it."),
    Fact(
        "CRT-02",
        "A device may hold five unused certificates; the next enrollment is refused with a clear message.",
    ),
    Fact("CRT-03", "Without a certificate a rule set for trusted Macs denies, if it ends in a deny."),
    Fact("CRT-04", "Revoking a user's certificates works at the CA only; the Mac keeps a dead one."),
    Fact("CRT-05", "Deactivating a user revokes that user's certificates."),
    Fact("CRT-06", "Securing a Mac again: the certificate goes first, then a new enrollment."),
    Fact("CRT-07", "A read-only cell enrolls nobody, and the failed run is not repeated by itself."),
    Fact("CRT-08", "Several Okta users in one macOS account are not supported."),
    Fact("CRT-09", "iCloud Keychain may carry the certificate to another Apple device."),
    Fact(
        "CRT-10", "Certificates that are lost before their first use stay counted, and five are a dead end."
    ),
    Fact("BRW-01", "Chrome keeps the old certificate until it is quit; closing windows does not help."),
    Fact(
        "BRW-02", "Apps on the whitelist use the certificate silently; others ask for the keychain password."
    ),
    Fact("BRW-03", "Chrome does not ask where its policy names the host and the issuer."),
    Fact("BRW-04", "Legacy Office clients are outside Device Trust, so a policy must name them."),
    Fact("BRW-05", "Some versions of Office work and one is known not to."),
    Fact("BRW-06", "Native Office apps deny without showing the message."),
    Fact("BRW-07", "Google Backup and Sync needs the sign-in by browser."),
    Fact("BRW-08", "The home page shows locks on secured apps after an untrusted try, for the session."),
    Fact("BRW-09", "An app with its own webview can be added by its team's identifier."),
    Fact("BRW-10", "A list says which browsers and apps are supported; Firefox is not among them."),
    Fact("BRW-11", "Chrome remembers per host even that there was no certificate."),
    Fact("POL-01", "Rules are tried in order, the first match decides, the default rule comes last."),
    Fact("POL-02", "Rules may look at people, location, client, platform and device trust."),
    Fact("POL-03", "A new rule starts with every client selected."),
    Fact("POL-04", "Trust can be asked for only once the clients that cannot prove it are cleared."),
    Fact("POL-05", "A rule denies, allows, or allows after another factor."),
    Fact(
        "POL-06",
        "Allow rules above a final deny leave the default rule nothing, for everybody and everywhere.",
    ),
    Fact("POL-07", "The published Office 365 example can be read in three ways, with different holes."),
    Fact("POL-08", "Only an active deny for the right app and people keeps untrusted devices out."),
    Fact("POL-09", "Only SAML and WS-Federation apps can be secured."),
    Fact("POL-10", "People and location must agree in all rules of a set."),
    Fact(
        "POL-11",
        "Apps other than Office 365 have no client condition, so its first rule would admit everybody.",
    ),
    Fact("NET-01", "Certificates are asked for on a host of their own, named after the cell."),
    Fact("NET-02", "An allow list or inspection that stops that host denies Macs with a good certificate."),
    Fact(
        "LOG-01",
        "The System Log has an event for each authentication, enrollment, issue, renewal and revocation.",
    ),
    Fact("LOG-02", "The device's id in the System Log joins Okta's events with Jamf Pro's inventory."),
    Fact("LOG-03", "The task's own lines can be read on the Mac."),
    Fact("OPS-01", "Trusted Macs kept out and untrusted ones let in: each has a cause that can be found."),
    Fact("OPS-02", "Checks in a fixed order find what is wrong and what mends it."),
    Fact("OPS-03", "A few commands show the keychain, the certificate, the password and the access list."),
    Fact("OPS-04", "Each missing artifact has a remedy of its own."),
    Fact("OPS-05", "Only an active Okta user can enroll and sign in."),
    Fact("OPS-06", "For a lost Mac or a leaver the certificates are revoked; what stays open is known."),
    Fact("OPS-07", "A changed whitelist is tried on a few Macs first."),
)

FACT_IDS: tuple[str, ...] = tuple(fact.id for fact in FACTS)
