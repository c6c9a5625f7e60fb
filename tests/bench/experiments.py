"""Experiments: what common dice are worth, and how long a hundred replications of a large fleet take."""

import statistics
import time

from simulator.experiments.executors import processes
from simulator.experiments.playing import Played
from simulator.experiments.replication import read, replicate, write
from simulator.reading import Reading
from simulator.rollout_measures.stale import stale_spans
from simulator.run import calendar_of, play
from simulator.scenario.model import Scenario
from tests.bench import executors
from tests.bench.executors import an_experiment
from tests.bench.figures import Measure

EVERY_DAY = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
FLEETS, MACS = 40, 1000
"""Each Mac has dice of its own, so each is a replication of a fleet of one: 40,000 of them, a standard error of 2 %."""
DAYS_S = 30 * 86_400


# --- common dice ------------------------------------------------------------------------------------------


def _still_stale(quits, seed):
    """Of the Macs that held the old certificate at their renewal, whether they did 30 days later."""
    habits = {
        "sleeps": "never",
        "opens_apps": {"per_workday": 50},
        "quits_chrome": {"daily_probability": quits},
    }
    scenario = Scenario.model_validate(
        {
            "story": "common dice",
            "start": "2025-01-06 12:00 UTC",
            "length": "42 days",
            "calendar": {"work_days": EVERY_DAY},
            "okta": {"certificates": "on_demand"},
            "fleet": [
                {
                    "name": "staff",
                    "count": MACS,
                    "habits": habits,
                    "at_start": {"certificate": "there", "issued_ago": "325 days"},
                }
            ],
        }
    )
    reading = Reading(play(scenario, seed).records, calendar_of(scenario))
    return {span.mac: span.until_at > span.from_at + DAYS_S for span in stale_spans(reading)}


def _ratio(pairs):
    """The variance of a difference with dice of their own, over that with common dice."""
    first, second = zip(*pairs, strict=True)
    alone = statistics.variance(first) + statistics.variance(second)
    return alone / statistics.variance([b - a for a, b in pairs])


def _common_dice(found):
    """Both ratios, from the same runs; the second is kept for its own line."""
    pairs = {0.06: [], 0.10: []}
    for seed in range(FLEETS):
        first = _still_stale(0.05, seed)
        for quits, together in pairs.items():
            second = _still_stale(quits, seed)
            together += [(first[mac], second[mac]) for mac in first.keys() & second.keys()]
    found["_ratio_10"] = _ratio(pairs[0.10])
    return _ratio(pairs[0.06])


def computed(p, q, days=30):
    """The ratio for daily probabilities p < q: of independent shares, over one that contains the other."""
    stale, fewer = (1 - p) ** days, (1 - q) ** days
    apart = stale - fewer
    return (stale * (1 - stale) + fewer * (1 - fewer)) / (apart * (1 - apart))


def _off(ratio, q):
    return 100 * abs(ratio / computed(0.05, q) - 1)


# --- a large fleet ----------------------------------------------------------------------------------------


def minutes_for_100(macs=5000, days=425, runs=2):
    """Minutes of two cores for 100 replications, from the CPU time of a few, the keeping and reading of what came included."""
    with an_experiment(macs, days) as (experiment, folder):
        played = Played(experiment, folder / "runs", processes(1))
        begun = time.process_time()
        for number in range(runs):
            write(played.folder, replicate(played.job(0, number)))
            read(played.folder, 0, number)
        took_s = time.process_time() - begun
    return took_s / runs * 100 / 2 / 60


def _whole(_found):
    """Wall minutes of 100 replications with two processes."""
    with an_experiment(5000, 425) as (experiment, folder):
        begun = time.perf_counter()
        Played(experiment, folder / "runs", processes(2)).run(range(100), [0], lambda: None)
        return (time.perf_counter() - begun) / 60


MEASURES = [
    Measure("common dice: variance ratio, quits 0.05 and 0.06", "times", _common_dice),
    Measure(
        "off the computed 5.46",
        "%",
        lambda found: _off(found["common dice: variance ratio, quits 0.05 and 0.06"], 0.06),
        ("at most", 5),
    ),
    Measure(
        "common dice: variance ratio, quits 0.05 and 0.10", "times", lambda found: found.pop("_ratio_10")
    ),
    Measure(
        "off the computed 1.47",
        "%",
        lambda found: _off(found["common dice: variance ratio, quits 0.05 and 0.10"], 0.10),
        ("at most", 5),
    ),
    *executors.MEASURES,
    Measure(
        "100 x 5,000 Macs x 14 months on two cores, from 2",
        "min of CPU",
        lambda _found: minutes_for_100(),
        ("at most", 15),
    ),
]
WHOLE = [Measure("100 x 5,000 Macs x 14 months, two processes", "min", _whole, ("at most", 15))]
