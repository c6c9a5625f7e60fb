"""``trustlab diagnose``, and the root causes that ``trustlab run`` tells of."""

from __future__ import annotations

import json

import pytest

from tests.reports.reading import Page

EARLY = """\
story: Who tried too early stays out until Chrome is quit
length: 3 days
fleet: [{name: ada, habits: {opens_apps: never, quits_chrome: never}}]
timeline:
  - {at: day 0 08:05, do: open_app, mac: ada, app: salesforce}
  - {at: day 0 11:00:30, do: open_app, mac: ada, app: salesforce}
  - {at: day 1 11:00, do: quit, mac: ada}
  - {at: day 2 10:00, do: open_app, mac: ada, app: salesforce}
"""
RUN = "saved/early-base-seed-1"
LET_IN = """\
story: An untrusted Mac is let in
length: 3 days
okta: {apps: [{name: salesforce, rules: trusted_rule_without_deny}]}
jamf: {policy: {exclude_groups: [out]}}
fleet:
  - {name: eve, enrolled_in_jamf: never, habits: {opens_apps: never}}
  - {name: out, habits: {opens_apps: never}}
timeline:
  - {at: day 1 10:00, do: open_app, mac: eve, app: salesforce}
  - {at: day 2 08:00, do: edit_policy, exclude_groups: []}
"""


@pytest.fixture
def saved(trustlab, folder):
    """The folder of the saved run of a Mac on which somebody tried too early."""
    (folder / "early.yaml").write_text(EARLY)
    return trustlab("run", "early.yaml", "--save", "saved")


def diagnosed(trustlab, at, *more):
    return json.loads(trustlab("diagnose", RUN, "--mac", "ada", "--at", at, "--json", *more).stdout)


def test_the_first_check_that_fails_is_named_with_its_place_and_the_remedy(trustlab, saved):
    found = diagnosed(trustlab, "day 0 11:00")
    assert (found["problem"], found["cause"], found["fact"]) == ("denied", "browser_keeps_none", "BRW-11")
    assert (found["check"], found["stage"], found["place"]) == ("relaunch", "last", "browser")
    assert found["remedy"] == "quit the browser"
    assert found["passed"][:2] == ["feature", "setting"]
    assert found["passed"][-1] == "access_list"
    assert found["last_sign_in"]["reason"] == "no_certificate"


def test_a_minute_is_meant_whole_and_a_second_to_the_second(trustlab, saved):
    assert diagnosed(trustlab, "day 0 11:00")["last_sign_in"]["at"] == "2025-01-06 11:00"
    assert diagnosed(trustlab, "day 0 11:00:29")["last_sign_in"]["at"] == "2025-01-06 08:05"


def test_people_read_the_checks_in_their_order_then_why_where_and_what_to_do(trustlab, saved):
    told = trustlab("diagnose", RUN, "--mac", "ada", "--at", "day 0 11:00").stdout
    places = [
        told.index(text) for text in ("basic\n", "advanced\n", "last\n", "FAILED", "Why:", "Seen:", "Remedy:")
    ]
    assert places == sorted(places)
    assert "not on the page" not in told
    assert "What led to the last sign-in:" in told


def test_between_the_remedy_and_the_next_sign_in_no_check_fails_any_more(trustlab, saved):
    found = diagnosed(trustlab, "day 1 12:00")
    assert (found["problem"], found["cause"], found["cause_then"]) == ("none", None, "browser_keeps_none")
    told = trustlab("diagnose", RUN, "--mac", "ada", "--at", "day 1 12:00").stdout
    assert "this is about the next sign-in" in told
    assert "No check fails." in told


def test_where_nobody_has_tried_the_command_says_so(trustlab, saved):
    told = trustlab("diagnose", RUN, "--mac", "ada", "--at", "day 0 08:01").stdout
    assert "nobody has opened an app there" in told
    assert "the task has not run there yet" in told


WRONG = {
    "no such Mac": (["--mac", "adda", "--at", "day 1"], "--mac adda: there is no such Mac in this run. Did you mean 'ada'?"),
    "no such person": (["--mac", "ada", "--at", "day 1", "--person", "bob"], "--person bob: there is none in this run. Known here: ada."),
    "no such app": (
        ["--mac", "ada", "--at", "day 1", "--app", "salesfore"],
        "--app salesfore: there is none in this run. Did you mean 'salesforce'?",
    ),
    "no moment": (
        ["--mac", "ada", "--at", "noon"],
        "--at noon: 'noon' is no moment; write for example 'day 366 09:00' or '2026-01-07 09:00'.",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "expected"), WRONG.values(), ids=WRONG)
def test_a_wrong_call_is_answered_in_a_line(trustlab, saved, arguments, expected):
    answer = trustlab("diagnose", RUN, *arguments)
    assert (answer.returncode, answer.stdout, answer.stderr) == (2, "", expected + "\n")


def test_a_single_story_tells_its_root_causes_without_being_asked(trustlab, saved):
    assert "Root causes (early.yaml, base, seed 1):" in saved.stdout
    assert "the browser remembers that there was none" in saved.stdout
    assert "Root causes" not in trustlab("run", "early.yaml", "--no-causes").stdout


def test_several_stories_tell_them_when_asked(trustlab, saved):
    plain = trustlab("run", "early.yaml", "holds.yaml")
    assert "Root causes" not in plain.stdout
    asked = trustlab("run", "early.yaml", "holds.yaml", "--causes").stdout
    assert "Root causes (early.yaml, base, seed 1):" in asked
    assert "Root causes (holds.yaml, counter-case, seed 2):" in asked


def test_programs_get_the_root_causes_of_every_run(trustlab, saved):
    (run,) = json.loads(trustlab("run", "early.yaml", "--json").stdout)["runs"]
    assert [(one["word"], one["sign_ins"], one["lets_in"]) for one in run["root_causes"]] == [
        ("browser_keeps_none", 1, False),
        ("not_yet", 1, False),
    ]
    assert all(len(one["seqs"]) == one["sign_ins"] for one in run["root_causes"])


def test_the_report_tells_the_root_causes_of_a_saved_run(trustlab, saved, folder):
    trustlab("report", RUN, "-o", "report.html")
    page = (folder / "report.html").read_text()
    assert "Root causes" in page
    rows = Page(page).tables["Denials"]
    assert rows[0][6] == "Root cause"
    assert [row[6].partition("BRW")[0].partition("TSK")[0] for row in rows[1:]] == [
        "the task has not run there yet",
        "the browser remembers that there was none",
    ]


def test_the_report_tells_who_was_let_in_wrongly_and_why(trustlab, folder):
    (folder / "open.yaml").write_text(LET_IN)
    trustlab("run", "open.yaml", "--save", "saved")
    trustlab("report", "saved/open-base-seed-1", "-o", "report.html")
    (row,) = Page((folder / "report.html").read_text()).tables["Let in wrongly"][1:]
    assert (row[1], row[3], row[5]) == ("eve", "salesforce", "Default sign on rule")
    assert row[6].startswith("no rule denies, so the default rule lets in")


def test_without_a_mac_those_are_listed_on_which_the_task_never_ran_well(trustlab, folder):
    (folder / "open.yaml").write_text(LET_IN)
    trustlab("run", "open.yaml", "--save", "saved")
    (found,) = json.loads(trustlab("diagnose", "saved/open-base-seed-1", "--at", "day 1", "--json").stdout)
    assert (found["mac"], found["cause"], found["fact"]) == ("out", "out_of_scope", "JMF-03")
    told = trustlab("diagnose", "saved/open-base-seed-1", "--at", "day 1").stdout
    assert "it is out of the policy's scope" in told
    assert "widen the scope" in told
    assert (
        "the task ran well on every Mac"
        in trustlab("diagnose", "saved/open-base-seed-1", "--at", "day 2 23:00").stdout
    )
    for more in (["--person", "eve"], ["--app", "salesforce"]):
        assert trustlab("diagnose", "saved/open-base-seed-1", "--at", "day 1", *more).returncode == 2


def test_the_macs_in_a_dead_end_are_listed_with_the_shortest_way_out(trustlab, folder):
    revoked = """\
story: A certificate is revoked, and the Mac keeps a dead one
length: 12 days
fleet: [{name: ada}, {name: ben}]
timeline: [{at: day 7 08:00, do: revoke_user_certificates, person: ada}]
"""
    (folder / "revoked.yaml").write_text(revoked)
    assert trustlab("run", "revoked.yaml", "--save", "saved").returncode == 0
    run = "saved/revoked-base-seed-1"
    told = trustlab("diagnose", run, "--stuck", "--at", "day 10 20:00").stdout
    assert told.startswith("ada: its certificate is revoked, and the task enrolls no other (CRT-06).")
    assert "The shortest way out: uninstall, then enroll, then quit the browser." in told
    (one,) = json.loads(trustlab("diagnose", run, "--stuck", "--at", "day 10 20:00", "--json").stdout)
    assert (one["mac"], one["dead_end"], one["way_out"][0]) == ("ada", "revoked", "uninstall")
    assert (
        "no Mac in management is in a dead end"
        in trustlab("diagnose", run, "--stuck", "--at", "day 5").stdout
    )
    with_mac = trustlab("diagnose", run, "--stuck", "--mac", "ada", "--at", "day 5")
    assert (with_mac.returncode, "--stuck lists all Macs" in with_mac.stderr) == (2, True)


def test_how_near_each_mac_is_to_the_limit_is_listed(trustlab, folder):
    burnt = """\
story: A step fails after the certificate was issued, day after day
length: 8 days
fleet: [{name: ada}, {name: ben, habits: idle}]
jamf: {policy: {frequency: Once every day}}
faults: [{kind: failing_step, step: import, from: day 0 08:00, until: day 8, on: {mac: ada}}]
heals_within: 300 days
"""
    (folder / "burnt.yaml").write_text(burnt)
    trustlab("run", "burnt.yaml", "--save", "saved")
    run = "saved/burnt-base-seed-1"
    early = trustlab("diagnose", run, "--slots", "--at", "day 1 20:00").stdout.splitlines()
    assert early == [
        "ada: 2 of 5 slots in use, 2 at most up to then.",
        "ben: 1 of 5 slots in use, 1 at most up to then.",
    ]
    late = trustlab("diagnose", run, "--slots", "--at", "day 7 20:00", "--json").stdout
    assert json.loads(late)[0] == {"mac": "ada", "in_use": 5, "at_most": 5, "limit": 5}
    told = trustlab("diagnose", run, "--slots", "--at", "day 7 20:00").stdout
    assert "the next enrollment is refused" in told
