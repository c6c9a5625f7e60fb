"""The Flask app says to HTTP clients what the org says to those who call it, and survives what is no request."""

import io
import json
import string
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fake_okta import wire
from fake_okta.app import CERTIFICATE, create_app
from fake_okta.assumptions import OktaAssumptions
from fake_okta.errors import OktaError
from fake_okta.messages import (
    Anonymous,
    ApiToken,
    Challenged,
    Enroll,
    FinishSignIn,
    GetMetadata,
    OpenApp,
    OpenHomePage,
    PresentCertificate,
    Renew,
    SessionCookie,
    SetFeature,
    StartSession,
)
from fake_okta.okta import Okta
from tests.fake_okta import strategies
from tests.fake_okta.estate import DAY, MAC_CHROME, Estate, JamfStandIn

NOBODY = Anonymous()
SESSIONS = "/trustlab/sessions"
LOGIN = b'{"username": "ada@acme.test"}'


class Served:
    """An org with Device Trust, and a client who reaches it through the app."""

    def __init__(self):
        self.estate = Estate(OktaAssumptions(), b"tests", "acme").enabled()
        self.client = client_of(self.estate.okta)

    def direct(self, message, credentials):
        return self.estate.okta.handle(message, credentials)

    def http(self, message, credentials):
        if not wire.carries(message):
            return self.direct(message, credentials)
        request = wire.encode(message, credentials, "acme.okta.com", "ok3-devicetrust.okta.com")
        answered = self.client.open(
            request.target,
            method=request.method,
            headers={**request.headers, "Host": request.host},
            data=request.body,
            environ_overrides={CERTIFICATE: request.client_certificate},
        )
        return wire.decode(message, wire.Response(answered.status_code, answered.headers, answered.data))


def client_of(okta):
    app = create_app(okta, emulated_people=True)
    app.testing = True
    return app.test_client(use_cookies=False)


@pytest.fixture
def served():
    return Served()


def held(served, send):
    """A whole conversation: each reply or error, and what the org logged."""
    estate, heard = served.estate, []

    def say(message, credentials=NOBODY):
        try:
            reply = send(message, credentials)
        except OktaError as error:
            reply = error.args
        heard.extend((reply, estate.okta.drain_log()))
        return reply

    mac, stranger = estate.mac(), estate.mac("stranger")
    estate.jamf.managed[stranger.device.udid] = False
    enroll = Enroll(estate.secret, "1.2.1", mac.device, mac.request(), "ada")
    say(GetMetadata())
    say(replace(enroll, org_token="wrong"))
    say(replace(enroll, csr=b"no request"))
    say(replace(enroll, device=stranger.device))
    certificate = say(enroll)
    say(StartSession("ada@acme.test", MAC_CHROME, password_ok=False))
    cookie = SessionCookie(say(StartSession("ada@acme.test", MAC_CHROME)).session_id)
    say(OpenApp("crm", MAC_CHROME))
    say(OpenApp("crm", MAC_CHROME), ApiToken(estate.okta.admin_token))
    say(OpenApp("no such / app", MAC_CHROME), cookie)
    for presented in (None, replace(certificate, der=b"x", **NO_FIELDS), certificate, certificate):
        nonce = say(OpenApp("crm", MAC_CHROME, from_home_page=True), cookie).nonce
        ticket = say(PresentCertificate(nonce, presented)).ticket
        say(PresentCertificate(nonce, presented))
        say(FinishSignIn(nonce, ticket + "x"), cookie)
        say(FinishSignIn(nonce, ticket))
        say(FinishSignIn(nonce, ticket), cookie)
        say(FinishSignIn(nonce, ticket), cookie)
        say(OpenHomePage(MAC_CHROME), cookie)
        say(OpenHomePage(MAC_CHROME, okta_mobile=True), cookie)
    estate.at += 340 * DAY
    renew = Renew("1.2.1", mac.device, mac.request(), "ada", mac.proof(certificate, estate.at))
    say(replace(renew, proof=replace(renew.proof, signature=b"")))
    say(renew)
    say(OpenHomePage(MAC_CHROME), cookie)
    for _ in range(6):
        say(enroll)
    say(SetFeature(enabled=False), ApiToken(estate.okta.admin_token))
    say(enroll)
    return heard


NO_FIELDS = {
    "serial_number": 0,
    "subject": "",
    "issuer": "",
    "issuer_key_id": "",
    "not_before": 0,
    "not_after": 0,
}


def test_a_conversation_over_http_is_the_one_that_is_held_directly():
    first, second = Served(), Served()
    directly, over_http = held(first, first.direct), held(second, second.http)
    assert over_http == directly
    replies = directly[::2]
    refused = [reply for reply in replies if isinstance(reply, tuple)]
    assert {error[0] for error in refused} >= {
        "E0000001",
        "E0000002",
        "E0000004",
        "E0000005",
        "E0000007",
        "E0000011",
        "E0000015",
    }
    assert {error[4] for error in refused} >= {
        "",
        "org_token_invalid",
        "csr_invalid",
        "not_managed",
        "enrollment_limit",
        "feature_missing",
        "proof_invalid",
    }
    outcomes = [reply.device_reason for reply in replies if hasattr(reply, "device_reason")]
    assert outcomes == ["no_certificate", "untrusted_issuer", "ok", "ok"]


@given(strategies.messages, strategies.credentials)
@settings(max_examples=200, deadline=None)
def test_any_message_gets_the_answer_that_it_gets_directly(message, credentials):
    def outcome(send):
        try:
            return send(message, credentials)
        except OktaError as error:
            return error.args

    assert outcome(OVER_HTTP.http) == outcome(DIRECTLY.direct)
    assert OVER_HTTP.estate.okta.drain_log() == DIRECTLY.estate.okta.drain_log()


DIRECTLY, OVER_HTTP = Served(), Served()
"""Two orgs to which the same is said, one message after another."""


def test_a_browser_signs_in_with_its_certificate(served):
    """By hand, as a client does that knows nothing of the wire."""
    certificate = served.estate.enroll(served.estate.mac())
    session = served.client.post(SESSIONS, data=LOGIN).json
    browser = {"Cookie": f"sid={session['id']}", "User-Agent": MAC_CHROME.user_agent}
    challenge = served.client.get("/app/crm/sso?fromHome=true", headers=browser).json["Challenged"]
    presented = served.client.get(
        f"/trustlab/device/{challenge['nonce']}", environ_overrides={CERTIFICATE: certificate.der}
    )
    finished = served.client.post(
        f"/trustlab/sign-in/{challenge['nonce']}", json=presented.json, headers=browser
    )
    assert (finished.json["outcome"], finished.json["boundNow"]) == ("allowed", True)
    assert finished.json["serialNumber"] == certificate.serial_number
    home = served.client.get("/app/UserHome", headers=browser)
    assert home.json == {"apps": ["crm"], "locked": []}


def test_who_presents_no_certificate_may_go_on_without_one(served):
    cookie = {"Cookie": f"sid={served.estate.session().session_id}", "User-Agent": MAC_CHROME.user_agent}
    nonce = served.client.get("/app/crm/sso", headers=cookie).json["Challenged"]["nonce"]
    ticket = served.client.get(f"/trustlab/device/{nonce}").json["ticket"]
    result = served.client.post(f"/trustlab/sign-in/{nonce}", json={"ticket": ticket}, headers=cookie).json
    assert (result["page"], result["deviceReason"]) == ("security_requirements", "no_certificate")


def test_a_certificate_in_a_header_or_body_is_not_presented(served):
    certificate = served.estate.enroll(served.estate.mac())
    cookie = SessionCookie(served.estate.session().session_id)
    challenge = served.direct(OpenApp("crm", MAC_CHROME), cookie)
    assert isinstance(challenge, Challenged)
    sent = {"certificate": certificate.der.hex()}
    headers = {CERTIFICATE: certificate.der.hex()}
    ticket = served.client.get(f"/trustlab/device/{challenge.nonce}", json=sent, headers=headers).json[
        "ticket"
    ]
    result = served.direct(FinishSignIn(challenge.nonce, ticket), cookie)
    assert result.device_reason == "no_certificate"


def test_the_address_is_the_connection_s_where_no_balancer_says_another(served):
    for headers, address in [({}, "192.0.2.9"), ({"X-Forwarded-For": "192.0.2.7"}, "192.0.2.7")]:
        served.client.post(
            SESSIONS, data=LOGIN, headers=headers, environ_overrides={"REMOTE_ADDR": "192.0.2.9"}
        )
        (started,) = served.estate.okta.drain_log()
        assert started.client.ip_address == address


def test_a_slash_in_an_app_s_name_is_no_slash_in_the_path_where_the_server_keeps_the_original(served):
    assert served.client.get("/app/a%2Fb/sso").json["errorCode"] == "E0000005"
    assert served.client.get("/app/a/b/sso").json["errorCode"] == "E0000008"
    plain = {"REQUEST_URI": "", "RAW_URI": ""}
    answered = served.client.get("/app/%C3%BC/sso?webview=x", environ_overrides=plain)
    assert answered.json["errorCauses"] == [{"errorSummary": "webview: true or false is expected"}]


def test_a_head_request_has_no_body(served):
    answered = served.client.head("/api/internal/v1/device-trust/metadata?platform=macos")
    assert (answered.status_code, answered.data) == (200, b"")


def test_a_body_of_any_length_is_bounded_whether_announced_or_not(served):
    announced = served.client.post(SESSIONS, data=b"x" * (wire.MAX_BODY + 2))
    assert (announced.status_code, announced.json["errorCode"]) == (413, "E0000003")
    for spaces, status in [
        (wire.MAX_BODY - len(LOGIN), 200),
        (wire.MAX_BODY, 413),
        (wire.MAX_BODY * 2, 413),
    ]:
        answered = served.client.post(
            SESSIONS,
            input_stream=io.BytesIO(LOGIN + b" " * spaces),
            environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
        )
        assert answered.status_code == status


class ClockStopped(Exception):
    """The mistake that the next tests make."""


def broken_org():
    """An org whose clock stops as soon as it is set up."""
    stopped = []

    def now():
        if stopped:
            raise ClockStopped
        return 0

    app = create_app(Okta(org="acme", cell="ok3", seed=b"t", now=now, jamf=JamfStandIn(now)))
    stopped.append(True)
    return app


@pytest.mark.filterwarnings("ignore")
def test_a_mistake_in_the_server_is_okta_s_error_object():
    answered = broken_org().test_client().get("/app/UserHome", headers={"Cookie": "sid=a"})
    assert (answered.status_code, answered.json["errorCode"]) == (500, "E0000009")


def test_a_mistake_in_the_server_is_raised_where_it_is_tested():
    app = broken_org()
    app.testing = True
    with pytest.raises(ClockStopped):
        app.test_client().get("/app/UserHome", headers={"Cookie": "sid=a"})


def test_a_renewal_s_proof_that_is_nested_too_deep_proves_nothing(served):
    mac = served.estate.mac()
    certificate = served.estate.enroll(mac)
    content = b"[" * 150_000
    proof = mac.proof(certificate, served.estate.at)
    deep = replace(proof, content=content, signature=mac.signs(content))
    with pytest.raises(OktaError) as raised:
        served.http(Renew("1.2.1", mac.device, mac.request(), "ada", deep), NOBODY)
    assert raised.value.cause_code == "proof_invalid"


PATHS = [
    "/api/internal/v1/device-trust/metadata",
    "/api/internal/device-trust/ca/v1/enroll/macos",
    "/api/internal/device-trust/ca/v1/renew/macos",
    SESSIONS,
    "/app/crm/sso",
    "/trustlab/device/n",
    "/trustlab/sign-in/n",
    "/app/UserHome",
    "/",
]
latin = st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]))
bodies = st.fixed_dictionaries(
    {},
    optional={
        "clientVersion": st.text(),
        "orgToken": st.text(),
        "device": st.none() | st.fixed_dictionaries({"uuid": st.text(), "displayName": st.text()}),
        "csr": st.text("AQg=\n") | st.text(),
        "user": st.text(),
        "ticket": st.text(),
        "username": st.text() | st.integers(),
        "deviceRenewalToken": st.text() | st.dictionaries(st.sampled_from(["certificate"]), st.text()),
    },
)


@given(
    st.sampled_from(["GET", "POST", "DELETE", "PROPFIND", "OPTIONS", "HEAD"])
    | st.text(string.ascii_uppercase, min_size=1),
    st.sampled_from(PATHS),
    st.just("") | latin | st.text("/%.?#&;:@0aF"),
    st.dictionaries(
        st.sampled_from(["Authorization", "Cookie", "User-Agent", "X-Forwarded-For", "Content-Type", "Host"]),
        latin,
    ),
    st.binary() | bodies,
    st.none() | st.binary(),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
def test_no_request_makes_the_server_fail(served, method, path, rest, headers, body, certificate):
    raw = path + rest
    answered = served.client.open(
        path,
        method=method,
        headers=headers,
        data=body if isinstance(body, bytes) else json.dumps(body).encode(),
        environ_overrides={"REQUEST_URI": raw, "RAW_URI": raw, CERTIFICATE: certificate},
    )
    assert answered.status_code < 500
    assert answered.status_code < 400 or "Trustlab-Cause" in answered.headers
