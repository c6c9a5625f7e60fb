"""Whether a Mac would be taken as trusted now, from what an inventory knows of it: yes, no, or not known; and why.

Sources: 'Device Trust for Jamf Pro-managed macOS', Okta help (no enrollment of a Mac that Jamf Pro does not manage, a
certificate is valid for a year and renewed in its last thirty days, Chrome keeps the old one until it is quit); what the
registration task was seen to do (its scheduled part opens the keychain at each login, and needs its Python).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from simulator.clock import DAY_S
from simulator.known_macs import KnownMac
from simulator.mac.machine import version_number

SEEN_LATELY_S: Final = 7 * DAY_S
"""A certificate that Okta took within so long counts as valid, though nobody knows when it expires."""
_LIMIT: Final = "enrollment limit"


class Reason(NamedTuple):
    """Why, in plain words, and what to do."""

    plain: str
    remedy: str


_ENROLL_ANEW: Final = "uninstall, then enroll"
_NEWER_TASK: Final = "put in a task for this macOS, with the Python that it needs"
_LOOK: Final = "collect the extension attribute: jamf recon"
REASONS: Final[dict[str, Reason]] = {
    "no_certificate": Reason("no certificate is there", "run the task: flush the policy's log"),
    "unmanaged": Reason(
        "no certificate is there, and Jamf Pro does not manage the Mac",
        "take it into management, and run the task",
    ),
    "enrollment_limit": Reason(
        "no certificate is there, and five were never used", "revoke by device, uninstall, then enroll"
    ),
    "task_cannot_start": Reason("no certificate is there, and the task cannot start", _NEWER_TASK),
    "certificate_expired": Reason(
        "its certificate has expired", "log in and wait for the scheduled task, or uninstall and enroll"
    ),
    "expired_and_stuck": Reason(
        "its certificate has expired, and the task cannot start to renew it", _NEWER_TASK
    ),
    "certificate_revoked": Reason("its certificate is revoked", _ENROLL_ANEW),
    "keychain_password_missing": Reason("the password of its Okta keychain is gone", _ENROLL_ANEW),
    "keychain_locked": Reason("the task that opens its keychain at login cannot start", _NEWER_TASK),
    "bound_to_another_user": Reason(
        "its certificate is bound to another user", "an account for each user, and a certificate each"
    ),
    "user_staged": Reason("the user is not activated", "activate the user"),
    "user_suspended": Reason("the user is suspended", "unsuspend the user"),
    "user_deactivated": Reason("the user is deactivated", "activate the user, then uninstall and enroll"),
    "user_absent": Reason("Okta has no such user", "create the user"),
    "rules_deny": Reason("the rules deny it whatever the device", "look at the rules of this app"),
    "certificate_unknown": Reason("whether a certificate is there is not known", _LOOK),
    "expiry_unknown": Reason("when its certificate expires is not known", _LOOK),
    "expired_since": Reason(
        "its certificate expired after the last inventory, and may have been renewed", _LOOK
    ),
    "chrome_older": Reason(
        "Chrome was started before the certificate was issued, and may not present it",
        "quit Chrome and start it again",
    ),
    "person_unknown": Reason("it depends on who uses the Mac, which is not known", "import the users"),
    "groups_unknown": Reason(
        "it depends on the person's groups, which are not known", "import users and groups"
    ),
    "location_unknown": Reason(
        "it depends on where the Mac is", "look at the zones in the rules of this app"
    ),
    "ok": Reason("a valid certificate is there", ""),
    "seen_trusted": Reason("Okta took its certificate in the last days", ""),
    "rules_allow": Reason("the rules let it in whatever the device", ""),
    "not_secured": Reason("Device Trust cannot secure this kind of app", ""),
}
"""Every reason by its word."""


class Device(NamedTuple):
    """``trusted`` None is not known; ``reason`` is a word of :data:`REASONS`."""

    trusted: bool | None
    reason: str


def device_of(mac: KnownMac, at: int) -> Device:
    """What a Mac's device is to Okta at epoch second ``at``, as far as it is known."""
    if mac.revoked:
        return Device(trusted=False, reason="certificate_revoked")
    if mac.certificate == "none":
        return Device(trusted=False, reason=_why_none(mac))
    if mac.certificate == "":
        found = Device(trusted=True, reason="seen_trusted")
        return found if _seen_lately(mac, at) else Device(None, "certificate_unknown")
    return _of_a_certificate(mac, at)


def _of_a_certificate(mac: KnownMac, at: int) -> Device:
    if mac.bound_to not in ("", "nobody") and mac.person and mac.bound_to.lower() != mac.person.lower():
        return Device(trusted=False, reason="bound_to_another_user")
    if mac.keychain_password is False:
        return Device(trusted=False, reason="keychain_password_missing")
    expires = mac.certificate_expires
    if expires is not None and expires < at:
        return _of_an_expired(mac, expires, at)
    if task_cannot_start(mac):
        return Device(trusted=False, reason="keychain_locked")
    if expires is None:
        return (
            Device(trusted=True, reason="seen_trusted")
            if _seen_lately(mac, at)
            else Device(None, "expiry_unknown")
        )
    return Device(None, "chrome_older") if _chrome_is_older(mac) else Device(trusted=True, reason="ok")


def _of_an_expired(mac: KnownMac, expires: int, at: int) -> Device:
    """One that had not expired when the inventory was taken may have been renewed since, where the task can start."""
    if task_cannot_start(mac):
        return Device(trusted=False, reason="expired_and_stuck")
    told_at = at if mac.last_inventory is None else mac.last_inventory
    return (
        Device(None, "expired_since")
        if expires >= told_at
        else Device(trusted=False, reason="certificate_expired")
    )


def _seen_lately(mac: KnownMac, at: int) -> bool:
    return mac.last_trusted is not None and at - mac.last_trusted <= SEEN_LATELY_S


def _why_none(mac: KnownMac) -> str:
    if mac.managed is False:
        return "unmanaged"
    if _LIMIT in mac.enrollment_failed.lower():
        return "enrollment_limit"
    return "task_cannot_start" if task_cannot_start(mac) else "no_certificate"


def _chrome_is_older(mac: KnownMac) -> bool:
    """Whether Chrome has been running since before the certificate was issued; it was not trusted by it since."""
    started, issued = mac.chrome_started, mac.certificate_issued
    if not started or issued is None or started >= issued:
        return False
    return mac.last_trusted is None or mac.last_trusted < issued


def task_cannot_start(mac: KnownMac) -> bool | None:
    """Whether the installed task lacks its Python; None where that is not known.

    Up to 1.2.1 it is Apple's Python 2, which macOS 12.3 no longer has; 1.3 needs Python 3 with modules.
    """
    if mac.task in ("", "none"):
        return None
    if version_number(mac.task) >= (1, 3):
        return mac.python3 != "ready" if mac.python3 else None
    if mac.python2 is not None:
        return not mac.python2
    return version_number(mac.macos) >= (12, 3) if mac.macos else None
