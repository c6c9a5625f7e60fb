"""The page in a real browser: charts are drawn, tables can be searched, nothing is refused, nothing leaves."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from reports import write_report
from simulator.saved import SavedRun
from tests.reports.looking import look_at_all
from tests.reports.playing import Play

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

HOSTILE = ("<img src=x onerror=alert(1)>", "</script><script>alert(2)</script>", "sales-0001", "ada", "bob")


@pytest.fixture
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        sync_api.expect.set_options(timeout=60_000)  # a busy machine may take its time
        yield opened
        sync_api.expect.set_options(timeout=5_000)
        opened.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_works_and_nothing_is_refused(
    save: Callable[..., SavedRun], tmp_path: Path, browser: Any, scheme: str
) -> None:
    out = tmp_path / "report.html"
    write_report([save(HOSTILE, reason="<b>reason</b>")], out)
    said: list[str] = []
    page = browser.new_page(color_scheme=scheme)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: (said.append("a dialog"), dialog.dismiss()))
    page.on("request", lambda request: said.append(request.url) if request.url != out.as_uri() else None)

    page.goto(out.as_uri())
    look_at_all(page)
    sync_api.expect(page.locator(".chart.drawn")).to_have_count(4)
    denials = page.locator("#run-1-denials")
    denials.locator(".dt-search input").fill("sales-0001")
    sync_api.expect(denials.locator(".dt-info")).to_contain_text("of 3")
    timeline = page.locator(".chart[data-chart=timeline]").first.bounding_box()
    page.mouse.move(timeline["x"] + timeline["width"] / 2, timeline["y"] + 48)

    assert said == []
    assert page.locator("img, .chart b").count() == 0


def test_the_decision_fits_one_screen_and_leads_to_the_event_behind_a_way_in(
    played: Play, tmp_path: Path, browser: Any
) -> None:
    out = tmp_path / "report.html"
    write_report([played("rules/holes_by_name.yaml")], out)
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.goto(out.as_uri())
    decision = page.locator("#decision").bounding_box()
    assert decision["y"] + decision["height"] <= 1000
    page.locator("#decision ul.open a").first.click()
    ways = page.locator("#run-1-exposures")
    sync_api.expect(ways).to_be_in_viewport()
    link = ways.locator("a[href*=event]").first
    link.click()
    event = page.locator(link.get_attribute("href"))
    sync_api.expect(event).to_be_in_viewport()
    sync_api.expect(page.locator("tr", has=event)).to_contain_text("opens inactive_deny")


def test_a_link_to_a_mac_opens_its_flight_recorder_and_draws_it(
    save: Callable[..., SavedRun], tmp_path: Path, browser: Any
) -> None:
    out = tmp_path / "report.html"
    write_report([save(("ada", "bob"))], out)
    page = browser.new_page()
    page.goto(f"{out.as_uri()}#mac-bob")
    recorder = page.locator("#mac-bob")
    sync_api.expect(recorder).to_have_attribute("open", "")
    sync_api.expect(recorder.locator(".chart.drawn")).to_have_count(1)
    sync_api.expect(recorder.locator("summary").first).to_be_in_viewport()


def test_a_finding_can_be_linked_to(played: Play, tmp_path: Path, browser: Any) -> None:
    out = tmp_path / "report.html"
    outcome = write_report([played("rules/holes_by_name.yaml")], out)
    page = browser.new_page()
    for standing in (outcome.findings[0], outcome.findings[-1]):
        page.goto(f"{out.as_uri()}#{standing.finding.id}")
        sync_api.expect(page.locator(f"#{standing.finding.id}")).to_be_in_viewport()


def test_the_entrances_lead_to_their_parts(played: Play, tmp_path: Path, browser: Any) -> None:
    out = tmp_path / "report.html"
    write_report([played("trouble/a_year_of_renewals.yaml")], out)
    page = browser.new_page(viewport={"width": 1440, "height": 1000})
    page.goto(out.as_uri())
    for name, part in (("Runbook", "#runbook"), ("Review", "#verdicts"), ("Decision", "#decision")):
        page.locator("nav.entrances li > a", has_text=name).click()
        sync_api.expect(page.locator(f"{part} > h2")).to_be_in_viewport()
    page.locator("#runbook a[href^='#mac-']").first.click()
    opened = page.locator("details.mac[open][id^='mac-']")
    sync_api.expect(opened.last).to_be_in_viewport()


def test_without_a_script_every_part_and_a_still_picture_of_every_chart_is_there(
    played: Play, tmp_path: Path, browser: Any
) -> None:
    out = tmp_path / "report.html"
    write_report([played("trouble/a_year_of_renewals.yaml")], out)
    page = browser.new_context(java_script_enabled=False).new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(out.as_uri())
    charts = page.locator(".chart")
    assert charts.count() > 4
    assert page.locator(".chart > svg.still path").count() >= charts.count()
    for kind in ("sign_ins", "causes", "certificates", "timeline"):
        sync_api.expect(page.locator(f".chart[data-chart={kind}] > svg.still").first).to_be_visible()
    page.locator("#run-1-lock-outs details > summary").first.click()
    sync_api.expect(page.locator("#run-1-lock-outs details table.calendar").first).to_be_visible()
    assert said == []


def test_a_part_that_waits_is_no_elements_until_it_is_opened_linked_to_or_printed(
    played: Play, tmp_path: Path, browser: Any
) -> None:
    out = tmp_path / "report.html"
    write_report([played("trouble/a_year_of_renewals.yaml")], out)
    page = browser.new_page()
    page.goto(out.as_uri())
    recorders = page.locator("details.mac[id^='mac-']")
    waiting = recorders.nth(1).locator(".later > noscript")
    sync_api.expect(waiting).to_have_count(1)
    recorders.nth(1).locator("> summary").click()
    sync_api.expect(waiting).to_have_count(0)
    sync_api.expect(recorders.nth(1).locator(".chart.drawn")).to_have_count(1)
    inside = recorders.nth(2)
    table = f"{inside.get_attribute('id')}-table"
    page.evaluate("(id) => { location.hash = id; }", table)
    sync_api.expect(page.locator(f"#{table}")).to_be_in_viewport()
    recorders.nth(3).evaluate("(one) => { one.open = true; window.dispatchEvent(new Event('beforeprint')); }")
    assert recorders.nth(3).locator("svg").count() >= 1
