"""A preview org beside production: its own CA, sessions and log; what it tells counts for nothing of production's."""

import pytest

from simulator.expectations import judge
from simulator.invariants import InvariantBroken, Invariants
from simulator.run import calendar_of, play
from simulator.scenario.model import Scenario
from simulator.trace import Trace, sentence
from tests.simulator.judgement.small_trace import SmallTrace

PILOT = {
    "story": "a pilot",
    "length": "6 days",
    "preview": {},
    "jamf": {"policy": {"exclude_groups": ["ada"]}},
    "fleet": [{"name": "ada", "habits": {"opens_apps": "never"}}],
    "timeline": [
        {"at": "day 0 09:00", "do": "push_task", "mac": "ada", "org": "preview"},
        {
            "at": "day 1 10:00",
            "do": "open_app",
            "mac": "ada",
            "app": "salesforce",
            "org": "preview",
            "as": "there",
        },
        {"at": "day 1 10:01", "do": "open_app", "mac": "ada", "app": "salesforce", "as": "here"},
    ],
}


@pytest.fixture(scope="module")
def pilot():
    return play(Scenario.model_validate(PILOT), 1)


def of_kind(trace: Trace, kind: str):
    return [record for record in trace.records if record.kind == kind]


def test_its_events_bear_its_name_and_production_has_none(pilot):
    assert len(of_kind(pilot, "preview.pki.cert.issue")) == 1
    assert not of_kind(pilot, "pki.cert.issue")
    told = sentence(of_kind(pilot, "preview.pki.cert.issue")[0])
    assert told == "In the preview org: Device Trust certificate issuance: success."


def test_trust_in_one_org_is_none_in_the_other(pilot):
    assert [record.outcome for record in of_kind(pilot, "preview.app.opened")] == ["allowed"]
    assert [record.reason for record in of_kind(pilot, "app.opened")] == ["untrusted_issuer"]


def test_a_certificate_of_the_preview_is_no_enrollment_in_production(pilot):
    scenario = Scenario.model_validate(PILOT)
    enrolled = judge([{"every": "managed_mac", "is": "enrolled"}], pilot.records, calendar_of(scenario))
    assert not enrolled[0].held


def test_production_trusting_a_certificate_of_the_preview_would_be_noticed():
    trace = SmallTrace()
    watch = Invariants()
    trace.issued("day 1 09:00", "s1", kind="preview.pki.cert.issue")
    trace.opened("day 2 10:00")
    *before, last = trace.records
    for record in before:
        watch.see(record)
    with pytest.raises(InvariantBroken, match="no trust without a certificate of this org"):
        watch.see(last)
