"""When people call: by their habit, on working days, while they are at work and the desk is open."""

import statistics

from simulator.caller import Caller
from simulator.habits import Routine
from simulator.opening_hours import OpeningHours
from tests.simulator.judgement.small_trace import CALENDAR, at

HOURS = OpeningHours(CALENDAR, 9 * 3600, 17 * 3600)


def caller(index=0, who=1.0, **routine):
    person = Routine(CALENDAR, (1, 0, ("sales", index)), **routine)
    return Caller(person, who, after_s=1800, gives_up_after_s=900, again_after_s=7200)


def test_who_wants_to_call_by_day_calls_at_once():
    assert caller().next_call(at("day 1 11:11"), HOURS) == at("day 1 11:11")


def test_nobody_calls_before_the_desk_opens_nor_after_it_closes():
    assert caller().next_call(at("day 1 06:00"), HOURS) == at("day 1 09:00")
    assert caller().next_call(at("day 1 17:00"), HOURS) == at("day 2 09:00")
    assert caller().next_call(at("day 4 17:00"), HOURS) == at("day 7 09:00")  # over the weekend


def test_nobody_calls_who_is_not_at_work():
    late = caller(works_from_s=13 * 3600, works_until_s=21 * 3600)
    begins, _ = late.routine.span(1)
    assert late.next_call(at("day 1 09:00"), HOURS) == begins
    assert caller(away=((1, 4),)).next_call(at("day 1 09:00"), HOURS) == at("day 4 09:00")
    night = caller(works_from_s=18 * 3600, works_until_s=23 * 3600)
    assert night.next_call(at("day 1 09:00"), HOURS) is None


def test_so_many_of_a_day_s_people_call_as_their_habit_says():
    called = [caller(n, who=0.3).next_call(at("day 1 09:00"), HOURS) < at("day 2") for n in range(2000)]
    assert abs(sum(called) / 2000 - 0.3) < 3.5 * (0.3 * 0.7 / 2000) ** 0.5


def test_times_are_exponential_with_the_habit_s_means():
    for mean_s, drawn in (
        (1800, [caller(n).first_call_after(at("day 1 09:00")) for n in range(2000)]),
        (7200, [caller(n).again_after(at("day 1 09:00")) for n in range(2000)]),
        (900, [caller(n).patience(at("day 1 09:00")) for n in range(2000)]),
    ):
        assert abs(statistics.fmean(drawn) - mean_s) < 3.5 * mean_s / 2000**0.5
        assert abs(sum(one > mean_s for one in drawn) / 2000 - 0.3679) < 0.04


def test_the_dice_are_of_the_time_and_not_of_the_attempt():
    one = caller()
    assert one.patience(at("day 1 09:00")) == one.patience(at("day 1 09:00") + 59)
    assert one.patience(at("day 1 09:00")) != one.patience(at("day 1 09:01"))


def test_whether_somebody_calls_at_all_is_decided_once_a_day():
    one = caller(who=0.3)
    for day in range(1, 90):
        morning = one.next_call(at(f"day {day} 09:00"), HOURS)
        assert (morning < at(f"day {day + 1}")) == (
            one.next_call(at(f"day {day} 14:00"), HOURS) < at(f"day {day + 1}")
        )
