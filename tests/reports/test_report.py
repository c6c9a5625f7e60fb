"""The page: everything that was asked of it is there, nothing gets in, and it reads without JavaScript."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from reports import write_report
from reports.assets import csp_hash
from reports.view import Limits
from simulator.saved import SavedRun, SavedVerdict
from tests.reports.conftest import HELD
from tests.reports.reading import Page

Save = Callable[..., SavedRun]
EVIL = "<script>alert(1)</script>"
MISSED = SavedVerdict(False, "after_quitting: outcome allowed", "outcome denied", "ada", 3)


def page_of(tmp_path: Path, *runs: SavedRun, title: str | None = None, limits: Limits | None = None) -> Page:
    out = tmp_path / "report.html"
    write_report(list(runs), out, title=title, limits=limits)
    return Page(out.read_text(encoding="utf-8"))


@pytest.fixture
def page(save: Save, tmp_path: Path) -> Page:
    return page_of(tmp_path, save(("ada", "bob")))


def test_every_section_is_there(page: Page) -> None:
    ids = page.attributes("id")
    for section in ("decision", "verdicts", "facts", "runs", "method"):
        assert section in ids
    for section in ("expected", "numbers", "sign-ins", "causes", "certificates", "timelines", "denials"):
        assert f"run-1-{section}" in ids
    assert len(ids) == len(set(ids))


def test_every_link_leads_somewhere_in_the_page(page: Page) -> None:
    targets = {f"#{id_}" for id_ in page.attributes("id")}
    assert set(page.attributes("href")) <= targets
    assert {f"#{source}" for source in page.attributes("data-source")} <= targets


# --- nothing gets in ----------------------------------------------------------------------------------------


def policy_of(page: Page) -> dict[str, list[str]]:
    (content,) = (
        attributes["content"]
        for name, attributes in page.elements
        if name == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )
    return {words[0]: words[1:] for words in (part.split() for part in content.split(";"))}


def test_the_policy_allows_exactly_the_scripts_and_styles_of_the_page(page: Page) -> None:
    policy = policy_of(page)
    scripts = [
        content
        for name, attributes, content in page.raw
        if name == "script" and attributes.get("type") != "application/json"
    ]
    styles = [content for name, _, content in page.raw if name == "style"]
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == [csp_hash(script) for script in scripts]
    assert policy["style-src"] == [csp_hash(style) for style in styles]
    assert not any("unsafe" in word for words in policy.values() for word in words)


def test_nothing_in_the_page_needs_more_than_the_policy_allows(page: Page) -> None:
    for name, attributes in page.elements:
        assert name not in {"img", "link", "iframe", "object", "embed", "base", "form"}
        assert not {"style", "src", "srcset", "action"} & attributes.keys()
        assert not any(key.startswith("on") for key in attributes)


def test_data_for_scripts_is_json(page: Page) -> None:
    (specs,) = (
        json.loads(content)
        for _, attributes, content in page.raw
        if attributes.get("type") == "application/json"
    )
    assert set(page.attributes("data-chart")) <= set(specs)
    assert not re.search(r"https?://(?!vega\.github\.io/schema)", json.dumps(specs))


def test_names_reasons_and_titles_stay_text(save: Save, tmp_path: Path, page: Page) -> None:
    evil = save(
        (EVIL, "--><!--", '"onclick="x', "a\u202eb", "y" * 10_000),
        story=f"{EVIL} & more",
        variant="<i>variant</i>",
        reason="</script><b>",
        verdicts=[SavedVerdict(False, "<b>expected</b>", "<img src=x>", EVIL, 3)],
        people={f"{EVIL}@acme.test": "<u>Ada</u>"},
    )
    shown = page_of(tmp_path, evil, evil, title="<h1>title</h1>")
    for text in (
        EVIL,
        f"{EVIL} & more",
        "</script><b>",
        "<b>expected</b>",
        "<img src=x>",
        "--><!--",
        "<u>Ada</u>",
    ):
        assert text in shown.text
    assert "a\\u202eb" in shown.text
    assert "\u202e" not in shown.text
    # No element that a page about harmless Macs could not have, and the same scripts.
    new = {name for name, _ in shown.elements} - {name for name, _ in page.elements}
    assert new <= {"h4", "dl", "dt", "dd"}
    assert [content for name, _, content in shown.raw] == [content for name, _, content in page.raw]


# --- what it says -------------------------------------------------------------------------------------------


def test_without_javascript_the_tables_hold_the_numbers(page: Page) -> None:
    days = page.tables["Sign-ins by day"][1:]
    causes = page.tables["Denials by cause"][1:]
    denied = sum(int(row[2].replace(",", "")) for row in days)
    assert denied == sum(int(row[1]) for row in causes) == 6
    assert [row[0] for row in causes] == ["certificate expired"]
    assert f"of them denied{denied}" in page.text
    weeks = page.tables["Certificates by week"]
    assert weeks[1] == ["2025-01-06", "2", "0", "0"]
    assert ["2025-12-08", "0", "2", "0"] in weeks
    assert weeks[-1] == ["2026-01-05", "0", "0", "2"]
    # Two people at three sign-ins a working day.
    assert ["2025-01-07", "6", "0"] in days
    assert ["2025-01-11", "0", "0"] in days


def test_a_denial_is_told_with_what_led_to_it(page: Page) -> None:
    first = page.tables["Denials"][1]
    assert first[:2] == ["2026-01-06 10:00", "ada"]
    assert first[2] == "Ada Lovelaceada@acme.test"
    assert first[5] == "certificate expiredby rule Everybody else"
    steps = [
        "Certificate s1-ada is in the Okta keychain of ada.",
        "The registration task (enroll, 1.2.1) on ada: completed.",
        "ada is a Mac of group sales, macOS 10.13.4.",
    ]
    assert "opens salesforce" not in first[7], "the denial itself is told by its line"
    places = [first[7].index(step) for step in steps]
    assert places == sorted(places)


def test_a_macs_timeline_holds_its_certificates_faults_and_sign_ins(page: Page) -> None:
    rows = page.tables["Timeline of ada"][1:]
    assert ["faults", "2026-01-11 00:00", "2026-01-15 00:00"] in [row[:3] for row in rows]
    assert ["certificate s1-ada", "2025-01-06 09:01", "2026-01-06 09:00"] in [row[:3] for row in rows]
    assert ["management", "2026-01-12 00:00", "2026-01-14 00:00"] in [row[:3] for row in rows]
    assert [row[4] for row in rows if row[0] == "sign-ins, chrome" and not row[2]] == [
        "good", "bad", "bad", "bad", "good"
    ]  # fmt: skip


def test_the_method_says_how_to_repeat_the_run(page: Page) -> None:
    (row,) = page.tables["Runs"][1:]
    assert row[2] == "1"
    assert row[5] == "ab" * 32
    assert re.fullmatch(r"[0-9a-f]{32}", row[4])
    assert row[3] == "trustlab run scenarios/chrome/story.yaml --seed 1"
    assert page.tables["Assumptions"][1][:2] == ["renewed_certificate", "bound"]


def verdicts_on_facts(page: Page) -> dict[str, tuple[str, str]]:
    """Each fact's verdict and its stories."""
    return {row[0]: (row[3], row[4]) for row in page.tables["Facts and stories"][1:]}


@pytest.mark.parametrize(
    ("variants", "missed", "verdict"),
    [
        (["base", "counter_case"], [], "shown in the model"),
        (["base"], [], "held, counter-case not played"),
        (["base", "counter_case"], [MISSED], "not as told"),
    ],
)
def test_the_ledger_says_of_each_fact_what_came_of_its_story(
    save: Save, tmp_path: Path, variants: list[str], missed: list[SavedVerdict], verdict: str
) -> None:
    told = page_of(
        tmp_path, *(save(story="Only one", variant=one, verdicts=missed or [HELD]) for one in variants)
    )
    assert verdicts_on_facts(told) == dict.fromkeys(("TSK-05", "BRW-01"), (verdict, "Only one"))


def test_where_the_stories_of_a_fact_came_out_differently_the_ledger_says_which_did(
    save: Save, tmp_path: Path
) -> None:
    good = [save(story="Good", path="good.yaml", variant=one) for one in ("base", "counter_case")]
    told = page_of(tmp_path, *good, save(story="Bad", path="bad.yaml", verdicts=[MISSED]))
    assert verdicts_on_facts(told)["BRW-01"] == ("not as told", "Good: shown in the modelBad: not as told")


def test_what_did_not_hold_is_said_first_and_in_words(save: Save, tmp_path: Path) -> None:
    told = page_of(tmp_path, save(verdicts=[MISSED]), save(variant="counter_case"))
    assert told.text.index("What did not hold") < told.text.index("All stories")
    assert "0 of 1 stories" not in told.text
    assert "expectedafter_quitting: outcome allowedcameoutcome denied" in told.text
    story = told.tables["Stories and their verdicts"][1]
    assert story[2:4] == ["not held seed 1", "held"]


def test_many_runs_are_grouped_by_story_and_folded(save: Save, tmp_path: Path) -> None:
    runs = [
        save(story=f"Story {number}", variant=variant)
        for number in (1, 2)
        for variant in ("base", "counter_case")
    ]
    told = page_of(tmp_path, *runs)
    assert "All 2 stories hold, in 4 runs." in told.text
    folded = [attributes for name, attributes in told.elements if attributes.get("class") == "run"]
    assert len(folded) == 4
    assert not any("open" in attributes for attributes in folded)


def test_what_is_left_out_is_said(save: Save, tmp_path: Path) -> None:
    told = page_of(tmp_path, save(("ada", "bob")), limits=Limits(denials=2, timelines=1, spans=3))
    assert "The first 2 of 6 are shown." in told.text
    assert "1 of 2 Macs are shown, those with most denials first;" in told.text
    assert len(told.tables["Denials"]) == 3
    assert len(told.tables["Timeline of ada"]) == 4


def test_a_report_that_fails_leaves_the_one_before(save: Save, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    out.write_text("the one before")
    run = save()
    for part in run.folder.glob("*.parquet"):
        part.write_bytes(b"cut off")
    with pytest.raises(Exception, match=r"cut off|No magic bytes|too small"):
        write_report([run], out)
    assert out.read_text() == "the one before"


def test_no_runs_are_no_report(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no runs"):
        write_report([], tmp_path / "report.html")
