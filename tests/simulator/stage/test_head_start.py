"""What is there already when a run starts: certificates of earlier days, tables of known Macs, what becomes of both."""

from __future__ import annotations

from typing import Any

import pytest

from fake_okta import messages as okta
from simulator.build import build
from simulator.finding import of_kinds
from simulator.invariants import Invariants
from simulator.known_macs import KnownMac
from simulator.mac_table import MacTable
from simulator.reading import Reading, calendar_of
from simulator.root_causes import root_causes
from simulator.scenario.model import Scenario
from simulator.trace import Record, Trace

START = "2025-01-06 08:00 UTC"
START_AT = 1_736_150_400
DAY = 86_400
CALM: dict[str, Any] = {"opens_apps": "every_workday"}


def played(
    fleet: list[dict[str, Any]], length: str = "5 days", detail: Any = "changes", **more: Any
) -> Trace:
    scenario = Scenario.model_validate(
        {"story": "a", "start": START, "length": length, "fleet": fleet, **more}
    )
    trace = Trace()
    trace.listen(Invariants().see)
    build(scenario, 1, trace, detail).run()
    return trace


def table(*macs: KnownMac, **group: Any) -> dict[str, Any]:
    return {"name": "macs", "macs": MacTable("macs.csv", macs), "habits": CALM, **group}


def told(trace: Trace, *kinds: str) -> list[Record]:
    return [*of_kinds(trace.records, *kinds)]


def opened(trace: Trace, mac: str) -> list[tuple[str, str]]:
    return [(one.outcome, one.reason) for one in told(trace, "app.opened") if one.subject == mac]


THERE = {"certificate": "there", "issued_ago": "100 days"}
KNOWN = KnownMac(
    "ada", person="ada@acme.test", account="ada", managed=True, certificate="there", task="1.2.1",
    certificate_expires=START_AT + 200 * DAY, keychain_password=True, bound_to="ada@acme.test",
)  # fmt: skip


def test_a_certificate_of_earlier_days_lets_in_from_the_first_sign_in_and_nothing_is_enrolled():
    trace = played([{"name": "ada", "at_start": THERE, "habits": CALM}])
    assert opened(trace, "ada") == [("allowed", "ok")]
    assert told(trace, "user.credential.enroll") == []
    (run,) = told(trace, "task.ran")
    assert run.details["earlier"]


def test_the_same_mac_without_it_is_enrolled_as_ever():
    trace = played([{"name": "ada", "habits": CALM}])
    assert len(told(trace, "user.credential.enroll")) == 1


def test_it_is_renewed_in_the_last_thirty_days_of_the_year_in_which_it_was_issued():
    trace = played([{"name": "ada", "at_start": THERE, "habits": CALM}], "300 days")
    (renewed,) = told(trace, "pki.cert.renew")
    assert 235 <= (renewed.at - START_AT) / DAY <= 239
    assert set(opened(trace, "ada")) == {("allowed", "ok")}


def test_a_spread_of_ages_gives_each_mac_its_own_within_it():
    spread = {"certificate": "there", "issued_ago": {"uniform": ["300 days", "330 days"]}}
    trace = played([{"name": "macs", "count": 40, "at_start": spread, "habits": CALM}], "1 day")
    issued = [one.details["issued_at"] for one in told(trace, "pki.cert.issue")]
    assert len(set(issued)) == 40
    assert all(300 * DAY <= START_AT - at <= 330 * DAY for at in issued)


def test_an_unbound_one_is_bound_by_the_first_sign_in_and_a_bound_one_is_not_bound_again():
    free = played([{"name": "ada", "at_start": THERE | {"bound": False}, "habits": CALM}])
    bound = played([{"name": "ada", "at_start": THERE, "habits": CALM}])
    assert [bool(one.details.get("bound_now")) for one in told(free, "user.authentication.authenticate")] == [
        True
    ]
    assert [
        bool(one.details.get("bound_now")) for one in told(bound, "user.authentication.authenticate")
    ] == [False]


def test_each_line_of_a_table_is_a_mac_with_its_own_state():
    macs = (
        KNOWN,
        KnownMac("bob", person="bob@acme.test", managed=False, certificate="none"),
        KnownMac("cyd", person="cyd@acme.test", certificate="there", certificate_expires=START_AT - DAY, python2=False,
                 task="1.2.1"),
        KnownMac("dee", person="dee@acme.test", certificate="there", revoked=True, bound_to="dee@acme.test", task="1.2.1"),
        KnownMac("eve", person="eve@acme.test", certificate="there", keychain_password=False, task="1.2.1"),
        KnownMac("fay", person="fay@acme.test", certificate="there", bound_to="ada@acme.test", task="1.2.1"),
        KnownMac("gus", person="gus@acme.test", status="suspended", certificate="there", task="1.2.1"),
    )  # fmt: skip
    trace = played([table(*macs)])
    assert {mac.name: opened(trace, mac.name)[0] for mac in macs} == {
        "ada": ("allowed", "ok"),
        "bob": ("denied", "no_certificate"),
        "cyd": ("denied", "no_certificate"),
        "dee": ("denied", "certificate_revoked"),
        "eve": ("denied", "no_certificate"),
        "fay": ("denied", "bound_to_another_user"),
        "gus": ("denied", "authentication_failed"),
    }


def test_numbers_people_accounts_and_groups_are_the_tables():
    mac = KnownMac("Ada's Mac", "C02X", "0" * 8, "ada@acme.test", "ada", groups=("pilot",), macos="14.5")
    pilot = [
        {"name": "Pilot only", "access": "allow", "groups": ["pilot"]},
        {"name": "Nobody else", "access": "deny"},
    ]
    trace = played([table(mac, KnownMac("bob"))], okta={"apps": [{"name": "crm", "rules": pilot}]})
    added = {one.subject: one.details for one in told(trace, "mac.added")}
    assert (added["Ada's Mac"]["serial"], added["Ada's Mac"]["udid"], added["Ada's Mac"]["macos"]) == (
        "C02X",
        "0" * 8,
        "14.5",
    )
    people = {one.subject: one.details["account"] for one in told(trace, "person.added")}
    assert people == {"ada@acme.test": "ada", "bob": "bob"}
    assert opened(trace, "Ada's Mac") == [("allowed", "ok")]
    assert opened(trace, "bob") == [("denied", "denied_by_rule")]


def test_a_task_that_cannot_start_has_left_the_keychain_shut():
    trace = played(
        [table(KNOWN.__class__(**{**{c: getattr(KNOWN, c) for c in KNOWN.__slots__}, "macos": "14.5"}))]
    )
    assert opened(trace, "ada")[0] == ("denied", "no_certificate")


PEOPLE = [{"name": "early", "account": "desk"}, {"name": "late", "account": "desk"}]


def test_an_account_of_two_people_has_one_past():
    trace = played([{"name": "ada", "people": PEOPLE, "at_start": THERE, "habits": CALM}])
    (imported,) = told(trace, "certificate.imported")
    (run,) = told(trace, "policy.logged")
    assert imported.details["account"] == run.details["user"] == "desk"


@pytest.mark.parametrize(
    ("frequency", "runs"),
    [("Once per user per computer", 2), ("Once per computer", 1), ("Once every month", 1), ("Ongoing", 2)],
)
@pytest.mark.parametrize("another_policy_is_due", [False, True])
def test_the_policy_ran_in_earlier_days_no_more_often_than_it_may(frequency, runs, another_policy_is_due):
    people = [{"name": "early"}, {"name": "late"}]
    group = {"name": "ada", "people": people, "at_start": THERE, "habits": CALM}
    services = {"policy": {"frequency": frequency}, "extension_attribute": another_policy_is_due}
    trace = played([group], length="1 days", jamf=services)
    assert sum(one.at == START_AT for one in told(trace, "policy.logged")) == runs


def test_a_keychain_password_that_is_missing_from_the_start_is_told_and_explains_a_denial():
    trace = played([{"name": "ada", "at_start": THERE | {"keychain_password": False}, "habits": CALM}])
    (imported,) = told(trace, "certificate.imported")
    assert imported.details["keychain_password"] == "missing"
    reading = Reading(trace.records, calendar_of(trace.records))
    assert [cause.word for cause in root_causes(reading)] == ["keychain_password_missing"]


def test_where_the_table_does_not_tell_the_group_does():
    trace = played([table(KnownMac("ada"), KnownMac("bob", certificate="none", task="none"), at_start=THERE)])
    assert [one.subject for one in told(trace, "pki.cert.issue") if one.details.get("earlier")] == ["ada"]


def test_a_policy_that_reaches_macs_in_waves_starts_with_an_empty_log_and_finds_the_certificate():
    trace = played([table(KNOWN)], jamf={"rollout": {"macs_a_day": 1}})
    outcomes = [(one.outcome, bool(one.details.get("earlier"))) for one in told(trace, "task.ran")]
    assert outcomes == [("completed", True), ("skipped", False)]


@pytest.mark.parametrize("certificates", ["real", "on_demand"])
def test_played_whole_it_comes_out_the_same(certificates):
    macs = (
        KNOWN,
        KnownMac("bob", person="bob@acme.test", certificate="there", task="1.2.1", bound_to="nobody"),
    )
    fleet = [table(*macs, habits="mixed")]
    org = {"certificates": certificates}
    whole = played(fleet, "40 days", "every", okta=org).records
    assert played(fleet, "40 days", okta=org).digest() == played(fleet, "40 days", "every", okta=org).digest()
    assert len(whole) > 10


def test_okta_knows_them_as_its_own():
    scenario = Scenario.model_validate(
        {"story": "a", "start": START, "length": "1 day", "fleet": [table(KNOWN)]}
    )
    world = build(scenario, 1, Trace())
    udid = world.lives["ada"].mac.udid
    (record,) = world.admin.in_okta(okta.ListDeviceCertificates(udid))
    assert (record.status, record.not_after) == ("bound", START_AT + 200 * DAY)


def test_a_denial_for_another_users_certificate_is_caused_by_what_is_told_of_its_issue():
    fay = KnownMac("fay", person="fay@acme.test", certificate="there", bound_to="ada@acme.test", task="1.2.1")
    trace = played([table(fay)], "2 days")
    (denied,) = told(trace, "app.opened")
    assert trace.records[denied.cause].kind == "pki.cert.issue"
