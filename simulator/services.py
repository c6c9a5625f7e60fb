"""The two services of a world as its scenario sets them up, and how they are spoken to."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from fake_jamf.assumptions import JamfAssumptions
from fake_jamf.jamf import Jamf
from fake_okta.assumptions import OktaAssumptions
from fake_okta.jamf_client import JamfSend
from fake_okta.okta import Okta
from simulator import wiring
from simulator.administration import ADMIN
from simulator.scenario.model import Scenario
from simulator.staging import Wiring
from simulator.weather import Weather
from simulator.wiring import Send


@dataclass(frozen=True, slots=True)
class Services:
    """Both services, and the ``Send`` by which all speak to them."""

    okta: Okta
    jamf: Jamf
    send: Send


@dataclass(frozen=True, slots=True)
class Rules:
    """What services need beside the scenario: seed, clock, network and assumptions."""

    seed: int
    now: Callable[[], int]
    weather: Weather
    okta_assumptions: OktaAssumptions
    jamf_assumptions: JamfAssumptions


def services(scenario: Scenario, rules: Rules, how: Wiring) -> Services:
    """Both services, wired. What they keep for readers is in the trace, so they forget it at once."""
    material = hashlib.blake2b(f"{rules.seed}|services".encode(), digest_size=32).digest()
    jamf = Jamf(
        url=scenario.okta.device_trust.tenant_url,
        seed=material,
        now=rules.now,
        assumptions=rules.jamf_assumptions,
        administrator=ADMIN,
        output_kept=False,
    )

    def reachable() -> bool:
        return rules.weather.down["jamf"] == 0

    def okta(port: JamfSend) -> Okta:
        return Okta(
            org=scenario.okta.org,
            cell=scenario.okta.cell,
            domain=scenario.okta.domain,
            seed=material,
            now=rules.now,
            jamf=port,
            assumptions=rules.okta_assumptions,
            log_kept_s=0,  # of a fleet, 90 days of it take a third of the memory
        )

    if how == "direct":
        straight = okta(wiring.jamf_port(lambda: jamf, reachable))
        return Services(straight, jamf, wiring.direct(straight, jamf))
    from simulator import http_wiring  # Flask and responses take 200 ms to import

    caught = http_wiring.Caught()
    over_http = okta(http_wiring.jamf_port_over_http(caught, reachable))
    return Services(over_http, jamf, http_wiring.over_http(over_http, jamf, caught))
