"""What a person is used to do, looked up by day: any day can be asked for without the days before it.

Every answer is a pure function of the person's dice and the day, so the world need not play what changes
nothing, and the measures can count afterwards what the world did not play.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from simulator.chance import Entity, dice_key, fallen, uniform, uniforms
from simulator.clock import Calendar
from simulator.dice_days import DiceDays

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SLOTS_A_DAY = 64
"""At most so many sign-ins of one stream a day; the index of a sign-in's dice is day * SLOTS_A_DAY + slot."""
ARRIVES_WITHIN_S = 1800
"""So long after the beginning of working hours people arrive at the latest."""
STAYS_UP_TO_S = 3600
"""So long after their end people leave at the latest."""
_QUITS_BEFORE_END_S = 5


class Routine:
    """One person's days at one Mac.

    Args:
        calendar: local days and working days.
        address: (seed, replication, entity) of the person's dice.
        works_from_s, works_until_s: working hours, seconds after local midnight.
        always_on: the Mac does not sleep outside them.
        opens: how often each app is opened on a working day (mean).
        quits: probability a working day that browsers are quit at its end.
        restarts: probability a working day that the Mac is restarted at its beginning.
        absent: probability of a single day of absence.
        away: spans of days (first, last + 1) of absence.
        present_from: epoch second of the first login.
    """

    __slots__ = (
        "_absent_key",
        "_quit_days",
        "_restart_days",
        "absent",
        "address",
        "always_on",
        "away",
        "begin_key",
        "calendar",
        "end_key",
        "opens",
        "present_from",
        "quits",
        "restarts",
        "works_from_s",
        "works_until_s",
    )

    def __init__(
        self,
        calendar: Calendar,
        address: tuple[int, int, Entity],
        *,
        works_from_s: int = 30600,
        works_until_s: int = 63000,
        always_on: bool = False,
        opens: float = 1.0,
        quits: float = 1.0,
        restarts: float = 0.0,
        absent: float = 0.0,
        away: tuple[tuple[int, int], ...] = (),
        present_from: int = 0,
    ) -> None:
        self.calendar = calendar
        self.address = address
        self.works_from_s = works_from_s
        self.works_until_s = works_until_s
        self.always_on = always_on
        self.opens = opens
        self.quits = quits
        self.restarts = restarts
        self.absent = absent
        self.away = away
        self.present_from = present_from
        self._absent_key = dice_key(*address, "absent")
        self.begin_key = dice_key(*address, "day begins")
        self.end_key = dice_key(*address, "day ends")
        self._quit_days = DiceDays(dice_key(*address, "quits browsers"), quits, calendar.days)
        self._restart_days = DiceDays(dice_key(*address, "restarts mac"), restarts, calendar.days)

    def details(self) -> dict[str, Any]:
        """The routine as flat data for the trace; :meth:`from_details` makes it again."""
        return {
            "works_from_s": self.works_from_s,
            "works_until_s": self.works_until_s,
            "always_on": self.always_on,
            "opens": self.opens,
            "quits": self.quits,
            "restarts": self.restarts,
            "absent": self.absent,
            "away": [list(span) for span in self.away],
            "present_from": self.present_from,
            "entity": list(self.address[2]),
            "zone": self.calendar.zone.key,
        }

    @classmethod
    def from_details(
        cls, calendar: Calendar, seed: int, replication: int, details: dict[str, Any]
    ) -> Routine:
        """The routine that :meth:`details` told of, on a calendar of its own zone."""
        rest = {name: value for name, value in details.items() if name not in {"entity", "away", "zone"}}
        away = tuple((first, last) for first, last in details["away"])
        group, index = details["entity"]
        return cls(calendar, (seed, replication, (group, index)), away=away, **rest)

    # --- days ---------------------------------------------------------------------------------------------

    def works(self, day: int) -> bool:
        """Whether this person works on local day ``day``."""
        if not self.calendar.is_workday(day) or self.calendar.midnight(day + 1) <= self.present_from:
            return False
        for first, end in self.away:
            if first <= day < end:
                return False
        return self.absent <= 0.0 or uniform(self._absent_key, day) >= self.absent

    def span(self, day: int) -> tuple[int, int]:
        """When the working day begins and ends, epoch seconds (only meaningful where the person works)."""
        return self._begins(day), self._ends(day)

    def _begins(self, day: int) -> int:
        arrives = self._arrives(day)
        return max(self.present_from, arrives)

    def _arrives(self, day: int) -> int:
        drawn = uniform(self.begin_key, day)
        return self.calendar.midnight(day) + self.works_from_s + int(drawn * ARRIVES_WITHIN_S)

    def _ends(self, day: int) -> int:
        midnight = self.calendar.midnight(day)
        ends = midnight + self.works_until_s + int(uniform(self.end_key, day) * STAYS_UP_TO_S)
        latest = midnight + self.works_from_s + ARRIVES_WITHIN_S
        if (
            ends < latest + 60
        ):  # else whoever arrives latest is there for a minute: the dice need not be asked
            ends = max(ends, self._arrives(day) + 60)
        return max(ends, self.present_from + 60)

    def _working_days(self, at: int) -> Iterator[int]:
        """Working days from the day of ``at`` on, to the calendar's end."""
        for day in range(self.calendar.day_of(max(at, self.present_from)), self.calendar.days):
            if self.works(day):
                yield day

    def at_work(self, at: int) -> bool:
        """Whether ``at`` lies in a working span."""
        day = self.calendar.day_of(at)
        if not self.works(day):
            return False
        begins, ends = self.span(day)
        return begins <= at < ends

    def next_at_work(self, at: int) -> int | None:
        """The first second from ``at`` on at which the person is at work, or None."""
        for day in self._working_days(at):
            if at < self._ends(day):
                return max(at, self._begins(day))
        return None

    # --- sign-ins -----------------------------------------------------------------------------------------

    def stream(self, app: str, client: str) -> int:
        """The key of the dice that say when an app is opened with a client; keep it where it is asked for often."""
        return dice_key(*self.address, f"opens {app} {client}")

    def slots(self) -> tuple[int, float]:
        """How many dice a stream has a day, and with which probability each of them is an opening."""
        count = min(SLOTS_A_DAY, math.ceil(self.opens))
        return count, (self.opens / count if count else 0.0)

    def opens_on(self, day: int, stream: int) -> list[int]:
        """When the app and client of a :meth:`stream` are opened on a day, sorted epoch seconds."""
        return self._opens_at_work(day, stream) if self.works(day) else []

    def _opens_at_work(self, day: int, stream: int) -> list[int]:
        """The same, of a day that is known to be worked."""
        count, probability = self.slots()
        hits = fallen(stream, day * SLOTS_A_DAY, count, probability)
        if not hits:
            return []
        hits.sort()
        begins, ends = self.span(day)
        width = ends - begins - 30
        return [begins + 15 + int(u / probability * width) for u in hits]

    def next_open(self, stream: int, after: int) -> int | None:
        """The first opening later than ``after``, or None."""
        if self.opens <= 0.0:
            return None
        for day in self._working_days(after):
            for at in self._opens_at_work(day, stream):
                if at > after:
                    return at
        return None

    def last_open(self, stream: int, after: int, before: int) -> int | None:
        """The last opening in (after, before), or None."""
        for day in self._back(after, before):
            for at in reversed(self.opens_on(day, stream)):
                if after < at < before:
                    return at
        return None

    def opens_by_day(self, stream: int, after: int, before: int) -> NDArray[np.int64]:
        """How often ``stream`` is opened strictly between two seconds, by local day (length: calendar.days)."""
        import numpy as np

        totals = np.zeros(self.calendar.days, dtype=np.int64)
        count, probability = self.slots()
        days = self._worked(self.calendar.day_of(after), self.calendar.day_of(before))
        if not count or not days.size:
            return totals
        whole = self._wholly_between(days, after, before)
        inner = days[whole]
        draws = uniforms(stream, inner[:, None] * SLOTS_A_DAY + np.arange(count)[None, :])
        totals[inner] = (draws < probability).sum(axis=1)
        for day in days[~whole].tolist():
            totals[day] = sum(after < at < before for at in self._opens_at_work(day, stream))
        return totals

    def opens_between(self, stream: int, after: int, before: int) -> NDArray[np.int64]:
        """When ``stream`` is opened strictly between two seconds, epoch seconds in no particular order."""
        _, times, counted = self._opens(stream, after, before)
        return times[counted]

    def _opens(
        self, stream: int, after: int, before: int
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
        """Days of work, the times that dice give for each slot of each, and which of them are openings in between."""
        import numpy as np

        count, probability = self.slots()
        days = self._worked(self.calendar.day_of(after), self.calendar.day_of(before))
        if not count or not days.size:
            return days, np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_)
        draws = uniforms(stream, days[:, None] * SLOTS_A_DAY + np.arange(count)[None, :])
        spans = np.array([self.span(int(day)) for day in days], dtype=np.int64)
        width = (spans[:, 1] - spans[:, 0] - 30)[:, None]
        times = spans[:, :1] + 15 + (draws / probability * width).astype(np.int64)
        return days, times, (draws < probability) & (times > after) & (times < before)

    def _worked(self, first: int, last: int) -> NDArray[np.int64]:
        """The days from ``first`` to ``last`` on which this person works: those of :meth:`works`, all at once."""
        import numpy as np

        days = np.arange(first, last + 1, dtype=np.int64)
        midnights, workdays = self.calendar.as_arrays()
        worked = workdays[first : last + 1] & (midnights[first + 1 : last + 2] > self.present_from)
        return days[worked & self.present(days)]

    def present(self, days: NDArray[np.int64]) -> NDArray[np.bool_]:
        """On which of some days in a row, the first of them first, this person is neither away nor absent."""
        import numpy as np

        first = int(days[0]) if days.size else 0
        present = np.ones(len(days), dtype=np.bool_)
        for away_from, end in self.away:
            present[max(away_from - first, 0) : max(end - first, 0)] = False
        if self.absent > 0.0:
            present &= uniforms(self._absent_key, days) >= self.absent
        return present

    def _wholly_between(self, days: NDArray[np.int64], after: int, before: int) -> NDArray[np.bool_]:
        """On which days nobody can be at work but strictly between two seconds, whatever the dice say."""
        import numpy as np

        midnights = self.calendar.as_arrays()[0][days]
        latest = max(self.works_until_s + STAYS_UP_TO_S, self.works_from_s + ARRIVES_WITHIN_S + 60)
        ends = np.maximum(midnights + latest, self.present_from + 60)
        return (midnights + self.works_from_s > after) & (ends < before)

    # --- quitting, restarting -----------------------------------------------------------------------------

    def quit_at(self, day: int) -> int | None:
        """When browsers are quit on a day: shortly before its end, or None."""
        # The dice first: on most days they say no, and that is cheaper to know than whether the day is worked.
        if day not in self._quit_days or not self.works(day):
            return None
        return self._ends(day) - _QUITS_BEFORE_END_S

    def restart_at(self, day: int) -> int | None:
        """When the Mac is restarted on a day, with a new login: at its beginning, or None."""
        if day not in self._restart_days or not self.works(day):
            return None
        return self._begins(day)

    def restarts_at(self, at: int) -> bool:
        """Whether the Mac is restarted at this very second."""
        return self.restart_at(self.calendar.day_of(at)) == at

    def next_restart(self, after: int, before: int | None = None) -> int | None:
        """The first restart later than ``after`` (and earlier than ``before``), or None."""
        last = self.calendar.days - 1 if before is None else self.calendar.day_of(before)
        for day in self._restart_days.between(self.calendar.day_of(after), last):
            if self.works(day) and (at := self._begins(day)) > after:
                return at if before is None or at < before else None
        return None

    def next_quit(self, after: int) -> int | None:
        """The first time later than ``after`` that browsers are quit, or None."""
        for day in self._quit_days.between(self.calendar.day_of(after), self.calendar.days - 1):
            if self.works(day) and (at := self._ends(day) - _QUITS_BEFORE_END_S) > after:
                return at
        return None

    def next_browser_end(self, after: int) -> int | None:
        """The first moment later than ``after`` at which browsers end: quit, or with a restart; or None."""
        quit_at = self.next_quit(after)
        restart_at = self.next_restart(after, before=quit_at)
        return quit_at if restart_at is None else restart_at

    def last_browser_end(self, after: int, before: int) -> int | None:
        """The last end of the browsers in (after, before), or None."""
        quit_at = self._last_quit(after, before)
        restart_at = self.last_restart(after if quit_at is None else quit_at, before - 1)
        return quit_at if restart_at is None else restart_at

    def _last_quit(self, after: int, before: int) -> int | None:
        for day in self._quit_days.back(self.calendar.day_of(before), self.calendar.day_of(after)):
            if self.works(day) and after < (at := self._ends(day) - _QUITS_BEFORE_END_S) < before:
                return at
        return None

    def last_restart(self, after: int, before: int) -> int | None:
        """The last restart in (after, before], or None."""
        for day in self._restart_days.back(self.calendar.day_of(before), self.calendar.day_of(after)):
            if self.works(day) and after < (at := self._begins(day)) <= before:
                return at
        return None

    def _back(self, after: int, before: int) -> range:
        """The days from that of ``before`` back to that of ``after``."""
        return range(self.calendar.day_of(before), self.calendar.day_of(after) - 1, -1)
