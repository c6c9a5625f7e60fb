"""Which browsers go on with a replaced certificate, read from a trace: the same however closely it was played."""

import pytest

from simulator.measures import Window
from simulator.reading import Reading
from simulator.rollout_measures.stale import stale_share_after, stale_spans
from simulator.run import calendar_of, play
from simulator.scenario.model import Scenario


def reading_of(detail="changes", timeline=(), apps=("chrome",), **habits):
    estate = {
        "story": "stale",
        "length": "40 days",
        "start": "2025-01-06 12:00 UTC",
        "fleet": [
            {
                "name": "staff",
                "count": 12,
                "apps": [*apps],
                "habits": {"sleeps": "never", "quits_chrome": {"daily_probability": 0.1}, **habits},
                "at_start": {"certificate": "there", "issued_ago": "327 days"},
            }
        ],
        "timeline": [*timeline],
    }
    scenario = Scenario.model_validate(estate)
    return Reading(play(scenario, 1, detail=detail).records, calendar_of(scenario))


def test_it_is_the_same_whether_all_is_played_or_only_what_changes_something():
    few, all_of_it = (set(stale_spans(reading_of(detail))) for detail in ("changes", "every"))
    assert few == all_of_it
    assert 3 < len(few) <= 12


def test_a_browser_that_is_quit_every_day_holds_the_old_one_for_less_than_a_day():
    spans = [*stale_spans(reading_of(quits_chrome="every_day", opens_apps="often"))]
    assert spans
    assert all(span.until_at - span.from_at < 86_400 for span in spans)


def test_a_browser_in_which_nothing_was_opened_holds_nothing():
    assert not [*stale_spans(reading_of(opens_apps="never"))]


def test_safari_keeps_nothing():
    assert not [*stale_spans(reading_of(apps=("safari",)))]


def test_a_restart_of_the_mac_ends_it():
    restart = {"at": "day 20 09:00", "do": "restart", "mac": "staff"}
    spans = [*stale_spans(reading_of(timeline=[restart], quits_chrome="never"))]
    assert len(spans) == 12
    assert max(span.until_at for span in spans) < reading_of().start_at + 21 * 86_400


@pytest.mark.parametrize(("quits", "share"), [("never", 1.0), ("every_day", 0.0)])
def test_the_share_counts_renewals_after_which_the_run_lasts_long_enough(quits, share):
    reading = reading_of(quits_chrome=quits, opens_apps="often")
    whole = Window(None, reading.start_at, reading.end_at)
    assert stale_share_after(reading, whole, 30) == share
    assert stale_share_after(reading, whole, 60) == 0.0
