"""The classes that an outcome is told in: few facts, wide words, none that others cover, for each rule one before all."""

from __future__ import annotations

from fake_okta.analysis import Analysis, allows
from fake_okta.analysis_axes import Axes, Known
from fake_okta.analysis_classes import Outcome, RequestClass, Side
from fake_okta.analysis_facts import Fact
from fake_okta.analysis_flips import Flips
from fake_okta.analysis_terms import Ordered
from fake_okta.messages import Rule

MAC, PC, PHONES = frozenset({"osx"}), frozenset({"windows"}), frozenset({"ios"})
SALES, LAB = frozenset({"sales"}), frozenset({"lab"})
OFFICE = {"location": "in_zone", "zones": frozenset({"office"})}
ELSEWHERE = {"location": "not_in_zone", "zones": frozenset({"office"})}
DENY = Rule("Deny", "deny")


def told(classes):
    return [{(fact.about, fact.names, fact.holds) for fact in one.facts} for one in classes]


def let_in(*rules, most=20):
    """The classes of all requests that are let in, whatever the device."""
    analysis = Analysis(rules, most=most)
    return analysis.classes(allows, analysis.axes.space.full)


def test_of_classes_with_as_many_facts_that_of_more_requests_comes_first():
    fact = Fact("group", True, ("sales",), 1)
    few, many = (RequestClass((fact,), ((0,),), 1, state) for state in (0b1, 0b111))
    shorter = RequestClass((), ((0,),), 1, 0b1)
    assert sorted([few, many, shorter], key=lambda one: one.key) == [shorter, many, few]


def test_what_several_rules_let_in_is_one_class_with_all_their_words_and_rules():
    platforms = Rule("Macs", "allow", platforms=MAC), Rule("others", "allow", platforms=PC | PHONES)
    (one,) = let_in(*platforms, DENY).found
    assert told([one]) == [{("platform", ("osx", "windows", "ios"), True)}]
    assert one.deciders == ((0, 1),)


def test_the_words_of_a_class_stand_for_their_values_and_any_of_other_variables():
    analysis = Analysis((Rule("Macs", "allow", platforms=MAC), DENY))
    (one,) = analysis.classes(allows, analysis.axes.space.full).found
    (fact,) = one.facts
    platform, full = analysis.axes.platform, analysis.axes.space.full
    assert fact.values & full == full & (platform.among(MAC) | ~platform.variable)


def test_a_class_that_others_cover_together_is_not_told():
    rules = (
        Rule("Macs of Sales", "allow", platforms=MAC, groups=SALES),
        Rule("Sales at the office", "allow", groups=SALES, **OFFICE),
        Rule("Macs elsewhere", "allow", platforms=MAC, **ELSEWHERE),
        DENY,
    )
    sales, mac = ("group", ("sales",), True), ("platform", ("osx",), True)
    found = told(let_in(*rules).found)
    assert len(found) == 2
    assert {sales, ("zone", ("office",), True)} in found
    assert {mac, ("zone", ("office",), False)} in found


def test_where_either_of_two_facts_would_do_what_holds_is_kept():
    rules = (
        Rule("others at the office", "deny", excluded_groups=SALES, **OFFICE),
        Rule("Sales elsewhere", "allow", groups=SALES, **ELSEWHERE),
        Rule("all", "allow"),
    )
    axes = Axes(rules, Known(), office365=False)
    ordered = Ordered(axes, rules)
    outcome = Outcome(axes, (Side(ordered, allows),), axes.space.full)
    elsewhere = ordered.terms[1]
    request = ordered.find(elsewhere, axes.space.full)
    assert told([outcome.shortest(request, [elsewhere])]) == [{("group", ("sales",), True)}]


def test_of_many_classes_one_of_each_rule_is_told_before_a_second_of_any():
    groups = frozenset({"a", "b", "c"})
    rules = (
        Rule("groups", "allow", groups=groups, platforms=MAC),
        Rule("PCs", "allow", platforms=PC, groups=SALES),
        Rule("phones", "allow", platforms=PHONES, groups=LAB),
        DENY,
    )
    some = let_in(*rules, most=1)
    assert not some.complete
    assert sorted(one.deciders[0] for one in some.found) == [(0,), (1,), (2,)]
    assert len(let_in(*rules, most=4).found) == 4
    every = let_in(*rules, most=5)
    assert (len(every.found), every.complete) == (5, True)


def test_a_comparison_tells_as_many_classes_as_it_was_asked_for_and_no_more():
    before = [
        Rule(f"rule {group}", "allow", platforms=platform, groups=frozenset({group}))
        for group, platform in (("a", MAC), ("b", PC), ("c", PHONES))
    ]
    two = Flips([*before, DENY], [DENY], most=2).newly_denied.classes
    assert (len(two.found), two.complete) == (2, False)
    three = Flips([*before, DENY], [DENY], most=3).newly_denied.classes
    assert (len(three.found), three.complete) == (3, True)
    assert Flips([*before, DENY], [DENY], most=2).newly_allowed.classes.complete


def test_a_rule_behind_the_deciding_one_has_no_part_in_the_facts():
    zones = (frozenset(), frozenset({"office"}), frozenset({"office", "hall"}))
    rules = (
        Rule("Lab at the office", "deny", groups=LAB, **OFFICE),
        Rule("all", "allow"),
        Rule("never asked", "deny", location="in_zone", zones=frozenset({"office", "hall"})),
    )
    axes = Axes(rules, Known(None, zones), office365=False)
    ordered = Ordered(axes, rules)
    outcome = Outcome(axes, (Side(ordered, allows),), axes.space.full)
    decider = ordered.terms[1]
    # Whoever is not in the Lab is more than what is not from the office, which can be so in two ways.
    request = ordered.find(decider, axes.space.full)
    assert told([outcome.shortest(request, [decider])]) == [{("group", ("lab",), False)}]
