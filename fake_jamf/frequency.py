"""Execution frequencies: when a policy is due again, given its log.

An entry counts whether the run Completed or Failed. Only 'Once per computer' can retry after a failure.
Source: Jamf Pro administrator guide, About Policies.
"""

from __future__ import annotations

from collections.abc import Callable

from fake_jamf.errors import bad_request
from fake_jamf.history import History, PolicyRuns
from fake_jamf.messages import Frequency, Policy

HOUR = 3600
ALWAYS = 0
"""Due since the epoch began, that is, now."""

_ALIASES: dict[str, Frequency] = {"Once per computer per user": "Once per user per computer"}

Rule = Callable[[PolicyRuns | None, str], int | None]
"""Given a policy's runs on a computer, and a user: from when on (seconds since the epoch) it is due there;
None: not by the passing of time."""


def named(label: str) -> Frequency:
    """The frequency with a label: Jamf Pro's own, or the one in Okta's guide, 'Once per computer per user'.

    Raises BAD_REQUEST for any other.
    """
    for frequency in _RULES:
        if label == frequency:
            return frequency
    if label in _ALIASES:
        return _ALIASES[label]
    raise bad_request(f"No execution frequency is named {label!r}")


def rule(policy: Policy, policy_id: int, history: History) -> Rule:
    """The rule by which a policy is due again."""
    return _RULES[policy.frequency](policy, policy_id, history)


def _ongoing(policy: Policy, policy_id: int, history: History) -> Rule:
    return lambda runs, username: ALWAYS


def _once_per_computer(policy: Policy, policy_id: int, history: History) -> Rule:
    retries = policy.retry_attempts

    def due_from(runs: PolicyRuns | None, username: str) -> int | None:
        if runs is None:
            return ALWAYS
        return ALWAYS if 0 < runs.failures_in_a_row <= retries else None

    return due_from


def _once_per_user(policy: Policy, policy_id: int, history: History) -> Rule:
    return lambda runs, username: None if history.has_run_for(policy_id, username) else ALWAYS


def _once_per_user_per_computer(policy: Policy, policy_id: int, history: History) -> Rule:
    return lambda runs, username: ALWAYS if runs is None or username not in runs.by_user else None


def _once_every(hours: int) -> Callable[[Policy, int, History], Rule]:
    def made(policy: Policy, policy_id: int, history: History) -> Rule:
        return lambda runs, username: ALWAYS if runs is None else runs.last_at + hours * HOUR

    return made


_RULES: dict[Frequency, Callable[[Policy, int, History], Rule]] = {
    "Ongoing": _ongoing,
    "Once per computer": _once_per_computer,
    "Once per user": _once_per_user,
    "Once per user per computer": _once_per_user_per_computer,
    "Once every day": _once_every(24),
    "Once every week": _once_every(168),
    "Once every month": _once_every(720),
}
