"""The two services of a world as its scenario sets them up, and how they are spoken to."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fake_jamf.assumptions import JamfAssumptions
from fake_jamf.jamf import Jamf
from fake_okta.assumptions import OktaAssumptions
from fake_okta.jamf_client import JamfSend
from fake_okta.okta import Okta
from simulator import wiring
from simulator.administration import ADMIN
from simulator.scenario.model import Scenario
from simulator.scenario.services import OktaModel
from simulator.scenario.timeline import ReadPolicyLog
from simulator.staging import NOBODY_OUTSIDE, Clock, Outside, Wiring
from simulator.weather import Weather
from simulator.wiring import Send

if TYPE_CHECKING:
    from simulator import http_wiring


def _nothing() -> None:
    """Nothing is served, so nothing is to end."""


@dataclass(frozen=True, slots=True)
class Services:
    """Both services, and the ``Send`` by which all speak to them; ``close`` ends what serves them."""

    okta: Okta
    jamf: Jamf
    send: Send
    preview: tuple[Okta, Send] | None = None
    close: Callable[[], None] = _nothing


@dataclass(frozen=True, slots=True)
class Rules:
    """What services need beside the scenario: seed, clock, network, assumptions, and who asks from outside."""

    seed: int
    now: Callable[[], int]
    weather: Weather
    okta_assumptions: OktaAssumptions
    jamf_assumptions: JamfAssumptions
    outside: Outside = NOBODY_OUTSIDE


def services(scenario: Scenario, rules: Rules, how: Wiring) -> Services:
    """Both services, wired.

    What they keep for readers is in the trace, so they forget it at once, unless somebody from outside may read it.
    """
    material = _material(rules, "services")
    jamf = Jamf(
        url=scenario.okta.device_trust.tenant_url,
        seed=material,
        now=rules.now,
        assumptions=rules.jamf_assumptions,
        administrator=ADMIN,
        output_kept=rules.outside.log_kept_s > 0
        or any(isinstance(act, ReadPolicyLog) for act in scenario.timeline),
        client_clock=_client_clock(rules),
    )

    def reachable() -> bool:
        return rules.weather.down["jamf"] == 0

    carrier, close = _carrier(how, material)
    if carrier is None:
        port = wiring.jamf_port(lambda: jamf, reachable)
        wire: Callable[[Okta], Send] = lambda okta: wiring.direct(okta, jamf)  # noqa: E731
    else:
        from simulator import http_wiring

        port = http_wiring.jamf_port_over_http(carrier, reachable)
        wire = lambda okta: http_wiring.over_http(okta, jamf, carrier)  # noqa: E731
    production = _org(scenario.okta, rules, material, port)
    preview = None
    if scenario.preview is not None:
        other = _org(scenario.preview, rules, _material(rules, "preview"), port)
        preview = other, wire(other)
    return Services(production, jamf, wire(production), preview, close)


def _carrier(how: Wiring, seed: bytes) -> tuple[http_wiring.Carrier | None, Callable[[], None]]:
    """What brings requests to the applications (None where no requests are made), and what ends it."""
    if how == "direct":
        return None, _nothing
    if how == "http":
        from simulator.http_wiring import Caught  # Flask and responses take 200 ms to import

        return Caught(), _nothing
    from simulator.tls.carrier import Served

    served = Served(seed)
    return served, served.close


def _material(rules: Rules, what: str) -> bytes:
    name = f"{rules.seed}|{what}".encode()
    return hashlib.blake2b(name, key=rules.outside.salt, digest_size=32).digest()


def _org(model: OktaModel, rules: Rules, seed: bytes, port: JamfSend) -> Okta:
    return Okta(
        org=model.org,
        cell=model.cell,
        domain=model.domain,
        seed=seed,
        now=rules.now,
        jamf=port,
        assumptions=rules.okta_assumptions,
        log_kept_s=rules.outside.log_kept_s,  # of a fleet, 90 days of it take a third of the memory
        client_clock=_client_clock(rules),
    )


def _client_clock(rules: Rules) -> Callable[[], Clock]:
    return lambda: rules.outside.client_clock() or rules.now
