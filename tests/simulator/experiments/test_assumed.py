"""Which assumptions an answer depends on."""

import pytest

from simulator.assumptions import all_assumptions
from simulator.experiments.assumed import Alternative, alternatives, play_otherwise, under
from simulator.experiments.file import read_experiment
from simulator.experiments.playing import Played
from simulator.experiments.run import answer
from tests.simulator.experiments.conftest import BASE, QUESTION, one_thread


def quiet(*_):
    """Nobody listens."""


def test_every_other_value_of_every_assumption_is_an_alternative(asked):
    found = [*alternatives(read_experiment(asked()))]
    assert len(found) == sum(len(row.alternatives) for row in all_assumptions())
    changed = BASE + "assumptions: {renewal_of_expired: refused}\n"
    mine = [
        one.value
        for one in alternatives(read_experiment(asked(QUESTION, changed)))
        if one.name == "renewal_of_expired"
    ]
    assert "refused" not in mine
    assert mine


def test_the_plans_are_the_same_under_an_alternative_but_for_it(asked):
    experiment = read_experiment(asked())
    other = under(experiment, Alternative("chooser_answer", "cancels"))
    assert [plan.name for plan in other.plans] == [plan.name for plan in experiment.plans]
    assert {plan.scenario.assumptions["chooser_answer"] for plan in other.plans} == {"cancels"}
    assert other.sha256 != experiment.sha256


@pytest.mark.parametrize(("name", "value", "matters"), [("setting_off_trust", None, False)])
def test_an_assumption_about_what_never_happens_changes_nothing(asked, tmp_path, name, value, matters):
    experiment = read_experiment(asked())
    played = Played(experiment, tmp_path / "runs", one_thread)
    before = answer(played, quiet, quiet)
    alternative = next(one for one in alternatives(experiment) if one.name == name)
    found = play_otherwise(played, before, alternative, quiet)
    assert (found.matters(before), found.shift.estimate) == (matters, 0)


def test_an_assumption_that_decides_is_told(asked, tmp_path):
    """Chrome's policy of the user is obeyed by default; where it is not, everybody is asked, and cancels or not."""
    base = BASE.replace("timeline:", "assumptions: {chooser_answer: cancels}\ntimeline:")
    experiment = read_experiment(asked(QUESTION, base))
    played = Played(experiment, tmp_path / "runs", one_thread)
    before = answer(played, quiet, quiet)
    found = play_otherwise(played, before, Alternative("chrome_user_policy", "ignored"), quiet)
    assert found.matters(before)
    assert found.shift.low > 0
