"""What an experiment's file may say, and how its mistakes are told."""

import pytest

from simulator.experiments.file import MOST_PLANS, read_experiment
from simulator.scenario.mistakes import ScenarioMistakes
from tests.simulator.experiments.conftest import BASE, QUESTION


def mistakes(asked, *words):
    with pytest.raises(ScenarioMistakes) as told:
        read_experiment(asked(*words))
    return str(told.value)


def test_all_combinations_are_plans_and_base_leaves_a_value_as_it_is(asked):
    more = QUESTION.replace("replications", "  jamf.rollout: [all_at_once, {macs_a_day: 1}]\nreplications")
    plans = read_experiment(asked(more)).plans
    assert [plan.name for plan in plans] == [
        "quits_chrome: base, rollout: all_at_once",
        "quits_chrome: base, rollout: macs_a_day 1",
        "quits_chrome: every_day, rollout: all_at_once",
        "quits_chrome: every_day, rollout: macs_a_day 1",
    ]
    assert plans[0].changes == {"jamf.rollout": "all_at_once"}
    assert plans[3].scenario.fleet[0].habits.quits_chrome == "every_day"
    assert plans[3].scenario.jamf.rollout.macs_a_day == 1


def test_plans_can_have_names(asked):
    named = QUESTION.replace(
        "vary:\n  fleet.sales.habits.quits_chrome: [base, every_day]",
        "plans:\n  as it is: {}\n  restarts: {change: {fleet.sales.habits.quits_chrome: every_day}}",
    )
    assert [plan.name for plan in read_experiment(asked(named)).plans] == ["as it is", "restarts"]


def test_the_story_of_the_base_and_what_it_expects_are_left_out(asked):
    base = BASE + "shows: [BRW-01]\nexpect: [{event: nothing, outcome: allowed}]\n"
    base = base.replace("person: sales-0001}", "person: sales-0001, as: nothing}")
    (first, _) = read_experiment(asked(QUESTION, base)).plans
    assert (first.scenario.story, first.scenario.expect) == ("Do forced restarts help?", [])


def test_the_digest_is_of_the_question_and_its_base(asked):
    one = read_experiment(asked()).sha256
    assert one == read_experiment(asked()).sha256
    assert one != read_experiment(asked(QUESTION + "seed: 2\n")).sha256
    assert one != read_experiment(asked(QUESTION, BASE.replace("30 days", "31 days"))).sha256


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("question:", "qestion:", ["question.yaml:1:1: qestion: unknown key. Did you mean 'question'?"]),
        ("denied_sign_ins", "denied_sign_in", ["Did you mean 'denied_sign_ins'?"]),
        ("[denied_sign_ins,", "[denied_minutes of revokd,", ["Did you mean 'denied_minutes of revoked'?"]),
        ("[denied_sign_ins,", "[days_to_950_percent_trusted,", ["Did you mean 'days_to_N_percent_trusted'?"]),
        ("[denied_sign_ins,", "[happiness,", ["there is no measure 'happiness'", "trustlab schema"]),
        ("at_most: 3", "at_most: 2", ["at_most is less than at_least"]),
        ("at_least: 3", "at_least: 1", ["replications.at_least"]),
        ("every_day]", "evry_day]", ["question.yaml:4:", "quits_chrome: evry_day", "quits_chrome"]),
        ("fleet.sales", "fleet.sale", ["question.yaml:4:3", "there is no 'sale'", "Did you mean 'sales'?"]),
        ("vary:\n  fleet.sales.habits.quits_chrome: [base, every_day]\n", "", ["either 'vary' or 'plans'"]),
    ],
)
def test_a_mistake_is_told_with_its_place_and_the_nearest_right_word(asked, old, new, said):
    told = mistakes(asked, QUESTION.replace(old, new))
    assert [part for part in said if part not in told] == []


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("{measure: denied_sign_ins}", "either at_most or at_least"),
        ("{measure: denied_sign_ins, at_most: 1, at_least: 1}", "either at_most or at_least"),
        ("{measure: denied_sign_ins, at_most: 1, quantile_over_days: 0.9}", "has no days"),
        ("{measure: denied_sign_ins, at_most: 1, in: most years}", "95 % of years"),
        ("{measure: denied_sign_ins, at_most: 1, in: 100 % of years}", "95 % of years"),
    ],
)
def test_a_limit_that_says_nothing_is_a_mistake(asked, limit, said):
    assert said in mistakes(asked, f"{QUESTION}limits: [{limit}]\n")


def test_a_half_width_is_a_number_or_a_share_of_the_mean(asked):
    def with_width(width):
        until = f"until: {{measure: denied_sign_ins, half_width: {width}}}, "
        return QUESTION.replace("at_least: 3, at_most: 3", f"at_least: 30, {until}at_most: 90")

    assert "5 % of mean" in mistakes(asked, with_width("narrow"))
    assert (
        read_experiment(asked(with_width("5 % of mean"))).model.replications.until.half_width == "5 % of mean"
    )
    assert read_experiment(asked(with_width("0.5"))).model.replications.until.half_width == 0.5
    read_experiment(asked(with_width('"5 % of mean, or 0.5"')))


def test_a_stopping_rule_may_not_look_before_30_replications(asked):
    early = "at_least: 29, until: {measure: denied_sign_ins, half_width: 1}, at_most: 90"
    said = mistakes(asked, QUESTION.replace("at_least: 3, at_most: 3", early))
    assert "after 30 replications at the earliest" in said


@pytest.mark.parametrize(
    "where", ["measure: [help_desk_calls", "limits: [{measure: help_desk_calls, at_most: 3}]\nmeasure: ["]
)
def test_a_help_desk_s_numbers_need_a_help_desk(asked, where):
    question = QUESTION.replace("measure: [", where if where.endswith("[") else f"{where}, ")
    assert "no plan has a help desk" in mistakes(asked, question)
    assert read_experiment(asked(question, f"{BASE}help_desk: {{people: 1}}\n")).model.measure
    varied = question.replace("vary:", "vary:\n  help_desk: [base, {people: 1}]")
    assert [plan.scenario.help_desk is None for plan in read_experiment(asked(varied)).plans].count(True) == 2


def test_a_wrong_base_is_told_as_its_own(asked):
    assert "base.yaml:2:1: lenght: unknown key" in mistakes(asked, QUESTION, BASE.replace("length", "lenght"))


def test_more_plans_than_can_be_compared_are_refused(asked):
    values = ", ".join(f"{{macs_a_day: {number}}}" for number in range(1, MOST_PLANS))
    more = QUESTION.replace("replications", f"  jamf.rollout: [{values}]\nreplications")
    assert f"{MOST_PLANS} at most" in mistakes(asked, more)
