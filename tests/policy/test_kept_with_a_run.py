"""A saved run keeps the policy analysis: the matrix of each app, from the start and after each change of its rules."""

from __future__ import annotations

import pytest

from simulator.run import play_story
from simulator.saved import read_run
from simulator.scenario.load import load

STORY = """\
story: Rules are replaced, and once more in vain
length: 5 days
okta: {apps: [{name: crm, rules: trusted_rule_without_deny}]}
fleet: [{name: ada, habits: idle}]
timeline:
  - {at: day 2 10:00, do: set_rules, app: crm, rules: [{name: In vain, access: allow, clients: [web]}]}
  - {at: day 1 10:00, do: set_rules, app: crm, rules: trusted_macs_only}
"""


@pytest.fixture
def policy(tmp_path):
    """What a run of the story kept, and when it began."""
    (tmp_path / "story.yaml").write_text(STORY)
    found = play_story(load(tmp_path / "story.yaml"), 1, save=tmp_path / "runs")
    run = read_run(found.folder)
    return run.policy, run.manifest.start_at


def test_the_rules_of_the_start_and_each_change_that_was_made_are_kept(policy):
    kept, start_at = policy
    assert [(one["from_at"] - start_at, one["app"]) for one in kept] == [(0, "crm"), (86400 + 7200, "crm")]
    assert [[hole["kind"] for hole in one["holes"]] for one in kept] == [["no_deny"], []]
    assert [one["default_rule"]["reached"] for one in kept] == [True, False]


def test_the_matrix_is_kept_with_the_rules_that_decide(policy):
    before, after = (
        {(cell["platform"], cell["trust"]): (cell["access"], cell["rules"]) for cell in one["matrix"]}
        for one in policy[0]
    )
    assert len(after) == 12
    assert before["osx", "untrusted"] == ("allowed", ["Default sign on rule"])
    assert after["osx", "untrusted"] == ("denied", ["Deny everything else"])
    assert after["osx", "trusted"] == ("allowed", ["Trusted Macs"])
