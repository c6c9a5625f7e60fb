"""Whom and whence an analysis reckons with: classes of people, and the sets of zones that addresses can lie in."""

from __future__ import annotations

from ipaddress import IPv4Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_okta.analysis_estate import Members, people_classes, zone_sets
from fake_okta.users import EVERYONE

LOGINS = [f"user-{number}" for number in range(6)]
MEMBERS = st.lists(
    st.tuples(st.sampled_from(LOGINS), st.frozensets(st.sampled_from(["Sales", "Lab", "Kiosk"]))),
    unique_by=lambda one: one[0],
    max_size=6,
)


def told(classes):
    return {(one.groups, one.login): one.count for one in classes}


def test_people_are_told_apart_by_the_groups_that_rules_name_and_by_no_other():
    members = [Members(("ada", "ben"), frozenset({"Sales", "Lab"})), Members(("cy",), frozenset({"Sales"}))]
    assert told(people_classes(members, {"Sales"}, ())) == {(frozenset({"Sales"}), None): 3}
    assert told(people_classes(members, {"Lab"}, ())) == {
        (frozenset({"Lab"}), None): 2,
        (frozenset(), None): 1,
    }


def test_everybody_is_in_the_group_of_everyone_said_or_not():
    members = [Members(("ada",), frozenset()), Members(("ben",), frozenset({EVERYONE}))]
    assert told(people_classes(members, {EVERYONE}, ())) == {(frozenset({EVERYONE}), None): 2}


def test_somebody_whom_a_rule_names_is_a_class_alone_once_and_not_counted_among_the_others():
    members = [Members(("ada", "ben", "cy"), frozenset({"Sales"})), Members(("dee",), frozenset())]
    assert told(people_classes(members, {"Sales"}, ("ben", "nobody"))) == {
        (frozenset({"Sales"}), "ben"): 1,
        (frozenset({"Sales"}), None): 2,
        (frozenset(), None): 1,
    }


def test_members_who_are_all_named_leave_no_class_of_others():
    assert told(people_classes([Members(("ada",), frozenset())], (), ("ada",))) == {(frozenset(), "ada"): 1}


def test_some_of_a_class_are_its_first_and_never_those_who_are_classes_of_their_own():
    members = [Members(("ada", "ben", "cy"), frozenset()), Members(("dee", "eve"), frozenset())]
    (others,) = (one for one in people_classes(members, (), ("ben",)) if one.login is None)
    assert others.some(3, {"ben"}) == ["ada", "cy", "dee"]
    assert others.some(9, {"ben"}) == ["ada", "cy", "dee", "eve"]
    assert others.some(0, {"ben"}) == []
    (alone,) = (one for one in people_classes(members, (), ("ben",)) if one.login)
    assert alone.some(9, {"ben"}) == ["ben"]


@given(
    MEMBERS,
    st.frozensets(st.sampled_from(["Sales", "Lab", EVERYONE])),
    st.frozensets(st.sampled_from(LOGINS)),
)
def test_each_person_is_in_one_class_whose_groups_are_those_of_the_person_that_are_named(
    people, groups, logins
):
    classes = people_classes([Members((login,), of) for login, of in people], groups, sorted(logins))
    assert sum(one.count for one in classes) == len(people)
    for login, of in people:
        (one,) = (one for one in classes if login in one.some(len(people), logins))
        assert one.groups == (of | {EVERYONE}) & groups


def test_no_zones_leave_one_set_the_empty_one():
    assert zone_sets({}) == (frozenset(),)


def test_zones_that_lie_in_each_other_are_sets_from_the_smallest():
    gateways = {"campus": ["10.0.0.0/8"], "lab": ["10.1.0.0/16"], "guest": ["192.0.2.7/32"]}
    assert zone_sets(gateways) == (
        frozenset(),
        frozenset({"campus"}),
        frozenset({"guest"}),
        frozenset({"campus", "lab"}),
    )


def test_where_zones_cover_every_address_of_both_versions_nobody_is_outside():
    halves = ["0.0.0.0/1", "128.0.0.0/1"]
    assert frozenset() in zone_sets({"all": halves})  # IPv6 is left
    assert frozenset() in zone_sets({"all": ["::/0"]})  # IPv4 is left
    assert frozenset() in zone_sets({"all": ["0.0.0.0/1", "::/0"]})
    assert zone_sets({"all": [*halves, "::/0"]}) == (frozenset({"all"}),)


def test_a_zone_of_one_version_is_never_that_of_an_address_of_the_other():
    assert zone_sets({"four": ["0.0.0.0/0"], "six": ["::/0"]}) == (frozenset({"four"}), frozenset({"six"}))


def test_a_single_address_that_all_zones_leave_out_is_found():
    # 2**n to 2**(n + 1) - 1, which together are all addresses but the first.
    powers = [f"{IPv4Address(1 << n)}/{32 - n}" for n in range(32)]
    assert zone_sets({"all": [*powers, "::/0"]}) == (frozenset(), frozenset({"all"}))
    assert zone_sets({"all": ["0.0.0.0/32", *powers[1:], "::/0"]}) == (frozenset(), frozenset({"all"}))
    assert zone_sets({"all": ["0.0.0.0/32", *powers, "::/0"]}) == (frozenset({"all"}),)


def test_what_is_no_network_is_said():
    with pytest.raises(ValueError, match="banana"):
        zone_sets({"office": ["banana"]})


@given(
    st.dictionaries(
        st.sampled_from(["a", "b", "c"]),
        st.lists(
            st.builds("198.51.100.{}/{}".format, st.sampled_from([0, 64, 128, 192]), st.sampled_from([26]))
        )
        | st.just(["198.51.100.0/24"]),
    ),
    st.integers(0, 511),
)
def test_the_zones_of_any_address_are_one_of_the_sets(gateways, number):
    address = ip_address("198.51.100.0") + number
    zones = frozenset(
        name
        for name, texts in gateways.items()
        if any(
            (int(address) ^ int(ip_address(text.split("/")[0]))) >> (32 - int(text.split("/")[1])) == 0
            for text in texts
        )
    )
    assert zones in zone_sets(gateways)
