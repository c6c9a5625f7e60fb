"""Policies and their logs, as API clients read and edit them."""

from __future__ import annotations

from dataclasses import replace

from fake_jamf import scope
from fake_jamf.accounts import Account
from fake_jamf.database import Database
from fake_jamf.errors import bad_request, duplicate, not_found
from fake_jamf.messages import Policy, ScriptRun
from fake_jamf.operations.computers import find as find_computer
from fake_jamf.operations.operation import Operations, changed, needs
from fake_jamf.operations.scoping import read_scope, references
from fake_jamf.policies import PolicyRecord
from fake_jamf.speech.key import Key
from fake_jamf.speech.policies import (
    CreatePolicy,
    EditPolicy,
    FindPolicy,
    FlushLogs,
    FoundPolicy,
    ListPolicies,
    PolicyEdit,
    ReadPolicyProperties,
    RemovePolicy,
)

_NEW = Policy(
    "",
    frozenset(),
    "Once per computer",
    scope=replace(Policy("", frozenset(), "Ongoing").scope, all_computers=False),
)
"""What a new policy is where its maker does not say."""


def _record(database: Database, key: Key) -> PolicyRecord:
    for record in database.policies:
        if key.value == (str(record.id) if key.by == "id" else record.policy.name):
            return record
    raise not_found(f"policy with {key}")


def _found(database: Database, record: PolicyRecord) -> FoundPolicy:
    scripts = tuple(run.script for run in record.policy.scripts)
    return FoundPolicy(record.id, record.policy, references(database, record.policy.scope, scripts))


def _list(database: Database, message: ListPolicies, by: Account) -> tuple[FoundPolicy, ...]:
    records = sorted(database.policies, key=lambda record: record.id)
    return tuple(_found(database, record) for record in records)


def _find(database: Database, message: FindPolicy, by: Account) -> FoundPolicy:
    return _found(database, _record(database, message.key))


def _create(database: Database, message: CreatePolicy, by: Account) -> int:
    policy = _edited(database, _NEW, message.edit)
    if policy.name in database.policies:
        raise duplicate("name")
    number = database.policies.set(policy)
    changed(database, "policy", policy.name, by, "created")
    return number


def _edit(database: Database, message: EditPolicy, by: Account) -> int:
    record = _record(database, message.key)
    policy = _edited(database, record.policy, message.edit)
    number = database.policies.change(record, policy)
    changed(database, "policy", policy.name, by, "updated")
    return number


def _edited(database: Database, policy: Policy, edit: PolicyEdit) -> Policy:
    """A policy after an edit. Raises BAD_REQUEST or NOT_FOUND for what is named and not there."""
    event = policy.custom_event if edit.custom_event is None else edit.custom_event
    triggers = {*policy.triggers} - {trigger for trigger, wanted in edit.triggers if not wanted} - {"custom"}
    triggers |= {trigger for trigger, wanted in edit.triggers if wanted}
    if event:
        triggers.add("custom")
    edited = Policy(
        name=policy.name if edit.name is None else edit.name,
        triggers=frozenset(triggers),
        frequency=edit.frequency or policy.frequency,
        scope=policy.scope if edit.scope is None else read_scope(database, edit.scope),
        scripts=policy.scripts if edit.scripts is None else _runs(database, edit.scripts),
        update_inventory=policy.update_inventory if edit.update_inventory is None else edit.update_inventory,
        enabled=policy.enabled if edit.enabled is None else edit.enabled,
        retry_attempts=policy.retry_attempts if edit.retry_attempts is None else edit.retry_attempts,
        custom_event=event,
    )
    database.scripts.check(edited.scripts)
    scope.check(edited.scope, database.groups)
    return edited


def _runs(database: Database, wanted: tuple[tuple[Key, tuple[str, ...]], ...]) -> tuple[ScriptRun, ...]:
    return tuple(ScriptRun(_script(database, key), parameters) for key, parameters in wanted)


def _script(database: Database, key: Key) -> str:
    for script in database.scripts:
        if key.value == (str(script.id) if key.by == "id" else script.name):
            return script.name
    raise bad_request(f"Unable to match script with {key}")


def _remove(database: Database, message: RemovePolicy, by: Account) -> int:
    record = _record(database, message.key)
    database.policies.remove(record)
    changed(database, "policy", record.policy.name, by, "deleted")
    return record.id


def _flush(database: Database, message: FlushLogs, by: Account) -> int:
    policies = [*database.policies] if message.policy is None else [_record(database, message.policy)]
    computers = None
    if message.computers is not None:
        computers = [find_computer(database, key) for key in message.computers]
    before = database.now() - message.older_than_s
    flushed = 0
    for policy in policies:
        for computer in [None] if computers is None else computers:
            entries = database.history.flush(
                policy_id=policy.id, computer_id=None if computer is None else computer.id, before=before
            )
            flushed += entries
            udid = "" if computer is None else computer.udid
            database.log.write(
                "policy.log_flushed",
                udid,
                "flushed",
                policy=policy.policy.name,
                entries=entries,
                by=by.username,
            )
    return flushed


def _properties(database: Database, message: ReadPolicyProperties, by: Account) -> None:
    return


OPERATIONS: Operations = {
    ListPolicies: needs("Read Policies", _list),
    FindPolicy: needs("Read Policies", _find),
    CreatePolicy: needs("Create Policies", _create),
    EditPolicy: needs("Update Policies", _edit),
    RemovePolicy: needs("Delete Policies", _remove),
    ReadPolicyProperties: needs("Read Policies", _properties),
    FlushLogs: needs("Flush Policy Logs", _flush),
}
