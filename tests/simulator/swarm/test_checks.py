"""The swarm's second readings: what was given, refused, decided and laid to a cause, each told wrongly, is found."""

import pytest

from simulator.estate import Estate
from simulator.reading import Reading
from simulator.run import calendar_of, play
from simulator.scenario.model import Scenario
from simulator.swarm.decided import decided_rightly
from simulator.swarm.grounded import given_rightly, refused_rightly, uninstalled_rightly
from simulator.swarm.judged import judged_rightly
from simulator.swarm.led_back import led_back_wrongly

OFTEN = {"opens_apps": "often", "quits_chrome": "every_day"}
TRUSTED = {"name": "Trusted Macs", "access": "allow", "platforms": ["osx"], "trust": "trusted"}
OFFICE = {"name": "In the office", "access": "deny", "location": "in_zone", "zones": ["Office"]}
SALES = {"name": "Sales", "access": "allow", "groups": ["Sales"]}
DENY = {"name": "Deny everything else", "access": "deny"}


def of(**more):
    raw = {"story": "read again", "length": "12 days", "fleet": [{"name": "ada", "habits": OFTEN}], **more}
    scenario = Scenario.model_validate(raw)
    return scenario, play(scenario, 1).records


def with_rules(*rules, **group):
    apps = [{"name": "salesforce", "rules": [*rules]}]
    return of(okta={"apps": apps}, fleet=[{"name": "ada", "habits": OFTEN, **group}])


def estate(scenario, records):
    return Estate.read(Reading(records, calendar_of(scenario)))


def set_up_otherwise(records, **setup):
    """The same trace, told to be of another set-up."""
    first, *rest = records
    assert first.kind == "run.started"
    told = {**first.details, "setup": {**first.details["setup"], **setup}}
    return [first._replace(details=told), *rest]


@pytest.mark.parametrize(
    ("setup", "against"),
    [
        ({"feature": False}, "the feature is missing"),
        ({"setting": False}, "the setting is off"),
        ({"org_token": "wrong"}, "the secret key is wrong"),
        ({"privileges": False}, "a privilege is lacking"),
    ],
)
def test_a_certificate_that_something_stands_against_is_found(setup, against):
    scenario, records = of()
    assert not [*given_rightly(estate(scenario, records))]
    (first, *_) = given_rightly(estate(scenario, set_up_otherwise(records, **setup)))
    assert first.startswith("issued although ")
    assert against in " ".join(given_rightly(estate(scenario, set_up_otherwise(records, **setup))))


def test_a_refusal_without_its_grounds_is_found():
    scenario, records = of(jamf={"task": {"org_token": "wrong"}})
    assert not [*refused_rightly(estate(scenario, records))]
    found = [*refused_rightly(estate(scenario, set_up_otherwise(records, org_token="pasted")))]
    assert found[0].startswith("refused without grounds: org_token_invalid on ada")


def told_otherwise(records, record, **details):
    """The same trace, one record of which tells other details."""
    return [one._replace(details={**one.details, **details}) if one is record else one for one in records]


def judged(scenario, records):
    return " ".join(judged_rightly(estate(scenario, records)))


def last_opened(records):
    return [record for record in records if record.kind == "app.opened"][-1]


REVOKED = {"at": "day 3 12:00", "do": "revoke_device_certificates", "mac": "ada"}


def test_a_device_that_is_judged_otherwise_than_its_certificate_says_is_found():
    scenario, records = of()
    assert not judged(scenario, records)
    opened = last_opened(records)
    assert opened.details["device_reason"] == "ok"
    for reason in ("certificate_revoked", "certificate_expired", "bound_to_another_user", "read_only"):
        wrong = told_otherwise(records, opened, device_reason=reason)
        assert f"{reason}, and not ok" in judged(scenario, wrong)
    wrong = told_otherwise(records, opened, serial_number="", device_reason="setting_disabled")
    assert "while rules look at devices" in judged(scenario, wrong)
    wrong = told_otherwise(records, opened, serial_number="abc")
    assert "a certificate that nobody issued" in judged(scenario, wrong)
    wrong = told_otherwise(records, opened, person="ben")
    assert "ok, and not bound_to_another_user" in judged(scenario, wrong)


def test_what_an_admin_revokes_is_revoked_whatever_okta_says_of_it():
    scenario, records = of(timeline=[REVOKED])
    assert not judged(scenario, records)
    opened = last_opened(records)
    assert opened.details["device_reason"] == "certificate_revoked"
    without = [one for one in records if one.kind != "pki.cert.revoke"]
    spared = told_otherwise(without, opened, device_reason="ok", device="trusted")
    assert "ok, and not certificate_revoked" in judged(scenario, spared)


def test_a_certificate_presented_while_nobody_is_asked_for_one_is_found():
    off = {"at": "day 3 12:00", "do": "disable_device_trust"}
    scenario, records = of(timeline=[off])
    assert not judged(scenario, records)
    first, last = (record for record in records if record.kind == "app.opened")
    assert last.details["device_reason"] == "setting_disabled"
    serial = first.details["serial_number"]
    wrong = told_otherwise(records, last, serial_number=serial, device_reason="ok")
    assert "while nobody is asked" in judged(scenario, wrong)


def test_an_active_user_who_is_shut_out_and_a_suspended_one_who_is_judged_are_found():
    suspended = {"at": "day 3 12:00", "do": "suspend_user", "person": "ada"}
    scenario, records = of(timeline=[suspended])
    assert not judged(scenario, records)
    refused = last_opened(records)
    assert refused.reason in {"authentication_failed", "session_invalid"}
    without = [one for one in records if one.kind != "admin.acted"]
    assert "for a user who is active" in judged(scenario, without)
    let_in = told_otherwise(records, refused, rule="Trusted Macs")
    assert "for a user who is suspended" in judged(scenario, let_in)


def test_a_certificate_that_should_have_been_revoked_with_its_renewal_is_found():
    assumed = {"old_certificate_after_renewal": "revoked"}
    at_start = {"certificate": "there", "issued_ago": "340 days"}
    scenario, records = of(
        assumptions=assumed, fleet=[{"name": "ada", "habits": OFTEN, "at_start": at_start}]
    )
    assert any(one.kind == "pki.cert.renew" for one in records)
    assert not judged(scenario, records)
    kept = [one for one in records if one.kind != "pki.cert.revoke"]
    assert "stays good after" in judged(scenario, kept)


def test_a_certificate_that_stays_on_a_mac_that_was_uninstalled_is_found():
    act = {"at": "day 3 12:00", "do": "uninstall_task", "mac": "ada"}
    scenario, records = of(timeline=[act])
    assert not [*uninstalled_rightly(estate(scenario, records))]
    kept = [one for one in records if one.kind != "certificate.removed"]
    (found,) = uninstalled_rightly(estate(scenario, kept))
    assert found.startswith("uninstalled, and a certificate stays")


def test_an_expired_certificate_no_longer_counts_against_the_limit_where_that_is_assumed():
    losing = {"kind": "failing_step", "step": "import", "from": "day 0 08:01", "until": "day 170"}
    acts = [{"at": f"day {day} 10:00", "do": "run_task", "mac": "ada"} for day in (369, 371)]
    more = {
        "length": "380 days",
        "faults": [losing],
        "jamf": {"policy": {"frequency": "Once every month"}},
        "timeline": acts,
    }
    for counts, came in (("yes", "enrollment_limit"), ("no", "ok")):
        scenario, records = of(**more, assumptions={"expired_unbound_counts": counts})
        assert [one.reason for one in records if one.kind == "task.ran"][-2] == came
        assert not [*refused_rightly(estate(scenario, records))]


@pytest.mark.parametrize(
    ("rules", "group"),
    [
        ([TRUSTED, DENY], {}),
        ([OFFICE, TRUSTED], {"network": "home"}),
        ([SALES, DENY], {"groups": ["Sales"]}),
        ([{**DENY, "active": False}, TRUSTED], {}),
    ],
)
def test_a_sign_in_that_another_rule_should_have_decided_is_found(rules, group):
    scenario, records = with_rules(*rules, **group)
    assert not [*decided_rightly(scenario, estate(scenario, records))]
    turned, _ = with_rules(*({**one, "name": f"Not {one['name']}"} for one in rules), **group)
    found = [*decided_rightly(turned, estate(scenario, records))]
    assert found[0].startswith("decided by rule ")


def test_a_rule_for_others_is_passed_over():
    scenario, records = with_rules(SALES, DENY)
    elsewhere, _ = with_rules(SALES, DENY, groups=["Sales"])
    assert not [*decided_rightly(scenario, estate(scenario, records))]
    assert [*decided_rightly(elsewhere, estate(scenario, records))]


BLOCKED = {"kind": "host_blocked", "host": "mtls", "from": "day 3 11:00", "until": "day 5 11:00"}


def test_a_denial_laid_to_a_fault_that_is_over_or_hits_another_mac_is_found():
    fleet = [{"name": "ada", "habits": OFTEN}, {"name": "bob", "habits": OFTEN}]
    twice = [BLOCKED | {"on": {"mac": mac}, "name": mac} for mac in ("ada", "bob")]
    later = BLOCKED | {"on": {"mac": "ada"}, "from": "day 7 11:00", "until": "day 9 11:00", "name": "later"}
    _, records = of(fleet=fleet, faults=[*twice, later])
    assert not [*led_back_wrongly(records)]
    began = {r.details["name"]: r.seq for r in records if r.kind == "fault.began"}
    denied = [r for r in records if r.subject == "ada" and r.reason == "mtls_blocked"]
    for record, cause, why in (
        (denied[0], began["bob"], "hits bob alone"),
        (denied[-1], began["ada"], "is over"),
        (denied[0], denied[-1].seq, "is no earlier"),
    ):
        told = [one._replace(cause=cause) if one is record else one for one in records]
        (found,) = led_back_wrongly(told)
        assert why in found


def test_a_denial_laid_to_another_s_revocation_is_found():
    fleet = [{"name": "ada", "habits": OFTEN}, {"name": "bob", "habits": OFTEN}]
    acts = [
        {"at": f"day 3 1{n}:00", "do": "revoke_user_certificates", "person": who}
        for n, who in enumerate(("ada", "bob"))
    ]
    _, records = of(fleet=fleet, timeline=acts)
    assert not [*led_back_wrongly(records)]
    revoked = [r.seq for r in records if r.kind == "pki.cert.revoke"]
    denied = next(r for r in records if r.reason == "certificate_revoked" and r.kind == "app.opened")
    other = next(seq for seq in revoked if seq != denied.cause)
    told = [one._replace(cause=other) if one is denied else one for one in records]
    (found,) = led_back_wrongly(told)
    assert "revoked no such one" in found
