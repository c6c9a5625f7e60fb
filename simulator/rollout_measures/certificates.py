"""Certificates over time: how near Macs come to the limit of five unbound ones, and what is issued on which day.

Source: 'Device Trust for Jamf Pro-managed macOS', Okta help (five certificates that were never used, and no more).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from simulator.finding import of_kinds
from simulator.measures import Window
from simulator.reading import Issued, Reading
from simulator.rollout_measures.kept_out import days_of

LIMIT = 5


def slots_used(reading: Reading, window: Window) -> dict[str, int]:
    """Of each Mac, the most certificates that at one moment of the window were neither bound nor revoked.

    An expired one counts as the estate assumes (``expired_unbound_counts``).
    """
    expired_count = _expired_count(reading)
    return {
        mac: _most(reading.certificates_of.get(mac, ()), window, expired_count=expired_count)
        for mac in reading.macs(window.group)
    }


def _expired_count(reading: Reading) -> bool:
    (started,) = of_kinds(reading.records, "run.started")
    return bool(started.details["assumptions"].get("expired_unbound_counts") != "no")


def _most(certificates: list[Issued] | tuple[()], window: Window, *, expired_count: bool) -> int:
    changes = sorted(
        change for one in certificates for change in _taken(one, window, expired_count=expired_count)
    )
    used = most = 0
    for _, step in changes:  # in one second a slot is given back before another is taken
        used += step
        most = max(most, used)
    return most


def _taken(one: Issued, window: Window, *, expired_count: bool) -> Iterator[tuple[int, int]]:
    ends = [
        one.bound_at,
        one.revoked_at,
        None if expired_count or one.not_after is None else one.not_after + 1,
    ]
    until = min((at for at in ends if at is not None), default=window.before)
    begins = max(one.at, window.after)
    if begins < min(until, window.before):
        yield begins, 1
        yield until, -1


def most_unbound_slots_used(reading: Reading, window: Window) -> float:
    """The most slots of the limit of five that any Mac had in use at one moment: certificates neither bound nor revoked."""
    return max(slots_used(reading, window).values(), default=0)


def macs_that_used_all_slots(reading: Reading, window: Window) -> float:
    """Macs that at some moment had five such certificates: the next enrollment is refused."""
    return sum(used >= LIMIT for used in slots_used(reading, window).values())


def macs_with_one_slot_left(reading: Reading, window: Window) -> float:
    """Macs that at some moment had four such certificates, and never five: one failed enrollment more is the last."""
    return sum(used == LIMIT - 1 for used in slots_used(reading, window).values())


def _a_day(*, renewals: bool) -> Callable[[Reading, Window], list[float]]:
    def count(reading: Reading, window: Window) -> list[float]:
        macs = set(reading.macs(window.group))
        counts = [0.0] * days_of(reading)
        for one in reading.certificates.values():
            during = reading.start_at <= one.at < reading.end_at and window.holds(one.at)
            if one.mac in macs and one.renewal == renewals and during:
                counts[reading.calendar.day_of(one.at)] += 1
        return counts

    return count


certificates_issued_a_day = _a_day(renewals=False)
"""Certificates issued at an enrollment, by local day; those that were there before the start are left out."""
renewals_a_day = _a_day(renewals=True)
"""Certificates issued at a renewal, by local day."""
