"""The ledger's rows: each fact about the real system that stories show, what it says and where it is from.

A story names facts in ``shows``, and the loader refuses a name that is none. A fact whose story holds is shown in the model; nothing here proves anything about the
real services.
"""

from __future__ import annotations

from simulator.fact import SOURCES, Fact
from simulator.facts_beyond import BEYOND

__all__ = ["FACTS", "FACT_IDS", "SOURCES", "Fact"]

_DOCUMENTED: tuple[Fact, ...] = (
    Fact(
        "ADM-01",
        "An org without the feature cannot switch Device Trust on.",
        "doc 46, 378",
        ("setting_off_trust",),
    ),
    Fact(
        "ADM-02",
        "One setting for the whole org, with Jamf Pro's tenant URL and credentials, lets devices enroll.",
        "doc 52-63",
    ),
    Fact(
        "ADM-03",
        "Testing the API credentials shows whether Okta reaches Jamf Pro with them.",
        "doc 58-63",
        ("test_detects_privileges",),
    ),
    Fact("ADM-04", "A reset secret key stops enrollments by the old script; renewals go on.", "doc 76; task"),
    Fact(
        "ADM-05",
        "The Learn more link is shown only where set, and helps only where it can be reached.",
        "doc 55-56",
    ),
    Fact(
        "ADM-06",
        "Rules come off before the setting; the other order leaves rules that ask for what is gone.",
        "doc 45; help",
        ("setting_off_trust",),
    ),
    Fact(
        "ADM-07",
        "Rules that were left asking for trust bite at once when the capability returns.",
        "doc 46",
        ("setting_off_trust",),
    ),
    Fact("ADM-08", "A Mac belongs to one org at a time, since one CA signed its certificate.", "doc 30"),
    Fact(
        "ADM-09",
        "Okta should have a Jamf Pro account of its own, whose password nobody else rotates.",
        "doc 73",
    ),
    Fact("ADM-10", "Old versions of the task are found in Jamf Pro and on each Mac.", "doc 65, 70, 103, 440"),
    Fact(
        "JMF-01",
        "The task's policy needs both triggers: Enrollment Complete and the recurring check-in.",
        "doc 116-118",
    ),
    Fact(
        "JMF-02",
        "Once per user per computer: another user brings another run, and a failed run counts.",
        "doc 119",
        ("run_without_console_user_logged_as",),
    ),
    Fact("JMF-03", "Macs out of scope never enroll.", "doc 122-123"),
    Fact("JMF-04", "Jamf Pro takes the script away after its run; the scheduled part stays.", "doc 102"),
    Fact(
        "JMF-05",
        "The policy logs tell whether a run completed, and more with 'verbose'.",
        "doc 126-128, 297, 443",
    ),
    Fact(
        "JMF-06",
        "An extension attribute with a smart group redeploys the task under an Ongoing policy.",
        "doc 120",
    ),
    Fact("JMF-07", "A profile that disables iCloud Keychain stops keychains from travelling.", "doc 19, 125"),
    Fact(
        "JMF-08",
        "Okta asks Jamf Pro about management at enrollment and renewal, and not in between.",
        "doc 59, 101",
    ),
    Fact(
        "TSK-01",
        "The org token must be pasted whole, in its quotes and without the parentheses.",
        "doc 83-90; task",
    ),
    Fact("TSK-02", "Enrollment brings a certificate that is valid for one year.", "doc 96, 100"),
    Fact(
        "TSK-03",
        "The task leaves a keychain, a password, identity preferences and Chrome's policy behind.",
        "doc 98, 398; task",
    ),
    Fact("TSK-04", "A light task runs once a day and at each login.", "doc 100; task"),
    Fact(
        "TSK-05",
        "Renewal is tried at every run from 30 days before the expiry.",
        "doc 100; task",
        (
            "renewal_of_expired",
            "renewal_of_unbound",
        ),
    ),
    Fact(
        "TSK-06",
        "No enrollment while any certificate is there, even a revoked or expired one.",
        "doc 278, 288; task",
    ),
    Fact("TSK-07", "'version' prints which task is installed.", "doc 103-104"),
    Fact("TSK-08", "'uninstall' takes the artifacts away and needs no org token.", "doc 288-291; task"),
    Fact("TSK-09", "A newly pushed task replaces a whitelist that was edited.", "doc 321, 354"),
    Fact("TSK-10", "A script reused to uninstall should no longer hold the org token.", "doc 294"),
    Fact("TSK-11", "Macs on which the task never succeeded are known, with the reason.", "doc 105"),
    Fact(
        "CRT-01",
        "A certificate belongs to nobody until the first secured app is opened with it.",
        "doc 29, 402",
        (
            "certificate_bound_to_another_user",
            "renewed_certificate",
            "old_certificate_after_renewal",
        ),
    ),
    Fact(
        "CRT-02",
        "A device may hold five unused certificates; the next enrollment is refused with a clear message.",
        "doc 29, 402",
    ),
    Fact(
        "CRT-03",
        "Without a certificate a rule set for trusted Macs denies, if it ends in a deny.",
        "doc 43, 386",
    ),
    Fact(
        "CRT-04",
        "Revoking a user's certificates works at the CA only; the Mac keeps a dead one.",
        "doc 277-278",
    ),
    Fact("CRT-05", "Deactivating a user revokes that user's certificates.", "doc 279"),
    Fact("CRT-06", "Securing a Mac again: the certificate goes first, then a new enrollment.", "doc 288"),
    Fact(
        "CRT-07",
        "A read-only cell enrolls nobody, and the failed run is not repeated by itself.",
        "doc 32",
        ("read_only_first_use",),
    ),
    Fact(
        "CRT-08",
        "Several Okta users in one macOS account are not supported.",
        "doc 31",
        ("certificate_bound_to_another_user",),
    ),
    Fact(
        "CRT-09",
        "iCloud Keychain may carry the certificate to another Apple device.",
        "doc 19",
        ("icloud_copy_usable",),
    ),
    Fact(
        "CRT-10",
        "Certificates that are lost before their first use stay counted, and five are a dead end.",
        "doc 29, 402; task",
        ("expired_unbound_counts",),
    ),
    Fact(
        "BRW-01",
        "Chrome keeps the old certificate until it is quit; closing windows does not help.",
        "doc 33, 459",
        (
            "safari_keeps_certificate",
            "chrome_keeps_identity_whose_key_was_deleted",
        ),
    ),
    Fact(
        "BRW-02",
        "Apps on the whitelist use the certificate silently; others ask for the keychain password.",
        "doc 21-28, 92, 324-331",
    ),
    Fact(
        "BRW-03",
        "Chrome does not ask where its policy names the host and the issuer.",
        "doc 449-454; seen",
        (
            "chrome_user_policy",
            "chooser_answer",
        ),
    ),
    Fact(
        "BRW-04", "Legacy Office clients are outside Device Trust, so a policy must name them.", "doc 16, 41"
    ),
    Fact("BRW-05", "Some versions of Office work and one is known not to.", "doc 18"),
    Fact("BRW-06", "Native Office apps deny without showing the message.", "doc 461"),
    Fact("BRW-07", "Google Backup and Sync needs the sign-in by browser.", "doc 462"),
    Fact(
        "BRW-08",
        "The home page shows locks on secured apps after an untrusted try, for the session.",
        "doc 35-39",
    ),
    Fact(
        "BRW-09", "An app with its own webview can be added by its team's identifier.", "doc 21, 324, 332-344"
    ),
    Fact(
        "BRW-10", "A list says which browsers and apps are supported; Firefox is not among them.", "doc 4-14"
    ),
    Fact(
        "BRW-11",
        "Chrome remembers per host even that there was no certificate.",
        "seen",
        ("chrome_forgets_when_a_keychain_is_added",),
    ),
    Fact(
        "POL-01",
        "Rules are tried in order, the first match decides, the default rule comes last.",
        "doc 139-140",
    ),
    Fact("POL-02", "Rules may look at people, location, client, platform and device trust.", "doc 132-137"),
    Fact("POL-03", "A new rule starts with every client selected.", "doc 132"),
    Fact(
        "POL-04",
        "Trust can be asked for only once the clients that cannot prove it are cleared.",
        "doc 155-159, 172",
    ),
    Fact("POL-05", "A rule denies, allows, or allows after another factor.", "doc 177-181, 275"),
    Fact(
        "POL-06",
        "Allow rules above a final deny leave the default rule nothing, for everybody and everywhere.",
        "doc 138-140",
    ),
    Fact(
        "POL-07",
        "The published Office 365 example can be read in three ways, with different holes.",
        "doc 149-275; help",
    ),
    Fact(
        "POL-08",
        "Only an active deny for the right app and people keeps untrusted devices out.",
        "doc 408-411",
    ),
    Fact("POL-09", "Only SAML and WS-Federation apps can be secured.", "doc 2, 143"),
    Fact("POL-10", "People and location must agree in all rules of a set.", "doc 153-154"),
    Fact(
        "POL-11",
        "Apps other than Office 365 have no client condition, so its first rule would admit everybody.",
        "doc 135, 148",
    ),
    Fact("NET-01", "Certificates are asked for on a host of their own, named after the cell.", "doc 47, 404"),
    Fact(
        "NET-02",
        "An allow list or inspection that stops that host denies Macs with a good certificate.",
        "doc 47-49, 79-81, 403-406",
    ),
    Fact(
        "LOG-01",
        "The System Log has an event for each authentication, enrollment, issue, renewal and revocation.",
        "doc 413-429",
    ),
    Fact(
        "LOG-02",
        "The device's id in the System Log joins Okta's events with Jamf Pro's inventory.",
        "doc 430-437",
    ),
    Fact("LOG-03", "The task's own lines can be read on the Mac.", "doc 298-317"),
    Fact(
        "OPS-01",
        "Trusted Macs kept out and untrusted ones let in: each has a cause that can be found.",
        "doc 370-372",
    ),
    Fact("OPS-02", "Checks in a fixed order find what is wrong and what mends it.", "doc 373-459"),
    Fact(
        "OPS-03",
        "A few commands show the keychain, the certificate, the password and the access list.",
        "doc 388-393, 457",
    ),
    Fact("OPS-04", "Each missing artifact has a remedy of its own.", "doc 399-400"),
    Fact("OPS-05", "Only an active Okta user can enroll and sign in.", "doc 447"),
    Fact(
        "OPS-06",
        "For a lost Mac or a leaver the certificates are revoked; what stays open is known.",
        "doc 277",
    ),
    Fact("OPS-07", "A changed whitelist is tried on a few Macs first.", "doc 322"),
)

FACTS: tuple[Fact, ...] = (*_DOCUMENTED, *BEYOND)
"""Every fact: those of the documentation, then those that were read in the task, then what administrators meet."""

FACT_IDS: tuple[str, ...] = tuple(fact.id for fact in FACTS)
