"""A world leaves nothing in cycles, which is why Python's collector rests while it is played."""

import gc

from simulator.build import build
from simulator.collecting import uncollected
from simulator.run import play
from simulator.scenario.model import Scenario
from simulator.trace import Trace

REFUSED = {
    "story": "everything is refused for a while",
    "length": "40 days",
    "jamf": {"policy": {"frequency": "Ongoing"}},
    "fleet": [{"name": "staff", "count": 2, "habits": "mixed"}],
    "faults": [
        {"kind": "jamf_down", "from": "day 1", "until": "day 8"},
        {"kind": "read_only_cell", "from": "day 8", "until": "day 10"},
        {"kind": "okta_down", "from": "day 15", "until": "day 22"},
        {"kind": "host_blocked", "host": "mtls", "from": "day 22", "until": "day 30"},
        {"kind": "failing_step", "step": "partition_list", "from": "day 30", "until": "day 34"},
        {"kind": "power_cut", "step": "chrome", "from": "day 34", "until": "day 36"},
        {"kind": "slow_network", "delay": "20 minutes", "from": "day 37", "until": "day 38"},
    ],
}
SCRIPTED_ACTS = 50
"""A world's own scripts may wait in cycles, once a run: some two dozen objects."""


def left_in_cycles(scenario):
    with uncollected():
        trace = Trace()
        world = build(scenario, 1, trace)
        gc.collect()
        world.run()
        return gc.collect(), trace


def test_a_world_in_which_much_is_refused_leaves_nothing_in_cycles():
    left, trace = left_in_cycles(Scenario.model_validate(REFUSED))
    refused = sum(record.outcome in {"failed", "failure", "denied"} for record in trace)
    assert refused > 300
    assert left <= SCRIPTED_ACTS


def test_the_collector_is_at_work_again_after_a_run():
    play(Scenario.model_validate({"story": "a day", "length": "1 days", "fleet": [{"name": "ada"}]}), 1)
    assert gc.isenabled()
