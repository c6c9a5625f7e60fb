"""A Mac's life in lanes: what lasted and what happened at a moment, each with the event that tells it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from simulator.finding import about
from simulator.reading import Issued, Reading
from simulator.trace import Record

Tone = Literal["good", "bad", "fair", "quiet"]


class Span(NamedTuple):
    """Something that lasted, or (``until_at`` None) happened at a moment; ``record`` is the event that tells it."""

    lane: str
    from_at: int
    until_at: int | None
    tone: Tone
    record: Record


_TASK_TONES: dict[str, Tone] = {"failed": "bad", "renewed": "good", "completed": "good", "enrolled": "good"}
_MOMENTS: dict[str, tuple[str, Tone]] = {
    "browser.quit": ("browser quit", "quiet"),
    "mac.powered_off": ("power", "bad"),
    "mac.restarted": ("power", "quiet"),
    "mac.clock_set": ("clock", "fair"),
    "keychain.changed": ("keychain", "fair"),
    "admin.acted": ("administrator", "fair"),
    "policy.log_flushed": ("administrator", "quiet"),
    "user.credential.enroll": ("enrollment at Okta", "quiet"),
}
_STATES: dict[str, tuple[str, Tone | None]] = {
    "computer.enrolled": ("management", "good"),
    "computer.managed": ("management", "good"),
    "computer.unmanaged": ("management", "bad"),
    "computer.deleted": ("management", "bad"),
    "mac.slept": ("off or asleep", "quiet"),
    "mac.woke": ("off or asleep", None),
}
"""Kinds that begin a state of a lane, which lasts until the next one; None: that state is over."""
_LANES = ("management", "faults", "certificate", "task", "sign-ins")


def mac_timeline(reading: Reading, mac: str, of_mac: Sequence[Record]) -> list[Span]:
    """The spans of one Mac, lane by lane, each lane by time.

    Args:
        reading: the whole run.
        mac: the Mac's name.
        of_mac: the records about it, as :func:`by_mac` found them.
    """
    spans = [
        *_states(reading, of_mac),
        *_faults(reading, mac),
        *_certificates(reading, mac, of_mac),
        *_sign_ins(of_mac),
        *_moments(of_mac),
    ]
    return sorted(spans, key=lambda span: (_lane_order(span.lane), span.lane, span.from_at, span.record.seq))


def by_mac(reading: Reading, macs: Sequence[str]) -> dict[str, list[Record]]:
    """The records about each of these Macs, by time."""
    found: dict[str, list[Record]] = {mac: [] for mac in macs}
    for record in about(reading.records, macs):
        found[record.subject].append(record)
    return found


def _lane_order(lane: str) -> int:
    for place, beginning in enumerate(_LANES):
        if lane.startswith(beginning):
            return place
    return len(_LANES)


def _states(reading: Reading, of_mac: Sequence[Record]) -> Iterator[Span]:
    since: dict[str, tuple[Tone, Record]] = {}
    for record in of_mac:
        if record.kind not in _STATES:
            continue
        lane, tone = _STATES[record.kind]
        if lane in since:
            yield Span(lane, since[lane][1].at, record.at, *since.pop(lane))
        if tone is not None:
            since[lane] = (tone, record)
    for lane, (tone, record) in since.items():
        yield Span(lane, record.at, reading.end_at, tone, record)


def _faults(reading: Reading, mac: str) -> Iterator[Span]:
    """Faults that touch this Mac or everybody."""
    began: dict[str, Record] = {}
    for record in reading.faults:
        if record.kind == "fault.began":
            touched = str(record.details.get("mac", ""))
            if not touched or mac in touched.split(","):
                began[record.subject] = record
        elif record.subject in began:
            first = began.pop(record.subject)
            yield Span("faults", first.at, record.at, "fair", first)
    for first in began.values():
        yield Span("faults", first.at, reading.end_at, "fair", first)


def _certificates(reading: Reading, mac: str, of_mac: Sequence[Record]) -> Iterator[Span]:
    """Each certificate from its import to the first of expiry, removal, revocation and the end of the run."""
    issued = {one.serial_number: one for one in reading.certificates_of.get(mac, ())}
    for record in of_mac:
        if record.kind == "certificate.imported":
            serial = str(record.details["serial_number"])
            yield Span(
                f"certificate {serial[:8]}", record.at, _ends(reading, issued.get(serial)), "good", record
            )


def _ends(reading: Reading, one: Issued | None) -> int:
    if one is None:
        return reading.end_at
    ends = (one.not_after, one.removed_at, one.revoked_at, reading.end_at)
    return min(at for at in ends if at is not None)


def _sign_ins(of_mac: Sequence[Record]) -> Iterator[Span]:
    for record in of_mac:
        tone: Tone = "good" if record.outcome == "allowed" else "bad"
        if record.kind == "app.routine":
            details = record.details
            yield Span(
                f"sign-ins, {details['client']}", details["from_at"], details["until_at"], tone, record
            )
        elif record.kind == "app.opened":
            yield Span(f"sign-ins, {record.details['client']}", record.at, None, tone, record)


def _moments(of_mac: Sequence[Record]) -> Iterator[Span]:
    for record in of_mac:
        if record.kind in {"task.ran", "agent.passed"}:
            yield Span("task", record.at, None, _TASK_TONES.get(record.outcome, "quiet"), record)
        elif record.kind in _MOMENTS:
            lane, tone = _MOMENTS[record.kind]
            failed = record.outcome in {"failed", "failure"}
            yield Span(lane, record.at, None, "bad" if failed else tone, record)
