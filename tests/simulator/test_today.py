"""If the deny rule were switched on today: what the rules make of each Mac, in every way in which the unknown may be."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fake_okta.messages import Rule
from fake_okta.policy import AccessRequest, decide
from simulator.known_macs import KnownMac
from simulator.today import App, answer, switch_on

NOW = 1_795_168_800
OSX = frozenset({"osx"})
TRUSTED = Rule("Trusted Macs", "allow", platforms=OSX, trust="trusted")
DENY = Rule("Deny everything else", "deny")
UNTRUSTED = Rule("Untrusted Macs", "deny", platforms=OSX, trust="not_trusted")
GOOD = KnownMac("good", person="ada", groups=(), certificate="there", certificate_expires=NOW + 1)
BAD = KnownMac("bad", person="bob", groups=(), certificate="none", managed=True)
OPEN = KnownMac("open", person="cyd", groups=())


def verdicts(rules, *macs, protocol="saml"):
    found = answer(macs or (GOOD, BAD, OPEN), [App("app", tuple(rules), protocol)], NOW)
    return [one.parts[0].verdict for one in found.macs]


def part(rules, mac):
    (one,) = answer([mac], [App("app", tuple(rules))], NOW).macs
    return one.parts[0]


@pytest.mark.parametrize(
    ("rules", "how"),
    [
        ([TRUSTED, DENY], "as its rules stand"),
        ([UNTRUSTED], "as its rules stand"),
        ([TRUSTED, replace(DENY, active=False)], "with its inactive rule Deny everything else"),
        ([TRUSTED], "with the rules Deny everything else added"),
        ([], "with the rules Trusted Macs and Deny everything else added"),
        ([Rule("No old clients", "deny", clients=frozenset({"legacy"}))], "Trusted Macs and"),
        ([TRUSTED, Rule("No phones", "deny", platforms=frozenset({"ios"}))], "with the rules Deny"),
    ],
)
def test_the_deny_rule_comes_into_force_in_the_least_way_that_does_it(rules, how):
    assert how in switch_on(App("app", tuple(rules))).how
    assert verdicts(rules) == ["allowed", "denied", "unknown"]


def test_what_cannot_be_secured_lets_everybody_in():
    assert verdicts([], protocol="oidc") == ["allowed"] * 3


def test_what_comes_anyway_is_told_from_what_the_rule_brings():
    assert part([TRUSTED], BAD) == ("app", "denied", "no_certificate", False)
    assert part([TRUSTED, DENY], BAD) == ("app", "denied", "no_certificate", True)
    assert part([], replace(GOOD, status="suspended")) == ("app", "denied", "user_suspended", True)


def test_where_no_certificate_helps_the_rules_are_to_blame():
    assert part([DENY, TRUSTED], GOOD)[1:3] == ("denied", "rules_deny")
    assert part([DENY, TRUSTED], OPEN)[1:3] == ("denied", "rules_deny")


def test_where_none_is_needed_nothing_has_to_be_known_of_the_certificate():
    everybody = Rule("Everybody", "allow")
    assert part([everybody, TRUSTED, DENY], OPEN)[1:3] == ("allowed", "rules_allow")


def test_a_group_that_decides_and_is_not_known_leaves_the_answer_open_and_one_that_does_not_decide_does_not():
    pilot = replace(UNTRUSTED, groups=frozenset({"pilot"}))
    assert part([pilot], replace(BAD, groups=("pilot",)))[1:3] == ("denied", "no_certificate")
    assert part([pilot], BAD)[1:3] == ("allowed", "rules_allow")
    assert part([pilot], replace(BAD, groups=None))[1:3] == ("unknown", "groups_unknown")
    assert part([pilot], replace(GOOD, groups=None))[1] == "allowed"


def test_a_person_that_decides_and_is_not_known_leaves_the_answer_open():
    but_ada = replace(UNTRUSTED, excluded_users=frozenset({"ada"}))
    assert part([but_ada], BAD)[1] == "denied"
    assert part([but_ada], replace(BAD, person="ada"))[1] == "allowed"
    assert part([but_ada], replace(BAD, person=""))[1:3] == ("unknown", "person_unknown")


def test_where_the_mac_is_is_never_known():
    outside = replace(UNTRUSTED, location="not_in_zone", zones=frozenset({"Office"}))
    assert part([outside], BAD)[1:3] == ("unknown", "location_unknown")
    assert part([outside], GOOD)[1] == "allowed"


def test_a_mac_is_as_its_worst_app():
    apps = [App("closed", (TRUSTED, DENY)), App("wiki", (), "bookmark")]
    found = answer([GOOD, BAD, OPEN], apps, NOW)
    assert [one.verdict for one in found.macs] == ["allowed", "denied", "unknown"]
    assert [found.count(verdict) for verdict in ("allowed", "denied", "unknown")] == [1, 1, 1]


def test_many_users_in_rules_of_one_kind_cost_no_more_than_one():
    named = frozenset(f"user{n}" for n in range(5000))
    rules = [replace(TRUSTED, users=named), DENY]
    assert part(rules, replace(BAD, person=""))[1] == "denied"
    assert part(rules, replace(GOOD, person="user7"))[1:3] == ("allowed", "ok")
    assert part(rules, GOOD)[1:3] == ("denied", "rules_deny")


# --- against all completions ------------------------------------------------------------------------------

NAMES = st.sets(st.sampled_from(["ada", "bob"]), max_size=2).map(frozenset)
GROUPS = st.sets(st.sampled_from(["pilot", "sales"]), max_size=2).map(frozenset)
RULES = st.lists(
    st.builds(
        Rule,
        name=st.just("r"),
        access=st.sampled_from(["allow", "deny"]),
        users=NAMES,
        groups=GROUPS,
        excluded_users=NAMES,
        excluded_groups=GROUPS,
        location=st.sampled_from(["anywhere", "in_zone", "not_in_zone"]),
        zones=st.sets(st.sampled_from(["Office", "Lab"]), max_size=2).map(frozenset),
        platforms=st.sampled_from([OSX, frozenset({"ios"})]),
        trust=st.sampled_from(["any", "trusted", "not_trusted"]),
        active=st.booleans(),
    ),
    max_size=4,
)
MACS = st.builds(
    KnownMac,
    name=st.just("mac"),
    person=st.sampled_from(["", "ada", "cyd"]),
    groups=st.sampled_from([None, (), ("pilot",), ("pilot", "sales"), ("other",)]),
    certificate=st.sampled_from(["", "none", "there"]),
    certificate_expires=st.sampled_from([None, NOW + 1]),
    managed=st.just(True),
)


def completions(mac):
    """Every way in which what is not known of a Mac may be."""
    known = {"none": [False]}.get(
        mac.certificate, [True] if mac.certificate and mac.certificate_expires else [True, False]
    )
    groups = [mac.groups] if mac.groups is not None else [(), ("pilot",), ("sales",), ("pilot", "sales")]
    for trusted in known:
        for person in [mac.person] if mac.person else ["ada", "bob", "cyd"]:
            for member in groups:
                for zones in ((), ("Office",), ("Lab",), ("Office", "Lab")):
                    device = "trusted" if trusted else "untrusted"
                    in_groups = frozenset({"Everyone", *member})
                    yield AccessRequest(person, in_groups, frozenset(zones), "web", "osx", device)


@settings(deadline=None)
@given(RULES, MACS)
def test_an_answer_is_known_only_where_every_way_comes_out_alike(rules, mac):
    app = App("app", tuple(rules))
    outcomes = {decide(switch_on(app).rules, request).allowed for request in completions(mac)}
    wanted = "unknown" if len(outcomes) > 1 else "allowed" if True in outcomes else "denied"
    assert answer([mac], [app], NOW).macs[0].verdict == wanted
