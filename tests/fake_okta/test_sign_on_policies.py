"""Okta sign-on policies: the first that is for the person decides, by its first rule for where the request comes from."""

from __future__ import annotations

import pytest

from fake_okta.errors import OktaError
from fake_okta.ids import Ids
from fake_okta.policy import ALL_ZONES
from fake_okta.sign_on_policies import SignOnPolicies, SignOnPolicy, SignOnRule

SALES = frozenset({"Everyone", "Sales"})
OTHERS = frozenset({"Everyone"})


@pytest.fixture
def policies() -> SignOnPolicies:
    return SignOnPolicies(Ids(b"seed"))


def first(policies: SignOnPolicies, *rules: SignOnRule, groups: tuple[str, ...] = ()) -> SignOnPolicy:
    """A policy before all others."""
    policy = SignOnPolicy(policies.new_id("00p"), "first", None, 1, 2, groups, [*rules])
    policies.policies.insert(0, policy)
    return policy


def deny(**where: object) -> SignOnRule:
    return SignOnRule("0pr-deny", "deny", 1, 1, "DENY", **where)  # type: ignore[arg-type]


def test_the_default_policy_is_okta_s_own_for_everybody_and_allows(policies: SignOnPolicies) -> None:
    (default,) = policies.policies
    (rule,) = default.rules
    assert (default.name, default.groups, default.active, default.system) == (
        "Default Policy",
        (),
        True,
        True,
    )
    assert default.description == "The default policy applies in all situations if no other policy applies."
    assert (default.created, default.updated) == (0, 0)
    assert (rule.name, rule.access, rule.active, rule.system) == ("Default Rule", "ALLOW", True, True)
    assert (rule.created, rule.updated) == (None, None)
    assert policies.allows(OTHERS, ())


def test_a_rule_without_more_is_one_for_everywhere_with_two_hours_of_idleness_and_no_factor() -> None:
    rule = SignOnRule("0pr-x", "x", 1, 2)
    assert (rule.access, rule.require_factor, rule.in_zones, rule.active) == ("ALLOW", False, False, True)
    assert (rule.included, rule.excluded, rule.idle_minutes, rule.system) == ((), (), 120, False)


def test_ids_have_their_prefix_and_twenty_characters_and_no_two_are_alike(policies: SignOnPolicies) -> None:
    ids = [policies.new_id(prefix) for prefix in ("00p", "0pr", "00p")]
    assert [one[:3] for one in ids] == ["00p", "0pr", "00p"]
    assert {len(one) for one in ids} == {20}
    default = policies.policies[0]
    assert len({*(one[3:] for one in ids), default.id[3:], default.rules[0].id[3:]}) == 5
    assert default.id.startswith("00p")
    assert default.rules[0].id.startswith("0pr")


def test_a_policy_and_its_rule_are_found_by_id_and_others_are_e0000007(policies: SignOnPolicies) -> None:
    policy = first(policies, deny())
    assert policies.find(policy.id) is policy
    assert policy.rule("0pr-deny") is policy.rules[0]
    with pytest.raises(OktaError) as refused:
        policies.find("00p-none")
    assert (refused.value.code, refused.value.status) == ("E0000007", 404)
    assert refused.value.summary == "Not found: Resource not found: 00p-none (Policy)"
    with pytest.raises(OktaError) as refused:
        policy.rule("0pr-none")
    assert refused.value.summary == "Not found: Resource not found: 0pr-none (PolicyRule)"


def test_a_policy_is_for_its_groups_or_for_everybody(policies: SignOnPolicies) -> None:
    policy = first(policies, deny(), groups=("Lab", "Sales"))
    assert not policies.allows(SALES, ())
    assert policies.allows(OTHERS, ())
    policy.groups = ()
    assert not policies.allows(OTHERS, ())


def test_a_policy_or_rule_that_is_inactive_decides_nothing(policies: SignOnPolicies) -> None:
    policy = first(policies, deny())
    policy.rules[0].active = False
    assert policies.allows(OTHERS, ())
    policy.rules[0].active, policy.active = True, False
    assert policies.allows(OTHERS, ())
    policy.active = True
    assert not policies.allows(OTHERS, ())


def test_the_first_rule_that_fits_decides(policies: SignOnPolicies) -> None:
    allow = SignOnRule("0pr-allow", "allow", 1, 1)
    policy = first(policies, allow, deny())
    assert policies.allows(OTHERS, ())
    policy.rules.reverse()
    assert not policies.allows(OTHERS, ())


@pytest.mark.parametrize(
    ("where", "denied_in", "not_in"),
    [
        ({"included": ("office",)}, [("office",), ("office", "lab")], [(), ("lab",)]),
        ({"included": ("office", "lab")}, [("lab",)], [(), ("guest",)]),
        ({"included": (ALL_ZONES,)}, [("office",), ("guest",)], [()]),
        ({"excluded": ("office",)}, [(), ("lab",)], [("office",), ("office", "lab")]),
        ({"excluded": (ALL_ZONES,)}, [()], [("office",), ("guest",)]),
        ({"included": ("office",), "excluded": ("lab",)}, [("office",)], [(), ("lab",), ("office", "lab")]),
        ({"included": ("guest", ALL_ZONES)}, [("office",)], [()]),
    ],
)
def test_a_rule_for_zones_decides_on_requests_from_there_alone(
    policies: SignOnPolicies,
    where: dict[str, tuple[str, ...]],
    denied_in: list[tuple[str, ...]],
    not_in: list[tuple[str, ...]],
) -> None:
    policy = first(policies, deny(in_zones=True, **where))
    assert [policies.allows(OTHERS, zones) for zones in denied_in] == [False] * len(denied_in)
    assert [policies.allows(OTHERS, zones) for zones in not_in] == [True] * len(not_in)
    policy.rules[0].in_zones = False  # zones that are listed and not asked for
    assert not any(policies.allows(OTHERS, zones) for zones in [*denied_in, *not_in])


def test_a_group_with_another_name_is_the_same_in_its_policies_and_others_keep_theirs(
    policies: SignOnPolicies,
) -> None:
    policy = first(policies, deny(), groups=("Lab", "Sales"))
    policies.replace_group("Sales", "Revenue")
    assert policy.groups == ("Lab", "Revenue")
    assert policy.active
    policies.replace_group("Nobody", "Somebody")
    assert policy.groups == ("Lab", "Revenue")
    assert policies.policies[1].active


def test_a_policy_whose_last_group_is_gone_is_for_nobody_and_one_that_was_off_stays_off(
    policies: SignOnPolicies,
) -> None:
    policy = first(policies, deny(), groups=("Lab", "Sales"))
    policies.replace_group("Sales", None)
    assert (policy.groups, policy.active) == (("Lab",), True)
    policies.replace_group("Lab", None)
    assert (policy.groups, policy.active) == ((), False)
    assert policies.allows(SALES, ())
    off = first(policies, deny(), groups=("Sales",))
    off.active = False
    policies.replace_group("Sales", "Revenue")
    assert (off.groups, off.active) == (("Revenue",), False)
