"""The Flask app says to HTTP clients what the server says to those who call it, and survives what is no request."""

import io
import json
import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from fake_jamf import wire
from fake_jamf.app import create_app
from fake_jamf.errors import JamfError
from fake_jamf.jamf import Jamf
from fake_jamf.messages import (
    Basic,
    Bearer,
    CheckIn,
    ConfigurationProfile,
    Console,
    CreateToken,
    DeleteComputer,
    DeviceIdentity,
    EnrollComputer,
    GetComputer,
    GetProfiles,
    InventoryReport,
    KeepAlive,
    ListAccounts,
    ListComputers,
    ListUsers,
    Nobody,
    Policy,
    ScriptRun,
    SetAccount,
    SetExtensionAttribute,
    SetManaged,
    SetPolicy,
    SetProfile,
    SetScript,
    SubmitInventory,
    SubmitPolicyLog,
)
from tests.fake_jamf import strategies

ADMIN = Console("admin")
ADA, EVE = DeviceIdentity("UDID/ada ü"), DeviceIdentity("UDID-eve")
OKTA = Basic("okta", "pass:wörd")
READ = frozenset({"Read Computers", "Read Accounts", "Read User"})
START = 1_500_000_000


class Estate:
    """A server with a clock, and a client who reaches it through the app."""

    def __init__(self):
        self.now = START
        self.jamf = Jamf(url="https://acme.jamfcloud.com", seed=b"tests", now=lambda: self.now)
        self.app = create_app(self.jamf)
        self.app.testing = True
        self.client = self.app.test_client()

    def direct(self, message, credentials):
        return self.jamf.handle(message, credentials)

    def http(self, message, credentials):
        if not wire.carries(message, credentials):
            return self.jamf.handle(message, credentials)
        request = wire.encode(message, credentials, "acme.jamfcloud.com")
        answered = self.client.open(
            request.target, method=request.method, headers=dict(request.headers), data=request.body
        )
        return wire.decode(message, wire.Response(answered.status_code, answered.headers, answered.data))


@pytest.fixture
def estate():
    return Estate()


def scripted():
    """What is said, by whom, after how many seconds; a function takes the token that was given last."""
    script = "#!/bin/sh\n# \x00 ]]> <&> ü \U0001f34e\r\n"
    report = InventoryReport(
        "10.13.4", "ada", ("ada", ""), (("Okta Device Trust", ""),), (("Okta MTLS", 1),), ("P",)
    )
    policy = Policy(
        "Okta", frozenset({"recurring check-in"}), "Ongoing", scripts=(ScriptRun("task", ("verbose", "")),)
    )
    profile = ConfigurationProfile("P", (("d", "off", False), ("d", "urls", ("a", "b")), ("d", "none", None)))
    return [
        (0, SetAccount("okta", OKTA.password, READ), ADMIN),
        (0, SetScript("task", script), ADMIN),
        (0, SetPolicy(policy), ADMIN),
        (0, SetProfile(profile), ADMIN),
        (0, SetExtensionAttribute("Okta Device Trust"), ADMIN),
        (1, EnrollComputer(ADA.udid, "C02", "ada's <Mac>", "10.13.4", "ada"), ADA),
        (1, EnrollComputer(EVE.udid, "C02", "eve", "10.13.4"), EVE),
        (0, EnrollComputer(EVE.udid, "C03", "eve", "10.13.4"), ADA),
        (0, GetProfiles(ADA.udid), ADA),
        (0, GetProfiles(ADA.udid), EVE),
        (900, CheckIn("recurring check-in", "ada"), ADA),
        (900, CheckIn("recurring check-in", ""), EVE),
        (5, SubmitPolicyLog(1, "ada", "Failed", "ERROR: \x1b[31m ü\n"), ADA),
        (0, SubmitPolicyLog(9, "ada", "Failed", ""), ADA),
        (5, SubmitInventory(report), ADA),
        (0, CreateToken(), Basic("okta", "wrong")),
        (0, CreateToken(), Nobody()),
        (0, CreateToken(), OKTA),
        (0, GetComputer(ADA.udid), Bearer),
        (0, ListComputers(), Bearer),
        (0, ListAccounts(), Bearer),
        (0, ListUsers(), Bearer),
        (0, GetProfiles(ADA.udid), Bearer),
        (0, GetComputer("unknown / \u2028"), Bearer),
        (0, GetComputer(ADA.udid), OKTA),
        (0, GetComputer(ADA.udid), ADA),
        (0, KeepAlive(), Bearer),
        (0, SetManaged(ADA.udid, managed=False), ADMIN),
        (0, GetComputer(ADA.udid), Bearer),
        (0, DeleteComputer(ADA.udid), ADMIN),
        (0, GetComputer(ADA.udid), Bearer),
        (0, CheckIn("recurring check-in", "ada"), ADA),
        (1800, ListUsers(), Bearer),
        (0, KeepAlive(), Bearer),
        (0, ListUsers(), Bearer("no token \n")),
    ]


def held(estate, send):
    """What came of the whole conversation: each reply or error, and what the server logged."""
    token, heard = "", []
    for seconds, message, credentials in scripted():
        estate.now += seconds
        who = Bearer(token) if credentials is Bearer else credentials
        try:
            reply = send(message, who)
        except JamfError as error:
            heard.append(error.args)
        else:
            token = getattr(reply, "token", token)
            heard.append(reply)
        heard.append(estate.jamf.drain_log())
    return heard


def test_a_conversation_over_http_is_the_one_that_is_held_directly():
    first, second = Estate(), Estate()
    directly, over_http = held(first, first.direct), held(second, second.http)
    assert over_http == directly
    assert sum(wire.carries(m, c if c is not Bearer else Bearer("")) for _, m, c in scripted()) > 25
    codes = {heard[0] for heard in directly if isinstance(heard, tuple) and heard and len(heard) == 3}
    assert codes >= {
        "DUPLICATE",
        "DEVICE_SIGNATURE",
        "UNAUTHORIZED",
        "FORBIDDEN",
        "NOT_FOUND",
        "INVALID_TOKEN",
    }


@given(strategies.messages, strategies.credentials)
@settings(max_examples=200)
def test_any_message_gets_the_answer_that_it_gets_directly(message, credentials):
    def outcome(send):
        try:
            return send(message, credentials)
        except JamfError as error:
            return error.args

    first, second = Estate(), Estate()
    assert outcome(second.http) == outcome(first.direct)
    assert second.jamf.drain_log() == first.jamf.drain_log()


def test_a_client_of_the_public_apis_logs_in_and_reads(estate):
    estate.direct(SetAccount("okta", "pw", READ), ADMIN)
    estate.direct(EnrollComputer("U", "C02", "mac", "10.13.4", "ada"), DeviceIdentity("U"))
    token = estate.client.post("/api/v1/auth/token", auth=("okta", "pw"))
    assert token.status_code == 200
    assert token.json["expires"] == "2017-07-14T03:10:00.000Z"
    bearer = {"Authorization": f"Bearer {token.json['token']}"}
    as_json = estate.client.get(
        "/JSSResource/computers/udid/U", headers={**bearer, "Accept": "application/json"}
    )
    assert as_json.json["computer"]["general"]["remote_management"]["managed"] is True
    as_xml = estate.client.get("/JSSResource/computers/udid/U/subset/General", headers=bearer)
    assert etree.fromstring(as_xml.data).findtext("general/serial_number") == "C02"
    renewed = estate.client.post("/api/v1/auth/keep-alive", headers=bearer)
    assert renewed.json["token"] != token.json["token"]
    dead = estate.client.get("/JSSResource/users", headers=bearer)
    assert (dead.status_code, dead.mimetype) == (401, "text/html")
    assert estate.client.post("/api/v1/auth/token", auth=("okta", "no")).json == {
        "httpStatus": 401,
        "errors": [],
    }


def test_a_head_request_has_no_body_and_a_reply_without_content_neither(estate):
    estate.direct(SetAccount("okta", "pw", READ), ADMIN)
    headers = {"Authorization": "Bearer " + estate.direct(CreateToken(), Basic("okta", "pw")).token}
    assert estate.client.head("/JSSResource/users", headers=headers).data == b""
    estate.direct(EnrollComputer("U", "C02", "mac", "10.13.4"), DeviceIdentity("U"))
    report = {"macos_version": "14", "username": "", "local_users": []}
    sent = estate.client.post(
        "/trustlab/agent/inventory", json={"report": report}, headers={"Trustlab-Device": "U"}
    )
    assert (sent.status_code, sent.data) == (204, b"")


def test_a_slash_in_a_udid_is_no_slash_in_the_path_where_the_server_keeps_the_original(estate):
    estate.direct(SetAccount("okta", "pw", READ), ADMIN)
    estate.direct(EnrollComputer("a/b", "C02", "mac", "14"), DeviceIdentity("a/b"))
    estate.direct(EnrollComputer("ü", "C03", "other", "14"), DeviceIdentity("ü"))
    headers = {"Authorization": "Bearer " + estate.direct(CreateToken(), Basic("okta", "pw")).token}
    assert estate.client.get("/JSSResource/computers/udid/a%2Fb", headers=headers).status_code == 200
    assert estate.client.get("/JSSResource/computers/udid/a/b", headers=headers).status_code == 404
    plain = {"REQUEST_URI": "", "RAW_URI": ""}
    answered = estate.client.get(
        "/JSSResource/computers/udid/%C3%BC?x=y", headers=headers, environ_overrides=plain
    )
    assert answered.status_code == 200


def test_a_body_beyond_the_bound_is_refused_in_the_api_s_own_shape(estate):
    for path, mimetype in [
        ("/trustlab/agent/policy-log", "application/json"),
        ("/JSSResource/users", "text/html"),
    ]:
        answered = estate.client.post(path, data=b"x" * (wire.MAX_BODY + 2))
        assert (answered.status_code, answered.mimetype) == (413, mimetype)
        assert answered.headers["Trustlab-Refusal"].startswith("TOO_LARGE ")


def test_a_body_of_unannounced_length_is_bounded_too(estate):
    check_in = b'{"trigger": "login", "username": ""}'
    for spaces, status in [
        (wire.MAX_BODY - len(check_in), 401),
        (wire.MAX_BODY, 413),
        (wire.MAX_BODY * 2, 413),
    ]:
        answered = estate.client.post(
            "/trustlab/agent/check-in",
            input_stream=io.BytesIO(check_in + b" " * spaces),
            environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
        )
        assert answered.status_code == status


class ClockStopped(Exception):
    """The mistake that the next test makes."""


def broken_server():
    def stopped():
        raise ClockStopped

    return create_app(Jamf(url="https://acme.jamfcloud.com", seed=b"tests", now=stopped))


@pytest.mark.filterwarnings("ignore")
def test_a_mistake_in_the_server_is_an_error_in_the_api_s_own_shape():
    client = broken_server().test_client()
    headers = {"Trustlab-Device": "U"}
    enroll = {"udid": "U", "serial_number": "S", "name": "m", "macos_version": "14"}
    answered = client.post("/trustlab/agent/enroll", json=enroll, headers=headers)
    assert answered.status_code == 500
    assert answered.json["httpStatus"] == 500
    page = client.get("/JSSResource/users")
    assert (page.status_code, page.mimetype) == (500, "text/html")
    assert "Internal Server Error" in page.text


def test_a_mistake_in_the_server_is_raised_where_it_is_tested():
    app = broken_server()
    app.testing = True
    with pytest.raises(ClockStopped):
        app.test_client().get("/JSSResource/users")


PATHS = [
    "/JSSResource/computers/udid/",
    "/api/v1/auth/token",
    "/trustlab/agent/check-in",
    "/trustlab/agent/inventory",
    "/trustlab/agent/enroll",
    "/trustlab/agent/profiles/",
    "/",
]
latin = st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]))


@given(
    st.sampled_from(["GET", "POST", "DELETE", "PROPFIND", "OPTIONS", "HEAD"])
    | st.text(string.ascii_uppercase, min_size=1),
    st.sampled_from(PATHS),
    latin | st.text("/%.?#&;:@0aF"),
    st.dictionaries(
        st.sampled_from(["Authorization", "Accept", "Trustlab-Device", "Content-Type", "Host", "X"]), latin
    ),
    st.binary() | st.dictionaries(st.sampled_from(["report", "trigger", "udid"]), st.text()),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
def test_no_request_makes_the_server_fail(estate, method, path, rest, headers, body):
    raw = path + rest
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    answered = estate.client.open(
        path,
        method=method,
        headers=headers,
        data=data,
        environ_overrides={"REQUEST_URI": raw, "RAW_URI": raw},
    )
    assert answered.status_code < 500
    assert answered.status_code < 400 or "Trustlab-Refusal" in answered.headers
