"""``trustlab whatif FILE``: what it prints, its exit codes, and what it says of wrong input."""

import json
import re

import pytest

from tests.simulator.experiments.conftest import BASE, QUESTION


@pytest.fixture
def asked(folder):
    def write(question=QUESTION, base=BASE):
        (folder / "base.yaml").write_text(base)
        (folder / "question.yaml").write_text(question)

    write()
    return write


def test_the_answer_is_told_in_tables_and_words(asked, trustlab):
    asked(QUESTION + "limits: [{measure: macs_locked_out_a_day, at_least: 0}]\n")
    told = trustlab("whatif", "question.yaml", "--jobs", "2")
    assert told.stdout.startswith("Do forced restarts help?\n")
    assert "quits_chrome: every_day" in told.stdout
    assert "3 replications of each plan, with the same dice in all plans." in told.stdout
    assert "too few replications" in told.stdout
    assert "Who is denied: Macs by plan" in told.stdout
    assert re.search(r"sales-0001 +3 of 3 +2025-01-27 +salesforce +certificate revoked", told.stdout)
    assert "Why people are denied: root causes" in told.stdout
    assert "its certificate is revoked" in told.stdout
    assert "No plan was seen to keep all limits." in told.stdout
    assert told.returncode == 1


def test_a_program_gets_json_and_an_end_that_is_not_known_is_null(asked, trustlab):
    told = trustlab("whatif", "question.yaml", "--json", "--resume", "kept")
    answer = json.loads(told.stdout)
    assert [plan["name"] for plan in answer["plans"]] == ["quits_chrome: base", "quits_chrome: every_day"]
    assert answer["plans"][0]["measures"]["denied_sign_ins"]["year"]["high"] is None
    assert {cause["macs"] for cause in answer["plans"][0]["why"]["causes"]} <= {1, 2, 3}
    assert answer["advised"] == answer["confirmed"]["name"]
    assert told.returncode == 0


def test_what_was_kept_gives_the_same_answer(asked, trustlab, folder):
    first = trustlab("whatif", "question.yaml", "--resume", "kept")
    before = {path: path.stat().st_mtime_ns for path in (folder / "kept").rglob("*.parquet")}
    assert trustlab("whatif", "question.yaml", "--resume", "kept") == first
    assert {path: path.stat().st_mtime_ns for path in (folder / "kept").rglob("*.parquet")} == before


def test_a_folder_of_another_question_is_refused(asked, trustlab):
    trustlab("whatif", "question.yaml", "--resume", "kept")
    asked(QUESTION.replace("help?", "help us?"))
    told = trustlab("whatif", "question.yaml", "--resume", "kept")
    assert (told.returncode, "another experiment" in told.stderr) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.yaml"], "missing.yaml"),
        (["question.yaml", "--at", "day 3"], "--at goes with --now"),
        (
            ["question.yaml", "--cluster", "tcp://127.0.0.1:1"],
            "no Dask scheduler answers at tcp://127.0.0.1:1",
        ),
    ],
)
def test_wrong_input_is_told_without_a_traceback(asked, trustlab, arguments, said):
    told = trustlab("whatif", *arguments)
    assert told.returncode == 2
    assert said in told.stderr
    assert "Traceback" not in told.stderr


def test_a_mistake_in_the_file_is_told_with_its_place(asked, trustlab):
    asked(QUESTION.replace("vary:", "vry:"))
    told = trustlab("whatif", "question.yaml")
    assert (told.returncode, "question.yaml:3:1: vry: unknown key" in told.stderr) == (2, True)


def test_a_console_that_refuses_what_a_plan_sets_up_is_told(asked, trustlab):
    refused = QUESTION.replace(
        "fleet.sales.habits.quits_chrome: [base, every_day]",
        "okta.apps.salesforce.protocol: [base, bookmark]",
    )
    asked(refused, BASE + "okta: {apps: [{name: salesforce, rules: trusted_macs_only}]}\n")
    told = trustlab("whatif", "question.yaml", "--jobs", "1")
    assert told.returncode == 2
    assert "Traceback" not in told.stderr


def test_it_is_told_what_uncertain_inputs_do(asked, trustlab):
    law = "uncertain: {fleet.sales.habits.sleeps: [at_night, never], fleet.sales.habits.opens_apps: [never, often]}\n"
    asked(QUESTION + law)
    told = trustlab("whatif", "question.yaml", "--inputs", "--resume", "kept")
    assert "sales opens_apps" in told.stdout
    assert "of 1 pairs were not seen to interact." in told.stdout
    answer = json.loads(trustlab("whatif", "question.yaml", "--inputs", "--resume", "kept", "--json").stdout)
    first = answer["inputs"]["alone"][0]
    assert (first["input"], first["low"], first["high"]) == (
        "fleet.sales.habits.opens_apps",
        "never",
        "often",
    )
    assert first["change"]["estimate"] > 0


def test_who_asks_what_inputs_do_where_none_is_uncertain_is_told_so(asked, trustlab):
    asked()
    told = trustlab("whatif", "question.yaml", "--inputs")
    assert (told.returncode, "there is no 'uncertain' in it" in told.stderr) == (2, True)


def test_what_depends_on_assumptions_is_told_and_stands_in_the_report(asked, trustlab, folder):
    """One plan and two replications, for each is played under each of some dozens of alternatives."""
    plans = "plans: {as it is: {change: {}}}\nreplications: {at_least: 2, at_most: 2}\n"
    head, rest = QUESTION.partition("vary:")[0], QUESTION.partition("measure:")[2]
    asked(f"{head}{plans}measure:{rest}", BASE.replace("30 days", "22 days"))
    told = trustlab("whatif", "question.yaml", "--jobs", "1", "--assumptions", "--report", "answer.html")
    found = re.search(r"(\d+) of (\d+) other things that may be true change no conclusion", told.stdout)
    assert 0 < int(found[1]) <= int(found[2])
    assert int(found[2]) > 20
    page = (folder / "answer.html").read_text()
    for title in ("Who is denied", "Why people are denied", "What the answer depends on"):
        assert f"<h2>{title}</h2>" in page
