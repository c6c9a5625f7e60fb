"""The script in Jamf Pro: what the admin pastes, and what Python makes of it."""

from __future__ import annotations

import ast

import pytest

from simulator.mac.task_script import DEFAULT_TEAM_IDS, ScriptBroken, parse_task, task_script
from tests.simulator.mac.estate import Estate, left_behind

SECRET = "4kQ9secret"


def script(**changed: str) -> str:
    settings = {
        "version": "1.2.1",
        "org_token": SECRET,
        "url": "https://acme.okta.com",
        "team_ids": DEFAULT_TEAM_IDS,
        **changed,
    }
    return task_script(**settings)


def test_a_script_is_python_and_says_what_was_pasted() -> None:
    ast.parse(script())
    task = parse_task(script())
    assert task is not None
    assert (task.version, task.org_token, task.url, task.team_ids) == (
        "1.2.1",
        SECRET,
        "https://acme.okta.com",
        DEFAULT_TEAM_IDS,
    )


def test_each_version_names_its_interpreter() -> None:
    assert script(version="1.2.1").startswith("#!/usr/bin/python\n")
    assert script(version="1.3.3").startswith("#!/usr/bin/env python3\n")


@pytest.mark.parametrize("secret", [SECRET, "kQ9secret", "0x", "a b", "secret-1"])
def test_lost_quotes_stop_python_at_that_line_whatever_the_key_begins_with(secret: str) -> None:
    contents = script(org_token=secret).replace(f"'{secret}'", secret)
    with pytest.raises(ScriptBroken) as broken:
        parse_task(contents)
    assert broken.value.reason == "syntax_error"
    assert "Error: " in broken.value.output
    assert "line 4" in broken.value.output


def test_the_error_does_not_print_the_line_with_the_secret() -> None:
    with pytest.raises(ScriptBroken) as broken:
        parse_task(script().replace(f"'{SECRET}'", SECRET))
    assert SECRET not in broken.value.output
    assert broken.value.output.endswith("SyntaxError: invalid syntax")


def test_a_script_without_the_settings_is_another_script() -> None:
    assert parse_task("print('hello')\n") is None
    assert parse_task("") is None


def test_apple_tool_is_added_again_where_it_was_dropped() -> None:
    task = parse_task(script(team_ids="apple:, teamid:BQR82RBBHL"))
    assert task is not None
    assert task.partitions() == {"apple-tool:", "apple:", "teamid:BQR82RBBHL"}


def test_a_script_shows_its_token_to_nobody_who_prints_it() -> None:
    assert SECRET not in repr(parse_task(script()))


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"org_token": "<<TOKEN>>"}, "org_token_invalid"),
        ({"org_token": "wrong"}, "org_token_invalid"),
        ({"org_token": ""}, "placeholder"),
        ({"url": "https://<<ORG>>.okta.com"}, "placeholder"),
        ({"url": ""}, "placeholder"),
        ({"url": "(https://acme.okta.com)"}, "placeholder"),
    ],
)
def test_placeholders_that_were_left_in_are_refused_with_an_error_line(
    estate: Estate, changed: dict[str, str], reason: str
) -> None:
    mac, account = estate.mac()
    outcome = estate.run(mac, account, **changed)
    assert (outcome.exit_status, outcome.reason) == (1, reason)
    assert "ERROR: " in outcome.output
    assert left_behind(account) == set()


def test_parentheses_that_were_left_in_are_refused(estate: Estate) -> None:
    mac, account = estate.mac()
    assert estate.run(mac, account, org_token=f"({estate.secret_key})").reason == "org_token_invalid"
    assert estate.run(mac, account).reason == "ok"
