"""Where theory knows the answer, the simulation comes to it: each case is played whole and read from its trace.

Every seed is fixed, so a test is green or red for good. The tolerance is three standard errors of what is estimated, by
theory: of a hundred right simulators with other seeds none or one would miss it, one that is wrong by four standard errors
five in six times.
"""

import math
from collections import Counter

import pytest
from scipy import stats

from simulator.clock import DAY_S
from simulator.experiments.observed import TOTALS
from simulator.finding import of_kinds
from simulator.measures import MEASURES
from simulator.rollout_measures.stale import stale_spans
from tests.simulator.experiments.closed_forms import (
    NEVER_ASLEEP,
    OFTEN,
    at_start,
    played,
    share_error,
    whole,
)

# --- Chrome goes on with the old certificate --------------------------------------------------------------


@pytest.mark.parametrize(
    ("quits", "stale"),
    [
        (0.05, 0.95**30),
        (0.1, 0.9**30),
        ({"beta": [1, 9]}, 9 / 39),  # the mean of (1-p)^30 over p: B(1, 39) / B(1, 9)
    ],
)
def test_the_share_that_holds_the_old_certificate_30_days_after_a_renewal_is_that_of_30_days_without_a_quit(
    quits, stale
):
    macs = 1000
    habits = OFTEN | {"quits_chrome": {"daily_probability": quits}}
    staff = {"name": "staff", "count": macs, "habits": habits, "at_start": at_start("325 days")}
    reading = played(length="42 days", fleet=[staff])
    assert MEASURES["certificates_renewed"](reading, whole(reading)) == macs
    found = TOTALS["stale_share_30_days_after_renewal"](reading, whole(reading))
    assert found == pytest.approx(stale, abs=3 * share_error(stale, macs))


def test_a_browser_is_stale_for_30_days_where_its_dice_say_no_on_30_evenings_neither_29_nor_31():
    """(1-p)^30 and not its neighbours, to the Mac: what a share over Macs could not tell apart."""
    habits = OFTEN | {"quits_chrome": {"daily_probability": 0.1}}
    staff = {"name": "staff", "count": 1000, "habits": habits, "at_start": at_start("325 days")}
    reading = played(length="42 days", fleet=[staff])
    routines = {mac: routine for (mac, _), routine in reading.routines.items()}
    stale, by_dice, counted = set(), {29: set(), 30: set(), 31: set()}, set()
    for span in stale_spans(reading):
        routine, month = routines[span.mac], (span.from_at, span.from_at + 30 * DAY_S)
        evenings = [
            routine.span(day)[1] - 5 for day in range(reading.calendar.days)
        ]  # quit 5 s before the end
        if sum(month[0] < evening <= month[1] for evening in evenings) != 30:
            continue  # renewed in an evening: the month may hold one more or one less
        counted.add(span.mac)
        if span.until_at > month[1]:
            stale.add(span.mac)
        first = next(day for day, evening in enumerate(evenings) if evening > month[0])
        for count, macs in by_dice.items():
            if not any(routine.quit_at(first + number) for number in range(count)):
                macs.add(span.mac)
    assert len(counted) > 900
    assert stale == by_dice[30]
    assert by_dice[31] < by_dice[30] < by_dice[29]


def test_who_restarts_a_browser_with_a_probability_a_day_meets_its_expiry_as_often_as_never_in_all_days_between():
    macs, p = 1500, 0.08
    habits = OFTEN | {"quits_chrome": {"daily_probability": p}}
    staff = {"name": "staff", "count": macs, "habits": habits, "at_start": at_start("330 days")}
    reading = played(length="37 days", fleet=[staff])
    (expires,) = {one.not_after for one in reading.certificates.values() if not one.renewal}
    evenings = [reading.calendar.midnight(day) + 18 * 3600 for day in range(36)]
    between = {
        span.mac: sum(span.from_at < evening < expires for evening in evenings)
        for span in stale_spans(reading)
    }
    assert {*between.values()} <= {29, 30}  # who renews after work has one evening less
    met = sum((1 - p) ** evenings for evenings in between.values()) / len(between)
    denied = {record.subject for record in reading.opened if record.reason == "certificate_expired"}
    assert denied <= between.keys()
    assert len(denied) / len(between) == pytest.approx(met, abs=3 * share_error(met, len(between)))


# --- certificates that are issued and lost ----------------------------------------------------------------


@pytest.mark.parametrize("f", [0.3, 0.7])
def test_failing_tries_burn_a_truncated_geometric_number_of_certificates(f):
    macs = 400
    fault = {
        "kind": "failing_step",
        "step": "partition_list",
        "from": "day 0",
        "until": "day 30",
        "daily_probability": f,
    }
    reading = played(
        length="8 days",
        fleet=[{"name": "staff", "count": macs, "habits": NEVER_ASLEEP}],
        jamf={"policy": {"frequency": "Once every day"}},
        faults=[fault],
    )
    # Five unbound certificates are the limit, so the number burnt is min(G, 5), G the failures before a success.
    burnt = [sum(f**k * (1 - f) * min(k, 5) ** power for k in range(400)) for power in (1, 2)]
    assert burnt[0] == pytest.approx(f * (1 - f**5) / (1 - f))
    found = MEASURES["certificates_lost"](reading, whole(reading)) / macs
    error = math.sqrt((burnt[1] - burnt[0] ** 2) / macs)
    assert found == pytest.approx(burnt[0], abs=3 * error)


# --- check-ins --------------------------------------------------------------------------------------------


MACS = 1500


def waits_for(due_at, **estate):
    """Seconds from a moment to the next run of a policy, of each Mac that never sleeps."""
    reading = played(
        length="150 minutes",
        fleet=[{"name": "staff", "count": MACS, "habits": NEVER_ASLEEP}],
        **estate,
    )
    since, waited = reading.calendar.parse_moment(due_at), {}
    for record in of_kinds(reading.records, "policy.logged"):
        if record.at >= since:
            waited.setdefault(record.subject, record.at - since)
    assert len(waited) == MACS
    return [*waited.values()]


def is_as_renewal_theory_has_it(waited):
    # Two runs are 600 s or more apart, so up to there the wait is even over the 900 s between them. Beyond, with D and E
    # even over 300 s, the share still waiting after w is E[max(0, 900 + D - E - w)] / 900: 50 / 900 at 900 s.
    for within_s, reached in ((300, 1 / 3), (600, 2 / 3), (900, 17 / 18)):
        found = sum(one <= within_s for one in waited) / MACS
        assert found == pytest.approx(reached, abs=3 * share_error(reached, MACS))
    assert max(waited) <= 1200
    # The mean of what is left of a gap G is E[G^2] / 2 E[G], with E[G^2] = 900^2 + 300^2 / 6.
    mean = (900**2 + 300**2 / 6) / (2 * 900)
    assert sum(waited) / MACS == pytest.approx(mean, abs=3 * 270 / math.sqrt(MACS))


def test_a_due_policy_reaches_macs_that_check_in_every_900_s_and_up_to_300_s_later_as_renewal_theory_has_it():
    edit = {"at": "day 0 14:00", "do": "edit_policy", "frequency": "Ongoing"}
    is_as_renewal_theory_has_it(waits_for("day 0 14:00", timeline=[edit]))


def test_what_is_due_when_a_run_begins_reaches_its_macs_no_faster_since_they_have_been_checking_in_before():
    is_as_renewal_theory_has_it(waits_for("day 0 12:00"))


# --- counts and dates -------------------------------------------------------------------------------------


def test_rare_failures_of_a_fleet_are_a_poisson_count():
    macs, rate, runs = 30, 1.5, 120
    p = rate / macs
    counts = []
    for seed in range(runs):
        fault = {"kind": "failing_step", "step": "partition_list", "from": "day 0", "until": "day 1"}
        reading = played(
            seed,
            length="6 hours",
            fleet=[{"name": "staff", "count": macs, "habits": NEVER_ASLEEP}],
            faults=[fault | {"daily_probability": p}],
        )
        counts.append(int(MEASURES["certificates_lost"](reading, whole(reading))))
    mean, error = sum(counts) / runs, math.sqrt(rate / runs)
    assert mean == pytest.approx(rate, abs=3 * error)
    law = stats.poisson(rate)
    told = Counter(counts)
    for count in range(6):
        # Le Cam: the binomial count of 30 Macs is no farther from Poisson than n p^2 in all, p in each.
        allowed = 3 * share_error(law.pmf(count), runs) + p
        assert told[count] / runs == pytest.approx(law.pmf(count), abs=allowed)
    dispersion = sum((count - mean) ** 2 for count in counts) / (runs - 1) / mean
    assert dispersion == pytest.approx(1 - p, abs=3 * math.sqrt(2 / (runs - 1)))


def test_a_known_cohort_expires_on_its_dates():
    """Issued evenly over 200 days before the start on Macs that are off from then on, they end evenly over 200 days."""
    macs = 600
    off = {"kind": "mac_off", "from": "day 0 12:00", "until": "day 379"}
    reading = played(
        length="380 days",
        fleet=[
            {
                "name": "staff",
                "count": macs,
                "habits": NEVER_ASLEEP,
                "at_start": at_start({"uniform": ["100 days", "300 days"]}),
            }
        ],
        faults=[off],
    )
    cohort = [one for one in reading.certificates.values() if not one.renewal]
    assert all(one.not_after - one.at == 365 * DAY_S for one in cohort)
    ends = [(one.not_after - reading.start_at) / DAY_S for one in cohort]
    # Kolmogorov and Smirnov's distance; beyond 1.63 / sqrt(n) lies one sample of a hundred.
    distance = stats.kstest(ends, stats.uniform(65, 200).cdf).statistic
    assert distance < 1.63 / math.sqrt(macs)
    held = [sum(one.held_at(reading.start_at + day * DAY_S) for one in cohort) for day in (64, 165, 266)]
    assert (held[0], held[2]) == (macs, 0)
    assert held[1] / macs == pytest.approx(0.5, abs=3 * share_error(0.5, macs))
