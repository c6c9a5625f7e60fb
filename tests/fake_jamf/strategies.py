"""Whatever can be said to Jamf Pro, and answered: strategies that know the types and nothing of the rules."""

from __future__ import annotations

from dataclasses import fields
from typing import get_args

from hypothesis import strategies as st

from fake_jamf.errors import Code, JamfError
from fake_jamf.messages import (
    Basic,
    Bearer,
    CheckIn,
    Computer,
    ConfigurationProfile,
    CreateToken,
    DeviceIdentity,
    DuePolicy,
    EnrollComputer,
    GetComputer,
    GetProfiles,
    InventoryReport,
    KeepAlive,
    ListAccounts,
    ListComputers,
    ListUsers,
    Nobody,
    Scope,
    ScriptToRun,
    SubmitInventory,
    SubmitPolicyLog,
    Token,
)

texts = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    ["", " ", ".", "..", "a/b", "%2F", "a?b#c", "\x00", "\r\n", "]]>", '<&>"', "\ufffe", "名前", "\U0001f34e"]
)
numbers = st.integers(-(2**63), 2**63 - 1)
times = st.integers(-62_135_596_800, 253_402_300_799)
"""Seconds since the epoch that a calendar has, from year 1 to 9999."""

settings_values = st.recursive(
    st.none() | st.booleans() | numbers | st.floats(allow_nan=False) | texts | st.binary(),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(texts | st.sampled_from(["tuple", "dict", "data"]), inner)
    ),
    max_leaves=8,
)


def built(kind, **given):
    """Any value of a dataclass: each field by its type, where ``given`` does not say otherwise."""
    inferred = {field.name: ... for field in fields(kind)}
    return st.builds(kind, **(inferred | given))


names = st.lists(texts).map(tuple)
pairs = st.lists(st.tuples(texts, texts)).map(tuple)
scopes = built(Scope, **dict.fromkeys([f.name for f in fields(Scope)][1:], st.frozensets(texts)))
scripts = built(ScriptToRun, name=texts, contents=texts, parameters=names)
reports = built(
    InventoryReport,
    macos_version=texts,
    username=texts,
    local_users=names,
    extension_attributes=pairs,
    certificates=st.lists(st.tuples(texts, numbers)).map(tuple),
    profiles=names,
)
computers = built(
    Computer,
    id=numbers,
    udid=texts,
    serial_number=texts,
    name=texts,
    owner=texts,
    macos_version=texts,
    enrolled_at=times,
    last_check_in_at=st.none() | times,
    last_inventory_at=st.none() | times,
    extension_attributes=pairs,
    groups=names,
)
tokens = built(Token, token=texts, expires_at=times)
due_policies = built(
    DuePolicy, policy_id=numbers, name=texts, scripts=st.lists(scripts, max_size=3).map(tuple)
)
profiles = built(
    ConfigurationProfile,
    name=texts,
    scope=scopes,
    settings=st.lists(st.tuples(texts, texts, settings_values), max_size=3).map(tuple),
)


def _many(one):
    return st.lists(one, max_size=3).map(tuple)


MESSAGES = {
    EnrollComputer: (
        built(EnrollComputer, **dict.fromkeys([f.name for f in fields(EnrollComputer)], texts)),
        numbers,
    ),
    CheckIn: (built(CheckIn, username=texts, custom_event=texts), _many(due_policies)),
    SubmitPolicyLog: (
        built(SubmitPolicyLog, policy_id=numbers, username=texts, output=texts),
        st.none(),
    ),
    SubmitInventory: (st.builds(SubmitInventory, reports), st.none()),
    GetProfiles: (st.builds(GetProfiles, texts), _many(profiles)),
    CreateToken: (st.just(CreateToken()), tokens),
    KeepAlive: (st.just(KeepAlive()), tokens),
    GetComputer: (st.builds(GetComputer, texts), computers),
    ListComputers: (st.just(ListComputers()), _many(computers)),
    ListAccounts: (st.just(ListAccounts()), names),
    ListUsers: (st.just(ListUsers()), names),
}
"""What goes over the wire: each message's values, and those of its replies."""

messages = st.one_of([message for message, _ in MESSAGES.values()])
exchanges = st.one_of([st.tuples(message, reply) for message, reply in MESSAGES.values()])
credentials = st.one_of(
    st.just(Nobody()),
    st.builds(DeviceIdentity, texts),
    # RFC 7617: a name with a colon cannot be said.
    st.builds(Basic, texts.map(lambda name: name.replace(":", "")), texts),
    st.builds(Bearer, texts.map(str.strip)),
)
errors = st.builds(JamfError, st.sampled_from(get_args(Code)), st.integers(400, 599), texts)
