"""A report of many runs: some are shown whole, the others have a line each, and every link still leads somewhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from reports import write_report
from reports.view import Limits
from simulator.saved import SavedRun, SavedVerdict
from tests.reports.reading import Page

Save = Callable[..., SavedRun]
MISSED = SavedVerdict(False, "after_quitting: outcome allowed", "outcome denied", "ada", 3)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def many(save: Save, runs: int, broken: Sequence[int] = ()) -> list[SavedRun]:
    """Runs of as many stories, all in one folder."""
    macs = ("ada", "bob")
    return [
        save(macs, story=f"Story {one}", **({"verdicts": [MISSED]} if one in broken else {}))
        for one in range(1, runs + 1)
    ]


def page_of(tmp_path: Path, runs: Sequence[SavedRun], limits: Limits | None = None) -> Page:
    write_report(runs, tmp_path / "report.html", limits=limits)
    return Page((tmp_path / "report.html").read_text(encoding="utf-8"))


def whole(page: Page) -> list[str]:
    """The ids of the runs that are shown whole."""
    return [attributes["id"] for _, attributes in page.elements if attributes.get("class") == "run"]


def test_ten_runs_are_shown_whole(save: Save, tmp_path: Path) -> None:
    page = page_of(tmp_path, many(save, 10))
    assert len(whole(page)) == 10
    assert "Runs in a line" not in page.tables


def test_of_more_those_that_did_not_hold_and_one_of_the_folder_are_whole_and_ten_at_least(
    save: Save, tmp_path: Path
) -> None:
    page = page_of(tmp_path, many(save, 30, broken=range(12, 27)))
    assert whole(page) == ["run-1", *(f"run-{number}" for number in range(12, 27))]
    lines = page.tables["Runs in a line"][1:]
    assert [line[0] for line in lines] == [
        f"Story {number}as told, seed 1" for number in (*range(2, 12), *range(27, 31))
    ]
    few = page_of(tmp_path, many(save, 11, broken=[11]))
    assert whole(few) == [*(f"run-{number}" for number in range(1, 10)), "run-11"]


def test_a_line_tells_the_numbers_that_the_whole_run_tells(save: Save, tmp_path: Path) -> None:
    runs = many(save, 11)
    (line,) = page_of(tmp_path, runs).tables["Runs in a line"][1:]
    alone = page_of(tmp_path, runs[-1:])
    figures = [line[place].replace(",", "") for place in range(2, 6)]
    days = alone.tables["Sign-ins by day"][1:]
    allowed, denied = (sum(int(row[place]) for row in days) for place in (1, 2))
    assert figures[:2] == [str(allowed + denied), str(denied)]
    assert f"Macs locked out that were trusted before{figures[2]}" in alone.text
    assert f"sign-ins let in untrusted{figures[3]}" in alone.text
    assert figures[2] == "2"


def test_a_run_with_a_mac_that_was_asked_for_is_whole(save: Save, tmp_path: Path) -> None:
    runs = [*many(save, 14), save(("carol",), story="Hers"), *many(save, 2)]
    page = page_of(tmp_path, runs, Limits(60, 4, macs=("carol",), others=False))
    assert "run-15" in whole(page)
    assert "run-15-mac-carol" in page.attributes("id")


def test_every_link_leads_somewhere(save: Save, tmp_path: Path) -> None:
    page = page_of(tmp_path, many(save, 14, broken=[14]))
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    assert set(page.attributes("href")) <= {f"#{id_}" for id_ in ids}
    assert {f"run-{number}" for number in range(1, 15)} <= set(ids)


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_a_link_leads_to_a_line_on_another_page_of_its_table(save: Save, tmp_path: Path) -> None:
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    out = tmp_path / "report.html"
    write_report(many(save, 38), out)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{out.as_uri()}#run-37")
        sync_api.expect(page.locator("#run-37")).to_be_in_viewport()
        page.evaluate("location.hash = 'run-12'")
        sync_api.expect(page.locator("#run-12")).to_be_in_viewport()
        page.locator("#verdicts a[href='#run-38']").first.click()
        sync_api.expect(page.locator("#run-38")).to_be_in_viewport()
        browser.close()
