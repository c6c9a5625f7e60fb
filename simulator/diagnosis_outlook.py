"""The next sign-in, where something has changed since the last: what it would come to, as far as a trace can tell.

Which rule decides is not worked out again: where the device is untrusted and an active rule denies, it is taken to deny.
"""

from __future__ import annotations

from typing import Any

from simulator.account_story import AccountStory
from simulator.artifacts import key_lost
from simulator.diagnosis_reasons import SignIn
from simulator.estate import Estate
from simulator.grounds import OUT_OF_REACH
from simulator.root_causes import changes_of

_NOT_ASKED = {"device": "not_asked", "device_reason": "not_asked", "serial_number": "", "prompted": "none"}


def outlook(estate: Estate, last: SignIn, at: int) -> tuple[SignIn, bool]:
    """The sign-in at the second before ``at``, and True; or the last one and False, where nothing changed since."""
    account = last.account
    changed = any(last.at <= change < at for change in changes_of(estate, account))
    quit_since = account.ended_browser(last.detail("client"), last.at - 1, at)
    keeps_wrong = last.said in {"no_certificate", "certificate_expired", "certificate_revoked"}
    if not changed and not (quit_since and keeps_wrong):
        return last, False
    told = _device(estate, last, at, quit_since=quit_since)
    details = {**last.record.details, **told}
    outcome, reason = _decided(estate, last, details, at)
    record = last.record._replace(outcome=outcome, reason=reason, details=details)
    return SignIn(account, record, at, last.decision), True


def _decided(estate: Estate, last: SignIn, details: dict[str, Any], at: int) -> tuple[str, str]:
    """What the rules would say: outcome and reason."""
    grounds, mac = estate.grounds, last.account.mac
    if grounds.status(str(details["person"]), at) != "active":
        return "denied", "authentication_failed"
    if grounds.kept_from(mac, "org") or grounds.fault(mac.name, at - 1, "host_blocked", host="org"):
        return "denied", "network:blocked"
    if grounds.fault(mac.name, at - 1, *OUT_OF_REACH, host="org"):
        return "denied", "network:unreachable"
    app, said = str(details["app"]), str(details["device_reason"])
    rules = grounds.rules(app, at)
    if rules == grounds.rules(app, last.at) and details["device"] == last.detail("device"):
        before = last.record
        if before.outcome == "allowed" or before.reason == "denied_by_rule":
            return before.outcome, before.reason
    denies = any(rule[1] == "deny" and rule[3] == "active" for rule in rules)
    return ("denied", said) if details["device"] == "untrusted" and denies else ("allowed", "ok")


def _device(estate: Estate, last: SignIn, at: int, *, quit_since: bool) -> dict[str, str]:
    """What Okta would say of the device."""
    grounds, account = estate.grounds, last.account
    if not grounds.asks_for_trust(last.detail("app"), at):
        return _NOT_ASKED
    if grounds.feature_off(at) or grounds.setting_off(at):
        lapses = grounds.assumed.get("setting_off_trust") == "not_asked"
        return _NOT_ASKED if lapses else _untrusted("setting_disabled")
    if grounds.kept_from(account.mac, "mtls") or grounds.fault(
        account.mac.name, at - 1, "host_blocked", *OUT_OF_REACH, host="mtls"
    ):
        return _untrusted("mtls_blocked")
    if grounds.fault(account.mac.name, at - 1, "tls_inspection"):
        return _untrusted("mtls_inspected")
    if _is_kept(estate, last) and not quit_since:
        return _worth(account, last.detail("serial_number"), at)
    return _afresh(estate, last, at)


def _is_kept(estate: Estate, last: SignIn) -> bool:
    """Whether the client presents to this host what it presented last."""
    client = last.detail("client")
    remembers = client == "chrome" or (client == "safari" and estate.safari_keeps)
    met = last.detail("device") != "not_asked" and last.said not in {
        "mtls_blocked",
        "mtls_inspected",
        "setting_disabled",
    }
    return remembers and met and last.detail("prompted") != "keychain_password"


def _worth(account: AccountStory, serial: str, at: int) -> dict[str, str]:
    """What a certificate that a browser remembers is worth."""
    if not serial:
        return _untrusted("no_certificate")
    kept = next((one for one in account.kept if one.serial_number == serial), None)
    if kept is not None and kept.is_revoked(at):
        return _untrusted("certificate_revoked", serial)
    if kept is not None and kept.not_after < at:
        return _untrusted("certificate_expired", serial)
    return {"device": "trusted", "device_reason": "ok", "serial_number": serial, "prompted": "none"}


def _afresh(estate: Estate, last: SignIn, at: int) -> dict[str, str]:
    """What a client that has just been started presents."""
    account = last.account
    by_its_clock = at + account.mac.skew_at(at)
    offered = [one for one in account.there_at(at) if one.not_before <= by_its_clock <= one.not_after]
    if not offered or key_lost(account, at):
        return _untrusted("no_certificate")
    prompt = last.detail("prompted")
    if account.password_lost_at(at):
        prompt = "keychain_password"
    elif prompt == "keychain_password" and account.was_set_up(last.at, at):
        prompt = "none"
    if prompt == "keychain_password":
        return _untrusted("no_certificate") | {"prompted": prompt}
    best = max(offered, key=lambda one: one.not_after)
    return _worth(account, best.serial_number, at)


def _untrusted(reason: str, serial: str = "") -> dict[str, str]:
    return {"device": "untrusted", "device_reason": reason, "serial_number": serial, "prompted": "none"}
