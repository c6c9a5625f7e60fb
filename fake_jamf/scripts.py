"""Scripts: contents and parameters. A Mac is given the contents only with a policy that is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from fake_jamf.errors import bad_request, duplicate, not_found
from fake_jamf.messages import ScriptRun, ScriptToRun
from fake_jamf.speech.key import Key
from fake_jamf.speech.settings import Script

FIRST_PARAMETER, LAST_PARAMETER = 4, 11
"""Jamf Pro sets parameters 1 to 3 (mount point, computer name, user name) itself; 4 to 11 are the admin's."""

PRIORITIES = ("BEFORE", "AFTER", "AT_REBOOT")


class Scripts:
    """The scripts of a server, by name."""

    __slots__ = ("_by_name", "_ids")

    def __init__(self) -> None:
        self._by_name: dict[str, Script] = {}
        self._ids = 0

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[Script]:
        """All scripts by id."""
        return iter(sorted(self._by_name.values(), key=lambda one: one.id))

    def set(self, name: str, contents: str) -> None:
        """Create or replace a script; a check-in from now on delivers the new contents."""
        earlier = self._by_name.get(name)
        wanted = Script(0, name, contents) if earlier is None else replace(earlier, contents=contents)
        self.save(earlier, wanted)

    def save(self, earlier: Script | None, wanted: Script) -> Script:
        """Keep a script, in the place of an earlier one or as a new one; with its id.

        Raises DUPLICATE (name) or BAD_REQUEST (no name, an unknown priority, too many parameters).
        """
        taken = wanted.name in self._by_name and (earlier is None or wanted.name != earlier.name)
        if taken:
            raise duplicate("name")
        if wanted.priority not in PRIORITIES:
            raise bad_request(f"A script's priority is one of {', '.join(PRIORITIES)}")
        _check_count(wanted.name, wanted.parameters)
        if earlier is None:
            self._ids += 1
        else:
            del self._by_name[earlier.name]
        saved = replace(wanted, id=self._ids if earlier is None else earlier.id)
        self._by_name[saved.name] = saved
        return saved

    def remove(self, script: Script) -> None:
        """Delete a script."""
        del self._by_name[script.name]

    def by_key(self, key: Key) -> Script:
        """The script with an id or a name. Raises NOT_FOUND."""
        for script in self._by_name.values():
            if key.value == (str(script.id) if key.by == "id" else script.name):
                return script
        raise not_found(f"script with {key}")

    def contents(self, name: str) -> str:
        """A script's text. Raises NOT_FOUND."""
        if name not in self._by_name:
            raise not_found(f"script {name}")
        return self._by_name[name].contents

    def check(self, runs: tuple[ScriptRun, ...]) -> None:
        """Raise BAD_REQUEST where a policy runs a script that does not exist, or with too many parameters."""
        for run in runs:
            if run.script not in self._by_name:
                raise bad_request(f"Unable to match script {run.script!r}")
            _check_count(run.script, run.parameters)

    def to_run(self, runs: tuple[ScriptRun, ...]) -> tuple[ScriptToRun, ...]:
        """The scripts of a policy as its agent receives them."""
        return tuple(ScriptToRun(run.script, self.contents(run.script), run.parameters) for run in runs)


def _check_count(script: str, parameters: tuple[str, ...]) -> None:
    if len(parameters) > LAST_PARAMETER - FIRST_PARAMETER + 1:
        raise bad_request(f"{script}: {len(parameters)} parameters; there are 4 to 11")
