"""What nobody has measured is drawn for each replication, the same in all plans, and it is told what it does."""

import pytest

from simulator.experiments.effects import find_effects, held_at, runs_of
from simulator.experiments.file import read_experiment
from simulator.experiments.inputs import HIGH, LOW, MIDDLE, Input
from simulator.experiments.playing import Played
from simulator.experiments.replication import file_of, read
from simulator.experiments.run import answer
from simulator.scenario.mistakes import ScenarioMistakes
from simulator.scenario.values import Uniform
from tests.simulator.experiments.conftest import QUESTION, one_thread

QUITS = "fleet.sales.habits.quits_chrome.daily_probability"
UNCERTAIN = (
    QUESTION
    + f"uncertain:\n  {QUITS}: {{uniform: [0.1, 0.9]}}\n  fleet.sales.habits.sleeps: [at_night, never]\n"
)
EXPIRES = """\
story: Acme
start: 2025-01-06 12:00 UTC
length: 36 days
okta: {certificates: on_demand}
fleet:
  - {name: sales, count: 10, habits: {sleeps: never, opens_apps: often}, at_start: {certificate: there, issued_ago: 331 days}}
"""
RESTARTS = """\
question: What do restarts of browsers and Macs do?
base: base.yaml
plans: {as it is: {change: {}}}
uncertain:
  fleet.sales.habits.quits_chrome.daily_probability: {uniform: [0, 0.1]}
  fleet.sales.habits.restarts_mac.daily_probability: {uniform: [0, 0.1]}
replications: {at_least: 12, at_most: 12}
measure: [macs_locked_out]
"""


def quiet(*_):
    """Nobody listens."""


def test_each_replication_has_values_of_its_own_and_all_plans_have_the_same(asked, tmp_path):
    experiment = read_experiment(asked(UNCERTAIN))
    Played(experiment, tmp_path / "runs", one_thread).run(range(3), [0, 1], quiet)
    found = [[read(tmp_path / "runs", plan, number).inputs for number in range(3)] for plan in (0, 1)]
    assert found[0] == found[1]
    assert len({one[QUITS] for one in found[0]}) == 3
    quits = experiment.scenario_of(0, 1).fleet[0].habits.quits_chrome.daily_probability
    assert found[0][1][QUITS] == f"{quits:.3g}"
    assert 0.1 <= quits <= 0.9


def test_what_a_plan_sets_is_certain_in_it(asked):
    experiment = read_experiment(asked(UNCERTAIN))
    assert experiment.scenario_of(1, 0).fleet[0].habits.quits_chrome == "every_day"


def test_the_uncertainty_of_inputs_is_in_the_answer_beside_that_of_the_dice(asked, tmp_path):
    """A rate that is known to be 0.05 scatters by the dice alone; one between 0 and 0.1 by more."""
    law = "fleet.sales.habits.quits_chrome.daily_probability: {uniform: [0, 0.1]}"
    asked_for = RESTARTS.replace("at_least: 12, at_most: 12", "at_least: 39, at_most: 39")
    drawn = read_experiment(asked(asked_for, EXPIRES))
    known = held_at(drawn, {one.address: one.held(MIDDLE) for one in drawn.inputs})
    widths = [
        answer(Played(one, tmp_path / name, one_thread), quiet, quiet).plans[0].numbers[0].year
        for name, one in (("drawn", drawn), ("known", known))
    ]
    assert law in asked_for
    assert widths[0].half_width > 1.2 * widths[1].half_width


def test_it_is_told_what_each_input_does_and_what_two_do_together(asked, tmp_path):
    """Who restarts the Mac ends the browser too: each saves many, and both together not twice as many."""
    experiment = read_experiment(asked(RESTARTS, EXPIRES))
    played, steps = Played(experiment, tmp_path / "runs", one_thread), []
    found = find_effects(played, answer(played, quiet, quiet), lambda: steps.append(1))
    assert len(found.alone) == 2
    for one in found.alone:
        assert (one.low, one.high) == ("0.01", "0.09")
        assert one.change.high < 0
        assert one.at_low.estimate - one.at_high.estimate == pytest.approx(-one.change.estimate)
    (pair,) = found.pairs
    assert pair.interact
    assert pair.beyond.low > 0
    assert len(steps) == runs_of(experiment)
    assert find_effects(played, answer(played, quiet, quiet), lambda: steps.append(1)) == found
    assert len(steps) == runs_of(experiment)  # nothing was played twice


def test_an_input_is_held_at_its_tenth_half_and_nine_tenths_or_at_the_first_and_last_of_some_values():
    law = Input("a.b", Uniform(uniform=(0.0, 10.0)))
    assert [law.held(place) for place in (LOW, MIDDLE, HIGH)] == [1.0, 5.0, 9.0]
    some = Input("a.b", ["never", "weekly", "every_day"])
    assert [some.held(place) for place in (LOW, MIDDLE, HIGH)] == ["never", "weekly", "every_day"]
    assert {some.drawn(seed) for seed in range(60)} == {"never", "weekly", "every_day"}


@pytest.mark.parametrize(
    ("law", "said"),
    [
        (
            f"{QUITS}: {{uniform: [0.5, 1.5]}}",
            "question.yaml:8:3: quits_chrome: base: " + QUITS + ": wanted at most 1; found '1.5'",
        ),
        (f"{QUITS}: {{unifrm: [0, 1]}}", "unifrm"),
        (f"{QUITS}: [0.5]", "uncertain"),
        ("fleet.sles.habits.sleeps: [at_night, never]", "Did you mean 'sales'?"),
        ("fleet.sales.habits.sleeps: [at_night, nver]", "nver"),
    ],
)
def test_a_value_that_may_not_be_is_a_mistake_of_the_file(asked, law, said):
    with pytest.raises(ScenarioMistakes) as mistakes:
        read_experiment(asked(f"{QUESTION}uncertain:\n  {law}\n"))
    assert said in str(mistakes.value)


def test_replications_with_inputs_are_kept_as_they_were_played(asked, tmp_path):
    experiment = read_experiment(asked(UNCERTAIN))
    played = Played(experiment, tmp_path / "runs", one_thread)
    first = played.run(range(2), [0], quiet)
    assert file_of(tmp_path / "runs", 0, 1).exists()
    assert played.run(range(2), [0], quiet) == first
