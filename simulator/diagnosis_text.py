"""A diagnosis in words, and as data for programs."""

from __future__ import annotations

from typing import Any

from simulator.clock import Calendar
from simulator.diagnosis import Diagnosis, Step
from simulator.diagnosis_causes import CAUSES
from simulator.trace import Record, sentence

_MARKS = {
    "passed": "ok    ",
    "failed": "FAILED",
    "symptom": "leads ",
    "not the reason": "wrong ",
    "not known": "?     ",
}


def as_text(found: Diagnosis, calendar: Calendar, led_to_it: list[str]) -> str:
    """The whole diagnosis for people; ``led_to_it`` are the causes of the last sign-in in words, the last first."""
    lines = [*_head(found, calendar), ""]
    stage = ""
    for step in found.steps:
        if step.check.stage != stage:
            stage = step.check.stage
            lines.append(stage)
        lines += _step(step)
    if found.cause is None:
        known = all(step.state != "not known" for step in found.steps)
        lines += ["", "No check fails." if known else "No check fails of those that can be told."]
    else:
        lines += ["", *_remedy(found, calendar)]
    later = [step for step in found.also if step not in found.steps]
    if later:
        lines += ["", "Also wrong, and not the reason:", *(line for step in later for line in _step(step))]
    if led_to_it:
        lines += ["", "What led to the last sign-in:", *(f"  {line}" for line in led_to_it)]
    return "\n".join(lines)


def _head(found: Diagnosis, calendar: Calendar) -> list[str]:
    begin = f"{found.mac} at {calendar.text(found.at)}"
    if found.last is None:
        return [f"{begin}: nobody has opened an app there."]
    last = found.last
    details, tried_at = last.record.details, calendar.text(last.at - 1)
    who = f"{details['person']} opened {details['app']} with {details['client']} at {tried_at}"
    reason = f" ({_plain(last.record.reason)})" if last.record.outcome == "denied" else ""
    device = f"device {_plain(details['device'])}"
    said = (
        ""
        if details["device_reason"] in {"ok", details["device"]}
        else f", {_plain(details['device_reason'])}"
    )
    lines = [
        f"{begin}: {who}: {last.record.outcome}{reason}; {device}{said}; rule: {details['rule'] or 'none'}."
    ]
    if found.expected:
        cause = (
            f"that was because {CAUSES[found.before].plain}" if found.before else "that was as it should be"
        )
        lines.append(f"Something changed since ({cause}); this is about the next sign-in.")
    return lines


def _step(step: Step) -> list[str]:
    told = "; ".join(step.told) if step.state in {"symptom", "not the reason"} else step.check.holds
    return [f"  {_MARKS[step.state]}  {told}  [{step.check.place}]"]


def _remedy(found: Diagnosis, calendar: Calendar) -> list[str]:
    cause, check = found.cause, found.check
    assert cause is not None  # for the caller has looked
    assert check is not None
    lines = [
        f"Why:    {cause.plain} ({cause.fact})",
        f"Seen:   {check.place}: {check.where}",
        f"Remedy: {cause.remedy}",
    ]
    if found.told_by is not None:
        told = found.told_by
        lines.insert(1, f"Told:   {calendar.text(told.at)}  {sentence(told)}")
    return lines


def _plain(word: object) -> str:
    return str(word).replace("_", " ")


def as_data(found: Diagnosis, calendar: Calendar) -> dict[str, Any]:
    """The diagnosis for programs."""
    cause, check = found.cause, found.check
    return {
        "mac": found.mac,
        "account": found.account,
        "at": calendar.text(found.at),
        "problem": found.problem,
        "cause": found.word or None,
        "why": None if cause is None else cause.plain,
        "fact": None if cause is None else cause.fact,
        "check": None if check is None else check.name,
        "stage": None if check is None else check.stage,
        "place": None if check is None else check.place,
        "where": None if check is None else check.where,
        "remedy": None if cause is None else cause.remedy,
        "told_by": None if found.told_by is None else _told(found.told_by, calendar),
        "changed_since": found.expected,
        "cause_then": found.before or None,
        "last_sign_in": None
        if found.last is None
        else _sign_in(found.last.record, found.last.at - 1, calendar),
        "passed": [step.check.name for step in found.steps if step.state == "passed"],
        "not_known": [step.check.name for step in found.steps if step.state == "not known"],
        "also_wrong": {step.check.name: [*step.told] for step in found.also},
    }


def _told(record: Record, calendar: Calendar) -> dict[str, Any]:
    return {"seq": record.seq, "at": calendar.text(record.at), "event": record.kind, "says": sentence(record)}


def _sign_in(record: Record, at: int, calendar: Calendar) -> dict[str, Any]:
    names = ("person", "app", "client", "rule", "device", "device_reason")
    told = {name: record.details[name] for name in names}
    return {"at": calendar.text(at), "outcome": record.outcome, "reason": record.reason, **told}
