"""What a trace says: Macs, people and certificates are read once and kept; sign-ins are gone through when asked for.

Sign-ins are told in two ways. ``app.opened`` is one that was played; ``app.routine`` stands for all openings strictly
between two seconds, which came out alike and are counted from the person's dice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import takewhile
from operator import attrgetter
from typing import TYPE_CHECKING

from simulator.clock import MONDAY_TO_FRIDAY, Calendar
from simulator.finding import Remembered, named, of_kinds
from simulator.habits import Routine
from simulator.openings import Asked, Openings, counted
from simulator.trace import Record

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(slots=True)
class Issued:
    """A certificate in the records: of which Mac, from when, until when, and what became of it."""

    serial_number: str
    mac: str
    at: int
    renewal: bool
    imported_at: int | None = None
    not_after: int | None = None
    bound_at: int | None = None
    revoked_at: int | None = None
    removed_at: int | None = None

    def held_at(self, at: int) -> bool:
        """Whether the Mac holds it at a second, valid and not revoked."""
        return (
            self.imported_at is not None
            and self.imported_at < at <= (self.not_after or 0)
            and (self.removed_at is None or self.removed_at >= at)
            and (self.revoked_at is None or self.revoked_at >= at)
        )


@dataclass(slots=True)
class Reading:
    """What a trace says, by subject.

    Attributes:
        groups: each Mac's group, in the order of the fleet.
        routines: what each person is used to do on each of their Macs, by Mac and person.
        opened: sign-ins that were played, oldest first; of a run on disk they are read each time, unless they are few.
        segments: routine sign-ins, by their ends, in the same way.
        certificates, certificates_of: all that Okta issued, by serial number; and those of each Mac.
        managed: whether Jamf Pro manages a Mac at the end.
        management: of the Macs where that changed after the start, the seconds and what it was from then on.
        faults: their beginnings and ends.
        last_fault_ended_at: when the last fault was over; None while there was none.
    """

    records: Sequence[Record]
    calendar: Calendar
    seed: int = 0
    replication: int = 0
    start_at: int = 0
    end_at: int = 0
    zones: dict[str, Calendar] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    routines: dict[tuple[str, str], Routine] = field(default_factory=dict)
    opened: Iterable[Record] = field(init=False)
    segments: Iterable[Record] = field(init=False)
    certificates: dict[str, Issued] = field(default_factory=dict)
    certificates_of: dict[str, list[Issued]] = field(default_factory=dict)
    managed: dict[str, bool] = field(default_factory=dict)
    management: dict[str, list[tuple[int, bool]]] = field(default_factory=dict)
    faults: list[Record] = field(default_factory=list)
    last_fault_ended_at: int | None = None
    _devices_at: tuple[int, dict[str, str]] | None = None
    _counted: dict[int, Openings] = field(default_factory=dict)
    """The routine sign-ins that a whole segment stands for, by its ``seq``, as far as they were counted."""

    def __post_init__(self) -> None:
        """Read what is kept, once."""
        self.opened = Remembered(of_kinds(self.records, "app.opened"))
        self.segments = Remembered(of_kinds(self.records, "app.routine"))
        for record in of_kinds(self.records, *_READERS, succeeded=_ISSUES):
            _READERS[record.kind](self, record)

    def played_and_routine(self) -> Iterator[Record]:
        """Sign-ins that were played and routine ones, by their ends, as the trace has them."""
        return merge(self.opened, self.segments, key=attrgetter("seq"))

    def named(self, name: str) -> Iterable[Record]:
        """What came of the act to which the scenario gives this name."""
        return named(self.records, name)

    def devices_at(self, at: int) -> dict[str, str]:
        """What the device was at the last sign-in of each Mac before a second: trusted, untrusted or not asked for."""
        if self._devices_at is None or self._devices_at[0] != at:
            before = takewhile(lambda record: record.at < at, self.opened)
            self._devices_at = at, {record.subject: record.details["device"] for record in before}
        return self._devices_at[1]

    def macs(self, group: str | None = None) -> list[str]:
        """Macs of a group (or the one Mac of that name), or all."""
        return [mac for mac, of in self.groups.items() if group is None or group in {of, mac}]

    def unmanaged_spans(self, mac: str) -> Iterator[tuple[int, int]]:
        """From which second until before which one Jamf Pro did not manage a Mac."""
        changes = self.management.get(mac, [(self.start_at, self.managed[mac])])
        ends = [at for at, _ in changes[1:]] + [self.end_at + 1]
        for (begins, managed), until in zip(changes, ends, strict=True):
            if not managed and begins < until:
                yield begins, until

    def routine_opens(self, segment: Record, after: int, before: int) -> Iterator[tuple[int, int]]:
        """(local day, how many) routine sign-ins of a segment strictly between two seconds."""
        found = self.routine(segment, after, before)
        days = found.by_day.nonzero()[0]
        yield from zip(days.tolist(), found.by_day[days].tolist(), strict=True)

    def routine(self, segment: Record, after: int, before: int) -> Openings:
        """The routine sign-ins of a segment strictly between two seconds; of a whole one they are counted once."""
        details = segment.details
        whole = after <= details["from_at"] and details["until_at"] <= before
        known = self._counted.get(segment.seq) if whole else None
        if known is None:
            asked = self._asked(segment, after, before)
            opens = asked.routine.opens_by_day(asked.stream, asked.after, max(asked.after, asked.before))
            known = Openings(opens.astype("uint8"), int(opens.sum()))
            if whole:
                self._counted[segment.seq] = known
        return known

    def count_ahead(self) -> None:
        """Count all whole segments at once, for whoever asks for most of them: a fifth of the time of one by one."""
        of = attrgetter("subject")
        segments = sorted((one for one in self.segments if one.seq not in self._counted), key=of)
        asked = [self._asked(one, self.start_at - 1, self.end_at + 1) for one in segments]
        for segment, found in zip(segments, counted(asked), strict=True):
            self._counted[segment.seq] = found

    def _asked(self, segment: Record, after: int, before: int) -> Asked:
        details = segment.details
        routine = self.routines[segment.subject, details["person"]]
        stream = routine.stream(details["app"], details["client"])
        return Asked(
            routine, stream, max(int(details["from_at"]), after), min(int(details["until_at"]), before)
        )

    def routine_open_times(self, segment: Record, after: int, before: int) -> NDArray[np.int64]:
        """The routine sign-ins of a segment strictly between two seconds, epoch seconds in no particular order."""
        details = segment.details
        routine = self.routines[segment.subject, details["person"]]
        begins, ends = max(int(details["from_at"]), after), min(int(details["until_at"]), before)
        return routine.opens_between(
            routine.stream(details["app"], details["client"]), begins, max(begins, ends)
        )

    def last_routine_open(self, segment: Record, after: int, before: int) -> int | None:
        """The last routine sign-in of a segment strictly between two seconds, epoch second, or None."""
        details = segment.details
        routine = self.routines[segment.subject, details["person"]]
        begins, ends = max(int(details["from_at"]), after), min(int(details["until_at"]), before)
        return routine.last_open(routine.stream(details["app"], details["client"]), begins, ends)


def calendar_of(records: Iterable[Record]) -> Calendar:
    """The local days of a run, from its first record. Raises ValueError where a trace has no beginning."""
    for record in records:
        if record.kind == "run.started":
            details = record.details
            return Calendar(
                details["start_at"],
                details["zone"],
                details["days"],
                frozenset(details["holidays"]),
                frozenset(details.get("work_days", MONDAY_TO_FRIDAY)),
            )
    raise ValueError("the trace does not say when the run started")


def _started(reading: Reading, record: Record) -> None:
    reading.seed = record.details["seed"]
    reading.replication = record.details.get("replication", 0)
    reading.start_at = record.details["start_at"]
    reading.end_at = record.details["end_at"]


def _mac(reading: Reading, record: Record) -> None:
    reading.groups[record.subject] = record.details["group"]
    reading.managed[record.subject] = False


def _person(reading: Reading, record: Record) -> None:
    habits = record.details["habits"]
    zone = habits["zone"]
    if zone not in reading.zones:
        reading.zones[zone] = reading.calendar.in_zone(zone)
    reading.routines[str(record.details["mac"]), record.subject] = Routine.from_details(
        reading.zones[zone], reading.seed, reading.replication, habits
    )


def _issue(reading: Reading, record: Record) -> None:
    serial = record.details["serial_number"]
    renewal = record.kind == "pki.cert.renew"
    issued_at = record.details.get("issued_at", record.at)
    found = Issued(serial, record.subject, issued_at, renewal=renewal)
    if "bound_to" in record.details:
        found.bound_at = issued_at
    before = reading.certificates.get(record.details.get("renewed_from", ""))
    if before is not None and before.bound_at is not None and not record.details.get("unbound"):
        found.bound_at = record.at
    reading.certificates[serial] = found
    reading.certificates_of.setdefault(record.subject, []).append(found)


def _import(reading: Reading, record: Record) -> None:
    found = reading.certificates.get(record.details["serial_number"])
    if found is not None:
        found.imported_at, found.removed_at = record.at, None
        found.not_after = record.details["not_after"]


def _removal(reading: Reading, record: Record) -> None:
    found = reading.certificates.get(record.details["serial_number"])
    if found is not None and found.mac == record.subject:  # a copy elsewhere may go, and the Mac's own stays
        found.removed_at = record.at


def _authenticated(reading: Reading, record: Record) -> None:
    found = reading.certificates.get(str(record.details.get("serial_number", "")))
    if found is not None and record.details.get("bound_now") and found.bound_at is None:
        found.bound_at = record.at


def _revoked(reading: Reading, record: Record) -> None:
    found = reading.certificates.get(str(record.details.get("serial_number", "")))
    if found is not None:
        found.revoked_at = record.at


def _managed(reading: Reading, record: Record) -> None:
    mac, managed = record.subject, record.kind in {"computer.enrolled", "computer.managed"}
    if record.at > reading.start_at:
        before = (reading.start_at, reading.managed[mac])
        reading.management.setdefault(mac, [before]).append((record.at, managed))
    reading.managed[mac] = managed


def _fault(reading: Reading, record: Record) -> None:
    reading.faults.append(record)
    if record.kind == "fault.ended":
        reading.last_fault_ended_at = record.at


_ISSUES = ("pki.cert.issue", "pki.cert.renew")
_READERS = {
    "run.started": _started,
    "mac.added": _mac,
    "person.added": _person,
    "pki.cert.issue": _issue,
    "pki.cert.renew": _issue,
    "pki.cert.revoke": _revoked,
    "certificate.imported": _import,
    "certificate.removed": _removal,
    "user.authentication.authenticate": _authenticated,
    "computer.enrolled": _managed,
    "computer.managed": _managed,
    "computer.unmanaged": _managed,
    "computer.deleted": _managed,
    "fault.began": _fault,
    "fault.ended": _fault,
}
