"""What API clients, Okta among them, and the console read."""

from __future__ import annotations

from fake_jamf.database import Database
from fake_jamf.messages import (
    Computer,
    CreateToken,
    Credentials,
    GetComputer,
    GetPolicyLog,
    GetScript,
    KeepAlive,
    ListAccounts,
    ListComputers,
    ListPendingComputers,
    ListUsers,
    PolicyLogEntry,
    Token,
)
from fake_jamf.scope import reaches_computer


class Reading:
    """Answers questions; each changes nothing but the access log and the tokens."""

    __slots__ = ("_database",)

    def __init__(self, database: Database) -> None:
        self._database = database

    def create_token(self, message: CreateToken, credentials: Credentials) -> Token:
        """A token for name and password, good for 30 minutes. Raises UNAUTHORIZED."""
        return self._database.access.create_token(credentials)

    def keep_alive(self, message: KeepAlive, credentials: Credentials) -> Token:
        """A new token for an old one, which is dead at once. Raises INVALID_TOKEN."""
        return self._database.access.keep_alive(credentials)

    def computer(self, message: GetComputer, credentials: Credentials) -> Computer:
        """A computer by its UDID. Raises NOT_FOUND where it never enrolled or was deleted."""
        self._database.access.account(credentials, "Read Computers")
        return self._database.inventory.by_udid(message.udid).as_message()

    def computers(self, message: ListComputers, credentials: Credentials) -> tuple[Computer, ...]:
        """All computers, by id."""
        self._database.access.account(credentials, "Read Computers")
        return tuple(record.as_message() for record in self._database.inventory)

    def accounts(self, message: ListAccounts, credentials: Credentials) -> tuple[str, ...]:
        """The names of all accounts."""
        self._database.access.account(credentials, "Read Accounts")
        return self._database.accounts.names()

    def users(self, message: ListUsers, credentials: Credentials) -> tuple[str, ...]:
        """The users to whom computers are assigned."""
        self._database.access.account(credentials, "Read User")
        return self._database.inventory.users()

    def script(self, message: GetScript, credentials: Credentials) -> str:
        """A script's contents. Raises NOT_FOUND."""
        self._database.access.account(credentials, "Read Scripts")
        return self._database.scripts.contents(message.name)

    def policy_log(self, message: GetPolicyLog, credentials: Credentials) -> tuple[PolicyLogEntry, ...]:
        """The last run of each policy, user and computer asked for, oldest first. Raises NOT_FOUND.

        A policy's log, or everything, needs 'Read Policies', one computer's alone 'Read Computers'.
        """
        database = self._database
        of_one_computer = message.policy is None and message.udid is not None
        database.access.account(credentials, "Read Computers" if of_one_computer else "Read Policies")
        policy_id = None if message.policy is None else database.policies.by_name(message.policy).id
        computer_id = None if message.udid is None else database.inventory.by_udid(message.udid).id
        return database.history.entries(policy_id=policy_id, computer_id=computer_id)

    def pending(self, message: ListPendingComputers, credentials: Credentials) -> tuple[str, ...]:
        """Where a policy is Pending: enabled, managed, in scope, no run logged. Raises NOT_FOUND."""
        database = self._database
        database.access.account(credentials, "Read Policies")
        record = database.policies.by_name(message.policy)
        if not record.policy.enabled:
            return ()
        return tuple(
            computer.udid
            for computer in database.inventory
            if computer.managed
            and reaches_computer(record.policy.scope, computer.name, computer.groups)
            and record.id not in database.history.of_computer(computer.id)
        )
