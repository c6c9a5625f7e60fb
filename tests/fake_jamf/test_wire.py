"""Messages, replies and errors cross the wire unharmed; what is no message is refused in Jamf Pro's words."""

import base64
import json
import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from fake_jamf import wire
from fake_jamf.api import xml
from fake_jamf.api.table import ROWS as API_ROWS
from fake_jamf.errors import (
    JamfError,
    duplicate,
    forbidden,
    not_found,
    server_error,
    token_invalid,
    unauthorized,
)
from fake_jamf.messages import (
    Basic,
    Bearer,
    CheckIn,
    Computer,
    ConfigurationProfile,
    Console,
    CreateToken,
    DeviceIdentity,
    EnrollComputer,
    GetComputer,
    GetProfiles,
    KeepAlive,
    ListUsers,
    Nobody,
    Scope,
    SetManaged,
    SubmitPolicyLog,
    Token,
)
from fake_jamf.speech.access import ListAccountDetails
from fake_jamf.speech.computers import FindComputer, ListComputerDetails
from fake_jamf.speech.key import Key
from fake_jamf.speech.settings import ListUserRecords
from fake_jamf.wire_rows import ROWS
from tests.fake_jamf import strategies

HOST = "acme.jamfcloud.com"


def asked(target, method="GET", body=b"", **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return wire.Request(method, HOST, target, named, body)


def by_udid(udid):
    return FindComputer(Key("udid", udid))


def refusal(request):
    with pytest.raises(JamfError) as refused:
        wire.read(request)
    return refused.value


def refusal_or_none(request):
    try:
        wire.read(request)
    except JamfError as error:
        return error
    return None


def typed(value):
    """A value with the types of all its parts: True is not 1 here."""
    if isinstance(value, tuple | list):
        return type(value), [typed(item) for item in value]
    if isinstance(value, dict):
        return dict, [(key, typed(item)) for key, item in value.items()]
    return type(value), value


# --- there and back -----------------------------------------------------------------------------------------


def test_every_row_s_message_is_tried_here():
    assert {row.message for row in ROWS} == set(strategies.MESSAGES)


@given(strategies.messages, strategies.credentials)
def test_the_server_reads_what_a_client_says_and_who_it_is(message, credentials):
    assert wire.carries(message, credentials)
    assert wire.read(wire.encode(message, credentials, HOST)) == (message, credentials)


@given(strategies.messages, strategies.credentials)
def test_a_request_is_made_of_what_http_can_carry(message, credentials):
    request = wire.encode(message, credentials, HOST)
    assert re.fullmatch(r"/[!-~]*", request.target)
    assert all(re.fullmatch(r"[ -~]*", value) for value in request.headers.values())
    assert request.host == HOST
    assert request.client_certificate is None


@given(strategies.exchanges)
def test_a_reply_comes_out_equal_to_what_the_server_gave(exchange):
    message, reply = exchange
    request = wire.encode(message, Nobody(), HOST)
    assert wire.decode(message, wire.answer(message, reply, request)) == reply


@given(st.lists(strategies.profiles, min_size=1).map(tuple))
def test_settings_of_profiles_keep_their_types(profiles):
    request = wire.encode(GetProfiles("U"), DeviceIdentity("U"), HOST)
    arrived = wire.decode(GetProfiles("U"), wire.answer(GetProfiles("U"), profiles, request))
    assert [typed(profile.settings) for profile in arrived] == [
        typed(profile.settings) for profile in profiles
    ]


@given(strategies.messages, strategies.errors)
def test_an_error_comes_out_as_the_server_raised_it(message, error):
    response = wire.refuse(error, wire.encode(message, Nobody(), HOST))
    assert all(re.fullmatch(r"[ -~]*", value) for value in response.headers.values())
    with pytest.raises(JamfError) as raised:
        wire.decode(message, response)
    assert raised.value.args == error.args


def test_the_same_reply_has_the_same_bytes_whatever_order_a_set_has():
    names = [f"mac-{number}" for number in range(50)]
    profile = ConfigurationProfile("P", (), Scope(computers=frozenset(names)))
    request = wire.encode(GetProfiles("U"), DeviceIdentity("U"), HOST)
    (written,) = json.loads(wire.answer(GetProfiles("U"), (profile,), request).body)
    assert written["scope"]["computers"] == sorted(names)


def test_a_time_that_never_was_and_the_first_second_of_the_epoch_stay_apart():
    for at in (None, 0):
        computer = Computer(1, "U", "S", "m", True, "", "", 0, at, at, (), ())
        request = wire.encode(GetComputer("U"), Nobody(), HOST)
        assert wire.decode(GetComputer("U"), wire.answer(GetComputer("U"), computer, request)) == computer


def test_a_header_s_name_may_be_written_in_any_case():
    error = not_found("it")
    response = wire.refuse(error, asked("/api/v1/auth/token"))
    shouted = wire.Response(response.status, {k.upper(): v for k, v in response.headers.items()}, b"")
    with pytest.raises(JamfError) as raised:
        wire.decode(CreateToken(), shouted)
    assert raised.value.args == error.args


def test_what_the_console_alone_may_say_is_not_said_over_http():
    for message, credentials in [(SetManaged("U", False), Bearer("t")), (ListUsers(), Console("admin"))]:
        assert not wire.carries(message, credentials)
        with pytest.raises(TypeError):
            wire.encode(message, credentials, HOST)


# --- what others answer -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (401, "UNAUTHORIZED"),
        (403, "FORBIDDEN"),
        (404, "NOT_FOUND"),
        (302, "SERVER_ERROR"),
        (502, "SERVER_ERROR"),
    ],
)
@pytest.mark.parametrize("headers", [{}, {"Trustlab-Refusal": "HUNGRY now"}])
def test_an_answer_of_another_server_becomes_the_error_of_its_status(status, code, headers):
    with pytest.raises(JamfError) as raised:
        wire.decode(ListUsers(), wire.Response(status, headers, b"<p>Bad Gateway</p>"))
    assert (raised.value.code, raised.value.status) == (code, status)
    assert raised.value.summary


@given(
    strategies.messages,
    st.binary()
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["computer", "general", "accounts", "users", "token", "expires", "name"]),
                inner,
            )
        ),
    ).map(lambda value: json.dumps(value).encode()),
)
def test_a_success_is_a_reply_or_said_to_be_unreadable(message, body):
    with suppress(wire.Unreadable):
        reply = wire.decode(message, wire.Response(200, {}, body))
        assert reply is None or isinstance(reply, Computer | Token | tuple | int)


# --- who asks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "credentials"),
    [
        ("Basic " + base64.b64encode(b"okta:a:b").decode(), Basic("okta", "a:b")),
        ("basic " + base64.b64encode("okta:pä".encode("latin-1")).decode(), Basic("okta", "pä")),
        ("BEARER eyJ.x-_~+/=", Bearer("eyJ.x-_~+/=")),
        ("Bearer", Bearer("")),
        ("Bearer %FF", Nobody()),
        ("Basic " + base64.b64encode(b"okta:a").decode() + "!", Nobody()),
        ("Basic " + base64.b64encode(b"no colon").decode(), Nobody()),
        ("Digest x", Nobody()),
        ("", Nobody()),
    ],
)
def test_authorization_is_read_as_clients_write_it(header, credentials):
    assert wire.read(asked("/JSSResource/users", Authorization=header)) == (ListUserRecords(), credentials)


def test_the_pro_api_takes_name_and_password_for_a_token_only():
    header = "Basic " + base64.b64encode(b"okta:a").decode()
    assert wire.read(asked("/api/v1/auth/token", "POST", Authorization=header))[1] == Basic("okta", "a")
    assert wire.read(asked("/api/v1/users", Authorization=header))[1] == Nobody()


def test_a_mac_whose_name_cannot_be_read_is_nobody():
    assert wire.read(asked("/trustlab/agent/profiles/U", Trustlab_Device="%FF"))[1] == Nobody()


def test_a_mac_does_not_speak_for_an_account_too():
    error = refusal(asked("/JSSResource/users", Trustlab_Device="U", Authorization="Bearer x"))
    assert error.code == "BAD_REQUEST"


# --- real clients -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "target", "message"),
    [
        ("POST", "/api/v1/auth/token", CreateToken()),
        ("POST", "/api/v1/auth/keep-alive?x=y", KeepAlive()),
        ("GET", "/JSSResource/computers/udid/0285E974-2664", by_udid("0285E974-2664")),
        ("GET", "/JSSResource/computers/udid/U/subset/general&location", by_udid("U")),
        ("GET", "/JSSResource/computers/udid/U/subset/General%26Location", by_udid("U")),
        ("GET", "/JSSResource/computers/udid/a%2Fb%20%C3%BC", by_udid("a/b ü")),
        ("GET", "/JSSResource/computers/udid/", by_udid("")),
        ("GET", "/JSSResource/computers/udid/https://x?y", None),
        ("HEAD", "/JSSResource/computers", ListComputerDetails()),
        ("GET", "/JSSResource/computers/subset/basic", ListComputerDetails()),
        ("GET", "https://acme.jamfcloud.com:8443/JSSResource/accounts", ListAccountDetails()),
    ],
)
def test_addresses_are_those_of_jamf_pro(method, target, message):
    if message is None:
        assert refusal(asked(target, method)).status == 404
    else:
        assert wire.read(asked(target, method))[0] == message


def test_a_token_s_end_is_written_with_milliseconds_and_z():
    request = asked("/api/v1/auth/token", "POST")
    response = wire.answer(CreateToken(), Token("abc", 1_736_152_200), request)
    assert json.loads(response.body) == {"token": "abc", "expires": "2025-01-06T08:30:00.000Z"}
    assert response.headers == {"Content-Type": "application/json"}


def test_a_token_s_end_is_read_with_or_without_milliseconds():
    for expires in ("2025-01-06T08:30:00Z", "2025-01-06T08:30:00.123Z"):
        body = json.dumps({"token": "abc", "expires": expires}).encode()
        assert wire.decode(CreateToken(), wire.Response(200, {}, body)) == Token("abc", 1_736_152_200)


# --- XML ----------------------------------------------------------------------------------------------------


@given(strategies.texts)
def test_xml_carries_all_text_but_what_xml_has_no_character_for(text):
    root = etree.fromstring(xml.as_xml({"computer": {"name": text, "certificates": [{"name": text}]}}))
    expected = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)
    assert (root.findtext("name") or "") == expected
    assert (root.findtext("certificates/certificate/name") or "") == expected


@pytest.mark.parametrize(
    ("accept", "json_expected"),
    [
        ("", False),
        ("*/*", False),
        ("application/xml", False),
        ("text/xml", False),
        ("application/json", True),
        ("Application/JSON; charset=utf-8", True),
        ("application/json, text/plain, */*", True),
        ("application/json;q=0.5, application/xml", False),
        ("text/xml;q=0.5, application/json", True),
        ("application/json;q=0", False),
        ("application/json;q=much", False),
        (";;,,q=", False),
    ],
)
def test_the_classic_api_answers_in_xml_unless_json_is_asked_for(accept, json_expected):
    response = wire.answer(ListUserRecords(), (), asked("/JSSResource/users", Accept=accept))
    assert (response.headers["Content-Type"] == "application/json") == json_expected


# --- errors as clients see them -----------------------------------------------------------------------------


def test_the_classic_api_s_errors_are_pages_with_two_paragraphs():
    cases = [
        (unauthorized(), "Unauthorized", "The request requires user authentication", "10.4.2"),
        (token_invalid(), "Unauthorized", "The request requires user authentication", "10.4.2"),
        (
            not_found("it"),
            "Not Found",
            "The server has not found anything matching the request URI",
            "10.4.5",
        ),
        (duplicate("<name>"), "Conflict", "Error: Duplicate &lt;name&gt;", "10.4.10"),
        (
            server_error(),
            "Internal Server Error",
            "The server encountered an unexpected condition which prevented it from fulfilling the request",
            "10.5.1",
        ),
    ]
    for error, title, description, section in cases:
        response = wire.refuse(error, asked("/JSSResource/users"))
        page = response.body.decode()
        assert re.findall(r"<p[^>]*>(.*)</p>", page) == [title, description]
        assert f"rfc2616-sec10.html#sec{section}" in page
        assert response.status == error.status
        assert ("WWW-Authenticate" in response.headers) == (error.status == 401)


def test_the_pro_api_s_errors_are_json():
    request = asked("/api/v1/auth/token", "POST")
    assert json.loads(wire.refuse(unauthorized(), request).body) == {"httpStatus": 401, "errors": []}
    assert json.loads(wire.refuse(token_invalid(), request).body) == {
        "httpStatus": 401,
        "errors": [{"code": "INVALID_TOKEN", "description": "Unauthorized", "id": "0", "field": None}],
    }

    for error, code in [(forbidden("Read User"), "INVALID_PRIVILEGE"), (not_found("it"), "INVALID_ID")]:
        assert json.loads(wire.refuse(error, request).body)["errors"][0]["code"] == code


def test_the_missing_privilege_is_in_no_body():
    for target in ("/JSSResource/users", "/api/v1/auth", "/trustlab/computers"):
        response = wire.refuse(forbidden("Read User"), asked(target))
        assert response.status == 403
        assert b"Read User" not in response.body


def test_an_address_that_is_there_for_another_method_says_for_which():
    error = refusal(asked("/api/v1/auth/token"))
    assert (error.code, error.status) == ("METHOD_NOT_ALLOWED", 405)
    assert wire.refuse(error, asked("/api/v1/auth/token")).headers["Allow"] == "POST"


# --- what is no message -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    [
        "/",
        "",
        "*",
        "//JSSResource/users",
        "/JSSResource/users/",
        "/JSSResource/computers/id/7/8",
        "/api/v5/computers-inventory",
        "/x?/JSSResource/users",
    ],
)
def test_an_address_that_nobody_has_is_not_found(target):
    assert refusal(asked(target)).code == "NOT_FOUND"


@pytest.mark.parametrize(
    "target",
    [
        "/JSSResource/computers/udid/%FF",
        "/JSSResource/computers/udid/ü",
        "/JSSResource/" + "x" * wire.MAX_TARGET,
    ],
)
def test_an_address_that_cannot_be_read_is_a_bad_request(target):
    assert refusal(asked(target)).code == "BAD_REQUEST"


LOG = {"policy_id": 1, "username": "ada", "status": "Completed", "output": ""}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "Expecting value"),
        (b"\xff\xfe", "cannot be read"),
        (b"[]", "an object"),
        (b"[" * 100_000, "cannot be read"),
        (b'{"policy_id": ' + b"9" * 5000 + b"}", "cannot be read"),
        (json.dumps({**LOG, "policy_id": 2**63}).encode(), "policy_id: the number is too large"),
        (json.dumps({**LOG, "policy_id": True}).encode(), "policy_id: a whole number"),
        (json.dumps({**LOG, "policy_id": 1.0}).encode(), "policy_id: a whole number"),
        (json.dumps({**LOG, "policy_id": float("nan")}).encode(), "policy_id: a whole number"),
        (json.dumps({**LOG, "username": None}).encode(), "username: text"),
        (json.dumps({**LOG, "username": "\ud800"}).encode(), "username: half a surrogate"),
        (json.dumps({**LOG, "status": "completed"}).encode(), "status: one of Completed, Failed"),
        (json.dumps({"policy_id": 1}).encode(), "username is missing"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_with_the_reason(body, said):
    error = refusal(asked("/trustlab/agent/policy-log", "POST", body))
    assert (error.code, error.status) == ("BAD_REQUEST", 400)
    assert said in error.summary


def test_what_is_wrong_deep_in_a_report_is_named():
    report = {"macos_version": "14", "username": "", "local_users": [], "certificates": [["Okta MTLS"]]}
    error = refusal(asked("/trustlab/agent/inventory", "POST", json.dumps({"report": report}).encode()))
    assert "report: certificates: 2 items are expected" in error.summary


def test_a_field_with_a_default_may_be_left_out_and_an_unknown_one_is_passed_over():
    body = json.dumps({"trigger": "login", "username": "ada", "since": "11.0"}).encode()
    assert wire.read(asked("/trustlab/agent/check-in", "POST", body))[0] == CheckIn("login", "ada")
    body = json.dumps({"udid": "U", "serial_number": "S", "name": "m", "macos_version": "14"}).encode()
    assert wire.read(asked("/trustlab/agent/enroll", "POST", body))[0] == EnrollComputer("U", "S", "m", "14")


def test_a_body_may_have_so_many_bytes_and_no_more():
    output = "x" * (wire.MAX_BODY - len(json.dumps(LOG)))
    body = json.dumps({**LOG, "output": output}).encode()
    assert len(body) == wire.MAX_BODY
    message = SubmitPolicyLog(1, "ada", "Completed", output)
    assert wire.read(asked("/trustlab/agent/policy-log", "POST", body))[0] == message
    error = refusal(asked("/trustlab/agent/policy-log", "POST", body + b" "))
    assert (error.code, error.status) == ("TOO_LARGE", 413)


ADDRESSES = [row.path.replace("{", "").replace("}", "") for row in (*ROWS, *API_ROWS)]
FIELDS = sorted(
    {name for row in ROWS for name in row.fields} | {"macos_version", "local_users", "certificates"}
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["login", "Failed"]),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(FIELDS) | st.text(), inner),
)


@given(
    st.sampled_from(["GET", "POST", "PUT", "HEAD", "OPTIONS", "get", ""]) | st.text(),
    st.sampled_from(ADDRESSES) | st.text() | st.builds("{}/{}".format, st.sampled_from(ADDRESSES), st.text()),
    st.dictionaries(
        st.sampled_from(["Authorization", "authorization", "Accept", "Trustlab-Device", "Host"]) | st.text(),
        st.text() | st.builds("{} {}".format, st.sampled_from(["Basic", "Bearer"]), st.text()),
    ),
    st.binary() | JSON.map(lambda value: json.dumps(value).encode()),
)
def test_whatever_comes_is_read_or_refused_and_the_refusal_can_be_read(method, target, headers, body):
    request = wire.Request(method, HOST, target, headers, body)
    error = refusal_or_none(request)
    if error is not None:
        assert 400 <= error.status < 500
        with pytest.raises(JamfError) as raised:
            wire.decode(ListUsers(), wire.refuse(error, request))
        assert raised.value.args == error.args


def test_every_address_can_be_named_in_a_request_line():
    assert all(re.fullmatch(r"(/[a-zA-Z0-9{}.-]+)+", row.path) for row in (*ROWS, *API_ROWS))
