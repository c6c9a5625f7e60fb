"""Messages, replies and errors cross the wire unharmed; what is no message is refused in Okta's words."""

import base64
import json
import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_okta import wire
from fake_okta.assumptions import OktaAssumptions
from fake_okta.errors import OktaError, method_not_supported, validation_failed
from fake_okta.messages import (
    Anonymous,
    ApiToken,
    Certificate,
    Challenged,
    ClientSeen,
    Device,
    Enroll,
    FinishSignIn,
    GetMetadata,
    HomePage,
    Metadata,
    OpenApp,
    OpenHomePage,
    PresentCertificate,
    ReadDeviceTrust,
    Renew,
    Session,
    SessionCookie,
    StartSession,
)
from fake_okta.wire_rows import ROWS
from tests.fake_okta import strategies
from tests.fake_okta.estate import Estate

ORG, MTLS = "acme.okta.com", "ok3-devicetrust.okta.com"
NOBODY = Anonymous()
SAFARI = ClientSeen("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_13_4) Safari/605.1.15", "192.0.2.7")


def encoded(message, credentials=NOBODY):
    return wire.encode(message, credentials, ORG, MTLS)


def asked(target, method="GET", body=b"", **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return wire.Request(method, ORG, target, named, body)


def refusal(request):
    with pytest.raises(OktaError) as refused:
        wire.read(request)
    return refused.value


# --- there and back -----------------------------------------------------------------------------------------


def test_every_row_s_message_is_tried_here():
    assert {row.message for row in ROWS} == set(strategies.MESSAGES)


@given(strategies.messages, strategies.credentials)
def test_the_server_reads_what_a_client_says_and_who_it_is(message, credentials):
    assert wire.carries(message)
    assert wire.read(encoded(message, credentials)) == (message, credentials)


@given(strategies.messages, strategies.credentials)
def test_a_request_is_made_of_what_http_can_carry(message, credentials):
    request = encoded(message, credentials)
    assert re.fullmatch(r"/[!-~]*", request.target)
    assert all(re.fullmatch(r"[ -~]*", value) for value in request.headers.values())
    assert request.host == (MTLS if isinstance(message, PresentCertificate) else ORG)


@given(strategies.exchanges)
def test_a_reply_comes_out_equal_to_what_the_server_gave(exchange):
    message, reply = exchange
    arrived = wire.decode(message, wire.answer(message, reply, encoded(message)))
    assert arrived == reply
    assert type(arrived) is type(reply)


@given(strategies.messages, strategies.errors)
def test_an_error_comes_out_as_the_server_raised_it(message, error):
    response = wire.refuse(error, encoded(message))
    assert all(re.fullmatch(r"[ -~]*", value) for value in response.headers.values())
    with pytest.raises(OktaError) as raised:
        wire.decode(message, response)
    assert raised.value.args == error.args


@pytest.mark.parametrize("message", [ReadDeviceTrust()])
def test_what_the_console_alone_may_say_is_not_said_over_http(message):
    assert not wire.carries(message)
    with pytest.raises(TypeError):
        encoded(message, ApiToken("00x"))


def test_a_header_s_name_may_be_written_in_any_case():
    error = OktaError("E0000001", 400, "Api validation failed: csr", ("no",), "csr_invalid")
    response = wire.refuse(error, asked("/trustlab/sessions"))
    shouted = wire.Response(400, {k.upper(): v for k, v in response.headers.items()}, response.body)
    with pytest.raises(OktaError) as raised:
        wire.decode(GetMetadata(), shouted)
    assert raised.value.args == error.args


def test_the_same_reply_has_the_same_bytes_whatever_order_a_set_has():
    names = [f"app-{number}" for number in range(50)]
    response = wire.answer(OpenHomePage(SAFARI), HomePage((), frozenset(names)), asked("/app/UserHome"))
    assert json.loads(response.body)["locked"] == sorted(names)


# --- certificates -------------------------------------------------------------------------------------------


def test_a_presented_certificate_is_known_by_its_bytes(estate):
    certificate = estate.enroll(estate.mac())
    request = encoded(PresentCertificate("nonce", certificate))
    assert (request.client_certificate, request.body) == (certificate.der, b"")
    assert wire.read(request)[0] == PresentCertificate("nonce", certificate)
    assert wire.read(encoded(PresentCertificate("nonce", None)))[0] == PresentCertificate("nonce", None)


def test_what_is_presented_and_no_certificate_has_no_fields():
    for der in (b"", b"0", b"\x30\x03\x02\x01\x05"):
        request = wire.Request("GET", MTLS, "/trustlab/device/n", {}, b"", der)
        assert wire.read(request)[0] == PresentCertificate("n", Certificate(0, "", "", "", 0, 0, der))


@given(st.data())
def test_a_damaged_certificate_is_presented_all_the_same(data):
    der = bytearray(data.draw(strategies.issued).der)
    for place in data.draw(st.lists(st.integers(0, len(der) - 1), min_size=1, max_size=4)):
        der[place] = data.draw(st.integers(0, 255))
    request = wire.Request("GET", MTLS, "/trustlab/device/n", {}, b"", bytes(der))
    message, _ = wire.read(request)
    assert message.certificate.der == bytes(der)


def test_an_issued_certificate_travels_as_its_bytes_alone(estate):
    mac = estate.mac()
    certificate = estate.enroll(mac)
    message = Enroll(estate.secret, "1.2.1", mac.device, mac.request(), "ada")
    body = json.loads(wire.answer(message, certificate, encoded(message)).body)
    assert body == {"issuedCertificate": base64.b64encode(certificate.der).decode()}


# --- Okta's own shapes --------------------------------------------------------------------------------------


def test_the_registration_task_s_requests_are_those_of_its_source():
    message = Enroll("secret", "1.2.0", Device("UDID", "ada's Mac"), b"csr", "ada")
    request = encoded(message)
    assert (request.method, request.target) == ("POST", "/api/internal/device-trust/ca/v1/enroll/macos")
    assert json.loads(request.body) == {
        "clientVersion": "1.2.0",
        "orgToken": "secret",
        "device": {"uuid": "UDID", "displayName": "ada's Mac"},
        "csr": "Y3Ny",
        "user": "ada",
    }
    metadata = encoded(GetMetadata())
    assert metadata.target == "/api/internal/v1/device-trust/metadata?platform=macos"
    answered = wire.answer(GetMetadata(), Metadata("https://ok3-devicetrust.okta.com"), metadata)
    assert json.loads(answered.body) == {"certAuthDomain": "https://ok3-devicetrust.okta.com"}


def test_a_renewal_sends_a_token_of_the_device_and_none_of_the_org(estate):
    mac = estate.mac()
    proof = mac.proof(estate.enroll(mac), estate.at)
    request = encoded(Renew("1.2.0", mac.device, mac.request(), "ada", proof))
    assert request.target == "/api/internal/device-trust/ca/v1/renew/macos"
    assert json.loads(request.body).keys() == {"clientVersion", "device", "csr", "user", "deviceRenewalToken"}


def test_base64_may_have_its_lines_broken():
    body = {"clientVersion": "", "orgToken": "", "device": {"uuid": "", "displayName": ""}, "user": ""}
    raw = json.dumps(body | {"csr": "Y3\r\nNy\n"}).encode()
    message, _ = wire.read(asked("/api/internal/device-trust/ca/v1/enroll/macos", "POST", raw))
    assert message.csr == b"csr"


def test_an_error_is_okta_s_error_object():
    error = validation_failed("device", "Maximum enrollment limit", "and more")
    response = wire.refuse(error, asked("/x"))
    said = json.loads(response.body)
    assert re.fullmatch(r"oae[\w-]{22}", said.pop("errorId"))
    assert said == {
        "errorCode": "E0000001",
        "errorSummary": "Api validation failed: device",
        "errorLink": "E0000001",
        "errorCauses": [{"errorSummary": "Maximum enrollment limit"}, {"errorSummary": "and more"}],
    }
    assert wire.refuse(error, asked("/x")) == response


def test_a_session_has_the_shape_of_okta_s_sessions_api():
    message = StartSession("ada@acme.test", SAFARI)
    request = encoded(message)
    assert json.loads(request.body) == {"username": "ada@acme.test", "passwordOk": True}
    assert json.loads(wire.answer(message, Session("102x", "00u1", 1_736_152_200), request).body) == {
        "id": "102x",
        "userId": "00u1",
        "status": "ACTIVE",
        "expiresAt": "2025-01-06T08:30:00.000Z",
    }


# --- who asks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "credentials"),
    [
        ({}, Anonymous()),
        ({"Authorization": "SSWS 00abc-_x"}, ApiToken("00abc-_x")),
        ({"Authorization": "ssws  00abc "}, ApiToken("00abc")),
        ({"Authorization": "SSWS"}, ApiToken("")),
        ({"Authorization": "SSWS %FF"}, Anonymous()),
        ({"Authorization": "Bearer x"}, Anonymous()),
        ({"Cookie": "DT=1; sid=102abc; t=x"}, SessionCookie("102abc")),
        ({"Cookie": "sid=a; sid=b"}, SessionCookie("a")),
        ({"Cookie": "sid"}, Anonymous()),
        ({"Cookie": "sid=%FF"}, Anonymous()),
        ({"Cookie": "sid=a", "Authorization": "SSWS 00abc"}, ApiToken("00abc")),
    ],
)
def test_credentials_are_read_as_clients_write_them(headers, credentials):
    request = wire.Request("GET", ORG, "/api/internal/v1/device-trust/metadata", headers, b"")
    assert wire.read(request) == (GetMetadata(), credentials)


def test_a_browser_s_user_agent_is_sent_as_it_is():
    headers = encoded(OpenApp("crm", SAFARI)).headers
    assert (headers["User-Agent"], headers["X-Forwarded-For"]) == (SAFARI.user_agent, SAFARI.ip_address)


def test_of_several_addresses_the_first_is_the_client_s():
    request = asked("/app/crm/sso", User_Agent="Safari", X_Forwarded_For="2001:db8::1, 10.0.0.1")
    assert wire.read(request)[0] == OpenApp("crm", ClientSeen("Safari", "2001:db8::1"))
    assert wire.read(asked("/app/crm/sso"))[0] == OpenApp("crm", ClientSeen("", ""))


# --- what is no message -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "target", "body", "status", "code"),
    [
        ("GET", "/", b"", 404, "E0000008"),
        ("GET", "/api/v1/users", b"", 404, "E0000008"),
        ("GET", "/app/UserHome/", b"", 404, "E0000008"),
        ("GET", "/app/%FF/sso", b"", 400, "E0000003"),
        ("GET", "/app/ü/sso", b"", 400, "E0000003"),
        ("GET", "/app/" + "a" * 9000 + "/sso", b"", 400, "E0000003"),
        ("GET", "/app/crm/sso?webview=perhaps", b"", 400, "E0000003"),
        ("GET", "/trustlab/sessions", b"", 405, "E0000022"),
        ("DELETE", "/app/UserHome", b"", 405, "E0000022"),
        ("POST", "/trustlab/sessions", b"", 400, "E0000003"),
        ("POST", "/trustlab/sessions", b"[]", 400, "E0000003"),
        ("POST", "/trustlab/sessions", b"{}", 400, "E0000003"),
        ("POST", "/trustlab/sessions", b"\xff", 400, "E0000003"),
        ("POST", "/trustlab/sessions", b"[" * 200_000, 400, "E0000003"),
        ("POST", "/trustlab/sessions", b'{"username": 1}', 400, "E0000003"),
        ("POST", "/trustlab/sessions", b'{"username": "\\ud800"}', 400, "E0000003"),
        ("POST", "/trustlab/sessions", b'{"username": "a", "passwordOk": 1}', 400, "E0000003"),
        ("POST", "/trustlab/sign-in/n", b'{"ticket": null}', 400, "E0000003"),
        ("POST", "/trustlab/sign-in/n", b" " * (wire.MAX_BODY + 1), 413, "E0000003"),
    ],
)
def test_what_cannot_be_read_is_refused(method, target, body, status, code):
    error = refusal(asked(target, method, body))
    assert (error.status, error.code) == (status, code)
    assert wire.refuse(error, asked(target, method, body)).status == status


def test_a_refusal_says_which_field_is_wrong():
    body = json.dumps({"clientVersion": "", "orgToken": "", "device": {"uuid": 1}}).encode()
    error = refusal(asked("/api/internal/device-trust/ca/v1/enroll/macos", "POST", body))
    assert error.causes == ("device: uuid: text is expected",)


def test_a_body_of_the_longest_length_is_read():
    body = b'{"ticket": "t"}'.ljust(wire.MAX_BODY)
    assert wire.read(asked("/trustlab/sign-in/n", "POST", body))[0] == FinishSignIn("n", "t")


def test_a_refused_method_comes_with_those_that_are_allowed():
    for target, allowed in [("/trustlab/sessions", "POST"), ("/app/UserHome", "GET")]:
        assert wire.refuse(method_not_supported(), asked(target, "PUT")).headers["Allow"] == allowed


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(["username", "device", "uuid", "csr", "deviceRenewalToken", "Challenged", "id"]),
            inner,
        )
    ),
)
bodies = st.binary() | json_values.map(lambda value: json.dumps(value).encode())


@given(
    st.sampled_from(ROWS),
    st.text("/%.?#&;:@=0aFé") | st.text(),
    st.dictionaries(
        st.sampled_from(["Authorization", "Cookie", "User-Agent", "X-Forwarded-For"]),
        st.text() | st.text().map("sid=".__add__),
    ),
    bodies,
    st.none() | st.binary(),
)
def test_any_request_is_read_or_refused(row, rest, headers, body, certificate):
    request = wire.Request(row.method, "", row.path + rest, headers, body, certificate)
    with suppress(OktaError):
        message, _ = wire.read(request)
        assert wire.carries(message)


@given(strategies.messages, bodies)
def test_a_success_is_a_reply_or_said_to_be_unreadable(message, body):
    with suppress(wire.Unreadable):
        wire.decode(message, wire.Response(200, {}, body))


def test_a_challenge_that_is_something_else_too_is_unreadable():
    both = b'{"Challenged": {"nonce": "n", "certAuthDomain": "d"}, "SignInResult": {}}'
    with pytest.raises(wire.Unreadable):
        wire.decode(OpenApp("crm", SAFARI), wire.Response(200, {}, both))
    alone = b'{"Challenged": {"nonce": "n", "certAuthDomain": "d"}}'
    assert wire.decode(OpenApp("crm", SAFARI), wire.Response(200, {}, alone)) == Challenged("n", "d")


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "E0000004"), (404, "E0000008"), (302, "E0000009"), (502, "E0000009"), (999, "E0000009")],
)
@given(bodies)
def test_an_answer_of_another_server_becomes_the_error_of_its_status(status, code, body):
    with pytest.raises(OktaError) as raised:
        wire.decode(GetMetadata(), wire.Response(status, {}, body))
    assert (raised.value.code, raised.value.status) == (code, status)
    assert raised.value.summary


# --- what the org itself survives ---------------------------------------------------------------------------


def with_version(der, version):
    """The same certificate or request of an impossible version."""
    for before in (b"\xa0\x03\x02\x01\x02", b"\x02\x01\x00"):
        if before in der:
            return der.replace(before, before[:-1] + bytes([version]), 1)
    raise AssertionError("no version")


def test_a_request_of_an_unknown_version_is_no_request():
    estate = Estate(OktaAssumptions(), b"tests", "acme").enabled()
    mac = estate.mac()
    message = Enroll(estate.secret, "1.2.1", mac.device, with_version(mac.request(), 5), "ada")
    with pytest.raises(OktaError) as raised:
        estate.okta.handle(message, Anonymous())
    assert raised.value.cause_code == "csr_invalid"


def test_a_certificate_of_an_unknown_version_is_none_of_this_org(estate):
    certificate = estate.enroll(estate.mac())
    strange = wire.read(
        wire.Request("GET", MTLS, "/trustlab/device/n", {}, b"", with_version(certificate.der, 5))
    )[0].certificate
    assert estate.open(certificate=strange).device_reason == "untrusted_issuer"
