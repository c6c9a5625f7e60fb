"""Scopes of policies and profiles in the Classic API."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from fake_jamf.api.xml_reading import Reading
from fake_jamf.messages import Scope
from fake_jamf.speech.key import Reference
from fake_jamf.speech.policies import ScopeEdit, ScopeReferences
from fake_jamf.wire_text import Unreadable

Tree = dict[str, Any]


def scope_shown(scope: Scope, references: ScopeReferences) -> Tree:
    """A scope with the ids of what it names; of Jamf Pro's lists those that this server does not know are empty."""
    return {
        "all_computers": scope.all_computers,
        "computers": _computers(references.computers, scope.computers),
        "computer_groups": _groups(references.groups, scope.computer_groups),
        "buildings": [],
        "departments": [],
        "limit_to_users": {"user_groups": []},
        "limitations": {
            "users": _users(scope.limit_to_users),
            "user_groups": [],
            "network_segments": [],
            "ibeacons": [],
        },
        "exclusions": {
            "computers": _computers(references.computers, scope.exclude_computers),
            "computer_groups": _groups(references.groups, scope.exclude_computer_groups),
            "buildings": [],
            "departments": [],
            "users": _users(scope.exclude_users),
            "user_groups": [],
            "network_segments": [],
            "ibeacons": [],
        },
    }


def scope_written(root: Reading) -> ScopeEdit | None:
    """The scope that a client wrote, or None. Raises ``Unreadable`` for targets that this server does not know."""
    part = root.part("scope")
    if part is None:
        return None
    for unknown in (
        "buildings/building",
        "departments/department",
        "jss_users/user",
        "jss_user_groups/user_group",
    ):
        for path in (unknown, f"limitations/{unknown}", f"exclusions/{unknown}"):
            if any(part.parts(path)):
                raise Unreadable(f"scope/{path} is not known here")
    return ScopeEdit(
        all_computers=bool(part.truth("all_computers")),
        computers=part.keys("computers/computer"),
        computer_groups=part.keys("computer_groups/computer_group"),
        limit_to_users=_names(part, "limitations/users/user"),
        exclude_computers=part.keys("exclusions/computers/computer"),
        exclude_computer_groups=part.keys("exclusions/computer_groups/computer_group"),
        exclude_users=_names(part, "exclusions/users/user"),
    )


def _computers(references: Iterable[Reference], names: frozenset[str]) -> list[Tree]:
    return [{"id": one.id, "name": one.name, "udid": one.udid} for one in references if one.name in names]


def _groups(references: Iterable[Reference], names: frozenset[str]) -> list[Tree]:
    return [{"id": one.id, "name": one.name} for one in references if one.name in names]


def _users(names: frozenset[str]) -> list[Tree]:
    return [{"name": name} for name in sorted(names)]


def _names(part: Reading, path: str) -> tuple[str, ...]:
    return tuple(one.text("name") or "" for one in part.parts(path))
