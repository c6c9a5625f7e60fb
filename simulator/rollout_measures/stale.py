"""Browsers that go on with a certificate which has been replaced: from a renewal until they are quit or restarted.

Source: Okta's help page, Chrome presents the certificate that it chose first until it is restarted. Whether a browser
held the old one when the new one came follows from the sign-ins played and, for routine ones, from the person's dice.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulator.clock import DAY_S
from simulator.finding import of_kinds
from simulator.measures import Window
from simulator.reading import Reading
from simulator.trace import Record

_CLIENT = "chrome"
_OF_AN_ACCOUNT = ("browser.quit", "account.logged_out")
_OF_THE_MAC = ("mac.restarted", "mac.shut_down", "mac.powered_off")


@dataclass(frozen=True, slots=True)
class Stale:
    """One account's Chrome holds what was replaced: from the renewal's second until it ends (the run's end where it does not)."""

    mac: str
    account: str
    from_at: int
    until_at: int


def stale_spans(reading: Reading, group: str | None = None) -> Iterator[Stale]:
    """Every such span, Mac by Mac."""
    macs = set(reading.macs(group))
    for (mac, account), records in _told(reading).items():
        if mac in macs:
            yield from _Browser(reading, mac, account, records).spans()


def stale_share_30_days_after_renewal(reading: Reading, window: Window) -> float:
    """Share of Chromes that hold the old certificate at a renewal and still do thirty days later."""
    return stale_share_after(reading, window, 30)


def stale_browsers_a_day(reading: Reading, window: Window) -> list[float]:
    """Macs on which a Chrome holds a certificate that has been replaced, at the end of each local day of the run."""
    midnights = [reading.calendar.midnight(day + 1) for day in range(reading.calendar.days)]
    counts = [0.0] * len(midnights)
    for span in stale_spans(reading, window.group):
        first = bisect_right(midnights, span.from_at)
        for day in range(first, bisect_left(midnights, span.until_at)):
            counts[day] += 1
    return counts


def stale_share_after(reading: Reading, window: Window, days: int) -> float:
    """Share of the browsers that hold the old certificate at a renewal and still do so many days later; 0 of none.

    Renewals count that lie in the window, and so do the days after them.
    """
    spans = [
        span
        for span in stale_spans(reading, window.group)
        if window.holds(span.from_at) and span.from_at + days * DAY_S < window.before
    ]
    still = sum(span.until_at > span.from_at + days * DAY_S for span in spans)
    return still / len(spans) if spans else 0.0


def _told(reading: Reading) -> dict[tuple[str, str], list[Record]]:
    """What the browsers of each Mac and account come to know of: certificates, sign-ins, ends; routine ones by their end."""
    found: dict[tuple[str, str], list[Record]] = {}
    kinds = ("certificate.imported", "app.opened", "app.routine", *_OF_AN_ACCOUNT)
    for record in of_kinds(reading.records, *kinds):
        found.setdefault((record.subject, str(record.details["account"])), []).append(record)
    for record in of_kinds(reading.records, *_OF_THE_MAC):
        for (mac, _), records in found.items():
            if mac == record.subject:
                records.append(record)
    return found


class _Browser:
    """One account's Chrome, as the records and the dice of its people tell of it."""

    def __init__(self, reading: Reading, mac: str, account: str, records: Sequence[Record]) -> None:
        self._reading = reading
        self._mac = mac
        self._account = account
        self._records = sorted(records, key=lambda record: record.seq)
        mine = [one for one in records if one.details.get("client") == _CLIENT]
        self._segments = [one for one in mine if one.kind == "app.routine"]
        self._opened = [one.at for one in mine if one.kind == "app.opened"]
        people = {str(one.details["person"]) for one in mine if "person" in one.details}
        self._routines = [reading.routines[mac, one] for one in people if (mac, one) in reading.routines]

    def spans(self) -> Iterator[Stale]:
        """When it held what was replaced."""
        since, ended_at = None, self._reading.start_at - 1
        for record in self._records:
            if record.kind == "certificate.imported":
                if since is None and self._is_renewal(record) and self._held(ended_at, record.at):
                    since = record.at
            elif not record.kind.startswith("app."):
                ended_at = record.at
                if since is not None:
                    yield Stale(self._mac, self._account, since, ended_at)
                since = None
        if since is not None:
            yield Stale(self._mac, self._account, since, self._reading.end_at)

    def _is_renewal(self, record: Record) -> bool:
        issued = self._reading.certificates.get(record.details["serial_number"])
        return issued is not None and issued.renewal

    def _held(self, ended_at: int, at: int) -> bool:
        """Whether it was used, and so holds a choice, between its last end and a second."""
        ends = (routine.last_browser_end(ended_at, at) for routine in self._routines)
        begun = max((end for end in ends if end is not None), default=ended_at)
        return any(begun < opened < at for opened in self._opened) or any(
            self._opens(segment, begun, at) for segment in self._segments
        )

    def _opens(self, segment: Record, after: int, before: int) -> bool:
        details = segment.details
        after, before = max(after, details["from_at"]), min(before, details["until_at"])
        routine = self._reading.routines[self._mac, details["person"]]
        stream = routine.stream(details["app"], _CLIENT)
        return after < before and routine.last_open(stream, after, before) is not None
