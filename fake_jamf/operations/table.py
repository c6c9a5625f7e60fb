"""Every operation of API clients, and how a server answers with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_jamf.database import Database
from fake_jamf.messages import Credentials, Message
from fake_jamf.operations import access, computers, groups, policies, profiles, settings, users
from fake_jamf.operations.operation import Operation, Operations
from fake_jamf.speech.access import CheckHealth, CreateClientToken, InvalidateToken

Answer = Callable[[Any, Credentials], Any]

OPERATIONS: Operations = {
    **access.OPERATIONS,
    **computers.OPERATIONS,
    **groups.OPERATIONS,
    **policies.OPERATIONS,
    **profiles.OPERATIONS,
    **settings.OPERATIONS,
    **users.OPERATIONS,
}


def answers(database: Database) -> dict[type[Message[Any]], Answer]:
    """What answers each message: after its privileges are there, its rule; logging in and out needs none."""
    by_type: dict[type[Message[Any]], Answer] = {
        kind: _answer(database, operation) for kind, operation in OPERATIONS.items()
    }
    by_type[CheckHealth] = lambda message, credentials: None
    by_type[CreateClientToken] = lambda message, credentials: database.access.create_client_token(message)
    by_type[InvalidateToken] = lambda message, credentials: database.access.invalidate(credentials)
    return by_type


def _answer(database: Database, operation: Operation) -> Answer:
    def answer(message: Any, credentials: Credentials) -> Any:
        account = database.access.anybody(credentials)
        for privilege in operation.privileges(database, message):
            database.access.require(account, credentials, privilege)
        return operation.rule(database, message, account)

    return answer
