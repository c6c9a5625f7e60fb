"""What holds at every address: who may ask, rate limits, headers, content types, read-only mode, and the traps of clients."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime

import pytest

from fake_okta.management.messages import CreateApiToken, RevokeApiToken
from fake_okta.management.rate_limits import LIMITS
from fake_okta.management.roles import OPEN, ROLES
from fake_okta.management.tokens import UNUSED_FOR
from fake_okta.messages import SetReadOnly
from fake_okta.rest.rows import ROWS
from tests.fake_okta.api_client import Api, refused
from tests.fake_okta.estate import MAC_CHROME

USERS = "/api/v1/users"


@pytest.fixture
def api() -> Api:
    return Api()


def operation_of(api, row):
    okta = api.estate.okta
    known = okta._operations.get(row.message)
    return okta._management.operations[row.message] if known is None else known


def ask(api, row, **headers):
    """A request with nothing in it but who asks."""
    path = re.sub(r"\{\w+\}", "x", row.path)
    return api.client.open(path, method=row.method, headers=headers)


# --- the whole table of addresses and credentials -----------------------------------------------------------

GUARDED = [row for row in ROWS if operation_of(Api(), row).permission != OPEN]
named = {"ids": lambda row: f"{row.method} {row.path}"}


def test_only_signing_in_is_open():
    open_rows = {row.path for row in ROWS if row not in GUARDED}
    assert all(path.startswith(("/api/v1/authn", "/api/v1/sessions")) for path in open_rows)


@pytest.fixture(scope="module")
def shared() -> Api:
    """One org for requests that are all refused before they change anything; its clock moves for the rate limits."""
    return Api()


@pytest.mark.parametrize("row", GUARDED, **named)
def test_without_valid_credentials_nothing_is_said_at_any_address(shared, row):
    estate = shared.estate
    estate.at += 60
    revoked = estate.asks(CreateApiToken("old", "SUPER_ADMIN"))
    estate.asks(RevokeApiToken(revoked.id))
    session = estate.session().session_id
    token = estate.okta.admin_token
    before = estate.okta.log.numbers.stop
    for headers, expected in [
        ({}, (403, "E0000005")),
        ({"Authorization": "SSWS"}, (401, "E0000011")),
        ({"Authorization": "SSWS wrong"}, (401, "E0000011")),
        ({"Authorization": f"SSWS {token}x"}, (401, "E0000011")),
        ({"Authorization": f"SSWS {token[:-1]}"}, (401, "E0000011")),
        ({"Authorization": f"SSWS {token.lower()}"}, (401, "E0000011")),
        ({"Authorization": f"SSWS {revoked.value}"}, (401, "E0000011")),
        ({"Authorization": f"Bearer {token}"}, (403, "E0000005")),
        ({"Authorization": token}, (403, "E0000005")),
        ({"Authorization": f"Basic {token}"}, (403, "E0000005")),
        ({"Cookie": "sid=102guess"}, (403, "E0000005")),
        ({"Cookie": f"sid={token}"}, (403, "E0000005")),
        ({"Cookie": f"sid={session}"}, (403, "E0000006")),
    ]:
        assert refused(ask(shared, row, **headers)) == expected, headers
    assert estate.okta.log.numbers.stop == before


@pytest.mark.parametrize("row", GUARDED, **named)
def test_an_expired_token_is_an_invalid_one(shared, row):
    estate = shared.estate
    value = estate.asks(CreateApiToken("unused", "SUPER_ADMIN")).value
    estate.at += UNUSED_FOR
    assert refused(ask(shared, row, Authorization=f"SSWS {value}")) == (401, "E0000011")


@pytest.mark.parametrize("row", GUARDED, **named)
@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_do_what_its_permissions_say_and_nothing_else(shared, row, role):
    estate = shared.estate
    estate.at += 60
    value = estate.asks(CreateApiToken("t", role)).value
    answered = ask(shared, row, Authorization=f"SSWS {value}")
    may = operation_of(shared, row).permission in ROLES[role]
    assert may == (answered.status_code not in (401, 403))
    if not may:
        assert refused(answered) == (403, "E0000006")


def test_roles_differ_as_okta_s_do():
    assert ROLES["READ_ONLY_ADMIN"] < ROLES["ORG_ADMIN"] < ROLES["SUPER_ADMIN"]
    assert all(one.endswith(".read") for one in ROLES["READ_ONLY_ADMIN"])
    assert "okta.users.manage" in ROLES["USER_ADMIN"] - ROLES["HELP_DESK_ADMIN"]
    assert "okta.apps.manage" in ROLES["APP_ADMIN"] - ROLES["ORG_ADMIN"]


def test_a_token_that_is_used_goes_on(api):
    reader = api.with_role("READ_ONLY_ADMIN")
    for _ in range(3):
        api.estate.at += UNUSED_FOR - 1
        assert reader.get(USERS).status_code == 200
    api.estate.at += UNUSED_FOR
    assert refused(reader.get(USERS)) == (401, "E0000011")


def test_a_token_s_value_is_nowhere_but_in_its_reply(api):
    shown = api.estate.asks(CreateApiToken("t", "SUPER_ADMIN"))
    other = Api(api.estate)
    other.token = f"SSWS {shown.value}"
    other.post(f"{USERS}/ada/lifecycle/suspend")
    assert shown.value not in other.get("/api/v1/logs").text
    assert shown.value not in repr(shown)


# --- how clients write the token ----------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["SSWS {}", "SSWS{}", "ssws {}", "SSWS   {}", " SSWS {} "])
def test_a_token_is_read_as_clients_write_it(api, form):
    api.token = form.format(api.estate.okta.admin_token)
    assert api.get(USERS).status_code == 200


# --- headers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", USERS, 200),
        ("GET", f"{USERS}/nobody", 404),
        ("GET", "/api/v1/nothing", 404),
        ("PATCH", USERS, 405),
        ("POST", USERS, 400),
        ("DELETE", f"{USERS}/ada", 204),
        ("GET", "/api/internal/v1/device-trust/metadata?platform=macos", 200),
        ("GET", "/app/UserHome", 403),
    ],
)
def test_every_answer_has_an_id_a_date_and_the_rate_limit(api, method, path, status):
    answered = api.ask(method, path)
    assert answered.status_code == status
    at = int(parsedate_to_datetime(answered.headers["Date"]).timestamp())
    assert at == api.estate.at
    assert 0 < int(answered.headers["X-Rate-Limit-Reset"]) - at <= 60
    limit, left = (int(answered.headers[f"X-Rate-Limit-{name}"]) for name in ("Limit", "Remaining"))
    assert 0 <= left <= limit
    assert answered.headers["X-Okta-Request-Id"] != api.get(USERS).headers["X-Okta-Request-Id"]
    assert len(answered.headers.getlist("Date")) == 1


def test_read_only_mode_refuses_writes_with_the_headers_that_clients_retry_by(api):
    api.estate.asks(SetReadOnly(True))
    for method, path in [("POST", f"{USERS}/ada/lifecycle/suspend"), ("DELETE", f"{USERS}/ada")]:
        answered = api.ask(method, path)
        assert refused(answered) == (503, "E0000010")
        assert {"X-Rate-Limit-Reset", "Date", "X-Okta-Request-Id"} <= {*answered.headers.keys()}
    assert api.get(f"{USERS}/ada").json["status"] == "ACTIVE"
    login = {"username": "ada@acme.test", "password": api.estate.okta.password_of("ada@acme.test")}
    token = api.post("/api/v1/authn", login).json["sessionToken"]
    assert api.post("/api/v1/sessions", {"sessionToken": token}).status_code == 200


WRITES = [row for row in GUARDED if row.method != "GET" and not row.path.endswith("/test")]


@pytest.mark.parametrize("row", WRITES, **named)
def test_no_write_gets_through_in_read_only_mode(api, row):
    body = {"profile": {}, "type": "IP", "name": "x", "signOnMode": "SAML_2_0", "id": "x", "tenantUrl": "x"}
    body |= {"username": "x", "password": "x", "actions": {"access": "DENY", "signon": {"access": "DENY"}}}
    api.estate.asks(SetReadOnly(True))
    path = re.sub(r"\{\w+\}", "x", row.path)
    answered = api.ask(row.method, path, {**body, "appInstanceId": "x"})
    assert refused(answered) == (503, "E0000010")


# --- rate limits --------------------------------------------------------------------------------------------


def test_the_request_that_is_one_too_many_is_refused_until_the_next_minute(api):
    limit = LIMITS["logs"]
    left = [int(api.get("/api/v1/logs?limit=1").headers["X-Rate-Limit-Remaining"]) for _ in range(limit)]
    assert left == list(range(limit - 1, -1, -1))
    for _ in range(3):
        answered = api.get("/api/v1/logs")
        assert refused(answered) == (429, "E0000047")
        assert answered.headers["X-Rate-Limit-Remaining"] == "0"
    assert api.get(USERS).status_code == 200
    api.estate.at = int(answered.headers["X-Rate-Limit-Reset"])
    assert api.get("/api/v1/logs").status_code == 200
    (event,) = api.events("system.org.rate_limit.violation")
    assert event["outcome"]["result"] == "FAILURE"


def test_one_user_is_counted_apart_from_listings(api):
    assert api.get(f"{USERS}/ada").headers["X-Rate-Limit-Limit"] == "2000"
    assert api.get(USERS).headers["X-Rate-Limit-Limit"] == "600"


# --- content types ------------------------------------------------------------------------------------------


def test_answers_are_json_and_say_so(api):
    assert api.get(USERS).headers["Content-Type"] == "application/json"
    assert api.get("/x").headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", "application/xml", "x"])
def test_a_body_that_is_not_said_to_be_json_is_refused(api, kind):
    body = b'{"profile": {"name": "sales"}}'
    answered = api.post("/api/v1/groups", data=body, headers={"Content-Type": kind})
    assert refused(answered) == (400, "E0000021")


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=UTF-8", "Application/JSON"])
def test_json_is_json_however_it_is_written(api, kind):
    body = b'{"profile": {"name": "sales"}}'
    assert api.post("/api/v1/groups", data=body, headers={"Content-Type": kind}).status_code == 200


def test_an_answer_in_another_form_is_not_to_be_had(api):
    assert refused(api.get(USERS, headers={"Accept": "application/xml"})) == (400, "E0000021")
    for accept in ("*/*", "application/json", "text/html, application/json;q=0.9"):
        assert api.get(USERS, headers={"Accept": accept}).status_code == 200


def test_a_life_cycle_call_needs_no_body_and_no_type(api):
    for headers in ({}, {"Content-Type": "application/octet-stream"}, {"Content-Type": "application/json"}):
        assert api.post(f"{USERS}/ada/lifecycle/suspend", headers=headers).status_code == 200
        assert api.post(f"{USERS}/ada/lifecycle/unsuspend", headers=headers).status_code == 200


# --- addresses ----------------------------------------------------------------------------------------------


def test_a_slash_at_the_end_is_answered_in_place(api):
    for path in (f"{USERS}/", f"{USERS}/?limit=1", "/api/v1/groups/", f"{USERS}/ada/"):
        assert api.get(path).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "//api/v1/users",
        "/api//v1/users",
        "/api/v1/users/../users",
        "/api/v1/USERS",
        "/api/v1/users/ada/../eve",
        "/%2e%2e/x",
    ],
)
def test_a_path_is_taken_as_it_is_written(api, path):
    assert refused(
        api.client.get("/", headers={"Authorization": api.token}, environ_overrides={"REQUEST_URI": path})
    ) == (
        404,
        "E0000008",
    )


def test_a_refused_method_comes_with_those_that_are_allowed(api):
    answered = api.ask("PATCH", f"{USERS}/ada")
    assert refused(answered) == (405, "E0000022")
    assert answered.headers["Allow"] == "DELETE, GET, POST, PUT"


def test_a_head_request_is_a_get_without_a_body(api):
    answered = api.ask("HEAD", USERS)
    assert (answered.status_code, answered.data) == (200, b"")


def test_links_speak_the_query_again_and_carry_nothing_else(api):
    injected = "/api/v1/users?limit=1&q=a%0d%0aSet-Cookie:%20x=1"
    answered = api.get(injected)
    assert answered.status_code == 200
    assert "Set-Cookie" not in answered.headers
    assert answered.headers.getlist("Link") == [
        '<https://acme.okta.com/api/v1/users?limit=1&q=a%0D%0ASet-Cookie%3A+x%3D1>; rel="self"'
    ]


def test_of_a_parameter_that_is_said_twice_the_first_counts_and_a_blank_one_is_none(api):
    assert len(api.get(f"{USERS}?limit=1&limit=x").json) == 1
    assert len(api.get(f"{USERS}?limit=&filter=&after=&q=").json) == 2
    assert refused(api.get(f"{USERS}?" + "&".join(f"a{n}=1" for n in range(300)))) == (400, "E0000001")


# --- one org, two doors -------------------------------------------------------------------------------------


def test_what_a_script_does_is_what_the_estate_sees(api):
    certificate = api.estate.enroll(api.estate.mac())
    assert api.estate.open(certificate=certificate).outcome == "allowed"
    api.post(f"{USERS}/ada/lifecycle/deactivate")
    api.post(f"{USERS}/ada/lifecycle/activate")
    assert api.estate.open(certificate=certificate, client=MAC_CHROME).reason == "certificate_revoked"
