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


def test_whether_a_client_has_changed_something_is_told(house, control):
    house.session.get(METADATA)
    assert control("GET", "/time").json()["clients_act"] is False
    house.session.post("https://acme.jamfcloud.com/api/v1/auth/token", auth=("nobody", "x"))
    assert control("GET", "/time").json()["clients_act"] is True


def test_a_mishap_without_words_of_its_own_is_told_as_the_service_would_tell_it(house, control):
    """Okta's client for Python gives up in confusion at a 503 without rate limits and date."""
    for path in ("/api/v1/users", "/JSSResource/*", "/api/v1/computers-inventory"):
        control("POST", "/mishaps", {"path": path, "status": 503})
    okta = house.session.get("https://acme.okta.com/api/v1/users")
    assert (okta.status_code, okta.json()["errorCode"]) == (503, "E0000010")
    assert {
        "X-Rate-Limit-Limit",
        "X-Rate-Limit-Remaining",
        "X-Rate-Limit-Reset",
        "Date",
    } <= okta.headers.keys()
    classic = house.session.get(COMPUTER)
    assert (classic.status_code, classic.text.count("<p")) == (503, 3)
    assert "Service Unavailable" in classic.text
    pro = house.session.get("https://acme.jamfcloud.com/api/v1/computers-inventory")
    assert (pro.status_code, pro.json()["httpStatus"]) == (503, 503)


def test_a_mishap_of_too_many_requests_says_when_to_come_again(house, control, live):
    control("POST", "/mishaps", {"path": "/api/v1/logs", "status": 429})
    refused = house.session.get("https://acme.okta.com/api/v1/logs")
    assert (refused.status_code, refused.json()["errorCode"]) == (429, "E0000047")
    limits = [refused.headers[f"X-Rate-Limit-{name}"] for name in ("Limit", "Remaining", "Reset")]
    assert limits == ["120", "0", str((live.at // 60 + 1) * 60)]


def test_a_mishap_has_the_headers_that_it_is_given(house, control):
    mishap = {"path": "/JSSResource/*", "status": 503, "headers": {"Retry-After": "30"}}
    control("POST", "/mishaps", mishap)
    assert house.session.get(COMPUTER).headers["Retry-After"] == "30"


def test_an_org_may_have_limits_of_its_own_until_a_reset(house, control, live, clock):
    control("POST", "/time/speed", {"speed": 0})
    assert control("GET", "/rate-limits").json()["logs"] == 120
    assert control("POST", "/rate-limits", {"bucket": "logs", "a_minute": 2}).json()["logs"] == 2
    log = "https://acme.okta.com/api/v1/logs"

    def status():
        token = {"Authorization": f"SSWS {live.world.stage.okta.admin_token}"}
        return house.session.get(log, headers=token).status_code

    assert [status() for _ in range(4)] == [200, 200, 429, 429]
    control("POST", "/time/advance", {"seconds": 60})
    assert status() == 200
    control("POST", "/reset")
    assert [status() for _ in range(4)] == [200, 200, 200, 200]


def test_who_knows_the_org_by_a_name_of_this_machine_is_never_sent_elsewhere(house, live):
    """The org's own name is somebody's real host: links and redirects would take tokens there."""
    token = {"Authorization": f"SSWS {live.world.stage.okta.admin_token}"}
    for door in (house.doors[0].here, f"https://127.0.0.1:{house.doors[0].port}"):
        listed = requests.get(f"{door}/api/v1/users?limit=1", headers=token, verify=house.trusted, timeout=10)
        following = listed.links["next"]["url"]
        assert following.startswith(f"{door}/api/v1/users?")
        more = requests.get(following, headers=token, verify=house.trusted, timeout=10).json()
        assert more[0]["_links"]["self"]["href"].startswith(f"{door}/api/v1/users/")
    listed = house.session.get("https://acme.okta.com/api/v1/users?limit=1", headers=token)
    assert listed.links["next"]["url"].startswith("https://acme.okta.com/api/v1/users?")


def test_a_sign_in_by_a_name_of_this_machine_stays_on_this_machine(house, live):
    live.advance(DAY)
    org, mtls = house.doors[0].here, house.doors[1].here
    with requests.Session() as browser:
        browser.trust_env, browser.verify = False, house.trusted
        browser.headers["Accept"] = "text/html"
        browser.headers["User-Agent"] = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_13_4) Chrome/66.0"
        form = {"username": "ada", "password": house.secrets.of("person|ada")}
        browser.post(f"{org}/login/login.htm", data=form, timeout=10)
        shown = browser.get(f"{org}/app/salesforce/sso", timeout=10)
    assert [one.url.partition("/trustlab")[0] for one in [*shown.history[1:], shown]] == [mtls, org]
    assert "does not meet the security requirements" in shown.text


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
        ("/rate-limits", {"bucket": "lgs", "a_minute": 1}, "bucket"),
        ("/rate-limits", {"bucket": "logs", "a_minute": -1}, "a_minute"),
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
