"""The trace: one append-only list of flat records, and nothing else, tells what happened in a run.

``seq`` counts from 0; ``cause`` is the ``seq`` of what led to a record, so that a denial can be read backwards
to its root. A kind that the vocabulary does not know, or one that lacks a detail, is refused at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import orjson

from simulator.vocabulary import KINDS, OKTA_KINDS, PREVIEW

Details = Mapping[str, Any]


class Record(NamedTuple):
    """One event.

    Attributes:
        seq: position in the trace, from 0.
        at: epoch second, UTC.
        source: who saw it: world, fault, admin, mac, person, jamf or okta.
        kind: what happened, a word of the vocabulary (Okta's System Log keeps its own event types).
        subject: whom it is about, nearly always a Mac's name.
        outcome: allowed, denied, completed, failed, success, failure, ...
        reason: why, as a machine-readable word.
        cause: ``seq`` of what led to it, or None.
        details: the rest, flat, JSON-able.
    """

    seq: int
    at: int
    source: str
    kind: str
    subject: str
    outcome: str
    reason: str
    cause: int | None
    details: Details


class TraceError(Exception):
    """A record that the vocabulary does not allow: a bug of ours, never of a scenario."""

    def __init__(self, kind: str, why: str) -> None:
        super().__init__(kind, why)
        self.kind = kind
        self.why = why


def canonical(record: Record) -> bytes:
    """A record as one line of JSON in UTF-8, keys sorted, the same in every process."""
    return orjson.dumps(record[:], option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


class _Blank(dict[str, Any]):
    """A detail that a sentence names and a record lacks reads as nothing."""

    def __missing__(self, key: str) -> str:
        return ""


def sentence(record: Record) -> str:
    """A record in plain words.

    >>> sentence(Record(0, 0, "mac", "mac.slept", "ada", "", "", None, {}))
    'ada goes to sleep.'
    """
    kind = KINDS.get(record.kind)
    pattern = (
        kind.sentence if kind else OKTA_KINDS.get(record.kind, record.details.get("display", record.kind))
    )
    if kind is None and record.kind.startswith(PREVIEW):
        pattern = "In the preview org: {display}: {outcome} {reason}."
    words = _Blank(record.details)
    words.update(subject=record.subject, outcome=record.outcome, reason=record.reason.replace("_", " "))
    text = str(pattern).format_map(words)
    return " ".join(text.split()).replace(" .", ".").replace(" ()", "").replace("( ", "(")


def causes(records: Sequence[Record], seq: int) -> Iterator[Record]:
    """What led to the record at ``seq``, the nearest cause first; a cause is always earlier, so this ends."""
    at, cause = seq, records[seq].cause
    while cause is not None and 0 <= cause < at:
        yield records[cause]
        at, cause = cause, records[cause].cause


Listener = Callable[[Record], None]


class Trace:
    """Append-only records, with listeners that see each record as it comes (invariants, a writer).

    They stay in memory, unless ``keep`` puts them elsewhere: then ``records`` is where they can be read again.
    """

    __slots__ = ("_count", "_keep", "_listeners", "_state", "_watchers", "records")

    def __init__(self, records: Sequence[Record] | None = None, keep: Listener | None = None) -> None:
        in_memory = [*records] if records is not None and keep is None else []
        self.records: Sequence[Record] = in_memory if keep is None or records is None else records
        self._keep: Listener = in_memory.append if keep is None else keep
        self._count = len(in_memory)
        self._state = None if keep is None else hashlib.blake2b(digest_size=16)
        self._listeners: list[Listener] = []
        self._watchers: list[Listener] = []

    def listen(self, listener: Listener) -> None:
        """Call ``listener`` with every record from now on."""
        self._listeners.append(listener)

    def watch(self, listener: Listener) -> None:
        """Call ``listener`` with every record from now on, and with what is played and not told as well."""
        self._listeners.append(listener)
        self._watchers.append(listener)

    def pass_over(
        self, at: int, kind: str, subject: str, outcome: str, reason: str, details: Details
    ) -> None:
        """Show what is not to be told to those who watch, under the ``seq`` that it would have."""
        for watcher in self._watchers:
            watcher(Record(self._count, at, "", kind, subject, outcome, reason, None, details))

    def add(
        self,
        at: int,
        kind: str,
        subject: str,
        outcome: str = "",
        reason: str = "",
        cause: int | None = None,
        details: Details | None = None,
        source: str = "",
    ) -> int:
        """Append a record and return its ``seq``. Raises TraceError where the vocabulary does not allow it."""
        known = KINDS.get(kind)
        details = {} if details is None else details
        if known is None:
            if source != "okta":
                raise TraceError(kind, "unknown kind")
        else:
            source = known.source
            if not known.details <= details.keys():
                raise TraceError(kind, f"lacks {sorted(known.details - details.keys())}")
        seq = self._count
        if cause is not None and not 0 <= cause < seq:
            raise TraceError(kind, f"names cause {cause}, which has not happened")
        record = Record(seq, at, source, kind, subject, outcome, reason, cause, details)
        self._keep(record)
        self._count = seq + 1
        if self._state is not None:  # it is not to be read again for its digest
            self._state.update(canonical(record))
        for listener in self._listeners:
            listener(record)
        return seq

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Record]:
        return iter(self.records)

    def chain(self, seq: int) -> list[Record]:
        """The record and its causes, back to the root, the record itself first."""
        return [self.records[seq], *causes(self.records, seq)]

    def digest(self) -> str:
        """BLAKE2b of all records in canonical form: equal digests mean equal runs, event for event."""
        if self._state is not None:
            return self._state.hexdigest()
        state = hashlib.blake2b(digest_size=16)
        for record in self.records:
            state.update(canonical(record))
        return state.hexdigest()


def first_difference(one: Trace, other: Trace) -> str:
    """Where two traces part: the first event that differs, told for both; "" where they are equal."""
    for left, right in zip(one.records, other.records, strict=False):
        if canonical(left) != canonical(right):
            return f"event {left.seq} differs:\n  {_line(left)}\n  {_line(right)}"
    if len(one) != len(other):
        longer = one if len(one) > len(other) else other
        extra = longer.records[min(len(one), len(other))]
        return f"event {extra.seq} is in one run only:\n  {_line(extra)}"
    return ""


def _line(record: Record) -> str:
    return canonical(record).decode().rstrip()
