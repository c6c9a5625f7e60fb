"""The tool's own control test: planted defects are found, and one that the analysis does not see is told as missed."""

from __future__ import annotations

import pytest

from simulator.control_test import control_test
from simulator.rule_sets import read_rule_set

RULES = """\
people: [{name: staff, count: 40}, {name: board, count: 2, groups: [Board]}]
rules:
  - {name: Trusted Macs, access: allow, platforms: [osx], trust: trusted}
  - {name: Deny, access: deny}
"""


@pytest.fixture
def rules(tmp_path):
    path = tmp_path / "rules.yaml"
    path.write_text(RULES)
    return read_rule_set(str(path))


def test_every_defect_that_lets_an_untrusted_mac_in_is_found(rules):
    planted = control_test(rules)
    assert len(planted) == 8
    assert {one.defect for one in planted if one.outcome == "found"} == {
        "'Deny' is switched off",
        "'Deny' is not there",
        "'Deny' is for Windows alone",
        "'Deny' is for trusted devices",
        "'Trusted Macs' asks for no trust",
        "'Trusted Macs' asks for Not trusted",
        "a rule that lets everybody in comes first",
    }
    assert [one.defect for one in planted if one.outcome == "opens nothing more"] == [
        "a rule that lets everybody in comes last"
    ]


def test_a_blind_analysis_is_caught(rules):
    outcomes = [one.outcome for one in control_test(rules, lambda app, known: set())]
    assert outcomes.count("missed") == 7
    assert "found" not in outcomes


def test_an_analysis_that_sees_holes_everywhere_is_caught(rules):
    planted = control_test(rules, lambda app, known: {"a hole"})
    assert [one.outcome for one in planted].count("false alarm") == 1


def test_an_app_that_cannot_be_secured_has_nothing_to_plant_in(tmp_path):
    path = tmp_path / "rules.yaml"
    path.write_text("apps: [{name: box, protocol: bookmark, rules: [{name: All, access: allow}]}]\n")
    assert control_test(read_rule_set(str(path))) == []
