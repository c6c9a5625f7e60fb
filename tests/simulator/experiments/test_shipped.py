"""The experiments that come with trustlab: each answers its question, and what it is about makes a difference."""

import statistics
from dataclasses import replace

import pytest

from simulator.experiments.answer import value_of
from simulator.experiments.file import read_experiment
from simulator.experiments.model import Replications
from simulator.experiments.playing import Played
from simulator.experiments.replication import Job, replicate
from simulator.experiments.run import answer
from simulator.stories import built_in
from tests.simulator.experiments.conftest import one_thread

FILES = sorted((built_in() / "experiments").glob("*.yaml"))
SHOWN = {
    "how_near_to_five",
    "the_latest_safe_day",
    "the_renewal_cliff",
    "waves_under_a_help_desk",
}


def test_there_is_one_for_each_question_of_a_rollout():
    assert {file.stem for file in FILES} == SHOWN


def smaller(scenario):
    """The same estate with a tenth of its Macs."""
    fleet = [group.model_copy(update={"count": max(2, group.count // 10)}) for group in scenario.fleet]
    return scenario.model_copy(update={"fleet": fleet})


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_is_answered_whole(file, tmp_path):
    experiment = read_experiment(str(file))
    few = experiment.model.model_copy(update={"replications": Replications(at_least=2, at_most=2)})
    plans = tuple(replace(plan, scenario=smaller(plan.scenario)) for plan in experiment.plans)
    played = Played(replace(experiment, model=few, plans=plans), tmp_path / "runs", one_thread)
    found = answer(played, lambda: None, lambda *_: None)
    assert [plan.name for plan in found.plans] == [plan.name for plan in experiment.plans]
    for plan in found.plans:
        assert [number.measure for number in plan.numbers] == [*few.measure]
        assert len(plan.limits) == len(few.limits) > 0


def means(name, count=3):
    """The mean of each measure under each plan, over a few replications of the whole estate."""
    experiment = read_experiment(str(built_in() / "experiments" / f"{name}.yaml"))
    measures = tuple(experiment.model.measure)
    found = {}
    for number, plan in enumerate(experiment.plans):
        each = [replicate(Job(number, n, 1, plan.scenario, measures)) for n in range(count)]
        found[plan.name] = {m: statistics.fmean(value_of(one, m) for one in each) for m in measures}
    return found


def test_macs_that_wait_for_their_wave_when_the_rule_comes_are_what_floods_the_desk():
    found = means("waves_under_a_help_desk")
    before, after, held_up, moved = (
        found[plan]
        for plan in (
            "three waves",
            "three waves, the last after the rule",
            "three waves, the last after the rule, with a stop rule",
            "three waves, and the rule a week after the last one",
        )
    )
    limits = read_experiment(str(built_in() / "experiments" / "waves_under_a_help_desk.yaml")).model.limits
    calls = next(one.at_most for one in limits if one.measure == "help_desk_calls_a_day")
    assert (
        before["help_desk_calls_a_day"] < calls < after["help_desk_calls_a_day"]
    )  # the limit tells them apart
    assert after["help_desk_calls_a_day"] > 4 * before["help_desk_calls_a_day"]
    assert after["help_desk_longest_wait_minutes_a_day"] > 10
    assert after["days_to_95_percent_trusted"] > 50 > before["days_to_95_percent_trusted"]
    assert held_up["rollout_pauses"] > 0 == after["rollout_pauses"]
    assert held_up["denied_minutes"] > after["denied_minutes"]  # it keeps out those who wait for their wave
    assert (
        moved["denied_minutes"] < after["denied_minutes"] / 4
    )  # where the rule waits for them, that is the cure
    assert moved["help_desk_calls_a_day"] < after["help_desk_calls_a_day"] / 4


def test_spreading_lowers_the_cliff_and_daily_restarts_take_it_away():
    found = means("the_renewal_cliff")
    on_one_day, restarted, spread = (
        found[f"issued_ago: {issued}, quits_chrome: {quits}"]
        for issued, quits in (
            ("300 days", "base"),
            ("300 days", "every_day"),
            ("uniform [0 days, 300 days]", "base"),
        )
    )
    assert spread["renewals_in_busiest_week"] < on_one_day["renewals_in_busiest_week"] / 4
    assert 0 < spread["macs_kept_out_a_day"] < on_one_day["macs_kept_out_a_day"] / 2
    assert restarted["renewals_in_busiest_week"] == on_one_day["renewals_in_busiest_week"]
    assert (
        restarted["denied_minutes of browser_keeps_old"]
        == 0
        < on_one_day["denied_minutes of browser_keeps_old"]
    )


def test_the_later_a_rollout_begins_before_a_read_only_window_the_more_are_kept_out():
    found = [*means("the_latest_safe_day").values()]
    ends = [plan["days_to_last_wave"] for plan in found]
    kept_out = [plan["macs_kept_out_a_day"] for plan in found]
    assert ends == sorted(ends)
    assert kept_out[0] < 5
    assert kept_out[-1] > 20
    assert [plan["rollout_pauses"] for plan in found] == [0, 0, 0, 0, 1]  # the last one runs into the freeze
    assert found[0]["days_after_last_wave"] > found[-1]["days_after_last_wave"]


def test_each_way_of_repeating_trades_macs_left_alone_against_slots_used():
    found = means("how_near_to_five", count=2)
    once, daily = found["frequency: Once per user per computer"], found["frequency: Once every day"]
    assert once["most_unbound_slots_used"] == 1
    assert once["macs_never_enrolled"] == once["macs_in_dead_ends"] > 10
    assert daily["macs_never_enrolled"] < 3
    assert daily["most_unbound_slots_used"] >= 4
