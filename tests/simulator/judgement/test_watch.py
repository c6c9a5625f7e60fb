"""Every invariant stops the run at the event that breaks it, and lets the nearest legal history pass."""

import pytest

from simulator.invariants import InvariantBroken, Invariants
from simulator.run import play
from simulator.scenario.model import Scenario
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
        trace.issued(f"day {number} 09:00", f"s{number}", imported=False)
    watch(trace)
    trace.issued("day 6 09:00", "s6", imported=False)
    broken(trace, "at most five unbound")


@pytest.mark.parametrize("freed", ["bound", "revoked"])
def test_a_bound_or_revoked_certificate_makes_room(freed):
    trace = SmallTrace()
    for number in range(5):
        trace.issued(f"day {number} 09:00", f"s{number}", imported=False)
    if freed == "bound":
        trace.bound("day 5 09:00", "s3")
    else:
        trace.okta("day 5 09:00", "pki.cert.revoke", "success", serial_number="s3")
    trace.issued("day 6 09:00", "s6", imported=False)
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


def test_a_renewed_certificate_that_is_bound_at_once_is_not_bound_anew():
    trace = SmallTrace()
    trace.issued("day 0 09:00", "s1")
    trace.bound("day 1 09:00", "s1")
    trace.issued("day 340 09:00", "s2", kind="pki.cert.renew", renewed_from="s1")
    watch(trace)
    trace.bound("day 341 09:00", "s2")
    broken(trace, "bound once")


def test_a_renewed_certificate_told_as_unbound_is_anybody_s_at_its_first_use():
    trace = SmallTrace()
    trace.issued("day 0 09:00", "s1")
    trace.bound("day 1 09:00", "s1")
    trace.issued("day 340 09:00", "s2", kind="pki.cert.renew", renewed_from="s1", unbound=True)
    trace.bound("day 341 09:00", "s2", user="ben")
    watch(trace)


@pytest.mark.parametrize("counts", ["yes", "no"])
def test_expired_certificates_take_room_only_where_that_is_assumed(counts):
    trace = SmallTrace(assumptions={"expired_unbound_counts": counts})
    for number in range(5):
        trace.issued(f"day {number} 09:00", f"s{number}", imported=False)
    trace.issued("day 366 09:00", "s6", imported=False)
    if counts == "no":
        watch(trace)
    else:
        broken(trace, "at most five unbound")


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


@pytest.mark.parametrize(
    ("day", "skew", "legal"), [(334, 0, False), (335, 0, False), (336, 0, True), (330, 6, True)]
)
def test_nothing_is_renewed_before_the_last_thirty_days_by_the_mac_s_own_clock(day, skew, legal):
    trace = SmallTrace()
    trace.issued("day 0 09:00", "s1")
    trace.add(at("day 1"), "mac.clock_set", "ada", details={"skew_s": skew * 86400})
    trace.issued(f"day {day} 09:00", "s2", kind="pki.cert.renew", renewed_from="s1")
    if legal:
        watch(trace)
    else:
        broken(trace, "thirty days")


@pytest.mark.parametrize("removed", [True, False])
def test_nothing_is_enrolled_where_a_certificate_is(removed):
    trace = SmallTrace()
    trace.issued("day 0 09:00", "s1")
    if removed:
        gone = {"account": "ada", "serial_number": "s1"}
        trace.add(at("day 1"), "certificate.removed", "ada", details=gone)
    trace.issued("day 2 09:00", "s2")
    if removed:
        watch(trace)
    else:
        broken(trace, "nothing is enrolled")


@pytest.mark.parametrize("status", ["staged", "absent"])
def test_who_was_never_activated_is_let_in_nowhere(status):
    trace = SmallTrace()
    habits = trace.routine.details()
    details = {"mac": "ada", "account": "ada", "habits": habits, "status": status}
    trace.add(at("day 0 08:30"), "person.added", "zoe", details=details)
    trace.opened("day 1 09:00", person="zoe", device="not_asked")
    broken(trace, "only active users")


def test_who_was_activated_since_may_be_let_in():
    trace = SmallTrace()
    details = {"mac": "ada", "account": "ada", "habits": trace.routine.details(), "status": "staged"}
    trace.add(at("day 0 08:30"), "person.added", "zoe", details=details)
    trace.okta("day 0 09:00", "user.lifecycle.activate", "success", user="zoe")
    trace.opened("day 1 09:00", person="zoe", device="not_asked")
    watch(trace)


TASK = {"name": "task", "frequency": "Once per user per computer", "groups": [], "exclude_groups": []}


class PolicyTrace(SmallTrace):
    """Runs of the task's policy."""

    def __init__(self, **policy):
        super().__init__("ada", "ben")
        self.records[0].details["policy"] = {**TASK, **policy}

    def logged(self, moment, mac="ada", outcome="Completed", user="ada", policy="task"):
        details = {"policy": policy, "user": user, "output": ""}
        self.add(at(moment), "policy.logged", mac, outcome, details=details)
        return self

    def edited(self, moment, frequency, *, refused=False):
        details = {"action": "edit_policy", "frequency": frequency}
        seq = self.add(at(moment), "admin.acted", "org", details=details)
        if refused:
            self.add(at(moment), "admin.refused", "org", "refused", cause=seq, details=details)
        return self

    def scoped(self, moment, *, refused=False, **scope):
        details = {"action": "edit_policy", **scope}
        seq = self.add(at(moment), "admin.acted", "org", details=details)
        if refused:
            self.add(at(moment), "admin.refused", "org", "refused", cause=seq, details=details)
        return self

    def enrolled(self, moment, mac="ada"):
        self.add(at(moment), "computer.enrolled", mac)
        return self

    def flushed(self, moment, mac=""):
        self.add(at(moment), "policy.log_flushed", mac, details={"policy": "task"})
        return self


LEGAL = [
    PolicyTrace().logged("day 1").logged("day 2", user="ben").logged("day 2", mac="ben"),
    PolicyTrace().logged("day 1").flushed("day 2").logged("day 3"),
    PolicyTrace().logged("day 1").flushed("day 2", "ada").logged("day 3"),
    PolicyTrace().logged("day 1").edited("day 2", "Ongoing").logged("day 3").logged("day 4"),
    PolicyTrace().logged("day 1").logged("day 2", policy="another").logged("day 3", policy="another"),
    PolicyTrace(frequency="Once every day").logged("day 1 09:00").logged("day 2 09:00"),
    PolicyTrace(frequency="Once per computer", retry_attempts=1)
    .logged("day 1", outcome="Failed")
    .logged("day 2"),
    PolicyTrace(frequency="Once per user").logged("day 1").flushed("day 2", "ada").logged("day 3", mac="ben"),
    PolicyTrace(groups=["ada"]).logged("day 1"),
    PolicyTrace(exclude_groups=["ben"]).logged("day 1"),
    PolicyTrace(exclude_groups=["ada"], smart_groups=True).logged("day 1"),
    PolicyTrace(exclude_groups=["ada"]).scoped("day 1", exclude_groups=[]).logged("day 2"),
    PolicyTrace(groups=["ben"]).scoped("day 1", groups=["ada", "ben"]).logged("day 2"),
    PolicyTrace(limit_to_users=["ben"]).scoped("day 1", limit_to_users=[]).logged("day 2"),
    PolicyTrace().scoped("day 1", exclude_groups=["ada"], refused=True).logged("day 2"),
    PolicyTrace().scoped("day 1", enabled=False).scoped("day 2", enabled=True).logged("day 3"),
    PolicyTrace().scoped("day 1", enabled=False, refused=True).logged("day 2"),
    PolicyTrace().scoped("day 1", enabled=False).logged("day 2", policy="another"),
    PolicyTrace(triggers=["enrollmentComplete"]).enrolled("day 1").logged("day 1"),
    PolicyTrace(triggers=["enrollmentComplete", "recurring check-in"]).logged("day 1"),
    PolicyTrace(triggers=["login"]).scoped("day 1", triggers=["recurring check-in"]).logged("day 2"),
]
ILLEGAL = [
    PolicyTrace().logged("day 1").logged("day 2"),
    PolicyTrace().logged("day 1", outcome="Failed").logged("day 2"),
    PolicyTrace().logged("day 1").flushed("day 2", "ben").logged("day 3"),
    PolicyTrace().logged("day 1").edited("day 2", "Ongoing", refused=True).logged("day 3"),
    PolicyTrace().logged("day 1").edited("day 2", "Once every week").logged("day 3"),
    PolicyTrace(frequency="Once every day").logged("day 1 09:00").logged("day 2 08:59"),
    PolicyTrace(frequency="Once per computer").logged("day 1").logged("day 2", user="ben"),
    PolicyTrace(frequency="Once per computer", retry_attempts=1)
    .logged("day 1", outcome="Failed")
    .logged("day 2", outcome="Failed")
    .logged("day 3"),
    PolicyTrace(frequency="Once per user").logged("day 1").logged("day 3", mac="ben"),
    PolicyTrace(groups=["ben"]).logged("day 1"),
    PolicyTrace(exclude_groups=["ada"]).logged("day 1"),
    PolicyTrace(limit_to_users=["ben"]).logged("day 1"),
    PolicyTrace().scoped("day 1", exclude_groups=["ada"]).logged("day 2"),
    PolicyTrace().scoped("day 1", limit_to_users=["ben"]).logged("day 2"),
    PolicyTrace(groups=["ben"]).scoped("day 1", groups=["ada"], refused=True).logged("day 2"),
    PolicyTrace().scoped("day 1", enabled=False).logged("day 2"),
    PolicyTrace(groups=["ada"], rollout=True).scoped("day 1", enabled=False).logged("day 2"),
    PolicyTrace(triggers=["enrollmentComplete"]).enrolled("day 1").logged("day 2"),
    PolicyTrace(triggers=["enrollmentComplete"]).enrolled("day 1", "ben").logged("day 1"),
    PolicyTrace().scoped("day 1", triggers=["enrollmentComplete"]).logged("day 2"),
]


@pytest.mark.parametrize("trace", LEGAL)
def test_a_policy_runs_as_its_frequency_and_scope_allow(trace):
    watch(trace)


@pytest.mark.parametrize("trace", ILLEGAL)
def test_a_policy_runs_no_more_often_and_nowhere_else_than_it_may(trace):
    broken(trace, "as often and where it may")


def test_while_answers_are_late_nothing_is_said_of_a_run():
    trace = PolicyTrace()
    trace.add(at("day 1"), "fault.began", "f", details={"fault": "slow_network"})
    watch(trace.logged("day 2").logged("day 3"))


def test_an_unmanaged_mac_runs_no_policy():
    trace = PolicyTrace()
    trace.add(at("day 1"), "computer.unmanaged", "ada")
    trace.logged("day 2")
    broken(trace, "only managed Macs run")


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


@pytest.mark.parametrize("kind", ["fault.began", "fault.ended"])
def test_faults_come_before_what_admins_do_in_the_same_second(kind):
    act = {"action": "disable_device_trust", "what": "org"}
    fault = {"fault": "okta_down", "name": "outage"}
    first, then = SmallTrace(), SmallTrace()
    first.add(at("day 1"), kind, "outage", details=fault)
    first.add(at("day 1"), "admin.acted", "org", details=act)
    watch(first)
    then.add(at("day 1"), "admin.acted", "org", details=act)
    then.add(at("day 1"), kind, "outage", details=fault)
    broken(then, "faults come before acts")


# --- who is let in ----------------------------------------------------------------------------------------


def lifecycle(trace, moment, operation, user="ada"):
    trace.add(
        at(moment), f"user.lifecycle.{operation}", user, "success", details={"user": user}, source="okta"
    )


def slow(trace, begins, ends=None):
    trace.add(at(begins), "fault.began", "slow", details={"fault": "slow_network"})
    if ends is not None:
        trace.add(at(ends), "fault.ended", "slow", details={"fault": "slow_network"})


@pytest.mark.parametrize("operation", ["suspend", "deactivate"])
def test_only_active_users_are_let_in_to_whatever_app(operation):
    trace = SmallTrace()
    lifecycle(trace, "day 2", operation)
    trace.opened("day 3 10:00", "denied", "authentication_failed", device="not_asked")
    watch(trace)
    trace.opened("day 3 11:00", device="not_asked")
    broken(trace, "only active users are let in")


@pytest.mark.parametrize(("out", "back"), [("suspend", "unsuspend"), ("deactivate", "activate")])
def test_who_is_active_again_is_let_in_again(out, back):
    trace = SmallTrace()
    lifecycle(trace, "day 2", out)
    lifecycle(trace, "day 3", back)
    trace.opened("day 3 10:00", device="not_asked")
    watch(trace)


def test_certificates_of_a_deactivated_user_stay_worth_nothing_when_the_user_is_back():
    trace = SmallTrace()
    trace.issued("day 1 09:00", "s1")
    trace.bound("day 1 10:00", "s1")
    lifecycle(trace, "day 2", "deactivate")
    lifecycle(trace, "day 3", "activate")
    trace.opened("day 4 10:00")
    broken(trace, "no trust with a certificate of a user who was deactivated")


@pytest.mark.parametrize(
    ("trust", "device", "legal"),
    [
        ("trusted", "trusted", True),
        ("trusted", "untrusted", False),
        ("trusted", "not_asked", False),
        ("not_trusted", "untrusted", True),
        ("not_trusted", "trusted", False),
        ("any", "untrusted", True),
    ],
)
def test_a_rule_about_devices_applies_to_such_devices_alone(trust, device, legal):
    trace = SmallTrace()
    trace.okta("day 1", "policy.evaluate_sign_on", "allow", user="ada", rule="r", trust=trust, device=device)
    if legal:
        watch(trace)
    else:
        broken(trace, "a rule about devices applies to such devices alone")


def test_conditions_on_devices_lapse_with_the_setting_where_that_is_assumed():
    trace = SmallTrace(assumptions={"setting_off_trust": "not_asked"})
    told = {"user": "ada", "rule": "r", "trust": "trusted"}
    trace.okta("day 1", "policy.evaluate_sign_on", "allow", device="not_asked", **told)
    watch(trace)
    trace.okta("day 2", "policy.evaluate_sign_on", "allow", device="untrusted", **told)
    broken(trace, "a rule about devices applies to such devices alone")


# --- answers that are late --------------------------------------------------------------------------------


def test_what_okta_decided_before_a_revocation_may_be_told_after_it_where_answers_are_late():
    trace = SmallTrace()
    trace.issued("day 1 09:00", "s1")
    slow(trace, "day 3 09:00")
    trace.okta("day 3 10:00", "pki.cert.revoke", "success", serial_number="s1")
    trace.opened("day 3 10:05")
    watch(trace)
    trace.opened("day 3 10:05:01")
    broken(trace, "no trust with a revoked certificate")


@pytest.mark.parametrize("over", [None, "day 3 09:30"])
def test_where_answers_are_prompt_a_revocation_counts_at_once(over):
    trace = SmallTrace()
    trace.issued("day 1 09:00", "s1")
    if over is not None:
        slow(trace, "day 3 09:00", over)
    trace.okta("day 3 10:00", "pki.cert.revoke", "success", serial_number="s1")
    trace.opened("day 3 10:00:01")
    broken(trace, "no trust with a revoked certificate")


def test_a_binding_before_a_cell_was_read_only_may_be_told_after_it_where_answers_are_late():
    def bound_while_read_only(moment, *, late):
        trace = SmallTrace()
        trace.issued("day 1 09:00", "s1")
        if late:
            slow(trace, "day 3 09:00")
        trace.add(at("day 3 10:00"), "fault.began", "f", details={"fault": "read_only_cell"})
        trace.bound(moment, "s1")
        return trace

    watch(bound_while_read_only("day 3 10:04", late=True))
    broken(bound_while_read_only("day 3 10:06", late=True), "a read-only cell binds nothing")
    broken(bound_while_read_only("day 3 10:04", late=False), "a read-only cell binds nothing")


@pytest.mark.parametrize("do", ["revoke_user_certificates", "deactivate_user"])
def test_a_user_whose_trust_ends_while_the_answer_is_on_its_way_breaks_nothing(do):
    opened = {"do": "open_app", "mac": "ada", "app": "salesforce"}
    scenario = Scenario.model_validate(
        {
            "story": "late answers",
            "length": "5 days",
            "fleet": [{"name": "ada", "habits": "idle"}],
            "faults": [
                {"kind": "slow_network", "delay": "1 minute", "from": "day 3", "until": "day 3 20:00"}
            ],
            "timeline": [
                {"at": "day 2 10:00", **opened},
                {"at": "day 3 10:00", **opened, "as": "late"},
                {"at": "day 3 10:03:30", "do": do, "person": "ada"},
            ],
        }
    )
    late = next(r for r in play(scenario, 1).records if r.details.get("named") == "late")
    assert (late.outcome, late.details["device"]) == ("allowed", "trusted")
