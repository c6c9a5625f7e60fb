"""Every condition of a rule and every kind of fault is seen to decide in a built-in story."""

from typing import get_args

import pytest

from simulator.faults import FAULTS
from simulator.run import play
from simulator.scenario.faults import AnswerLost, HostBlocked
from simulator.scenario.load import load
from simulator.stories import built_in, story_files
from tests.simulator.decided import CONDITIONS, FIRST, HELD, TURNED, faults_that_decide, seen

HOSTS = {
    "host_blocked": get_args(HostBlocked.model_fields["host"].annotation),
    "answer_lost": get_args(AnswerLost.model_fields["host"].annotation),
}
KINDS = [f"{kind} of {host}" if host else kind for kind in sorted(FAULTS) for host in HOSTS.get(kind, ("",))]
LAST = {"trusted", "not_trusted"}
"""The device is looked at last: behind it there is nothing that could not hold either."""


@pytest.fixture(scope="module")
def scenarios():
    return [load(path).scenario for path in story_files([str(built_in())])]


@pytest.fixture(scope="module")
def shown(scenarios):
    return {one for scenario in scenarios for one in seen(scenario, play(scenario, scenario.seeds[0]))}


@pytest.fixture(scope="module")
def deciding(scenarios):
    return {kind for scenario in scenarios for kind in faults_that_decide(scenario, scenario.seeds[0])}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_outcome_of_a_sign_in_turns_on_each_condition_of_a_rule(shown, condition):
    assert (condition, TURNED) in shown


@pytest.mark.parametrize("condition", [one for one in CONDITIONS if one not in LAST])
def test_each_condition_is_the_first_that_does_not_hold(shown, condition):
    assert (condition, FIRST) in shown


@pytest.mark.parametrize("condition", [one for one in CONDITIONS if one != "active"])
def test_a_rule_with_each_condition_decides_where_it_holds(shown, condition):
    assert (condition, HELD) in shown


@pytest.mark.parametrize("kind", KINDS)
def test_without_each_kind_of_fault_a_story_comes_out_otherwise(deciding, kind):
    assert kind in deciding
