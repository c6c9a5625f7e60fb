"""Whether what a record names as its cause can have led to it, by the records in between alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from simulator.trace import Record

_PASSING = frozenset(
    {
        *("host_blocked", "okta_down", "answer_lost", "tls_inspection", "jamf_down"),
        *("read_only_cell", "failing_step"),
    }
)
"""Faults that leave nothing behind: over, they explain nothing."""
_MANAGEMENT = {"computer.enrolled", "computer.managed", "computer.unmanaged", "computer.deleted"}


def led_back_wrongly(records: Sequence[Record]) -> Iterator[str]:
    """Causes that cannot be; nothing is said where answers are late, since they tell of what was before."""
    if any(
        record.details.get("fault") == "slow_network" for record in records if record.kind == "fault.began"
    ):
        return
    told = _Told()
    for record in records:
        if record.cause is not None:
            why = told.wrong(record, records[record.cause])
            if why:
                yield f"laid to what cannot be its cause: {record.kind} {record.reason}, event {record.seq}, {why}"
        told.learn(record)


@dataclass(slots=True)
class _Told:
    over: set[int] = field(default_factory=set)
    management: dict[str, int] = field(default_factory=dict)

    def learn(self, record: Record) -> None:
        if record.kind == "fault.ended" and record.cause is not None:
            self.over.add(record.cause)
        elif record.kind in _MANAGEMENT:
            self.management[record.subject] = record.seq

    def wrong(self, record: Record, cause: Record) -> str:
        """Why an earlier record cannot be the cause of another, "" where it can."""
        if cause.seq >= record.seq:
            return f"event {cause.seq} is no earlier"
        for look in _LOOKS:
            why = look(self, record, cause)
            if why:
                return why
        return ""

    def _fault(self, record: Record, cause: Record) -> str:
        if record.kind == "fault.ended" or cause.kind != "fault.began":
            return ""
        if cause.details["fault"] in _PASSING and cause.seq in self.over:
            return f"fault {cause.details['fault']} of event {cause.seq} is over"
        whom = str(cause.details.get("mac", ""))
        hits = not whom or record.subject in whom.split(",") or not record.subject
        return "" if hits else f"fault {cause.details['fault']} of event {cause.seq} hits {whom} alone"

    def _revocation(self, record: Record, cause: Record) -> str:
        if record.kind != "app.opened" or record.details.get("device_reason") != "certificate_revoked":
            return ""
        same = cause.details.get("serial_number") == record.details["serial_number"]
        fits = cause.kind == "pki.cert.revoke" and same
        return "" if fits or record.reason == "denied_by_rule" else f"event {cause.seq} revoked no such one"

    def _unmanaged(self, record: Record, cause: Record) -> str:
        if record.reason not in {"not_managed", "computer_unknown"} or record.source == "okta":
            return ""
        latest = self.management.get(record.subject)
        return "" if cause.seq == latest else f"event {cause.seq} is not its last change of management"


_LOOKS: tuple[Callable[[_Told, Record, Record], str], ...] = (
    _Told._fault,  # noqa: SLF001  # the class's own table
    _Told._revocation,  # noqa: SLF001
    _Told._unmanaged,  # noqa: SLF001
)
