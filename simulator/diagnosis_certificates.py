"""Why a Mac has no certificate that is worth something: what came of the runs of the task, and of the certificates there."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from simulator.account_story import AccountStory, last_before
from simulator.artifacts import cannot_pass, key_lost, lacks_python
from simulator.dead_ends import RENEWAL_WINDOW_S
from simulator.estate import Estate
from simulator.grounds import OUT_OF_REACH, Grounds
from simulator.trace import Record

OF_REFUSAL = {
    "not_managed": "unmanaged",
    "computer_unknown": "unmanaged",
    "no_console_user": "used_up",
    "proof_invalid": "clock",
    "certificate_revoked": "revoked",
    "E0000002": "too_slow",
    "network:unreachable": "okta_unreachable",
    "network:answer_lost": "okta_unreachable",
    "network:timed_out": "okta_unreachable",
}
"""The cause behind a reason with which the task, or a sign-in, ended."""


class Why(NamedTuple):
    """The word of a cause, and the event that tells it where one does."""

    word: str
    record: Record | None = None


def why_not_renewed(estate: Estate, account: AccountStory, at: int) -> Why:
    """Why the certificate that is there is worth nothing: revoked, or expired and not renewed."""
    there = account.there_at(at)
    first = there[0]
    if all(one.is_revoked(at) for one in there) or first.is_revoked(at):
        return Why("revoked")
    last = last_before(account.passes, at)
    lost = account.password_lost_at(at)
    if last is not None and last.reason == "keychain_password_missing" and lost:
        return Why(lost, last)
    window_at = first.not_after - RENEWAL_WINDOW_S
    skew_s = account.mac.skew_at(at)
    if skew_s and at + skew_s < window_at:
        return Why("clock", last_before(account.mac.clock, at))
    if last is not None and last.at >= window_at and last.outcome == "failed":
        told = _before_expiry(estate, account, window_at, at) or last
        word = cause_of(estate, told)
        foreign = first.serial_number not in estate.reading.certificates
        return Why("other_org" if word == "certificate_unknown" and foreign else word, told)
    return _not_tried(account, first.imported_at, at, lost)


def _before_expiry(estate: Estate, account: AccountStory, since: int, at: int) -> Record | None:
    """What kept an expired certificate from being renewed in time, where that is so yet, or was its own fault."""
    failed = [one for one in account.passes if since <= one.at < at and one.outcome == "failed"]
    if not failed or failed[-1].reason != "certificate_expired":
        return None
    before = next((one for one in reversed(failed) if one.reason != "certificate_expired"), None)
    if before is None:
        return None
    if before.reason in {"not_managed", "computer_unknown"}:
        return None if account.mac.managed_at(at) else before
    return (
        before
        if before.reason == "certificate_unbound" or lasts(estate, account, before.reason, at)
        else None
    )


def _not_tried(account: AccountStory, imported_at: int, at: int, lost: str) -> Why:
    """The scheduled task did not even try to renew."""
    if account.logged_out_at(at):
        return Why("keychain_locked", last_before(account.mac.console, at))
    word = "key_missing" if key_lost(account, at) else cannot_pass(account, at)
    if word:
        of_mac = account.mac.upgrades if word == "python_missing" else account.mac.pythons
        return Why(word, last_before(of_mac if word.startswith("python") else account.changes, at))
    if not account.was_set_up(imported_at, at):
        return Why("not_set_up", last_before(account.runs, at))
    return Why(lost, last_before(account.changes, at)) if lost else Why("was_off")


def why_not_enrolled(estate: Estate, account: AccountStory, at: int) -> Why:
    """Why there is no certificate: the task was never run, was refused or failed, or its work was undone."""
    mac = account.mac
    if not mac.managed_at(at):
        return Why("unmanaged", last_before(mac.management, at))
    ran = last_before([run for run in account.runs if run.details["mode"] == "enroll"], at)
    gone = [one for one in account.kept if one.removed_at is not None and one.removed_at < at]
    gone_at = max((one.removed_at or 0 for one in gone), default=None)
    if ran is not None and ran.outcome == "failed" and (gone_at is None or ran.at >= gone_at):
        return _of_run(estate, account, ran, at)
    if gone_at is not None:
        return _of_removal(
            estate, account, next(one.removed_why for one in gone if one.removed_at == gone_at), at
        )
    again = estate.policy.why_not(mac.name, mac.group, account.name, at)
    if again and again != "later":
        return Why(again, last_before(mac.runs_for_nobody, at))
    if estate.grounds.kept_from(mac, "jamf"):
        return Why("network:blocked")
    down = estate.grounds.fault(mac.name, at - 1, "jamf_down") or estate.grounds.fault(
        mac.name, at - 1, "host_blocked", "answer_lost", host="jamf"
    )
    return Why("jamf_unreachable" if down else "not_yet")


def _of_removal(estate: Estate, account: AccountStory, why: str, at: int) -> Why:
    if why == "renewed":  # the old one is deleted, and the new one did not come in
        return Why("renewal_left_none", last_before(account.passes, at))
    if why == "uninstalled":
        return Why(why, last_before([run for run in account.runs if run.details["mode"] == "uninstall"], at))
    if why in {"erased", "restored", "migrated"}:
        again = estate.policy.why_not(account.mac.name, account.mac.group, account.name, at)
        return Why("not_yet" if again in {"", "later"} else again, last_before(account.changes, at))
    if why == "by_hand":
        return Why("certificate_deleted")
    return Why("keychain_deleted", last_before(account.changes, at))


def _of_run(estate: Estate, account: AccountStory, ran: Record, at: int) -> Why:
    """The last run failed: for a reason that lasts, or for one that is over while the run counts."""
    reason = cause_of(estate, ran)
    again = estate.policy.why_not(account.mac.name, account.mac.group, account.name, at)
    if again in {"", "later"} or lasts(estate, account, ran.reason, at):
        return Why(reason, ran)
    return Why("used_up_read_only" if reason == "read_only" and again == "used_up" else again, ran)


def cause_of(estate: Estate, ended: Record) -> str:
    """The cause behind the reason with which a run or a pass of the task ended."""
    reason, grounds = ended.reason, estate.grounds
    if reason == "org_token_invalid":
        return grounds.wrong_key(ended.at) or reason
    if reason == "jamf_unreachable" and grounds.tenant_wrong(ended.at):
        return "tenant_wrong"
    return OF_REFUSAL.get(reason, "step_failed" if reason.startswith("step_failed") else reason)


_PASSING = {"no_console_user", "not_managed", "computer_unknown"}


def lasts(estate: Estate, account: AccountStory, reason: str, at: int) -> bool:
    """Whether what a run of the task failed for is still so at a second."""
    grounds, mac, now = estate.grounds, account.mac, at - 1
    if reason.startswith("network:"):
        blocked = grounds.fault(mac.name, now, "host_blocked", *OUT_OF_REACH, host="org")
        return grounds.kept_from(mac, "org") or blocked is not None
    if reason.startswith("step_failed"):
        return grounds.fault(mac.name, now, "failing_step") is not None
    if reason.startswith("python_"):
        return bool(lacks_python(account, grounds.told.at(at).version, at))
    if reason == "login_keychain_unavailable":
        return account.password_lost_at(at) == reason
    look = _STILL.get(reason)
    if look is not None:
        return look(grounds, mac.name, at)
    return reason not in _PASSING and grounds.hold(reason, account, at)


_STILL: dict[str, Callable[[Grounds, str, int], bool]] = {
    "org_token_invalid": lambda grounds, _mac, at: bool(grounds.wrong_key(at)),
    "placeholder": lambda grounds, _mac, at: bool(grounds.wrong_key(at)),
    "syntax_error": lambda grounds, _mac, at: bool(grounds.wrong_key(at)),
    "read_only": lambda grounds, mac, at: grounds.fault(mac, at - 1, "read_only_cell") is not None,
    "jamf_unauthorized": lambda grounds, mac, at: grounds.password_wrong(mac, at - 1),
    "jamf_forbidden": lambda grounds, _mac, at: grounds.privilege_lacking(at),
    "jamf_unreachable": lambda grounds, mac, at: (
        grounds.tenant_wrong(at) or grounds.fault(mac, at - 1, "jamf_down") is not None
    ),
}
