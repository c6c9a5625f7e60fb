"""The registration task as a script in Jamf Pro: what the admin edits in it, and what Python makes of that.

The text is this project's own; Okta's script is not used. The four settings are those that the help page lets
the admin edit, or shows: secret key, org URL, version, whitelist.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

DEFAULT_TEAM_IDS: Final = (
    "apple-tool:,apple:,teamid:UBF8T346G9,teamid:EQHXZ8M8AV,"
    "teamid:M683GB7CPW,teamid:AL798K98FX,teamid:BQR82RBBHL"
)
"""The default whitelist: Apple's tools, Safari, Microsoft Office, Google, Box, Skype for Business, Slack."""

_NAMES: Final = ("VERSION", "ORG_TOKEN", "URL", "TEAM_IDS_TO_WHITELIST")


@dataclass(frozen=True, slots=True, repr=False)
class TaskScript:
    """The task's settings. ``team_ids`` is the whitelist, separated by commas."""

    version: str
    org_token: str
    url: str
    team_ids: str

    def partitions(self) -> frozenset[str]:
        """The whitelist with ``apple-tool:``, which is added again where it was dropped."""
        return partitions(self.team_ids)


class ScriptBroken(Exception):
    """Python cannot run the script: what it prints, and why in one word."""

    def __init__(self, reason: str, output: str) -> None:
        super().__init__(reason, output)
        self.reason = reason
        self.output = output


def task_script(version: str, org_token: str, url: str, team_ids: str) -> str:
    """The script's contents, as the admin pastes it into Jamf Pro. Values stand between single quotes."""
    interpreter = "/usr/bin/env python3" if version.startswith("1.3") else "/usr/bin/python"
    return "\n".join(
        (
            f"#!{interpreter}",
            "# Registers this Mac for Okta Device Trust. What it does is played by trustlab.",
            f"VERSION = '{version}'",
            f"ORG_TOKEN = '{org_token}'",
            f"URL = '{url}'",
            f"TEAM_IDS_TO_WHITELIST = '{team_ids}'",
            "",
        )
    )


@lru_cache(maxsize=256)
def parse_task(contents: str) -> TaskScript | None:
    """The settings of a script, or None where it is another script than the task.

    Raises ScriptBroken where Python would stop at it: quotes lost, for example.
    """
    try:
        tree = ast.parse(contents)
    except SyntaxError as error:
        raise ScriptBroken(
            "syntax_error", _traceback(error.lineno or 0, "SyntaxError: invalid syntax")
        ) from None
    values: dict[str, str] = {}
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            values[statement.targets[0].id] = _text(statement.value)
    if not all(name in values for name in _NAMES):
        return None
    return TaskScript(*(values[name] for name in _NAMES))


@lru_cache(maxsize=64)
def partitions(team_ids: str) -> frozenset[str]:
    """A whitelist as a partition list, always with ``apple-tool:``."""
    return frozenset({"apple-tool:", *(part.strip() for part in team_ids.split(",") if part.strip())})


def _text(value: ast.expr) -> str:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    if isinstance(value, ast.Name):
        # A key without quotes that happens to be a Python name gets past the parser and fails when run.
        raise ScriptBroken("syntax_error", _traceback(value.lineno, "NameError: name is not defined"))
    raise ScriptBroken("syntax_error", _traceback(value.lineno, "TypeError: a string was expected"))


def _traceback(line: int, error: str) -> str:
    # Python would print the line as well; it has the org token in it, which belongs into no log of ours.
    return f'  File "Okta Device Registration Task", line {line}\n{error}'
