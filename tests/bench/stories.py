"""Small runs, one after the other and in processes."""

import time
from concurrent.futures import ProcessPoolExecutor

from simulator.run import play
from simulator.scenario.load import load
from simulator.scenario.model import Scenario
from tests.bench.figures import Measure

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


def one_fleet(seed):
    """Play a fleet; nothing of it has to come back."""
    play(FLEET, seed)
    return seed


def _seconds(processes, runs=8):
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(one_fleet, range(processes)))  # started and warm
        begun = time.perf_counter()
        list(pool.map(one_fleet, range(runs)))
        return time.perf_counter() - begun


MEASURES = [
    Measure(
        "one-Mac story of 400 days", "runs a second", lambda _f: _runs_a_second(LOADED), ("at least", 100)
    ),
    Measure("built-in one-Mac story", "runs a second", lambda _f: _runs_a_second(load(ONE).scenario)),
    Measure("two processes", "times one", lambda _f: _seconds(1) / _seconds(2), ("at least", 1.9)),
]
