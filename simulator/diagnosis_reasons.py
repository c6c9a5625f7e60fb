"""Why a sign-in was denied, or wrongly let in: its root cause, from what the trace tells of Mac, account and estate.

What Okta said of the device is where it begins; what became of the certificate, and of the runs of the task, is where it
leads. Of several things that are wrong, the one is named that explains this sign-in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from simulator.account_story import AccountStory, Tried, last_before
from simulator.artifacts import cannot_pass, key_lost, lacks_python
from simulator.dead_ends import RENEWAL_WINDOW_S, of_sign_in, picked_none
from simulator.estate import Estate
from simulator.grounds import Grounds
from simulator.trace import Record

_DEFAULT_RULE = "Default sign on rule"
_OF_REFUSAL = {
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
_OF_USER = {"staged": "user_staged", "suspended": "user_suspended", "deactivated": "user_deactivated"}
_LOOKS_AT = 4
"""Where a rule, as a trace tells it, says what it looks at beside the device and the platform."""
_REACH = ("okta_down", "answer_lost")


class Why(NamedTuple):
    """The word of a cause, and the event that tells it where one does."""

    word: str
    record: Record | None = None


class SignIn(NamedTuple):
    """A sign-in, or one to be: ``record`` tells what came of it, ``at`` is its second, ``decision`` how rules decided."""

    account: AccountStory
    record: Record
    at: int
    decision: Record | None = None

    @property
    def said(self) -> str:
        """What Okta said of the device."""
        return str(self.record.details["device_reason"])

    def detail(self, key: str) -> str:
        """One of its details."""
        return str(self.record.details[key])


def root_cause(estate: Estate, sign_in: SignIn) -> Why | None:
    """Why a sign-in was denied or wrongly let in; None for one that is as it should be."""
    if sign_in.record.outcome == "allowed":
        return of_admission(estate, sign_in)
    return of_denial(estate, sign_in)


# --- denied -----------------------------------------------------------------------------------------------


def of_denial(estate: Estate, sign_in: SignIn) -> Why:
    """The root cause of a denial."""
    reason, record = sign_in.record.reason, sign_in.record
    if reason in {"authentication_failed", "session_invalid"}:
        status = estate.grounds.status(sign_in.detail("person"), sign_in.at)
        return Why(_OF_USER.get(status, "user_absent" if status == "absent" else "unexplained"), record)
    if reason.startswith("network:") or reason == "E0000002":
        return Why(_OF_REFUSAL.get(reason, reason), record)
    if reason.startswith("stopped_at_"):
        return Why("account_page", record)
    if reason == "denied_by_rule":
        return Why(_of_rules(estate, sign_in), record)
    return _of_device(estate, sign_in)


def _of_rules(estate: Estate, sign_in: SignIn) -> str:
    """Rules that deny a trusted device as well: no certificate would help."""
    rules = estate.grounds.rules(sign_in.detail("app"), sign_in.at)
    names = [rule[0] for rule in rules]
    deciding = names.index(sign_in.detail("rule")) if sign_in.detail("rule") in names else len(names)
    decided = rules[deciding] if deciding < len(rules) else ()
    if decided and decided[2] == "trusted" and sign_in.detail("device") == "trusted":
        return "rules_deny_trusted"
    restricts = len(decided) > _LOOKS_AT
    unmet = {rule[0]: rule[3].split() for rule in _unmet(sign_in.decision)}
    lets_in = [rule[0] for rule in rules if rule[1] == "allow" and rule[3] == "active"]
    if any(names.index(name) > deciding for name in lets_in):
        return "rules_restrict" if restricts else "rules_order"
    if any(set(unmet.get(name, ())) - {"device_trust"} for name in lets_in):
        return "rules_exclude"
    if any(rule[1] == "allow" and rule[3] == "inactive" for rule in rules):
        return "rules_inactive"
    return "rules_restrict" if restricts else "rules_deny"


def _unmet(decision: Record | None) -> Sequence[Sequence[str]]:
    return () if decision is None else decision.details.get("unmet", ())


def _of_device(estate: Estate, sign_in: SignIn) -> Why:
    """Okta found the device untrusted, and a trusted one would have been let in."""
    account, at = sign_in.account, sign_in.at
    told = _TOLD_BY_OKTA.get(sign_in.said)
    word = told(estate, sign_in) if told else ""
    if not word and account.valid_at(at):
        word = _of_valid(estate, sign_in)
    if word:
        return Why(word, sign_in.record)
    if account.there_at(at):
        return why_not_renewed(estate, account, at)
    brought = account.brought_at(at)
    if brought and account.mac.managed_at(at):
        return Why("copied" if brought == "icloud" else "migrated", last_before(account.changes, at))
    return why_not_enrolled(estate, account, at)


def _of_setting(estate: Estate, sign_in: SignIn) -> str:
    return "feature_missing" if estate.grounds.feature_off(sign_in.at) else "setting_disabled"


def _of_owner(estate: Estate, sign_in: SignIn) -> str:
    """Another user's certificate; "" where the account has a good one beside it, which was not presented."""
    valid, presented = sign_in.account.valid_at(sign_in.at), sign_in.detail("serial_number")
    if valid and presented not in {one.serial_number for one in valid}:
        return ""
    issued = estate.reading.certificates.get(presented)
    mine = issued is not None and issued.mac == sign_in.account.mac.name
    return "other_user" if mine else "copied"


def _of_handshake(estate: Estate, sign_in: SignIn) -> str:
    mac, grounds = sign_in.account.mac, estate.grounds
    blocked = grounds.kept_from(mac, "mtls") or grounds.fault(
        mac.name, sign_in.at - 1, "host_blocked", host="mtls"
    )
    lost = grounds.fault(mac.name, sign_in.at - 1, *_REACH, host="mtls")
    return "okta_unreachable" if lost and not blocked else "mtls_blocked"


_TOLD_BY_OKTA: dict[str, Callable[[Estate, SignIn], str]] = {
    "setting_disabled": _of_setting,
    "mtls_blocked": _of_handshake,
    "mtls_inspected": lambda _estate, _sign_in: "mtls_inspected",
    "bound_to_another_user": _of_owner,
    "untrusted_issuer": lambda _estate, _sign_in: "other_org",
    "read_only": lambda _estate, _sign_in: "read_only_first_use",
    "certificate_not_yet_valid": lambda _estate, _sign_in: "clock",
}
"""What Okta says of a device that tells the cause, or most of it."""


def _of_valid(estate: Estate, sign_in: SignIn) -> str:
    """The account holds a good certificate, and something else was presented, or nothing."""
    account, record, at = sign_in.account, sign_in.record, sign_in.at
    keeps = estate.safari_keeps
    valid = account.valid_at(at)
    if sign_in.said in {"certificate_revoked", "bound_to_another_user"}:
        return "browser_keeps_old"
    if sign_in.detail("prompted") == "keychain_password" and account.logged_out_at(at):
        return "keychain_locked"
    word = of_sign_in(account, Tried(record, at), valid, safari_keeps=keeps)
    if word == "chooser" and sign_in.detail("prompt") == "none" and _policy_mended(estate, sign_in):
        word = "browser_keeps_none"
    unfinished = not account.was_set_up(max(one.imported_at for one in valid), at)
    return "not_set_up" if word in {"", "access_list"} and unfinished else word or "unexplained"


def _policy_mended(estate: Estate, sign_in: SignIn) -> bool:
    """Whether the browser's policy was set after somebody had picked no certificate, which the browser remembers."""
    account, at = sign_in.account, sign_in.at
    asked = picked_none(account, sign_in.detail("client"), at)
    if asked is None:
        return False
    profile = estate.grounds.acted(at, "set_profile")
    return account.was_set_up(asked.at, at) or (profile is not None and profile.seq > asked.seq)


# --- no certificate that is worth something ---------------------------------------------------------------


def why_not_renewed(estate: Estate, account: AccountStory, at: int) -> Why:
    """Why the certificate that is there is worth nothing: revoked, or expired and not renewed."""
    there = account.there_at(at)
    first = there[0]
    if all(one.is_revoked(at) for one in there) or first.is_revoked(at):
        return Why("revoked")
    last = last_before(account.passes, at)
    lost = account.password_lost_at(at)
    if last is not None and last.reason == "keychain_password_missing" and lost:
        return Why(last.reason, last)
    window_at = first.not_after - RENEWAL_WINDOW_S
    skew_s = account.mac.skew_at(at)
    if skew_s and at + skew_s < window_at:
        return Why("clock", last_before(account.mac.clock, at))
    if last is not None and last.at >= window_at and last.outcome == "failed":
        told = _before_expiry(estate, account, window_at, at) or last
        word = cause_of(estate, told)
        foreign = first.serial_number not in estate.reading.certificates
        return Why("other_org" if word == "certificate_unknown" and foreign else word, told)
    return _not_tried(account, first.imported_at, at, lost=lost)


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


def _not_tried(account: AccountStory, imported_at: int, at: int, *, lost: bool) -> Why:
    """The scheduled task did not even try to renew."""
    if account.logged_out_at(at):
        return Why("keychain_locked", last_before(account.mac.console, at))
    word = "key_missing" if key_lost(account, at) else cannot_pass(account, at)
    if word:
        return Why(
            word, last_before(account.mac.upgrades if word == "python_missing" else account.changes, at)
        )
    if not account.was_set_up(imported_at, at):
        return Why("not_set_up", last_before(account.runs, at))
    return Why("keychain_password_missing", last_before(account.changes, at)) if lost else Why("was_off")


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
    return _OF_REFUSAL.get(reason, "step_failed" if reason.startswith("step_failed") else reason)


_PASSING = {"no_console_user", "login_keychain_unavailable", "not_managed", "computer_unknown"}


def lasts(estate: Estate, account: AccountStory, reason: str, at: int) -> bool:
    """Whether what a run of the task failed for is still so at a second."""
    grounds, mac, now = estate.grounds, account.mac, at - 1
    if reason.startswith("network:"):
        blocked = grounds.fault(mac.name, now, "okta_down", "host_blocked", "answer_lost", host="org")
        return grounds.kept_from(mac, "org") or blocked is not None
    if reason.startswith("step_failed"):
        return grounds.fault(mac.name, now, "failing_step") is not None
    if reason == "python_missing":
        return lacks_python(account, grounds.told.at(at).version, at)
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


# --- let in -----------------------------------------------------------------------------------------------


def of_admission(estate: Estate, sign_in: SignIn) -> Why | None:
    """Why a device was let in that should not have been; None where it is one to be let in."""
    account, at, record = sign_in.account, sign_in.at, sign_in.record
    match sign_in.detail("device"):
        case "trusted":
            issued = estate.reading.certificates.get(sign_in.detail("serial_number"))
            migrated = account.brought_at(at) == "migrated" and account.mac.managed_at(at)
            if issued is not None and issued.mac != account.mac.name and not migrated:
                return Why("copied_in", record)
            if not account.mac.managed_at(at):
                return Why("left_management", last_before(account.mac.management, at))
            return None
        case "untrusted":
            return Why(_hole(estate, sign_in), record)
    if account.mac.managed_at(at) and account.valid_at(at):
        return None
    word = _not_asked(estate, sign_in.detail("app"), at)
    return Why(word, record) if word else None


def _not_asked(estate: Estate, app: str, at: int) -> str:
    """Nobody looked at the device: the hole in a policy that is, or was, meant to do so; "" for an app that is open."""
    grounds = estate.grounds
    if grounds.asks_for_trust(app, at):
        return "feature_lapses" if grounds.feature_off(at) else "conditions_lapse"
    if any(rule[2] != "any" for rule in grounds.rules(app, at)):
        return "trust_inactive"
    return "not_asked" if grounds.secured_since(app) < at else ""


def _hole(estate: Estate, sign_in: SignIn) -> str:
    """Which hole in the rules let an untrusted device in."""
    denies = [rule[3].split() for rule in _unmet(sign_in.decision) if rule[1] == "deny"]
    if any(conditions == ["active"] for conditions in denies):
        return "deny_inactive"
    if any(set(conditions) - {"active", "device_trust"} for conditions in denies):
        return "deny_narrow"
    return "no_deny" if sign_in.detail("rule") == _DEFAULT_RULE else "let_in_by_rule"
