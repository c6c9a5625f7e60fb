"""What is kept of each Mac as a trace goes on: enough to say why it is locked out, and nothing of others."""

import pytest

from simulator.diagnosis import diagnose
from simulator.diagnosis_text import as_data
from simulator.estate import Estate
from simulator.excerpt import Excerpts
from simulator.reading import Reading
from simulator.run import calendar_of, play
from simulator.scenario.model import Scenario

RAW = {
    "story": "a person with two Macs, one of which has their name",
    "length": "12 days",
    "fleet": [
        {"name": "ben"},
        {"name": "ada", "people": [{"name": "ben"}, {"name": "eve"}]},
        {"name": "cem"},
    ],
    "faults": [{"kind": "okta_down", "from": "day 3 10:00", "until": "day 3 11:00"}],
    "timeline": [
        {"at": "day 4 08:00", "do": "unmanage", "mac": "ben"},
        {"at": "day 7 07:00", "do": "suspend_user", "person": "ben"},
        {"at": "day 7 07:00", "do": "revoke_user_certificates", "person": "cem"},
    ],
}


@pytest.fixture(scope="module")
def whole():
    scenario = Scenario.model_validate(RAW)
    return [*play(scenario, 1).records], calendar_of(scenario)


def diagnosed(records, calendar, mac):
    estate = Estate.read(Reading(records, calendar))
    (story,) = estate.some_stories([mac])
    return as_data(diagnose(estate, story, calendar.parse_moment("day 9 20:00")), calendar)


@pytest.mark.parametrize("mac", ["ada", "ben", "cem"])
def test_a_mac_is_diagnosed_from_its_excerpt_as_from_the_whole_trace(whole, mac):
    records, calendar = whole
    heard = Excerpts()
    for record in records:
        heard.see(record)
    mine = heard.of(mac)
    assert len(mine) < len(records)
    assert [record.seq for record in mine] == sorted(record.seq for record in mine)
    assert diagnosed(mine, calendar, mac) == diagnosed(records, calendar, mac)
    expected = {"ada": "user_suspended", "ben": "user_suspended", "cem": "revoked"}[mac]
    assert diagnosed(mine, calendar, mac)["cause"] == expected


def test_what_is_about_a_mac_is_not_in_the_excerpt_of_a_person_with_its_name(whole):
    records, _ = whole
    heard = Excerpts()
    for record in records:
        heard.see(record)
    kinds = {(record.kind, record.subject) for record in heard.of("ada")}
    assert ("computer.unmanaged", "ben") not in kinds
    assert {("admin.acted", "ben"), ("fault.began", "okta_down"), ("computer.enrolled", "ada")} <= kinds
    assert not {subject for _, subject in kinds} & {"cem"}


def test_records_are_picked_by_their_number_and_not_by_their_place(whole):
    records, _ = whole
    heard = Excerpts()
    for record in records:
        heard.see(record)
    last = heard.of("cem")[-1]
    assert heard.of("cem").pick([last.seq, len(records) + 5]) == {last.seq: last}
