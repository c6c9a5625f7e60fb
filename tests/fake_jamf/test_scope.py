"""Scope: which Macs and users a policy reaches, against set algebra, and however often it is edited."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fake_jamf.errors import JamfError
from fake_jamf.jamf import Jamf
from fake_jamf.messages import (
    Console,
    DeviceIdentity,
    EnrollComputer,
    Policy,
    Scope,
    SetPolicy,
    SetStaticGroup,
    Trigger,
)

ADMIN = Console("admin")
MACS = frozenset({"a", "b", "c"})
GROUPS = frozenset({"sales", "lab"})
USERS = frozenset({"", "ada", "bob"})
LOGIN: frozenset[Trigger] = frozenset({"login"})

some_macs = st.frozensets(st.sampled_from(sorted(MACS)))
some_groups = st.frozensets(st.sampled_from(sorted(GROUPS)))
some_users = st.frozensets(st.sampled_from(["ada", "bob"]))
scopes = st.builds(
    Scope, st.booleans(), some_macs, some_groups, some_users, some_macs, some_groups, some_users
)
members = st.fixed_dictionaries(dict.fromkeys(sorted(GROUPS), some_macs))


def in_scope(scope: Scope, members: dict[str, frozenset[str]]) -> set[tuple[str, str]]:
    """Targets, cut with the limitation, less the exclusions: as sets of (Mac, user) pairs."""
    targets = (
        MACS if scope.all_computers else scope.computers.union(*(members[g] for g in scope.computer_groups))
    )
    limited_to = scope.limit_to_users or USERS
    excluded = scope.exclude_computers.union(*(members[g] for g in scope.exclude_computer_groups))
    pairs = {(mac, user) for mac in targets for user in limited_to}
    return {(mac, user) for mac, user in pairs if mac not in excluded and user not in scope.exclude_users}


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(members, scopes, scopes, st.booleans()), min_size=1, max_size=4))
def test_who_is_reached_is_targets_within_limits_less_exclusions_after_every_edit(
    edits: list[tuple[dict[str, frozenset[str]], Scope, Scope, bool]],
) -> None:
    jamf = Jamf(url="https://acme.jamfcloud.com", seed=b"", now=lambda: 0)
    for mac in sorted(MACS):
        jamf.handle(EnrollComputer(mac, mac, mac, "10.13"), DeviceIdentity(mac))
    for members, first, second, enabled in edits:
        for group, computers in members.items():
            jamf.handle(SetStaticGroup(group, computers), ADMIN)
        jamf.handle(SetPolicy(Policy("1", LOGIN, "Ongoing", first, enabled=enabled)), ADMIN)
        jamf.handle(SetPolicy(Policy("2", LOGIN, "Ongoing", second)), ADMIN)
        one = in_scope(first, members) if enabled else set()
        two = in_scope(second, members)
        for mac in MACS:
            for user in USERS:
                expected = ("1",) * ((mac, user) in one) + ("2",) * ((mac, user) in two)
                assert jamf.preview_due(mac, "login", user) == expected
                assert (jamf.next_due_at(mac, "login", user) is not None) == bool(expected)


def test_a_limitation_looks_at_who_is_logged_in_and_not_at_the_owner(
    enroll: Callable[..., DeviceIdentity], publish: Callable[..., int], due: Callable[..., tuple[str, ...]]
) -> None:
    mac = enroll("one", owner="ada")
    publish(scope=Scope(limit_to_users=frozenset({"ada"})))
    assert due(mac, "ada") == ("okta",)
    assert due(mac, "bob") == ()
    assert due(mac, "") == ()


def test_a_mac_out_of_scope_is_not_given_the_policy(
    enroll: Callable[..., DeviceIdentity], publish: Callable[..., int], due: Callable[..., tuple[str, ...]]
) -> None:
    inside, outside = enroll("inside"), enroll("outside")
    publish(scope=Scope(all_computers=False, computers=frozenset({"inside"})))
    assert (due(inside), due(outside)) == (("okta",), ())


def test_a_scope_may_name_a_mac_that_enrolls_later(
    enroll: Callable[..., DeviceIdentity], publish: Callable[..., int], due: Callable[..., tuple[str, ...]]
) -> None:
    publish(scope=Scope(all_computers=False, computers=frozenset({"later"})))
    assert due(enroll("later")) == ("okta",)


def test_a_scope_with_a_group_that_does_not_exist_is_refused(jamf: Jamf, publish: Callable[..., int]) -> None:
    with pytest.raises(JamfError, match="saels"):
        publish(scope=Scope(exclude_computer_groups=frozenset({"saels"})))
    assert jamf.drain_log() == []
