"""What clients from outside meet: both services, mishaps, and the control API behind its token."""

import orjson
import pytest
import requests

from simulator.serve.house import CONTROL
from simulator.serve.mishaps import MOST, Mishap, Mishaps
from tests.simulator.serve.conftest import DAY

METADATA = "https://acme.okta.com/api/internal/v1/device-trust/metadata?platform=macos"
COMPUTER = "https://acme.jamfcloud.com/JSSResource/computers"


@pytest.fixture
def control(house):
    """The control API, with its token."""

    def ask(method, path, body=None, token=None):
        headers = {"Authorization": f"Bearer {house.secrets.of('control') if token is None else token}"}
        data = body if isinstance(body, bytes) or body is None else orjson.dumps(body)
        return house.session.request(method, f"https://{CONTROL}{path}", data=data, headers=headers)

    return ask


def test_both_services_answer_by_their_own_names_and_as_localhost(house):
    assert house.session.get(METADATA).json() == {"certAuthDomain": "https://ok3-devicetrust.okta.com"}
    assert house.session.get(COMPUTER).status_code == 401
    org = house.doors[0]
    here = METADATA.replace("https://acme.okta.com", org.here)
    assert requests.get(here, verify=house.trusted, timeout=10).status_code == 200


def test_jamf_pro_knows_the_fleet_and_its_own_accounts(house, live):
    live.advance(DAY)
    ((name, password),) = live.world.admin.passwords.items()
    token = house.session.post("https://acme.jamfcloud.com/api/v1/auth/token", auth=(name, password)).json()
    headers = {"Authorization": f"Bearer {token['token']}", "Accept": "application/json"}
    listed = house.session.get(COMPUTER, headers=headers).json()
    assert [one["name"] for one in listed["computers"]] == ["ada", "ben"]


def test_a_person_signs_in_with_the_password_that_was_printed(house):
    html = {"Accept": "text/html", "Origin": "https://acme.okta.com"}

    def sign_in(password):
        form = {"username": "ada", "password": password}
        login = "https://acme.okta.com/login/login.htm"
        return house.session.post(login, data=form, headers=html, allow_redirects=False).status_code

    assert sign_in(house.secrets.of("person|ada")) == 303
    assert sign_in(house.secrets.of("person|ben")) == 401


def test_the_third_call_is_answered_503_and_the_fourth_by_the_service(house, control):
    mishap = {"path": "/api/internal/*", "method": "GET", "after": 2, "status": 503, "body": "{}"}
    assert control("POST", "/mishaps", mishap).json()[0]["times"] == 1
    assert [house.session.get(METADATA).status_code for _ in range(4)] == [200, 200, 503, 200]
    assert control("GET", "/mishaps").json() == []


def test_a_mishap_may_only_delay(house, control, slept):
    control("POST", "/mishaps", {"path": "/api/*", "delay_s": 2.5})
    assert house.session.get(METADATA).status_code == 200
    assert slept == [2.5]


def test_mishaps_can_be_called_off(house, control):
    control("POST", "/mishaps", {"path": "/*", "status": 500, "times": 100})
    assert house.session.get(METADATA).status_code == 500
    assert control("DELETE", "/mishaps").json() == []
    assert house.session.get(METADATA).status_code == 200


def test_time_is_looked_at_advanced_and_set(control, clock):
    begun = control("GET", "/time").json()
    assert (begun["speed"], begun["ended"]) == (3600.0, False)
    assert control("POST", "/time/advance", {"seconds": DAY}).json()["at"] == begun["at"] + DAY
    assert control("POST", "/time/speed", {"speed": 0}).json()["speed"] == 0
    clock.s += 100
    assert control("GET", "/time").json()["at"] == begun["at"] + DAY
    assert control("POST", "/time/advance", {"seconds": 90 * DAY}).json()["ended"] is True


def test_the_trace_is_read_as_it_grows(control, live):
    first = [orjson.loads(line) for line in control("GET", "/trace").content.splitlines()]
    assert first[0]["kind"] == "run.started"
    live.advance(2 * DAY)
    more = [
        orjson.loads(line) for line in control("GET", f"/trace?after={first[-1]['seq']}").content.splitlines()
    ]
    assert more[0]["seq"] == first[-1]["seq"] + 1
    assert "user.credential.enroll" in {one["kind"] for one in more}


def test_after_a_reset_the_services_are_as_at_the_start(house, control, live):
    begun = control("GET", "/time").json()["at"]
    control("POST", "/mishaps", {"path": "/*", "status": 500})
    control("POST", "/time/advance", {"seconds": DAY})
    assert control("POST", "/reset").json()["at"] == begun
    assert house.session.get(METADATA).status_code == 200


@pytest.mark.parametrize("token", ["", "wrong", "é"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/time"),
        ("POST", "/time/advance"),
        ("POST", "/mishaps"),
        ("POST", "/reset"),
        ("GET", "/trace"),
        ("GET", "/nothing"),
    ],
)
def test_without_the_token_nothing_is_told_or_done(control, live, method, path, token):
    before = live.world
    answered = control(method, path, {"seconds": DAY}, token=token.encode().decode("latin-1"))
    assert (answered.status_code, answered.json()) == (401, {"error": "no such token"})
    assert live.world is before


@pytest.mark.parametrize(
    ("path", "body", "said"),
    [
        ("/time/advance", {"seconds": -1}, "seconds"),
        ("/time/advance", {"seconds": "1"}, "seconds"),
        ("/time/advance", {}, "seconds"),
        ("/time/speed", {"speed": -1}, "speed"),
        ("/time/advance", b"[", "body"),
        ("/mishaps", {"path": "no slash"}, "path"),
        ("/mishaps", {"path": "/", "status": 42}, "status"),
        ("/mishaps", {"path": "/", "delay_s": 1e9}, "delay_s"),
        ("/mishaps", {"path": "/", "times": 0}, "times"),
        ("/mishaps", {"path": "/", "headers": {"A": "b\r\nC: d"}}, "headers"),
        ("/mishaps", {"path": "/", "tims": 1}, "tims"),
    ],
)
def test_what_is_wrong_with_a_request_is_said(control, path, body, said):
    answered = control("POST", path, body)
    assert answered.status_code == 400
    assert said in answered.json()["error"]


def test_no_more_mishaps_are_planned_than_can_be_kept():
    mishaps = Mishaps(lambda _: None)
    for _ in range(MOST):
        mishaps.add(Mishap("/"))
    with pytest.raises(ValueError, match="at most"):
        mishaps.add(Mishap("/"))


def test_a_body_of_a_megabyte_is_turned_away(control):
    assert control("POST", "/mishaps", b" " * 1_000_000).status_code == 413


def test_it_listens_on_loopback_alone(house):
    assert {server._server.bind_addr[0] for server in house._servers} == {"127.0.0.1"}
