"""Whom a change of rules hits: the people of the estate, counted and the first of them named."""

from __future__ import annotations

from fake_okta.analysis_axes import Known
from fake_okta.analysis_estate import Members
from fake_okta.analysis_flips import Flips
from fake_okta.messages import Rule

SALES, LAB = frozenset({"sales"}), frozenset({"lab"})
ESTATE = Known([Members(("ada", "ben"), SALES), Members(("cy",), LAB), Members(("dee", "eve"), frozenset())])
ALLOW, DENY = Rule("all", "allow"), Rule("all", "deny")


def hit(flipped):
    return flipped.people, flipped.logins


def test_whoever_a_rule_before_keeps_out_already_is_not_newly_kept_out():
    before = [Rule("Sales", "deny", groups=SALES), Rule("Lab", "deny", groups=LAB), ALLOW]
    assert hit(Flips(before, [DENY], ESTATE).newly_denied) == (2, ("dee", "eve"))
    assert hit(Flips([DENY], before, ESTATE).newly_allowed) == (2, ("dee", "eve"))


def test_whoever_a_rule_before_keeps_out_in_some_zones_only_is_newly_kept_out_elsewhere():
    zones = frozenset({"office", "branch"})
    before = [Rule("Sales", "deny", groups=SALES, location="in_zone", zones=zones), ALLOW]
    assert hit(Flips(before, [DENY], ESTATE).newly_denied) == (5, ("ada", "ben", "cy", "dee", "eve"))


def test_of_an_office_365_app_alone_are_old_clients_and_others_told_apart():
    before = [Rule("untrusted", "deny", trust="not_trusted"), ALLOW]
    (one,) = Flips(before, [DENY]).newly_denied.classes.found
    assert {fact.about for fact in one.facts} == {"device"}
    (one,) = Flips(before, [DENY], office365=True).newly_denied.classes.found
    assert {fact.about for fact in one.facts} == {"device", "client"}


def test_of_an_unknown_estate_nobody_is_counted_or_named():
    assert hit(Flips([ALLOW], [DENY]).newly_denied) == (None, ())
