"""Policy logs: the last run of each policy, user and computer, and counts: memory does not grow with time."""

from __future__ import annotations

from dataclasses import dataclass, field

from fake_jamf.messages import PolicyLogEntry


@dataclass(slots=True)
class UserRuns:
    """Runs of a policy on a computer under one user name: the last entry, its place in order, the count."""

    last: PolicyLogEntry
    sequence: int
    count: int


@dataclass(slots=True)
class PolicyRuns:
    """Runs of one policy on one computer, whoever was logged in."""

    last_at: int
    failures_in_a_row: int = 0
    by_user: dict[str, UserRuns] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many runs were logged since the last flush."""
        return sum(runs.count for runs in self.by_user.values())


NO_RUNS: dict[int, PolicyRuns] = {}


class History:
    """The policy logs of all computers. A Failed run is an entry like any other."""

    __slots__ = ("_by_computer", "_by_policy_and_user", "_sequence")

    def __init__(self) -> None:
        self._by_computer: dict[int, dict[int, PolicyRuns]] = {}
        # How many entries a user has of a policy on any computer: what 'Once per user' asks.
        self._by_policy_and_user: dict[tuple[int, str], int] = {}
        self._sequence = 0

    def of_computer(self, computer_id: int) -> dict[int, PolicyRuns]:
        """A computer's runs by policy id; to be read only."""
        return self._by_computer.get(computer_id, NO_RUNS)

    def has_run_for(self, policy_id: int, username: str) -> bool:
        """Whether the policy has run for a user on any computer."""
        return (policy_id, username) in self._by_policy_and_user

    def add(self, computer_id: int, entry: PolicyLogEntry) -> None:
        """Log a run."""
        self._sequence += 1
        by_policy = self._by_computer.setdefault(computer_id, {})
        runs = by_policy.setdefault(entry.policy_id, PolicyRuns(entry.at))
        runs.last_at = entry.at
        runs.failures_in_a_row = runs.failures_in_a_row + 1 if entry.status == "Failed" else 0
        earlier = runs.by_user.get(entry.username)
        count = 1 if earlier is None else earlier.count + 1
        runs.by_user[entry.username] = UserRuns(entry, self._sequence, count)
        key = (entry.policy_id, entry.username)
        self._by_policy_and_user[key] = self._by_policy_and_user.get(key, 0) + 1

    def flush(
        self, *, policy_id: int | None = None, computer_id: int | None = None, before: int | None = None
    ) -> int:
        """Forget the runs of a policy, of a computer, or of one on the other; how many entries went.

        With ``before`` (seconds since the epoch) a user's runs stay where the last of them is later.
        """
        computers = list(self._by_computer) if computer_id is None else [computer_id]
        flushed = 0
        for computer in computers:
            by_policy = self._by_computer.get(computer, {})
            for policy in list(by_policy) if policy_id is None else [policy_id]:
                runs = by_policy.pop(policy, None)
                later = None if before is None else _later(runs, before)
                if runs is not None and later is not None:
                    by_policy[policy] = later
                    runs.by_user = {
                        user: one for user, one in runs.by_user.items() if user not in later.by_user
                    }
                flushed += self._forget(policy, runs)
            if not by_policy:
                self._by_computer.pop(computer, None)
        return flushed

    def entries(
        self, *, policy_id: int | None = None, computer_id: int | None = None
    ) -> tuple[PolicyLogEntry, ...]:
        """The last run of each policy, user and computer asked for, oldest first."""
        computers = self._by_computer.values() if computer_id is None else [self.of_computer(computer_id)]
        found = [
            (user_runs.sequence, user_runs.last)
            for by_policy in computers
            for policy, runs in by_policy.items()
            if policy_id is None or policy == policy_id
            for user_runs in runs.by_user.values()
        ]
        return tuple(entry for _, entry in sorted(found, key=lambda pair: pair[0]))

    def _forget(self, policy_id: int, runs: PolicyRuns | None) -> int:
        if runs is None:
            return 0
        for username, user_runs in runs.by_user.items():
            key = (policy_id, username)
            self._by_policy_and_user[key] -= user_runs.count
            if not self._by_policy_and_user[key]:
                del self._by_policy_and_user[key]
        return runs.count


def _later(runs: PolicyRuns | None, moment: int) -> PolicyRuns | None:
    """Of runs, those of the users whose last one is later; None where there are none."""
    if runs is None:
        return None
    by_user = {user: one for user, one in runs.by_user.items() if one.last.at > moment}
    return PolicyRuns(runs.last_at, runs.failures_in_a_row, by_user) if by_user else None
