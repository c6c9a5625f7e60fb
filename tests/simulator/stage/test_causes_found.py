"""A denial or refusal names what led to it, and can be read back to its root."""

import pytest

from simulator.run import play
from simulator.scenario.load import load
from simulator.stories import built_in

STORIES = built_in()


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
        ("shared_terminals/two_users_in_one_account.yaml", "bound_to_another_user", "app.opened"),
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
