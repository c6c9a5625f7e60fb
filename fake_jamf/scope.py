"""Scope: targets, limited to users, less exclusions.

Source: Jamf Pro documentation, Scope, Adding Limitations, Adding Exclusions.
"""

from __future__ import annotations

from fake_jamf.errors import bad_request
from fake_jamf.groups import Groups
from fake_jamf.messages import Scope


def reaches_computer(scope: Scope, name: str, groups: frozenset[str]) -> bool:
    """Whether a computer of that name, in those groups, is a target and not excluded; users aside."""
    targeted = scope.all_computers or name in scope.computers or not groups.isdisjoint(scope.computer_groups)
    return (
        targeted and name not in scope.exclude_computers and groups.isdisjoint(scope.exclude_computer_groups)
    )


def reaches_user(scope: Scope, username: str) -> bool:
    """Whether the scope admits who is logged in ("" for nobody), which is not the computer's owner.

    With a limitation, nobody logged in means out of scope.
    """
    if scope.limit_to_users and username not in scope.limit_to_users:
        return False
    return username not in scope.exclude_users


def check(scope: Scope, groups: Groups) -> None:
    """Raise BAD_REQUEST where a scope names a group that does not exist. Computers may enroll later."""
    for name in sorted(scope.computer_groups | scope.exclude_computer_groups):
        if name not in groups:
            raise bad_request(f"Unable to match computer group {name!r}")
