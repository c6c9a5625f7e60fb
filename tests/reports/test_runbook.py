"""The runbook: whom each cause hits, what to do in which order, and how to know that it helped; and the entrances."""

from __future__ import annotations

from pathlib import Path

from reports import write_report
from reports.sections.runbook import _steps
from tests.reports.playing import Play, page_of
from tests.reports.reading import Page

TWO = """\
story: Two things go wrong
length: 12 days
fleet:
  - {name: kept_out, count: 14, enrolled_in_jamf: never}
  - {name: left}
timeline: [{at: day 2 12:00, do: unmanage, mac: left}]
"""


def runbook_of(page: Page) -> str:
    """The text of the section."""
    start = page.text.index("In the order in which Okta's help page checks")
    return page.text[start : page.text.index("What holds and what does not", start)]


def test_each_cause_says_whom_it_hits_what_to_do_and_how_to_know(played: Play, tmp_path: Path) -> None:
    run = played(TWO)
    told = runbook_of(page_of(tmp_path, run))
    keeps_out, lets_in = run.root_causes
    assert f"Whom it hits14 Macs, {keeps_out.sign_ins:,} sign-ins, from 2025-01-0" in told
    assert "kept_out-0001, kept_out-0002" in told
    assert " and 2 more." in told
    assert "What to do, in this ordertake it into managementrun the task againquit the browser" in told
    assert (
        "This is so then: Jamf Pro manages the Mac, and the task's policy reaches it. Seen in Jamf Pro:"
        in told
    )
    assert f"1 Mac, {lets_in.sign_ins:,} sign-ins" in told
    assert "revoke itHow to know that it helpedThe System Log has pki.cert.revoke for it" in told


def test_causes_stand_in_the_order_of_the_checks_and_lead_to_macs_and_findings(
    played: Play, tmp_path: Path
) -> None:
    run = played("trouble/a_year_of_renewals.yaml")
    page = page_of(tmp_path, run)
    told = [id_ for id_ in page.attributes("id") if id_.startswith("runbook-")]
    causes = sorted(run.root_causes, key=lambda cause: (cause.order, -cause.macs, cause.word))
    assert told == [f"runbook-{cause.word.replace('_', '-')}" for cause in causes]
    assert len({cause.order for cause in causes}) > 4
    links = set(page.attributes("href"))
    assert any(link.startswith("#lock-out-") for link in links)
    assert links <= {f"#{id_}" for id_ in page.attributes("id")}


def test_a_remedy_with_several_ways_is_told_as_such_each_with_its_end() -> None:
    page = Page(
        str(_steps("log in, then wait for the next check-in, or run the task by hand; then quit the browser"))
    )
    assert (
        page.text == "log inwait for the next check-inquit the browserorrun the task by handquit the browser"
    )
    assert sum(name == "ol" for name, _ in page.elements) == 2


def test_where_nothing_went_wrong_there_is_no_runbook(played: Play, tmp_path: Path) -> None:
    page = page_of(tmp_path, played("story: Calm\nlength: 9 days\nfleet: [{name: ada}]\n"))
    assert "runbook" not in page.attributes("id")
    assert "Nothing to mend" in page.text


def test_three_entrances_lead_to_the_decision_the_review_and_the_runbook(
    played: Play, tmp_path: Path
) -> None:
    page = page_of(tmp_path, played(TWO))
    links = page.attributes("href")
    assert {"#decision", "#verdicts", "#runbook", "#sceptic", "#findings"} <= set(links)
    assert "2 causes: whom, what to do, did it help" in page.text


def test_an_entrance_leads_to_the_run_that_has_most_of_what_is_looked_for(
    played: Play, tmp_path: Path
) -> None:
    calm = "story: Nothing goes wrong\nlength: 12 days\nfleet: [{name: works}]\n"
    more = TWO.replace("count: 14", "count: 40")
    runs = [played(calm), played(TWO), played(more)]
    write_report(runs, tmp_path / "report.html")
    page = Page((tmp_path / "report.html").read_text(encoding="utf-8"))
    (denials,) = (place for place in page.attributes("href") if place.endswith("-denials"))
    denied = [sum(cause.sign_ins for cause in run.root_causes if not cause.lets_in) for run in runs]
    assert denied[0] == 0 < denied[1] < denied[2]
    assert denials == "#run-3-denials"
