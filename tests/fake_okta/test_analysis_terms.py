"""Rules as sets of requests, in their order: what a rule narrows, and which of them decide in a state."""

from __future__ import annotations

import pytest

from fake_okta.analysis_axes import Axes, Known
from fake_okta.analysis_terms import Ordered, term
from fake_okta.messages import Rule

MAC = frozenset({"osx"})
BOTH = frozenset({"sales", "it"})


def everything(*rules):
    axes = Axes(rules, Known(), office365=False)
    return axes, Ordered(axes, rules)


@pytest.mark.parametrize(
    ("condition", "narrowed"),
    [
        ({}, ()),
        ({"platforms": MAC}, ("platform",)),
        ({"platforms": MAC, "trust": "trusted", "clients": frozenset({"web"})}, ("device", "client", "platform")),
        # Which of the two groups it is, no variable can say by itself.
        ({"groups": BOTH}, ()),
    ],
)  # fmt: skip
def test_a_rule_touches_the_variables_that_it_narrows_and_no_other(condition, narrowed):
    rule = Rule("rule", "deny", **condition)
    axes, _ = everything(rule)
    assert term(axes, 0, rule).touched == tuple(getattr(axes, name).variable for name in narrowed)


@pytest.mark.parametrize(
    ("first", "deciding", "on_macs"),
    [
        (Rule("all", "allow"), ["all"], ["all"]),
        (Rule("Macs", "allow", platforms=MAC), ["Macs", "others"], ["Macs"]),
        (Rule("both", "allow", groups=BOTH), ["both", "others"], ["both", "others"]),
    ],
)
def test_rules_behind_one_that_takes_all_decide_nothing_and_behind_one_for_some_they_do(
    first, deciding, on_macs
):
    axes, ordered = everything(first, Rule("others", "deny"))
    macs = axes.space.full & (axes.platform.among(MAC) | ~axes.platform.variable)
    for state, wanted in ((axes.space.full, deciding), (macs, on_macs)):
        assert [one.rule.name for one in ordered.deciders(state, lambda _: True)] == wanted


def test_a_rule_decides_on_no_request_of_a_state_that_it_is_not_for():
    axes, ordered = everything(Rule("Macs", "allow", platforms=MAC), Rule("others", "deny"))
    others = axes.space.full & ~axes.platform.among(MAC)
    assert ordered.find(ordered.terms[0], others) is None
    assert axes.platform.told(ordered.find(ordered.terms[0], axes.space.full)) == ("osx",)
