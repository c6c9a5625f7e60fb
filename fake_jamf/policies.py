"""Policies: which are due on a Mac, for a trigger and a user.

Due = enabled, on a managed computer, with that trigger, in scope, and not yet run as often as its frequency
allows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from fake_jamf import frequency
from fake_jamf.assumptions import JamfAssumptions
from fake_jamf.errors import bad_request, duplicate, not_found
from fake_jamf.history import History
from fake_jamf.inventory import ComputerRecord
from fake_jamf.messages import Policy, Trigger
from fake_jamf.scope import reaches_computer, reaches_user

NO_RETRY, MOST_RETRIES = -1, 10

Event = tuple[Trigger, str]
"""A trigger, and the custom event's name where the trigger is custom."""


@dataclass(frozen=True, slots=True)
class PolicyRecord:
    """A policy with the id that the server gave it, and its frequency's rule."""

    id: int
    policy: Policy
    due_from: frequency.Rule
    for_certain_users: bool


class Policies:
    """The policies of a server, by id and by name."""

    __slots__ = ("_assumptions", "_by_name", "_history", "_ids", "_named_computers", "_reach")

    def __init__(self, history: History, assumptions: JamfAssumptions) -> None:
        self._history = history
        self._assumptions = assumptions
        self._by_name: dict[str, PolicyRecord] = {}
        self._ids = 0
        self._named_computers: frozenset[str] = frozenset()
        # Which policies reach a computer follows from its groups, and from its name where a scope names it.
        # So Macs of the same groups share one row here, and a check-in need not look at any scope.
        self._reach: dict[tuple[str, frozenset[str]], dict[Event, tuple[PolicyRecord, ...]]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def __iter__(self) -> Iterator[PolicyRecord]:
        """All policies by name, the order in which Macs run them."""
        return iter(sorted(self._by_name.values(), key=lambda record: record.policy.name))

    def by_name(self, name: str) -> PolicyRecord:
        """The policy of that name. Raises NOT_FOUND."""
        if name not in self._by_name:
            raise not_found(f"policy {name}")
        return self._by_name[name]

    def by_id(self, policy_id: int) -> PolicyRecord:
        """The policy with that id. Raises NOT_FOUND."""
        for record in self._by_name.values():
            if record.id == policy_id:
                return record
        raise not_found(f"policy with id {policy_id}")

    def set(self, policy: Policy) -> int:
        """Create a policy, or replace the one of the same name, which keeps its id. Raises BAD_REQUEST."""
        return self._save(self._by_name.get(policy.name), policy)

    def change(self, record: PolicyRecord, policy: Policy) -> int:
        """Replace a policy, which may get another name. Raises DUPLICATE or BAD_REQUEST."""
        if policy.name != record.policy.name and policy.name in self._by_name:
            raise duplicate("name")
        return self._save(record, policy)

    def remove(self, record: PolicyRecord) -> None:
        """Delete a policy with its log."""
        del self._by_name[record.policy.name]
        self._history.flush(policy_id=record.id)
        self._look_up_anew()

    def revise(self, revision: Callable[[Policy], Policy]) -> None:
        """Change what all policies name, for example a computer that is called otherwise now."""
        for record in self._by_name.values():
            revised = revision(record.policy)
            if revised != record.policy:
                self._by_name[record.policy.name] = replace(record, policy=revised)
        self._look_up_anew()

    def _save(self, existing: PolicyRecord | None, policy: Policy) -> int:
        policy = replace(policy, frequency=frequency.named(policy.frequency))
        _check(policy)
        if existing is None:
            self._ids += 1
        else:
            del self._by_name[existing.policy.name]
        policy_id = self._ids if existing is None else existing.id
        for_certain_users = bool(policy.scope.limit_to_users or policy.scope.exclude_users)
        rule = frequency.rule(policy, policy_id, self._history)
        self._by_name[policy.name] = PolicyRecord(policy_id, policy, rule, for_certain_users)
        self._look_up_anew()
        return policy_id

    def _look_up_anew(self) -> None:
        self._reach.clear()
        scopes = [record.policy.scope for record in self._by_name.values()]
        self._named_computers = frozenset().union(
            *(scope.computers | scope.exclude_computers for scope in scopes)
        )

    def logged_as(self, computer: ComputerRecord, username: str) -> str:
        """Whose run it is where ``username`` is at the console ("" for nobody: then it is an assumption)."""
        if username or self._assumptions.run_without_console_user_logged_as == "nobody":
            return username
        return computer.owner

    def due(self, computer: ComputerRecord, event: Event, username: str, at: int) -> list[PolicyRecord]:
        """The policies that a check-in for that trigger and user would run at that second, by name."""
        if not computer.managed:
            return []
        user = self.logged_as(computer, username)
        runs = self._history.of_computer(computer.id)
        due = []
        for record in self.reaching(computer, event):
            due_from = record.due_from(runs.get(record.id), user)
            if due_from is None or due_from > at:
                continue
            if not record.for_certain_users or reaches_user(record.policy.scope, username):
                due.append(record)
        return due

    def due_from(self, computer: ComputerRecord, event: Event, username: str) -> int | None:
        """From when on (seconds since the epoch) some policy is due if only time passes; None: never."""
        if not computer.managed:
            return None
        user = self.logged_as(computer, username)
        runs = self._history.of_computer(computer.id)
        first: int | None = None
        for record in self.reaching(computer, event):
            if record.for_certain_users and not reaches_user(record.policy.scope, username):
                continue
            moment = record.due_from(runs.get(record.id), user)
            if moment is not None and (first is None or moment < first):
                first = moment
        return first

    def reaching(self, computer: ComputerRecord, event: Event) -> tuple[PolicyRecord, ...]:
        """The enabled policies with that trigger whose scope has the computer, by name; users aside."""
        name = computer.name if computer.name in self._named_computers else ""
        key = (name, computer.groups)
        reach = self._reach.get(key)
        if reach is None:
            reach = self._reach[key] = self._reach_of(name, computer.groups)
        return reach.get(event, ())

    def _reach_of(self, name: str, groups: frozenset[str]) -> dict[Event, tuple[PolicyRecord, ...]]:
        reach: dict[Event, list[PolicyRecord]] = {}
        for record in self:
            policy = record.policy
            if policy.enabled and reaches_computer(policy.scope, name, groups):
                for trigger in policy.triggers:
                    reach.setdefault(event_of(trigger, policy.custom_event), []).append(record)
        return {event: tuple(records) for event, records in reach.items()}


def event_of(trigger: Trigger, custom_event: str) -> Event:
    """A trigger as policies are looked up by it: only 'custom' has an event's name."""
    return (trigger, custom_event if trigger == "custom" else "")


def _check(policy: Policy) -> None:
    if not policy.name:
        raise bad_request("A policy needs a name")
    if policy.retry_attempts > 0 and policy.frequency != "Once per computer":
        raise bad_request(f"{policy.name}: only 'Once per computer' can retry after a failure")
    if not NO_RETRY <= policy.retry_attempts <= MOST_RETRIES:
        raise bad_request(f"{policy.name}: {policy.retry_attempts} retries; -1 (none) to 10 are possible")
    if ("custom" in policy.triggers) != bool(policy.custom_event):
        raise bad_request(f"{policy.name}: a custom trigger and its event's name need each other")
