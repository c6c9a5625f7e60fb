"""Whatever is sent to any address of the API's own table is answered in Okta's words: no failure, no wait."""

from __future__ import annotations

import io
import json
import re
import string
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from fake_okta import wire
from fake_okta.app import create_app
from fake_okta.assumptions import OktaAssumptions
from fake_okta.errors import OktaError
from fake_okta.management.filters import OPERATORS, matcher
from fake_okta.messages import CreateApp, CreateZone
from fake_okta.okta import Okta
from fake_okta.rest.query import PARSERS
from fake_okta.rest.rows import ROWS
from fake_okta.rest.scim import parse
from fake_okta.wire_text import Unreadable
from tests.fake_okta.api_client import Api, refused
from tests.fake_okta.estate import Estate, JamfStandIn

PATHS = sorted({row.path for row in ROWS})
METHODS = ["GET", "POST", "PUT", "DELETE", "HEAD"]

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from(
    [
        "",
        "..",
        "%2F",
        "%00",
        "\r\nX: y",
        "a" * 3000,
        "ada@acme.test",
        "me",
        "Everyone",
        "ALL_ZONES",
        "名",
        "\x00",
    ]
)


class Org(Api):
    """An org with some of everything, whose requests are never too many; ids are known to those who guess."""

    def __init__(self):
        estate = Estate(OktaAssumptions(), b"any", "acme")
        estate.okta = Okta(
            org="acme", cell="ok3", seed=b"any", now=lambda: estate.at, jamf=estate.jamf, rate_scale=0
        )
        super().__init__(estate.enabled())
        estate.asks(CreateApp("office", "ws_fed", office365=True))
        estate.asks(CreateZone("office", ("10.0.0.0/8",)))

    def ids(self):
        """Ids of what is there at the start; some are deleted on the way."""
        org = self.estate.okta._org
        yield from (person.id for person in org.directory.everybody())
        yield from (group.id for group in org.groups.all())
        yield from (app.id for app in org.apps.all())
        yield from (zone.id for zone in org.zones.all())
        for policy in org.sign_on_policies.policies:
            yield policy.id
            yield from (rule.id for rule in policy.rules)
        yield from (rule["id"] for app in org.apps.all() for rule in self.rules_of(app.id))

    def rules_of(self, app):
        return self.get(f"/admin/app/instance/{app}/app-sign-on-policy-list").json


ORG = Org()
IDS = [*ORG.ids()]

# --- queries ------------------------------------------------------------------------------------------------

paths = st.sampled_from(
    [
        "id",
        "status",
        "eventType",
        "profile.login",
        "profile.name",
        "outcome.result",
        "debugContext.debugData.x",
        "target.id",
        "published",
        "x",
    ]
)
values = st.one_of(
    st.text(max_size=8).map(json.dumps),
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(["true", "null", '"2025-01-06T08:00:00Z"', '"ACTIVE"', "'x'", '"', ""]),
)
terms = st.builds("{} {} {}".format, paths, st.sampled_from([*OPERATORS, "EQ", "eqq"]), values)
filters = st.recursive(
    terms,
    lambda inner: (
        st.builds("({} and {})".format, inner, inner) | st.builds("not ({} or {})".format, inner, inner)
    ),
    max_leaves=8,
)
cursors = st.sampled_from(
    ["dXNlcjox", "bG9nOjE6MQ", "dXNlcnM6LTE", "Z3JvdXA6MQ", "bG9nOi05OTk5OTk5OjE", "====", "x"]
)
queries = st.dictionaries(
    st.sampled_from(
        ["q", "filter", "search", "sortBy", "sortOrder", "limit", "after", "since", "until", "type", "status"]
    ),
    st.one_of(
        filters,
        texts,
        cursors,
        st.integers().map(str),
        st.datetimes().map(str),
        st.sampled_from(
            [
                "ASCENDING",
                "DESCENDING",
                "OKTA_SIGN_ON",
                "profile.lastName",
                "0001-01-01",
                "9999-12-31T23:59:59Z",
            ]
        ),
    ),
    max_size=5,
)

# --- bodies -------------------------------------------------------------------------------------------------

NAMES = [
    "profile",
    "login",
    "email",
    "firstName",
    "lastName",
    "name",
    "description",
    "credentials",
    "password",
    "value",
    "hash",
    "groupIds",
    "id",
    "label",
    "signOnMode",
    "settings",
    "visibility",
    "signOn",
    "type",
    "gateways",
    "proxies",
    "conditions",
    "people",
    "groups",
    "include",
    "exclude",
    "network",
    "connection",
    "actions",
    "signon",
    "access",
    "priority",
    "session",
    "maxSessionIdleMinutes",
    "requireFactor",
    "status",
    "appInstanceId",
    "ruleId",
    "device",
    "trustLevel",
    "platform",
    "os",
    "clients",
    "username",
    "sessionToken",
    "tenantUrl",
    "learnMoreUrl",
    "users",
]
words = st.sampled_from(
    [
        "ALLOW",
        "DENY",
        "ZONE",
        "ANYWHERE",
        "IP",
        "CIDR",
        "RANGE",
        "SAML_2_0",
        "WS_FEDERATION",
        "OKTA_SIGN_ON",
        "TRUSTED",
        "WEB",
        "OSX",
        "DESKTOP",
        "10.0.0.0/8",
        "10.0.0.1-10.0.0.9",
        "ada@acme.test",
        "Correct-Horse-9",
        "ACTIVE",
        "https://acme.jamfcloud.com",
    ]
)
leaves = st.none() | st.booleans() | st.integers() | st.floats() | texts | words | st.sampled_from(IDS)
jsons = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=8),
    max_leaves=30,
)
FULL = {
    "profile": {
        "login": "n@acme.test",
        "email": "n@acme.test",
        "firstName": "N",
        "lastName": "N",
        "name": "n",
    },
    "credentials": {"password": {"value": "Correct-Horse-9"}},
    "groupIds": [],
    "id": "ada",
    "label": "n",
    "name": "n",
    "signOnMode": "SAML_2_0",
    "settings": {"signOn": {}, "app": {}},
    "type": "IP",
    "gateways": [{"type": "CIDR", "value": "10.0.0.0/8"}],
    "conditions": {
        "people": {"groups": {"include": []}},
        "network": {"connection": "ANYWHERE"},
        "device": {"trustLevel": "ANY"},
    },
    "actions": {"access": "ALLOW", "signon": {"access": "ALLOW", "session": {"maxSessionIdleMinutes": 5}}},
    "priority": 1,
    "appInstanceId": IDS[3],
    "username": "ada@acme.test",
    "password": "x",
    "sessionToken": "x",
    "tenantUrl": "https://acme.jamfcloud.com",
    "learnMoreUrl": None,
}


@st.composite
def nearly_right(draw):
    """A body that every address takes something from, with one value anywhere replaced or left out."""
    body = json.loads(json.dumps(FULL))
    place = body
    while True:
        key = draw(st.sampled_from([*range(len(place))] if isinstance(place, list) else sorted(place)))
        if isinstance(place[key], dict | list) and place[key] and draw(st.integers(0, 3)):
            place = place[key]
        elif draw(st.booleans()):
            del place[key]
            return body
        else:
            place[key] = draw(jsons)
            return body


bodies = st.binary(max_size=60) | (jsons | nearly_right()).map(lambda body: json.dumps(body).encode())
segments = texts | st.sampled_from(IDS) | st.sampled_from(["ada", "UDID-ada"])
latin = st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=30)
headers = st.dictionaries(
    st.sampled_from(["Cookie", "User-Agent", "X-Forwarded-For", "Content-Type", "Accept", "Host"]),
    latin,
    max_size=2,
)


def quoted(value):
    return "".join(f"%{octet:02X}" for octet in value.encode())


@given(st.data())
@settings(max_examples=600, deadline=None, suppress_health_check=[*HealthCheck])
def test_every_request_to_every_address_is_answered(data):
    path = data.draw(st.sampled_from(PATHS))
    for name in re.findall(r"\{\w+\}", path):
        path = path.replace(name, quoted(data.draw(segments)), 1)
    query = "&".join(f"{name}={quoted(value)}" for name, value in data.draw(queries).items())
    raw = f"{path}?{query}" if query else path
    answered = ORG.client.open(
        "/",
        method=data.draw(st.sampled_from(METHODS)),
        headers={"Authorization": ORG.token, **data.draw(headers)},
        data=data.draw(bodies),
        environ_overrides={"REQUEST_URI": raw, "RAW_URI": raw},
    )
    assert answered.status_code < 500
    assert answered.status_code != 429
    if answered.status_code >= 400 and answered.data:
        refused(answered)
    ORG.estate.at += 1


@given(
    st.sampled_from(METHODS) | st.text(string.ascii_uppercase, min_size=1, max_size=9),
    st.sampled_from(PATHS),
    st.text("/%.?#&;:@=0aF(){}<>", max_size=12) | latin,
    headers,
    bodies,
)
@settings(max_examples=200, deadline=None, suppress_health_check=[*HealthCheck])
def test_no_path_leads_out_of_the_table(method, path, rest, given_headers, body):
    raw = path + rest
    answered = ORG.client.open(
        "/",
        method=method,
        headers=given_headers,
        data=body,
        environ_overrides={"REQUEST_URI": raw, "RAW_URI": raw},
    )
    assert 400 <= answered.status_code < 500 or method == "OPTIONS"


def test_the_requests_above_reach_what_they_are_about():
    """Every parser of a parameter is tried, and the body fits every address once nothing in it is replaced."""
    assert {
        "q",
        "filter",
        "search",
        "sort_by",
        "sort_order",
        "limit",
        "after",
        "since",
        "until",
        "type",
        "status",
        "activate",
    } == {*PARSERS}
    org = Org()
    taken = set()
    for row in ROWS:
        if row.body is None:
            continue
        given_body = {
            **FULL,
            "appInstanceId": IDS[3],
            "type": "OKTA_SIGN_ON" if "policies" in row.path else "IP",
        }
        path = re.sub(r"\{\w+\}", "x", row.path)
        answered = org.ask(row.method, path, given_body)
        assert answered.status_code in (200, 204, 401, 403, 404) or answered.json["errorCode"] == "E0000001"
        if answered.status_code < 300:
            taken.add(row.path)
    assert len(taken) >= 6


def places_in(body, before=()):
    """Every place in a body, by its keys."""
    for key in range(len(body)) if isinstance(body, list) else body:
        yield (*before, key)
        if isinstance(body[key], dict | list):
            yield from places_in(body[key], (*before, key))


READERS = sorted({row.body for row in ROWS if row.body}, key=lambda read: read.__name__)


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
def test_a_body_with_any_one_value_wrong_or_missing_is_read_or_refused(read):
    for *way, last in places_in(FULL):
        for wrong in (None, 0, "x", "", [], ["x"], {}, {"x": 1}, True, 1.5, ...):
            body = inner = json.loads(json.dumps(FULL))
            for key in way:
                inner = inner[key]
            if wrong is ...:
                del inner[last]
            else:
                inner[last] = wrong
            with suppress(Unreadable, OktaError):
                assert read(body)


# --- filters ------------------------------------------------------------------------------------------------


@given(filters | st.text(max_size=40) | st.text('()not andor"eqpr.x ', max_size=60))
@settings(max_examples=300, deadline=None)
@example("(" * 39 + 'a eq "x"' + ")" * 39)
@example("not (" * 39 + "a pr" + ")" * 39)
@example("not (" * 1500)
@example("(" * 5000)
@example('a eq "' + "(" * 3000 + '"')
@example("a pr" + " and a pr" * 800)
@example('a eq "\\ud800"')
@example("a eq " + "9" * 5000)
def test_any_filter_is_read_or_refused_and_then_matches_anything_or_not(written):
    try:
        found = parse(written)
    except OktaError as error:
        found = error
    if isinstance(found, OktaError):
        assert found.code == "E0000053"
        return
    for value in (None, "x", 5, 5.5, True, "2025-01-06T08:00:00Z", ""):
        for case_exact in (True, False):
            assert matcher(found, case_exact=case_exact)(lambda _, value=value: (value,)) in (True, False)


def test_a_filter_that_would_be_walked_without_an_end_is_refused():
    with pytest.raises(OktaError, match="E0000053"):
        parse("not (" * 1000 + "a pr" + ")" * 1000)


def test_brackets_in_a_text_are_no_brackets():
    assert parse('a eq "' + "(" * 100 + '"').value == "(" * 100


# --- bodies of any size -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 200_000,
        b'{"profile":' * 20_000,
        b'{"profile": {"name": "' + b"x" * 200_000 + b'"}}',
        b'{"profile": {"name": 1e999999}}',
        b'{"priority": ' + b"9" * 5000 + b"}",
        b'{"profile": {"name": "\\ud800"}}',
        b"\xff\xfe{\x00}\x00",
        b'{"profile": NaN}',
        b"",
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/users", "/api/v1/groups", "/api/v1/zones", "/api/v1/policies"])
def test_a_body_that_is_a_trap_is_refused(path, body):
    answered = ORG.post(path, data=body, headers={"Content-Type": "application/json"})
    assert answered.status_code == 400
    assert refused(answered)[1] in ("E0000001", "E0000003", "E0000002")


def test_a_body_of_any_length_is_bounded_for_whoever_asks():
    for token in (ORG.token, "SSWS wrong", ""):
        for extra in ({}, {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"}):
            answered = ORG.client.post(
                "/api/v1/users",
                headers={"Authorization": token},
                input_stream=io.BytesIO(b"x" * (wire.MAX_BODY * 2)),
                environ_overrides={"CONTENT_LENGTH": "" if extra else str(wire.MAX_BODY * 2), **extra},
            )
            assert refused(answered)[0] == 413
            assert "X-Rate-Limit-Reset" in answered.headers


def test_a_mistake_of_the_server_is_told_in_okta_s_words():
    class Broken(Exception):
        pass

    def now():
        if broken:
            raise Broken
        return 0

    broken = []
    app = create_app(Okta(org="acme", cell="ok3", seed=b"t", now=now, jamf=JamfStandIn(now)))
    broken.append(True)
    app.logger.disabled = True
    answered = app.test_client().get("/api/v1/users")
    assert refused(answered) == (500, "E0000009")
