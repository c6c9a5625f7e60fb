"""Why people are denied under each plan, from a replication of it."""

from simulator.experiments.file import read_experiment
from simulator.experiments.playing import Played
from simulator.experiments.run import answer
from simulator.experiments.why import why_denied
from tests.simulator.experiments.conftest import BASE, QUESTION, one_thread


def quiet(*_):
    """Nobody listens."""


def found(asked, tmp_path, question=QUESTION, base=BASE):
    played = Played(read_experiment(asked(question, base)), tmp_path / "runs", one_thread)
    return why_denied(played, answer(played, quiet, quiet).plans)


def test_where_all_plans_fail_for_one_reason_and_no_mac_changes_side_it_is_told(asked, tmp_path):
    base = BASE.replace("timeline:", "jamf: {policy: {exclude_groups: [sales]}}\ntimeline:")
    first, second = found(asked, tmp_path, base=base)
    assert (first.plan, second.plan) == (0, 1)
    for one in (first, second):
        assert [(cause.cause, cause.macs) for cause in one.causes] == [("it is out of the policy's scope", 3)]
        assert one.causes[0].sign_ins >= 3
        assert one.causes[0].remedy.startswith("widen the scope")


def test_the_replication_is_the_one_in_the_middle_by_the_number_of_macs_denied(asked, tmp_path):
    question = QUESTION.replace("at_least: 3, at_most: 3", "at_least: 7, at_most: 7")
    base = BASE.replace("count: 3, habits: mixed", "count: 20, habits: {opens_apps: {per_workday: 0.1}}")
    played = Played(read_experiment(asked(question, base)), tmp_path / "runs", one_thread)
    found = answer(played, quiet, quiet)
    runs = [len(one.denied) for one in played.run(range(7), [0], quiet)[0]]
    assert len({*runs}) > 1
    number = why_denied(played, found.plans)[0].replication
    assert runs[number] == sorted(runs)[3]


def test_where_nobody_is_denied_there_is_nothing_to_tell(asked, tmp_path):
    base = BASE.replace("timeline:", "okta: {apps: [{name: salesforce, rules: open}]}\ntimeline:")
    assert [one.causes for one in found(asked, tmp_path, base=base)] == [(), ()]
