"""Every invariant stops the run at the event that breaks it, and lets the nearest legal history pass."""

import pytest

from simulator.invariants import InvariantBroken, Invariants
from tests.simulator.judgement.small_trace import SmallTrace, at


def watch(trace):
    invariants = Invariants()
    for record in trace.records:
        invariants.see(record)


def broken(trace, why):
    with pytest.raises(InvariantBroken, match=why):
        watch(trace)


def test_five_unbound_certificates_are_legal_and_six_are_not():
    trace = SmallTrace()
    for number in range(5):
        trace.issued(f"day {number} 09:00", f"s{number}")
    watch(trace)
    trace.issued("day 6 09:00", "s6")
    broken(trace, "at most five unbound")


@pytest.mark.parametrize("freed", ["bound", "revoked"])
def test_a_bound_or_revoked_certificate_makes_room(freed):
    trace = SmallTrace()
    for number in range(5):
        trace.issued(f"day {number} 09:00", f"s{number}")
    if freed == "bound":
        trace.bound("day 5 09:00", "s3")
    else:
        trace.okta("day 5 09:00", "pki.cert.revoke", "success", serial_number="s3")
    trace.issued("day 6 09:00", "s6")
    watch(trace)


def test_a_serial_number_is_issued_once():
    trace = SmallTrace()
    trace.issued("day 0 09:00", "s1")
    trace.issued("day 1 09:00", "s1")
    broken(trace, "issued once")


def test_an_unmanaged_mac_gets_no_certificate():
    trace = SmallTrace()
    trace.add(at("day 1"), "computer.unmanaged", "ada")
    trace.issued("day 2 09:00", "s1")
    broken(trace, "only managed Macs")


@pytest.mark.parametrize(
    "kind", ["pki.cert.issue", "pki.cert.renew", "pki.cert.revoke", "user.credential.enroll"]
)
def test_a_read_only_cell_writes_nothing(kind):
    trace = SmallTrace()
    trace.add(at("day 1"), "fault.began", "f", details={"fault": "read_only_cell"})
    trace.okta("day 2", kind, "failure", "read_only", serial_number="s1")
    watch(trace)
    trace.okta("day 2", kind, "success", serial_number="s1")
    broken(trace, "writes nothing")


def test_after_the_window_the_cell_writes_again():
    trace = SmallTrace()
    trace.add(at("day 1"), "fault.began", "f", details={"fault": "read_only_cell"})
    trace.add(at("day 2"), "fault.ended", "f", details={"fault": "read_only_cell"})
    trace.issued("day 3 09:00", "s1")
    watch(trace)


def test_a_read_only_cell_binds_nothing():
    trace = SmallTrace()
    trace.issued("day 0 09:00", "s1")
    trace.add(at("day 1"), "fault.began", "f", details={"fault": "read_only_cell"})
    trace.bound("day 2 09:00", "s1")
    broken(trace, "binds nothing")


def test_a_certificate_is_bound_once():
    trace = SmallTrace()
    trace.issued("day 0 09:00", "s1")
    trace.bound("day 1 09:00", "s1")
    trace.bound("day 2 09:00", "s1", user="ben")
    broken(trace, "bound once")


def test_a_mac_holds_only_what_okta_has_issued():
    trace = SmallTrace()
    details = {"account": "ada", "serial_number": "ff", "not_after": at("day 300")}
    trace.add(at("day 1"), "certificate.imported", "ada", details=details)
    broken(trace, "only what Okta has issued")


def test_trust_needs_a_certificate_of_this_org_that_is_valid_unrevoked_and_one_s_own():
    trace = SmallTrace()
    trace.issued("day 0 09:00", "s1")
    trace.bound("day 1 09:00", "s1")
    trace.opened("day 2 09:00")
    watch(trace)
    trace.opened("day 366 09:00")
    broken(trace, "expired")


def test_trust_ends_with_revocation():
    trace = SmallTrace()
    trace.issued("day 0 09:00", "s1")
    trace.okta("day 1 09:00", "pki.cert.revoke", "success", serial_number="s1")
    trace.opened("day 2 09:00", "denied", "certificate_revoked")
    watch(trace)
    trace.opened("day 2 09:00")
    broken(trace, "revoked")


@pytest.mark.parametrize("assumed", [{}, {"certificate_bound_to_another_user": "trusted"}])
def test_another_user_s_certificate_gives_trust_only_where_that_is_assumed(assumed):
    trace = SmallTrace(assumptions=assumed)
    trace.issued("day 0 09:00", "s1")
    trace.bound("day 1 09:00", "s1")
    trace.opened("day 2 09:00", person="ben")
    if assumed:
        watch(trace)
    else:
        broken(trace, "another user's")


def test_no_trust_without_any_certificate():
    trace = SmallTrace()
    trace.opened("day 2 09:00", serial="")
    broken(trace, "without a certificate")


def test_a_mac_that_is_off_runs_nothing_until_it_wakes():
    details = {"account": "ada", "mode": "enroll", "version": "1.2.1"}
    trace = SmallTrace()
    trace.add(at("day 1"), "mac.shut_down", "ada")
    trace.add(at("day 2"), "mac.woke", "ada")
    trace.add(at("day 2"), "task.ran", "ada", "completed", details=details)
    watch(trace)
    trace.add(at("day 3"), "mac.slept", "ada")
    trace.add(at("day 3"), "task.ran", "ada", "completed", details=details)
    broken(trace, "is off")


def test_time_goes_forwards():
    trace = SmallTrace()
    trace.add(at("day 2"), "mac.slept", "ada")
    trace.add(at("day 1"), "mac.woke", "ada")
    broken(trace, "time goes forwards")
