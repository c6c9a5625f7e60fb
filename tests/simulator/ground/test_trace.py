"""The trace takes what its vocabulary knows, keeps it in order, and tells it in words."""

import string

import pytest

from simulator.trace import Record, Trace, TraceError, first_difference, sentence
from simulator.vocabulary import KINDS, OKTA_KINDS


def test_an_unknown_kind_is_refused_at_once():
    with pytest.raises(TraceError, match="unknown kind"):
        Trace().add(0, "mac.exploded", "ada")


def test_a_missing_detail_is_refused_at_once():
    with pytest.raises(TraceError, match="lacks"):
        Trace().add(0, "browser.quit", "ada", details={"account": "ada"})


def test_a_cause_must_have_happened():
    trace = Trace()
    with pytest.raises(TraceError, match="has not happened"):
        trace.add(0, "mac.slept", "ada", cause=0)


def test_a_denial_is_read_backwards_to_its_root():
    trace = Trace()
    root = trace.add(1, "mac.slept", "ada")
    middle = trace.add(2, "mac.woke", "ada", cause=root)
    last = trace.add(3, "mac.slept", "ada", cause=middle)
    assert [record.seq for record in trace.chain(last)] == [2, 1, 0]


def test_listeners_see_each_record_as_it_comes():
    trace, seen = Trace(), []
    trace.listen(seen.append)
    trace.add(1, "mac.slept", "ada")
    assert seen == trace.records


def test_who_watches_sees_also_what_is_passed_over_and_who_listens_does_not():
    trace, watched, heard = Trace(), [], []
    trace.watch(watched.append)
    trace.listen(heard.append)
    trace.add(1, "mac.slept", "ada")
    trace.pass_over(2, "app.opened", "ada", "allowed", "ok", {})
    trace.add(3, "mac.woke", "ada")
    assert [record.kind for record in watched] == ["mac.slept", "app.opened", "mac.woke"]
    assert [record.kind for record in heard] == [record.kind for record in trace] == ["mac.slept", "mac.woke"]


def test_equal_records_have_equal_digests_and_any_change_changes_it():
    def told(reason):
        trace = Trace()
        trace.add(1, "mac.slept", "ada", reason=reason)
        return trace

    assert told("lid").digest() == told("lid").digest()
    assert told("lid").digest() != told("power").digest()


def test_the_first_difference_names_the_event():
    one, other = Trace(), Trace()
    for trace in (one, other):
        trace.add(1, "mac.slept", "ada")
    one.add(2, "mac.woke", "ada")
    other.add(2, "mac.woke", "ben")
    assert first_difference(one, one) == ""
    assert first_difference(one, other).startswith("event 1 differs")


def test_the_first_difference_of_a_longer_trace_is_its_first_extra_event():
    one, other = Trace(), Trace()
    one.add(1, "mac.slept", "ada")
    assert "in one run only" in first_difference(one, other)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_sentence_names_only_details_that_are_required_or_common(kind):
    known = KINDS[kind]
    fields = {field for _, field, _, _ in string.Formatter().parse(known.sentence) if field}
    common = {"subject", "outcome", "reason", "what", "name"}
    assert fields <= known.details | common


def test_a_name_with_braces_or_markup_is_told_as_it_is():
    record = Record(0, 0, "mac", "mac.slept", "<script>{0}</script>", "", "", None, {})
    assert sentence(record) == "<script>{0}</script> goes to sleep."


def test_okta_s_own_event_types_are_taken_and_told():
    trace = Trace()
    trace.add(1, "group.user_membership.add", "ada", source="okta", details={"display": "Add user to group"})
    assert "pki.cert.issue" in OKTA_KINDS
    assert sentence(trace.records[0]) == "Add user to group"
