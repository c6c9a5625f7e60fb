"""Which Macs stay where they are, and the shortest way out."""

import pytest

from simulator.dead_ends import DEAD_ENDS
from simulator.diagnosis_causes import CAUSES, shortest_way, ways_of
from simulator.measures import Window
from simulator.reading import Reading
from simulator.rollout_measures.table import TOTALS
from simulator.run import calendar_of, play
from simulator.scenario.model import Scenario
from simulator.stuck import stuck

RAW = {
    "story": "some are stuck",
    "length": "30 days",
    "fleet": [{"name": name} for name in ("ada", "ben", "cem", "dan", "eve", "fay")],
    "jamf": {"policy": {"exclude_groups": ["dan"]}},
    "timeline": [
        {"at": "day 7 07:00", "do": "revoke_user_certificates", "person": "ben"},
        {"at": "day 7 07:00", "do": "delete_private_key", "mac": "cem"},
        {"at": "day 7 07:00", "do": "revoke_user_certificates", "person": "eve"},
        {"at": "day 9 07:00", "do": "uninstall_task", "mac": "eve"},
        {"at": "day 9 08:00", "do": "push_task", "mac": "eve"},
        {"at": "day 7 07:00", "do": "revoke_user_certificates", "person": "fay"},
        {"at": "day 8 07:00", "do": "unmanage", "mac": "fay"},
    ],
}


@pytest.fixture(scope="module")
def reading():
    scenario = Scenario.model_validate(RAW)
    return Reading(play(scenario, 1).records, calendar_of(scenario))


def at(reading, moment):
    return reading.calendar.parse_moment(moment)


def test_who_is_kept_out_for_good_is_stuck_and_who_is_let_in_again_or_left_is_not(reading):
    found = {one.mac: one.word for one in stuck(reading, at(reading, "day 20"))}
    assert found == {"ben": "revoked", "cem": "key_missing", "dan": "out_of_scope"}
    earlier = {one.mac for one in stuck(reading, at(reading, "day 8 20:00"))}
    assert earlier == {"ben", "cem", "dan", "eve"}
    assert [one.mac for one in stuck(reading, at(reading, "day 20"), "cem")] == ["cem"]


def test_the_shortest_way_out_has_the_fewest_steps(reading):
    (cem,) = stuck(reading, at(reading, "day 20"), "cem")
    assert cem.way_out == ("uninstall", "enroll", "quit the browser")
    assert shortest_way("go round, then on, then in, or straight on; then rest") == ("straight on", "rest")
    for word in DEAD_ENDS:
        shortest = shortest_way(CAUSES[word].remedy)
        assert all(len(shortest) <= len(way) for way in ways_of(CAUSES[word].remedy))


def test_they_are_counted_whole_and_by_what_they_are_stuck_in(reading):
    window = Window(None, 0, at(reading, "day 20"))
    assert TOTALS["macs_in_dead_ends"](reading, window) == 3
    assert TOTALS["macs_in_dead_ends of revoked"](reading, window) == 1
    assert TOTALS["macs_in_dead_ends"](reading, Window("ada", 0, at(reading, "day 20"))) == 0


@pytest.mark.parametrize(
    ("edited", "out_of_scope"), [(None, {"cem"}), (["ada"], {"ben", "cem"}), (["cem"], {"ben"}), ([], set())]
)
def test_groups_named_in_the_middle_of_a_rollout_take_the_place_of_the_one_that_it_widens(
    edited, out_of_scope
):
    """A wave a day: ada's, then ben's, then cem's; on the first evening the scope is edited to other groups."""
    acts = [] if edited is None else [{"at": "day 0 20:00", "do": "edit_policy", "groups": edited}]
    raw = {
        "story": "edited in the middle",
        "length": "5 days",
        "fleet": [{"name": name} for name in ("ada", "ben", "cem")],
        "jamf": {"rollout": {"macs_a_day": 1}},
        "timeline": acts,
    }
    scenario = Scenario.model_validate(raw)
    reading = Reading(play(scenario, 1).records, calendar_of(scenario))
    found = {one.mac: one.word for one in stuck(reading, at(reading, "day 1 20:00"))}
    assert found == dict.fromkeys(out_of_scope, "out_of_scope")
