"""What clients from outside are given ends by a clock that they can live with: at 3600, the estate's half hour is half a second."""

import re
from base64 import b64decode
from datetime import UTC, datetime
from html import unescape

import pytest
from lxml import etree
from werkzeug.test import Client

import fake_jamf.app
from fake_okta.messages import SessionCookie
from fake_okta.site import create_site
from simulator.scenario.model import Scenario
from simulator.serve.live import LiveWorld
from tests.simulator.serve.conftest import DAY, TODAY

JAMF, OKTA = "https://acme.jamfcloud.com", "https://acme.okta.com"
HTML = {"Accept": "text/html", "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/66.0"}
HALF_AN_HOUR = 1800


@pytest.fixture
def by_the_estate(live, clock):
    """The same estate, whose own clock ends what clients are given."""
    return LiveWorld(live._scenario, 1, 3600.0, clock, b"salt")


class Outside:
    """Clients of both services of a live world."""

    def __init__(self, live):
        site = create_site(live.world.stage.okta, lambda login, password: password == "right")
        computers = fake_jamf.app.create_app(live.world.stage.jamf)
        self.live = live
        self.org = Client(live.in_world(lambda: site))
        self.jamf = Client(live.in_world(lambda: computers))

    def token(self):
        ((name, password),) = self.live.world.admin.passwords.items()
        return self.jamf.post("/api/v1/auth/token", base_url=JAMF, auth=(name, password)).json

    def computers(self, token):
        headers = {"Authorization": f"Bearer {token['token']}", "Accept": "application/json"}
        return self.jamf.get("/JSSResource/computers", base_url=JAMF, headers=headers).status_code

    def session(self):
        """Sign in by the Authentication API; the session as the Sessions API tells of it."""
        login = {"username": "ada", "password": "right"}
        token = self.org.post("/api/v1/authn", base_url=OKTA, json=login).json["sessionToken"]
        return self.org.post("/api/v1/sessions", base_url=OKTA, json={"sessionToken": token})

    def home(self):
        return self.org.get("/app/UserHome", base_url=OKTA, headers=HTML).status_code

    def sign_in(self):
        form = {"username": "ada", "password": "right"}
        return self.org.post("/login/login.htm", base_url=OKTA, data=form, headers=HTML).status_code


def test_a_token_of_jamf_pro_lives_half_an_hour_of_its_holder(live, clock):
    outside = Outside(live)
    token = outside.token()
    assert datetime.fromisoformat(token["expires"]).timestamp() == int(TODAY) + HALF_AN_HOUR
    clock.s += HALF_AN_HOUR - 1
    assert outside.computers(token) == 200
    clock.s += 1
    assert outside.computers(token) == 401


def test_a_token_lives_half_an_hour_of_the_estate_where_that_is_wanted(by_the_estate, clock):
    outside = Outside(by_the_estate)
    token = outside.token()
    assert datetime.fromisoformat(token["expires"]).timestamp() == by_the_estate.at + HALF_AN_HOUR
    assert outside.computers(token) == 200
    clock.s += 0.5
    assert outside.computers(token) == 401


def test_days_that_are_let_go_by_at_once_end_no_token(live):
    outside = Outside(live)
    token = outside.token()
    live.advance(10 * DAY)
    assert outside.computers(token) == 200


def test_a_token_that_was_kept_alive_lives_on_by_the_same_clock(live, clock):
    outside = Outside(live)
    clock.s += 1000
    headers = {"Authorization": f"Bearer {outside.token()['token']}"}
    clock.s += 1000
    kept = outside.jamf.post("/api/v1/auth/keep-alive", base_url=JAMF, headers=headers).json
    assert datetime.fromisoformat(kept["expires"]).timestamp() == int(TODAY) + 2000 + HALF_AN_HOUR
    clock.s += 1000
    assert outside.computers(kept) == 200


def test_a_session_ends_after_two_idle_hours_of_its_person(live, clock):
    outside = Outside(live)
    assert outside.sign_in() == 303
    for _ in range(3):
        clock.s += 7199
        assert outside.home() == 200
    clock.s += 7200
    assert outside.home() == 302


def test_a_session_of_the_api_is_told_to_end_by_its_holders_clock(live, clock):
    outside = Outside(live)
    made = outside.session().json
    ends = datetime.fromisoformat(made["expiresAt"]).timestamp()
    assert ends == int(TODAY) + 7200
    clock.s += 7199
    with live.now() as world:
        assert world.stage.okta._org.sessions.alive(made["id"])
    clock.s += 1
    with live.now() as world:
        assert not world.stage.okta._org.sessions.alive(made["id"])


def test_a_session_token_is_good_for_five_minutes_of_its_holder(live, clock):
    outside = Outside(live)
    login = {"username": "ada", "password": "right"}
    for waited, status in ((299, 200), (300, 401)):
        token = outside.org.post("/api/v1/authn", base_url=OKTA, json=login).json["sessionToken"]
        clock.s += waited
        answered = outside.org.post("/api/v1/sessions", base_url=OKTA, json={"sessionToken": token})
        assert answered.status_code == status


@pytest.fixture
def open_to_all(clock):
    """An estate whose app looks at the device, and lets everybody in."""
    scenario = {
        "story": "served",
        "length": "60 days",
        "fleet": [{"name": "ada"}],
        "okta": {
            "apps": [
                {
                    "name": "salesforce",
                    "rules": [
                        {"name": "Trusted", "access": "allow", "platforms": ["osx"], "trust": "trusted"},
                        {"name": "Others", "access": "allow"},
                    ],
                }
            ]
        },
    }
    return LiveWorld(
        Scenario.model_validate(scenario), 1, 3600.0, clock, b"salt", client_clock=lambda: TODAY + clock.s
    )


def follow(outside, answered):
    there = answered.location
    host, _, path = there.removeprefix("https://").partition("/")
    return outside.org.get(f"/{path}", base_url=f"https://{host}", headers=HTML)


def test_a_slow_person_comes_through_the_challenge_and_the_app_takes_the_assertion(open_to_all, clock):
    """Each step takes a minute, in which sixty hours go by in the estate."""
    outside = Outside(open_to_all)
    outside.sign_in()
    mac = {**HTML, "User-Agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_13_4) Chrome/66.0"}
    answered = outside.org.get("/app/salesforce/sso", base_url=OKTA, headers=mac)
    for _ in range(2):
        clock.s += 60
        answered = follow(outside, answered)
    (field,) = re.findall(r'name="SAMLResponse" value="([^"]+)"', answered.text)
    conditions = etree.fromstring(b64decode(unescape(field))).find(".//{*}Conditions")
    begins, ends = (datetime.fromisoformat(conditions.get(name)) for name in ("NotBefore", "NotOnOrAfter"))
    assert begins < datetime.fromtimestamp(TODAY + clock.s, UTC) < ends
    (action,) = re.findall(r'<form[^>]* action="([^"]+)"', answered.text)
    path = action.removeprefix(OKTA)
    for waited, status in ((299, 200), (1, 403)):
        clock.s += waited
        form = {"SAMLResponse": unescape(field)}
        assert outside.org.post(path, base_url=OKTA, data=form, headers=HTML).status_code == status


def test_the_estates_own_people_keep_the_estates_clock(live, by_the_estate):
    for one in (live, by_the_estate):
        one.advance(30 * DAY)
    mine, theirs = (one.world.stage.trace.records for one in (live, by_the_estate))
    assert mine == theirs
    with live.now() as world:
        okta = world.stage.okta
        session = okta.resume_session("ada", live.at)
        assert session.expires_at == live.at + 7200
        org = okta._org
        assert org.sessions.alive(session.session_id)
    live.advance(7200)
    with live.now():
        assert not org.sessions.alive(SessionCookie(session.session_id).session_id)
