"""Published clients, unchanged, against ``trustlab serve``: over TLS, with nothing but what it prints and its CA file."""

from __future__ import annotations

import os
import subprocess
import sys
from urllib.parse import urlsplit

import pytest

from tests.soak.soak import serving

CA_VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("served"), speed=1) as running:
        yield running


@pytest.fixture(autouse=True)
def no_ca_of_the_environment(monkeypatch):
    for name in CA_VARIABLES:
        monkeypatch.delenv(name, raising=False)


def oktas_client(served, **environment):
    """A session of Okta's client with these variables; see ``okta_over_tls``."""
    command = [sys.executable, "-m", "tests.contract.okta_over_tls", served.org]
    known = {name: value for name, value in os.environ.items() if name not in CA_VARIABLES}
    return subprocess.run(
        command, input=served.okta_token, env=known | environment, capture_output=True, text=True, timeout=280
    )


def test_oktas_client_pages_writes_and_reads_the_log(served):
    talked = oktas_client(served, SSL_CERT_FILE=served.trusted)
    assert talked.stdout.splitlines() == ["5 5 10", "tls@acme.test"], talked.stderr


def test_oktas_client_without_the_ca_speaks_to_nobody(served):
    talked = oktas_client(served)
    assert (talked.returncode, talked.stdout) == (1, "")
    # So it tells of a certificate that it does not trust.
    assert "'NoneType' object has no attribute 'status'" in talked.stderr


@pytest.mark.filterwarnings("default")
def test_jamf_pro_sdk_pages_and_writes_with_one_token(served):
    from jamf_pro_sdk import JamfProClient, SessionConfig, UserCredentialsProvider

    there = urlsplit(served.jamf)
    client = JamfProClient(
        there.hostname,
        UserCredentialsProvider(*served.jamf_account),
        port=there.port,
        session_config=SessionConfig(ca_cert_bundle=served.trusted),
    )
    token = client.get_access_token().token
    computers = client.pro_api.get_computer_inventory_v1(page_size=7)
    assert [one.general.name for one in computers] == [f"staff-{number:04}" for number in range(1, 21)]
    client.classic_api.set_computer_unmanaged_by_id(computers[0].id)
    assert not client.classic_api.get_computer_by_id(computers[0].id).general.remote_management.managed
    assert client.get_access_token().token == token
