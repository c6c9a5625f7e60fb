"""What a report says of certificates: when those that are held expire, and what is amiss with the rest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from heapq import merge
from operator import attrgetter
from typing import NamedTuple

from simulator.clock import DAY_S, Calendar
from simulator.finding import of_kinds
from simulator.reading import Issued, Reading

LIMIT = 5
"""So many unbound certificates a device may have ('Device Trust for Jamf Pro-managed macOS', Okta help, known issues)."""
_WEEK_DAYS = 7


class Expiring(NamedTuple):
    """Certificates that are held at the end of a run and expire in one week; ``at`` is the midnight on which it begins.

    ``last`` of the Macs hold no certificate that is good for longer.
    """

    at: int
    certificates: int
    macs: int
    last: int


def expiring_after_end(reading: Reading) -> list[Expiring]:
    """The weeks after a run in which certificates expire that Macs hold at its end, counted from the run's first day."""
    held = {
        mac: [one for one in issued if one.held_at(reading.end_at)]
        for mac, issued in reading.certificates_of.items()
    }
    ends = [one.not_after or 0 for issued in held.values() for one in issued]
    days = (max(ends, default=reading.start_at) - reading.start_at) // DAY_S + _WEEK_DAYS + 1
    calendar = Calendar(reading.calendar.start_at, reading.calendar.zone.key, days)
    weeks: defaultdict[int, list[Issued]] = defaultdict(list)
    for issued in held.values():
        for one in issued:
            weeks[calendar.day_of(one.not_after or 0) // _WEEK_DAYS].append(one)
    longest = {mac: max((one.not_after or 0 for one in issued), default=0) for mac, issued in held.items()}
    return [
        Expiring(
            calendar.midnight(week * _WEEK_DAYS),
            len(those),
            len({one.mac for one in those}),
            len({one.mac for one in those if one.not_after == longest[one.mac]}),
        )
        for week, those in sorted(weeks.items())
    ]


def unbound_at_most(reading: Reading) -> dict[str, tuple[int, int]]:
    """Of each Mac with a certificate: how many were unbound at the same time at most, and how many are at the end.

    One counts from its issue until it is bound or revoked, whatever became of it on the Mac: so does Okta.
    """
    return {mac: _unbound(issued, reading.end_at) for mac, issued in reading.certificates_of.items()}


def _unbound(issued: Iterable[Issued], end_at: int) -> tuple[int, int]:
    changes: list[tuple[int, int]] = []
    for one in issued:
        ends = [at for at in (one.bound_at, one.revoked_at) if at is not None]
        changes += [(one.at, 1), *((min(ends), -1) for _ in ends[:1])]
    count = most = 0
    for _, change in sorted(change for change in changes if change[0] <= end_at):
        count += change
        most = max(most, count)
    return most, count


def refused_at_limit(reading: Reading) -> Counter[str]:
    """How often Okta refused an enrollment of each Mac because of too many unbound certificates."""
    return Counter(
        record.subject
        for record in of_kinds(reading.records, "user.credential.enroll")
        if record.outcome == "failure" and record.reason == "enrollment_limit"
    )


class Amiss(NamedTuple):
    """A certificate with which something is amiss: on which Mac, what, since when."""

    mac: str
    serial_number: str
    what: str
    since_at: int


def amiss(reading: Reading) -> list[Amiss]:
    """Certificates that are revoked and still on the Mac, on two devices, or issued and lost; the last ones first."""
    found = [*_revoked(reading), *_lost(reading), *_on_two(reading)]
    return sorted(found, key=lambda one: (-one.since_at, one.mac, one.what))


REVOKED, TWO, LOST = "revoked, and still on the Mac", "on two devices", "issued and lost"


def _revoked(reading: Reading) -> Iterator[Amiss]:
    for one in reading.certificates.values():
        there = one.imported_at is not None and one.removed_at is None
        if there and one.revoked_at is not None:
            yield Amiss(one.mac, one.serial_number, REVOKED, one.revoked_at)


def _lost(reading: Reading) -> Iterator[Amiss]:
    """Never used, and in no keychain any more: what ``certificates_lost`` counts."""
    for one in reading.certificates.values():
        if one.bound_at is None and (one.imported_at is None or one.removed_at is not None):
            yield Amiss(one.mac, one.serial_number, LOST, one.removed_at or one.at)


def _on_two(reading: Reading) -> Iterator[Amiss]:
    """Presented, or found in the keychain, on another Mac than the one that it was issued to."""
    seen: set[tuple[str, str]] = set()
    kept = of_kinds(reading.records, "certificate.imported", "certificate.removed")
    for record in merge(reading.opened, kept, key=attrgetter("seq")):
        serial = str(record.details.get("serial_number", ""))
        one = reading.certificates.get(serial)
        if one is None or one.mac == record.subject or (serial, record.subject) in seen:
            continue
        seen.add((serial, record.subject))
        yield Amiss(record.subject, serial, f"{TWO}: issued to {one.mac}", record.at)
