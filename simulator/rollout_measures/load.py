"""Load on the two services by hour: what Macs and people ask of them, routine included.

One is counted for each thing that is asked for, not for each request of HTTP that it takes. At Okta these are sign-ins,
enrollments and renewals; at Jamf Pro check-ins, runs of a policy that are logged, inventories, and Okta's look-ups of a
computer at enrollments and renewals. What administrators do is not counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from simulator.account_story import MacStory
from simulator.chance import dice, dice_key
from simulator.check_ins import awake_spans, check_ins
from simulator.estate import Estate
from simulator.finding import about, of_kinds
from simulator.measures import Window
from simulator.presence import CheckInRhythm
from simulator.reading import Reading
from simulator.rollout_measures.kept_out import days_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HOUR_S = 3600
_DOCUMENTED = (900, 300)
"""Jamf Pro's own check-in: every 15 minutes, with a random delay of up to 5."""
_AT_OKTA = ("app.opened", "user.credential.enroll", "pki.cert.renew")
_AT_JAMF = ("policy.logged", "inventory.submitted", "user.credential.enroll", "pki.cert.renew")


def okta_load_in_busiest_hour_a_day(reading: Reading, window: Window) -> list[float]:
    """Sign-ins, enrollments and renewals in the busiest hour of each local day."""
    hours = _Hours(reading, window)
    macs = reading.macs(window.group)
    hours.add(record.at for record in about(reading.records, macs, _AT_OKTA))
    wanted = {*macs}
    for segment in reading.segments:
        if segment.subject in wanted:
            hours.add_all(reading.routine_open_times(segment, window.after - 1, window.before))
    return hours.busiest_by_day()


def jamf_load_in_busiest_hour_a_day(reading: Reading, window: Window) -> list[float]:
    """Check-ins, logged runs of policies, inventories and Okta's look-ups in the busiest hour of each local day."""
    hours = _Hours(reading, window)
    macs = reading.macs(window.group)
    hours.add(record.at for record in about(reading.records, macs, _AT_JAMF))
    for mac in Estate.read(reading).stories(macs):
        hours.add_all(check_ins_of(reading, mac))
    return hours.busiest_by_day()


def check_ins_of(reading: Reading, mac: MacStory) -> NDArray[np.int64]:
    """Every recurring check-in of a Mac from its enrollment in Jamf Pro on, epoch seconds."""
    routines = [routine for account in mac.accounts.values() for routine in account.people.values()]
    joined_at = mac.enrolled_at()
    entity = (mac.group, routines[0].address[2][1])
    address = (reading.seed, reading.replication, entity)
    interval_s, delay_s = _rhythm(reading)
    phase = int(dice(*address, "check-in phase", 0) * interval_s)
    rhythm = CheckInRhythm(interval_s, delay_s, joined_at, phase, dice_key(*address, "check-in"))
    return check_ins(rhythm, awake_spans(routines, joined_at, reading.end_at, mac.off_spans()))


def _rhythm(reading: Reading) -> tuple[int, int]:
    (started,) = of_kinds(reading.records, "run.started")
    interval_s, delay_s = started.details.get("check_in", _DOCUMENTED)
    return int(interval_s), int(delay_s)


class _Hours:
    """Counts by hour from the run's first midnight on, for what lies in the window."""

    def __init__(self, reading: Reading, window: Window) -> None:
        import numpy as np

        self._reading = reading
        self._window = window
        self._origin = reading.calendar.midnight(0)
        self._counts = np.zeros((reading.end_at - self._origin) // HOUR_S + 1, dtype=np.int64)

    def add(self, moments: Iterable[int]) -> None:
        import numpy as np

        self.add_all(np.fromiter(moments, dtype=np.int64))

    def add_all(self, moments: NDArray[np.int64]) -> None:
        import numpy as np

        after, before = (
            max(self._window.after, self._reading.start_at),
            min(self._window.before, self._reading.end_at),
        )
        inside = moments[(moments >= after) & (moments < before)]
        np.add.at(self._counts, (inside - self._origin) // HOUR_S, 1)

    def busiest_by_day(self) -> list[float]:
        """The largest count of any hour of each local day."""
        busiest = [0.0] * days_of(self._reading)
        for at, count in self._in_time():
            day = self._reading.calendar.day_of(at)
            busiest[day] = max(busiest[day], float(count))
        return busiest

    def _in_time(self) -> Iterator[tuple[int, int]]:
        for hour in self._counts.nonzero()[0]:
            yield self._origin + int(hour) * HOUR_S, int(self._counts[hour])
