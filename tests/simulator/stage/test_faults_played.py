"""Every kind of fault does what it says while it lasts, only to those that it names, and is over when it ends."""

import pytest

from simulator.faults import FAULTS
from simulator.run import play
from simulator.scenario.model import Scenario

WINDOW = {"from": "day 1 12:00", "until": "day 3 12:00"}


def played(*faults, timeline=(), fleet=({"name": "ada"}, {"name": "ben"}), **more):
    raw = {
        "story": "faults",
        "length": "10 days",
        "fleet": [*fleet],
        "faults": [*faults],
        "timeline": [*timeline],
    }
    return play(Scenario.model_validate({**raw, **more}), 1)


def opens(*moments, macs=("ada", "ben")):
    return [
        {"at": moment, "do": "open_app", "mac": mac, "app": "salesforce", "as": f"{mac} {moment}"}
        for moment in moments
        for mac in macs
    ]


def came(trace):
    return {
        r.details["named"]: r.reason
        for r in trace.records
        if r.details.get("named") and r.kind == "app.opened"
    }


def test_every_kind_of_a_scenario_s_faults_is_known_and_the_other_way_round():
    kinds = set()
    schema = Scenario.model_json_schema()
    for definition in schema["$defs"].values():
        kind = definition.get("properties", {}).get("kind", {})
        if "from" in definition.get("properties", {}):
            kinds |= {kind["const"]} if "const" in kind else set(kind.get("enum", []))
    assert kinds == set(FAULTS)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"kind": "okta_down"}, "network:unreachable"),
        ({"kind": "host_blocked", "host": "mtls"}, "mtls_blocked"),
        ({"kind": "tls_inspection"}, "mtls_inspected"),
        ({"kind": "host_blocked", "host": "org"}, "network:blocked"),
        ({"kind": "answer_lost", "host": "mtls"}, "mtls_blocked"),
    ],
)
def test_the_network_fails_while_the_fault_lasts_and_heals(fault, reason):
    trace = played({**fault, **WINDOW}, timeline=opens("day 1 11:00", "day 2 11:00", "day 4 11:00"))
    assert came(trace) == {
        "ada day 1 11:00": "ok",
        "ben day 1 11:00": "ok",
        "ada day 2 11:00": reason,
        "ben day 2 11:00": reason,
        "ada day 4 11:00": "ok",
        "ben day 4 11:00": "ok",
    }


def test_a_fault_on_one_mac_leaves_the_others_alone():
    fault = {"kind": "host_blocked", "host": "mtls", "on": {"mac": "ada"}, **WINDOW}
    found = came(played(fault, timeline=opens("day 2 11:00")))
    assert found == {"ada day 2 11:00": "mtls_blocked", "ben day 2 11:00": "ok"}


def test_of_two_overlapping_faults_both_must_end():
    one = {"kind": "okta_down", **WINDOW}
    other = {"kind": "okta_down", "from": "day 2 12:00", "until": "day 5 12:00"}
    found = came(played(one, other, timeline=opens("day 4 11:00", "day 7 11:00", macs=("ada",))))
    assert found == {"ada day 4 11:00": "network:unreachable", "ada day 7 11:00": "ok"}


def test_an_answer_that_is_lost_after_the_deed_burns_a_certificate():
    trace = played({"kind": "answer_lost", "host": "org", "from": "day 0 08:00", "until": "day 0 23:00"})
    issued = [r for r in trace.records if r.kind == "pki.cert.issue"]
    imported = [r for r in trace.records if r.kind == "certificate.imported"]
    assert len(issued) == 2
    assert imported == []
    assert {r.reason for r in trace.records if r.kind == "task.ran"} == {"network:answer_lost"}


def test_a_slow_network_delays_what_is_told_and_changes_nothing_else():
    slow = {"kind": "slow_network", "delay": "40 seconds", "from": "day 1 08:00", "until": "day 3 08:00"}
    trace = played(slow, timeline=opens("day 2 11:00", macs=("ada",)), fleet=({"name": "ada"},))
    opened = next(r for r in trace.records if r.details.get("named"))
    calm = played(timeline=opens("day 2 11:00", macs=("ada",)), fleet=({"name": "ada"},))
    prompt = next(r for r in calm.records if r.details.get("named"))
    assert opened.at - prompt.at in {120, 160}
    assert (opened.outcome, opened.reason) == (prompt.outcome, prompt.reason)


def test_a_mac_that_is_off_opens_nothing_of_its_own_accord():
    trace = played({"kind": "mac_off", "on": {"mac": "ada"}, "from": "day 0 08:00", "until": "day 3 12:00"})
    ada = [r for r in trace.records if r.subject == "ada" and r.kind in {"task.ran", "app.opened"}]
    woken = next(r.at for r in trace.records if r.subject == "ada" and r.kind == "mac.woke")
    assert ada
    assert min(r.at for r in ada) >= woken


@pytest.mark.parametrize(
    "step",
    [
        "keychain",
        "keychain_password",
        "import",
        "safari",
        "chrome",
        "partition_list",
        "agent_file",
        "launch_agent",
    ],
)
def test_power_cut_at_any_step_of_the_enrollment_ends_in_trust_or_in_a_dead_end_that_is_told(step):
    cut = {
        "kind": "power_cut",
        "step": step,
        "on": {"mac": "ada"},
        "from": "day 0 08:00",
        "until": "day 1 12:00",
    }
    trace = played(cut, fleet=({"name": "ada"},))
    kinds = [r.kind for r in trace.records if r.subject == "ada"]
    assert kinds.count("mac.powered_off") == 1
    assert kinds.index("mac.powered_off") < kinds.index("mac.woke")
    runs = [r for r in trace.records if r.kind == "task.ran"]
    assert runs, "the policy's log was never submitted, so the next check-in runs it again"
    last = [r for r in trace.records if r.kind == "app.opened"][-1]
    assert (last.outcome == "allowed") == (
        runs[-1].outcome in {"completed", "skipped"} and last.reason == "ok"
    )


def test_a_failing_step_fails_until_it_is_mended():
    broken = {"kind": "failing_step", "step": "safari", "from": "day 0 08:00", "until": "day 1 06:00"}
    trace = played(broken, jamf={"policy": {"frequency": "Once every day"}}, fleet=({"name": "ada"},))
    runs = [(r.outcome, r.reason) for r in trace.records if r.kind == "task.ran"]
    assert runs[0] == ("failed", "step_failed:safari")
    assert runs[1] == ("completed", "ok")


def test_a_wrong_clock_is_set_right_when_the_fault_ends():
    skew = {"kind": "clock_skew", "by": "-2 hours", **WINDOW, "on": {"mac": "ada"}}
    trace = played(skew)
    told = [(r.subject, r.details["skew_s"]) for r in trace.records if r.kind == "mac.clock_set"]
    assert told == [("ada", -7200), ("ada", 0)]


def test_a_fault_s_end_names_its_beginning_as_its_cause():
    trace = played({"kind": "jamf_down", **WINDOW})
    ended = next(r for r in trace.records if r.kind == "fault.ended")
    assert trace.records[ended.cause].kind == "fault.began"
