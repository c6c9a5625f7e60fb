"""A failure in words: the last events of the Mac that it is about, each with its causes back to the root."""

from __future__ import annotations

import pytest

from fake_jamf.errors import JamfError
from fake_okta.errors import OktaError
from simulator.expectations import Verdict
from simulator.run import RunResult
from simulator.telling import failure_text, refusal_text
from simulator.trace import Trace

START = 1_736_146_800  # 2025-01-06 08:00 in Berlin


@pytest.fixture
def trace():
    """A fault leads to an act of an admin, which leads to what happens on ada; bob is another Mac."""
    found = Trace()
    zone = {"seed": 1, "start_at": START, "end_at": START + 1, "zone": "Europe/Berlin"}
    found.add(START, "run.started", "run", details=zone)
    fault = found.add(START + 60, "fault.began", "everybody", details={"fault": "outage"})
    act = found.add(
        START + 120, "admin.acted", "org", cause=fault, details={"action": "edit_policy", "what": ""}
    )
    found.add(START + 180, "mac.slept", "bob")
    found.add(START + 240, "mac.restarted", "ada", cause=act)
    found.add(START + 300, "mac.slept", "ada")
    found.add(START + 360, "mac.woke", "ada")
    return found


def result_of(trace, *verdicts):
    return RunResult("A story", "a story.yaml", 3, "counter_case", trace.digest(), [*verdicts], trace, [])


def test_what_held_is_not_told(trace):
    assert failure_text(result_of(trace, Verdict(True, "all", "all"))) == ""


def test_the_events_of_the_mac_up_to_the_failure_come_with_their_causes_to_the_root(trace):
    held, failed = Verdict(True, "one thing", "it"), Verdict(False, "ada stays awake", "ada sleeps", "ada", 5)
    assert failure_text(result_of(trace, held, failed)).splitlines() == [
        "a story.yaml: A story",
        "  seed 3, counter-case",
        "  expected: ada stays awake",
        "  came:     ada sleeps",
        "    the last events of ada:",
        "      2025-01-06 08:04  ada is restarted.",
        "          because, 2025-01-06 08:02: An administrator acts: edit_policy.",
        "          because, 2025-01-06 08:01: Fault outage begins.",
        "      2025-01-06 08:05  ada goes to sleep.",
        "  to repeat it: trustlab run 'a story.yaml' --seed 3 --variant counter_case",
    ]


def test_a_failure_about_no_mac_has_no_events(trace):
    told = failure_text(result_of(trace, Verdict(False, "exposures: at most 0", "2")))
    assert "the last events" not in told
    assert "  came:     2\n  to repeat it:" in told


def test_only_a_services_no_is_the_authors_mistake():
    okta = OktaError("E0000001", 400, "Api validation failed: zone", ("no such zone",))
    assert refusal_text("a.yaml", okta).startswith(
        "a.yaml: Okta's console refuses what the scenario does there: "
    )
    assert refusal_text("a.yaml", JamfError("invalid", 400, "no such group")).startswith(
        "a.yaml: Jamf Pro's console refuses"
    )
    assert refusal_text("a.yaml", ValueError("a bug")) == ""
