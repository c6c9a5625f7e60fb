"""Numbers of a run, counted from its trace and from nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from simulator.finding import of_kinds
from simulator.reading import Issued, Reading
from simulator.trace import Record

_WEEK_S = 7 * 86400


@dataclass(frozen=True, slots=True)
class Window:
    """What is counted: Macs of a group (all where None), at seconds in [after, before)."""

    group: str | None
    after: int
    before: int

    def holds(self, at: int) -> bool:
        """Whether a second lies in it."""
        return self.after <= at < self.before


@dataclass(frozen=True, slots=True)
class SignIns:
    """Sign-ins of one person at one Mac on one local day that came out alike."""

    mac: str
    person: str
    day: int
    outcome: str
    reason: str
    device: str
    count: int


def sign_ins(reading: Reading, window: Window, outcome: str = "", device: str = "") -> Iterator[SignIns]:
    """All sign-ins, played and routine, or those with an outcome and a device, in no particular order."""
    for record in played(reading, window, outcome, device):
        yield _alike(record, reading.calendar.day_of(record.at), 1)
    for segment in routine(reading, window, outcome, device):
        for day, count in reading.routine_opens(segment, window.after - 1, window.before):
            yield _alike(segment, day, count)


def played(reading: Reading, window: Window, outcome: str = "", device: str = "") -> Iterator[Record]:
    """The sign-ins of a window that were played: all, or those with an outcome and a device."""
    found = _of(reading.opened, reading, window, outcome, device)
    return (record for record in found if window.holds(record.at))


def routine(reading: Reading, window: Window, outcome: str = "", device: str = "") -> Iterator[Record]:
    """The segments of routine sign-ins of a window's Macs, of which some lie in it; all, or as for :func:`played`."""
    return _of(reading.segments, reading, window, outcome, device)


def _of(
    records: Iterable[Record], reading: Reading, window: Window, outcome: str, device: str
) -> Iterator[Record]:
    macs = set(reading.macs(window.group))
    return (
        record
        for record in records
        if (not outcome or record.outcome == outcome)
        and (not device or record.details["device"] == device)
        and record.subject in macs
    )


def _count(reading: Reading, window: Window, outcome: str = "", device: str = "") -> int:
    """How many sign-ins there are: all, or those with an outcome and a device."""
    segments = routine(reading, window, outcome, device)
    return sum(1 for _ in played(reading, window, outcome, device)) + sum(
        reading.routine(segment, window.after - 1, window.before).total for segment in segments
    )


def _alike(record: Record, day: int, count: int) -> SignIns:
    details = record.details
    return SignIns(
        record.subject, details["person"], day, record.outcome, record.reason, details["device"], count
    )


class PersonDays:
    """Days of people, each counted once: a bit a day, since a fleet that is locked out has millions of them."""

    def __init__(self) -> None:
        self._days: dict[str, int] = {}

    def add(self, person: str, day: int) -> None:
        """A person's local day (from 0)."""
        self.add_all(person, 1 << day)

    def add_all(self, person: str, days: int) -> None:
        """Several of them: a bit for each."""
        self._days[person] = self._days.get(person, 0) | days

    def __len__(self) -> int:
        return sum(days.bit_count() for days in self._days.values())


def denied_person_days(reading: Reading, window: Window) -> float:
    """Days on which a person was denied at least once, counted for each person."""
    days = PersonDays()
    for record in played(reading, window, "denied"):
        days.add(record.details["person"], reading.calendar.day_of(record.at))
    for segment in routine(reading, window, "denied"):
        mask = reading.routine(segment, window.after - 1, window.before).days
        days.add_all(segment.details["person"], mask)
    return len(days)


def denied_sign_ins(reading: Reading, window: Window) -> float:
    """Sign-ins that were denied."""
    return _count(reading, window, "denied")


def count_sign_ins(reading: Reading, window: Window) -> float:
    """All sign-ins."""
    return _count(reading, window)


def macs_locked_out(reading: Reading, window: Window) -> float:
    """Macs on which somebody was denied who had been let in with a trusted device before."""
    trusted: dict[tuple[str, str], int] = {}
    for record in reading.opened:
        if record.outcome == "allowed" and record.details["device"] == "trusted":
            trusted.setdefault((record.subject, record.details["person"]), record.at)
    first_days = {key: reading.calendar.day_of(at) for key, at in trusted.items()}
    macs = set()
    for record in played(reading, window, "denied"):
        first = first_days.get((record.subject, record.details["person"]))
        if first is not None and reading.calendar.day_of(record.at) >= first:
            macs.add(record.subject)
    for segment in routine(reading, window, "denied"):
        first = first_days.get((segment.subject, segment.details["person"]))
        if first is not None and reading.routine(segment, window.after - 1, window.before).days >> first:
            macs.add(segment.subject)
    return len(macs)


def exposures(reading: Reading, window: Window) -> float:
    """Sign-ins that were allowed although Okta had looked at the device and found it untrusted."""
    return _count(reading, window, "allowed", "untrusted")


def trusted_while_unmanaged(reading: Reading, window: Window) -> float:
    """Sign-ins for which Okta trusted a device that Jamf Pro did not manage at the time."""
    spans = {mac: [*reading.unmanaged_spans(mac)] for mac in reading.macs(window.group)}
    of_played = sum(
        any(begins <= record.at < until for begins, until in spans.get(record.subject, ()))
        for record in reading.opened
        if _trusted(record) and window.holds(record.at)
    )
    of_routine = sum(
        count
        for segment in reading.segments
        if _trusted(segment)
        for begins, until in spans.get(segment.subject, ())
        for _, count in reading.routine_opens(
            segment, max(begins, window.after) - 1, min(until, window.before)
        )
    )
    return of_played + of_routine


def _trusted(record: Record) -> bool:
    return record.outcome == "allowed" and record.details["device"] == "trusted"


def _certificates(reading: Reading, window: Window) -> list[Issued]:
    macs = set(reading.macs(window.group))
    return [one for one in reading.certificates.values() if one.mac in macs]


def macs_enrolled(reading: Reading, window: Window) -> float:
    """Macs with at least one certificate imported in the window."""
    found = _certificates(reading, window)
    return len({one.mac for one in found if one.imported_at is not None and window.holds(one.imported_at)})


def macs_never_enrolled(reading: Reading, window: Window) -> float:
    """Macs on which no certificate was ever imported up to the window's end."""
    enrolled = {
        one.mac
        for one in _certificates(reading, window)
        if one.imported_at is not None and one.imported_at < window.before
    }
    return len(set(reading.macs(window.group)) - enrolled)


def certificates_issued(reading: Reading, window: Window) -> float:
    """Certificates issued at an enrollment."""
    return sum(not one.renewal and window.holds(one.at) for one in _certificates(reading, window))


def certificates_renewed(reading: Reading, window: Window) -> float:
    """Certificates issued at a renewal."""
    return sum(one.renewal and window.holds(one.at) for one in _certificates(reading, window))


def certificates_unbound(reading: Reading, window: Window) -> float:
    """Certificates that at the window's end were neither bound nor revoked: what counts against the limit."""
    return sum(
        one.at < window.before
        and (one.bound_at is None or one.bound_at >= window.before)
        and (one.revoked_at is None or one.revoked_at >= window.before)
        for one in _certificates(reading, window)
    )


def certificates_lost(reading: Reading, window: Window) -> float:
    """Certificates that Okta issued and that no keychain holds any more, although nobody ever used them.

    Lost on the way, thrown away by a failing step, or deleted with the keychain.
    """
    return sum(
        window.holds(one.at)
        and one.bound_at is None
        and (one.imported_at is None or (one.removed_at is not None and one.removed_at < window.before))
        for one in _certificates(reading, window)
    )


def _failures(kind: str) -> Callable[[Reading, Window], float]:
    def count(reading: Reading, window: Window) -> float:
        macs = set(reading.macs(window.group))
        return sum(
            record.outcome == "failure" and record.subject in macs and window.holds(record.at)
            for record in of_kinds(reading.records, kind)
        )

    return count


def trusted_share_at_end(reading: Reading, window: Window) -> float:
    """Share of the Macs whose last sign-in before the window's end was trusted, or that hold a valid certificate.

    A Mac on which nobody ever signs in counts as trusted while the certificate that it holds is valid.
    """
    macs = reading.macs(window.group)
    return sum(trusted_at(reading, mac, window.before) for mac in macs) / len(macs) if macs else 0.0


def trusted_at(reading: Reading, mac: str, at: int) -> bool:
    """Whether a Mac is trusted at a second: by its last sign-in, or by the certificate that it holds."""
    device = reading.devices_at(at).get(mac)
    return holds_certificate_at(reading, mac, at) if device is None else device == "trusted"


def holds_certificate_at(reading: Reading, mac: str, at: int) -> bool:
    """Whether a Mac holds a certificate that is valid and not revoked at a second."""
    return any(one.held_at(at) for one in reading.certificates_of.get(mac, ()))


def enforced_on(reading: Reading, window: Window) -> set[str]:
    """Computers of Jamf Pro's inventory on which Okta authenticated a device via certificate in the window.

    Joined by the device's id, which debugData of the System Log's events and the inventory both have; routine sign-ins
    of a trusted device are as many such events.
    """
    computers = _inventory(reading, window)
    seen = {
        str(record.details.get("udid", ""))
        for record in of_kinds(reading.records, "user.authentication.authenticate")
        if record.outcome == "success" and window.holds(record.at)
    }
    routine = {
        segment.subject
        for segment in reading.segments
        if segment.details["device"] == "trusted"
        and any(reading.routine_opens(segment, window.after - 1, window.before))
    }
    return {mac for mac, udid in computers.items() if udid in seen or mac in routine}


def _inventory(reading: Reading, window: Window) -> dict[str, str]:
    """The hardware id of each Mac that Jamf Pro manages at the end."""
    wanted = {mac for mac in reading.macs(window.group) if reading.managed[mac]}
    added = of_kinds(reading.records, "mac.added")
    return {record.subject: str(record.details["udid"]) for record in added if record.subject in wanted}


def enforcement_coverage(reading: Reading, window: Window) -> float:
    """Share of Jamf Pro's inventory on which Device Trust was seen to be enforced."""
    computers = _inventory(reading, window)
    return len(enforced_on(reading, window)) / len(computers) if computers else 0.0


def renewals_in_busiest_week(reading: Reading, window: Window) -> float:
    """The most renewals in any week counted from the run's start."""
    weeks = Counter(
        (one.at - reading.start_at) // _WEEK_S
        for one in _certificates(reading, window)
        if one.renewal and window.holds(one.at)
    )
    return max(weeks.values(), default=0)


def shared_accounts(reading: Reading, window: Window) -> float:
    """Accounts of macOS in which several Okta users work, which is not supported."""
    macs = set(reading.macs(window.group))
    people = Counter(
        (record.details["mac"], record.details["account"])
        for record in of_kinds(reading.records, "person.added")
    )
    return sum(mac in macs and several > 1 for (mac, _), several in people.items())


def trusted_days_after_leaving(reading: Reading, window: Window) -> float:
    """For how many days a Mac that left management goes on to hold a certificate worth something: the mean; 0 for none."""
    days = _days_after_leaving(reading, window)
    return sum(days) / len(days) if days else 0.0


def most_trusted_days_after_leaving(reading: Reading, window: Window) -> float:
    """The same of the Mac on which it lasts longest."""
    return max(_days_after_leaving(reading, window), default=0.0)


def _days_after_leaving(reading: Reading, window: Window) -> list[float]:
    macs = set(reading.macs(window.group))
    found = []
    for record in of_kinds(reading.records, "computer.unmanaged", "computer.deleted"):
        if record.subject in macs and window.holds(record.at):
            held = [one for one in reading.certificates_of.get(record.subject, ()) if one.held_at(record.at)]
            ends = [min(_ends(one)) for one in held]
            found.append((max(ends, default=record.at) - record.at) / 86_400)
    return found


def _ends(one: Issued) -> list[int]:
    return [at for at in (one.not_after, one.revoked_at, one.removed_at) if at is not None]


MEASURES: dict[str, Callable[[Reading, Window], float]] = {
    "denied_person_days": denied_person_days,
    "denied_sign_ins": denied_sign_ins,
    "sign_ins": count_sign_ins,
    "macs_locked_out": macs_locked_out,
    "macs_enrolled": macs_enrolled,
    "macs_never_enrolled": macs_never_enrolled,
    "certificates_issued": certificates_issued,
    "certificates_renewed": certificates_renewed,
    "certificates_unbound": certificates_unbound,
    "certificates_lost": certificates_lost,
    "exposures": exposures,
    "trusted_while_unmanaged": trusted_while_unmanaged,
    "failed_enrollments": _failures("user.credential.enroll"),
    "failed_renewals": _failures("pki.cert.renew"),
    "trusted_share_at_end": trusted_share_at_end,
    "enforcement_coverage": enforcement_coverage,
    "renewals_in_busiest_week": renewals_in_busiest_week,
    "shared_accounts": shared_accounts,
    "trusted_days_after_leaving": trusted_days_after_leaving,
    "most_trusted_days_after_leaving": most_trusted_days_after_leaving,
}
"""Every number that a scenario can expect, by name."""
