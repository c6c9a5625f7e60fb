"""What an assumption's alternative makes possible is legal: no invariant stops such a run."""

from simulator.run import play
from simulator.scenario.model import Scenario

ONLY_TRUSTED = {"apps": [{"name": "salesforce", "rules": "trusted_macs_only"}]}


def played(**raw):
    scenario = {"story": "an alternative", "length": "400 days", "okta": ONLY_TRUSTED, **raw}
    return play(Scenario.model_validate(scenario), 1)


def test_a_renewed_certificate_that_is_unbound_may_become_another_user_s():
    people = [{"name": "ada", "account": "desk"}, {"name": "ben", "account": "desk"}]
    trace = played(
        fleet=[{"name": "mac", "people": people}],
        assumptions={"renewed_certificate": "unbound"},
        jamf={"check_in": {"interval": "1 hour"}},
    )
    bound = [r.details["user"] for r in trace.records if r.details.get("bound_now")]
    assert sorted(bound) == ["ada", "ben"]


def test_where_expired_certificates_do_not_count_a_sixth_is_issued_when_the_first_are_over():
    timeline = []
    for day in (*range(2, 14), 380, 381):
        timeline.append({"at": f"day {day} 03:00", "do": "delete_keychain", "mac": "ada"})
        timeline.append({"at": f"day {day} 03:05", "do": "push_task", "mac": "ada"})
        timeline.append({"at": f"day {day} 17:45", "do": "push_task", "mac": "ada"})
    trace = played(
        fleet=[{"name": "ada", "habits": {"opens_apps": "never"}}],
        timeline=timeline,
        assumptions={"expired_unbound_counts": "no"},
    )
    answers = [(r.outcome, r.reason) for r in trace.records if r.kind == "user.credential.enroll"]
    assert answers.count(("success", "")) > 5
    assert ("failure", "enrollment_limit") in answers
