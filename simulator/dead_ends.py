"""Dead ends that the facts document: why a Mac does not come good by itself, which fact says so, and the way out.

Each is found from what the trace tells, never assumed: what no entry here explains is no dead end but a bug of ours.
"""

from __future__ import annotations

from typing import NamedTuple

from simulator.account_story import AccountStory, Kept, Tried, last_before
from simulator.task_policy import TaskPolicy
from simulator.trace import Record

RENEWAL_WINDOW_S = 30 * 86_400


class DeadEnd(NamedTuple):
    """``fact`` documents it, ``why`` says what it is, ``way_out`` what somebody has to do."""

    fact: str
    why: str
    way_out: str


_ENROLL_ANEW = "uninstall, then enroll"
_SET_CLOCK = "set the clock right"
_FLUSH = "flush the policy's log, or make the policy Ongoing"
_TELL_OKTA = "enter the account's password in Okta"
_PASTE = "paste the secret key into the task as it is shown"
_PUSH = "run the task once more"

DEAD_ENDS: dict[str, DeadEnd] = {
    # Jamf Pro does not run the task again
    "used_up": DeadEnd("JMF-02", "the policy has run and counts, whatever came of it", _FLUSH),
    "used_up_read_only": DeadEnd("CRT-07", "its one run met a read-only cell", _FLUSH),
    "disabled": DeadEnd("JMF-03", "the policy is disabled", "enable the policy"),
    "trigger_missing": DeadEnd("JMF-01", "the policy lacks Recurring Check-in", "add the trigger"),
    "out_of_scope": DeadEnd("JMF-03", "it is out of the policy's scope", "widen the scope"),
    # the task, or Okta's answer to it
    "enrollment_limit": DeadEnd(
        "CRT-10", "five of its certificates were never used", "revoke by device, uninstall, then enroll"
    ),
    "placeholder": DeadEnd("TSK-01", "the task has no org token", _PASTE),
    "syntax_error": DeadEnd("TSK-01", "the task lost its quotes", _PASTE),
    "org_token_invalid": DeadEnd("ADM-04", "Okta no longer takes the task's secret key", _PASTE),
    "setting_disabled": DeadEnd("ADM-06", "Okta's setting is disabled", "enable the setting"),
    "feature_missing": DeadEnd("ADM-01", "the org lacks the feature", "ask Okta for the feature"),
    "jamf_unauthorized": DeadEnd("ADM-09", "Jamf Pro refuses Okta's password", _TELL_OKTA),
    "jamf_forbidden": DeadEnd("ADM-03", "Okta's account lacks a privilege", "give it the three privileges"),
    "jamf_unreachable": DeadEnd(
        "ADM-02", "Okta's setting names another Jamf Pro", "enter the tenant's URL in Okta"
    ),
    "python_missing": DeadEnd(
        "ADM-10", "this version of the task does not start there", "put in a newer task"
    ),
    "python_modules_missing": DeadEnd("ADM-10", "Python lacks what the task needs", "install the modules"),
    "login_keychain_unavailable": DeadEnd(
        "OPS-04", "the login keychain is unavailable", "log in, and push again"
    ),
    "network:blocked": DeadEnd(
        "NET-02", "an allow list keeps it from Okta or Jamf Pro", "allow both, to the letter"
    ),
    # the certificate that is there
    "revoked": DeadEnd("CRT-06", "its certificate is revoked, and the task enrolls no other", _ENROLL_ANEW),
    "copied": DeadEnd("CRT-09", "its keychain is another Mac's", _ENROLL_ANEW),
    "certificate_expired": DeadEnd("TSK-05", "Okta does not renew an expired certificate", _ENROLL_ANEW),
    "certificate_unbound": DeadEnd("CRT-01", "Okta does not renew a certificate never used", _ENROLL_ANEW),
    "keychain_password_missing": DeadEnd("OPS-04", "the keychain's password is gone", _ENROLL_ANEW),
    "clock": DeadEnd("TSK-05", "its clock is wrong", _SET_CLOCK),
    "not_set_up": DeadEnd("TSK-11", "the task never came to its good end there", _PUSH),
    "other_org": DeadEnd(
        "ADM-08", "its certificate is another org's, and the task enrolls no other", _ENROLL_ANEW
    ),
    "certificate_unknown": DeadEnd("ADM-08", "its renewals go to another org", "push the right org's task"),
    # the certificate is good, and is not presented
    "browser_keeps_old": DeadEnd("BRW-01", "the browser keeps the old certificate", "quit the browser"),
    "browser_keeps_none": DeadEnd("BRW-11", "the browser remembers that there was none", "quit the browser"),
    "access_list": DeadEnd("BRW-02", "the app is not on the keychain's access list", _PUSH),
    "chooser": DeadEnd("BRW-03", "the browser asks which certificate, and nobody picks one", _PUSH),
    "other_user": DeadEnd("CRT-08", "the certificate is bound to another user", "an account for each user"),
    "unsupported": DeadEnd("BRW-10", "the client presents no certificates", "use a supported client"),
    "office": DeadEnd("BRW-05", "this version of Office does not work", "use a tested version"),
}
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
    # Nothing is told of a check-in that reaches nobody.
    return again or ("network:blocked" if mac.allow_list else "")


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
        return reason
    if reason == "proof_invalid" or at + account.mac.skew_at(at) < first.not_after - RENEWAL_WINDOW_S:
        return "clock" if account.mac.skew_at(at) else ""
    if last is not None and last.at >= since:
        return reason if _lasts(reason, since, last) else ""
    return "" if account.was_set_up(first.imported_at, at) else "not_set_up"


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
    if details["prompt"] == "keychain_password":
        return _of_prompt(account, tried, valid)
    if details["prompt"] == "chooser":
        return "chooser"
    if client in _UNSUPPORTED:
        return _UNSUPPORTED[client]
    if client in _OFF_THE_LIST:  # the first sign-in of these was before there was a keychain to ask for
        return "access_list"
    return _of_memory(account, tried, valid, client == "chrome" or (client == "safari" and safari_keeps))


def _of_memory(account: AccountStory, tried: Tried, valid: list[Kept], keeps: bool) -> str:  # noqa: FBT001  # one of a client's habits
    """No app asked for anything: the certificate is not valid by the Mac's clock, or the browser remembers another."""
    clock = tried.at + account.mac.skew_at(tried.at)
    if not any(one.imported_at <= clock <= one.not_after for one in valid):
        return "clock"
    details = tried.record.details
    # Since then it would have chosen the certificate, had it been ended: before, the clock hid it.
    imported_at = max(one.imported_at for one in valid)
    by_its_clock = imported_at - account.mac.skew_at(tried.at)
    visible_since = max(account.mac.clock_set_at(tried.at), imported_at, by_its_clock)
    if not keeps or account.ended_browser(str(details["client"]), visible_since, tried.at):
        return ""
    return "browser_keeps_old" if details["serial_number"] else "browser_keeps_none"


def _of_prompt(account: AccountStory, tried: Tried, valid: list[Kept]) -> str:
    """An app asked for the keychain's password, which nobody knows."""
    last = last_before(account.passes, tried.at)
    if account.password_lost_at(tried.at) or (last and last.reason == "keychain_password_missing"):
        return "keychain_password_missing"
    imported_at = max(one.imported_at for one in valid)
    unfinished = not account.was_set_up(imported_at, tried.at)
    return "access_list" if tried.record.details["client"] in _OFF_THE_LIST or unfinished else ""
