"""From replications to an answer, on numbers made by hand."""

import math
from types import SimpleNamespace

import pytest

from simulator.experiments.answer import (
    Hit,
    advised,
    alike,
    hits,
    may_be_zero,
    moved,
    narrow_enough,
    plan_found,
)
from simulator.experiments.model import ExperimentModel, Limit, Until
from simulator.experiments.observed import Denied
from simulator.experiments.replication import Replication


def replications(values, denied=None):
    denied = denied or [{} for _ in values]
    return [
        Replication(0, number, {"denied_sign_ins": value}, {"macs_locked_out_a_day": [0.0, value, 1.0]}, who)
        for number, (value, who) in enumerate(zip(values, denied, strict=True))
    ]


def experiment(limits=(), plans=2, measure=("denied_sign_ins",)):
    model = ExperimentModel.model_validate(
        {"question": "q", "base": "b", "vary": {"x": [1]}, "measure": [*measure], "limits": [*limits]}
    )
    return SimpleNamespace(model=model, plans=[SimpleNamespace(name=str(n)) for n in range(plans)])


def limit_of(values, **limit):
    (found,) = plan_found(
        experiment([{"measure": "denied_sign_ins", **limit}]), 0, replications(values), None
    ).limits
    return found.bad_end, found.verdict


def test_a_limit_is_judged_by_a_year_to_come_and_not_by_the_mean():
    values = [0.0] * 95 + [100.0] * 5  # the mean is 5, and one year in twenty is a hundred
    assert limit_of(values, at_most=50) == (100.0, "broken")
    assert limit_of([0.0] * 96 + [100.0] * 4, at_most=50)[1] == "holds"


def test_a_limit_from_below_is_judged_at_its_own_bad_end():
    values = [1.0] * 94 + [0.2] * 6
    assert limit_of(values, at_least=0.5) == (0.2, "broken")
    assert limit_of([1.0] * 100, at_least=0.5)[1] == "holds"


def test_too_few_replications_are_no_pass_and_none_is_a_break_that_was_seen():
    assert limit_of([0.0] * 18, at_most=50) == (math.inf, "too few replications")
    assert limit_of([99.0] * 18, at_most=50) == (math.inf, "broken")


def test_a_measure_by_day_counts_by_its_worst_day_or_a_quantile_over_days():
    worst = [{"measure": "macs_locked_out_a_day", "at_most": 3}]
    median = [{**worst[0], "quantile_over_days": 0.5}]
    values = replications([7.0] * 40)
    assert plan_found(experiment(worst), 0, values, None).limits[0].bad_end == 7.0
    assert plan_found(experiment(median), 0, values, None).limits[0].bad_end == 1.0


def test_differences_are_of_pairs_and_hold_together():
    first, second = [1.0, 50.0, 3.0, 90.0], [2.0, 51.0, 4.0, 91.0]
    found = plan_found(experiment(), 1, replications(second), replications(first))
    (difference,) = found.differences
    assert difference.interval.estimate == 1.0
    assert not difference.interval.holds(3.0)
    many = plan_found(experiment(plans=11), 1, replications([1.0, 9.0, 2.0, 3.0]), replications(first))
    few = plan_found(experiment(plans=2), 1, replications([1.0, 9.0, 2.0, 3.0]), replications(first))
    assert many.differences[0].interval.half_width > few.differences[0].interval.half_width
    assert many.differences[0].interval.level == pytest.approx(0.995)


def test_macs_that_changed_side_are_told_with_what_denied_them():
    expired, revoked = {"ada": (1, "certificate_expired")}, {"ben": (2, "certificate_revoked")}
    first = replications([1, 1, 1], [expired, expired | revoked, {}])
    second = replications([1, 1, 1], [{}, revoked, revoked])
    assert [(one.mac, one.spared, one.struck, one.reason) for one in moved(first, second)] == [
        ("ada", 2, 0, "certificate_expired"),
        ("ben", 0, 1, "certificate_revoked"),
    ]


def test_macs_that_were_denied_are_told_with_when_where_why_and_for_how_long():
    found = hits(
        replications(
            [1, 1, 1],
            [
                {"ada": Denied(30, "expired", "mail", 10.0), "ben": Denied(5, "revoked", "crm", 60.0)},
                {"ada": Denied(10, "expired", "crm", 20.0)},
                {"ada": Denied(20, "revoked", "crm", 60.0), "cyd": Denied(7, "revoked", "crm", 70.0)},
            ],
        )
    )
    assert found == (
        Hit("ada", 3, 20, "crm", "expired", 30.0),
        Hit("cyd", 1, 7, "crm", "revoked", 70.0),
        Hit("ben", 1, 5, "crm", "revoked", 60.0),
    )


def test_the_plan_that_keeps_all_limits_with_the_least_is_advised():
    limit = [{"measure": "denied_sign_ins", "at_most": 10}]
    found = [
        plan_found(experiment(limit, plans=3), plan, replications([value] * 40), None)
        for plan, value in enumerate([11.0, 9.0, 4.0])
    ]
    assert advised(found, "denied_sign_ins") == 2
    assert advised(found[:1], "denied_sign_ins") is None


def test_a_share_of_a_mean_that_may_be_0_is_never_reached_and_an_absolute_width_is():
    none, seldom = [replications([0.0] * 40)], [replications([0.0] * 39 + [1.0])]
    share = Until(measure="denied_sign_ins", half_width="5 % of mean")
    width = Until(measure="denied_sign_ins", half_width=0.2)
    either = Until(measure="denied_sign_ins", half_width="5 % of mean, or 0.2")
    for found in (none, seldom):
        assert not narrow_enough(found, share)
        assert may_be_zero(found, share)
        assert narrow_enough(found, width)
        assert narrow_enough(found, either)
        assert not may_be_zero(found, either)
    assert narrow_enough(seldom, None)
    assert either.allowed(100) == 5


def test_every_plan_must_be_narrow_enough():
    until = Until(measure="denied_sign_ins", half_width=1.0)
    assert not narrow_enough([replications([1.0] * 50), replications([0.0, 90.0, 3.0, 4.0])], until)
    assert narrow_enough([replications([1.0] * 50), replications([1.0] * 50)], until)


def test_plans_that_chance_may_have_put_behind_the_one_advised_are_named():
    found = [
        replications([10.0 + number % 3 for number in range(40)]),
        replications([10.0 + (number + 1) % 3 for number in range(40)]),
        replications([19.0 + number % 3 for number in range(40)]),
    ]
    asked = experiment(plans=3)
    told = [plan_found(asked, plan, values, None) for plan, values in enumerate(found)]
    assert alike(asked, found, told, 0) == ("1",)


def test_of_a_limit_it_is_told_in_what_share_of_the_years_it_was_kept():
    limit = [{"measure": "denied_sign_ins", "at_most": 5}]
    (found,) = plan_found(experiment(limit), 0, replications([0.0] * 36 + [9.0] * 4), None).limits
    assert found.kept.estimate == 0.9
    assert (found.kept.low, found.kept.high) == (
        pytest.approx(0.763, abs=1e-3),
        pytest.approx(0.972, abs=1e-3),
    )


def test_how_often_an_interval_covers_is_told_of_skewed_runs_only():
    skewed = plan_found(experiment(), 0, replications([1.0] * 38 + [90.0, 200.0]), None).numbers[0]
    even = plan_found(experiment(), 0, replications([1.0, 2.0, 3.0] * 13), None).numbers[0]
    assert skewed.coverage < 0.93
    assert even.coverage is None


def test_limits_have_a_level_of_their_own():
    assert Limit(measure="denied_sign_ins", at_most=1, **{"in": "99.5 % of years"}).level == 0.995
