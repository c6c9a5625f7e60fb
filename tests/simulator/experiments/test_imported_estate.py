"""An estate made from an inventory is a base for experiments: a CSV that nobody here wrote goes in, an answer comes out."""

from simulator.experiments.file import read_experiment
from simulator.experiments.playing import Played
from simulator.experiments.run import answer
from simulator.inventory.coverage import Coverage
from simulator.inventory.estate_file import Estate, estate_text
from simulator.inventory.jamf_export import Reading, read_export
from simulator.mac_table import table_text
from tests.simulator.experiments.conftest import one_thread

EXPORT = """\
Computer Name;Serial Number;Managed;Last Check-in;Operating System Version;Username;Okta Device Trust
ada;C02AAAAAAAA1;Managed;20/11/2026 10:00;10.14.6;ada;2026-12-01 09:00:00
bob;C02AAAAAAAA2;Unmanaged;20/11/2026 10:00;10.14.6;bob;none
cyd;C02AAAAAAAA3;Managed;20/11/2026 10:00;10.14.6;cyd;2027-06-07 09:00:00
"""
QUESTION = """\
question: Do forced restarts help over the renewal of an imported fleet?
base: estate/acme.yaml
vary:
  fleet.macs.habits.quits_chrome: [never, every_day]
replications: {at_least: 3, at_most: 3}
measure: [denied_sign_ins]
"""


def test_an_imported_estate_is_played_under_each_plan(tmp_path):
    folder = tmp_path / "estate"
    folder.mkdir()
    (folder / "inventory.csv").write_text(EXPORT)
    coverage = Coverage("inventory.csv")
    macs = read_export(str(folder / "inventory.csv"), coverage, Reading())
    (folder / "acme.macs.csv").write_text(table_text(macs))
    text = estate_text(Estate(macs, "acme.macs.csv", 1_795_168_800, [coverage]))
    (folder / "acme.yaml").write_text(text.replace("400 days", "40 days"))
    (tmp_path / "question.yaml").write_text(QUESTION)
    experiment = read_experiment(str(tmp_path / "question.yaml"))
    played = Played(experiment, tmp_path / "kept", one_thread)
    found = answer(played, lambda: None, lambda *_: None)
    never, daily = (plan.number("denied_sign_ins").mean.estimate for plan in found.plans)
    assert never > daily > 0
