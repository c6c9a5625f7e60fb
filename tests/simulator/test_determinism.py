"""The same seed gives the same run, event for event, in every process, and nobody's luck depends on others."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.run import play
from simulator.scenario.load import load
from simulator.scenario.model import Scenario
from simulator.trace import first_difference

STORIES = Path(__file__).parents[2] / "scenarios"
PROGRAM = """
import sys
from simulator.run import play
from simulator.scenario.load import load
for path in sys.argv[1:]:
    print(play(load(path).scenario, 3).digest())
"""
WITH_FAULTS = [
    str(STORIES / "renewal" / "unmanaged_in_between.yaml"),
    str(STORIES / "renewal" / "jamf_password_rotated.yaml"),
    str(STORIES / "enrollment_limit" / "a_step_that_fails_after_issue.yaml"),
    str(STORIES / "shared_terminals" / "two_accounts_on_one_mac.yaml"),
]


def digests(hash_seed):
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    command = [sys.executable, "-c", PROGRAM, *WITH_FAULTS]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.split()


def test_two_processes_with_two_hash_seeds_give_one_digest():
    one, other = digests("1"), digests("2")
    assert one == other
    assert len(set(one)) == len(WITH_FAULTS)


@pytest.mark.parametrize("path", WITH_FAULTS)
def test_two_runs_in_one_process_are_equal_event_for_event(path):
    scenario = load(path).scenario
    assert first_difference(play(scenario, 1), play(scenario, 1)) == ""


def test_another_seed_gives_another_run():
    scenario = load(WITH_FAULTS[0]).scenario
    assert first_difference(play(scenario, 1), play(scenario, 2)) != ""


def told_of(trace, mac):
    """What is told of one Mac, without its place among the others' events."""
    services = {"mac", "person", "fault", "admin"}
    return [
        (record.at, record.kind, record.outcome, record.reason, record.details)
        for record in trace.records
        if record.subject == mac and record.source in services
    ]


def without_serials(events):
    return [(*event[:4], {k: v for k, v in event[4].items() if k != "serial_number"}) for event in events]


def scenario(*fleet):
    return Scenario.model_validate({"story": "crowd", "length": "380 days", "fleet": [*fleet]})


def test_another_mac_in_the_fleet_moves_nobody_else_s_dice():
    ada = {"name": "ada", "habits": "mixed"}
    alone = play(scenario(ada), 1)
    in_company = play(scenario({"name": "sales", "count": 3, "habits": "mixed"}, ada), 1)
    assert without_serials(told_of(alone, "ada")) == without_serials(told_of(in_company, "ada"))


def test_a_larger_group_moves_nobody_s_dice():
    few = play(scenario({"name": "sales", "count": 2, "habits": "mixed"}), 1)
    many = play(scenario({"name": "sales", "count": 5, "habits": "mixed"}), 1)
    assert told_of(few, "sales-0002")
    assert without_serials(told_of(few, "sales-0002")) == without_serials(told_of(many, "sales-0002"))
