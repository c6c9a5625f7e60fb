"""A Jamf Pro on the line for each client; ``make test-clients`` installs the clients, without them nothing is collected."""

import pytest

from tests.contract.jamf_line import Line


@pytest.fixture
def line():
    with Line() as opened:
        yield opened
