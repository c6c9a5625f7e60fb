"""The table of endpoints names what each client asks; ``make tables`` writes it anew."""

import pytest

from tests.contract import jamf_tours

MODULES = {
    "jps-api-wrapper": "jps_api_wrapper",
    "jamfpy": "jamfpy",
    "pyjamfpro": "pyjamfpro",
    "python-jamf": "python_jamf",
}

pytestmark = pytest.mark.filterwarnings("default")


@pytest.mark.parametrize("client", sorted(MODULES))
def test_the_table_names_what_the_client_asks(client):
    pytest.importorskip(MODULES[client], reason="make test-clients installs it")
    jamf_tours.check(client)
