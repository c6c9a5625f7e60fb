"""The decision on top: verdict, five numbers, open ways in, the product's age, wiring and versions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from reports import write_report
from simulator.saved import SavedRun, SavedVerdict
from tests.reports.playing import Play, page_of
from tests.reports.reading import Page

EVIL = "</a><script>alert(1)</script>"


def decision_of(page: Page) -> str:
    """The text of the section."""
    start = page.text.index("To decide", page.text.index("How this was made"))
    return page.text[start : page.text.index("What holds and what does not", start)]


def test_it_says_what_came_how_many_ways_in_are_open_and_each_with_its_remedy(
    played: Play, tmp_path: Path
) -> None:
    page = page_of(tmp_path, played("rules/holes_by_name.yaml"))
    told = decision_of(page)
    assert "Everything expected came, and 6 ways in are open." in told
    assert (
        "all untrusted Macs get in to inactive_deny by rule 'Default sign on rule': 1 sign-in played." in told
    )
    assert "Remedy: Activate 'Deny'." in told
    assert "and 2 more, each among the findings" in told
    assert page.attributes("href").count("#findings") == 3, "there, from the entrance and the contents"
    assert "#run-1-exposures" in page.attributes("href")


def test_its_numbers_are_those_of_the_sections_below(played: Play, tmp_path: Path) -> None:
    page = page_of(tmp_path, played("rules/holes_by_name.yaml"))
    told = decision_of(page)
    assert f"ways in for devices that should be kept out{len(page.tables['Ways in']) - 1}" in told
    assert "sign-ins let in although checked and found untrusted4" in told
    let_in = [row[2] for row in page.tables["The examples"][1:] if "allowed" in row[2]]
    assert sum("device: untrusted" in one for one in let_in) == 4
    assert f"of 8 sign-ins denied (25.00%){len(page.tables['Denials']) - 1}" in told


def test_no_way_in_is_told_apart_from_no_analysis(
    played: Play, save: Callable[..., SavedRun], tmp_path: Path
) -> None:
    closed = decision_of(page_of(tmp_path, played("rules/holes_by_name.yaml", "counter_case")))
    assert "Everything expected came, and no way in was found." in closed
    unknown = decision_of(page_of(tmp_path, save()))
    assert "No analysis of the rules was kept" in unknown
    assert "no way in was found" not in unknown


def test_what_did_not_come_and_what_contradicts_the_analysis_is_said_there(
    played: Play, save: Callable[..., SavedRun], tmp_path: Path
) -> None:
    missed = save(verdicts=[SavedVerdict(False, "expected", "came")])
    assert "Something expected did not come" in decision_of(page_of(tmp_path, missed))
    told = decision_of(page_of(tmp_path, played("setting/the_feature_is_lost.yaml", "conditions_lapse")))
    assert "In 1 class of requests play and analysis disagree." in told


def test_how_long_trust_outlives_management_is_a_number_where_it_was_played(
    played: Play, save: Callable[..., SavedRun], tmp_path: Path
) -> None:
    story = "story: One leaves\nlength: 9 days\nfleet: [{name: ada}]\n"
    stays, leaves = played(story), played(f"{story}timeline: [{{at: day 2 12:00, do: unmanage, mac: ada}}]\n")
    assert "days at most that trust outlived management363" in decision_of(page_of(tmp_path, leaves))
    assert "for how long trust outlives it was not played?" in decision_of(page_of(tmp_path, stays))


def test_the_products_age_the_wiring_and_the_versions_stand_there(
    save: Callable[..., SavedRun], tmp_path: Path
) -> None:
    told = decision_of(page_of(tmp_path, save()))
    assert (
        "Okta ended this generation of Device Trust (a certificate in the keychain) in October 2024." in told
    )
    assert "Wiring: direct. Made with python 3.11.7, trustlab 0.1.0." in told


def test_of_many_runs_those_as_told_are_counted_and_two_seeds_have_a_way_in_once(
    played: Play, tmp_path: Path
) -> None:
    story = "rules/holes_by_name.yaml"
    runs = [played(story), played(story, seed=2), played(story, "counter_case")]
    write_report(runs, tmp_path / "report.html")
    told = decision_of(Page((tmp_path / "report.html").read_text(encoding="utf-8")))
    assert "6 ways in are open" in told
    assert "Numbers are of 2 runs as told (of 3 played)." in told
    assert "of 16 sign-ins denied" in told


def test_names_stay_text_there(played: Play, tmp_path: Path) -> None:
    run = played(
        f"story: Names\nlength: 3 days\nokta:\n  apps:\n    - name: '{EVIL}'\n      rules:\n"
        f"        - {{name: '{EVIL}', access: allow, platforms: [osx]}}\nfleet: [{{name: ada}}]\n"
    )
    page = page_of(tmp_path, run)
    assert f"get in to {EVIL} by rule '{EVIL}'" in decision_of(page)
    assert sum(name == "script" for name, _ in page.elements) == 4
