"""The comparison of plans as a page: what it says, that it is escaped, and that it needs neither a network nor a script."""

import shutil

import pytest

from reports.comparing import write_comparison
from tests.reports.looking import look_at_all
from tests.reports.reading import Page

HOSTILE = "</script><img src=x onerror=alert(1)>"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def interval(estimate, low, high, kind="mean", **more):
    return {"kind": kind, "estimate": estimate, "low": low, "high": high, "level": 0.95, **more}


def plan(name, mean, *, verdict="holds", difference=None, moved=()):
    measures = {
        "denied_person_days": {
            "mean": interval(mean, mean - 2, mean + 2, coverage_found=0.912),
            "year": interval(mean, 0, None, "prediction"),
        }
    }
    days = {"level": 0.95, "holds": "for all days at once", "mean": [0.0, mean, 1.5, 0.2]}
    days |= {"low": [0.0, mean - 1, 0.5, 0.0], "high": [0.3, mean + 1, 2.5, 0.6]}
    limit = {
        "limit": "denied_person_days: at most 10 in 95 % of years",
        "bad_end": mean + 4,
        "verdict": verdict,
    }
    return {
        "name": name,
        "replications": 40,
        "measures": measures,
        "differences": {} if difference is None else {"denied_person_days": difference},
        "limits": [limit | {"kept": interval(0.9, 0.76, 0.97, "proportion")}],
        "moved": [*moved],
        "days": {"macs_locked_out_a_day": days},
        "hit": [
            {
                "mac": HOSTILE,
                "replications": 31,
                "first_at": 1_767_780_000,
                "app": "salesforce",
                "reason": "certificate_expired",
                "minutes": 1234.4,
            }
        ],
        "why": {
            "replication": 3,
            "causes": [
                {"cause": "the policy is disabled", "macs": 4, "sign_ins": 71, "remedy": "enable the policy"}
            ],
        },
    }


@pytest.fixture
def answer():
    moved = [
        {"mac": "lab-01", "spared": 3, "struck": 0, "reason": "certificate_expired"},
        {"mac": HOSTILE, "spared": 1, "struck": 2, "reason": "no_certificate"},
    ]
    restarts = plan("restarts", 4.0, difference=interval(-8.0, -10.0, -6.0, "difference"), moved=moved)
    decided = {"mac": "lab-01", "replication": 7, "in_plan": "restarts", "at": 1_767_780_000}
    restarts["decided"] = [decided | {"told": "chrome is quit and started again on lab-01."}]
    effect = {
        "plan": "as it is",
        "input": "sleep",
        "low": "at_night",
        "high": "never",
        "at_low": interval(3, 2, 4),
    }
    effect |= {"at_high": interval(9, 8, 10), "change": interval(6, 5, 7, "difference")}
    effect |= {"advised_low": "restarts", "advised_high": None}
    pair = {"inputs": ["sleep", "restart"], "beyond": interval(2, 1, 3, "difference"), "interact": True}
    shift = interval(5, 4, 6, "difference")
    assumed = {"assumption": "expired_at_renewal", "value": "refused", "matters": True, "advised": None}
    return {
        "question": f"Do restarts help? {HOSTILE}",
        "first_day": "2025-01-06",
        "plans": [plan("as it is", 12.0, verdict="broken"), restarts],
        "advised": "restarts",
        "confirmed": plan("restarts", 4.5),
        "precise": True,
        "alike": [],
        "inputs": {"alone": [effect], "pairs": [pair]},
        "assumptions": [
            assumed | {"limits": ["as it is: x holds -> broken"], "shift": shift},
            assumed | {"matters": False, "limits": [], "shift": shift},
        ],
    }


@pytest.fixture
def page(answer, tmp_path):
    write_comparison(answer, tmp_path / "out.html")
    return Page((tmp_path / "out.html").read_text())


def test_the_plans_stand_beside_each_other_with_intervals_and_differences_in_pairs(page):
    _, first, second = page.tables["Plans"]
    assert first[:5] == [
        "as it is", "denied person days", "12", "10 to 14", "Student's t, 91.2 % coverage found",
    ]  # fmt: skip
    assert first[5] == "too few replications"
    assert second[-1] == "-8 (-10 to -6)"
    assert page.tables["Differences from the first plan: denied person days"][1][-1] == "no"


def test_it_says_which_plan_to_take_and_which_limits_hold(page):
    assert "Take restarts." in page.text
    assert "all limits hold" in page.text
    assert [row[3] for row in page.tables["Limits"][1:]] == ["broken", "holds"]


def test_days_have_bands_that_hold_at_once_and_a_calendar_of_each_plan(page):
    rows = page.tables["Macs locked out a day: means with bands"]
    assert rows[2] == ["as it is", "2025-01-07", "12", "11", "13"]
    calendars = [name for name in page.tables if name.startswith("Macs locked out a day by day")]
    assert len(calendars) == 2
    assert "for all days at once" in page.text


def test_it_says_what_the_answer_depends_on(page):
    assert page.tables["What each input does to denied person days: as it is"][1][5:] == [
        "+6 (5 to 7)",
        "restarts; none",
    ]
    assert page.tables["Pairs of inputs"][1] == ["sleep", "restart", "+2 (1 to 3)"]
    assert page.tables["Assumptions on which a conclusion depends"][1][0] == "expired_at_renewal: refused"
    assert "1 of 2 other things that may be true change no conclusion." in page.text


def test_macs_that_came_out_otherwise_are_told_with_what_decided(page):
    found = {row[0]: row for row in page.tables["Macs that came out otherwise: restarts"][1:]}
    assert found["lab-01"][4].startswith("chrome is quit and started again on lab-01.2026-01-07")
    assert found[HOSTILE][1:] == ["1", "2", "no certificate", "not looked at"]


def test_it_says_who_is_denied_when_first_where_why_and_for_how_long(page):
    assert page.tables["Macs denied: restarts"][1:] == [
        [HOSTILE, "31", "2026-01-07", "salesforce", "certificate expired", "1,234"]
    ]


def test_it_says_why_people_are_denied_and_what_to_do(page):
    assert page.tables["Root causes by plan"][1:] == [
        [plan, "the policy is disabled", "4", "71", "enable the policy"] for plan in ("as it is", "restarts")
    ]


def test_names_are_escaped_and_there_is_a_still_picture_where_no_script_runs(page):
    assert "img" not in {name for name, _ in page.elements}
    assert len([name for name, _ in page.elements if name == "svg"]) == 3


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
@pytest.mark.parametrize("script", [True, False])
def test_a_browser_draws_every_chart_refuses_nothing_and_needs_no_script_for_pictures(
    answer, tmp_path, script
):
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    out = tmp_path / "out.html"
    write_comparison(answer, out)
    said = []
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(java_script_enabled=script).new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda asked: said.append(asked.url) if asked.url != out.as_uri() else None)
        page.goto(out.as_uri())
        if script:
            look_at_all(page)
            sync_api.expect(page.locator(".chart.drawn")).to_have_count(3)
        else:
            sync_api.expect(page.locator("noscript svg").first).to_be_visible()
        browser.close()
    assert said == []
