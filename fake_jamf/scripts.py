"""Scripts: contents and parameters. A Mac is given the contents only with a policy that is due."""

from __future__ import annotations

from fake_jamf.errors import bad_request, not_found
from fake_jamf.messages import ScriptRun, ScriptToRun

FIRST_PARAMETER, LAST_PARAMETER = 4, 11
"""Jamf Pro sets parameters 1 to 3 (mount point, computer name, user name) itself; 4 to 11 are the admin's."""


class Scripts:
    """The scripts of a server, by name."""

    __slots__ = ("_contents",)

    def __init__(self) -> None:
        self._contents: dict[str, str] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._contents

    def set(self, name: str, contents: str) -> None:
        """Create or replace a script; a check-in from now on delivers the new contents."""
        self._contents[name] = contents

    def contents(self, name: str) -> str:
        """A script's text. Raises NOT_FOUND."""
        if name not in self._contents:
            raise not_found(f"script {name}")
        return self._contents[name]

    def check(self, runs: tuple[ScriptRun, ...]) -> None:
        """Raise BAD_REQUEST where a policy runs a script that does not exist, or with too many parameters."""
        for run in runs:
            if run.script not in self._contents:
                raise bad_request(f"Unable to match script {run.script!r}")
            if len(run.parameters) > LAST_PARAMETER - FIRST_PARAMETER + 1:
                raise bad_request(f"{run.script}: {len(run.parameters)} parameters; there are 4 to 11")

    def to_run(self, runs: tuple[ScriptRun, ...]) -> tuple[ScriptToRun, ...]:
        """The scripts of a policy as its agent receives them."""
        return tuple(ScriptToRun(run.script, self._contents[run.script], run.parameters) for run in runs)
