"""Playing only what may change something gives the same trace, event for event, as playing everything."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.clock import parse_duration_s
from simulator.run import play
from simulator.scenario.load import load
from simulator.scenario.variants import scenario_of
from simulator.stories import runs_of, story_files
from simulator.trace import first_difference
from tests.simulator.stage.estates import CHANGES, estates, of_tree

MAC_DAYS_AT_MOST = 1200


def small_runs():
    """One seed of every variant of the built-in stories, but for those that take minutes when all is played."""
    for path in story_files([]):
        loaded = load(path)
        for run in runs_of(loaded, seeds=[1]):
            scenario = scenario_of(loaded, run.variant)
            mac_days = (
                sum(group.count for group in scenario.fleet) * parse_duration_s(scenario.length) / 86_400
            )
            if mac_days <= MAC_DAYS_AT_MOST:
                yield pytest.param(scenario, id=f"{path.rsplit('/')[-1].removesuffix('.yaml')}-{run.variant}")


def assert_equal_in_both_details(scenario, seed=1):
    changes, every = play(scenario, seed), play(scenario, seed, detail="every")
    assert not first_difference(changes, every)


@pytest.mark.parametrize("change", CHANGES)
@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck])
@given(st.data())
def test_an_estate_drawn_with_a_kind_of_outside_change_comes_out_the_same_in_both_details(change, data):
    assert_equal_in_both_details(of_tree(data.draw(estates(change))))


@pytest.mark.parametrize("scenario", [*small_runs()])
def test_a_built_in_story_comes_out_the_same_in_both_details(scenario):
    assert_equal_in_both_details(scenario)
