"""Which threats Device Trust of this kind is about, which it is not, and what of either is played here."""

from __future__ import annotations

from typing import NamedTuple


class Threat(NamedTuple):
    """A threat in words, and how it is looked at here, or why it is not."""

    says: str
    why: str
    facts: tuple[str, ...] = ()


IN_SCOPE: tuple[Threat, ...] = (
    Threat(
        "A device that Jamf Pro does not manage signs in to a secured app.",
        "The analysis of the rules looks at every request that they can tell apart; stories play it.",
        ("POL-01", "POL-10"),
    ),
    Threat(
        "A Mac that left management, or a leaver's Mac, goes on to be trusted.",
        "Played, and told in days: the certificate is good until it expires or is revoked.",
        ("JMF-08", "OPS-06"),
    ),
    Threat(
        "The keychain is carried to another Mac by iCloud, by migration or from a backup.",
        "Played; whether the copy works is a named assumption.",
        ("CRT-09", "JMF-07"),
    ),
    Threat(
        "The setting or the feature is switched off while rules still ask for Trusted.",
        "Played: device conditions do not apply then.",
        ("ADM-06", "ADM-07"),
    ),
    Threat(
        "Several people share one account of macOS.",
        "Played and reported as not supported; the certificate is the first one's.",
        ("CRT-08",),
    ),
)
OUT_OF_SCOPE: tuple[Threat, ...] = (
    Threat(
        "A client says that it is another platform or another client.",
        "Platform and client are what the request says of itself (its User-Agent). Whoever lies gets the rule of what is "
        "claimed; only a rule that asks every platform for trust, or denies it, holds.",
        ("POL-02",),
    ),
    Threat(
        "Somebody with administrator rights on a Mac reads the keychain's password and takes certificate and key along.",
        "The password lies in the login keychain and the key can be exported: nothing binds it to the hardware.",
        ("TSK-03",),
    ),
    Threat(
        "The org token is read in Jamf Pro, or in a policy's script, and a device enrolls itself with it.",
        "It is in clear text in the script. Okta asks Jamf Pro whether the device is managed, by an id that the device names.",
        ("TSK-10", "JMF-08"),
    ),
    Threat(
        "A session is stolen after a trusted sign-in.",
        "The device is looked at when an app is opened and not again in its session.",
        ("OPS-06",),
    ),
    Threat(
        "Somebody uses an API token, an OAuth client or an admin's rights.",
        "Sign-on rules are not asked there.",
    ),
    Threat(
        "An app offers other ways to sign on than through Okta: local passwords, app passwords, another identity provider.",
        "Neither Okta nor the rules see it. Only the app's own settings tell.",
        ("POL-09",),
    ),
    Threat(
        "The Mac is trusted and malicious software runs on it.",
        "A certificate says that a Mac was managed when it was issued, and nothing about its health.",
    ),
)
