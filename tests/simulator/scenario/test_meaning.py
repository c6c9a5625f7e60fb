"""Names of nothing, moments outside the run, and the like: told although the model is content."""

from __future__ import annotations

import pytest

ANSWERS = {
    "a moment after the end": (
        "length: 10 days\ntimeline: [{at: day 11, do: restart, mac: ada}]",
        "timeline.0.at: 'day 11' is after the end of the run (2025-01-16 08:00).",
    ),
    "an act in a preview org that is not there": (
        "timeline: [{at: day 1, do: push_task, mac: ada, org: preview}]",
        "timeline.0.org: there is no preview org. Set it up under 'preview'.",
    ),
    "a preview org in production's cell": (
        "preview: {cell: ok3}",
        "preview: the preview org has a cell of its own; found 'ok3'.",
    ),
    "a log that is looked at before it is opened": (
        "timeline: [{at: day 1, do: read_log, mac: ada, since: day 2}]",
        "timeline.0.at: 'day 1' is not later than 'since'.",
    ),
    "an account that Jamf Pro has not": (
        "timeline: [{at: day 1, do: set_privileges, account: ada, privileges: []}]",
        "timeline.0.account: there is no Jamf Pro account 'ada'. Known here: okta-api.",
    ),
    "a moment beyond all calendars": (
        "timeline: [{at: day 99999999999999, do: restart, mac: ada}]",
        "timeline.0.at: 'day 99999999999999' is after the end of the run (2026-02-10 08:00).",
    ),
    "the first day's midnight": (
        "timeline: [{at: day 0, do: restart, mac: ada}]",
        "timeline.0.at: 'day 0' is before the start of the run (2025-01-06 08:00). Write 'day 0 08:00' or later.",
    ),
    "a day that no month has": (
        "timeline: [{at: 2025-02-31, do: restart, mac: ada}]",
        "timeline.0.at: '2025-02-31' is no date: day is out of range for month.",
    ),
    "an hour that no day has": (
        "timeline: [{at: day 3 25:00, do: restart, mac: ada}]",
        "timeline.0.at: '25:00' is no time of day; write for example '09:05'.",
    ),
    "a fault that ends before it begins": (
        "faults: [{kind: jamf_down, name: outage, from: day 5, until: day 4}]",
        "faults.outage.until: 'day 4' is not later than 'from'.",
    ),
    "a fault that ends after the run": (
        "faults: [{kind: jamf_down, from: day 5, until: day 500}]",
        "faults.0.until: 'day 500' is after the end of the run (2026-02-10 08:00).",
    ),
    "an absence that ends before it begins": (
        "",
        "fleet.ada.habits.away.0.until: 'day 3' is not later than 'from'.",
        "story: a\nfleet: [{name: ada, habits: {away: [{from: day 4, until: day 3}]}}]\n",
    ),
    "a Mac that joins before the start": (
        "",
        "fleet.ada.joins: '2024-12-24' is before the start of the run (2025-01-06 08:00).",
        "story: a\nfleet: [{name: ada, enrolled_in_jamf: during, joins: 2024-12-24}]\n",
    ),
    "a limit that is no number": (
        "expect: [{measure: exposures, at_most: nan}]",
        "expect.0.at_most: wanted a number; found 'nan'.",
    ),
    "no length": ("length: 0 days", "length: a run has some length; found '0 days'."),
    "a length beyond a century": (
        "length: 40000 days",
        "length: a run has at most 100 years; found '40000 days'.",
    ),
    "a length beyond all numbers": (f"length: {'9' * 400} days", "length: the number is too large."),
    "a start in antiquity": ("start: 0476-09-04", "start: the year is outside 2000 to 2100."),
    "a start in no time zone": (
        "start: 2025-01-06 08:00 Europe/Atlantis",
        "start: 'Europe/Atlantis' is no time zone; write for example 'Europe/Berlin' or 'UTC'.",
    ),
    "a Mac that is not there": (
        "timeline: [{at: day 1, do: restart, mac: adda}]",
        "timeline.0.mac: there is no Mac 'adda'. Did you mean 'ada'?",
    ),
    "a number that the group does not reach": (
        "timeline: [{at: day 1, do: restart, mac: sales-0021}]",
        "timeline.0.mac: there is no Mac 'sales-0021'. Did you mean 'sales'?",
    ),
    "a group that is not there": (
        "faults: [{kind: unmanaged, from: day 1, until: day 2, on: {group: sale}}]",
        "faults.0.on.group: there is no Mac group 'sale'. Did you mean 'sales'?",
    ),
    "an app that is not there": (
        "timeline: [{at: day 1, do: open_app, mac: ada, app: salesfroce}]",
        "timeline.0.app: there is no app 'salesfroce'. Did you mean 'salesforce'?",
    ),
    "a client that the Mac does not have": (
        "timeline: [{at: day 1, do: open_app, mac: ada, app: salesforce, client: firefox, as: try}]",
        "timeline.try.client: 'ada' has no client 'firefox'; its apps are chrome, safari.",
    ),
    "a person who is not there": (
        "timeline: [{at: day 1, do: deactivate_user, person: bob}]",
        "timeline.0.person: there is no person 'bob'. Known here: ada, sales.",
    ),
    "an account that is not there": (
        "timeline: [{at: day 1, do: set_jamf_password, account: okta}]",
        "timeline.0.account: there is no Jamf Pro account 'okta'. Did you mean 'okta-api'?",
    ),
    "a zone that is not there": (
        "okta: {apps: [{name: x, rules: [{name: r, access: deny, location: in_zone, zones: [Ofice]}]}]}",
        "okta.apps.x.rules.r.zones.0: there is no zone 'Ofice'. Did you mean 'Office'?",
    ),
    "a computer group that is not there": (
        "jamf: {policy: {groups: [everybody]}}",
        "jamf.policy.groups.0: there is no computer group 'everybody'. Known here: ada, sales.",
    ),
    "an event that nothing is called": (
        "timeline: [{at: day 1, do: restart, mac: ada, as: first_try}]\nexpect: [{event: frist_try, outcome: denied}]",
        "expect.0.event: there is no event 'frist_try'. Did you mean 'first_try'?",
    ),
    "an order of events that are not there": (
        "timeline: [{at: day 1, do: restart, mac: ada, as: one}]\nexpect: [{order: [one, two]}]",
        "expect.0.order.1: there is no event 'two'. Known here: one.",
    ),
    "a kind of event that nothing ever is": (
        "expect: [{count: pki.cert.isue, at_least: 1}]",
        "expect.0.count: there is no kind of event 'pki.cert.isue'. Did you mean 'pki.cert.issue'?",
    ),
    "a rule that is not there": (
        "timeline: [{at: day 1, do: restart, mac: ada, as: one}]\nexpect: [{event: one, rule: Trusted Mac}]",
        "expect.0.rule: there is no rule 'Trusted Mac'. Did you mean 'Trusted Macs'?",
    ),
    "an assumption that nobody made": (
        "assumptions: {renewal_of_expird: accepted}",
        (
            "assumptions.renewal_of_expird: there is no assumption 'renewal_of_expird'. "
            "Did you mean 'renewal_of_expired'?"
        ),
    ),
    "a value that the assumption does not have": (
        "assumptions: {renewal_of_expired: perhaps}",
        "assumptions.renewal_of_expired: 'perhaps' is no value of this assumption. Known here: accepted, refused.",
    ),
    "an unknown fact": (
        "shows: [BRW-10, BRW-12]",
        "shows.1: there is no fact 'BRW-12'. Did you mean 'BRW-11'?",
    ),
    "a Mac group twice": (
        "",
        "fleet.ada.name: the name 'ada' is already taken, in line 2.",
        "story: a\nfleet: [{name: ada}, {name: ada}]\n",
    ),
    "a distribution upside down": (
        "",
        "fleet.ada.habits.quits_chrome.daily_probability: the numbers go up; 0.9 stands before 0.1.",
        "story: a\nfleet: [{name: ada, habits: {quits_chrome: {daily_probability: {uniform: [0.9, 0.1]}}}}]\n",
    ),
    "a probability above one": (
        "",
        "fleet.ada.habits.quits_chrome: a probability lies between 0 and 1; this distribution reaches 3.",
        "story: a\nfleet: [{name: ada, habits: {quits_chrome: {daily_probability: {uniform: [0, 3]}}}}]\n",
    ),
}


@pytest.mark.parametrize("case", ANSWERS.values(), ids=ANSWERS)
def test_nonsense_is_told_with_its_address(mistakes, case):
    text, expected, *head = case
    assert mistakes(text, *head) == [expected]


def test_a_mistake_in_the_model_does_not_hide_those_of_meaning(mistakes):
    found = mistakes("shows: [FOO-01]\nlenght: 3 days\ntimeline: [{at: day 1, do: restart, mac: bob}]")
    assert [line.split(":")[0] for line in found] == ["shows.0", "lenght", "timeline.0.mac"]


@pytest.mark.parametrize("mac", ["ada", "sales", "sales-0001", "sales-0020"])
def test_a_mac_is_named_by_itself_its_group_or_its_number(loaded, mac):
    text = f"timeline: [{{at: day 1, do: restart, mac: {mac}}}]"
    assert loaded(text).scenario.timeline[0].mac == mac


@pytest.mark.parametrize("person", ["ada", "sales-0007", "bob", "kiosk-0003-ann", "ann"])
def test_a_person_is_named_by_the_mac_or_by_the_file(loaded, person):
    head = (
        "story: a\nfleet: [{name: ada}, {name: sales, count: 20}, {name: till, people: [{name: bob}]},"
        " {name: kiosk, count: 5, people: [{name: ann}]}]\n"
    )
    text = f"timeline: [{{at: day 1, do: deactivate_user, person: {person}}}]"
    assert loaded(text, head).scenario.timeline[0].person == person


@pytest.mark.parametrize("kind", ["task.ran", "pki.cert.issue", "user.lifecycle.deactivate"])
def test_events_are_counted_by_our_kinds_and_by_oktas(loaded, kind):
    assert loaded(f"expect: [{{count: {kind}, at_least: 1}}]").scenario.expect[0].count == kind
