"""Whatever bytes a file of rules holds: it is judged or answered, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simulator.cli import main
from simulator.policy_check import as_data, checked
from simulator.rule_sets import read_rule_set
from simulator.scenario.mistakes import ScenarioMistakes

PLANTED = [
    part.encode()
    for path in sorted((Path(__file__).parent / "planted").glob("*.yaml"))
    for part in path.read_text().split("\n---\n")[1:]
]
SCRAPS = [
    b"null",
    b"~",
    b"[]",
    b"{}",
    b": ",
    b"- ",
    b"\n",
    b"{",
    b"}",
    b'"',
    b"&a ",
    b"*a",
    b"!!x ",
    b"|\n",
    b"? ",
    b"\t",
]
SCRAPS += [
    b"\x00",
    b"\xff",
    b"-1",
    b"1e999",
    b"true",
    b"people",
    b"zones:",
    b"ALL_ZONES",
    b"Everyone",
    b"[osx]",
    b"deny",
]
EDITS = st.tuples(st.floats(0, 1), st.integers(0, 40), st.sampled_from(SCRAPS))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(PLANTED), st.lists(EDITS, min_size=1, max_size=3))
def test_a_file_that_was_spoilt_is_judged_or_answered(tmp_path, whole, edits):
    for place, length, scrap in edits:
        at = int(place * len(whole))
        whole = whole[:at] + scrap + whole[at + length :]
    file = tmp_path / "rules.yaml"
    file.write_bytes(whole)
    told = answer(str(file))
    assert told is None or told.startswith(f"{file}:")


def answer(path):
    """What a file is answered with, or None where it can be judged."""
    try:
        rules = read_rule_set(path)
    except ScenarioMistakes as mistakes:
        return str(mistakes)
    for one in checked(rules):
        as_data(one)
    return None


@pytest.mark.parametrize("command", ["check", "table", "ask"])
def test_names_are_shown_as_they_are(tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules.yaml").write_text(
        "rules:\n - {name: '[red]Macs[/red]', access: allow, platforms: [osx], groups: ['[bold]Board[/]']}\n"
        " - {name: '[/]', access: deny}\n"
    )
    answer = CliRunner(env={"COLUMNS": "200"}).invoke(
        main, ["policy", command, "rules.yaml"], catch_exceptions=False
    )
    assert answer.exit_code in (0, 1)
    assert "[red]Macs[/red]" in answer.stdout
