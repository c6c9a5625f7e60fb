"""A Mac's life in lanes: what lasted and what happened at a moment, each with the event that tells it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple, cast

from simulator.finding import about
from simulator.reading import Issued, Reading
from simulator.trace import Record

Tone = Literal["good", "bad", "fair", "quiet"]


class Span(NamedTuple):
    """Something that lasted, or (``until_at`` None) happened at a moment; ``record`` is the event that tells it.

    ``says`` is what it is in words, where the event's own sentence says something else.
    """

    lane: str
    from_at: int
    until_at: int | None
    tone: Tone
    record: Record
    says: str = ""


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
_LANES = ("management", "faults", "certificate", "held by", "task", "sign-ins")
_ENDS_BROWSERS = frozenset({"mac.restarted", "mac.shut_down", "mac.powered_off"})
"""Kinds after which no browser of a Mac holds anything."""


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
        *_held(reading, of_mac),
        *_sign_ins(of_mac),
        *_moments(of_mac),
    ]
    begins: dict[str, int] = {}
    for span in spans:
        begins[span.lane] = min(span.from_at, begins.get(span.lane, span.from_at))
    return sorted(
        spans,
        key=lambda span: (
            _lane_order(span.lane),
            begins[span.lane],
            span.lane,
            span.from_at,
            span.record.seq,
        ),
    )


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
    """Each certificate in the keychain by what it is worth: unbound, bound, expired or revoked and still there."""
    issued = {one.serial_number: one for one in reading.certificates_of.get(mac, ())}
    for record in of_mac:
        if record.kind == "certificate.imported":
            serial = str(record.details["serial_number"])
            yield from _worth(reading, record, issued.get(serial), f"certificate {serial[:8]}")


def _worth(reading: Reading, record: Record, one: Issued | None, lane: str) -> Iterator[Span]:
    if one is None:
        yield Span(lane, record.at, reading.end_at, "good", record)
        return
    gone = min(at for at in (one.removed_at, reading.end_at) if at is not None)
    good = min(at for at in (one.not_after, one.revoked_at, gone) if at is not None)
    bound = min(max(one.bound_at or good, record.at), good) if one.bound_at is not None else good
    revoked = one.revoked_at is not None and one.revoked_at <= good
    for from_at, until_at, tone, says in (
        (record.at, bound, "fair", "in the keychain, not used yet (unbound)"),
        (bound, good, "good", "in the keychain, bound to its user"),
        (good, gone, "bad", f"{'revoked' if revoked else 'expired'}, and still in the keychain"),
    ):
        if from_at < until_at:
            yield Span(lane, from_at, until_at, cast("Tone", tone), record, f"{lane} is {says}")


def _held(reading: Reading, of_mac: Sequence[Record]) -> Iterator[Span]:
    """What each browser presented last, which those that keep it hold until they are quit (BRW-01, BRW-11)."""
    since: dict[tuple[str, str], Record] = {}
    for record in of_mac:
        if record.kind == "app.opened" and record.details["device"] != "not_asked":
            key = (str(record.details["account"]), str(record.details["client"]))
            before = since.get(key)
            if before is not None and _presented(before) != _presented(record):
                yield _holding(key, before, record.at)
            if before is None or _presented(before) != _presented(record):
                since[key] = record
        elif record.kind == "browser.quit":
            key = (str(record.details["account"]), str(record.details["client"]))
            if key in since:
                yield _holding(key, since.pop(key), record.at)
        elif record.kind in _ENDS_BROWSERS:
            yield from (_holding(key, one, record.at) for key, one in since.items())
            since.clear()
    yield from (_holding(key, one, reading.end_at) for key, one in since.items())


def _presented(record: Record) -> tuple[str, bool]:
    """The certificate, and whether it was worth something."""
    return str(record.details.get("serial_number", "")), record.details["device"] == "trusted"


def _holding(key: tuple[str, str], record: Record, until_at: int) -> Span:
    account, client = key
    serial, trusted = _presented(record)
    says = f"certificate {serial[:8]}" if serial else "no certificate"
    tone: Tone = "good" if trusted else "bad" if serial else "fair"
    words = f"{client} of {account} presented {says}; a browser that keeps what it presented does so until it is quit"
    return Span(f"held by {client}", record.at, until_at, tone, record, words)


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
