"""After the last fault every managed Mac comes good in time, or stands in a dead end that is named; else a verdict fails."""

import pytest

from simulator.dead_ends import DEAD_ENDS
from simulator.facts import FACT_IDS
from simulator.healing import judge_faults, standings
from simulator.run import calendar_of, play, play_story
from simulator.scenario.load import load
from simulator.scenario.model import Scenario
from simulator.trace import Trace
from tests.simulator.judgement.small_trace import CALENDAR, SmallTrace, at

DAY_S = 86_400
EARLY = {"from": "day 0 08:00", "until": "day 1 20:00"}


def stood(trace, calendar=CALENDAR, days=3):
    return {(one.mac, one.account): one for one in standings(trace.records, calendar, days * DAY_S)}


def verdicts(trace, calendar=CALENDAR, days=3, announced=()):
    return judge_faults(trace.records, calendar, days * DAY_S, announced)


def played(*faults, timeline=(), seed=1, **more):
    raw = {"story": "healing", "length": "20 days", "fleet": [{"name": "ada"}], "faults": [*faults]}
    scenario = Scenario.model_validate({**raw, "timeline": [*timeline], **more})
    return play(scenario, seed), calendar_of(scenario)


def faulty(begins="day 2", ends="day 5"):
    trace = SmallTrace()
    trace.add(at(begins), "fault.began", "f", details={"fault": "jamf_down"})
    trace.add(at(ends), "fault.ended", "f", details={"fault": "jamf_down"})
    return trace


def failed(trace, moment, reason, *, mode="enroll"):
    details = {"account": "ada", "mode": mode, "version": "1.2.1"}
    trace.add(at(moment), "task.ran", "ada", "failed", reason, details=details)
    logged = {"policy": "Okta Device Trust", "user": "ada", "output": ""}
    trace.add(at(moment), "policy.logged", "ada", "Failed", details=logged)
    return trace


def test_without_faults_there_is_nothing_to_judge():
    assert verdicts(SmallTrace()) == []


def test_where_it_is_asked_for_a_run_without_faults_is_judged_from_its_start():
    started, disabled = SmallTrace(), {"action": "edit_policy", "what": "org", "enabled": False}
    (one,) = standings(started.records, CALENDAR, 3 * 86_400, without_faults=True)
    assert one.state == "unhealed"
    started.add(started.records[0].at, "admin.acted", "org", details=disabled)
    (one,) = standings(started.records, CALENDAR, 3 * 86_400, without_faults=True)
    assert one.state == "dead_end"


def test_a_mac_with_a_valid_certificate_came_good():
    trace = faulty()
    trace.issued("day 6 10:00", "s1")
    damage, healing = verdicts(trace)
    assert damage.held
    assert healing.held
    assert healing.came == "1 of 1 accounts came good"


def test_a_certificate_that_comes_after_the_time_comes_too_late():
    trace = faulty()
    trace.issued("day 9 20:00", "s1")
    assert not verdicts(trace)[1].held
    assert verdicts(trace, days=5)[1].held


def test_a_mac_without_certificate_for_which_nothing_documented_stands_is_a_failure_that_says_so():
    healing = verdicts(faulty())[1]
    assert not healing.held
    assert healing.subject == "ada"
    assert "ada did not: at 2025-01-15" in healing.came
    assert "it has no certificate" in healing.came


def test_weekends_and_days_off_do_not_count():
    # Day 5 is a Saturday: the three days of use are day 7, 8 and 9.
    assert CALENDAR.day_of(stood(faulty())["ada", "ada"].at) == 9


def test_a_run_that_ends_too_early_is_not_judged():
    trace = faulty("day 395", "day 398")
    assert stood(trace)["ada", "ada"].state == "not_judged"
    assert verdicts(trace)[1].came == "0 of 1 accounts came good; 1 had not the time"


def test_a_run_that_failed_and_counts_is_a_dead_end_that_a_story_must_announce():
    trace = SmallTrace()
    trace.add(at("day 0 09:00"), "fault.began", "f", details={"fault": "okta_down"})
    failed(trace, "day 0 10:00", "network:unreachable")
    trace.add(at("day 1"), "fault.ended", "f", details={"fault": "okta_down"})
    healing = verdicts(trace)[1]
    assert not healing.held
    assert "dead end JMF-02, ada: the policy has run and counts" in healing.came
    assert "way out: flush the policy's log" in healing.came
    assert verdicts(trace, announced=["JMF-02"])[1].held


def test_a_dead_end_that_is_announced_and_does_not_come_is_a_failure():
    trace = faulty()
    trace.issued("day 6 10:00", "s1")
    healing = verdicts(trace, announced=["CRT-07"])[1]
    assert not healing.held
    assert "nobody stands in a dead end by CRT-07" in healing.came


def test_what_an_admin_does_later_begins_the_time_anew():
    trace = faulty()
    trace.add(at("day 8 12:00"), "admin.acted", "ada", details={"action": "push_task"})
    assert CALENDAR.day_of(stood(trace)["ada", "ada"].at) == 10


def test_a_mac_that_is_not_managed_is_nobody_s_to_heal():
    trace = faulty()
    trace.add(at("day 6"), "computer.unmanaged", "ada")
    assert stood(trace) == {}


def test_a_mac_that_is_off_has_no_days_of_use():
    trace = faulty()
    trace.add(at("day 5 01:00"), "mac.shut_down", "ada")
    trace.add(at("day 20 01:00"), "mac.woke", "ada")
    assert CALENDAR.day_of(stood(trace)["ada", "ada"].at) == 23  # day 20 is a Sunday


def test_damage_is_found_and_told_with_its_event():
    trace = faulty()
    trace.opened("day 6 10:00")
    damage = verdicts(trace)[0]
    assert not damage.held
    assert damage.seq == len(trace) - 1
    assert "no trust without a certificate" in damage.came


def test_every_dead_end_names_a_fact_and_a_way_out():
    for dead_end in DEAD_ENDS.values():
        assert dead_end.fact in FACT_IDS
        assert dead_end.why
        assert dead_end.way_out


NOBODY_PICKS = {"assumptions": {"chooser_answer": "cancels", "chrome_user_policy": "ignored"}}
LATE = {"from": "day 3", "until": "day 4"}
ENDS = [
    ("JMF-02", {"kind": "okta_down", **EARLY}, {}),
    ("CRT-07", {"kind": "read_only_cell", **EARLY}, {}),
    ("ADM-09", {"kind": "jamf_down", **EARLY}, {"timeline": [("day 0 08:01", {"do": "set_jamf_password"})]}),
    ("ADM-06", {"kind": "jamf_down", **EARLY}, {"timeline": [("day 0 08:01", {"do": "disable_device_trust"})]}),
    ("ADM-01", {"kind": "jamf_down", **EARLY}, {"timeline": [("day 0 08:01", {"do": "disable_feature"})]}),
    ("ADM-04", {"kind": "jamf_down", **EARLY}, {"timeline": [("day 0 08:01", {"do": "reset_secret_key"})]}),
    ("ADM-03", {"kind": "jamf_down", **EARLY}, {"jamf": {"accounts": [{"name": "okta-api", "privileges": []}]}}),
    ("TSK-01", {"kind": "jamf_down", **EARLY}, {"jamf": {"task": {"org_token": "without_quotes"}}}),
    ("JMF-01", {"kind": "jamf_down", **EARLY}, {"jamf": {"policy": {"triggers": ["enrollmentComplete"]}}}),
    ("JMF-03", {"kind": "jamf_down", **EARLY}, {"jamf": {"policy": {"exclude_groups": ["ada"]}}}),
    ("ADM-10", {"kind": "jamf_down", **EARLY}, {"jamf": {"task": {"version": "1.3.3"}}}),
    (
        "CRT-10",
        {"kind": "failing_step", "step": "chrome", **EARLY},
        {"jamf": {"policy": {"frequency": "Ongoing"}}, "fleet": [{"name": "ada", "habits": "idle"}]},
    ),
    ("CRT-06", {"kind": "jamf_down", **LATE}, {"timeline": [("day 4", {"do": "revoke_user_certificates", "person": "ada"})]}),
    ("OPS-04", {"kind": "jamf_down", **LATE}, {"timeline": [("day 4", {"do": "delete_device_trust_password", "mac": "ada"})]}),
    ("TSK-05", {"kind": "jamf_down", **LATE}, {"fleet": [{"name": "ada", "clock_skew": "-400 days"}]}),
    ("BRW-10", {"kind": "jamf_down", **LATE}, {"fleet": [{"name": "ada", "apps": ["firefox"]}]}),
    ("BRW-02", {"kind": "jamf_down", **LATE}, {"fleet": [{"name": "ada", "apps": ["ringcentral"]}]}),
    ("BRW-03", {"kind": "jamf_down", **LATE}, NOBODY_PICKS),
    (
        "BRW-11",
        {"kind": "jamf_down", **EARLY},
        {"fleet": [{"name": "ada", "habits": {"quits_chrome": "never"}}]},
    ),
    (
        "NET-02",
        {"kind": "jamf_down", **LATE},
        {"fleet": [{"name": "ada", "allows_hosts": ["acme.okta.com", "acme.jamfcloud.com"]}]},
    ),
    (
        "CRT-08",
        {"kind": "jamf_down", **LATE},
        {"fleet": [{"name": "ada", "people": [{"name": "a", "account": "x"}, {"name": "b", "account": "x"}]}]},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "fault", "more"), ENDS, ids=[row[0] for row in ENDS])
def test_each_documented_dead_end_is_found_in_a_run(fact, fault, more):
    timeline = [{"at": moment, **act} for moment, act in more.get("timeline", ())]
    trace, calendar = played(fault, **{**more, "timeline": timeline})
    found = [*stood(trace, calendar).values()]
    assert {one.dead_end.fact for one in found if one.dead_end} == {fact}, found


def test_a_password_that_nobody_changed_is_no_ground_for_a_dead_end():
    trace, calendar = played(
        {"kind": "jamf_down", **EARLY}, timeline=[{"at": "day 0 08:01", "do": "set_jamf_password"}]
    )
    kept = [r for r in trace.records if r.details.get("action") != "set_jamf_password"]
    renumbered = [r._replace(seq=seq, cause=None) for seq, r in enumerate(kept)]
    found = stood(Trace(renumbered), calendar)["ada", "ada"]
    assert found.state == "unhealed"


def test_a_story_with_faults_gets_both_verdicts_without_asking(tmp_path):
    story = tmp_path / "story.yaml"
    story.write_text(
        "story: a\nlength: 12 days\nfleet: [{name: ada}]\n"
        "faults: [{kind: jamf_down, from: day 0 08:00, until: day 1}]\n"
    )
    result = play_story(load(story), 1)
    assert [verdict.expected.split(":")[0] for verdict in result.verdicts] == ["damage", "healing"]
    assert result.held


def test_a_browser_that_met_its_certificate_with_a_wrong_clock_remembers_none_until_it_is_quit():
    skewed = {"kind": "clock_skew", "by": "-60 days", "from": "day 1 09:00", "until": "day 3 21:00"}
    fleet = [{"name": "ada", "habits": {"opens_apps": "often", "quits_chrome": "never"}}]
    quits = {"at": "day 2 09:00", "do": "quit", "mac": "ada"}
    ((_, standing),) = stood(*played(skewed, fleet=fleet, timeline=[quits])).items()
    assert (standing.state, standing.dead_end.fact) == ("dead_end", "BRW-11")


def test_a_mac_whose_allow_list_leaves_jamf_pro_out_stands_in_a_dead_end_though_nothing_tells_of_it():
    fleet = [{"name": "ada", "allows_hosts": ["*.okta.com"]}]
    ((_, standing),) = stood(*played({"kind": "jamf_down", **EARLY}, fleet=fleet)).items()
    assert (standing.state, standing.dead_end.fact) == ("dead_end", "NET-02")


def test_a_feature_that_okta_took_away_is_ground_enough_for_a_device_that_is_not_trusted():
    off = {"at": "day 2 12:00", "do": "disable_feature"}
    more = {"assumptions": {"setting_off_trust": "untrusted"}, "timeline": [off]}
    ((_, standing),) = stood(*played({"kind": "jamf_down", **EARLY}, **more)).items()
    assert (standing.state, standing.dead_end.fact) == ("dead_end", "ADM-06")


def test_a_policy_that_has_been_due_for_less_than_a_day_need_not_have_run():
    raw = {
        "story": "due on the last day",
        "length": "420 days",
        "fleet": [{"name": "ada"}],
        "jamf": {"policy": {"frequency": "Once every week"}, "check_in": {"interval": "1 hour"}},
        "faults": [
            {"kind": "read_only_cell", "from": "day 364 17:00", "until": "day 406 09:00"},
            {"kind": "failing_step", "step": "metadata", "from": "day 0 08:01", "until": "day 170 08:01"},
        ],
    }
    scenario = Scenario.model_validate(raw)
    found = standings(play(scenario, 607).records, calendar_of(scenario), 3 * 86_400)
    assert {one.state for one in found} == {"not_judged"}
