"""The analysis of sign-on rules against the evaluator: whatever it says of all requests, deciding on each one says too."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from fake_okta.analysis import Analysis
from fake_okta.analysis_axes import Known
from fake_okta.analysis_flips import Flips
from fake_okta.messages import Rule
from fake_okta.policy import DEFAULT_RULE, decide
from tests.fake_okta.rule_lists import KNOWLEDGE, analysed, facts_hold, knowledge, lists_of_rules, requests

FEW = settings(max_examples=60, deadline=None)


@FEW
@given(lists_of_rules, st.booleans(), knowledge)
def test_a_rule_is_said_never_to_match_exactly_where_it_decides_on_no_request(policy, office365, who):
    known, people, places = KNOWLEDGE[who]
    analysis = analysed(policy, known, office365=office365)
    decided = {decide(policy, one).priority - 1 for one in requests(people, places, office365=office365)}
    assert {*analysis.matching} == decided
    assert analysis.default_reached == (len(policy) in decided)
    assert [one.rule for one in analysis.never] == [
        rule for place, rule in enumerate(policy) if place not in decided
    ]
    for place, example in analysis.matching.items():
        assert decide(policy, example).priority - 1 == place


def test_a_rule_that_decides_on_nothing_is_told_with_the_reason():
    rules = (
        Rule("off", "deny", active=False),
        Rule("nobody", "allow", users=frozenset({"ada"}), excluded_users=frozenset({"ada"})),
        Rule("Macs", "allow", platforms=frozenset({"osx"})),
        Rule("Macs again", "deny", platforms=frozenset({"osx"}), clients=frozenset({"web"})),
        Rule("phones", "allow", platforms=frozenset({"ios"})),
        Rule("PCs", "allow", platforms=frozenset({"windows"})),
        Rule("Macs and phones", "deny", platforms=frozenset({"osx", "ios"})),
        Rule("others", "deny"),
    )
    told = [(one.rule.name, one.why, [by.name for by in one.by]) for one in Analysis(rules).never]
    assert told == [
        ("off", "inactive", []),
        ("nobody", "impossible", []),
        ("Macs again", "shadowed", ["Macs"]),
        ("Macs and phones", "shadowed", ["Macs", "phones"]),
    ]


@FEW
@given(lists_of_rules, st.booleans(), knowledge)
def test_the_rules_said_to_shadow_another_take_all_from_it_and_none_of_them_can_be_spared(
    policy, office365, who
):
    known, people, places = KNOWLEDGE[who]
    everything = [*requests(people, places, office365=office365)]
    for one in analysed(policy, known, office365=office365).never:
        alone = any(decide((one.rule,), request).rule is one.rule for request in everything)
        if one.why != "shadowed":
            assert not alone
            assert (one.why == "inactive") == (not one.rule.active)
            continue
        assert alone
        for spared in [None, *one.by]:
            left = (*(rule for rule in one.by if rule is not spared), one.rule)
            decides = any(decide(left, request).rule is one.rule for request in everything)
            assert decides == (spared is not None)


@FEW
@given(lists_of_rules, st.booleans(), knowledge)
def test_the_classes_let_in_hold_every_untrusted_device_let_in_and_no_other(policy, office365, who):
    known, people, places = KNOWLEDGE[who]
    analysis = analysed(policy, known, office365=office365)
    classes = analysis.untrusted_let_in
    for request in requests(people, places, office365=office365):
        if request.device == "trusted":
            continue
        decision = decide(policy, request)
        inside = [one for one in classes.found if facts_hold(analysis.axes, one.facts, request)]
        if decision.allowed:
            assert inside or not classes.complete
        assert all(decision.allowed and decision.priority - 1 in one.deciders[0] for one in inside)


@FEW
@given(lists_of_rules, st.booleans(), knowledge)
def test_no_fact_of_a_class_can_be_spared(policy, office365, who):
    known, people, places = KNOWLEDGE[who]
    everything = [one for one in requests(people, places, office365=office365) if one.device != "trusted"]
    denied = [one for one in everything if not decide(policy, one).allowed]
    analysis = analysed(policy, known, office365=office365)
    for one in analysis.untrusted_let_in.found:
        for spared in one.facts:
            rest = [fact for fact in one.facts if fact is not spared]
            assert any(facts_hold(analysis.axes, rest, request) for request in denied)


@FEW
@given(lists_of_rules, st.booleans(), knowledge)
def test_a_trusted_mac_is_said_to_get_in_exactly_where_one_does(policy, office365, who):
    known, people, places = KNOWLEDGE[who]
    macs = [
        one
        for one in requests(people, places, office365=office365)
        if (one.device, one.platform) == ("trusted", "osx")
    ]
    let_in = any(decide(policy, one).allowed for one in macs)
    assert analysed(policy, known, office365=office365).trusted_macs_let_in == let_in


@FEW
@given(lists_of_rules, st.booleans(), knowledge)
def test_the_classes_that_reach_the_default_rule_are_those_on_which_no_other_decides(policy, office365, who):
    known, people, places = KNOWLEDGE[who]
    analysis = analysed(policy, known, office365=office365)
    classes = analysis.reaching_default
    for request in requests(people, places, office365=office365):
        inside = any(facts_hold(analysis.axes, one.facts, request) for one in classes.found)
        by_default = decide(policy, request).rule is DEFAULT_RULE
        assert by_default or not inside
        assert inside or not by_default or not classes.complete


@FEW
@given(lists_of_rules, lists_of_rules, st.booleans(), knowledge)
def test_a_change_flips_exactly_the_classes_and_people_that_it_is_said_to_flip(before, after, office365, who):
    known, people, places = KNOWLEDGE[who]
    flips = Flips(before, after, known or Known(), office365=office365)
    denied, allowed = flips.newly_denied, flips.newly_allowed
    hit = {True: set(), False: set()}
    for request in requests(people, places, office365=office365):
        was, is_ = decide(before, request).allowed, decide(after, request).allowed
        for flipped, wanted in ((denied, (True, False)), (allowed, (False, True))):
            inside = any(facts_hold(flips.axes, one.facts, request) for one in flipped.classes.found)
            assert inside <= ((was, is_) == wanted)
            if (was, is_) == wanted:
                assert inside or not flipped.classes.complete
                hit[is_].add(request.login)
    if known is not None:
        assert (denied.people, {*denied.logins}) == (len(hit[False]), hit[False])
        assert (allowed.people, {*allowed.logins}) == (len(hit[True]), hit[True])


def test_a_rule_for_trusted_macs_lets_one_in_and_a_rule_for_other_platforms_does_not():
    deny = Rule("others", "deny")
    assert Analysis((Rule("Macs", "allow", platforms=frozenset({"osx"})), deny)).trusted_macs_let_in
    assert not Analysis((Rule("PCs", "allow", platforms=frozenset({"windows"})), deny)).trusted_macs_let_in


def test_classes_are_said_not_to_be_all_where_more_are_let_in_than_were_looked_for():
    many = Rule("many", "allow", groups=frozenset({"a", "b", "c", "d"}))
    assert not Analysis((many, Rule("others", "deny")), most=2).untrusted_let_in.complete
    assert Analysis((many, Rule("others", "deny")), most=4).untrusted_let_in.complete
