"""Dead ends that the facts document: why a Mac does not come good by itself, which fact says so, and the way out.

Each is found from what the trace tells, never assumed: what no entry here explains is no dead end but a bug of ours.
"""

from __future__ import annotations

from typing import NamedTuple

from simulator.account_story import AccountStory, Kept, Tried, last_before
from simulator.artifacts import cannot_pass, key_lost
from simulator.diagnosis_causes import CAUSES
from simulator.task_policy import TaskPolicy
from simulator.trace import Record

RENEWAL_WINDOW_S = 30 * 86_400
_A_DAY_S = 86_400


class DeadEnd(NamedTuple):
    """``fact`` documents it, ``why`` says what it is, ``way_out`` what somebody has to do."""

    fact: str
    why: str
    way_out: str


DEAD_ENDS: dict[str, DeadEnd] = {
    word: DeadEnd(CAUSES[word].fact, CAUSES[word].plain, CAUSES[word].remedy)
    for word in (
        # Jamf Pro does not run the task again
        *("used_up", "used_up_read_only", "disabled", "trigger_missing", "out_of_scope"),
        # the task, or Okta's answer to it
        *("enrollment_limit", "placeholder", "syntax_error", "org_token_invalid", "setting_disabled"),
        *(
            "feature_missing",
            "jamf_unauthorized",
            "jamf_forbidden",
            "python_missing",
            "python_modules_missing",
        ),
        *("login_keychain_unavailable", "network:blocked"),
        # the certificate that is there
        *(
            "revoked",
            "copied",
            "migrated",
            "certificate_expired",
            "certificate_unbound",
            "keychain_password_missing",
        ),
        *("other_org", "certificate_unknown"),
        *("clock", "not_set_up", "key_missing", "agent_gone"),
        # the certificate is good, and is not presented
        *("browser_keeps_old", "browser_keeps_none", "access_list", "chooser", "other_user"),
        *("unsupported", "office"),
    )
}
# The service was there when the last fault was over, so the setting must name another.
DEAD_ENDS["jamf_unreachable"] = DeadEnd(*CAUSES["tenant_wrong"][1:])
"""Every dead end by the word that finds it; reasons of the trace find theirs by themselves."""


def of_enrollment(account: AccountStory, policy: TaskPolicy, since: int, at: int) -> str:
    """Which dead end keeps an account without a certificate from getting one; "" for none."""
    mac = account.mac
    again = policy.why_not(mac.name, mac.group, account.name, at)
    last = last_before([run for run in account.runs if run.details["mode"] == "enroll"], at)
    if last is not None and last.at >= since and _lasts(last.reason, since, last):
        return last.reason
    if again == "used_up" and last is not None and last.reason == "read_only":
        return "used_up_read_only"
    if not again and policy.why_not(mac.name, mac.group, account.name, max(since, at - _A_DAY_S)) == "later":
        return "later"  # it has been due for less than a day: no check-in need have met it
    # Nothing is told of a check-in that reaches nobody.
    return again or ("network:blocked" if mac.allows_hosts is not None else "")


def _lasts(reason: str, since: int, record: Record) -> bool:
    """Whether a refusal after all faults were over is one that stays: the others are a matter of the moment."""
    return reason in DEAD_ENDS and record.outcome == "failed"


def of_renewal(account: AccountStory, since: int, at: int) -> str:
    """Which dead end keeps an account from renewing the expired or revoked certificate that it has; "" for none."""
    there = account.there_at(at)
    first = there[0]
    if all(one.is_revoked(at) for one in there) or first.is_revoked(at):
        return "revoked"
    last = last_before(account.passes, at)
    reason = "" if last is None else last.reason
    if reason == "keychain_password_missing" and account.password_lost_at(at):
        return account.password_lost_at(at)
    if reason == "proof_invalid" or at + account.mac.skew_at(at) < first.not_after - RENEWAL_WINDOW_S:
        return "clock" if account.mac.skew_at(at) else ""
    if last is not None and last.at >= since:
        return reason if _lasts(reason, since, last) else ""
    if key_lost(account, at):
        return "key_missing"
    return cannot_pass(account, at) or ("" if account.was_set_up(first.imported_at, at) else "not_set_up")


_UNSUPPORTED = {"firefox": "unsupported", "office": "office"}
_OFF_THE_LIST = {"ringcentral"}
_OF_DEVICE = {
    "mtls_blocked": "network:blocked",
    "setting_disabled": "setting_disabled",
    "bound_to_another_user": "other_user",
    "untrusted_issuer": "other_org",
    "certificate_not_yet_valid": "clock",
}


def of_sign_in(account: AccountStory, tried: Tried, valid: list[Kept], *, safari_keeps: bool) -> str:
    """Which dead end keeps a sign-in untrusted although the account holds a valid certificate; "" for none."""
    details = tried.record.details
    reason, client = str(details["device_reason"]), str(details["client"])
    if reason in _OF_DEVICE:
        return _OF_DEVICE[reason]
    if details["prompted"] == "keychain_password":
        return _of_prompt(account, tried, valid)
    if details["prompted"] == "chooser" and not details["serial_number"]:  # asked, and nobody answered
        return "chooser"
    if client in _UNSUPPORTED:
        return _UNSUPPORTED[client]
    if client in _OFF_THE_LIST:  # the first sign-in of these was before there was a keychain to ask for
        return "access_list"
    return _of_memory(account, tried, valid, client == "chrome" or (client == "safari" and safari_keeps))


def _of_memory(account: AccountStory, tried: Tried, valid: list[Kept], keeps: bool) -> str:  # noqa: FBT001  # one of a client's habits
    """No app asked for anything: the certificate is not valid by the Mac's clock, or the browser remembers another."""
    clock = tried.at + account.mac.skew_at(tried.at)
    if not any(one.not_before <= clock <= one.not_after for one in valid):
        return "clock"
    if tried.record.details["device_reason"] == "no_certificate" and key_lost(account, tried.at):
        return "key_missing"
    details = tried.record.details
    # Since then it would have chosen the certificate, had it been ended: before, the clock hid it.
    imported_at = max(one.imported_at for one in valid)
    by_its_clock = max(one.not_before for one in valid) - account.mac.skew_at(tried.at)
    visible_since = max(account.mac.clock_set_at(tried.at), imported_at, by_its_clock)
    if not keeps:
        return ""
    client = str(details["client"])
    if not details["serial_number"] and picked_none(account, client, tried.at) is not None:
        return "chooser"
    if account.ended_browser(client, visible_since, tried.at):
        return ""
    return "browser_keeps_old" if details["serial_number"] else "browser_keeps_none"


def picked_none(account: AccountStory, client: str, at: int) -> Record | None:
    """The sign-in at which a running browser asked which certificate, and somebody picked none, which it remembers."""
    asked = [
        record
        for (_, _, used), records in account.opened.items()
        for record in records
        if used == client and record.at < at and record.details["prompt"] == "chooser"
    ]
    last = max(asked, key=lambda record: record.seq, default=None)
    if last is None or last.details["serial_number"] or account.ended_browser(client, last.at, at):
        return None
    return last


def _of_prompt(account: AccountStory, tried: Tried, valid: list[Kept]) -> str:
    """An app asked for the keychain's password, which nobody knows."""
    last = last_before(account.passes, tried.at)
    lost = account.password_lost_at(tried.at)
    if lost or (last and last.reason == "keychain_password_missing"):
        return lost or "keychain_password_missing"
    imported_at = max(one.imported_at for one in valid)
    unfinished = not account.was_set_up(imported_at, tried.at)
    if tried.record.details["client"] in _OFF_THE_LIST or unfinished:
        return "access_list"
    return cannot_pass(account, tried.at)  # nothing opens the keychain at login
