"""The published client pyjamfpro, unchanged: an API client that reads until it has as many records as it was told."""

import pytest

from fake_jamf.messages import DeviceIdentity, EnrollComputer
from tests.contract.jamf_line import URL

pyjamfpro = pytest.importorskip("pyjamfpro.jamfpro", reason="make test-clients installs it")

pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture
def client(line):
    credentials = line.estate.credentials
    return pyjamfpro.Client(URL, credentials.client_id, credentials.client_secret)


def test_pages_are_read_until_the_total_count_is_reached(line, client):
    for number in range(230):
        identity = DeviceIdentity(f"UDID-{number}")
        line.estate.handle(EnrollComputer(identity.udid, f"S{number}", f"mac-{number}", "14.5"), identity)
    computers = client.pro_computers()
    assert [one["id"] for one in computers] == [str(number) for number in range(1, 233)]
    assert line.targets("inventory") == [
        "/api/v1/computers-inventory" + page for page in ("", "?page=1", "?page=2")
    ]


def test_the_classic_api_is_read_with_the_same_token(line, client):
    assert [one["name"] for one in client.classic_computers()] == ["ada's Mac", "eve's Mac"]
    assert client.classic_computer_for_id(1)["general"]["udid"] == "0A-ADA"
    assert client.classic_computer_for_id(99) is None
    assert [row for row, _ in line.seen].count("POST /api/oauth/token") == 1
