"""What is said of today without dice is what comes of the first sign-ins when the same estate is played."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations_with_replacement
from typing import Any

from simulator.build import build
from simulator.finding import of_kinds
from simulator.forms import okta_rules
from simulator.invariants import Invariants
from simulator.known_macs import KnownMac
from simulator.mac_table import MacTable
from simulator.scenario.model import Scenario
from simulator.today import App, answer
from simulator.today_device import task_cannot_start
from simulator.trace import Trace

START_AT = 1_736_150_400  # 2025-01-06 08:00 UTC, a Monday
DAY = 86_400
PILOT = [
    {"name": "Trusted", "access": "allow", "platforms": ["osx"], "trust": "trusted"},
    {"name": "Pilot", "access": "deny", "groups": ["pilot"], "platforms": ["osx"], "trust": "not_trusted"},
]
APPS = {
    "closed": "trusted_macs_only",
    "wrong": "deny_before_trusted",
    "pilot": PILOT,
    "macs": "deny_untrusted_macs",
}
GOOD = KnownMac(
    "", managed=True, status="active", groups=(), macos="10.14.6", certificate="there", bound_to="mine", task="1.2.1",
    certificate_expires=START_AT + 200 * DAY, keychain_password=True, last_inventory=START_AT,
)  # fmt: skip
CHANGES: list[dict[str, Any]] = [
    {},
    {"managed": False},
    {"status": "suspended"},
    {"status": "staged"},
    {"groups": ("pilot",)},
    {"macos": "14.5"},
    {"certificate": "none"},
    {"certificate_expires": START_AT - 40 * DAY},
    {"bound_to": "nobody"},
    {"bound_to": "somebody@acme.test"},
    {"revoked": True},
    {"keychain_password": False},
    {"task": "1.3.3", "python3": "ready"},
    {"task": "1.3.3", "python3": "absent"},
    {"python2": False},
]


def macs_of_every_kind() -> Iterator[KnownMac]:
    """A good Mac, and every Mac that differs from it in one way or two."""
    for number, (one, other) in enumerate(combinations_with_replacement(CHANGES, 2)):
        mac = replace(GOOD, **(one | other))
        expired = mac.certificate_expires is not None and mac.certificate_expires < START_AT
        if expired and not (task_cannot_start(mac) or not mac.keychain_password or mac.revoked):
            continue  # it is renewed before its user comes
        person = f"p{number}@acme.test"
        bound_to = person if mac.bound_to == "mine" else mac.bound_to
        expires = mac.certificate_expires if mac.certificate == "there" else None
        yield replace(mac, name=f"mac{number}", person=person, bound_to=bound_to, certificate_expires=expires)


def test_the_first_sign_ins_come_out_as_was_said():
    macs = tuple(macs_of_every_kind())
    assert len(macs) > 100
    scenario = Scenario.model_validate(
        {
            "story": "a",
            "start": "2025-01-06 08:00 UTC",
            "length": "2 days",
            "okta": {"apps": [{"name": name, "rules": rules} for name, rules in APPS.items()]},
            "jamf": {"policy": {"triggers": []}},
            "fleet": [{"name": "macs", "macs": MacTable("t.csv", macs)}],
        }
    )
    trace = Trace()
    trace.listen(Invariants().see)
    build(scenario, 1, trace).run()
    first: dict[tuple[str, str], str] = {}
    for record in of_kinds(trace.records, "app.opened"):
        first.setdefault((record.subject, record.details["app"]), record.outcome)
    apps = [App(app.name, okta_rules(app.rules)) for app in scenario.okta.apps]
    said = {
        (one.mac.name, part.app): part.verdict
        for one in answer(macs, apps, START_AT).macs
        for part in one.parts
    }
    assert len(first) == len(macs) * len(APPS)
    assert first == said
