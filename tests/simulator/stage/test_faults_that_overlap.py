"""Of two faults of one kind that overlap, what they do lasts until the later one ends, and each is its own cause."""

import pytest

from simulator.run import play
from simulator.scenario.model import Scenario

EARLY = {"from": "day 2 12:00", "until": "day 4 12:00"}
LATE = {"from": "day 3 12:00", "until": "day 7 12:00"}
TOUCHING = {"from": "day 4 12:00", "until": "day 7 12:00"}


def played(*faults, timeline=(), **more):
    raw = {"story": "overlap", "length": "10 days", "fleet": [{"name": "ada"}], "faults": [*faults]}
    return play(Scenario.model_validate({**raw, "timeline": [*timeline], **more}), 1)


def anew(moment):
    """The certificate is thrown away and the task pushed: what it meets then is told by its outcome."""
    return [
        {"at": f"{moment} 08:00", "do": "uninstall_task", "mac": "ada"},
        {"at": f"{moment} 08:01", "do": "push_task", "mac": "ada"},
    ]


def last_run(trace):
    return [r for r in trace.records if r.kind == "task.ran"][-1]


@pytest.mark.parametrize("order", [(EARLY, LATE), (LATE, EARLY), (EARLY, TOUCHING), (TOUCHING, EARLY)])
@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"kind": "read_only_cell"}, "read_only"),
        ({"kind": "unmanaged"}, ""),
        ({"kind": "jamf_down"}, ""),
        ({"kind": "okta_down"}, "network:unreachable"),
        ({"kind": "host_blocked", "host": "org"}, "network:blocked"),
        ({"kind": "answer_lost", "host": "org"}, "network:answer_lost"),
        ({"kind": "failing_step", "step": "import"}, "step_failed:import"),
        ({"kind": "jamf_password_rotated"}, "jamf_unauthorized"),
    ],
)
def test_the_later_one_goes_on_after_the_earlier_has_ended(fault, reason, order):
    trace = played(*({**fault, **time} for time in order), timeline=anew("day 7"))
    run, all_over = last_run(trace), max(r.at for r in trace.records if r.kind == "fault.ended")
    if reason:
        assert (run.outcome, run.reason) == ("failed", reason)
    else:
        assert run.at >= all_over, "until then this Mac is given nothing to run"
        assert run.outcome == "completed"


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "read_only_cell"},
        {"kind": "jamf_down"},
        {"kind": "host_blocked", "host": "org"},
        {"kind": "answer_lost", "host": "org"},
        {"kind": "failing_step", "step": "import"},
        {"kind": "jamf_password_rotated"},
    ],
)
def test_after_both_have_ended_all_is_well(fault):
    healed = played({**fault, **EARLY}, {**fault, **LATE}, timeline=anew("day 8"))
    assert (last_run(healed).outcome, last_run(healed).reason) == ("completed", "ok")


def test_a_slow_network_is_as_slow_as_its_slowest_cause_while_that_lasts():
    def took(*faults):
        opened = {"at": "day 7 10:00", "do": "open_app", "mac": "ada", "app": "salesforce", "as": "it"}
        trace = played(*faults, timeline=[opened])
        record = next(r for r in trace.records if r.details.get("named") == "it")
        return record.at - trace.records[0].at

    slow = {"kind": "slow_network", "delay": "40 seconds", "from": "day 6", "until": "day 8"}
    slower = {**slow, "delay": "90 seconds"}
    over = {**slower, "until": "day 6 12:00"}
    assert took() < took(slow) < took(slow, slower) == took(slower)
    assert took(slow, over) == took(slow)


def test_power_is_cut_at_each_step_that_is_threatened():
    cut = {"kind": "power_cut", "from": "day 0 08:00"}
    trace = played(
        {**cut, "step": "import", "until": "day 1 08:00"}, {**cut, "step": "safari", "until": "day 3 08:00"}
    )
    assert [r.reason for r in trace.records if r.kind == "mac.powered_off"] == ["import", "safari"]


def test_a_power_cut_that_ended_takes_no_other_s_threat_away():
    one = {"kind": "power_cut", "step": "import", "from": "day 6 08:00", "until": "day 8 08:00"}
    other = {"kind": "power_cut", "step": "safari", "from": "day 6 08:00", "until": "day 6 12:00"}
    trace = played(one, other, timeline=anew("day 7"))
    assert [r.reason for r in trace.records if r.kind == "mac.powered_off"] == ["import"]


def test_each_end_names_its_own_beginning():
    trace = played({"kind": "jamf_down", "name": "a", **EARLY}, {"kind": "jamf_down", "name": "b", **LATE})
    for record in trace.records:
        if record.kind == "fault.ended":
            assert trace.records[record.cause].subject == record.subject


def test_what_the_first_still_does_after_the_second_has_ended_is_told_of_the_first():
    long = {"kind": "host_blocked", "host": "mtls", "name": "long", "from": "day 2", "until": "day 8"}
    short = {"kind": "host_blocked", "host": "mtls", "name": "short", "from": "day 3", "until": "day 4"}
    opened = {"at": "day 7 10:00", "do": "open_app", "mac": "ada", "app": "salesforce", "as": "it"}
    trace = played(long, short, timeline=[opened])
    denied = next(r for r in trace.records if r.details.get("named") == "it")
    assert trace.records[denied.cause].subject == "long"


def test_a_denial_because_answers_of_the_mutual_tls_host_are_lost_names_the_fault():
    lost = {"kind": "answer_lost", "host": "mtls", "name": "lost", "from": "day 6", "until": "day 8"}
    opened = {"at": "day 7 10:00", "do": "open_app", "mac": "ada", "app": "salesforce", "as": "it"}
    trace = played(lost, timeline=[opened])
    denied = next(r for r in trace.records if r.details.get("named") == "it")
    assert denied.reason == "mtls_blocked"
    assert trace.records[denied.cause].subject == "lost"


def test_a_fault_after_the_end_of_the_run_is_no_fault():
    trace = played({"kind": "slow_network", "from": "day 20", "until": "day 22"})
    assert not [r for r in trace.records if r.kind.startswith("fault.")]


def test_a_fault_that_outlasts_the_run_ends_with_it():
    trace = played({"kind": "okta_down", "from": "day 8", "until": "day 22"})
    assert [r.kind for r in trace.records if r.kind.startswith("fault.")] == ["fault.began", "fault.ended"]
