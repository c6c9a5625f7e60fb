"""A right file: every scalar is what its place wants, everything left out has its documented default."""

from __future__ import annotations

import hashlib
import pickle

from simulator.scenario.fleet import HABIT_SETS
from simulator.scenario.model import Scenario

HEAD = "story: a\n"


def test_a_version_stays_text(loaded):
    scenario = loaded("fleet: [{name: ada, macos: 10.10, office_version: 16.10}]", HEAD).scenario
    assert (scenario.fleet[0].macos, scenario.fleet[0].office_version) == ("10.10", "16.10")


def test_words_that_look_like_something_else_stay_words(loaded):
    text = "start: 2025-01-06\nassumptions: {expired_unbound_counts: no}\nfleet: [{name: 0010}, {name: on}]"
    scenario = loaded(text, HEAD).scenario
    assert scenario.start == "2025-01-06"
    assert scenario.assumptions == {"expired_unbound_counts": "no"}
    assert [group.name for group in scenario.fleet] == ["0010", "on"]


def test_numbers_and_booleans_work_where_they_are_wanted(loaded):
    text = (
        "seeds: [1, 2]\nfleet: [{name: ada, count: 3, joins_logged_in: false}]\n"
        "expect: [{measure: exposures, at_most: 0.5}]"
    )
    scenario = loaded(text, HEAD).scenario
    assert scenario.seeds == [1, 2]
    assert scenario.fleet[0].count == 3
    assert scenario.fleet[0].joins_logged_in is False
    assert scenario.expect[0].at_most == 0.5


def test_a_story_of_two_lines_has_the_documented_set_up(loaded):
    scenario = loaded("fleet: [{name: ada}]", HEAD).scenario
    assert scenario.jamf.policy.frequency == "Once per user per computer"
    assert scenario.jamf.policy.triggers == ["enrollmentComplete", "recurring check-in"]
    assert scenario.okta.apps[0].rules == "trusted_macs_only"
    assert scenario.jamf.task.version == "1.2.1"


def test_habits_may_be_a_named_set(loaded):
    by_name = loaded("fleet: [{name: ada, habits: mixed}]", HEAD).scenario.fleet[0].habits
    written_out = Scenario(story="a", fleet=[{"name": "ada", "habits": HABIT_SETS["mixed"]}]).fleet[0].habits
    assert by_name == written_out


def test_reserved_words_are_written_as_they_are_said(loaded):
    text = (
        "timeline: [{at: day 1, do: restart, mac: ada, as: first}]\n"
        "faults: [{kind: jamf_down, from: day 1, until: day 2}]\n"
        "expect: [{every: managed_mac, is: trusted}]"
    )
    scenario = loaded(text).scenario
    assert scenario.timeline[0].as_ == "first"
    assert scenario.faults[0].from_ == "day 1"
    assert scenario.expect[0].is_ == "trusted"


def test_a_loaded_file_tells_its_hash_and_survives_pickling(loaded, tmp_path):
    found = loaded("")
    assert found.sha256 == hashlib.sha256((tmp_path / "story.yaml").read_bytes()).hexdigest()
    assert pickle.loads(pickle.dumps(found)) == found
