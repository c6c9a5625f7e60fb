"""README's picture: the first screen of the report of ``make run``, taken by this test, and told where the page looks otherwise.

``make picture`` takes it anew. What is compared is the look (our style sheets, and of which elements the first screen is made),
the stories and runs that it counts, and, where ``make run`` has written its report since the code was changed, each word.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import struct
from pathlib import Path

import pytest

from reports.assets import styles
from simulator.commands.files import load_all
from simulator.stories import runs_of
from tests.reports.playing import Play, page_of
from tests.reports.reading import Page

PICTURE = Path("reports/picture.png")
STAMP = Path("reports/picture.json")
REPORT = Path("report.html")
MADE_OF = ("simulator", "reports", "scenarios", "fake_okta", "fake_jamf")
WIDTH = 1440
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def look(page: Page) -> dict[str, str]:
    """Digests of what the first screen looks like, whatever it says."""
    first = [attributes.get("id") for _, attributes in page.elements].index("findings")
    made_of = sorted({f"{name}.{attributes.get('class', '')}" for name, attributes in page.elements[:first]})
    return {
        "styles": hashlib.sha256(styles()[-1].encode()).hexdigest(),
        "made_of": hashlib.sha256(json.dumps(made_of).encode()).hexdigest(),
    }


def words(page: Page) -> str:
    """What the first screen says; versions of what it was made with are those of an environment."""
    whole = page.text[page.text.index("Skip to the report") : page.text.index("Findings and limits")]
    return re.sub(r"Made with .*?\. (?=[A-Z])", "", whole)


def is_of_this_code() -> bool:
    """Whether the report of ``make run`` is there, and nothing that it is made of was changed since."""
    sources = (
        path for folder in MADE_OF for path in Path(folder).rglob("*") if path.suffix in {".py", ".yaml"}
    )
    return REPORT.exists() and all(path.stat().st_mtime < REPORT.stat().st_mtime for path in sources)


def kept() -> dict[str, str]:
    return json.loads(STAMP.read_text(encoding="utf-8"))


def take(report: Path) -> None:
    """Write the picture: the page from its top to the end of the decision."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(color_scheme="light", viewport={"width": WIDTH, "height": 1000})
        page.set_default_timeout(120_000)
        page.goto(report.resolve().as_uri())
        decision = page.locator("#decision").bounding_box()
        clip = {"x": 0, "y": 0, "width": WIDTH, "height": decision["y"] + decision["height"] + 16}
        page.screenshot(path=PICTURE, clip=clip)
        browser.close()


@pytest.fixture
def page(played: Play, tmp_path: Path) -> Page:
    """The report of a story that has everything on its first screen."""
    return page_of(tmp_path, played("rules/holes_by_name.yaml"))


@pytest.mark.timeout(300)
def test_the_picture_shows_the_page_as_it_looks(page: Page) -> None:
    if os.environ.get("TRUSTLAB_WRITE"):
        if CHROMIUM is None:
            pytest.skip("Chromium is not installed")
        take(REPORT)
        told = words(Page(REPORT.read_text(encoding="utf-8")))
        STAMP.write_text(json.dumps({**look(page), "words": told}, indent=1) + "\n", encoding="utf-8")
    now = look(page)
    assert {name: kept()[name] for name in now} == now, "the page looks otherwise now: make picture"


def test_the_picture_counts_the_stories_and_runs_that_make_run_plays() -> None:
    stories = load_all(())
    runs = sum(1 for story in stories for _ in runs_of(story, (), ()))
    told = f"All {len(stories)} stories hold, in {runs} runs."
    assert told in kept()["words"], "there are other stories now: make picture"


def test_the_picture_says_what_the_report_of_make_run_says() -> None:
    if not is_of_this_code():
        pytest.skip("make run has not written report.html since the code was changed")
    assert words(Page(REPORT.read_text(encoding="utf-8"))) == kept()["words"], (
        "it says otherwise: make picture"
    )


def test_the_readme_shows_it_and_it_is_a_picture_of_a_whole_screen() -> None:
    assert f"]({PICTURE})" in Path("README.md").read_text(encoding="utf-8")
    signature, width, height = struct.unpack(">8s8x2I", PICTURE.read_bytes()[:24])
    assert signature == b"\x89PNG\r\n\x1a\n"
    assert width == WIDTH
    assert 500 < height <= 1000
