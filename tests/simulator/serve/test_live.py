"""A world that lives on beside the machine's clock, and is asked in between."""

import threading

import pytest

from fake_jamf import messages
from fake_jamf.speech.computers import ComputerEdit, CreateComputer
from fake_jamf.speech.key import Key
from fake_jamf.speech.policies import EditPolicy, PolicyEdit
from fake_okta import messages as okta
from simulator.finding import of_kinds
from simulator.invariants import InvariantBroken
from simulator.scenario.model import Scenario
from simulator.serve.live import LiveWorld
from tests.simulator.serve.conftest import DAY


def at(live):
    with live.now():
        return live.at


def test_time_goes_as_many_times_faster_as_was_said(live, clock):
    begun = at(live)
    clock.s += 10
    assert at(live) - begun == 36_000
    live.set_speed(0)
    clock.s += 10
    assert at(live) - begun == 36_000
    live.set_speed(60)
    clock.s += 10
    assert at(live) - begun == 36_600


def test_time_can_be_let_go_by_at_once(live, clock):
    begun = at(live)
    live.advance(3 * DAY)
    assert at(live) - begun == 3 * DAY
    clock.s += 1
    assert at(live) - begun == 3 * DAY + 3600


def test_the_estate_ends_with_its_scenario(live):
    live.advance(90 * DAY)
    with live.now() as world:
        assert live.at == world.end_at


@pytest.mark.parametrize("wrong", [-1, float("inf"), float("nan")])
def test_a_speed_is_a_number_of_0_or_more(live, wrong):
    with pytest.raises(ValueError, match="0 or more"):
        live.set_speed(wrong)


def test_time_does_not_go_back(live):
    with pytest.raises(ValueError, match="forward"):
        live.advance(-1)


def test_the_same_comes_of_it_in_small_steps_as_in_a_large_one(live, clock):
    other = LiveWorld(live._scenario, 1, 3600.0, clock, b"salt")
    for _ in range(200):
        other.advance(3 * 3600 + 17)
    live.advance(200 * (3 * 3600 + 17))
    with live.now() as one, other.now() as stepped:
        assert one.stage.trace.digest() == stepped.stage.trace.digest()


def test_after_a_reset_the_same_world_begins_anew(live, clock):
    begun, token = at(live), live.world.stage.okta.admin_token
    live.advance(20 * DAY)
    before = [record[1:] for record in live.world.stage.trace.records]
    live.reset()
    assert (at(live), live.world.stage.okta.admin_token) == (begun, token)
    live.advance(20 * DAY)
    assert [record[1:] for record in live.world.stage.trace.records] == before


def test_an_administrator_of_jamf_pro_is_there_with_one_password_before_and_after_a_reset(live, clock):
    there = LiveWorld(live._scenario, 1, 3600.0, clock, b"salt", administrator="root")

    def may_write():
        jamf, password = there.world.stage.jamf, there.world.admin.passwords["root"]
        token = jamf.handle(messages.CreateToken(), messages.Basic("root", password)).token
        jamf.handle(CreateComputer("A NEW ONE", ComputerEdit("new")), messages.Bearer(token))
        return password

    before = may_write()
    there.reset()
    assert may_write() == before


def test_secrets_follow_from_the_salt_and_not_from_the_seed_alone(live, clock):
    other = LiveWorld(live._scenario, 1, 3600.0, clock, b"other salt")
    one, another = live.world, other.world
    assert one.stage.okta.admin_token != another.stage.okta.admin_token
    assert one.admin.passwords != another.admin.passwords


def test_what_a_client_changes_is_told_and_meets_the_macs(clock):
    """Ada's Mac has nothing due for weeks; a revocation from outside is met at her next sign-in."""
    scenario = {"story": "served", "length": "90 days", "fleet": [{"name": "ada"}]}
    live = LiveWorld(Scenario.model_validate(scenario), 1, 1.0, clock, b"salt")
    live.advance(20 * DAY)
    assert live.world.stage.trace.records[-1].outcome != "denied"

    def revoke(environ, start_response):
        stage = live.world.stage
        stage.okta.handle(okta.RevokeUserCertificates("ada"), okta.ApiToken(stage.okta.admin_token))
        return [b""]

    live.in_world(lambda: revoke)({"REQUEST_METHOD": "POST"}, None)
    live.advance(10 * DAY)
    records = live.world.stage.trace.records
    assert [one.subject for one in of_kinds(records, "pki.cert.revoke")] == ["ada"]
    denied = [one for one in of_kinds(records, "app.opened") if one.outcome == "denied"]
    assert [one.reason for one in denied][:1] == ["certificate_revoked"]


def test_requests_come_one_by_one(live):
    inside, most = [], []

    def app(environ, start_response):
        inside.append(1)
        most.append(len(inside))
        inside.pop()
        return [b""]

    answer = live.in_world(lambda: app)
    threads = [threading.Thread(target=answer, args=({"REQUEST_METHOD": "GET"}, None)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 20


def test_writes_from_outside_leave_nothing_behind_that_waits_for_a_day_far_away(clock):
    """Each makes every Mac look anew at what is next; what it waited for before would stay for up to a year."""
    fleet = [{"name": "staff", "count": 30}]
    scenario = {"story": "served", "length": "400 days", "fleet": fleet}
    live = LiveWorld(Scenario.model_validate(scenario), 1, 60.0, clock, b"salt")
    live.advance(20 * DAY)
    answer = live.in_world(lambda: lambda environ, start_response: [b""])
    for _ in range(200):
        answer({"REQUEST_METHOD": "POST"}, None)
        clock.s += 1
    assert len(live.world.stage.env._queue) < 2500


def told(live, kind, subject, **details):
    live.world.stage.trace.add(live.at, kind, subject, "success", details=details, source="okta")


def client_does(live, deed):
    def answer(environ, start_response):
        deed()
        return [b""]

    live.in_world(lambda: answer)({"REQUEST_METHOD": "POST"}, None)


def test_what_clients_do_and_no_mac_would_stops_nothing(live):
    """A script has certificates issued for devices that the estate does not know; the estate lives on."""
    for number in range(9):
        client_does(
            live, lambda serial=f"{number}f": told(live, "pki.cert.issue", "okta", serial_number=serial)
        )
    live.advance(DAY)
    assert live.clients_act
    live.reset()
    assert not live.clients_act
    with pytest.raises(InvariantBroken, match="only managed Macs"):
        told(live, "pki.cert.issue", "okta", serial_number="1f")


@pytest.mark.parametrize(
    ("name", "kind", "details"),
    [
        ("only managed Macs get certificates", "pki.cert.issue", {"serial_number": "1f"}),
        ("Macs hold only what Okta has issued", "certificate.imported",
         {"serial_number": "1f", "account": "ada", "not_after": 2_000_000_000}),
    ],
)  # fmt: skip
def test_the_estates_own_macs_are_judged_on_after_clients_have_acted(live, name, kind, details):
    live.advance(DAY)
    client_does(live, lambda: told(live, "computer.unmanaged", "ada"))
    with pytest.raises(InvariantBroken, match=name):
        told(live, kind, "ada", **details)


def test_nobody_deactivated_by_a_client_is_let_in(live):
    live.advance(10 * DAY)
    stage = live.world.stage
    admin = okta.ApiToken(stage.okta.admin_token)
    client_does(live, lambda: stage.okta.handle(okta.SetUserStatus("ada", "deactivate"), admin))
    last = [one for one in of_kinds(stage.trace.records, "app.opened") if one.details["person"] == "ada"][-1]
    with pytest.raises(InvariantBroken, match="only active users"):
        stage.trace.add(live.at, "app.opened", "ada", "allowed", details=last.details)
    assert last.outcome == "allowed"


def test_a_policy_that_a_client_has_edited_runs_as_the_client_says(live):
    """The estate's own notes of the policy know nothing of the edit."""
    live.advance(5 * DAY)
    before = len(of_kinds(live.world.stage.trace.records, "policy.logged"))
    edit = EditPolicy(Key("id", "1"), PolicyEdit(frequency="Ongoing"))
    client_does(live, lambda: live.world.stage.jamf.handle(edit, live.world.admin.jamf_console))
    live.advance(4 * DAY)
    assert len(of_kinds(live.world.stage.trace.records, "policy.logged")) > before + 20
