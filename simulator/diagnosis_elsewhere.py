"""Why a sign-in on what is no Mac of the fleet was denied, or let in although the app asks for trusted Macs."""

from __future__ import annotations

from simulator.account_story import AccountStory, MacStory
from simulator.diagnosis_certificates import OF_REFUSAL
from simulator.diagnosis_reasons import (
    SignIn,
    of_nobody_let_in,
    of_rules,
    of_setting,
    unmet_rules,
    why_let_in,
)
from simulator.estate import Estate
from simulator.trace import Record

_NO_ANSWER = ("network:", "E0000002")


def cause_elsewhere(estate: Estate, record: Record, decision: Record | None) -> str:
    """The word of the cause of an ``app.opened_elsewhere``; "" for one that is as it should be.

    A Mac that shows no trust is not to be let in by an app that asks for it. Whether phones and PCs are is what the
    rules say of them: Device Trust for macOS does not reach them, so the report tells them as exposures alone.
    """
    sign_in = SignIn(AccountStory(MacStory("", ""), ""), record, record.at, decision)
    if record.outcome == "allowed":
        return why_let_in(estate, sign_in) if record.details["platform"] == "osx" else ""
    if record.reason in {"authentication_failed", "session_invalid"}:
        return of_nobody_let_in(estate, record.subject, record, record.at)
    if record.reason.startswith(_NO_ANSWER):
        return OF_REFUSAL.get(record.reason, record.reason)
    if record.reason == "denied_by_rule":
        return "elsewhere" if _for_macs_alone(decision) else of_rules(estate, sign_in)
    return of_setting(estate, sign_in) if record.reason == "setting_disabled" else "elsewhere"


def _for_macs_alone(decision: Record | None) -> bool:
    """Whether every rule that lets in is for other platforms, or for trusted devices."""
    lets_in = [{*rule[3].split()} for rule in unmet_rules(decision) if rule[1] == "allow"]
    return bool(lets_in) and all(unmet & {"platform", "device_trust"} for unmet in lets_in)
