"""A scenario's fleet becomes Macs and people: names, habits drawn for each, time zones."""

import datetime as dt
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from simulator.casting import mac_names
from simulator.chance import uniforms
from simulator.people import display_names, hardware_uuid, serial_number
from simulator.rates import draw
from simulator.run import play
from simulator.scenario.fleet import MacGroup
from simulator.scenario.model import Scenario
from simulator.scenario.values import Beta, Triangular, Uniform


def scenario(*fleet, **more):
    return Scenario.model_validate({"story": "casting", "length": "4 days", "fleet": [*fleet], **more})


def test_a_group_of_one_has_the_group_s_name_and_larger_ones_are_numbered():
    assert mac_names(MacGroup(name="ada")) == ["ada"]
    assert mac_names(MacGroup(name="sales", count=3)) == ["sales-0001", "sales-0002", "sales-0003"]


@pytest.mark.parametrize(
    ("distribution", "mean", "low", "high"),
    [
        (Beta(beta=(1, 9)), 0.1, 0.0, 1.0),
        (Uniform(uniform=(2.0, 4.0)), 3.0, 2.0, 4.0),
        (Triangular(triangular=(0.2, 2.0, 6.0)), 8.2 / 3, 0.2, 6.0),
    ],
)
def test_rates_over_people_have_the_distribution_s_mean_and_range(distribution, mean, low, high):
    drawn = [draw(distribution, u) for u in uniforms(7, np.arange(20_000)).tolist()]
    assert np.mean(drawn) == pytest.approx(mean, rel=0.03)
    assert low <= min(drawn) <= max(drawn) <= high


def test_people_of_one_group_differ_in_their_habits():
    trace = play(scenario({"name": "sales", "count": 30, "habits": "mixed"}), 1)
    rates = {r.details["habits"]["quits"] for r in trace.records if r.kind == "person.added"}
    assert len(rates) == 30


def test_a_group_in_another_time_zone_works_by_its_own_clock():
    trace = play(
        scenario(
            {"name": "berlin", "count": 5},
            {"name": "tokyo", "count": 5, "time_zone": "Asia/Tokyo"},
        ),
        1,
    )
    for record in trace.records:
        if record.kind == "app.opened":
            zone = ZoneInfo("Asia/Tokyo" if record.subject.startswith("tokyo") else "Europe/Berlin")
            assert 8 <= dt.datetime.fromtimestamp(record.at, zone).hour < 19


def test_serial_numbers_and_hardware_uuids_are_unique_and_of_apple_s_form():
    entities = [("sales", index) for index in range(2_000)]
    assert len({serial_number(1, 0, entity) for entity in entities}) == 2_000
    assert len({hardware_uuid(1, 0, entity) for entity in entities}) == 2_000
    assert all(len(serial_number(1, 0, entity)) == 12 for entity in entities)
    assert [len(part) for part in hardware_uuid(1, 0, ("sales", 0)).split("-")] == [8, 4, 4, 4, 12]


def test_a_person_s_name_does_not_depend_on_who_else_is_there():
    alone = display_names(1, 0, [("ada", ("ada", 0))])
    among_others = display_names(1, 0, [("ben", ("ben", 0)), ("ada", ("ada", 0))])
    assert alone["ada"] == among_others["ada"]
    assert len(set(display_names(1, 0, [(str(n), ("s", n)) for n in range(500)]).values())) > 400


def test_a_person_with_two_macs_is_one_okta_user_with_a_certificate_on_each():
    trace = play(scenario({"name": "ada"}, {"name": "at_home", "people": [{"name": "ada"}]}), 1)
    enrolled = [r for r in trace.records if r.kind == "pki.cert.issue" and r.outcome == "success"]
    assert {r.subject for r in enrolled} == {"ada", "at_home"}
    opened = {
        r.subject: (r.details["person"], r.details["device"]) for r in trace.records if r.kind == "app.opened"
    }
    assert opened == {"ada": ("ada", "trusted"), "at_home": ("ada", "trusted")}
