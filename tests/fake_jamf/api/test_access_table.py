"""Every address times credentials that are missing, wrong, expired or insufficient: no call succeeds without privilege."""

import json

import pytest

from fake_jamf import wire
from fake_jamf.accounts import PRIVILEGES
from fake_jamf.api.table import ROWS
from fake_jamf.operations.table import OPERATIONS
from fake_jamf.speech.access import (
    CheckHealth,
    CreateClientToken,
    FindAccountGroup,
    Garbled,
    InvalidateToken,
    ReadOwnAccount,
    ReadVersion,
)
from tests.fake_jamf.api.estate import Estate
from tests.fake_jamf.api.examples import example

OPEN = {CheckHealth, CreateClientToken}
"""What needs no token."""
ANYBODYS = {InvalidateToken, ReadOwnAccount, ReadVersion}
"""What any token may do."""
GUARDED = [row for row in ROWS if row.message not in OPEN]
PRIVILEGED = [row for row in GUARDED if row.message not in ANYBODYS]


def named(rows):
    return [pytest.param(row, id=f"{row.method} {row.path}") for row in rows]


def needed(row, estate):
    """The privileges that an operation says it needs, for the row's example."""
    path, body = example(row, estate)
    request = wire.Request(row.method, "h", path, {}, body_bytes(body))
    message, _ = wire.read(request)
    return OPERATIONS[row.message].privileges(estate.jamf._database, message)


def body_bytes(body):
    return b"" if body is None else body.encode() if isinstance(body, str) else json.dumps(body).encode()


def state(estate):
    """What an outsider can see of all records; the same before and after a refusal."""
    lists = [
        "computers/subset/basic",
        "computergroups",
        "policies",
        "osxconfigurationprofiles",
        "scripts",
        "users",
    ]
    lists += [
        "computerextensionattributes",
        "accounts",
        "computerhistory/id/1",
        "computers/id/1",
        "computercheckin",
    ]
    pro = ["v1/api-roles", "v1/api-integrations", "v1/scripts", "v2/mdm/commands?filter=uuid==*"]
    token = estate.token()
    shown = [estate.ask("GET", f"/JSSResource/{one}", token=token).data for one in lists]
    return shown + [estate.ask("GET", f"/api/{one}", token=token).data for one in pro]


@pytest.mark.parametrize("row", named(ROWS))
def test_with_its_privileges_a_call_succeeds(row):
    estate = Estate().filled()
    path, body = example(row, estate)
    privileges = set() if row.message in OPEN | ANYBODYS else needed(row, estate)
    token = "" if row.message in OPEN else estate.with_privileges(privileges)
    answered = estate.ask(row.method, path, body, token)
    if (
        "macaddress" in row.path or row.message is FindAccountGroup
    ):  # no Mac has one, and no such group is there
        assert answered.status_code == 404
    else:
        assert answered.status_code == row.status, answered.text
    assert (answered.data == b"") == (answered.status_code == 204)


@pytest.mark.parametrize("row", named(PRIVILEGED))
def test_without_one_of_its_privileges_a_call_is_forbidden_and_nothing_happens(row):
    estate = Estate().filled()
    path, body = example(row, estate)
    before = state(estate)
    privileges = needed(row, estate)
    assert privileges
    for missing in privileges:
        token = estate.with_privileges(PRIVILEGES - {missing})
        before = state(estate)
        answered = estate.ask(row.method, path, body, token)
        assert answered.status_code == 403
        assert missing.encode() not in answered.data
        assert state(estate) == before


@pytest.mark.parametrize("row", named(GUARDED))
def test_without_a_good_token_a_call_is_unauthorized_and_nothing_happens(row):
    estate = Estate().filled()
    path, body = example(row, estate)
    expired, dead = estate.token(), estate.token()
    estate.now += 1800
    estate.ask("POST", "/api/v1/auth/invalidate-token", token=(last := estate.token()))
    before = state(estate)
    for token in ("", "wrong", expired, dead, last, "a b", "x" * 4000):
        answered = estate.ask(row.method, path, body, token)
        assert answered.status_code == 401, token
    for headers in ({"Authorization": "Basic YXBpOnNlY3JldA=="}, {"Trustlab-Device": "0A-ADA"}):
        answered = estate.http.open(path, method=row.method, headers=headers, data=body_bytes(body))
        assert answered.status_code == 401
    assert state(estate) == before


@pytest.mark.parametrize("row", named(GUARDED))
def test_an_unauthorized_call_is_answered_in_the_shape_of_its_api(row):
    estate = Estate().filled()
    path, body = example(row, estate)
    answered = estate.ask(row.method, path, body, "wrong")
    if row.path.startswith("/api/"):
        (error,) = answered.json["errors"]
        assert (answered.json["httpStatus"], error["code"]) == (401, "INVALID_TOKEN")
    else:
        assert answered.mimetype == "text/html"
        assert "The request requires user authentication" in answered.text


def test_every_operation_is_at_an_address():
    assert set(OPERATIONS) - {row.message for row in ROWS} == {Garbled}


def test_every_privilege_that_an_operation_needs_can_be_given():
    estate = Estate().filled()
    assert {privilege for row in PRIVILEGED for privilege in needed(row, estate)} <= PRIVILEGES
