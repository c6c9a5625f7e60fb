"""How people use apps, out of a System Log: how often each app is opened, and on how many days nobody is there.

The model's working day: with probability a person is away; else each app is opened Binomial(n, rate / n) times, n the
rate rounded up. Both are fitted to each person by two moments, the mean number of sign-ins a working day and the share of
working days without any; the people's values are kept as they are, as quantiles. How well the model's days fit the days of
the log is told beside it. What no log records (restarts of browsers and Macs) is not fitted.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any, Final

from simulator.inventory.okta_log import LogRead

_STEPS: Final = 20
_MOST_A_DAY: Final = 50.0
_HALVINGS: Final = 40
FEWEST_DAYS: Final = 10
"""With fewer working days a person's share of quiet days says next to nothing."""
_EPOCH: Final = dt.date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class AppUse:
    """What was fitted.

    Attributes:
        people, workdays: how many of each it rests on.
        opens, absent: quantiles over people of the rate (each app, a working day) and of the probability to be away.
        quiet_seen, quiet_fitted: share of people's working days without a sign-in, in the log and in the model.
        distance: the largest difference between the shares of days with at most n sign-ins, over all n.
    """

    people: int
    workdays: int
    opens: tuple[float, ...]
    absent: tuple[float, ...]
    quiet_seen: float
    quiet_fitted: float
    distance: float

    def habits(self) -> dict[str, Any]:
        """As a scenario writes it."""
        return {
            "opens_apps": {"per_workday": {"quantiles": [*self.opens]}},
            "absent": {"daily_probability": {"quantiles": [*self.absent]}},
        }

    def lines(self) -> Iterator[str]:
        """What there is to tell of it."""
        yield (
            f"Habits from the log: {self.people:,} people on {self.workdays} working days open each app "
            f"{self.opens[_STEPS // 2]:.2f} times a working day in the median, from {self.opens[0]:.2f} to {self.opens[-1]:.2f}."
        )
        yield (
            f"Fit: on {100 * self.quiet_seen:.1f} % of people's working days the log has no sign-in, the model on "
            f"{100 * self.quiet_fitted:.1f} %; the shares of days with at most n sign-ins differ by {100 * self.distance:.1f} % at most."
        )
        yield "No source records restarts of browsers and Macs: these habits stay the guess that 'mixed' makes, a wide range."


class TooShort(Exception):
    """A log that covers too few working days; ``workdays`` says how many."""

    def __init__(self, workdays: int) -> None:
        super().__init__(workdays)
        self.workdays = workdays


def app_use(log: LogRead, apps: int, also: Collection[str] = ()) -> AppUse:
    """Fit the use of ``apps`` apps by the log's people, and by those of ``also`` of whom it has nothing.

    Weekends count for nothing, and the days on which the log begins and ends are left out. Raises TooShort.
    """
    days = _workdays(log)
    if len(days) < FEWEST_DAYS:
        raise TooShort(len(days))
    counts = _counts(log, days)
    known = {person.lower() for person in counts}
    people = [
        *counts.values(),
        *(Counter[int]() for person in also if person and person.lower() not in known),
    ]
    if not people:
        raise TooShort(0)
    fits = [_fit(sum(one.values()), len(one), len(days), max(1, apps)) for one in people]
    seen, model = _shares_seen(people, len(days)), _shares_fitted(fits, max(1, apps))
    width = max(len(seen), len(model))
    seen, model = (shares + [0.0] * (width - len(shares)) for shares in (seen, model))
    apart = [abs(one - other) for one, other in zip(accumulate(seen), accumulate(model), strict=True)]
    return AppUse(
        people=len(people),
        workdays=len(days),
        opens=_quantiles([opens for _, opens in fits]),
        absent=_quantiles([absent for absent, _ in fits]),
        quiet_seen=seen[0],
        quiet_fitted=model[0],
        distance=max(apart),
    )


def _workdays(log: LogRead) -> set[int]:
    if log.first_at is None or log.last_at is None:
        return set()
    whole = range(log.first_at // 86_400 + 1, log.last_at // 86_400)
    return {day for day in whole if (_EPOCH + dt.timedelta(days=day)).weekday() < 5}


def _counts(log: LogRead, days: set[int]) -> dict[str, Counter[int]]:
    """Sign-ins, granted or denied, by person and working day; people who were seen at all are all in it."""
    found: dict[str, Counter[int]] = {}
    for counted in (log.sign_ins, log.denied):
        for by_person in counted.values():
            for (person, day), count in by_person.items():
                mine = found.setdefault(person, Counter())
                if day in days:
                    mine[day] += count
    return found


def _slots(opens: float) -> int:
    return max(1, math.ceil(opens))


@cache
def _fit(total: int, active: int, days: int, apps: int) -> tuple[float, float]:
    """(absent, opens) of somebody with so many sign-ins on so many of the working days."""
    quiet, mean = 1 - active / days, total / days / apps
    if not total:
        return 0.0, 0.0
    low, high = 0.0, quiet
    for _ in range(_HALVINGS):  # the more absent, the busier the other days, so the fewer of them are quiet
        absent = (low + high) / 2
        opens = min(_MOST_A_DAY, mean / (1 - absent))
        slots = _slots(opens)
        expected = absent + (1 - absent) * (1 - opens / slots) ** (slots * apps)
        low, high = (absent, high) if expected < quiet else (low, absent)
    absent = (low + high) / 2
    return absent, min(_MOST_A_DAY, mean / (1 - absent))


def _shares_seen(people: Sequence[Counter[int]], days: int) -> list[float]:
    """Of people's working days, the share with 0, 1, 2, ... sign-ins."""
    found = Counter(count for one in people for count in one.values())
    whole = len(people) * days
    found[0] = whole - sum(found.values())
    return [found[count] / whole for count in range(max(found) + 1)]


def _shares_fitted(fits: Sequence[tuple[float, float]], apps: int) -> list[float]:
    """The same as the model has it, over all people."""
    found: list[float] = []
    for (absent, opens), count in Counter(fits).items():
        shares = _binomial(_slots(opens) * apps, opens / _slots(opens))
        found += [0.0] * (len(shares) - len(found))
        for number, share in enumerate(shares):
            found[number] += count * (1 - absent) * share
        found[0] += count * absent
    return [share / len(fits) for share in found]


def _binomial(slots: int, probability: float) -> list[float]:
    """The shares of 0, 1, ..., slots; those too small to matter at the end are left out."""
    if probability >= 1:
        return [0.0] * slots + [1.0]
    shares = [(1 - probability) ** slots]
    for number in range(slots):
        shares.append(shares[-1] * (slots - number) / (number + 1) * probability / (1 - probability))
        if number > slots * probability and shares[-1] < 1e-12:
            break
    return shares


def _quantiles(values: Sequence[float]) -> tuple[float, ...]:
    """Values at equal steps of the probability, least and most among them."""
    ordered = sorted(values)
    return tuple(round(_at(ordered, step / _STEPS), 4) for step in range(_STEPS + 1))


def _at(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = min(int(place), max(0, len(ordered) - 2))
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
