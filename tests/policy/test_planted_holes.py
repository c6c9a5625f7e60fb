"""Rule sets with one planted hole each: ``check`` names it, and is silent on the twin in which it is closed.

Each file holds three parts: what must be told, the rules with the hole, the same rules with the hole closed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from fake_okta.analysis_causes import Kind
from simulator.cli import main
from simulator.facts import FACT_IDS

PLANTED = sorted((Path(__file__).parent / "planted").glob("*.yaml"))


@pytest.fixture(params=PLANTED, ids=lambda path: path.stem)
def planted(request, tmp_path, monkeypatch):
    """What is to be told, and a folder with both sets of rules."""
    told, open_, closed = request.param.read_text().split("\n---\n")
    (tmp_path / "open.yaml").write_text(open_)
    (tmp_path / "closed.yaml").write_text(closed)
    monkeypatch.chdir(tmp_path)
    return YAML(typ="safe").load(told)


def check(*arguments):
    return CliRunner().invoke(main, ["policy", "check", *arguments], catch_exceptions=False)


def holes(answer):
    (file,) = json.loads(answer.stdout)["files"]
    return [(app["app"], hole) for app in file["apps"] for hole in app["holes"]]


def test_they_are_many_and_every_kind_of_hole_is_among_them():
    kinds = {YAML(typ="safe").load(path.read_text().split("\n---\n")[0])["kind"] for path in PLANTED}
    assert len(PLANTED) >= 30
    assert kinds == {*get_args(Kind)}


def test_the_hole_is_named_and_no_other(planted):
    answer = check("open.yaml", "--json")
    assert answer.exit_code == 1
    ((app, hole),) = holes(answer)
    assert (hole["kind"], hole["rule"]) == (planted["kind"], planted["rule"])
    assert app == planted.get("app", app)
    assert hole["remedy"]
    assert {*hole["facts"]} <= {*FACT_IDS}
    for key in ("blamed", "conditions"):
        assert hole[key] == planted.get(key, hole[key])


def test_it_is_named_in_plain_words_too(planted):
    answer = check("open.yaml")
    assert answer.exit_code == 1
    assert "\n1 hole in" in answer.stdout
    for words in planted["names"]:
        assert str(words) in answer.stdout


def test_nothing_is_named_once_it_is_closed(planted):
    answer = check("closed.yaml", "--json")
    assert (answer.exit_code, holes(answer)) == (0, [])
    told = check("closed.yaml")
    assert told.exit_code == 0
    assert "\n0 holes in" in told.stdout
