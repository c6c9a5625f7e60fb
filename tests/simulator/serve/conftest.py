"""A served estate whose clock is turned by hand."""

import pytest

from simulator.scenario.model import Scenario
from simulator.serve.house import House, Secrets
from simulator.serve.live import LiveWorld
from simulator.serve.mishaps import Mishaps
from simulator.tls.client import loopback_session

DAY = 86_400
TODAY = 1_900_000_000.25


class HandClock:
    def __init__(self):
        self.s = 0.0

    def __call__(self):
        return self.s


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def live(clock):
    scenario = Scenario.model_validate(
        {"story": "served", "length": "60 days", "fleet": [{"name": "ada"}, {"name": "ben"}]}
    )
    return LiveWorld(scenario, 1, 3600.0, clock, b"salt", client_clock=lambda: TODAY + clock.s)


@pytest.fixture
def slept():
    return []


@pytest.fixture
def house(live, slept, tmp_path):
    """All servers, with ``get`` and ``post`` that reach them by the estate's names."""
    served = House(live, Mishaps(slept.append), Secrets(b"salt"), "127.0.0.1")
    trusted = tmp_path / "ca.pem"
    trusted.write_bytes(served.authority.pem)
    ports = {door.url.removeprefix("https://"): door.port for door in served.doors}
    served.session = loopback_session(ports, str(trusted))
    served.trusted = str(trusted)
    yield served
    served.session.close()
    served.stop()
