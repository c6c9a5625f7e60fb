"""Who is named elsewhere keeps their places when they get another name, and loses them when they are deleted.

Jamf Pro refers to records by their ids; here scopes and policies name them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from fake_jamf.database import Database
from fake_jamf.messages import Policy, Scope


def rename_computer(database: Database, old: str, new: str) -> None:
    """A computer is called otherwise."""
    if old == new:
        return
    database.groups.rename_computer(old, new)
    _rescope(
        database,
        lambda scope: replace(
            scope,
            computers=_replaced(scope.computers, old, new),
            exclude_computers=_replaced(scope.exclude_computers, old, new),
        ),
    )


def rename_group(database: Database, old: str, new: str | None) -> None:
    """A group is called otherwise, or gone (None)."""
    _rescope(
        database,
        lambda scope: replace(
            scope,
            computer_groups=_replaced(scope.computer_groups, old, new),
            exclude_computer_groups=_replaced(scope.exclude_computer_groups, old, new),
        ),
    )


def rename_script(database: Database, old: str, new: str | None) -> None:
    """A script is called otherwise, or gone (None)."""

    def revision(policy: Policy) -> Policy:
        runs = (
            replace(run, script=new or "") if run.script == old else run
            for run in policy.scripts
            if run.script != old or new is not None
        )
        return replace(policy, scripts=tuple(runs))

    database.policies.revise(revision)


def _rescope(database: Database, revision: Callable[[Scope], Scope]) -> None:
    database.policies.revise(lambda policy: replace(policy, scope=revision(policy.scope)))
    database.profiles.revise(lambda profile: replace(profile, scope=revision(profile.scope)))


def _replaced(names: frozenset[str], old: str, new: str | None) -> frozenset[str]:
    if old not in names:
        return names
    return names - {old} if new is None else names - {old} | {new}
