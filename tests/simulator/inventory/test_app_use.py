"""Habits out of a log: what people do in a run is found again in what they leave behind, and a bad fit shows."""

from collections import Counter, defaultdict
from itertools import pairwise

import pytest

from simulator.chance import dice
from simulator.inventory.app_use import AppUse, TooShort, app_use
from simulator.inventory.okta_log import LogRead
from simulator.measures import Window, sign_ins
from simulator.reading import Reading
from simulator.run import calendar_of, play
from simulator.scenario.model import Scenario
from simulator.trace import Trace

MONDAY = 20_101  # 2025-01-13, in days since the epoch
DAY = 86_400


def log_of(counts, days):
    """A log that covers so many days, with {person: {day: sign-ins}} to one app."""
    log = LogRead(first_at=(MONDAY - 1) * DAY + 5, last_at=(MONDAY + days) * DAY + 5)
    for person, by_day in counts.items():
        for day, count in by_day.items():
            log.sign_ins["app"][person, MONDAY + day] += count
    return log


def played(habits, macs=60, days=98, apps=1):
    """The log that a fleet with these habits leaves behind, and the span that it covers."""
    scenario = Scenario.model_validate(
        {
            "story": "a",
            "start": "2025-01-12 00:00 UTC",
            "length": f"{days} days",
            "okta": {"certificates": "on_demand", "apps": [{"name": f"app{n}"} for n in range(apps)]},
            "fleet": [
                {"name": "staff", "count": macs, "habits": habits, "at_start": {"certificate": "there"}}
            ],
        }
    )
    trace = Trace()
    play(scenario, 1, trace)
    reading = Reading(trace.records, calendar_of(scenario))
    log = LogRead(first_at=(MONDAY - 1) * DAY + 1, last_at=(MONDAY - 1 + days) * DAY - 1)
    for one in sign_ins(reading, Window(None, 0, 1 << 40)):
        log.sign_ins["any"][one.person, MONDAY - 1 + one.day] += one.count
    return log


def mean(quantiles):
    inner = [(one + other) / 2 for one, other in pairwise(quantiles)]
    return sum(inner) / len(inner)


@pytest.mark.parametrize(
    ("rate", "away", "apps"), [(1.5, 0.0, 1), (1.5, 0.2, 1), (0.6, 0.1, 3), (3.4, 0.3, 2)]
)
def test_what_people_do_in_a_run_is_found_again_in_its_log(rate, away, apps):
    habits = {"opens_apps": {"per_workday": rate}, "absent": {"daily_probability": away}}
    found = app_use(played(habits, apps=apps), apps)
    assert (found.people, found.workdays) == (60, 70)
    assert mean(found.opens) == pytest.approx(rate, rel=0.06)
    assert mean(found.absent) == pytest.approx(away, abs=0.04)
    assert found.quiet_fitted == pytest.approx(found.quiet_seen, abs=0.02)
    assert found.distance < 0.02


def test_rates_that_differ_between_people_come_back_as_their_distribution():
    habits = {"opens_apps": {"per_workday": {"uniform": [0.5, 4.0]}}}
    found = app_use(played(habits, macs=150), 1)
    assert mean(found.opens) == pytest.approx(2.25, rel=0.06)
    wanted = [0.5 + 3.5 * step / 20 for step in range(21)]
    assert max(abs(one - other) for one, other in zip(found.opens, wanted, strict=True)) < 0.5


def test_habits_that_the_model_cannot_have_fit_badly_and_it_shows():
    weekly = {f"p{n}": dict.fromkeys(range(n % 5, 98, 7), 12) for n in range(50)}
    bursts = {
        f"p{n}": {day: 1 if dice(1, 0, ("p", n), "b", day) < 0.5 else 15 for day in range(98)}
        for n in range(50)
    }
    assert app_use(log_of(weekly, 98), 1).distance < 0.15
    assert app_use(log_of(bursts, 98), 1).distance > 0.2


def test_people_of_the_estate_of_whom_the_log_has_nothing_count_as_people_who_open_nothing():
    busy = log_of({"ada": dict.fromkeys(range(28), 2)}, 28)
    found = app_use(busy, 1, ["ada", "BOB", "", "cyd"])
    assert found.people == 3
    assert found.opens[0] == 0.0
    assert found.opens[-1] == 2.0


def test_weekends_and_the_first_and_last_day_count_for_nothing():
    log = log_of({"ada": dict.fromkeys(range(-1, 30), 3)}, 28)
    assert app_use(log, 1).workdays == 20
    assert app_use(log, 1).opens[0] == app_use(log, 1).opens[-1] == 3.0


def test_a_log_that_is_too_short_or_empty_is_not_gone_by():
    for log in (LogRead(), log_of({"ada": {0: 1}}, 9), log_of({}, 40)):
        with pytest.raises(TooShort):
            app_use(log, 1)


def test_what_was_found_is_what_a_scenario_takes():
    found = app_use(log_of({f"p{n}": dict.fromkeys(range(28), n % 4) for n in range(30)}, 28), 1)
    assert isinstance(found, AppUse)
    fleet = [{"name": "staff", "habits": found.habits()}]
    assert (
        Scenario.model_validate({"story": "a", "fleet": fleet})
        .fleet[0]
        .habits.opens_apps.per_workday.quantiles
    )
    assert all(line.isprintable() for line in found.lines())


def test_denied_sign_ins_are_sign_ins():
    log = log_of({"ada": dict.fromkeys(range(28), 1)}, 28)
    log.denied = defaultdict(Counter, {"app": Counter({("ada", MONDAY + day): 1 for day in range(28)})})
    assert app_use(log, 1).opens[10] == 2.0
