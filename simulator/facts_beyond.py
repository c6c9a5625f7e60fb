"""Facts that Okta's help page does not tell: what was read in the registration task, and what administrators meet."""

from __future__ import annotations

from simulator.fact import Fact

BEYOND: tuple[Fact, ...] = (
    Fact(
        "READ-01",
        "A step that fails after Okta has issued throws the certificate away, and it stays counted as unbound.",
        "read",
        ("expired_unbound_counts",),
    ),
    Fact(
        "READ-02",
        "Where the Okta keychain was deleted and not its password, the next run fails once, and the one after it enrolls.",
        "read",
    ),
    Fact(
        "READ-03",
        "Up to 1.2.1 the task needs Apple's Python 2: macOS 12.3 leaves it without unlocking at login, and without renewal.",
        "read; help",
    ),
    Fact(
        "READ-04",
        "Up to 1.2.0 a renewal deletes the old certificate before it imports the new one, so a failure between leaves none.",
        "read; help",
        ("chrome_keeps_identity_whose_key_was_deleted",),
    ),
    Fact(
        "READ-05",
        "From 1.2.1 on the task stops, before it does anything, where the default keychain is unavailable.",
        "read; help",
    ),
    Fact(
        "READ-06",
        "The task 1.3 needs a python3 with the modules that it imports; one without them, first in the path, stops it.",
        "read; help",
    ),
    Fact(
        "MET-01",
        "A login keychain reset after a password change takes the Okta keychain's password along.",
        "met",
    ),
    Fact(
        "MET-02",
        "A set-up or local admin account at the console during the check-in gets the certificate.",
        "met",
    ),
    Fact("MET-03", "A Mac handed on with its account keeps the certificate of whoever had it before.", "met"),
    Fact(
        "MET-04",
        "A Mac restored from a backup has the old certificate back, whatever Okta thinks of it by then.",
        "met",
        ("old_certificate_after_renewal", "renewal_of_expired"),
    ),
    Fact(
        "MET-05",
        "A Mac to which an account was migrated works with the old Mac's certificate, and cannot renew it.",
        "met",
    ),
    Fact(
        "MET-06",
        "A Mac erased and enrolled anew counts as one that has run the policy, and as one with its old certificates.",
        "met",
        ("flush_on_reenrollment",),
    ),
    Fact("MET-07", "Sessions that are open, at Okta and in apps, outlive a revocation.", "met"),
    Fact("MET-08", "A pilot with the preview org keeps production's task from enrolling its Macs.", "met"),
)
