"""Waves: which Macs come into scope when, and what holds them up."""

import pytest

from simulator.run import calendar_of, play
from simulator.scenario.load import load
from simulator.scenario.mistakes import ScenarioMistakes
from simulator.scenario.model import Scenario
from simulator.trace import first_difference

FLEET = [{"name": "it", "count": 2}, {"name": "sales", "count": 6}, {"name": "board", "count": 2}]
KEYCHAINS_GO = {"at": "day 2 07:00", "do": "delete_keychain", "mac": "it"}
"""The first to be reached are locked out from Wednesday on."""
BACK_AGAIN = [
    {"at": "day 7 07:00", "do": "push_task", "mac": "it"},
    {"at": "day 8 07:00", "do": "push_task", "mac": "it"},
    {"at": "day 8 16:00", "do": "quit", "mac": "it"},
]


def scenario(rollout, **more):
    raw = {"story": "step by step", "length": "21 days", "fleet": FLEET, "jamf": {"rollout": rollout}, **more}
    return Scenario.model_validate(raw)


def steps(one, trace=None):
    """(day, Macs) of each step, and what held it up on which day."""
    calendar, trace = calendar_of(one), trace or play(one, 1)
    acts = [record for record in trace if record.kind == "admin.acted" and record.subject == "Rollout"]
    widened = [
        (calendar.day_of(record.at), record.details["macs"])
        for record in acts
        if record.details["action"] == "widen_rollout"
    ]
    held_up = [
        (calendar.day_of(record.at), record.details["why"])
        for record in acts
        if record.details["action"] == "pause_rollout"
    ]
    return widened, held_up


def sales(*numbers):
    return [f"sales-{number:04d}" for number in numbers]


IT, BOARD = ["it-0001", "it-0002"], ["board-0001", "board-0002"]


def test_waves_come_at_their_dates_by_group_by_number_by_share_and_then_the_rest():
    waves = [
        {"at": "day 1 10:00", "groups": ["it"]},
        {"at": "day 2 08:00", "groups": ["sales"], "macs": 1},
        {"at": "day 3 08:00", "groups": ["sales"], "macs": "50 %"},
        {"at": "day 8 08:00"},
    ]
    one = scenario({"waves": waves})
    widened, held_up = steps(one)
    assert widened == [(1, IT), (2, sales(1)), (3, sales(2, 3, 4)), (8, sales(5, 6) + BOARD)]
    assert not held_up
    enrolled = {record.subject for record in play(one, 1) if record.kind == "certificate.imported"}
    assert len(enrolled) == 10


def test_nobody_enrolls_before_their_wave():
    one = scenario({"waves": [{"at": "day 1 10:00", "groups": ["it"]}, {"at": "day 8 08:00"}]})
    calendar, seen = calendar_of(one), {}
    for record in play(one, 1):
        if record.kind == "certificate.imported":
            seen.setdefault(record.subject, calendar.day_of(record.at))
    assert {seen[mac] for mac in IT} == {1}
    assert {day for mac, day in seen.items() if mac not in IT} == {8}


def test_so_many_a_day_come_on_working_days_from_a_day_on_and_some_groups_first():
    widened, _ = steps(scenario({"macs_a_day": 4, "from": "day 3", "order": ["board", "it"]}))
    assert widened == [(3, [*BOARD, *IT]), (4, sales(1, 2, 3, 4)), (7, sales(5, 6))]


def test_a_freeze_holds_up_what_is_due_in_it_and_steps_follow_one_a_working_day():
    waves = [{"at": f"day {day} 08:00", "macs": 4} for day in (1, 2, 3)]
    widened, held_up = steps(scenario({"waves": waves, "frozen": [{"from": "day 2", "until": "day 6"}]}))
    assert [day for day, _ in widened] == [1, 7, 8]
    assert held_up == [(2, "frozen")]


def test_the_stop_rule_pauses_while_too_many_of_those_reached_are_locked_out():
    waves = [{"at": "day 0 08:30", "groups": ["it"]}, {"at": "day 3 08:00"}]
    rule = {"pause_while": {"more_than": "20 %"}}
    free, _ = steps(scenario({"waves": waves}, timeline=[KEYCHAINS_GO, *BACK_AGAIN]))
    assert [day for day, _ in free] == [0, 3]
    held, why = steps(scenario({"waves": waves, **rule}, timeline=[KEYCHAINS_GO, *BACK_AGAIN]))
    assert [day for day, _ in held] == [0, 9]  # they are let in on day 8, and it is looked at in the morning
    assert why == [(3, "locked_out")]
    never, why = steps(scenario({"waves": waves, **rule}, timeline=[KEYCHAINS_GO]))
    assert [day for day, _ in never] == [0]
    assert why == [(3, "locked_out")]


def test_the_rule_is_about_those_reached_and_not_about_those_who_wait_for_their_wave():
    """Everybody else is denied from the first day, since the rules ask for trust already."""
    waves = [{"at": "day 0 08:30", "groups": ["it"]}, {"at": "day 3 08:00"}]
    widened, held_up = steps(scenario({"waves": waves, "pause_while": {"more_than": "0 %"}}))
    assert [day for day, _ in widened] == [0, 3]
    assert not held_up


def test_the_limit_itself_is_no_pause():
    waves = [{"at": "day 0 08:30", "groups": ["it"]}, {"at": "day 3 08:00"}]
    one_of_two = {**KEYCHAINS_GO, "mac": "it-0001"}
    for more_than, days in (("50 %", [0, 3]), ("49 %", [0])):
        rollout = {"waves": waves, "pause_while": {"more_than": more_than}}
        widened, _ = steps(scenario(rollout, timeline=[one_of_two]))
        assert [day for day, _ in widened] == days


def test_too_many_calls_on_the_last_working_day_pause_it_too():
    waves = [{"at": "day 0 08:30", "groups": ["it", "sales"]}, {"at": "day 3 08:00"}]
    *reached, waiting = FLEET
    fleet = [{**group, "habits": {"opens_apps": "often", "calls_help_desk": "at_once"}} for group in reached]
    fleet.append({**waiting, "habits": "idle"})  # else they would call in vain, day after day
    more = {"help_desk": {"people": 4}, "fleet": fleet, "timeline": [{**KEYCHAINS_GO, "mac": "sales"}]}
    for most, days in ((60, [0, 3]), (2, [0, 4])):
        one = scenario({"waves": waves, "pause_while": {"more_calls_than": most}}, **more)
        widened, _ = steps(one)
        assert [day for day, _ in widened] == days, most


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_rollout_that_is_held_up_comes_out_the_same_in_both_details(seed):
    waves = [
        {"at": "day 0 08:30", "groups": ["it"]},
        {"at": "day 3 08:00", "macs": "50 %"},
        {"at": "day 4 08:00"},
    ]
    rollout = {"waves": waves, "pause_while": {"more_than": "10 %", "more_calls_than": 3}}
    fleet = [{**group, "habits": "mixed"} for group in FLEET]
    one = scenario(rollout, fleet=fleet, help_desk={"people": 1}, timeline=[KEYCHAINS_GO, *BACK_AGAIN])
    changes, every = play(one, seed), play(one, seed, detail="every")
    assert not first_difference(changes, every)
    assert steps(one, changes)[1]


@pytest.mark.parametrize(
    ("rollout", "said"),
    [
        ("{waves: [{at: day 1, groups: [slaes]}]}", "there is no Mac group 'slaes'. Did you mean 'sales'?"),
        ("{waves: [{at: day 1, macs: 120 %}]}", "is no share"),
        ("{waves: [{at: day 1}], pause_while: {}}", "say more_than"),
        ("{waves: [{at: day 1}], pause_while: {more_than: 5 percent}}", "write for example '1 %'"),
        ("{waves: [{at: day 1}], pause_while: {more_calls_than: 5}}", "there is no help desk to call"),
        ("{macs_a_day: 5, order: [bord]}", "there is no Mac group 'bord'"),
        ("{waves: []}", "at least 1"),
    ],
)
def test_a_mistake_in_a_rollout_is_told(tmp_path, rollout, said):
    path = tmp_path / "story.yaml"
    path.write_text(f"story: a\nfleet: [{{name: sales, count: 2}}]\njamf:\n  rollout: {rollout}\n")
    with pytest.raises(ScenarioMistakes) as told:
        load(str(path))
    assert said in str(told.value)
