"""Whom the axes of an analysis tell apart: anybody, or the people of an estate."""

from __future__ import annotations

from fake_okta.analysis_axes import Axes, Known
from fake_okta.analysis_estate import Members
from fake_okta.messages import Rule

SALES = frozenset({"sales"})
RULE = Rule("rule", "deny", users=frozenset({"ada"}), groups=SALES | {"empty", "Everyone"})


def axes(members=None):
    return Axes([RULE], Known(members), office365=False)


def requests(found, person):
    """Some request by the persons of these values."""
    space = found.space
    variable = next(space.variables(person))
    return space.find(space.full & (person | ~variable), found.real)


def test_a_group_without_members_and_a_login_that_is_nobodys_are_no_people():
    people = axes([Members(("bob",), SALES)]).people
    assert people.member("empty") == 0
    assert people.user("ada") == 0


def test_an_estate_without_people_is_as_good_as_unknown():
    found = axes([Members((), SALES)])
    assert found.estate is None
    assert found.people.member("empty") != 0


def test_everyone_is_all_people_of_the_estate_also_where_nobody_is_said_to_be_in_it():
    found = axes([Members(("ada", "bob"), SALES), Members(("cy",), frozenset())])
    assert found.people.member("Everyone") == found.people.variable
    assert found.estate.count(found.people.member("Everyone")) == 3
    assert found.estate.count(found.people.member("sales")) == 2
    assert found.estate.count(found.people.user("ada")) == 1


def test_a_request_of_an_estate_is_made_by_somebody_of_it_in_their_groups():
    found = axes([Members(("ada", "bob"), SALES), Members(("cy",), frozenset())])
    ada = found.request(requests(found, found.people.user("ada")))
    assert (ada.login, ada.groups) == ("ada", SALES | {"Everyone"})
    others = found.people.variable & ~found.people.member("sales")
    cy = found.request(requests(found, others))
    assert (cy.login, cy.groups) == ("cy", frozenset({"Everyone"}))


def test_a_request_of_anybody_has_no_login_but_one_that_a_rule_names():
    found = axes()
    assert found.request(requests(found, found.people.user("ada"))).login == "ada"
    others = found.people.variable & ~found.people.user("ada")
    assert others.bit_count() == 1
    nobody = found.request(requests(found, others))
    assert (nobody.login, nobody.groups) == ("", frozenset({"Everyone"}))


def test_where_it_matters_to_nobody_a_request_has_no_login_and_only_the_group_of_all():
    found = axes()
    anybody = found.request(found.space.find(found.space.full, found.real))
    assert (anybody.login, anybody.groups) == ("", frozenset({"Everyone"}))


def test_some_people_are_as_many_as_were_asked_for_over_several_classes():
    groups = [frozenset({f"g{number}"}) for number in range(73)]
    rule = Rule("rule", "deny", groups=frozenset().union(*groups))
    members = [Members((f"a{n}", f"b{n}"), of) for n, of in enumerate(groups)]
    estate = Axes([rule], Known(members), office365=False).estate
    assert estate.some(estate.variable, 3) == ["a0", "b0", "a1"]
    assert estate.some(estate.variable, 4) == ["a0", "b0", "a1", "b1"]
    assert len(estate.some(estate.variable, 999)) == 146
    for number, of in enumerate(groups):
        assert estate.some(estate.member(*of), 9) == [f"a{number}", f"b{number}"]
        assert estate.count(estate.member(*of)) == 2


def test_zones_of_a_rule_for_anywhere_are_told_apart_by_nobody():
    rules = [Rule("rule", "deny", zones=frozenset({"office"}))]
    assert Axes(rules, Known(), office365=False).zones.names == ()
    within = [Rule("rule", "deny", location="in_zone", zones=frozenset({"office"}))]
    assert Axes(within, Known(), office365=False).zones.names == ("office",)


def test_where_an_estates_gateways_leave_no_zone_no_request_comes_from_one():
    rules = [Rule("rule", "deny", location="in_zone", zones=frozenset({"office"}))]
    known = Axes(rules, Known(None, (frozenset(),)), office365=False)
    assert known.zones.inside("office") == 0
    assert Axes(rules, Known(), office365=False).zones.inside("office") != 0
