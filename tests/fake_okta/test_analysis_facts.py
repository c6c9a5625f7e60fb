"""The facts with which a rule matches a request or does not: those that are needed, and the values that they leave."""

from __future__ import annotations

import pytest

from fake_okta.analysis_axes import ANOTHER_ZONE, Axes, Known
from fake_okta.analysis_estate import Members
from fake_okta.analysis_facts import Draft
from fake_okta.analysis_terms import term
from fake_okta.messages import Rule

MAC, PC = frozenset({"osx"}), frozenset({"windows"})
SALES, BOTH = frozenset({"sales"}), frozenset({"sales", "it"})
ADA = frozenset({"ada"})
ALL = frozenset({"ALL_ZONES"})
OFFICE, TWO = frozenset({"office"}), frozenset({"office", "branch"})
ORDER = ("people", "location", "platform", "client", "device")


class Sketch:
    """A draft for one request: of a Mac, in a browser, from no zone, by nobody that a rule names, unless said."""

    def __init__(self, *rules, office365=False, members=None, has=lambda _axes: ()):
        self.axes = Axes(rules, Known(members), office365=office365)
        self.terms = [term(self.axes, place, rule) for place, rule in enumerate(rules)]
        state, self.full = self.axes.space.full, self.axes.space.full
        for bits in has(self.axes):
            state &= bits | ~next(self.axes.space.variables(bits))
        self.draft = Draft(self.axes, self.axes.space.find(state, self.axes.real), self.full)

    def match(self, *places):
        for place in places:
            self.draft.match(self.terms[place])
        return self.told

    def miss(self, place, order=ORDER):
        self.draft.miss(self.terms[place], order)
        return self.told

    @property
    def told(self):
        return {(fact.about, *fact.names, fact.holds) for fact in self.draft.facts.values()}

    def left(self, choice):
        return choice.told(self.draft.state)


def in_groups(*names):
    return lambda axes: [axes.people.member(name) for name in names]


def in_zones(*names):
    return lambda axes: [axes.zones.inside(name) for name in names]


def is_ada(axes):
    return [axes.people.user("ada")]


@pytest.mark.parametrize(
    ("rule", "has", "told"),
    [
        ({}, in_groups(), set()),
        ({"groups": SALES}, in_groups("sales"), {("group", "sales", True)}),
        ({"users": ADA, "groups": SALES}, is_ada, {("user", "ada", True)}),
        ({"excluded_groups": BOTH}, in_groups(), {("group", "it", False), ("group", "sales", False)}),
        ({"excluded_users": ADA}, in_groups(), {("user", "ada", False)}),
        ({"location": "in_zone", "zones": TWO}, in_zones("office"), {("zone", "office", True)}),
        ({"location": "not_in_zone", "zones": TWO}, in_zones(), {("zone", name, False) for name in TWO}),
    ],
)
def test_facts_are_told_of_each_condition_that_a_matching_rule_has_and_of_no_other(rule, has, told):
    assert Sketch(Rule("rule", "deny", **rule), has=has).match(0) == told


def test_zones_that_a_rule_for_anywhere_keeps_from_earlier_days_are_no_facts():
    anywhere = Rule("rule", "deny", zones=OFFICE)
    within = Rule("within", "deny", location="in_zone", zones=OFFICE)
    assert Sketch(anywhere, within).match(0) == set()


def test_of_what_holds_of_everybody_or_nobody_no_fact_is_told():
    everyone = Rule("everyone", "deny", groups=frozenset({"Everyone"}))
    assert Sketch(everyone).match(0) == set()
    without = Rule("rule", "deny", excluded_groups=SALES, excluded_users=ADA)
    assert Sketch(without, members=[Members(("bob",), frozenset())]).match(0) == set()


def test_a_zone_that_is_called_like_the_group_of_everyone_is_told():
    within = Rule("rule", "deny", location="in_zone", zones=frozenset({"Everyone"}))
    assert Sketch(within, has=in_zones("Everyone")).match(0) == {("zone", "Everyone", True)}


def test_of_several_groups_that_would_do_the_one_that_was_told_already_is_told():
    rules = Rule("Sales", "deny", groups=SALES), Rule("both", "deny", groups=BOTH)
    assert Sketch(*rules, has=in_groups("it", "sales")).match(0, 1) == {("group", "sales", True)}
    assert Sketch(*rules, has=in_groups("it", "sales")).match(1) == {("group", "it", True)}


def test_a_fact_leaves_the_values_that_it_says_and_any_of_other_variables():
    rules = Rule("Sales", "deny", groups=SALES), Rule("no Ada", "deny", excluded_users=ADA)
    sketch = Sketch(*rules, has=in_groups("sales"))
    sketch.match(0, 1)
    people, full = sketch.axes.people, sketch.full
    values = {fact.names[0]: fact.values & full for fact in sketch.draft.facts.values()}
    (sales,) = sketch.axes.space.variables(people.member("sales"))
    assert values["sales"] == full & ~sales | people.member("sales")
    assert values["ada"] == full & ~people.user("ada")


def test_a_condition_on_words_leaves_its_words_and_any_value_of_other_variables():
    sketch = Sketch(Rule("Macs of Sales", "deny", platforms=MAC, groups=SALES), has=in_groups("sales"))
    sketch.match(0)
    platform = sketch.axes.platform
    assert sketch.draft.state == sketch.full & (platform.among(MAC) | ~platform.variable)


@pytest.mark.parametrize(
    ("rule", "has", "told"),
    [
        ({"groups": BOTH}, in_groups(), {("group", "it", False), ("group", "sales", False)}),
        ({"users": ADA}, in_groups(), {("user", "ada", False)}),
        ({"excluded_groups": BOTH}, in_groups("sales"), {("group", "sales", True)}),
        ({"excluded_users": ADA}, is_ada, {("user", "ada", True)}),
        ({"location": "in_zone", "zones": TWO}, in_zones(), {("zone", name, False) for name in TWO}),
        ({"location": "in_zone", "zones": ALL}, in_zones(), {("zone", ANOTHER_ZONE, False)}),
        ({"location": "not_in_zone", "zones": TWO}, in_zones("branch"), {("zone", "branch", True)}),
    ],
)
def test_one_condition_that_does_not_hold_is_all_that_is_told_of_a_rule_that_does_not_match(rule, has, told):
    sketch = Sketch(Rule("rule", "deny", platforms=PC, **rule), has=has)
    assert sketch.miss(0) == told
    assert sketch.draft.state == sketch.full


def test_a_word_that_a_rule_does_not_have_is_told_by_the_words_that_are_left():
    sketch = Sketch(Rule("PCs of Sales", "deny", platforms=PC, groups=SALES))
    assert sketch.miss(0, ("platform", "people")) == set()
    platform = sketch.axes.platform
    others = platform.variable & ~platform.among(PC)
    assert sketch.draft.state == sketch.full & (others | ~platform.variable)


def test_conditions_that_hold_are_passed_over():
    sketch = Sketch(Rule("Macs of Sales", "deny", platforms=MAC, groups=SALES))
    assert sketch.miss(0, ("platform", "location", "client", "people")) == {("group", "sales", False)}
    assert sketch.draft.state == sketch.full


def test_of_a_rule_that_does_not_match_already_nothing_more_is_told():
    rules = Rule("Macs", "allow", platforms=MAC), Rule("PCs of Sales", "deny", platforms=PC, groups=SALES)
    sketch = Sketch(*rules)
    sketch.match(0)
    assert sketch.miss(1) == set()
    groups = [Rule(name, "deny", groups=frozenset({name})) for name in ("sales", "it")]
    sketch = Sketch(*groups, Rule("PCs of both", "deny", platforms=PC, groups=BOTH))
    told = sketch.miss(0) | sketch.miss(1)
    assert sketch.miss(2, ("platform", "people")) == told
    assert sketch.draft.state == sketch.full


@pytest.mark.parametrize(
    ("office365", "client", "left"),
    [
        (True, "web", ("web", "modern_auth")),
        (True, "legacy", ("active_sync", "legacy")),
        (False, "legacy", ("web", "modern_auth", "active_sync", "legacy")),
    ],
)
def test_of_office_365_a_draft_begins_with_clients_whose_devices_are_asked_or_are_not_as_this_ones(
    office365, client, left
):
    sketch = Sketch(office365=office365, has=lambda axes: [axes.client.among([client])])
    variable = sketch.axes.client.variable
    assert {*sketch.left(sketch.axes.client)} == {*left}
    assert sketch.draft.state & ~variable == sketch.full & ~variable
