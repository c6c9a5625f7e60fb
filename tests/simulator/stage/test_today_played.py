"""What is said of today without dice is what comes of the first sign-ins when the same estate is played."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

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
MACS = st.lists(
    st.builds(
        KnownMac,
        name=st.just(""),
        managed=st.booleans(),
        status=st.sampled_from(["active", "active", "suspended", "staged"]),
        groups=st.sampled_from([(), ("pilot",)]),
        macos=st.sampled_from(["10.14.6", "14.5"]),
        certificate=st.sampled_from(["none", "there", "there"]),
        certificate_expires=st.sampled_from([START_AT - 40 * DAY, START_AT + 200 * DAY]),
        bound_to=st.sampled_from(["nobody", "mine", "somebody@acme.test"]),
        revoked=st.booleans(),
        keychain_password=st.sampled_from([True, True, False]),
        task=st.sampled_from(["1.2.1", "1.3.3"]),
        python3=st.sampled_from(["ready", "absent"]),
        last_inventory=st.just(START_AT),
    ),
    min_size=1,
    max_size=8,
)


def known(number: int, mac: KnownMac) -> KnownMac:
    person = f"p{number}@acme.test"
    bound_to = person if mac.bound_to == "mine" else mac.bound_to
    expires = mac.certificate_expires if mac.certificate == "there" else None
    return replace(mac, name=f"mac{number}", person=person, bound_to=bound_to, certificate_expires=expires)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(MACS)
def test_the_first_sign_ins_come_out_as_was_said(drawn):
    macs = tuple(known(number, mac) for number, mac in enumerate(drawn))
    for mac in macs:  # one that can be renewed is, before its user comes
        expired = mac.certificate_expires is not None and mac.certificate_expires < START_AT
        assume(not expired or task_cannot_start(mac) or not mac.keychain_password or mac.revoked)
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
