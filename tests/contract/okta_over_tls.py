"""A session of Okta's client in a process of its own: aiohttp reads ``SSL_CERT_FILE`` once, when it is imported.

Arguments: the org's URL. The API token comes on stdin. Prints what it did, a line each.
"""

from __future__ import annotations

import asyncio
import sys

from tests.contract.test_okta_client import new_user, okta


async def talk(client):
    """Pages, writes and reads the log."""
    created, _, error = await client.create_user(new_user("Tls"))
    assert error is None, error
    first, response, _ = await client.list_users(limit=5)
    after = okta().pagination.PaginationHelper.extract_next_cursor(response.headers)
    second, _, _ = await client.list_users(limit=5, after=after)
    print(len(first), len(second), len({one.id for one in (*first, *second)}))
    assert (await client.deactivate_user(created.id))[-1] is None
    events, _, _ = await client.list_log_events(filter='eventType eq "user.lifecycle.deactivate"')
    print(*(event.target[0].alternate_id for event in events))


if __name__ == "__main__":
    asyncio.run(talk(okta().client.Client({"orgUrl": sys.argv[1], "token": sys.stdin.read().strip()})))
