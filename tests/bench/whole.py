"""Whole runs, from scenario to trace."""

import time

from simulator.run import play
from simulator.scenario.load import load

FLEET = "scenarios/fleet/a_thousand_macs_for_thirteen_months.yaml"
ONE = "scenarios/chrome/closing_the_window_is_not_enough.yaml"


def _issued(trace):
    return sum(
        r.kind in {"pki.cert.issue", "pki.cert.renew"} and r.outcome == "success" for r in trace.records
    )


def fleet_s(found):
    """Seconds for 1,000 Macs and 13 months with real certificates."""
    scenario = load(FLEET).scenario
    begun = time.perf_counter()
    trace = play(scenario, 1)
    seconds = time.perf_counter() - begun
    found["fleet_certificates"] = _issued(trace)
    found["fleet_events"] = len(trace)
    return seconds


def mac_years_a_second(found):
    """Mac-years played a second on one core."""
    return 1000 * 396 / 365 / found["fleet_s"]


def ratio_to_floors(found):
    """The fleet run against bare enrolments for as many certificates and a bare timeout for each event."""
    floor_us = (
        found["fleet_certificates"] * found["bare_enrolment_us"]
        + found["fleet_events"] * found["bare_timeout_us"]
    )
    return found["fleet_s"] / (floor_us / 1e6)


def small_runs_a_second(_found):
    """Whole runs a second of a one-Mac story of 370 days."""
    scenario = load(ONE).scenario
    begun, runs = time.perf_counter(), 0
    while time.perf_counter() - begun < 2:
        play(scenario, runs)
        runs += 1
    return runs / (time.perf_counter() - begun)


MEASURED = [
    ("fleet_s", "s for 1,000 Macs, 13 months", fleet_s),
    ("mac_years_a_second", "Mac-years a second", mac_years_a_second),
    ("ratio_to_floors", "times the sum of its floors", ratio_to_floors),
    ("small_runs_a_second", "runs a second of a one-Mac story", small_runs_a_second),
]
