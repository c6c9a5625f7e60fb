"""Why a sign-in was denied, or wrongly let in: its root cause, from what the trace tells of Mac, account and estate.

What Okta said of the device is where it begins; what became of the certificate, and of the runs of the task, is where it
leads. Of several things that are wrong, the one is named that explains this sign-in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from simulator.account_story import AccountStory, Tried, last_before
from simulator.dead_ends import of_sign_in, picked_none
from simulator.diagnosis_certificates import OF_REFUSAL, Why, why_not_enrolled, why_not_renewed
from simulator.estate import Estate
from simulator.grounds import OUT_OF_REACH
from simulator.trace import Record

_DEFAULT_RULE = "Default sign on rule"
_OF_USER = {"staged": "user_staged", "suspended": "user_suspended", "deactivated": "user_deactivated"}
_LOOKS_AT = 4
"""Where a rule, as a trace tells it, says what it looks at beside the device and the platform."""


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
        return Why(of_nobody_let_in(estate, sign_in.detail("person"), record, sign_in.at), record)
    if reason.startswith("network:") or reason == "E0000002":
        return Why(OF_REFUSAL.get(reason, reason), record)
    if reason.startswith("stopped_at_"):
        return Why("account_page", record)
    if reason == "denied_by_rule":
        return Why(of_rules(estate, sign_in), record)
    return _of_device(estate, sign_in)


def of_nobody_let_in(estate: Estate, person: str, record: Record, at: int) -> str:
    """Why Okta signs a person in nowhere at a second, as in ``record``: the status of the user."""
    status = estate.grounds.status(person, at)
    if status == "active":  # again, in the very second of the sign-in and after it
        status = estate.grounds.status_before(person, record.seq)
    return _OF_USER.get(status, "user_absent" if status == "absent" else "unexplained")


def of_rules(estate: Estate, sign_in: SignIn) -> str:
    """Rules that deny a trusted device as well: no certificate would help."""
    rules = estate.grounds.rules(sign_in.detail("app"), sign_in.at)
    names = [rule[0] for rule in rules]
    deciding = names.index(sign_in.detail("rule")) if sign_in.detail("rule") in names else len(names)
    decided = rules[deciding] if deciding < len(rules) else ()
    if decided and decided[2] == "trusted" and sign_in.detail("device") == "trusted":
        return "rules_deny_trusted"
    restricts = len(decided) > _LOOKS_AT
    unmet = {rule[0]: rule[3].split() for rule in unmet_rules(sign_in.decision)}
    lets_in = [rule[0] for rule in rules if rule[1] == "allow" and rule[3] == "active"]
    if any(names.index(name) > deciding for name in lets_in):
        return "rules_restrict" if restricts else "rules_order"
    if any(set(unmet.get(name, ())) - {"device_trust"} for name in lets_in):
        return "rules_exclude"
    if any(rule[1] == "allow" and rule[3] == "inactive" for rule in rules):
        return "rules_inactive"
    return "rules_restrict" if restricts else "rules_deny"


def unmet_rules(decision: Record | None) -> Sequence[Sequence[str]]:
    """The rules that did not match: name, access, trust, and the conditions that were not met, apart by blanks."""
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


def of_setting(estate: Estate, sign_in: SignIn) -> str:
    """Why Okta asks no device for a certificate: the feature is gone, or the setting is off."""
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
    lost = grounds.fault(mac.name, sign_in.at - 1, *OUT_OF_REACH, host="mtls")
    return "okta_unreachable" if lost and not blocked else "mtls_blocked"


_TOLD_BY_OKTA: dict[str, Callable[[Estate, SignIn], str]] = {
    "setting_disabled": of_setting,
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
        case "not_asked" if account.mac.managed_at(at) and account.valid_at(at):
            return None
    word = why_let_in(estate, sign_in)
    return Why(word, record) if word else None


def why_let_in(estate: Estate, sign_in: SignIn) -> str:
    """Why a device that shows no trust was let in; "" where the app does not ask for it."""
    if sign_in.detail("device") == "untrusted":
        return _hole(estate, sign_in)
    return _not_asked(estate, sign_in.detail("app"), sign_in.at)


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
    denies = [rule[3].split() for rule in unmet_rules(sign_in.decision) if rule[1] == "deny"]
    if any(conditions == ["active"] for conditions in denies):
        return "deny_inactive"
    if any(set(conditions) - {"active", "device_trust"} for conditions in denies):
        return "deny_narrow"
    return "no_deny" if sign_in.detail("rule") == _DEFAULT_RULE else "let_in_by_rule"
