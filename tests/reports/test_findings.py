"""Findings under their ids, with limits, acceptances and a baseline, as a page shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from reports import write_report
from reports.outcome import Outcome
from simulator.saved import SavedRun
from simulator.sign_off import Acceptance, Limit, SignOff
from tests.reports.playing import Play
from tests.reports.reading import Page
from tests.reports.test_decision import decision_of

TODAY = dt.date(2026, 3, 1)
HOLES = "rules/holes_by_name.yaml"
EVIL = "<script>alert(1)</script>"


def reported(tmp_path: Path, runs: list[SavedRun], **judged_by: object) -> tuple[Page, Outcome]:
    out = tmp_path / "report.html"
    outcome = write_report(runs, out, sign_off=SignOff(today=TODAY, **judged_by))
    return Page(out.read_text(encoding="utf-8")), outcome


def ids(outcome: Outcome) -> set[str]:
    return {one.finding.id for one in outcome.findings}


def test_a_finding_has_the_same_id_with_other_dice_and_a_larger_fleet(played: Play, tmp_path: Path) -> None:
    story = "story: One app\nlength: 3 days\nokta: {apps: [{name: box, rules: []}]}\nfleet: [{name: ada%s}]\n"
    _, one = reported(tmp_path, [played(story % "")])
    _, more = reported(tmp_path, [played(story % ", count: 3", seed=7)])
    assert ids(one) == ids(more)
    assert any(id_.startswith("way-in-box-") for id_ in ids(one))
    assert one.findings[0].finding.sign_ins != more.findings[0].finding.sign_ins


def test_every_finding_can_be_linked_to_and_two_stories_with_one_have_two_places(
    played: Play, tmp_path: Path
) -> None:
    page, outcome = reported(tmp_path, [played(HOLES), played("rules/the_default_rule_is_left_nothing.yaml")])
    anchors = [
        attributes["id"] for name, attributes in page.elements if name == "code" and "id" in attributes
    ]
    assert len(anchors) == len(set(anchors)) == len(outcome.findings)
    assert ids(outcome) <= set(anchors)


def test_new_gone_and_unchanged_findings_are_marked(played: Play, tmp_path: Path) -> None:
    story = "story: Apps\nlength: 3 days\nokta: {apps: [{name: box, rules: []}, {name: %s, rules: []}]}\nfleet: [{name: ada}]\n"
    before = played(story % "old")
    page, outcome = reported(tmp_path, [played(story % "new")], baseline=(before,))
    told = {row[0].split("app ")[1][:3]: row[3] for row in page.tables["Findings"][1:]}
    assert told == {"box": "unchanged", "new": "new", "old": "gone"}
    assert len(outcome.open()) == 2
    assert "Since the baseline 1 finding came and 1 went." in decision_of(page)
    assert "Other inputs (by their SHA-256)." in page.text


def test_a_run_against_itself_has_nothing_new_and_the_same_numbers(played: Play, tmp_path: Path) -> None:
    run = played(HOLES)
    page, outcome = reported(tmp_path, [run], baseline=(run,))
    assert {one.change for one in outcome.findings} == {"unchanged"}
    assert {row[3] for row in page.tables["Numbers then and now"][1:]} == {"0"}
    assert "The same inputs (by their SHA-256)." in page.text


def test_an_accepted_way_in_is_not_open_and_is_counted_on_the_first_screen(
    played: Play, tmp_path: Path
) -> None:
    run = played(HOLES)
    _, before = reported(tmp_path, [run])
    way = before.open("way_in")[0].finding.id
    accept = Acceptance(way, EVIL, "a factor", dt.date(2026, 12, 31))
    page, outcome = reported(tmp_path, [run], acceptances=(accept,))
    told = decision_of(page)
    assert "5 ways in are open (1 more is accepted)" in told
    assert "1 finding has been accepted" in told
    assert len(outcome.open("way_in")) == 5
    (row,) = (row for row in page.tables["Findings"][1:] if way in row[0])
    assert row[4] == f"acceptedby {EVIL} until 2026-12-31: a factor"


def test_an_expired_acceptance_counts_again_and_both_are_told(played: Play, tmp_path: Path) -> None:
    run = played(HOLES)
    _, before = reported(tmp_path, [run])
    way = before.open("way_in")[0].finding.id
    late, none = (
        Acceptance(way, "Grace", "a factor", dt.date(2026, 2, 28)),
        Acceptance("way-in-nothing", "Grace", "a factor", dt.date(2027, 2, 28)),
    )
    page, outcome = reported(tmp_path, [run], acceptances=(late, none))
    assert len(outcome.open("way_in")) == 6
    assert [row[0] for row in page.tables["Acceptances that accept nothing"][1:]] == [way, "way-in-nothing"]
    assert "acceptance expired" in page.text
    assert "no finding has been accepted" in decision_of(page)


def test_limits_are_judged_in_each_story_over_its_seeds(played: Play, tmp_path: Path) -> None:
    limits = (Limit("open_ways_in", at_most=6), Limit("denied_sign_ins", at_most=1))
    page, outcome = reported(
        tmp_path, [played(HOLES), played(HOLES, seed=2), played(HOLES, "counter_case")], limits=limits
    )
    assert [(one.verdict, one.values) for one in outcome.limits] == [
        ("holds", (6.0,)),
        ("broken", (2.0, 2.0)),
    ]
    assert not outcome.kept
    assert page.tables["Limits"][2] == [
        "denied sign ins: at most 1", "holes_by_name.yaml", "2 to 2 in 2 seeds", "2 (2 to 2)", "2", "broken"
    ]  # fmt: skip
    told = decision_of(page)
    assert "outside the limits 1 of 2 limits hold." in told
    assert "denied sign ins: at most 1: broken (holes_by_name.yaml)" in told


def test_without_limits_nothing_is_said_of_them(save: Callable[..., SavedRun], tmp_path: Path) -> None:
    page, outcome = reported(tmp_path, [save()])
    assert outcome.kept
    assert "the limits" not in decision_of(page)
    assert "Limits" not in page.tables


def test_what_did_not_come_is_a_finding_and_hostile_words_stay_text(
    save: Callable[..., SavedRun], tmp_path: Path
) -> None:
    from simulator.saved import SavedVerdict

    page, outcome = reported(tmp_path, [save(verdicts=[SavedVerdict(False, EVIL, "nothing")])])
    (one,) = outcome.open("expectation")
    assert one.finding.says == f"expected {EVIL}; came: nothing"
    assert f"expected {EVIL}" in page.tables["Findings"][1][0]
    assert sum(name == "script" for name, _ in page.elements) == 4
