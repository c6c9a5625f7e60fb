"""The clients: what Okta reads from their User-Agents, and what codesign tells of them."""

from __future__ import annotations

import pytest

from fake_okta.user_agent import read_user_agent
from simulator.mac.apps import CLIENTS, codesign, support, user_agent
from simulator.mac.task_script import DEFAULT_TEAM_IDS, partitions


@pytest.mark.parametrize("client", CLIENTS)
def test_okta_takes_every_client_for_a_mac(client: str) -> None:
    assert read_user_agent(user_agent(client, "10.14.6", "16.15")).platform == "osx"


@pytest.mark.parametrize(
    ("client", "office_version", "client_type"),
    [
        ("chrome", "16.15", "web"),
        ("safari", "16.15", "web"),
        ("firefox", "16.15", "web"),
        ("slack", "16.15", "web"),
        ("office", "16.15", "modern_auth"),
        ("office", "16.13.1", "modern_auth"),
        ("office", "15.41", "legacy"),
        ("office", "14.7.7", "legacy"),
        ("skype", "16.15", "modern_auth"),
    ],
)
def test_okta_takes_each_client_for_its_type(client: str, office_version: str, client_type: str) -> None:
    assert read_user_agent(user_agent(client, "10.14.6", office_version)).client_type == client_type


def test_browsers_send_what_browsers_send() -> None:
    assert "Chrome/" in user_agent("chrome", "10.13.4", "")
    assert "Version/12.1 Safari" in user_agent("safari", "10.13.4", "")
    assert "Intel Mac OS X 10_13_4" in user_agent("chrome", "10.13.4", "")
    assert user_agent("office", "10.13.4", "16.13.1").startswith("Microsoft Office/16.13.1 (Macintosh;")


@pytest.mark.parametrize(
    "client",
    ["chrome", "safari", "office", "box", "google_drive", "google_backup_and_sync", "slack", "skype"],
)
def test_the_default_whitelist_has_every_supported_client(client: str) -> None:
    assert CLIENTS[client].partition in partitions(DEFAULT_TEAM_IDS)


@pytest.mark.parametrize("client", ["firefox", "ringcentral"])
def test_the_default_whitelist_has_no_other(client: str) -> None:
    assert CLIENTS[client].partition not in partitions(DEFAULT_TEAM_IDS)


def test_safari_is_whitelisted_as_apple_and_others_by_their_team() -> None:
    assert CLIENTS["safari"].partition == "apple:"
    assert CLIENTS["slack"].partition == "teamid:BQR82RBBHL"


@pytest.mark.parametrize("client", CLIENTS)
def test_codesign_shows_the_team_identifier_that_the_whitelist_needs(client: str) -> None:
    team = CLIENTS[client].team_id or "not set"
    assert f"TeamIdentifier={team}" in codesign(client).splitlines()


@pytest.mark.parametrize(
    ("client", "office_version", "verdict"),
    [
        ("office", "16.13.1", "supported"),
        ("office", "16.15", "supported"),
        ("office", "16.14", "does_not_work"),
        ("office", "16.16", "not_tested"),
        ("chrome", "16.14", "supported"),
        ("firefox", "16.15", "not_supported"),
        ("ringcentral", "16.15", "not_tested"),
    ],
)
def test_support_is_what_the_help_page_says(client: str, office_version: str, verdict: str) -> None:
    assert support(client, office_version) == verdict
