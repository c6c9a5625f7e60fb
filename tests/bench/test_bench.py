"""The benchmark measures in named groups, floors first, and tells a table and a JSON file; no figure is asserted."""

import json

import pytest

from tests.bench import __main__ as bench
from tests.bench.figures import Measure


def test_the_groups_asked_for_are_measured_after_the_floors_and_told(monkeypatch, tmp_path, capsys):
    groups = {
        "floors": [Measure("floor", "s", lambda _found: 2.0)],
        "fleets": [Measure("fleet", "times", lambda found: 6.0 / found["floor"], ("at most", 5))],
        "stories": [Measure("story", "runs a second", lambda _found: 3.0, ("at least", 100))],
    }
    monkeypatch.chdir(tmp_path)
    bench.main(["fleets"], groups)
    told = json.loads((tmp_path / "bench.json").read_text())
    assert told == {
        "floor": {"group": "floors", "value": 2.0, "unit": "s", "goal": None},
        "fleet": {"group": "fleets", "value": 3.0, "unit": "times", "goal": ["at most", 5]},
    }
    table = capsys.readouterr().out
    assert "at most 5" in table
    assert "yes" in table
    assert "story" not in table


def test_what_was_measured_before_a_measurement_broke_off_is_in_the_file(monkeypatch, tmp_path):
    def broken(_found):
        raise KeyboardInterrupt

    groups = {"floors": [Measure("floor", "s", lambda _found: 2.0), Measure("next", "s", broken)]}
    monkeypatch.chdir(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        bench.main([], groups)
    assert [*json.loads((tmp_path / "bench.json").read_text())] == ["floor"]


def test_no_two_figures_have_one_name():
    names = [one.name for measures in bench.GROUPS.values() for one in measures]
    assert len(names) == len({*names})


def test_a_goal_that_is_missed_says_no():
    assert Measure("story", "runs a second", None, ("at least", 100)).reached(3.0) == "no"


def test_a_group_that_is_not_there_is_answered_with_those_that_are():
    with pytest.raises(SystemExit, match="no group flets; there are floors, fleets, stories"):
        bench.main(["flets"])


@pytest.mark.parametrize("group", ["floors", "fleets", "stories", "large"])
def test_every_group_has_figures(group):
    assert bench.GROUPS[group]
