"""One suite over all wirings: what is said, answered, refused and told is the same however messages travel."""

from contextlib import ExitStack
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from fake_jamf import messages as jamf
from fake_jamf.errors import JamfError
from fake_okta import messages as okta
from fake_okta.errors import OktaError
from simulator.assumptions import build as build_assumptions
from simulator.mac.keys import csr, make_key
from simulator.run import play
from simulator.scenario.load import load
from simulator.scenario.model import Scenario
from simulator.scenario.variants import scenario_of
from simulator.services import Rules, services
from simulator.stories import runs_of, story_files
from simulator.trace import first_difference
from simulator.weather import Weather
from tests.simulator.stage.estates import estates, of_tree

START_AT = 1_736_150_400
MAC = jamf.DeviceIdentity("U-1")
SEEN = okta.ClientSeen("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_14_6) Chrome/80.0", "198.51.100.7")
SCENARIO = Scenario.model_validate({"story": "a conversation", "fleet": [{"name": "ada"}]})
MACS_AT_MOST = 60


class House:
    """Both services, set up, with a clock that is set by hand."""

    def __init__(self, wiring):
        okta_assumptions, jamf_assumptions, _ = build_assumptions({})
        self.at, self.weather = START_AT, Weather()
        rules = Rules(1, lambda: self.at, self.weather, okta_assumptions, jamf_assumptions)
        built = services(SCENARIO, rules, wiring)
        self.okta, self.jamf, self.send, self.close = built.okta, built.jamf, built.send, built.close
        self.token, self.console = okta.ApiToken(built.okta.admin_token), jamf.Console("admin")
        reads = frozenset({"Read Computers", "Read Accounts", "Read User"})
        self.send(jamf.SetAccount("okta-api", "p", reads), self.console)
        connection = okta.JamfConnection("https://acme.jamfcloud.com", "okta-api", "p")
        self.secret = self.send(okta.EnableDeviceTrust(connection), self.token).secret_key
        self.send(okta.CreateUser("ada"), self.token)
        trusted = okta.Rule("Trusted", "allow", platforms=frozenset({"osx"}), trust="trusted")
        deny = okta.Rule("Deny", "deny")
        self.send(okta.CreateApp("salesforce", "saml", (trusted, deny)), self.token)

    def said(self, message, credentials=None):
        """What came: the reply, or the error with all that it says."""
        credentials = okta.Anonymous() if credentials is None else credentials
        try:
            return self.send(message, credentials)
        except OktaError as error:
            return ("okta", error.code, error.status, error.summary, error.causes, error.cause_code)
        except JamfError as error:
            return ("jamf", error.code, error.status, error.summary)

    def enroll(self, token=None, key=1, udid="U-1"):
        """A first certificate."""
        request = csr(make_key(bytes(31) + bytes([key])))
        device = okta.Device(udid, "ada's Mac")
        return self.said(okta.Enroll(token or self.secret, "1.2.1", device, request, "ada"))

    def sign_in(self, certificate):
        """The way to an app, step by step."""
        session = self.said(okta.StartSession("ada", SEEN))
        cookie = okta.SessionCookie(session.session_id)
        challenge = self.said(okta.OpenApp("salesforce", SEEN), cookie)
        proof = None if certificate is None else make_key(bytes(31) + bytes([1]))
        ticket = self.said(okta.PresentCertificate(challenge.nonce, certificate), proof)
        result = self.said(okta.FinishSignIn(challenge.nonce, ticket.ticket), cookie)
        return session, challenge, ticket, result, self.said(okta.OpenHomePage(SEEN), cookie)


def enrolled(house):
    house.said(jamf.EnrollComputer("U-1", "C02", "ada", "10.14.6", "ada"), MAC)
    return house.enroll()


def a_mac_and_its_management(house):
    policy = jamf.Policy(
        "Task",
        frozenset({"recurring check-in"}),
        "Once every day",
        scripts=(jamf.ScriptRun("Task", ("verbose",)),),
    )
    profile = jamf.ConfigurationProfile(
        "Keys", (("com.apple.applicationaccess", "allowCloudKeychainSync", False),)
    )
    report = jamf.InventoryReport(
        "10.14.6", "ada", ("ada", "bob"), (("Okta", "none"),), (("Okta MTLS", 9),), ("Keys",)
    )
    yield house.said(jamf.CheckIn("recurring check-in", "ada"), MAC)
    yield house.said(jamf.EnrollComputer("U-1", "C02", "ada", "10.14.6", "ada"), MAC)
    yield house.said(jamf.SetScript("Task", "print('ä')"), house.console)
    yield house.said(jamf.SetPolicy(policy), house.console)
    yield house.said(jamf.SetProfile(profile), house.console)
    yield house.said(jamf.CheckIn("recurring check-in", "ada"), MAC)
    yield house.said(jamf.SubmitPolicyLog(1, "ada", "Completed", "Script result: <ok> & done\n"), MAC)
    yield house.said(jamf.CheckIn("recurring check-in", ""), MAC)
    yield house.said(jamf.SubmitInventory(report), MAC)
    yield house.said(jamf.GetProfiles("U-1"), MAC)
    yield house.said(jamf.SubmitPolicyLog(99, "ada", "Failed", ""), MAC)


def api_clients_of_jamf(house):
    house.said(jamf.EnrollComputer("U-1", "C02", "ada", "10.14.6", "ada"), MAC)
    token = house.said(jamf.CreateToken(), jamf.Basic("okta-api", "p"))
    yield token
    bearer = jamf.Bearer(token.token)
    yield house.said(jamf.GetComputer("U-1"), bearer)
    yield house.said(jamf.GetComputer("U-9"), bearer)
    yield house.said(jamf.ListComputers(), bearer)
    yield house.said(jamf.ListAccounts(), bearer)
    yield house.said(jamf.ListUsers(), bearer)
    yield house.said(jamf.KeepAlive(), bearer)
    yield house.said(jamf.ListUsers(), bearer)
    yield house.said(jamf.CreateToken(), jamf.Basic("okta-api", "wrong"))
    yield house.said(jamf.CreateToken(), jamf.Nobody())


def enrollment_and_its_refusals(house):
    yield house.said(okta.GetMetadata())
    yield house.enroll()
    house.said(jamf.EnrollComputer("U-1", "C02", "ada", "10.14.6", "ada"), MAC)
    yield house.enroll(token="wrong")
    yield house.said(okta.Enroll(house.secret, "1.2.1", okta.Device("U-1", "a"), b"no request", "ada"))
    yield from (house.enroll(key=key) for key in range(1, 8))
    house.send(okta.SetReadOnly(True), house.token)
    yield house.enroll()
    house.send(okta.SetReadOnly(False), house.token)
    house.weather.down["jamf"] += 1
    yield house.enroll()


def signing_in(house):
    certificate = enrolled(house)
    yield certificate
    yield house.sign_in(None)
    yield house.sign_in(certificate)
    yield house.said(okta.StartSession("nobody", SEEN))
    yield house.said(okta.OpenApp("salesforce", SEEN), okta.SessionCookie("no session; at all"))
    yield house.said(okta.OpenApp("salesforce", SEEN))
    cookie = okta.SessionCookie(house.said(okta.StartSession("ada", SEEN)).session_id)
    yield house.said(okta.OpenApp("no such app", SEEN), cookie)
    yield house.said(okta.PresentCertificate("no nonce", certificate), make_key(bytes(31) + bytes([1])))
    house.send(okta.RevokeUserCertificates("ada"), house.token)
    yield house.sign_in(certificate)
    house.at += 400 * 86_400
    yield house.sign_in(certificate)


TALKS = [a_mac_and_its_management, api_clients_of_jamf, enrollment_and_its_refusals, signing_in]


@pytest.fixture
def house():
    """Houses, by their wiring; what serves them ends with the test."""
    with ExitStack() as houses:

        def build(wiring):
            built = House(wiring)
            houses.callback(built.close)
            return built

        yield build


@pytest.mark.parametrize("wiring", ["http", "tls"])
@pytest.mark.parametrize("talk", TALKS)
def test_each_reply_and_each_refusal_is_the_same(talk, wiring, house):
    straight, wired = house("direct"), house(wiring)
    assert list(talk(straight)) == list(talk(wired))
    assert straight.okta.drain_log() == wired.okta.drain_log()
    assert straight.jamf.drain_log() == wired.jamf.drain_log()


@pytest.mark.parametrize("wiring", ["direct", "http", "tls"])
def test_the_talks_meet_what_they_are_about(wiring, house):
    codes = {
        came[1]
        for talk in TALKS
        for came in talk(house(wiring))
        if isinstance(came, tuple) and came[:1] in (("okta",), ("jamf",))
    }
    assert codes >= {"DEVICE_SIGNATURE", "NOT_FOUND", "UNAUTHORIZED", "INVALID_TOKEN"}
    assert codes >= {"E0000001", "E0000004", "E0000005", "E0000007", "E0000010", "E0000011"}
    *_, signed_in, _, _, _, _, _, revoked, _expired = signing_in(house(wiring))
    assert (signed_in[3].outcome, revoked[3].reason) == ("allowed", "certificate_revoked")


def small_runs():
    for path in story_files([]):
        loaded = load(path)
        for run in runs_of(loaded, seeds=[1]):
            scenario = scenario_of(loaded, run.variant)
            if sum(group.count for group in scenario.fleet) <= MACS_AT_MOST:
                yield pytest.param(
                    scenario, path, id=f"{path.rsplit('/')[-1].removesuffix('.yaml')}-{run.variant}"
                )


@pytest.mark.parametrize(("scenario", "path"), [*small_runs()])
def test_a_built_in_story_has_one_trace_in_both_wirings(scenario, path):
    straight, over_http = play(scenario, 1), play(scenario, 1, wiring="http")
    assert not first_difference(straight, over_http)
    assert straight.digest() == over_http.digest()


def one_run_a_theme():
    """The base run of the smallest file of each folder of stories: over TLS, a handshake takes its time."""
    bases = [one for one in small_runs() if one.id.endswith("-base")]
    for _, runs in groupby(bases, key=lambda one: Path(one.values[1]).parent):
        yield min(runs, key=lambda one: Path(one.values[1]).stat().st_size)


@pytest.mark.parametrize(("scenario", "path"), [*one_run_a_theme()])
def test_a_built_in_story_has_the_same_trace_over_tls(scenario, path):
    straight, over_tls = play(scenario, 1), play(scenario, 1, wiring="tls")
    assert not first_difference(straight, over_tls)
    assert straight.digest() == over_tls.digest()


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck])
@given(estates())
def test_a_drawn_estate_has_one_trace_in_both_wirings(raw):
    scenario = of_tree(raw)
    assert not first_difference(play(scenario, 1), play(scenario, 1, wiring="http"))


@settings(max_examples=3, deadline=None, derandomize=True, suppress_health_check=[*HealthCheck])
@given(estates())
def test_a_drawn_estate_has_the_same_trace_over_tls(raw):
    scenario = of_tree(raw)
    assert not first_difference(play(scenario, 1), play(scenario, 1, wiring="tls"))
