"""API roles, and the API clients that have them; a client logs in with an identifier and a secret."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from uuid import UUID

from fake_jamf.accounts import Account
from fake_jamf.errors import bad_request, duplicate, not_found
from fake_jamf.speech.access import ApiClient, ApiRole

SHORTEST_LIFE_S, LONGEST_LIFE_S = 1, 7 * 24 * 3600
"""Seconds that a client's tokens may live; Jamf Pro's own bounds are not public."""


@dataclass(frozen=True, slots=True, repr=False)
class ClientRecord:
    """An API client with the hash of its secret; None: no secret was made yet."""

    client: ApiClient
    secret_hash: bytes | None


class ApiClients:
    """The API roles and API clients of a server."""

    __slots__ = ("_clients", "_ids", "_key", "_roles", "_secrets")

    def __init__(self, seed: bytes) -> None:
        self._key = blake2b(b"api clients" + seed, digest_size=32).digest()
        self._roles: dict[int, ApiRole] = {}
        self._clients: dict[int, ClientRecord] = {}
        self._ids = {"role": 0, "client": 0}
        self._secrets = 0

    # --- roles --------------------------------------------------------------------------------------------

    def roles(self) -> tuple[ApiRole, ...]:
        """All roles by id."""
        return tuple(self._roles.values())

    def role(self, number: int) -> ApiRole:
        """A role. Raises NOT_FOUND."""
        if number not in self._roles:
            raise not_found(f"API role with id {number}")
        return self._roles[number]

    def save_role(self, number: int | None, name: str, privileges: frozenset[str]) -> ApiRole:
        """Make a role or replace one; clients follow its name. Raises NOT_FOUND, DUPLICATE, BAD_REQUEST."""
        earlier = None if number is None else self.role(number)
        self._check_name(name, (role.name for role in self._roles.values() if role is not earlier))
        role = ApiRole(self._next("role") if earlier is None else earlier.id, name, privileges)
        self._roles[role.id] = role
        if earlier is not None:
            self._rename_role(earlier.name, name)
        return role

    def remove_role(self, number: int) -> None:
        """Delete a role; clients lose it. Raises NOT_FOUND."""
        role = self.role(number)
        del self._roles[number]
        for record in list(self._clients.values()):
            roles = tuple(name for name in record.client.roles if name != role.name)
            self._keep(replace(record, client=replace(record.client, roles=roles)))

    # --- clients ------------------------------------------------------------------------------------------

    def clients(self) -> Iterator[ApiClient]:
        """All clients by id."""
        return (record.client for record in self._clients.values())

    def client(self, number: int) -> ClientRecord:
        """A client. Raises NOT_FOUND."""
        if number not in self._clients:
            raise not_found(f"API integration with id {number}")
        return self._clients[number]

    def by_client_id(self, client_id: str) -> ClientRecord | None:
        """The client with an identifier, or None."""
        return next((one for one in self._clients.values() if one.client.client_id == client_id), None)

    def save_client(self, number: int | None, wanted: ApiClient) -> ApiClient:
        """Make a client or replace one; its identifier stays. Raises NOT_FOUND, DUPLICATE, BAD_REQUEST."""
        earlier = None if number is None else self.client(number)
        others = (one.client.name for one in self._clients.values() if one is not earlier)
        self._check_name(wanted.name, others)
        known = {role.name for role in self._roles.values()}
        for name in wanted.roles:
            if name not in known:
                raise bad_request(f"There is no API role {name!r}")
        if not SHORTEST_LIFE_S <= wanted.life_s <= LONGEST_LIFE_S:
            raise bad_request(f"A token's life is {SHORTEST_LIFE_S} to {LONGEST_LIFE_S} seconds")
        if earlier is None:
            wanted = replace(wanted, id=self._next("client"))
            wanted = replace(wanted, client_id=self._identifier(wanted.id))
        else:
            wanted = replace(wanted, id=earlier.client.id, client_id=earlier.client.client_id)
        self._keep(ClientRecord(wanted, None if earlier is None else earlier.secret_hash))
        return wanted

    def remove_client(self, number: int) -> None:
        """Delete a client. Raises NOT_FOUND."""
        self.client(number)
        del self._clients[number]

    def rotate(self, number: int) -> str:
        """A new secret, which ends the old one. Raises NOT_FOUND."""
        record = self.client(number)
        self._secrets += 1
        secret = blake2b(f"secret {self._secrets}".encode(), key=self._key, digest_size=32).hexdigest()
        self._keep(replace(record, secret_hash=self._hash(secret)))
        return secret

    def with_secret(self, client_id: str, secret: str) -> ClientRecord | None:
        """The enabled client with that identifier and secret, or None; nothing tells which of them was wrong."""
        record = self.by_client_id(client_id)
        kept = None if record is None else record.secret_hash
        offered = self._hash(secret)
        # Compared in constant time, and for an unknown client too.
        matches = hmac.compare_digest(offered, kept or bytes(len(offered)))
        return record if record is not None and record.client.enabled and kept and matches else None

    def account_of(self, client: ApiClient) -> Account:
        """A client as an account: it may do what any of its roles may."""
        privileges = frozenset[str]().union(
            *(role.privileges for role in self._roles.values() if role.name in client.roles)
        )
        return Account(
            client.name, None, privileges, client.enabled, id=client.id, full_name=client.client_id
        )

    def _rename_role(self, old: str, new: str) -> None:
        for record in list(self._clients.values()):
            roles = tuple(new if name == old else name for name in record.client.roles)
            self._keep(replace(record, client=replace(record.client, roles=roles)))

    def _keep(self, record: ClientRecord) -> None:
        self._clients[record.client.id] = record

    def _next(self, kind: str) -> int:
        self._ids[kind] += 1
        return self._ids[kind]

    def _identifier(self, number: int) -> str:
        return str(
            UUID(
                bytes=blake2b(f"client {number}".encode(), key=self._key, digest_size=16).digest(), version=4
            )
        )

    def _hash(self, secret: str) -> bytes:
        return blake2b(secret.encode(), key=self._key).digest()

    @staticmethod
    def _check_name(name: str, others: Iterator[str]) -> None:
        if not name:
            raise bad_request("A name is needed")
        if name in others:
            raise duplicate("name")
