"""Limits over several seeds, acceptances that end, and findings against a baseline."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.findings import Finding, finding_id
from simulator.sign_off import (
    Acceptance,
    Limit,
    Standing,
    compared,
    counted,
    judged,
    standings,
)

TODAY = dt.date(2026, 3, 1)
STORY = "estates/acme.yaml"


def finding(id_: str = "way-in-a", story: str = STORY, kind: str = "way_in") -> Finding:
    return Finding(id_, kind, story, "untrusted Macs", "salesforce", "deny", 3)


def accepted(id_: str = "way-in-a", until: dt.date = TODAY, story: str = "") -> Acceptance:
    return Acceptance(id_, "Grace", "a factor is asked for", until, story)


# --- limits -------------------------------------------------------------------------------------------------


def test_of_one_seed_its_own_value_counts_and_there_is_no_interval():
    found = judged(Limit("denied_sign_ins", at_most=3), STORY, [3])
    assert (found.verdict, found.bad_end, found.mean) == ("holds", 3, None)
    assert judged(Limit("denied_sign_ins", at_most=2), STORY, [3]).verdict == "broken"


def test_a_mean_within_a_limit_is_not_enough_where_its_interval_is_not():
    found = judged(Limit("denied_sign_ins", at_most=5), STORY, [0, 2, 4, 8])
    assert found.mean is not None
    assert found.mean.estimate == 3.5
    # Student's t of 3 degrees of freedom, 3.182, times 3.416 / 2.
    assert found.bad_end == pytest.approx(3.5 + 3.182446 * 3.415650 / 2, abs=1e-4)
    assert (found.verdict, found.held) == ("not shown", False)
    assert judged(Limit("denied_sign_ins", at_most=9), STORY, [0, 2, 4, 8]).held


def test_a_limit_from_below_is_judged_at_the_low_end():
    share = Limit("trusted_share_at_end", at_least=0.9)
    assert judged(share, STORY, [0.95, 0.96, 0.95]).held
    assert judged(share, STORY, [0.80, 0.99, 0.99]).verdict == "not shown"
    assert judged(share, STORY, [0.5, 0.6, 0.5]).verdict == "broken"


def test_a_year_to_come_takes_more_seeds_than_a_mean():
    year = Limit("denied_sign_ins", at_most=5, years=0.95)
    assert judged(year, STORY, [1, 1, 2]).verdict == "not shown"
    assert judged(year, STORY, [1, 1, 9]).verdict == "broken"
    assert judged(year, STORY, [1] * 18 + [5]).verdict == "holds"
    assert judged(year, STORY, [1] * 18 + [6]).verdict == "broken"


def test_no_seed_is_no_judgement():
    with pytest.raises(ValueError, match="nothing to judge"):
        judged(Limit("denied_sign_ins", at_most=5), STORY, [])


@given(st.lists(st.floats(0, 1000), min_size=1, max_size=12), st.floats(0, 1000))
def test_what_holds_from_above_holds_for_the_mean_too(values, bound):
    found = judged(Limit("denied_sign_ins", at_most=bound), STORY, values)
    if found.held:
        assert sum(values) / len(values) <= bound * (1 + 1e-9) + 1e-9


# --- acceptances --------------------------------------------------------------------------------------------


def test_a_finding_is_accepted_up_to_the_last_day_and_counts_again_from_the_next():
    (standing,), stale = standings([finding()], [accepted()], TODAY)
    assert (standing.is_open, stale) == (False, [])
    (standing,), (told,) = standings([finding()], [accepted()], TODAY + dt.timedelta(days=1))
    assert standing.is_open
    assert standing.expired is not None
    assert told.why == "expired on 2026-03-01, so the finding counts again."


def test_a_prolonged_acceptance_counts_beside_the_one_that_expired():
    old, new = accepted(until=dt.date(2025, 1, 1)), accepted(until=dt.date(2027, 1, 1))
    (standing,), stale = standings([finding()], [old, new], TODAY)
    assert (standing.accepted, standing.expired) == (new, None)
    assert [one.acceptance for one in stale] == [old]


def test_an_acceptance_of_nothing_is_told_with_the_nearest_id():
    (standing,), (told,) = standings([finding("way-in-a-1")], [accepted("way-in-a-2")], TODAY)
    assert standing.is_open
    assert told.why == "no such finding: it is gone, or was never there. The nearest is way-in-a-1."


def test_where_two_stories_have_a_finding_an_acceptance_says_of_which():
    both = [finding(), finding(story="estates/other.yaml")]
    found, (told,) = standings(both, [accepted()], TODAY)
    assert all(one.is_open for one in found)
    assert "'story' has to say which" in told.why
    found, stale = standings(both, [accepted(story="other.yaml")], TODAY)
    assert ([one.is_open for one in found], stale) == ([True, False], [])
    _, (told,) = standings(both, [accepted(story="ther.yaml")], TODAY)
    assert told.why.startswith("no such finding in ther.yaml")


def test_accepted_findings_are_not_counted_by_a_limit():
    found, _ = standings([finding(), finding("way-in-b")], [accepted()], TODAY)
    assert counted("open_ways_in", STORY, found) == 1
    assert counted("open_lock_outs", STORY, found) == 0
    assert counted("open_findings", "estates/other.yaml", found) == 0


# --- a baseline ---------------------------------------------------------------------------------------------


def changes(now, before, *, one_each=False):
    found = compared([Standing(one) for one in now], before, one_each=one_each)
    return {one.finding.id: one.change for one in found}


def test_findings_are_new_gone_or_unchanged():
    now, before = [finding("a"), finding("b")], [finding("b"), finding("c")]
    assert changes(now, before) == {"a": "new", "b": "unchanged", "c": "gone"}


def test_one_that_is_gone_is_not_open_and_not_counted():
    found = compared([], [finding()], one_each=True)
    assert [one.is_open for one in found] == [False]
    assert counted("open_findings", STORY, found) == counted("new_findings", STORY, found) == 0


def test_a_story_is_compared_with_that_of_the_same_file_unless_there_is_one_on_either_side():
    now, before = [finding("a")], [finding("a", story="older/acme-2025.yaml")]
    assert changes(now, before, one_each=True) == {"a": "unchanged"}
    assert [one.change for one in compared([Standing(now[0])], before, one_each=False)] == ["new", "gone"]


# --- ids ----------------------------------------------------------------------------------------------------


def test_an_id_follows_from_what_a_finding_is_and_reads_as_such():
    one = finding_id("way_in", "Sales<force>", "no_deny", ["no_deny", "Default"])
    assert one.startswith("way-in-sales-force-no-deny-")
    assert one != finding_id("way_in", "Sales<force>", "no_deny", ["no_deny", "Other"])
    assert one != finding_id("way_in", "sales-force", "no_deny", ["no_deny", "Default"])


@given(st.text(), st.text())
def test_an_id_is_plain_whatever_the_names_are(about, word):
    one = finding_id("way_in", about, word, [word])
    assert set(one) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(one) < 50
