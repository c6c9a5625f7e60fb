"""An operation of an API client: the privileges that it needs, and the rule that carries it out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from fake_jamf.accounts import Account
from fake_jamf.database import Database
from fake_jamf.messages import Message

M = TypeVar("M", bound=Message[Any])
Rule = Callable[[Database, M, Account], Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """What is to be checked before a rule is asked.

    Attributes:
        privileges: those that are needed, all of them, given the server and the message; none: any account will do.
        rule: answers the message for the account that asks.
    """

    privileges: Callable[[Database, Any], tuple[str, ...]]
    rule: Rule[Any]


Operations = Mapping[type[Message[Any]], Operation]


def needs(privileges: str | tuple[str, ...], rule: Rule[M]) -> Operation:
    """An operation that always needs the same privileges; "" for none."""
    always = (privileges,) if isinstance(privileges, str) and privileges else tuple(privileges)
    return Operation(lambda database, message: always, rule)


def changed(database: Database, kind: str, name: str, by: Account, outcome: str) -> None:
    """Write into the log what an edit came to: created, updated or deleted."""
    database.log.write("change", name, outcome, object=kind, by=by.username)


def given(edit: object) -> dict[str, Any]:
    """What an edit says: its fields that are not None."""
    names = [field.name for field in fields(edit)]  # type: ignore[arg-type]
    return {name: value for name in names if (value := getattr(edit, name)) is not None}
