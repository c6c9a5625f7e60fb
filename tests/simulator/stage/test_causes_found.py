"""A denial or refusal names what led to it, and can be read back to its root."""

import pytest

from simulator.run import play
from simulator.scenario.load import load
from simulator.scenario.model import Scenario
from simulator.stories import built_in

STORIES = built_in()
NOBODY = {"name": "Nobody", "access": "deny"}


def chains(story, variant="base"):
    """(reason, kinds of the chain of causes) of each denial of a story's first seed."""
    loaded = load(STORIES / story)
    trace = play(loaded.variant(variant), loaded.scenario.seeds[0])
    denials = [r for r in trace.records if r.kind == "app.opened" and r.outcome == "denied"]
    return [(r.reason, [cause.kind for cause in trace.chain(r.seq)[1:]]) for r in denials], trace


@pytest.mark.parametrize(
    ("story", "reason", "first_cause"),
    [
        ("chrome/closing_the_window_is_not_enough.yaml", "certificate_expired", "agent.passed"),
        ("renewal/unmanaged_in_between.yaml", "no_certificate", "agent.passed"),
        ("read_only_cell/at_enrollment.yaml", "no_certificate", "task.ran"),
        (
            "enrollment_limit/pushed_again_with_a_certificate_there.yaml",
            "certificate_revoked",
            "pki.cert.revoke",
        ),
        (
            "shared_terminals/two_users_in_one_account.yaml",
            "bound_to_another_user",
            "user.authentication.authenticate",
        ),
    ],
)
def test_a_denial_s_cause_is_what_explains_its_reason(story, reason, first_cause):
    found, _ = chains(story)
    causes = [kinds for why, kinds in found if why == reason]
    assert causes
    assert all(kinds and kinds[0] == first_cause for kinds in causes)


@pytest.mark.parametrize(
    ("story", "kind", "reason", "cause"),
    [
        ("renewal/unmanaged_in_between.yaml", "agent.passed", "not_managed", "computer.unmanaged"),
        ("read_only_cell/at_renewal.yaml", "agent.passed", "read_only", "fault.began"),
        ("renewal/jamf_password_rotated.yaml", "agent.passed", "jamf_unauthorized", "fault.began"),
        (
            "enrollment_limit/a_step_that_fails_after_issue.yaml",
            "task.ran",
            "step_failed:partition_list",
            "fault.began",
        ),
        (
            "enrollment_limit/pushed_again_with_a_certificate_there.yaml",
            "task.ran",
            "certificate_present",
            "certificate.imported",
        ),
    ],
)
def test_a_refusal_s_cause_is_the_change_that_brought_it_about(story, kind, reason, cause):
    _, trace = chains(story)
    refused = [r for r in trace.records if r.kind == kind and r.reason == reason]
    assert refused
    assert {trace.records[r.cause].kind for r in refused} == {cause}


LIFE = {
    "story": "causes",
    "length": "20 days",
    "fleet": [{"name": "ada"}],
    "okta": {"apps": [{"name": "salesforce", "rules": "trusted_macs_only"}]},
}


@pytest.mark.parametrize(
    ("more", "reason", "cause"),
    [
        (
            {"timeline": [{"at": "day 7 12:00", "do": "suspend_user", "person": "ada"}]},
            "authentication_failed",
            ("user.lifecycle.suspend", "ada"),
        ),
        (
            {"faults": [{"kind": "okta_down", "from": "day 7", "until": "day 9"}]},
            "network:unreachable",
            ("fault.began", "okta_down"),
        ),
        (
            {"faults": [{"kind": "host_blocked", "host": "org", "from": "day 7", "until": "day 9"}]},
            "network:blocked",
            ("fault.began", "host_blocked"),
        ),
        (
            {
                "timeline": [
                    {"at": "day 7 12:00", "do": "set_rules", "app": "salesforce", "rules": [NOBODY]},
                    {"at": "day 8 12:00", "do": "set_rules", "app": "wiki", "rules": [NOBODY]},
                ],
                "okta": {"apps": [{"name": "salesforce"}, {"name": "wiki", "rules": [NOBODY]}]},
            },
            "denied_by_rule",
            ("admin.acted", "salesforce"),
        ),
    ],
)
def test_a_denial_that_is_not_the_device_s_does_not_name_a_certificate(more, reason, cause):
    trace = play(Scenario.model_validate(LIFE | more), 1)
    denials = [r for r in trace.records if r.kind == "app.opened" and r.reason == reason]
    found = {trace.records[r.cause][3:5] for r in denials if r.details["app"] == "salesforce"}
    assert found == {cause}


def test_a_certificate_of_another_user_s_names_the_sign_in_that_bound_it():
    people = [{"name": "ada", "account": "desk"}, {"name": "ben", "account": "desk"}]
    apps = [{"name": name, "rules": "trusted_macs_only"} for name in ("salesforce", "wiki")]
    fleet = [{"name": "mac", "people": people}]
    trace = play(Scenario.model_validate(LIFE | {"fleet": fleet, "okta": {"apps": apps}}), 1)
    denials = [r for r in trace.records if r.reason == "bound_to_another_user" and r.kind == "app.opened"]
    assert len(denials) > 1
    assert {trace.records[r.cause].details["bound_now"] for r in denials} == {True}


def test_a_fault_that_is_over_is_no_cause_of_what_a_wrong_tenant_brings_about():
    another = "https://another.jamfcloud.com"
    raw = {
        **LIFE,
        "jamf": {"policy": {"frequency": "Once every day"}},
        "timeline": [{"at": "day 0 08:00", "do": "edit_device_trust", "tenant_url": another}],
        "faults": [{"kind": "jamf_down", "from": "day 2 06:00", "until": "day 4 06:00"}],
    }
    trace = play(Scenario.model_validate(raw), 1)
    ran = [r for r in trace.records if r.kind == "task.ran" and r.reason == "jamf_unreachable"]
    over = next(r.seq for r in trace.records if r.kind == "fault.ended")
    after = {trace.records[r.cause].kind for r in ran if r.seq > over}
    assert after == {"admin.acted"}
