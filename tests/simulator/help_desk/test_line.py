"""The line before a desk, by itself: who comes first is served first, and waits are those that a formula gives."""

import math
import statistics

import pytest
import simpy

from simulator.chance import dice_key, exponential, uniform
from simulator.help_desk.line import Line


def served(calls, people, patience_s=None):
    """What came of calls, (second, seconds of service) each, in the order in which they come."""
    env = simpy.Environment()
    line, found = Line(env, people), []

    def caller(number, at, takes_s):
        yield env.timeout(at)
        hangs_up = env.event() if patience_s is None else env.timeout(patience_s)
        one = yield from line.call(hangs_up, lambda _waited_s: env.timeout(takes_s))
        found.append((number, one))

    for number, (at, takes_s) in enumerate(calls):
        env.process(caller(number, at, takes_s))
    env.run()
    return dict(found)


def test_who_calls_first_is_served_first():
    found = served([(0, 100), (10, 50), (20, 50)], people=1)
    assert [(found[n].waited_s, found[n].served_s) for n in range(3)] == [(0, 100), (90, 50), (130, 50)]


def test_a_second_person_halves_the_line():
    found = served([(0, 100), (10, 50), (20, 50)], people=2)
    assert [found[n].waited_s for n in range(3)] == [0, 0, 40]


def test_who_hangs_up_is_not_served_and_keeps_nobody_waiting():
    found = served([(0, 100), (10, 50), (20, 50)], people=1, patience_s=85)
    assert (found[1].answered, found[1].waited_s) == (False, 85)
    assert (found[2].answered, found[2].waited_s) == (True, 80)


# --- the closed form --------------------------------------------------------------------------------------


def erlang_c(people, load):
    """The probability that a caller has to wait (A. K. Erlang 1917; Cooper, 'Introduction to Queueing Theory', 3.4)."""
    terms = [load**k / math.factorial(k) for k in range(people)]
    last = load**people / math.factorial(people) * people / (people - load)
    return last / (sum(terms) + last)


SERVICE_S = 900.0
CALLS = 60_000
BATCHES = 30


def erlang_b(people, load):
    """The probability that all are busy, where nobody waits (A. K. Erlang 1917; Cooper, 3.3)."""
    terms = [load**k / math.factorial(k) for k in range(people + 1)]
    return terms[-1] / sum(terms)


def drawn(purpose, mean):
    key = dice_key(5, 0, ("desk", 0), purpose)
    return [exponential(uniform(key, number), mean) for number in range(CALLS)]


def of_a_steady_desk(people, load, takes=None, patience_s=None):
    """What came of the callers of a long day without an end, the first tenth of them left out."""
    at, calls = 0.0, []
    for gap, takes_s in zip(drawn("gap", SERVICE_S / load), takes or drawn("takes", SERVICE_S), strict=True):
        at += gap
        calls.append((round(at), round(takes_s)))
    found = served(calls, people, patience_s)
    return [found[number] for number in range(CALLS // 10, CALLS)]


def mean_with_error(values):
    """The mean, and its standard error by batch means, since the waits of neighbours are alike."""
    size = len(values) // BATCHES
    means = [statistics.fmean(values[n * size : (n + 1) * size]) for n in range(BATCHES)]
    return statistics.fmean(means), statistics.stdev(means) / math.sqrt(BATCHES)


@pytest.mark.parametrize(("people", "load"), [(1, 0.6), (3, 2.4), (8, 6.0)])
def test_calls_to_a_steady_desk_wait_as_erlang_c_says(people, load):
    waits = [one.waited_s for one in of_a_steady_desk(people, load)]
    share, share_error = mean_with_error([float(wait > 0) for wait in waits])
    wait, wait_error = mean_with_error(waits)
    expected = erlang_c(people, load)
    assert share_error < 0.02
    assert abs(share - expected) < 3.5 * share_error, (share, expected)
    expected_wait = expected * SERVICE_S / (people - load)
    assert wait_error < 0.1 * expected_wait
    assert abs(wait - expected_wait) < 3.5 * wait_error, (wait, expected_wait)


@pytest.mark.parametrize("load", [0.5, 0.8])
def test_where_each_call_takes_as_long_as_the_other_it_waits_half_as_long(load):
    """Pollaczek and Khinchine: load / (1 - load) of half a service, against a whole one where services are exponential."""
    waits = [one.waited_s for one in of_a_steady_desk(1, load, takes=[SERVICE_S] * CALLS)]
    wait, error = mean_with_error(waits)
    assert error < 0.1 * wait
    assert abs(wait - load / (1 - load) * SERVICE_S / 2) < 3.5 * error


@pytest.mark.parametrize(("people", "load"), [(1, 0.6), (3, 2.4), (8, 9.0)])
def test_callers_who_do_not_wait_are_lost_as_often_as_erlang_b_says(people, load):
    lost = [float(not one.answered) for one in of_a_steady_desk(people, load, patience_s=0)]
    share, error = mean_with_error(lost)
    assert error < 0.01
    assert abs(share - erlang_b(people, load)) < 3.5 * error
