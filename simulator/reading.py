"""A trace read once: Macs, people, sign-ins and certificates, each where a judge looks for it.

Sign-ins are told in two ways. ``app.opened`` is one that was played; ``app.routine`` stands for all openings strictly
between two seconds, which came out alike and are counted from the person's dice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from simulator.clock import Calendar
from simulator.habits import Routine
from simulator.trace import Record


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
        routines: each person's routine.
        opened, opened_on: sign-ins that were played, oldest first; and those of each Mac.
        segments: routine sign-ins, by their ends.
        certificates, certificates_of: all that Okta issued, by serial number; and those of each Mac.
        managed: whether Jamf Pro manages a Mac at the end.
        faults: their beginnings and ends.
        last_fault_ended_at: when the last fault was over; None while there was none.
        named: what came of the acts that the scenario gives a name.
    """

    records: Sequence[Record]
    calendar: Calendar
    seed: int = 0
    replication: int = 0
    start_at: int = 0
    end_at: int = 0
    zones: dict[str, Calendar] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    routines: dict[str, Routine] = field(default_factory=dict)
    opened: list[Record] = field(default_factory=list)
    opened_on: dict[str, list[Record]] = field(default_factory=dict)
    segments: list[Record] = field(default_factory=list)
    certificates: dict[str, Issued] = field(default_factory=dict)
    certificates_of: dict[str, list[Issued]] = field(default_factory=dict)
    managed: dict[str, bool] = field(default_factory=dict)
    faults: list[Record] = field(default_factory=list)
    last_fault_ended_at: int | None = None
    named: dict[str, list[Record]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Read the records, once."""
        for record in self.records:
            reader = _READERS.get(record.kind)
            if reader is not None:
                reader(self, record)
            if name := record.details.get("named"):
                self.named.setdefault(name, []).append(record)

    def macs(self, group: str | None = None) -> list[str]:
        """Macs of a group (or the one Mac of that name), or all."""
        return [mac for mac, of in self.groups.items() if group is None or group in {of, mac}]

    def routine_opens(self, segment: Record, after: int, before: int) -> Iterator[tuple[int, int]]:
        """(local day, how many) routine sign-ins of a segment strictly between two seconds."""
        details = segment.details
        routine = self.routines[details["person"]]
        begins, ends = max(int(details["from_at"]), after), min(int(details["until_at"]), before)
        if ends <= begins:
            return
        counted = routine.opens_by_day(f"{details['app']} {details['client']}", begins, ends)
        for day in counted.nonzero()[0]:
            yield int(day), int(counted[day])


def calendar_of(records: Iterable[Record]) -> Calendar:
    """The local days of a run, from its first record. Raises ValueError where a trace has no beginning."""
    for record in records:
        if record.kind == "run.started":
            details = record.details
            return Calendar(
                details["start_at"], details["zone"], details["days"], frozenset(details["holidays"])
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
    reading.routines[record.subject] = Routine.from_details(
        reading.zones[zone], reading.seed, reading.replication, habits
    )


def _issue(reading: Reading, record: Record) -> None:
    if record.outcome == "success":
        serial = record.details["serial_number"]
        renewal = record.kind == "pki.cert.renew"
        found = Issued(serial, record.subject, record.at, renewal=renewal)
        before = reading.certificates.get(record.details.get("renewed_from", ""))
        if before is not None and before.bound_at is not None and not record.details.get("unbound"):
            found.bound_at = record.at
        reading.certificates[serial] = found
        reading.certificates_of.setdefault(record.subject, []).append(found)


def _import(reading: Reading, record: Record) -> None:
    found = reading.certificates.get(record.details["serial_number"])
    if found is not None:
        found.imported_at = record.at
        found.not_after = record.details["not_after"]


def _removal(reading: Reading, record: Record) -> None:
    found = reading.certificates.get(record.details["serial_number"])
    if found is not None:
        found.removed_at = record.at


def _opened(reading: Reading, record: Record) -> None:
    reading.opened.append(record)
    reading.opened_on.setdefault(record.subject, []).append(record)


def _authenticated(reading: Reading, record: Record) -> None:
    found = reading.certificates.get(str(record.details.get("serial_number", "")))
    if found is not None and record.details.get("bound_now") and found.bound_at is None:
        found.bound_at = record.at


def _revoked(reading: Reading, record: Record) -> None:
    found = reading.certificates.get(str(record.details.get("serial_number", "")))
    if found is not None:
        found.revoked_at = record.at


def _managed(reading: Reading, record: Record) -> None:
    reading.managed[record.subject] = record.kind in {"computer.enrolled", "computer.managed"}


def _fault(reading: Reading, record: Record) -> None:
    reading.faults.append(record)
    if record.kind == "fault.ended":
        reading.last_fault_ended_at = record.at


_READERS = {
    "run.started": _started,
    "mac.added": _mac,
    "person.added": _person,
    "app.opened": _opened,
    "app.routine": lambda reading, record: reading.segments.append(record),
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
