"""Small runs, one after the other and in processes."""

import time
from concurrent.futures import ProcessPoolExecutor

from simulator.run import play
from simulator.scenario.load import load
from simulator.scenario.model import Scenario
from tests.bench.figures import Measure
from tests.bench.floors import bare_enrolment, bare_simpy_s

ONE = "scenarios/chrome/closing_the_window_is_not_enough.yaml"
LOADED = Scenario.model_validate(
    {"story": "a loaded Mac", "length": "400 days", "fleet": [{"name": "ada", "habits": "mixed"}]}
)
FLEET = Scenario.model_validate(
    {"story": "a fleet", "length": "396 days", "fleet": [{"name": "staff", "count": 150, "habits": "mixed"}]}
)


def _runs_a_second(scenario):
    begun, runs = time.perf_counter(), 0
    while time.perf_counter() - begun < 3:
        play(scenario, runs)
        runs += 1
    return runs / (time.perf_counter() - begun)


RUNS = 16


def one_fleet(seed):
    """Play a fleet; nothing of it has to come back."""
    play(FLEET, seed)
    return seed


def one_bare(seed):
    """About as long with nothing of ours: bare SimPy and bare enrolments."""
    bare_simpy_s(150, 100_000)
    bare_enrolment({})
    return seed


def times_one(task):
    """How many times as fast two processes are as one, at so many runs of a task; the better of two tries each.

    Nothing is told in between, and the parent only waits (a thousandth of the time is its own). So what two bare processes
    fall short of two times is the machine's: cores that share a cache, or with others.
    """
    tries = [(_seconds(task, 1), _seconds(task, 2)) for _ in range(2)]
    return min(one for one, _ in tries) / min(two for _, two in tries)


def _seconds(task, processes):
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(task, range(processes)))  # started and warm
        begun = time.perf_counter()
        list(pool.map(task, range(RUNS)))
        return time.perf_counter() - begun


MEASURES = [
    Measure(
        "one-Mac story of 400 days", "runs a second", lambda _f: _runs_a_second(LOADED), ("at least", 100)
    ),
    Measure("built-in one-Mac story", "runs a second", lambda _f: _runs_a_second(load(ONE).scenario)),
    Measure("two bare processes", "times one", lambda _f: times_one(one_bare)),
    Measure("two processes", "times one", lambda _f: times_one(one_fleet), ("at least", 1.9)),
]
