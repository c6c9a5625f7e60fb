"""Sign-ins fall into the classes of the policy analysis, and what differs from it is found."""

import pytest

from simulator.access_played import Cell, Disagreement, Way, disagreements, office_versions, played_access
from simulator.exposures import against_analysis, beside_rules, by_rules, closed, none_of
from simulator.reading import Reading
from simulator.saved import SavedCause
from tests.simulator.judgement.small_trace import CALENDAR, START_AT, SmallTrace, at

ALL = ["web", "modern_auth", "active_sync", "legacy"]


def cell(trust, access, *rules, platform="osx", clients=ALL):
    return {"clients": clients, "platform": platform, "trust": trust, "access": access, "rules": [*rules]}


def analysis(*matrix, app="crm", from_at=START_AT, holes=(), on_purpose=(), complete=True):
    return {
        "app": app,
        "from_at": from_at,
        "matrix": [*matrix],
        "holes": [*holes],
        "on_purpose": [*on_purpose],
        "complete": complete,
    }


CLOSED = analysis(cell("trusted", "allowed", "r"), cell("untrusted", "denied", "deny"))


def played(trace, *policy, office=None):
    return played_access(Reading(trace.records, CALENDAR), policy, office or {})


def test_a_sign_in_counts_in_the_class_of_its_trust_with_its_first_example():
    trace = SmallTrace(opens=0.0)
    first = trace.opened("day 1 10:00")
    trace.opened("day 1 11:00")
    denied = trace.opened("day 2 10:00", "denied", "no_certificate", rule="deny")
    found = played(trace, CLOSED)
    assert found[Cell(0, 0)].counts == {Way("allowed", "r"): 2}
    assert found[Cell(0, 0)].first() == {"allowed": first}
    assert found[Cell(0, 1)].first() == {"denied": denied}
    assert disagreements([CLOSED], found) == []


def test_what_never_came_to_the_rules_and_apps_that_nobody_analysed_are_left_out():
    trace = SmallTrace(opens=0.0)
    trace.opened("day 1 10:00", "denied", "authentication_failed", rule="")
    trace.opened("day 1 11:00", app="wiki")
    assert played(trace, CLOSED) == {}


def test_routine_sign_ins_count_with_the_one_before_them():
    trace = SmallTrace(opens=3.0)
    first = trace.opened("day 1 10:00")
    trace.routine_until("day 1 10:00", "day 30 10:00")
    routine = opened_between(trace, "day 1 10:00", "day 30 10:00")
    (one,) = played(trace, CLOSED).values()
    assert len(routine) > 30
    assert one.counts == {Way("allowed", "r"): len(routine) + 1}
    assert one.first() == {"allowed": first}


def test_it_counts_the_same_whether_or_not_the_segments_were_gone_through_before():
    trace = SmallTrace(opens=3.0)
    trace.opened("day 1 10:00")
    trace.routine_until("day 1 10:00", "day 30 10:00")
    changed = {**CLOSED, "from_at": at("day 10 12:00")}
    for policy in ([CLOSED], [CLOSED, changed]):
        reading = Reading(trace.records, CALENDAR)
        fresh = played_access(reading, policy, {})
        (segment,) = reading.segments
        assert sum(count for _, count in reading.routine_opens(segment, 0, at("day 60"))) > 30
        assert played_access(reading, policy, {}) == fresh


def opened_between(trace, begin, end):
    stream = trace.routine.stream("crm", "chrome")
    times = [t for day in range(60) for t in trace.routine.opens_on(day, stream)]
    return [t for t in times if at(begin) < t < at(end)]


def test_routine_sign_ins_across_a_change_of_rules_count_on_either_side_of_it():
    trace = SmallTrace(opens=3.0)
    trace.opened("day 1 10:00")
    trace.routine_until("day 1 10:00", "day 30 10:00")
    changed = analysis(
        cell("trusted", "allowed", "new"), cell("untrusted", "denied", "deny"), from_at=at("day 10 12:00")
    )
    found = played(trace, CLOSED, changed)
    before, after = (opened_between(trace, *span) for span in SPANS)
    assert found[Cell(0, 0)].counts == {Way("allowed", "r"): len(before) + 1}
    assert found[Cell(1, 0)].counts == {Way("allowed", ""): len(after)}
    assert disagreements([CLOSED, changed], found) == [], (
        "by which rule is not told, so it is not held against it"
    )


def test_routine_sign_ins_of_which_no_event_tells_the_rule_are_left_out():
    trace = SmallTrace(opens=3.0)
    trace.routine_until("day 0 10:00", "day 1 10:00")
    trace.opened("day 1 10:00")
    trace.routine_until("day 1 10:00", "day 30 10:00", "denied", "no_certificate", device="untrusted")
    assert [one.counts for one in played(trace, CLOSED).values()] == [{Way("allowed", "r"): 1}]


SPANS = (("day 1 10:00", "day 10 12:00"), ("day 10 12:00", "day 30 10:00"))


BOXES = analysis(
    cell("untrusted", "denied", "deny", clients=["web", "modern_auth"]),
    cell("untrusted", "allowed", "old", clients=["active_sync", "legacy"]),
    cell("untrusted", "allowed", "phones", clients=["active_sync", "legacy"], platform="ios"),
)


@pytest.mark.parametrize(("version", "place"), [("16.15", 0), ("15.9", 1), ("14.0", 1)])
def test_office_without_modern_authentication_is_a_legacy_client(version, place):
    trace = SmallTrace(opens=0.0)
    trace.opened("day 1 10:00", device="not_asked", client="office")
    office = office_versions({"fleet": [{"name": "ada", "office_version": version}]})
    assert [*played(trace, BOXES, office=office)] == [Cell(0, place)]


def test_a_phone_falls_into_its_own_platform():
    trace = SmallTrace(opens=0.0)
    details = {"app": "crm", "platform": "ios", "client": "active_sync", "page": "app"}
    details |= {"rule": "phones", "device": "not_asked", "named": ""}
    trace.add(at("day 1 10:00"), "app.opened_elsewhere", "ada", "allowed", "ok", details=details)
    assert [*played(trace, BOXES)] == [Cell(0, 2)]


def test_another_outcome_and_another_rule_than_analysed_are_disagreements():
    trace = SmallTrace(opens=0.0)
    let_in = trace.opened("day 1 10:00", device="untrusted")
    other = trace.opened("day 1 11:00", rule="another")
    found = disagreements([CLOSED], played(trace, CLOSED))
    assert found == [
        Disagreement(Cell(0, 0), "rule", Way("allowed", "another"), 1, other),
        Disagreement(Cell(0, 1), "outcome", Way("allowed", "r"), 1, let_in),
    ]
    (way,) = against_analysis([CLOSED], found)
    assert (way.app, way.suffices, way.through, way.played) == ("crm", ("untrusted Macs",), "r", 1)
    assert not way.foreseen
    assert [*closed([CLOSED], found)] == []


def test_where_it_depends_either_outcome_is_as_analysed():
    trace = SmallTrace(opens=0.0)
    trace.opened("day 1 10:00", device="untrusted")
    trace.opened("day 1 10:05", "denied", "no_certificate", rule="deny")
    one = analysis(cell("untrusted", "depends", "r", "deny"))
    assert disagreements([one], played(trace, one)) == []


# --- ways in ------------------------------------------------------------------------------------------------


def hole(*let_in, rule="r"):
    classes = [{"devices": devices, "says": devices, "facts": facts} for devices, facts in let_in]
    told = {"rule": rule, "says": "why", "remedy": "what", "facts": ["POL-08"], "let_in": classes}
    return told | {"kind": "no_deny", "blamed": [], "conditions": []}


def test_a_hole_has_the_untrusted_sign_ins_of_its_rule_and_devices_for_evidence():
    trace = SmallTrace(opens=0.0)
    trace.opened("day 1 09:00")
    first = trace.opened("day 1 10:00", device="untrusted")
    trace.opened("day 1 11:00", device="untrusted", rule="another")
    matrix = (cell("trusted", "allowed", "r"), cell("untrusted", "allowed", "r", "another"))
    macs, phones = (analysis(*matrix, holes=[hole((devices, []))]) for devices in ("macs", "others"))
    (way,) = by_rules([macs], played(trace, macs))
    assert (way.played, way.example, way.foreseen) == (1, first, True)
    (way,) = by_rules([phones], played(trace, phones))
    assert (way.played, way.example) == (0, None)


def test_a_hole_for_old_clients_has_no_browsers_sign_ins_for_evidence():
    trace = SmallTrace(opens=0.0)
    trace.opened("day 1 10:00", device="untrusted", rule="old")
    old = [{"about": "client", "holds": True, "names": ["active_sync", "legacy"]}]
    one = {**BOXES, "holes": [hole(("macs", old), rule="old")]}
    (way,) = by_rules([one], played(trace, one))
    assert way.played == 0


def cause(word, seq):
    return SavedCause(word, True, "plain", "JMF-08", "revoke it", 5, 2, 2, START_AT, START_AT, (seq,))


def test_a_root_cause_that_a_hole_explains_is_told_once_and_any_other_beside_it():
    trace = SmallTrace(opens=0.0)
    by_hole = trace.opened("day 1 10:00", device="untrusted")
    trusted = trace.opened("day 1 11:00")
    one = analysis(cell("untrusted", "allowed", "r"), holes=[hole(("macs", []))])
    causes = [cause("let_in_by_rule", by_hole), cause("left_management", trusted)]
    first = {seq: trace.records[seq] for seq in (by_hole, trusted)}
    (way,) = beside_rules(causes, first, by_rules([one], played(trace, one)))
    assert (way.example, way.played, way.macs) == (trusted, 5, 2)
    assert len(beside_rules(causes, first, [])) == 2


def test_no_way_in_is_claimed_only_of_rules_that_were_looked_at_whole_and_leave_none():
    incomplete = analysis(app="a", complete=False)
    with_hole = analysis(app="b", holes=[hole(("macs", []))])
    meant = analysis(app="c", on_purpose=[{"says": "phones"}])
    assert [*closed([incomplete, with_hole, meant, CLOSED], [])] == [CLOSED]


def test_none_of_so_many_macs_leaves_a_share_below_which_it_lies():
    assert none_of(1) == pytest.approx(0.95)
    assert (1 - none_of(59)) ** 59 == pytest.approx(0.05)
    with pytest.raises(ValueError, match="nothing was played"):
        none_of(0)
