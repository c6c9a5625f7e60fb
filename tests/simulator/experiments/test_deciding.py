"""What made the difference between two plans for a Mac, found by playing both again."""

import pytest

from simulator.experiments.answer import Moved, moved
from simulator.experiments.deciding import _examples, deciding
from simulator.experiments.file import read_experiment
from simulator.experiments.playing import Played
from simulator.experiments.replication import Replication
from simulator.experiments.run import answer
from tests.simulator.experiments.conftest import one_thread

BASE = """\
story: Acme
start: 2025-01-06 12:00 UTC
length: 36 days
okta: {certificates: on_demand}
fleet:
  - {name: sales, count: 3, habits: {sleeps: never, opens_apps: often, quits_chrome: never},
     at_start: {certificate: there, issued_ago: 331 days}}
"""
QUESTION = """\
question: What decides?
base: base.yaml
plans:
  first: {change: {}}
  second: {change: {%s}}
replications: {at_least: 2, at_most: 2}
measure: [macs_locked_out]
"""


def quiet(*_):
    """Nobody listens."""


@pytest.fixture
def decided(asked, tmp_path):
    def decided(change, base=BASE):
        played = Played(read_experiment(asked(QUESTION % change, base)), tmp_path / "runs", one_thread)
        return deciding(played, answer(played, quiet, quiet).plans[1])

    return decided


RENEWED_AT, EXPIRES_AT = 1_736_164_800 + 4 * 86_400, 1_736_164_800 + 34 * 86_400


@pytest.mark.parametrize(
    ("starts", "told"),
    [
        ("12:00", "chrome is quit and started again on sales-0001."),
        # Renewed at the wake on Monday: a browser quit the evening before held nothing, and no record tells of later ends.
        (
            "19:30",
            "Its user quits the browsers on sales-0001, or restarts it; in the other plan they run on.",
        ),
    ],
)
def test_a_browser_that_is_quit_decides_also_where_no_record_tells_of_it(decided, starts, told):
    base = BASE.replace("12:00", starts).replace("sleeps: never", "sleeps: at_night")
    found = decided("fleet.sales.habits.quits_chrome: every_day", base)
    assert [(one.mac, one.in_plan) for one in found] == [
        (f"sales-000{number}", "second") for number in (1, 2, 3)
    ]
    assert all(RENEWED_AT < one.at < EXPIRES_AT + 8 * 3600 for one in found)
    assert found[0].told == told


def test_what_an_administrator_does_to_a_mac_decides(decided):
    act = "{at: day 30 09:00, do: revoke_device_certificates, mac: sales-0002}"
    quits = BASE.replace("quits_chrome: never", "quits_chrome: every_day")
    found = decided(f"timeline: [{act}]", quits)
    assert [(one.mac, one.in_plan) for one in found] == [("sales-0002", "second")]
    assert "revokes" in found[0].told
    assert found[0].cause == "its certificate is revoked, and the task enrolls no other"
    assert found[0].at == 1_736_121_600 + 30 * 86_400 + 9 * 3600


def test_replications_are_chosen_in_which_most_macs_came_out_otherwise():
    macs = [Moved("a", 2, 0, "x", (1, 4)), Moved("b", 1, 0, "x", (4,)), Moved("c", 1, 0, "x", (7,))]
    assert [*_examples(macs)] == [(4, ["a", "b"]), (7, ["c"])]
    many = [Moved(str(number), 1, 0, "x", (number,)) for number in range(5)]
    assert [number for number, _ in _examples(many)] == [0, 1]


def test_it_is_kept_in_which_replications_a_mac_came_out_otherwise():
    first = [Replication(0, number, {}, {}, {"ada": (1, "x")}) for number in (3, 4, 5)]
    second = [
        Replication(1, 3, {}, {}, {}),
        Replication(1, 4, {}, {}, {"ada": (1, "x")}),
        Replication(1, 5, {}, {}, {}),
    ]
    assert [one.replications for one in moved(first, second)] == [(3, 5)]
