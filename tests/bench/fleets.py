"""Fleets: how fast, how near to their floors, how much memory."""

from functools import cache

from tests.bench.figures import Measure
from tests.bench.fleet import fleet
from tests.bench.floors import sum_s

SMALL = (1000, 396)
CALM = (20, 300)


@cache
def _took(macs, days, detail="changes", certificates="real", habits="mixed"):
    return fleet(macs, days, detail, certificates, habits)


def _small(key):
    return lambda _found: _took(*SMALL)[key]


def ratio(*run):
    """A fleet's time against the sum of its floors."""
    return lambda found: _took(*run)["cpu_s"] / sum_s(_took(*run), found)


def mac_years_a_second(*run):
    """Mac-years played a second."""
    return lambda _found: _took(*run)["mac_years"] / _took(*run)["cpu_s"]


def steps_saved(_found):
    """How many times more steps a calm fleet takes when everything is played."""
    return (
        _took(*CALM, detail="every", habits="calm")["steps"]
        / _took(*CALM, detail="changes", habits="calm")["steps"]
    )


def kib_a_mac(_found):
    """Memory that each further Mac takes over two years."""
    few, many = _took(1000, 730), _took(3000, 730)
    return (many["peak_mib"] - few["peak_mib"]) * 1024 / 2000


def longer(_found):
    """Peak memory of four years against that of two."""
    return _took(3000, 1460)["peak_mib"] / _took(3000, 730)["peak_mib"]


MEASURES = [
    Measure("1,000 Macs, 13 months", "s", _small("wall_s"), ("at most", 4)),
    Measure("its time against its floors", "times", ratio(*SMALL), ("at most", 5)),
    Measure("Mac-years a second", "", mac_years_a_second(*SMALL)),
    Measure("a step", "µs", lambda _f: _took(*SMALL)["cpu_s"] / _took(*SMALL)["steps"] * 1e6),
    Measure("steps a Mac-year", "", lambda _f: _took(*SMALL)["steps"] / _took(*SMALL)["mac_years"]),
    Measure("an event", "µs", lambda _f: _took(*SMALL)["cpu_s"] / _took(*SMALL)["events"] * 1e6),
    Measure("steps of every, calm fleet", "times changes", steps_saved, ("at least", 500)),
    Measure("memory a Mac, two years", "KiB", kib_a_mac),
    Measure("memory of four years, 3,000 Macs", "times two years", longer, ("at most", 1.2)),
]

_HUNDRED_THOUSAND, _MILLION = (100_000, 730), (1_000_000, 365, "changes", "on_demand")

LARGE = [
    Measure("100,000 Macs, two years", "s", lambda _f: _took(*_HUNDRED_THOUSAND)["wall_s"]),
    Measure("100,000 against their floors", "times", ratio(*_HUNDRED_THOUSAND), ("at most", 5)),
    Measure(
        "memory of 100,000 Macs", "MiB", lambda _f: _took(*_HUNDRED_THOUSAND)["peak_mib"], ("at most", 1536)
    ),
    Measure(
        "memory of four years",
        "times two years",
        lambda _f: _took(100_000, 1460)["peak_mib"] / _took(*_HUNDRED_THOUSAND)["peak_mib"],
        ("at most", 1.2),
    ),
    Measure(
        "a million Macs, a year", "Mac-years a second", mac_years_a_second(*_MILLION), ("at least", 1000)
    ),
    Measure("memory of a million", "MiB", lambda _f: _took(*_MILLION)["peak_mib"], ("at most", 12 * 1024)),
]
