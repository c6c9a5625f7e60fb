"""One run in which much goes wrong at once: each case was explained by hand, and the diagnosis says the same."""

from __future__ import annotations

import json

import pytest

from simulator.diagnosis import Who, diagnose
from simulator.estate import Estate
from simulator.measures_report import numbers, read
from simulator.root_causes import root_causes
from simulator.run import play_story
from simulator.saved import read_run
from simulator.scenario.load import load

IDLE = {"opens_apps": "never"}
LATE = {"enrolled_in_jamf": "during", "habits": IDLE}


def mac(name, **more):
    return {"name": name, "habits": IDLE, **more}


FLEET = [
    mac("ada"),
    mac("bob", **LATE, joins="day 14 09:00"),
    mac("cyd", **LATE, joins="day 14 09:00"),
    mac("dan"),
    mac("eli"),
    mac("fay", enrolled_in_jamf="never"),
    mac("gus", habits={**IDLE, "quits_chrome": "never"}),
    mac("hal", allows_hosts=["acme.okta.com", "acme.jamfcloud.com"]),
    mac("ivy"),
    mac("jon", apps=["firefox"]),
    mac("kim", apps=["chrome", "ringcentral"]),
    mac("leo", people=[{"name": "lea", "account": "desk"}, {"name": "len", "account": "desk"}]),
    mac("ned"),
    mac("pam"),
    mac("quin", **LATE, joins="day 21 10:00"),
    mac("roy", macos="12.4"),
]
APPS = [
    {"name": "crm"},
    {"name": "wiki", "rules": "deny_before_trusted"},
    {"name": "mail", "rules": "trusted_rule_without_deny"},
]
ACTS = [
    ("day 0 08:05", {"do": "open_app", "mac": "gus", "app": "crm"}),
    ("day 1 10:00", {"do": "open_app", "mac": "ada", "app": "crm"}),
    ("day 1 10:00", {"do": "open_app", "mac": "pam", "app": "crm"}),
    ("day 1 10:00", {"do": "open_app", "mac": "leo", "app": "crm", "person": "lea"}),
    ("day 3 09:00", {"do": "revoke_user_certificates", "person": "ada"}),
    ("day 7 09:00", {"do": "reset_login_keychain", "mac": "ivy"}),
    ("day 8 09:00", {"do": "unmanage", "mac": "pam"}),
    # From here on Jamf Pro refuses Okta, and whoever is to be enrolled fails.
    ("day 9 09:00", {"do": "set_jamf_password"}),
    ("day 10 09:00", {"do": "uninstall_task", "mac": "dan"}),
    ("day 10 12:00", {"do": "push_task", "mac": "dan"}),
    ("day 10 09:00", {"do": "uninstall_task", "mac": "eli"}),
    ("day 11 09:00", {"do": "set_clock", "mac": "ned", "by": "-400 days"}),
    ("day 14 12:00", {"do": "suspend_user", "person": "cyd"}),
]
FAULTS = [{"kind": "read_only_cell", "from": "day 21", "until": "day 23"}]

BY_HAND = {
    "ada": ("crm", "revoked"),  # the Jamf password is nothing to her: she is not to be enrolled
    "bob": ("crm", "jamf_unauthorized"),  # his one run counts, but would fail again today
    "cyd": ("crm", "user_suspended"),  # she has no certificate either, but never comes so far
    "dan": (
        "crm",
        "jamf_unauthorized",
    ),  # uninstalled, and the push that should have enrolled him was refused
    "eli": ("crm", "uninstalled"),  # nobody has run the task since
    "fay": ("crm", "unmanaged"),
    "gus": ("crm", "browser_keeps_none"),  # Chrome met the host before there was a certificate
    "hal": ("crm", "mtls_blocked"),  # enrolled long before the password was changed
    "ivy": ("crm", "keychain_password_missing"),
    "jon": ("crm", "unsupported"),
    "kim": ("crm", "access_list"),
    "leo": ("crm", "other_user"),
    "ned": ("crm", "clock"),
    "pam": ("crm", "left_management"),
    "roy": ("crm", "python_missing"),
}
OTHER_APPS = {"hal": ("wiki", "mtls_blocked"), "gus": ("wiki", "rules_order"), "fay": ("mail", "no_deny")}
CLIENTS = {"kim": "ringcentral"}
PEOPLE = {"leo": "len"}


def opening(name, app):
    wanted = {"client": CLIENTS.get(name), "person": PEOPLE.get(name)}
    return {
        "do": "open_app",
        "mac": name,
        "app": app,
        **{key: value for key, value in wanted.items() if value},
    }


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """The run, as it was saved."""
    folder = tmp_path_factory.mktemp("mixed")
    tries = [("day 16 10:00", opening(name, app)) for name, (app, _) in BY_HAND.items()]
    tries += [("day 17 10:00", opening(name, app)) for name, (app, _) in OTHER_APPS.items()]
    tries += [("day 22 10:00", opening("quin", "crm")), ("day 24 10:00", opening("quin", "crm"))]
    timeline = [{"at": moment, **act} for moment, act in (*ACTS, *tries)]
    raw = {"story": "much at once", "length": "26 days", "okta": {"apps": APPS}, "fleet": FLEET}
    story = folder / "mixed.yaml"
    story.write_text(json.dumps({**raw, "timeline": timeline, "faults": FAULTS, "dead_ends": ["CRT-07"]}))
    result = play_story(load(story), 1, save=folder)
    return read_run(result.folder)


def found(saved, name, moment, app):
    reading = read(saved.records())
    estate = Estate.read(reading)
    (story,) = estate.some_stories([name])
    at = reading.calendar.parse_moment(moment)
    return diagnose(estate, story, at + 59, Who(PEOPLE.get(name), app, CLIENTS.get(name)), at)


@pytest.mark.parametrize("name", BY_HAND)
def test_the_diagnosis_says_what_was_found_by_hand(saved, name):
    app, word = BY_HAND[name]
    assert found(saved, name, "day 16 10:00", app).word == word


@pytest.mark.parametrize("name", OTHER_APPS)
def test_another_app_of_the_same_mac_may_go_wrong_for_another_reason(saved, name):
    app, word = OTHER_APPS[name]
    assert found(saved, name, "day 17 10:00", app).word == word


def test_a_read_only_cell_is_the_reason_while_it_lasts_and_the_run_that_met_it_afterwards(saved):
    assert found(saved, "quin", "day 22 10:00", "crm").word == "read_only"
    after = found(saved, "quin", "day 24 10:00", "crm")
    assert after.word == "used_up_read_only"
    assert ("Jamf Pro refuses Okta's password",) in [step.told for step in after.also]


def test_the_root_causes_account_for_every_denial_of_the_run(saved):
    reading = read(saved.records())
    causes = root_causes(reading)
    assert list(saved.root_causes) == causes
    denied = sum(cause.sign_ins for cause in causes if not cause.lets_in)
    assert denied == numbers(reading, ["denied_sign_ins"])["denied_sign_ins"]
    wanted = {word for _, word in (*BY_HAND.values(), *OTHER_APPS.values())} | {
        "read_only",
        "used_up_read_only",
    }
    assert wanted <= {cause.word for cause in causes}
    assert "unexplained" not in {cause.word for cause in causes}
