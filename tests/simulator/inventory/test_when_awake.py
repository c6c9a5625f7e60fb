"""When people work, out of a log, and which Macs sleep, out of an export at night: what a run has is found again."""

from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from simulator.estate import Estate
from simulator.inventory.coverage import Coverage
from simulator.inventory.sleep import with_sleep
from simulator.inventory.work_hours import work_hours
from simulator.known_macs import KnownMac
from simulator.mac_table import parse_macs, table_text
from simulator.reading import Reading
from simulator.rollout_measures.load import check_ins_of
from simulator.run import calendar_of, play
from simulator.scenario.load import load
from simulator.scenario.model import Scenario
from tests.simulator.inventory.exports import read, row, text

BERLIN = ZoneInfo("Europe/Berlin")


def scenario(habits, macs=60, zone="Europe/Berlin", days=60):
    return Scenario.model_validate(
        {
            "story": "a",
            "start": f"2025-03-03 00:00 {zone}",  # clocks go forward within it
            "length": f"{days} days",
            "okta": {"certificates": "on_demand"},
            "fleet": [
                {"name": "staff", "count": macs, "habits": habits, "at_start": {"certificate": "there"}}
            ],
        }
    )


def quarters(habits, **more):
    """When people of a run sign in, as a log counts it."""
    asked = scenario(habits, **more)
    reading = Reading(play(asked, 1).records, calendar_of(asked))
    found = Counter(record.at // 900 for record in reading.opened)
    for segment in reading.segments:
        times = reading.routine_open_times(segment, reading.start_at - 1, reading.end_at)
        found.update((times // 900).tolist())
    return found


@pytest.mark.parametrize(("from_", "until"), [("08:30", "17:30"), ("06:15", "14:00"), ("11:00", "21:45")])
def test_working_hours_of_a_run_are_found_again_to_the_quarter_hour(from_, until):
    found = work_hours(quarters({"opens_apps": "often", "works": {"from": from_, "until": until}}), BERLIN)
    assert found.habits() == {"works": {"from": from_, "until": until}}
    assert found.distance < 0.02
    assert found.sign_ins > 2000


def test_two_shifts_fit_badly_and_it_shows():
    early, late = (
        quarters({"opens_apps": "often", "works": {"from": from_, "until": until}})
        for from_, until in (("05:00", "09:00"), ("17:00", "21:00"))
    )
    found = work_hours(early + late, BERLIN)
    assert found.distance > 0.1
    assert f"{100 * found.distance:.1f} % at most" in " ".join(found.lines())


def test_in_another_zone_the_same_log_tells_other_hours():
    log = quarters({"opens_apps": "often"}, zone="UTC")
    assert (
        work_hours(log, ZoneInfo("Asia/Tokyo")).habits()["works"]
        != work_hours(log, ZoneInfo("UTC")).habits()["works"]
    )


def test_few_sign_ins_tell_no_hours_and_those_of_weekends_do_not_count():
    saturday = int(datetime(2025, 3, 8, 10, tzinfo=UTC).timestamp()) // 900
    assert work_hours({saturday: 5000}, BERLIN) is None
    assert work_hours({saturday - 96: 199}, BERLIN) is None
    assert work_hours({saturday - 96: 200}, BERLIN) is not None


# --- sleep ------------------------------------------------------------------------------------------------


def last_check_ins(habits, taken, macs=30):
    """The newest check-in of each Mac of a run, as an inventory at that moment has it."""
    asked = scenario(habits, macs=macs, days=10)
    reading = Reading(play(asked, 1).records, calendar_of(asked))
    at = reading.calendar.parse_moment(taken)
    return [
        int(max(one for one in check_ins_of(reading, mac) if one <= at))
        for mac in Estate.read(reading).stories()
    ]


def known(moments):
    return [KnownMac(f"m{n}", last_check_in=at) for n, at in enumerate(moments)]


def test_macs_of_a_run_that_sleep_and_such_that_do_not_are_told_apart_by_an_export_at_night():
    on, off = (last_check_ins({"sleeps": sleeps}, "day 3 23:30") for sleeps in ("never", "at_night"))
    coverage = Coverage("export")
    found = with_sleep(known([*on, *off]), BERLIN, coverage)
    assert [mac.sleeps for mac in found] == ["never"] * 30 + ["at_night"] * 30
    told = " ".join(coverage.notes)
    assert "of 60 Macs" in told
    assert "30 (50.0 %) had done so within 20 minutes" in told
    assert "of the 30 that sleep, 100 % checked in last on a working day" in told


def test_of_several_nights_a_mac_is_what_it_was_on_more_of_them_and_by_what_it_is_known_again():
    """One that worked late on one night is none that never sleeps; a Mac that got another name is the same by its number."""
    first = int(datetime(2025, 3, 4, 23, tzinfo=UTC).timestamp())
    evening, day = 5 * 3600, 86_400

    def night(number, *awake):
        at = first + number * day
        names = ["always", "late once", "off", "torn", "new name" if number else "old name"]
        return [
            KnownMac(name, f"C02AAAAA{n:04d}", last_check_in=at if n in awake else at - evening)
            for n, name in enumerate(names)
        ]

    coverage = Coverage("export")
    others = {"b.csv": night(1, 0, 4), "c.csv": night(2, 0, 3, 4), "d.csv": night(5, 0, 4)}
    found = with_sleep(night(0, 0, 1, 3, 4), UTC, coverage, others)
    assert [mac.sleeps for mac in found] == ["never", "at_night", "at_night", "at_night", "never"]
    told = " ".join(coverage.notes)
    assert "of 5 Macs" in told
    assert "2 (40.0 %) had done so within 20 minutes on most of the 4 nights that tell of them" in told
    assert "2 of them were awake on some of these nights and asleep on others" in told
    assert "One night is one night" not in told


def test_an_export_of_the_same_night_or_without_check_ins_is_no_other_night():
    at = int(datetime(2025, 3, 4, 23, tzinfo=UTC).timestamp())
    coverage = Coverage("export")
    again = {"again.csv": known([at - 3600, at - 3 * 3600]), "none.csv": [KnownMac("m0")]}
    found = with_sleep(known([at, at - 5 * 3600]), UTC, coverage, again)
    assert [mac.sleeps for mac in found] == ["never", "at_night"]
    assert coverage.notes[:2] == [
        "again.csv is of a night that another export tells of, and was left out.",
        "none.csv tells of no night: no last check-in could be read.",
    ]
    assert "One night is one night" in coverage.notes[-1]


def test_of_a_mac_that_was_not_seen_for_a_week_nothing_is_known_and_odd_times_show_as_a_bad_fit():
    at = int(datetime(2025, 3, 6, 23, tzinfo=UTC).timestamp())
    coverage = Coverage("export")
    found = with_sleep([*known([at, at - 8 * 86_400, at - 20 * 3600]), KnownMac("x")], UTC, coverage)
    assert [mac.sleeps for mac in found] == ["never", "", "at_night", ""]
    assert "of the 1 that sleep, 0 % checked in" in " ".join(coverage.notes)
    with_sleep([KnownMac("x")], UTC, coverage)
    assert "Of sleep nothing is known" in coverage.notes[-1]


def test_a_mac_that_never_sleeps_by_its_table_checks_in_at_night_and_its_neighbour_does_not(tmp_path):
    macs = [KnownMac("on", sleeps="never"), KnownMac("off", sleeps="at_night"), KnownMac("as_the_group")]
    assert parse_macs(table_text(macs), "t") == macs
    (tmp_path / "t.csv").write_text(table_text(macs))
    (tmp_path / "e.yaml").write_text(
        "story: a\nlength: 5 days\nfleet: [{name: staff, macs: t.csv}]\n", encoding="utf-8"
    )

    asked = load(tmp_path / "e.yaml").scenario
    reading = Reading(play(asked, 1).records, calendar_of(asked))
    nights = {
        mac.name: sum(datetime.fromtimestamp(at, UTC).hour < 5 for at in check_ins_of(reading, mac).tolist())
        for mac in Estate.read(reading).stories()
    }
    assert nights["on"] > 50
    assert (nights["off"], nights["as_the_group"]) == (0, 0)


def test_an_export_tells_of_sleep_only_where_it_is_said_to_be_one_of_a_night(tmp_path):
    macs, coverage = read(tmp_path, text([row("Ada", 1)]))
    assert macs[0].sleeps == ""
    assert not [note for note in coverage.notes if "leep" in note]
