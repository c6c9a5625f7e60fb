"""Every kind of expectation can hold and can fail, and says in plain words what came."""

import pytest

from simulator.expectations import judge
from tests.simulator.judgement.small_trace import CALENDAR, SmallTrace, at


def verdict(trace, **expected):
    return judge([expected], trace.records, CALENDAR)[0]


@pytest.fixture
def trace():
    found = SmallTrace()
    found.issued("day 0 09:00", "s1")
    found.opened("day 1 10:00", named="first")
    found.opened("day 2 10:00", "denied", "certificate_expired", named="second", page="security_requirements")
    return found


@pytest.mark.parametrize(
    ("expected", "held"),
    [
        ({"event": "first", "outcome": "allowed"}, True),
        ({"event": "first", "outcome": "denied"}, False),
        ({"event": "second", "outcome": "denied", "reason": "certificate_expired"}, True),
        ({"event": "second", "reason": "no_certificate"}, False),
        ({"event": "second", "page": "security_requirements", "prompt": "none"}, True),
        ({"event": "second", "page": "app"}, False),
        ({"event": "third"}, False),
        ({"order": ["first", "second"]}, True),
        ({"order": ["second", "first"]}, False),
        ({"order": ["first", "third"]}, False),
        ({"count": "app.opened", "equals": 2}, True),
        ({"count": "app.opened", "outcome": "denied", "at_least": 2}, False),
        ({"count": "app.opened", "after": "day 2", "equals": 1}, True),
        ({"count": "app.opened", "before": "day 1", "at_most": 0}, True),
        ({"count": "app.opened", "mac": "ben", "equals": 0}, True),
        ({"count": "app.opened", "contains": "security_requirements", "equals": 1}, True),
        ({"count": "pki.cert.issue", "at_least": 2}, False),
        ({"measure": "denied_person_days", "equals": 1}, True),
        ({"measure": "denied_person_days", "at_most": 0}, False),
        ({"measure": "people_denied_a_day", "equals": 1}, True),
        ({"measure": "people_denied_a_day", "at_most": 0}, False),
        ({"measure": "people_denied_a_day", "before": "day 2", "equals": 0}, True),
        ({"every": "managed_mac", "is": "untrusted"}, True),
        ({"every": "managed_mac", "is": "trusted"}, False),
        ({"every": "mac", "is": "trusted", "at": "day 2 09:00"}, True),
        ({"every": "mac", "is": "enrolled", "at": "day 1"}, True),
        ({"every": "mac", "is": "enrolled", "at": "day 0 08:30"}, False),
        ({"every": "mac", "is": "not_enrolled", "at": "day 366 12:00"}, True),
        ({"every": "mac", "is": "trusted", "group": "zed"}, False),
    ],
)
def test_a_check_holds_or_fails_as_the_trace_says(trace, expected, held):
    assert verdict(trace, **expected).held is held


@pytest.mark.parametrize(("says", "held"), [("the API URL", True), ("another", False), ("", False)])
def test_words_are_looked_for_in_what_was_answered(trace, says, held):
    details = {"action": "enable", "says": "That belongs to the API URL", "named": "enabling"}
    trace.add(at("day 3"), "admin.answered", "org", "refused", "E0000001", details=details)
    assert verdict(trace, event="enabling", outcome="refused", says=says).held is held


def test_nothing_said_is_what_an_empty_text_expects(trace):
    details = {"command": "version", "output": "", "account": "ada", "named": "asking"}
    trace.add(at("day 3"), "command.answered", "ada", details=details)
    assert verdict(trace, event="asking", says="").held
    assert not verdict(trace, event="asking", says="1.2.1").held


def test_a_measure_by_day_says_that_it_counts_by_its_worst_day(trace):
    failed = verdict(trace, measure="people_denied_a_day", at_most=0)
    assert (failed.expected, failed.came) == ("people denied a day (on the worst day): at most 0", "1")


def test_what_came_is_told_in_words(trace):
    failed = verdict(trace, event="second", outcome="allowed", page="app")
    assert failed.expected == "second: outcome allowed, page app"
    assert failed.came == "outcome denied, reason certificate expired, page security requirements"
    assert (failed.subject, failed.seq) == ("ada", len(trace) - 1)
    assert verdict(trace, event="third").came == "it never happened"


def test_an_action_on_a_group_must_come_out_so_on_every_mac():
    trace = SmallTrace("ada", "ben")
    trace.opened("day 1 10:00", named="all", mac="ada")
    trace.opened("day 1 10:00", "denied", "no_certificate", named="all", mac="ben")
    assert not verdict(trace, event="all", outcome="allowed").held
    assert verdict(trace, event="all", outcome="allowed").subject == "ben"


def test_within_counts_from_the_end_of_the_last_fault():
    trace = SmallTrace()
    trace.opened("day 1 10:00")
    trace.add(at("day 2"), "fault.began", "f", details={"fault": "jamf_down"})
    trace.opened("day 3 10:00", "denied", "no_certificate")
    trace.add(at("day 5"), "fault.ended", "f", details={"fault": "jamf_down"})
    trace.opened("day 6 10:00")
    soon = {"every": "mac", "is": "trusted", "after": "last_fault"}
    assert not verdict(trace, **soon, within="1 day").held
    assert verdict(trace, **soon, within="2 days").held


def test_an_unmanaged_mac_is_no_managed_mac():
    trace = SmallTrace("ada", "ben")
    trace.opened("day 1 10:00")
    trace.opened("day 1 10:00", "denied", "no_certificate", mac="ben")
    trace.add(at("day 2"), "computer.unmanaged", "ben")
    assert verdict(trace, every="managed_mac", **{"is": "trusted"}).held
    assert not verdict(trace, every="mac", **{"is": "trusted"}).held


@pytest.mark.parametrize(
    ("expected", "held"),
    [
        ({"event": "first", "cause": "none", "check": "none"}, True),
        ({"event": "first", "cause": "revoked"}, False),
        ({"event": "third", "outcome": "denied", "cause": "revoked", "check": "revoked"}, True),
        ({"event": "third", "cause": "browser_keeps_old"}, False),
        ({"event": "third", "cause": "none"}, False),
        ({"event": "third", "check": "relaunch"}, False),
    ],
)
def test_a_sign_in_can_be_expected_to_have_a_cause_and_to_fail_a_check(trace, expected, held):
    trace.okta("day 3 10:00", "pki.cert.revoke", "success", serial_number="s1")
    trace.opened("day 4 10:00", "denied", "certificate_revoked", named="third")
    found = verdict(trace, **expected)
    assert found.held == held
    if expected["event"] == "third" and not held:
        assert "revoked" in found.came


NEVER = SmallTrace("ada", "ben")
NEVER.add(
    at("day 1"),
    "task.ran",
    "ben",
    "failed",
    "no_console_user",
    details={"account": "ben", "mode": "enroll", "version": "1.2.1"},
)
NEVER.add(
    at("day 2"),
    "task.ran",
    "ada",
    "completed",
    "ok",
    details={"account": "ada", "mode": "enroll", "version": "1.2.1"},
)


@pytest.mark.parametrize(
    ("expected", "held"),
    [
        ({"never_enrolled": {"ben": "used_up"}}, True),
        ({"never_enrolled": {"ben": "used_up"}, "group": "ben"}, True),
        ({"never_enrolled": {}, "group": "ada"}, True),
        ({"never_enrolled": {}}, False),
        ({"never_enrolled": {"ben": "not_yet"}}, False),
        ({"never_enrolled": {"ben": "used_up", "ada": "used_up"}}, False),
        ({"never_enrolled": {"ben": "used_up", "ada": "not_yet"}, "at": "day 1 12:00"}, True),
    ],
)
def test_the_list_of_macs_that_never_enrolled_is_compared_whole(expected, held):
    assert verdict(NEVER, **expected).held == held
