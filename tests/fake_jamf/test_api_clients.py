"""API roles and clients as the server keeps them: numbers, identifiers, secrets, and what an edit leaves."""

from __future__ import annotations

from dataclasses import replace
from hashlib import blake2b

import pytest

from fake_jamf.accounts import Account
from fake_jamf.api_clients import ApiClients
from fake_jamf.speech.access import ApiClient, ApiRole

READS, DELETES = frozenset({"Read Computers"}), frozenset({"Delete Computers"})
INVENTORY = ApiClient(0, "inventory", "", ("Reader",), 600, True)


@pytest.fixture
def clients() -> ApiClients:
    """With two roles, and a client that has one of them."""
    clients = ApiClients(b"tests")
    clients.save_role(None, "Reader", READS)
    clients.save_role(None, "Remover", DELETES)
    clients.save_client(None, INVENTORY)
    return clients


def test_a_role_keeps_its_number_through_an_edit(clients: ApiClients) -> None:
    edited = ApiRole(1, "Reader", DELETES)
    assert clients.save_role(1, "Reader", DELETES) == edited
    assert clients.roles() == (edited, ApiRole(2, "Remover", DELETES))


def test_a_client_keeps_number_identifier_and_secret_through_an_edit(clients: ApiClients) -> None:
    secret = clients.rotate(1)
    before = clients.client(1).client
    edited = clients.save_client(1, replace(INVENTORY, name="other", roles=(), life_s=60))
    assert edited == replace(before, name="other", roles=(), life_s=60)
    found = clients.with_secret(before.client_id, secret)
    assert found is not None
    assert found.client == edited


@pytest.mark.parametrize("life_s", [1, 7 * 86_400])
def test_the_shortest_and_the_longest_life_of_tokens_are_taken(clients: ApiClients, life_s: int) -> None:
    assert clients.save_client(1, replace(INVENTORY, life_s=life_s)).life_s == life_s


def test_a_client_is_an_account_with_all_that_its_roles_may(clients: ApiClients) -> None:
    client = clients.save_client(1, replace(INVENTORY, roles=("Reader", "Remover"), enabled=False))
    assert clients.account_of(client) == Account(
        "inventory", None, READS | DELETES, enabled=False, id=1, full_name=client.client_id
    )


def test_a_seed_means_these_identifiers_and_secrets_in_every_release(clients: ApiClients) -> None:
    second = clients.save_client(None, replace(INVENTORY, name="second"))
    assert [clients.client(1).client.client_id, second.client_id] == [
        "c8994263-be93-4609-94b9-a523da9afebb",
        "50e71557-dc1e-4ac4-b38e-3d6c92eb5c29",
    ]
    assert [clients.rotate(2), clients.rotate(1)] == [
        "c7ba4d8cf05db022d2ee1dafddb03968504d20070d5894b5cbd3d5dfa813f112",
        "e56d0085dcf68b12de954276b62c7eeefad4258df53a5bf83c86d9e2d03a6ee7",
    ]


def test_of_a_secret_is_kept_what_tells_nothing_without_the_server_s_own_key(clients: ApiClients) -> None:
    secret = clients.rotate(1)
    kept = clients.client(1).secret_hash
    assert kept is not None
    size = len(kept)
    assert kept not in (secret.encode(), blake2b(secret.encode(), digest_size=size).digest())
