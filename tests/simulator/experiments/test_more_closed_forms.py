"""More cases whose answer theory knows: spread of a fix, renewals of a cohort, missed windows, common dice, tries, a desk's line.

Seeds are fixed and tolerances are three standard errors by theory, as beside it in ``test_closed_forms``.
"""

import heapq
import math
from itertools import pairwise

import pytest
from scipy import stats

from simulator.clock import DAY_S
from simulator.experiments.observed import DAILY, TOTALS
from simulator.finding import of_kinds
from simulator.rollout_measures.stale import stale_spans
from tests.simulator.experiments.closed_forms import (
    NEVER_ASLEEP,
    OFTEN,
    at_start,
    played,
    share_error,
    whole,
)

# --- how fast a fix spreads -------------------------------------------------------------------------------

MACS = 1500


@pytest.mark.parametrize(
    ("percent", "within_s", "density"),
    [
        (50, 450.0, 1 / 900),
        # 900 s apart, give or take 300 s: beyond 900 s the share still waiting is (1200 - w)^3 / (6 300^2 900), which is
        # 5 % at 910.4 s, where the density is (1200 - w)^2 / (2 300^2 900).
        (95, 1200 - 24.3e6 ** (1 / 3), 24.3e6 ** (2 / 3) / 1.62e8),
    ],
)
def test_a_share_of_the_macs_is_reached_when_its_quantile_of_the_wait_for_a_check_in_has_gone_by(
    percent, within_s, density
):
    staff = {"name": "staff", "count": MACS, "habits": NEVER_ASLEEP}
    reading = played(length="3 hours", fleet=[staff])
    found_s = TOTALS[f"days_to_{percent}_percent_trusted"](reading, whole(reading)) * DAY_S
    took_s = reading.certificates_of["staff-0001"][0].imported_at - next(
        one.at for one in of_kinds(reading.records, "policy.logged") if one.subject == "staff-0001"
    )
    assert abs(took_s) <= 10  # the task's own seconds, which come on top
    # The standard error of an order statistic.
    error_s = share_error(percent / 100, MACS) / density
    assert found_s == pytest.approx(within_s, abs=3 * error_s + 10)


def test_a_fix_of_a_friday_evening_reaches_macs_that_sleep_when_their_people_come_on_monday():
    """Opened evenly between 08:30 and 09:00, a Mac makes up at once for what it missed, up to 300 s later: even on even."""
    reading = played(
        start="2025-01-10 06:00 UTC",
        length="3 days 4 hours",
        calendar={},
        fleet=[{"name": "staff", "count": MACS, "habits": {"opens_apps": "never"}}],
        timeline=[{"at": "day 0 20:00", "do": "edit_policy", "frequency": "Ongoing"}],
    )
    since = reading.calendar.parse_moment("day 0 20:00")
    first = {}
    for record in of_kinds(reading.records, "policy.logged"):
        if record.at >= since:
            first.setdefault(record.subject, (record.at - reading.calendar.midnight(3)) / 60 - 8.5 * 60)
    assert len(first) == MACS
    came = [*first.values()]
    assert 0 <= min(came) < max(came) <= 35
    for minutes, reached in ((15, 12.5 / 30), (30, 27.5 / 30)):
        share = sum(one <= minutes for one in came) / MACS
        assert share == pytest.approx(reached, abs=3 * share_error(reached, MACS))
    spread = math.sqrt((30**2 + 5**2) / 12)
    assert sum(came) / MACS == pytest.approx(15 + 2.5, abs=3 * spread / math.sqrt(MACS))


# --- renewals ---------------------------------------------------------------------------------------------


def test_a_cohort_spread_over_the_cycle_renews_evenly_week_by_week_and_each_mac_335_days_after_the_last_time():
    """Valid for 365 days and renewed 30 days before: a cycle of 335 days, and up to a day until the task's next pass."""
    macs, weeks = 700, 95
    staff = {
        "name": "staff",
        "count": macs,
        "habits": NEVER_ASLEEP,
        "at_start": at_start({"uniform": ["0 days", "335 days"]}),
    }
    reading = played(length=f"{7 * weeks + 2} days", fleet=[staff])
    days = DAILY["renewals_a_day"](reading, whole(reading))
    by_week = [sum(days[7 * week + 1 : 7 * week + 8]) for week in range(weeks)]
    first = by_week[
        :47
    ]  # 329 days: each week of the first cycle is a share of it, and beyond that weeks repeat
    expected = macs * 7 / 335
    pearson = sum((one - expected) ** 2 / expected for one in first)
    assert stats.chi2(46).cdf(pearson) == pytest.approx(0.5, abs=0.4985)  # three standard errors, both sides
    assert sum(first) == pytest.approx(47 * expected, abs=3 * macs * share_error(329 / 335, macs))
    gaps = [
        (later.at - one.at) / DAY_S
        for mine in reading.certificates_of.values()
        for one, later in pairwise(mine)
        if one.renewal
    ]
    assert len(gaps) > macs / 2
    assert 335 <= min(gaps) <= max(gaps) <= 336


@pytest.mark.parametrize("absent", [0.85, 0.92])
def test_a_mac_misses_its_renewal_window_where_its_person_is_away_on_each_working_day_of_it(absent):
    """Asleep at night and over weekends: of the 30 days between window and expiry 22 are working days, so absent^22."""
    macs = 1500
    habits = {"opens_apps": "never", "absent": {"daily_probability": absent}}
    staff = {"name": "staff", "count": macs, "habits": habits, "at_start": at_start("328 days")}
    # The window opens in the night before Monday 2025-01-13, and they end in the night before Wednesday 2025-02-12.
    reading = played(start="2025-01-06 02:00 UTC", length="38 days", calendar={}, fleet=[staff])
    at_first = [one for one in reading.certificates.values() if not one.renewal]
    (ends,) = {one.not_after for one in at_first}
    assert reading.calendar.day_of(ends) == 37
    days = range(7, 37)
    working = sum(reading.calendar.is_workday(day) for day in days)
    assert working == 22
    renewed = {one.mac for one in reading.certificates.values() if one.renewal and one.at <= ends}
    missed = {mac for (mac, _) in reading.routines} - renewed
    assert len(missed) / macs == pytest.approx(absent**working, abs=3 * share_error(absent**working, macs))
    # And neither of its neighbours, to the Mac: those whose dice say on each of these days that they are away.
    assert missed == {mac for (mac, _), one in reading.routines.items() if not any(map(one.works, days))}


# --- Chrome, and common dice ------------------------------------------------------------------------------


def stale_after(days, quits, macs=1000):
    """The Macs whose Chrome held the old certificate so many days after the renewal, and all whose Chrome had held it."""
    habits = OFTEN | {"quits_chrome": {"daily_probability": quits}}
    staff = {"name": "staff", "count": macs, "habits": habits, "at_start": at_start("325 days")}
    reading = played(length=f"{days + 12} days", fleet=[staff])
    spans = [*stale_spans(reading)]
    return {one.mac for one in spans if one.until_at > one.from_at + days * DAY_S}, {one.mac for one in spans}


@pytest.mark.parametrize(("p", "q"), [(0.02, 0.04), (0.1, 0.15)])
def test_with_common_dice_who_restarts_more_is_stale_only_where_who_restarts_less_is_too(p, q):
    """So the difference of a pair is a Bernoulli variable, and its variance that of the shares' difference alone."""
    days = 20
    (less, all_less), (more, all_more) = stale_after(days, p), stale_after(days, q)
    assert more < less
    both = all_less & all_more
    assert len(both) > 850
    stale, fewer = (1 - p) ** days, (1 - q) ** days
    apart = stale - fewer
    found = len((less - more) & both) / len(both)
    assert found == pytest.approx(apart, abs=3 * share_error(apart, len(both)))
    # What pairing is worth follows: variances of independent shares, over that of one that contains the other.
    shares = len(less & both) / len(both), len(more & both) / len(both)
    ratio = sum(one * (1 - one) for one in shares) / (found * (1 - found))
    expected = (stale * (1 - stale) + fewer * (1 - fewer)) / (apart * (1 - apart))
    # Nearly all of the ratio's error is that of its denominator.
    assert ratio == pytest.approx(expected, rel=3 * share_error(apart, len(both)) / apart)


@pytest.mark.parametrize("quits", [0.2, {"beta": [6, 14]}])
def test_a_browser_stays_stale_for_a_geometric_number_of_evenings(quits):
    """1 / p in the mean, with the p of each: of people who differ, those who quit seldom hold an old certificate more often."""
    macs = 1000
    habits = OFTEN | {"quits_chrome": {"daily_probability": quits}}
    staff = {"name": "staff", "count": macs, "habits": habits, "at_start": at_start("325 days")}
    reading = played(length="150 days", fleet=[staff])
    p = {mac: routine.quits for (mac, _), routine in reading.routines.items()}
    if not isinstance(quits, float):  # they are the law's
        assert stats.kstest([*p.values()], stats.beta(6, 14).cdf).statistic < 1.63 / math.sqrt(macs)
    evenings = {
        one.mac: reading.calendar.day_of(one.until_at) - reading.calendar.day_of(one.from_at) + 1
        for one in stale_spans(reading)
    }
    assert len(evenings) > 750
    expected = sum(1 / p[mac] for mac in evenings)
    error = math.sqrt(sum((1 - p[mac]) / p[mac] ** 2 for mac in evenings))
    assert sum(evenings.values()) == pytest.approx(expected, abs=3 * error)


# --- tries that fail --------------------------------------------------------------------------------------


@pytest.mark.parametrize("f", [0.5, 0.8])
def test_after_a_number_of_days_the_power_of_that_number_is_not_enrolled_and_the_fifth_power_never(f):
    macs = 600
    fault = {"kind": "failing_step", "step": "import", "from": "day 0", "until": "day 30"}
    reading = played(
        length="9 days",
        fleet=[{"name": "staff", "count": macs, "habits": NEVER_ASLEEP}],
        jamf={"policy": {"frequency": "Once every day"}},
        faults=[fault | {"daily_probability": f}],
    )
    tries = {mac: len(mine) for mac, mine in reading.certificates_of.items()}
    enrolled = {
        mac
        for mac, mine in reading.certificates_of.items()
        if any(one.imported_at is not None for one in mine)
    }
    for k in range(1, 5):
        not_by_then = sum(tries[mac] > k or mac not in enrolled for mac in tries) / macs
        assert not_by_then == pytest.approx(f**k, abs=3 * share_error(f**k, macs))
    never = TOTALS["macs_never_enrolled"](reading, whole(reading)) / macs
    assert never == pytest.approx(f**5, abs=3 * share_error(f**5, macs))
    # Nobody opens an app, so the fifth certificate is not bound either: four failures are enough to use all slots.
    full = TOTALS["macs_that_used_all_slots"](reading, whole(reading)) / macs
    assert full == pytest.approx(f**4, abs=3 * share_error(f**4, macs))


# --- a desk in an estate ----------------------------------------------------------------------------------


@pytest.mark.parametrize("people", [1, 3])
def test_each_caller_of_a_desk_waits_until_the_first_of_its_people_is_free_to_the_second(people):
    """Kiefer and Wolfowitz's recursion: who calls at t is answered at max(t, the least of the moments at which each is free)."""
    revoked = {"at": "day 1 07:00", "do": "revoke_device_certificates", "mac": "sales"}
    sales = {"name": "sales", "count": 60, "habits": {"opens_apps": "often", "calls_help_desk": "at_once"}}
    reading = played(
        start="2025-01-06 06:00 UTC",
        length="4 days",
        fleet=[sales],
        help_desk={"people": people},
        timeline=[revoked],
    )
    calls = {one.seq: one for one in of_kinds(reading.records, "desk.called")}
    answered = {one.cause: one for one in of_kinds(reading.records, "desk.answered")}
    given_up = {one.cause for one in of_kinds(reading.records, "desk.given_up")}
    served = {one.cause: one for one in of_kinds(reading.records, "desk.served")}
    assert calls.keys() == answered.keys() | given_up
    free, waited = [0] * people, 0
    for seq, call in sorted(calls.items(), key=lambda one: (one[1].at, one[0])):
        if seq not in answered:
            continue
        begins = max(call.at, heapq.heappop(free))
        assert answered[seq].at == begins
        heapq.heappush(free, begins + served[seq].details["served_s"])
        waited += begins > call.at
    assert waited > 10
