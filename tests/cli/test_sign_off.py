"""``trustlab report`` with limits, accepted findings and a baseline: what it answers, and with which exit code."""

from __future__ import annotations

import pytest

HOLE = """\
story: Nobody asks
length: 3 days
okta: {apps: [{name: box, rules: []}]}
fleet: [{name: ada}]
"""


@pytest.fixture
def holes(trustlab, folder):
    """A saved run with a way in, and its id."""
    (folder / "hole.yaml").write_text(HOLE)
    assert trustlab("run", "hole.yaml", "--save", "saved").returncode == 0
    return folder


def report(trustlab, *arguments):
    return trustlab("report", "saved", "-o", "report.html", *arguments)


def way_in_of(folder):
    text = (folder / "report.html").read_text()
    return text[text.index("way-in-box") :].partition('"')[0]


def test_a_broken_limit_is_exit_code_1_and_the_report_is_there(trustlab, holes):
    (holes / "limits.yaml").write_text("limits: [{measure: open_ways_in, at_most: 0}]\n")
    answer = report(trustlab, "--gate", "limits.yaml")
    assert answer.returncode == 1
    assert answer.stderr == "limit broken: open ways in: at most 0; came 1 (hole.yaml)\n"
    assert (holes / "report.html").stat().st_size > 100_000
    (holes / "limits.yaml").write_text("limits: [{measure: open_ways_in, at_most: 1}]\n")
    assert report(trustlab, "--gate", "limits.yaml").returncode == 0


def test_a_run_with_a_report_can_be_the_gate_itself(trustlab, folder):
    (folder / "hole.yaml").write_text(HOLE)
    (folder / "limits.yaml").write_text("limits: [{measure: open_ways_in, at_most: 0}]\n")
    answer = trustlab("run", "hole.yaml", "--report", "report.html", "--gate", "limits.yaml")
    assert answer.returncode == 1
    assert "limit broken: open ways in: at most 0; came 1 (hole.yaml)" in answer.stderr
    (folder / "limits.yaml").write_text("limits: [{measure: open_ways_in, at_most: 1}]\n")
    answer = trustlab("run", "hole.yaml", "--report", "report.html", "--gate", "limits.yaml")
    assert answer.returncode == 0
    assert "1 of 1 limits hold." in (folder / "report.html").read_text()


def test_a_run_with_a_report_takes_what_is_accepted_and_a_baseline_as_a_report_does(trustlab, holes):
    (holes / "limits.yaml").write_text("limits: [{measure: open_ways_in, at_most: 0}]\n")
    report(trustlab)
    (holes / "accepted.yaml").write_text(
        f"accepted: [{{finding: {way_in_of(holes)}, who: Grace, why: a pilot, until: 2026-03-01}}]\n"
    )
    asked = ("--report", "report.html", "--gate", "limits.yaml", "--accepted", "accepted.yaml")
    answer = trustlab("run", "hole.yaml", *asked, "--as-of", "2026-03-01", "--baseline", "saved")
    assert answer.returncode == 0
    assert "Against the baseline: 0 new, 0 gone, 1 unchanged." in answer.stdout
    assert trustlab("run", "hole.yaml", *asked, "--as-of", "2026-03-02").returncode == 1


def test_a_baseline_that_is_not_there_is_told_before_a_run_is_played(trustlab, folder):
    (folder / "hole.yaml").write_text(HOLE)
    answer = trustlab(
        "run", "hole.yaml", "--report", "report.html", "--baseline", "nowhere", "--save", "kept"
    )
    assert answer.returncode == 2
    assert "nowhere" in answer.stderr
    assert not [*(folder / "kept").iterdir()]


def test_limits_of_a_run_without_a_report_or_with_a_mistake_are_refused_before_it_is_played(trustlab, folder):
    (folder / "hole.yaml").write_text(HOLE)
    (folder / "limits.yaml").write_text("limits: [{measure: open_way, at_most: 0}]\n")
    answer = trustlab("run", "hole.yaml", "--gate", "limits.yaml")
    assert answer.returncode == 2
    assert "give --report as well" in answer.stderr
    answer = trustlab("run", "hole.yaml", "--report", "report.html", "--gate", "limits.yaml")
    assert answer.returncode == 2
    assert "limits.yaml:1:" in answer.stderr
    assert not (folder / "report.html").exists()


def test_accepting_it_keeps_the_limit_until_the_last_day(trustlab, holes):
    (holes / "limits.yaml").write_text("limits: [{measure: open_ways_in, at_most: 0}]\n")
    report(trustlab)
    (holes / "accepted.yaml").write_text(
        f"accepted: [{{finding: {way_in_of(holes)}, who: Grace, why: a pilot, until: 2026-03-01}}]\n"
    )
    asked = ("--gate", "limits.yaml", "--accepted", "accepted.yaml")
    assert report(trustlab, *asked, "--as-of", "2026-03-01").returncode == 0
    late = report(trustlab, *asked, "--as-of", "2026-03-02")
    assert late.returncode == 1
    assert f"accepted by Grace: {way_in_of(holes)}: expired on 2026-03-01" in late.stderr


def test_a_baseline_is_a_run_or_a_folder_of_runs(trustlab, holes):
    answer = report(trustlab, "--baseline", "saved")
    assert "Against the baseline: 0 new, 0 gone, 1 unchanged." in answer.stdout
    (holes / "limits.yaml").write_text("limits: [{measure: new_findings, at_most: 0}]\n")
    asked = ("--baseline", "saved/hole-base-seed-1", "--gate", "limits.yaml")
    assert report(trustlab, *asked).returncode == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "limits: [{measure: exposure, at_most: 0}]",
            "limits.yaml:1:20: limits.0.measure: there is no measure",
        ),
        ("limits: [{measure: exposure, at_most: 0}]", "Did you mean 'exposures'?"),
        ("limits: [{measure: exposures, at_mst: 0}]", "Did you mean 'at_most'?"),
        ("limits: [{measure: exposures}]", "a limit has either at_most or at_least"),
        ("limits: [{measure: exposures, at_most: 1, in: 95 % of days}]", "'95 % of years'"),
        ("limits: [{measure: exposures, at_most: 1, quantile_over_days: 0.9}]", "it has no days"),
        ("limits: [{measure: open_ways_in, at_most: 1, in: 95 % of years}]", "it has no years"),
        ("limits: [{measure: new_findings, at_most: 1}]", "give --baseline as well"),
        ("limits: []", "wanted at least 1 entry"),
        ("", "is empty. A file of limits begins with 'limits:'."),
    ],
)
def test_a_wrong_file_of_limits_is_answered_with_its_place_and_the_nearest_word(trustlab, holes, text, told):
    (holes / "limits.yaml").write_text(text)
    answer = report(trustlab, "--gate", "limits.yaml")
    assert answer.returncode == 2
    assert told in answer.stderr
    assert not (holes / "report.html").exists()


def test_all_mistakes_of_both_files_are_told_at_once(trustlab, holes):
    (holes / "limits.yaml").write_text("limits: [{measure: x, at_most: 0}]")
    (holes / "accepted.yaml").write_text("accepted: [{finding: a, who: b, until: 2026-02-30}]")
    answer = report(trustlab, "--gate", "limits.yaml", "--accepted", "accepted.yaml", "--baseline", "saved")
    assert answer.returncode == 2
    assert "limits.yaml:1:20" in answer.stderr
    assert "'2026-02-30' is no date; write for example 2026-12-31" in answer.stderr
    assert "the key 'why' is missing" in answer.stderr


def test_what_is_not_there_is_told(trustlab, holes):
    assert "there is no such file" in report(trustlab, "--gate", "none.yaml").stderr
    assert report(trustlab, "--baseline", "nowhere").returncode == 2
    assert report(trustlab, "--as-of", "tomorrow").returncode == 2


# --- what else a report can be asked for --------------------------------------------------------------------


def test_the_worst_case_is_kept_with_the_run_and_told_in_its_report(trustlab, folder):
    answer = trustlab("run", "holds.yaml", "--seed", "1", "--save", "saved", "--worst-case")
    assert answer.returncode == 0
    told = [path.parent.name for path in folder.rglob("worst_case.json")]
    assert told == ["holds-base-seed-1"], "the counter-case is what it is"
    assert trustlab("report", "saved", "-o", "report.html").returncode == 0
    assert "alternatives were played, each by itself" in (folder / "report.html").read_text()


def test_a_worst_case_that_nobody_would_be_told_of_is_not_played(trustlab):
    answer = trustlab("run", "holds.yaml", "--worst-case")
    assert answer.returncode == 2
    assert "give --report or --save as well" in answer.stderr


def test_a_mac_can_be_asked_for_and_a_wrong_name_is_answered(trustlab, holes):
    assert report(trustlab, "--mac", "ada").returncode == 0
    assert 'id="mac-ada"' in (holes / "report.html").read_text()
    answer = report(trustlab, "--mac", "adda")
    assert answer.returncode == 2
    assert "--mac adda: there is no such Mac in these runs. Did you mean 'ada'?" in answer.stderr
