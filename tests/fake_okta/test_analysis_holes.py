"""Holes and the access matrix against the evaluator: each untrusted device that is let in is told once, and why is true."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fake_okta.analysis import Analysis
from fake_okta.analysis_form import as_taken
from fake_okta.analysis_holes import Holes
from fake_okta.analysis_matrix import matrix
from fake_okta.messages import Rule
from fake_okta.policy import DEFAULT_RULE, decide
from tests.fake_okta.rule_lists import (
    KNOWLEDGE,
    OLD,
    PLATFORMS,
    analysed,
    facts_hold,
    knowledge,
    lists_of_rules,
    requests,
)

FEW = settings(max_examples=60, deadline=None)
MAC = frozenset({"osx"})
TRUSTED = Rule("Trusted", "allow", platforms=MAC, trust="trusted")
DENY = Rule("Deny", "deny")


def is_hole(policy, request, decision):
    """What the module says of a request that is let in untrusted, in the words of the rules alone."""
    asking = [rule.platforms for rule in policy if rule.trust != "any"]
    asked = MAC.union(*asking)
    if asked >= {"osx", "windows", "ios", "android"}:
        asked = frozenset(PLATFORMS)
    denies = [
        rule for rule in policy if rule.access == "deny" and not (rule.clients and rule.clients <= {*OLD})
    ]
    spoken_of = MAC.union(*(rule.platforms for rule in denies), *asking)
    if decision.rule is DEFAULT_RULE:
        return request.platform in asked or spoken_of > MAC
    clients = decision.rule.clients
    for_old_clients = clients is not None and clients <= {*OLD} and "active_sync" in clients
    return request.platform in asked and not for_old_clients


@FEW
@given(lists_of_rules, st.booleans(), knowledge)
def test_every_untrusted_device_let_in_is_in_a_hole_or_let_in_on_purpose_and_no_other_is(
    policy, office365, who
):
    known, people, places = KNOWLEDGE[who]
    holes = Holes(analysed(policy, known, office365=office365))
    axes = holes.analysis.axes
    for request in requests(people, places, office365=office365):
        if request.device == "trusted":
            continue
        decision = decide(policy, request)
        devices = "macs" if request.platform == "osx" else "others"

        def holds(let_in, request=request, devices=devices):
            return let_in.devices == devices and facts_hold(axes, let_in.one.facts, request)

        in_hole = any(holds(let_in) for hole in holes.found for let_in in hole.classes)
        meant = any(map(holds, holes.on_purpose))
        wanted = decision.allowed and is_hole(policy, request, decision)
        if holes.complete:
            assert (in_hole, meant) == (wanted, decision.allowed and not wanted)
        else:
            assert in_hole <= wanted
            assert meant <= (decision.allowed and not wanted)


@FEW
@given(lists_of_rules, st.booleans(), knowledge)
def test_the_rule_blamed_would_keep_the_whole_class_out(policy, office365, who):
    known, people, places = KNOWLEDGE[who]
    holes = Holes(analysed(policy, known, office365=office365))
    everything = [*requests(people, places, office365=office365)]
    for hole in holes.found:
        if hole.cause.kind not in ("inactive", "too_narrow"):
            continue
        for let_in in hole.classes:
            inside = [
                request
                for request in everything
                if request.device != "trusted"
                and (request.platform == "osx") == (let_in.devices == "macs")
                and facts_hold(holes.analysis.axes, let_in.one.facts, request)
                and decide(policy, request).rule == hole.cause.rule
            ]
            assert inside
            for blamed in hole.cause.blamed:
                mended = tuple(_mended(rule, hole.cause) if rule == blamed else rule for rule in policy)
                assert not any(decide(mended, request).allowed for request in inside)


def _mended(rule, cause):
    """A rule in force, and without the conditions that are blamed."""
    for condition in cause.conditions:
        rule = {
            "people": replace(
                rule,
                users=frozenset(),
                groups=frozenset(),
                excluded_users=frozenset(),
                excluded_groups=frozenset(),
            ),
            "location": replace(rule, location="anywhere"),
            "client": replace(rule, clients=None),
            "platform": replace(rule, platforms=frozenset(PLATFORMS)),
            "device_trust": replace(rule, trust="any"),
        }[condition]
    return replace(rule, active=True)


@FEW
@given(lists_of_rules, st.booleans(), knowledge)
def test_a_cell_of_the_matrix_says_what_comes_of_all_its_requests_and_by_which_rules(policy, office365, who):
    known, people, places = KNOWLEDGE[who]
    everything = [*requests(people, places, office365=office365)]
    cells = matrix(analysed(policy, known, office365=office365))
    assert len(cells) == (24 if office365 else 12)
    for cell in cells:
        inside = [
            decide(policy, request)
            for request in everything
            if (request.client_type in cell.clients and request.platform == cell.platform)
            and request.device in (cell.trust, "ignored")
        ]
        assert {*cell.places} == {decision.priority - 1 for decision in inside}
        allowed = {decision.allowed for decision in inside}
        assert cell.access == {(True,): "allowed", (False,): "denied"}.get(tuple(allowed), "depends")


def kinds(*rules, **how):
    return {hole.cause.kind for hole in Holes(Analysis(rules, **how)).found}


@pytest.mark.parametrize(
    ("rules", "kind"),
    [
        ((), "no_rules"),
        ((replace(TRUSTED, active=False),), "no_rules"),
        ((TRUSTED,), "no_deny"),
        ((TRUSTED, replace(DENY, active=False)), "inactive"),
        ((TRUSTED, replace(DENY, groups=frozenset({"sales"}))), "too_narrow"),
        ((TRUSTED, Rule("Macs", "allow", platforms=MAC), DENY), "asks_nothing"),
        ((Rule("Macs", "allow", platforms=MAC), TRUSTED, DENY), "too_early"),
        ((Rule("All", "allow"), TRUSTED, DENY), "no_client_condition"),
        ((Rule("Macs", "allow", platforms=MAC), DENY), "nobody_asks"),
        ((Rule("Macs", "allow", platforms=MAC, trust="not_trusted"), DENY), "lets_untrusted_in"),
        (
            (
                Rule("IT", "allow", platforms=MAC, groups=frozenset({"it"})),
                replace(TRUSTED, excluded_groups=frozenset({"it"})),
                DENY,
            ),
            "not_asked",
        ),
    ],
)
def test_each_cause_has_its_kind(rules, kind):
    assert kinds(*rules) == {kind}


def test_a_deny_of_the_untrusted_that_comes_too_late_is_blamed_before_the_rule_that_lets_the_trusted_in():
    late = Rule("Untrusted Macs", "deny", platforms=MAC, trust="not_trusted")
    (hole,) = Holes(Analysis((TRUSTED, Rule("All", "allow"), late))).found
    assert (hole.cause.kind, hole.cause.blamed) == ("too_early", (late,))
    assert Holes(Analysis((TRUSTED, late, Rule("All", "allow")))).found == ()


PCS = frozenset({"windows"})
SALES = frozenset({"sales"})


@pytest.mark.parametrize(
    ("rules", "blamed"),
    [
        # Where a rule lets trusted devices in, the deny at the end is the one that is too narrow.
        ((TRUSTED, Rule("Untrusted", "deny", platforms=PCS, trust="not_trusted"), replace(DENY, groups=SALES)), "Deny"),
        # Where none does, one that spares them: any other would shut them out.
        ((Rule("Untrusted", "deny", platforms=PCS, trust="not_trusted"), replace(DENY, groups=SALES)), "Untrusted"),
        # Of several alike the last.
        ((TRUSTED, Rule("First", "deny", groups=SALES), replace(DENY, groups=frozenset({"it"}))), "Deny"),
        # The fewest conditions to drop decide before all that.
        ((TRUSTED, Rule("Near", "deny", groups=SALES), Rule("Far", "deny", groups=SALES, platforms=PCS)), "Near"),
    ],
)  # fmt: skip
def test_of_several_denies_the_likely_one_is_blamed(rules, blamed):
    causes = {hole.cause for hole in Holes(Analysis(rules)).found if hole.classes[0].devices == "macs"}
    assert {next(rule.name for rule in cause.blamed) for cause in causes} == {blamed}


def test_an_office_365_rule_that_takes_old_clients_in_beside_others_is_told():
    trusted = replace(TRUSTED, clients=frozenset({"web", "legacy"}))
    assert kinds(trusted, DENY, office365=True) == {"old_clients"}


@pytest.mark.parametrize(
    "rules",
    [
        (TRUSTED, DENY),
        (DENY,),
        (Rule("Untrusted Macs", "deny", platforms=MAC, trust="not_trusted"),),
        (TRUSTED, Rule("Phones", "allow", platforms=frozenset({"ios", "android"})), DENY),
        (TRUSTED, Rule("Macs", "deny", platforms=MAC)),
    ],
)
def test_rules_that_let_no_untrusted_mac_in_and_leave_none_of_their_platforms_open_have_no_hole(rules):
    assert kinds(*rules) == set()


@pytest.mark.parametrize("clients", [OLD, OLD[:1]])
def test_activesync_alone_or_with_legacy_clients_is_let_in_on_purpose(clients):
    rules = (Rule("Mail", "allow", clients=frozenset(clients)), DENY)
    holes = Holes(Analysis(rules, office365=True))
    assert holes.found == ()
    assert {let_in.devices for let_in in holes.on_purpose} == {"macs", "others"}


def test_legacy_clients_alone_are_not():
    rules = (Rule("Old Outlook", "allow", clients=frozenset({"legacy"})), DENY)
    assert kinds(*rules, office365=True) == {"old_clients"}


def test_who_denies_old_clients_everywhere_has_not_said_that_other_platforms_are_to_be_kept_out():
    basic = Rule("Block basic authentication", "deny", clients=frozenset(OLD))
    macs = Rule(
        "Untrusted Macs",
        "deny",
        platforms=MAC,
        clients=frozenset({"web", "modern_auth"}),
        trust="not_trusted",
    )
    assert kinds(basic, macs, office365=True) == set()
    (hole,) = Holes(Analysis((macs,), office365=True)).found
    assert {let_in.devices for let_in in hole.classes} == {"macs"}


def test_where_all_that_can_be_asked_are_asked_the_others_are_a_way_round():
    asked = replace(TRUSTED, platforms=frozenset({"osx", "windows", "ios", "android"}))
    linux = Rule("Linux", "allow", platforms=frozenset({"desktop_other"}))
    assert kinds(asked, linux, DENY) == {"not_asked"}
    assert kinds(TRUSTED, linux, DENY) == set()


def test_an_app_of_another_sign_on_method_is_a_hole_as_it_stands():
    (hole,) = Holes(Analysis(()), secured=False).found
    assert hole.cause.kind == "cannot_be_secured"


def test_rules_are_read_as_such_an_app_can_have_them_and_the_form_says_why():
    client = Rule("Mail", "allow", clients=frozenset(OLD))
    taken = as_taken((client, TRUSTED), "saml", office365=False)
    assert taken.rules == (replace(client, clients=None), TRUSTED)
    assert taken.refused == ("Mail: Only Office 365 apps have a client condition",)
    other = as_taken((TRUSTED, DENY), "oidc", office365=False)
    assert other.rules == (DENY,)
    assert other.refused == ("Trusted: Only SAML and WS-Fed apps can be secured with Device Trust",)
    assert as_taken((TRUSTED, DENY), "saml", office365=False).refused == ()


def test_clients_of_an_office_365_app_and_zones_that_rules_name_are_not_refused():
    rules = (
        Rule("Mail", "allow", clients=frozenset(OLD)),
        Rule("Office", "allow", location="in_zone", zones=frozenset({"office"})),
    )
    assert as_taken(rules, "ws_fed", office365=True) == (rules, ())


def told(*rules, **how):
    """The facts about the platform of each class of other devices in a hole."""
    return [
        [fact.names for fact in let_in.one.facts if fact.about == "platform"]
        for hole in Holes(Analysis(rules, **how)).found
        for let_in in hole.classes
        if let_in.devices == "others"
    ]


def test_the_platforms_of_other_devices_are_told_once_where_only_some_were_looked_at():
    asked = replace(TRUSTED, platforms=frozenset({"osx", "windows", "ios"}))
    pcs = Rule("PCs", "allow", platforms=frozenset({"windows"}))
    assert told(asked, Rule("All", "allow")) == [[("windows", "ios")]]
    assert told(asked, pcs, DENY) == [[("windows",)]]


def test_classes_of_macs_have_no_platform_told_besides():
    (hole,) = Holes(Analysis((TRUSTED,))).found
    (let_in,) = hole.classes
    assert let_in.devices == "macs"
    assert [fact for fact in let_in.one.facts if fact.about == "platform"] == []


def test_the_platform_told_of_a_class_has_the_values_of_these_platforms_and_any_other_value():
    asked = replace(TRUSTED, platforms=frozenset({"osx", "windows", "ios"}))
    holes = Holes(Analysis((asked, Rule("All", "allow"))))
    platform, full = holes.analysis.axes.platform, holes.analysis.axes.space.full
    (values,) = [
        fact.values
        for hole in holes.found
        for let_in in hole.classes
        for fact in let_in.one.facts
        if let_in.devices == "others" and fact.about == "platform"
    ]
    assert platform.told(values) == ("windows", "ios")
    assert values & full & ~platform.variable == full & ~platform.variable


def test_of_more_classes_than_are_looked_for_it_is_told_that_they_are_not_all():
    many = Rule("many", "allow", groups=frozenset({f"group {n}" for n in range(4)}))
    few = Holes(Analysis((many, DENY), most=2))
    assert not few.complete
    assert len([one for hole in few.found for one in hole.classes]) == 2
    every = Holes(Analysis((many, DENY), most=4))
    assert every.complete
    assert len([one for hole in every.found for one in hole.classes]) == 4
    asked = replace(TRUSTED, platforms=frozenset({"osx", "windows"}))
    assert not Holes(Analysis((replace(many, platforms=MAC), asked, DENY), most=2)).complete
    mail = replace(many, clients=frozenset({"active_sync"}))
    assert not Holes(Analysis((mail, DENY), most=2, office365=True)).complete


def test_a_deny_on_another_platform_makes_the_default_rule_a_hole_on_all_and_an_allow_there_does_not():
    pcs = Rule("PCs", "deny", platforms=PCS)
    assert told(pcs) == [[("ios", "android", "mobile_other", "desktop_other")]]
    assert told(replace(pcs, access="allow")) == []


def test_no_platform_is_told_of_a_class_of_all_other_devices():
    assert [] in told(Rule("PCs of Sales", "deny", platforms=PCS, groups=SALES))
