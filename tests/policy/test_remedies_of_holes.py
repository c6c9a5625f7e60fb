"""A hole's remedy can be carried out: the form takes the rule as it is told to be, and that hole is closed."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from simulator.cli import main

PLATFORMS = ["ios", "android", "mobile_other", "windows", "osx", "desktop_other"]
CLIENTS = ["web", "modern_auth", "active_sync", "legacy"]
REMEDY = re.compile(
    r"Let '(?P<rule>[^']+)' (?:(?P<ask>ask for trust)(?:, with (?P<cleared>[\w, ]+?) cleared)?|(?P<deny>deny), since)"
)
PLANTED = sorted((Path(__file__).parent / "planted").glob("*.yaml"))
OTHERS = """\
office365: true
protocol: ws_fed
rules:
  - {name: Phones, access: allow%s}
  - {name: Trusted Macs, access: allow, clients: [web, modern_auth], platforms: [osx], trust: trusted}
  - {name: Deny, access: deny}
"""


def judged(path):
    answer = CliRunner().invoke(main, ["policy", "check", str(path), "--json"], catch_exceptions=False)
    (file,) = json.loads(answer.stdout)["files"]
    return file["apps"]


def all_holes(path):
    return [(app["app"], hole) for app in judged(path) for hole in app["holes"]]


def carried_out(text, remedy):
    """The rules with the remedy's first way done to them."""
    yaml = YAML()
    tree = yaml.load(text)
    app = next(
        one for one in tree.get("apps", [tree]) if any(r["name"] == remedy["rule"] for r in one["rules"])
    )
    rule = next(rule for rule in app["rules"] if rule["name"] == remedy["rule"])
    if remedy["deny"]:
        rule.update(access="deny", prompt_for_factor=False)
    else:
        cleared = {*re.split(r", | and ", remedy["cleared"] or "")}
        rule["trust"] = "trusted"
        rule["platforms"] = [one for one in rule.get("platforms", PLATFORMS) if one not in cleared]
        if app.get("office365"):
            rule["clients"] = [one for one in rule.get("clients", CLIENTS) if one not in cleared]
    told = io.StringIO()
    yaml.dump(tree, told)
    return told.getvalue()


def is_carried_out(text, tmp_path):
    """Whether a rule is to ask or deny; then it is done, and nothing may be wrong with what comes of it."""
    before, after = tmp_path / "before.yaml", tmp_path / "after.yaml"
    before.write_text(text)
    ((app, hole),) = all_holes(before)
    remedy = REMEDY.match(hole["remedy"])
    if remedy is None or "story:" in text:
        return False
    after.write_text(carried_out(text, remedy))
    left = {(one, found["rule"]) for one, found in all_holes(after)}
    # The file's name is that of its only app.
    assert (app.replace("before", "after"), hole["rule"]) not in left
    assert [mistake for one in judged(after) for mistake in one["refused_by_the_form"]] == []
    return True


def test_each_planted_rule_that_is_to_ask_for_trust_can_do_so(tmp_path):
    done = [path.stem for path in PLANTED if is_carried_out(path.read_text().split("\n---\n")[1], tmp_path)]
    assert "a_way_round_by_linux" in done
    assert len(done) >= 10


@pytest.mark.parametrize("more", ["", ", clients: [active_sync, web]", ", platforms: [osx, desktop_other]"])
def test_a_rule_of_office_365_is_told_what_to_clear_first(more, tmp_path):
    assert is_carried_out(OTHERS % more, tmp_path)
