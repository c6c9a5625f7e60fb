"""The swarm: whole estates from seeds, each the same everywhere, reaching what matters; a failure becomes a small file."""

from collections import Counter
from typing import get_args

import pytest

from simulator.commands.swarm import _first_failure, run
from simulator.faults import FAULTS
from simulator.run import play
from simulator.scenario import timeline
from simulator.scenario.load import load
from simulator.scenario.model import Scenario
from simulator.swarm.check import Failure, check_estate, runs
from simulator.swarm.draw import drawn
from simulator.swarm.faults import KINDS
from simulator.swarm.shrink import failure_of, is_right, shrunk
from simulator.swarm.timeline import VERBS
from simulator.swarm.written import as_yaml


def verbs():
    (union, _) = get_args(timeline.Action)
    return {do for model in get_args(union) for do in get_args(model.model_fields["do"].annotation)}


def test_every_verb_and_every_kind_of_fault_is_drawn():
    assert VERBS.keys() == verbs()
    assert KINDS.keys() == FAULTS.keys()


@pytest.mark.parametrize("first", [0, 100_000])
def test_every_drawn_estate_is_a_file_that_the_loader_takes(first):
    wrong = [number for number in range(first, first + 60) if not is_right(drawn(number))]
    assert not wrong


def test_an_org_that_is_there_with_all_its_defaults_stays_in_the_file():
    act = {"at": "day 1 09:00", "do": "push_task", "org": "preview"}
    raw = {"story": "two orgs", "fleet": [{"name": "ada"}], "timeline": [act]}
    assert is_right(raw | {"preview": {}})
    assert not is_right(raw)


def test_a_file_has_a_line_for_each_group_fault_and_act_as_long_as_they_fit_it():
    act = {
        "at": "day 1 09:00",
        "do": "set_rules",
        "app": "salesforce",
        "rules": [{"name": "a", "access": "deny"}],
    }
    raw = {"story": "short", "fleet": [{"name": "ada", "people": [{"name": "eva"}]}], "timeline": [act, act]}
    lines = as_yaml(raw, "why").splitlines()
    assert lines == [
        "# why",
        "story: short",
        "fleet:",
        "- {name: ada, people: [{name: eva}]}",
        "timeline:",
        *["- {at: day 1 09:00, do: set_rules, app: salesforce, rules: [{name: a, access: deny}]}"] * 2,
    ]
    many = act | {"rules": [{"name": f"a rule with a long name, {n}", "access": "deny"} for n in range(9)]}
    assert len(as_yaml(raw | {"timeline": [many]}).splitlines()) > 10


def test_a_seed_is_one_estate_and_another_seed_another():
    assert drawn(5) == drawn(5) != drawn(6)


@pytest.fixture(scope="module")
def met():
    """What 80 estates meet: kinds of events, faults, denials."""
    found = Counter()
    for number in range(80):
        trace = play(Scenario.model_validate(drawn(number)), number)
        found.update({record.kind for record in trace.records})
        found.update({f"fault {r.details['fault']}" for r in trace.records if r.kind == "fault.began"})
        found.update(
            {f"{r.outcome} {r.reason}" for r in trace.records if r.kind in ("app.opened", "task.ran")}
        )
        found.update({f"pass {r.outcome}" for r in trace.records if r.kind == "agent.passed"})
    return found


@pytest.mark.parametrize(
    "what",
    [
        "pki.cert.renew",
        "pki.cert.revoke",
        "computer.unmanaged",
        "admin.refused",
        "home.opened",
        "browser.quit",
        "pass failed",
        "allowed ok",
        "denied no_certificate",
        "denied certificate_revoked",
        "denied mtls_blocked",
        "denied denied_by_rule",
        "completed ok",
        "failed placeholder",
        *(f"fault {kind}" for kind in FAULTS),
    ],
)
def test_eighty_estates_reach_it(met, what):
    assert met[what]


def test_the_first_seeds_hold_all_that_must_hold(capsys):
    assert run(12, 0, 1, "never-written.yaml") == 0  # `make swarm` plays a thousand
    assert capsys.readouterr().out == "12 estates, seeds 0 to 11: all that must hold held.\n"


def test_processes_find_the_same_first_failure_as_one(tmp_path):
    told = [_first_failure(24, 0, jobs, (most_are_let_in,)) for jobs in (1, 2)]
    assert told[0] is not None
    assert told[0] == told[1]


# --- a defect is found ------------------------------------------------------------------------------------


def most_are_let_in(scenario: Scenario, seed: int) -> str:
    """Stands for a defect that many estates meet."""
    return "somebody is denied" if any(r.outcome == "denied" for r in play(scenario, seed).records) else ""


def nobody_is_locked_out(scenario: Scenario, seed: int) -> str:
    """Stands for a defect that few estates meet: somebody who was let in is denied for a revoked certificate."""
    for record in play(scenario, seed).records:
        if record.kind == "app.opened" and record.reason == "certificate_revoked":
            return f"locked out after all: {record.details['person']}"
    return ""


def test_a_defect_is_found_within_200_seeds_and_shown_in_under_twenty_lines(tmp_path):
    checks = (runs, nobody_is_locked_out)
    found = ((number, failure_of(drawn(number), number, checks)) for number in range(200))
    number, failure = next((number, failure) for number, failure in found if failure is not None)
    small = shrunk(drawn(number), number, failure, checks)
    text = as_yaml(small | {"seeds": [number]}, failure.text)
    assert len(text.splitlines()) < 20
    (tmp_path / "small.yaml").write_text(text)
    again = check_estate(load(tmp_path / "small.yaml").scenario, number, checks)
    assert failure.is_like(again)


def test_whatever_a_run_raises_is_a_failure_and_no_crash():
    group = {"name": "odd", "criteria": [{"name": "no such field", "value": "x"}]}
    raw = {"story": "refused", "fleet": [{"name": "ada"}], "jamf": {"smart_groups": [group]}}
    failure = check_estate(Scenario.model_validate(raw), 99_991)
    assert failure.check == "runs"
    assert failure.text.startswith("JamfError in ")


def test_failures_are_alike_by_their_check_and_first_words():
    one = Failure("heals", "not healed: it has no certificate (ada)")
    assert one.is_like(Failure("heals", "not healed: it has no certificate (bob)"))
    assert not one.is_like(Failure("heals", "not healed: it has a certificate"))
    assert not one.is_like(Failure("runs", one.text))
    assert not one.is_like(None)


def test_what_is_no_scenario_fails_nothing():
    assert failure_of({"story": "no fleet", "fleet": "none"}, 1) is None


def test_an_estate_whose_act_names_a_mac_that_is_gone_is_not_right():
    raw = {"story": "one Mac", "fleet": [{"name": "ada"}]}
    act = {"at": "day 1 09:00", "do": "open_app", "mac": "ada", "app": "salesforce"}
    assert is_right(raw | {"timeline": [act]})
    assert not is_right(raw | {"timeline": [act | {"mac": "bob"}]})


def test_a_failure_is_told_with_the_command_that_repeats_it(capsys, tmp_path):
    out = tmp_path / "small.yaml"
    assert run(200, 0, 1, str(out), (runs, nobody_is_locked_out)) == 1
    told = capsys.readouterr().out
    assert "fails: nobody_is_locked_out\n  locked out after all" in told
    assert "to repeat it: trustlab swarm --seeds 1 --from " in told
    assert out.read_text().startswith("# nobody_is_locked_out, seed ")
    assert len(out.read_text().splitlines()) < 20
