"""Whoever reads the page otherwise than with eyes and a mouse: axe-core at WCAG 2.2 AA, the keyboard alone, paper."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from reports import write_report
from tests.reports.looking import look_at_all, open_all
from tests.reports.playing import play_below

sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
axe_of = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-core is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
FAILS = """\
story: A story that does not hold
length: 3 days
fleet: [{name: ada}, {name: bob}]
timeline: [{at: day 1 12:00, do: open_app, mac: ada, app: salesforce, as: tried}]
expect: [{event: tried, outcome: denied}]
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with every section: access matrices, ways in, timelines, tables to search, a story that does not hold."""
    folder = tmp_path_factory.mktemp("report")
    play = play_below(folder)
    stories = ("rules/holes_by_name.yaml", "chrome/closing_the_window_is_not_enough.yaml", FAILS)
    write_report([play(story) for story in stories], folder / "report.html")
    return folder / "report.html"


@pytest.fixture
def tab(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens pages, and closes them at the end."""
    pages = []

    def new(**how: Any) -> Any:
        pages.append(browser.new_page(**how))
        pages[-1].set_default_timeout(120_000)  # a busy machine may take its time
        return pages[-1]

    yield new
    for page in pages:
        page.close()


def without_repetition(page: Any) -> None:
    """Of rows, entries, marks and the like that differ in their words alone leave two: axe-core judges each anew."""
    page.evaluate(
        """() => {
          const shape = (one) => one.tagName + [...one.attributes]
            .map(({ name, value }) => (name === "class" || name === "role" ? name + value : name)).sort()
            + "(" + [...one.children].map(shape) + ")" + (one.textContent.trim() ? "t" : "");
          const thin = (whole) => {
            const seen = {};
            for (const one of [...whole.children]) {
              const same = shape(one);
              seen[same] = (seen[same] || 0) + 1;
              if (seen[same] > 2) one.remove(); else thin(one);
            }
          };
          thin(document.body);
        }"""
    )


def violations(page: Any) -> list[tuple[str, str]]:
    wanted = {"runOnly": {"type": "tag", "values": WCAG_22_AA}, "resultTypes": ["violations"]}
    found = axe_of.Axe().run(page, options=wanted).response["violations"]
    return [(one["id"], str(node["target"])) for one in found for node in one["nodes"]]


@pytest.mark.timeout(300)  # axe-core looks at each element for half a hundred rules
@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 420)])
def test_axe_finds_nothing(tab: Callable[..., Any], report: Path, scheme: str, width: int) -> None:
    page = tab(color_scheme=scheme, viewport={"width": width, "height": 900})
    page.goto(report.as_uri())
    open_all(page)
    without_repetition(page)
    assert violations(page) == []


def test_the_keyboard_alone_goes_through_opens_and_sorts(tab: Callable[..., Any], report: Path) -> None:
    page = tab()
    page.goto(report.as_uri())
    focused = page.locator(":focus")
    page.keyboard.press("Tab")
    assert focused.get_attribute("href") == "#main"
    sync_api.expect(focused).to_be_in_viewport()
    seen = []
    for _ in range(25):
        page.keyboard.press("Tab")
        seen.append(
            focused.evaluate(
                "(one) => [one.tagName, one.href || one.textContent, getComputedStyle(one).outlineStyle]"
            )
        )
    assert len({(name, what) for name, what, _ in seen}) > 12, "the focus goes on and on"
    assert {outline for _, _, outline in seen} == {"solid"}, "and is seen"
    run = page.locator("details.run").first
    run.locator("> summary").focus()
    page.keyboard.press("Enter")
    sync_api.expect(run).to_have_attribute("open", "")
    look_at_all(page)
    column = page.locator("table.dataTable th[data-key=fact]").first
    column.locator(".dtcc-button_order").first.focus()
    page.keyboard.press("Enter")
    sync_api.expect(column).to_have_attribute("aria-sort", "ascending")


def test_it_prints_dark_on_white_what_is_open_and_no_furniture(tab: Callable[..., Any], report: Path) -> None:
    page = tab(color_scheme="dark")
    page.goto(report.as_uri())
    page.locator("details.run > summary").first.click()
    look_at_all(page)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator("nav.contents").is_visible()
    assert not page.locator(".dt-search").first.is_visible()
    assert page.locator("details.run").first.is_visible()
    assert not page.locator("details.run").nth(1).is_visible()
    too_wide = "() => [...document.querySelectorAll('table')].filter((one) => one.offsetParent && one.scrollWidth > one.parentElement.clientWidth + 1).length"
    page.set_viewport_size({"width": 690, "height": 1000})  # as wide as A4 without its margins
    assert page.evaluate(too_wide) == 0
    over = "() => [...document.querySelectorAll('.frame')].filter((one) => one.offsetParent && one.scrollHeight > one.clientHeight + 1).length"
    assert page.evaluate(over) == 0, "what does not fit its frame is printed over what comes after it"
    table = page.locator("table[data-rich]:has(tbody > tr:nth-child(25))").first
    assert table.locator("tbody > tr").count() == 25
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    assert table.locator("tbody > tr").count() > 25, "of a table that has pages all lines are printed"
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert table.locator("tbody > tr").count() == 25
    printed = page.pdf(prefer_css_page_size=True)
    assert printed.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) >= 3
